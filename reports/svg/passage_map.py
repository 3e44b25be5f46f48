"""Middles of themes on the map of passages as static SVG: all there is without a script, the labels above the points.

In: :class:`reports.views.passage_map.PassageMap`.  Out: one ``<svg>``.  A label stands beside its circle where no other
does; the rest wait until their theme is chosen, and are in the table below either way.
"""

from __future__ import annotations

from math import sqrt

from markupsafe import Markup, escape

from reports.svg.labels import Box, is_free, shortened
from reports.views.passage_map import SIDE, MapTheme, PassageMap

FONT, LETTER, MARGIN = 17, 10.6, 12  # in thousandths of the map's width; letters of a wide bold face
LABEL_LETTERS = 30
EDGE = 120  # a label that begins or ends so near to an edge grows away from it, where it is drawn larger
LABELLED = 20  # themes that may be named at once, those that colour most passages


def map_chart(found: PassageMap) -> Markup:
    """Draw a circle a theme, its area by the number of its passages on the map."""
    taken: list[Box] = []
    circles = "".join(_circle(theme) for theme in found.themes)
    labels = "".join(_label(theme, k, taken) for k, theme in enumerate(found.themes))
    size = f"{-MARGIN} {-MARGIN} {SIDE + 2 * MARGIN} {found.height + 2 * MARGIN}"
    name = (
        f"Map of {len(found.passages):,} passages: the middles of {len(found.themes)} themes, listed in the table below"
    )
    return Markup(f'<svg class="map-labels" viewBox="{size}" role="img" aria-label="{name}">{circles}{labels}</svg>')


def _circle(theme: MapTheme) -> str:
    radius = round(3 + sqrt(theme.n_drawn) * 0.9)
    colour = f' class="c{theme.colour}"' if theme.colour is not None else ""
    return f'<circle{colour} cx="{theme.x}" cy="{theme.y}" r="{radius}"><title>{escape(theme.label)}</title></circle>'


def _label(theme: MapTheme, place: int, taken: list[Box]) -> str:
    label = shortened(theme.label, LABEL_LETTERS)
    start, has_room = _place(theme, label, taken if place < LABELLED else None)
    at_edge = "left" if start < EDGE else "right" if start + len(label) * LETTER > SIDE - EDGE else ""
    classes = " ".join(filter(None, ("" if has_room else "crowded", at_edge)))
    named = f' class="{classes}"' if classes else ""
    return f'<text{named} data-theme="{place}" x="{start}" y="{theme.y + 6}">{escape(label)}</text>'


def _place(theme: MapTheme, label: str, taken: list[Box] | None) -> tuple[int, bool]:
    """Where a label begins, over the middle or as near to it as the edges let; and whether it may stand there.

    It may not where another does, nor where nothing is taken down of it (``taken`` None).
    """
    length = len(label) * LETTER
    start = min(max(theme.x - length / 2, 0), SIDE - length)
    box = (start, start + length, theme.y - FONT / 2, theme.y + FONT / 2)
    if taken is None or not is_free(box, taken):
        return round(start), False
    taken.append(box)
    return round(start), True

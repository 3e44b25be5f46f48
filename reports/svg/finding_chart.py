"""The chart of a finding as static SVG: the shares by quarter, thin, and the two spans that are compared, thick.

In: :class:`reports.data.brief.Finding`.  Out: one ``<svg>`` in the page's own colours.  The thick lines stand at the
very shares that the sentence beside it names and are labelled with them; below each stand its quarters.  Of two calls
compared there are two dots.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from reports.data.brief import Figure, Finding, Measure, Series, Window
from reports.formatting import percent
from reports.svg.path import path_of, unbroken

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 280, 108, 6, 274, 24, 86  # user units
SPAN, SHARE, GAP = 94, 40, 6  # room that the quarters of a window and its share take, and between two
QUARTERS_BEFORE = 4  # shown before the first window
SIDES: tuple[Measure, ...] = ("before", "after")


def finding_chart(finding: Finding) -> Markup:
    """Draw a finding; empty markup where it has no share to draw."""
    series = _shown(finding.series, finding.windows)
    known = [share for _, share in series if share is not None]
    if not known:
        return Markup()
    top = max([*known, *(window.share for window in finding.windows)]) or 1.0
    place = {quarter: k for k, (quarter, _) in enumerate(series)}
    step = (RIGHT - LEFT) / max(1, len(series) - 1)

    def spot(k: float, share: float) -> tuple[int, int]:
        return round(LEFT + k * step), round(FOOT - (FOOT - TOP) * share / top)

    runs = unbroken([(k, share) for k, (_, share) in enumerate(series) if share is not None])
    line = "".join(path_of([spot(k, share) for k, share in run]) for run in runs)
    marks, room = Markup(), WIDTH
    for window, measure in reversed(list(zip(finding.windows, SIDES[-len(finding.windows) :], strict=False))):
        ends = place.get(window.first, 0), place.get(window.last, len(series) - 1)
        (start, y), (stop, _) = (spot(k, window.share) for k in ends)
        middle = (start + stop) // 2
        room = max(min(middle, room - SPAN // 2), SPAN // 2)
        marks += _mark(start, stop, y) + _share(middle, y, _figure(finding, window, measure)) + _span(room, window)
        room -= SPAN // 2 + GAP
    said = ", ".join(f"{percent(window.share)} in {window.span}" for window in finding.windows)
    name = f"{finding.label}: {said}" if said else finding.label
    return Markup(
        '<svg class="finding-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="zero" d="M{} {}H{}"/><path class="line" d="{}"/>{}</svg>'
    ).format(WIDTH, HEIGHT, name, LEFT, FOOT, RIGHT, line, marks)


def _shown(series: Series, windows: Sequence[Window]) -> Series:
    """From a year before the first window on; whole where there is none."""
    first = next((k for k, (quarter, _) in enumerate(series) if windows and quarter >= windows[0].first), 0)
    return series[max(0, first - QUARTERS_BEFORE) :]


def _figure(finding: Finding, window: Window, measure: Measure) -> Figure:
    text = percent(window.share)
    if finding.basis == "trend":
        return Figure(text, measure, finding.theme_id, finding.scope)
    return Figure(text, "share", finding.theme_id, finding.scope, window.when)


def _mark(start: int, stop: int, y: int) -> Markup:
    if start == stop:
        return Markup('<circle class="level" cx="{}" cy="{}" r="4"/>').format(start, y)
    return Markup('<path class="level" d="M{} {}H{}"/>').format(start, y, stop)


def _share(x: int, y: int, figure: Figure) -> Markup:
    """The share above its mark; at an edge it grows inwards."""
    anchor = "start" if x < SHARE // 2 else "end" if x > WIDTH - SHARE // 2 else "middle"
    return Markup('<text class="share" data-f="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        figure.address, x, y - 7, anchor, figure.text
    )


def _span(x: int, window: Window) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(x, HEIGHT - 6, window.span)

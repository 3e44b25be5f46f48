"""Spread of a theme over companies as static SVG: a step line, with a dot where each company began.

In: :class:`reports.views.diffusion.LedTheme` and all quarters.  Out: one ``<svg>`` in the page's own colours; the table
behind it holds its numbers.  The vertical axis runs from none to all companies, so that all charts can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from markupsafe import Markup, escape

from reports.palette import COLOURS
from reports.svg.labels import Box, is_free, shortened
from reports.views.diffusion import LedTheme
from themes.formatting import short_name

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 300, 96, 4, 4, 14, 16  # pixels
LABEL_LETTERS, LETTER = 24, 5.6  # letters of a company's name beside its dot; pixels a letter
END = ' class="end"'


def spread_chart(theme: LedTheme, quarters: Sequence[str]) -> Markup:
    """Draw the share of companies that had taken a theme up, by quarter; empty where no quarter is known."""
    if not theme.spread:
        return Markup()
    place = {quarter: round(LEFT + k * _step(quarters)) for k, quarter in enumerate(quarters)}
    levels = [(place[s.quarter], _level(s.share)) for s in theme.spread]
    y = _level(0)
    path = f"M{levels[0][0]} {y}"
    for there, level in levels:
        if level != y:  # a step: along at the old share, then to the new one
            path += f"H{there}V{level}"
            y = level
    path += f"H{levels[-1][0]}"
    now = theme.spread[-1]
    name = f"{theme.label}: {now.n_adopters} of {now.n_companies} companies by {now.quarter}"  # who: in the caption
    return Markup(
        f'<svg class="spread" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(name)}">'
        f'<path class="zero" d="M{LEFT} {_level(0)}H{WIDTH - RIGHT}M{LEFT} {_level(1)}H{WIDTH - RIGHT}"/>'
        f'<path class="line" d="{path}"/>{_dots(theme, place)}'
        f'<text class="axis" x="{LEFT}" y="{HEIGHT - 3}">{escape(quarters[0])}</text>'
        f'<text class="axis end" x="{WIDTH - RIGHT}" y="{HEIGHT - 3}">{escape(quarters[-1])}</text></svg>'
    )


def _step(quarters: Sequence[str]) -> float:
    return (WIDTH - LEFT - RIGHT) / max(1, len(quarters) - 1)


def _level(share: float) -> int:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share))


def _dots(theme: LedTheme, place: dict[str, int]) -> str:
    """A dot a company on the line where it began, named beside it where the name has room."""
    shares = {s.quarter: s.share for s in theme.spread}
    drawn: list[str] = []
    spots: list[tuple[int, int]] = []
    begun = [m for m in theme.mentions if m.quarter in shares]
    for mention in begun:
        quarter = mention.quarter or ""
        together = [m for m in begun if m.quarter == quarter]
        before = max((share for q, share in shares.items() if q < quarter), default=0.0)
        # companies that began in one quarter stand on the rise in the order of their days, the last one on top
        steps = (together.index(mention) + 1) / len(together)
        spots.append((place[quarter], _level(before + steps * (shares[quarter] - before))))
    taken = [(x - 5.0, x + 5.0, y - 5.0, y + 5.0) for x, y in spots]
    tops = {x: y for x, y in spots}  # of dots on one rise the last one, where the line goes on
    for mention, (x, y) in zip(begun, spots, strict=True):
        drawn.append(f'<circle class="c{mention.company.colour % COLOURS}" r="3.5" cx="{x}" cy="{y}"/>')
        drawn.append(_label(short_name(mention.company.label), (x, y), taken, on_line=tops[x] == y))
    return "".join(drawn)


def _label(name: str, spot: tuple[int, int], taken: list[Box], *, on_line: bool) -> str:
    """A name near its dot, where no other name or dot stands; nothing where there is no such place."""
    (x, y), name = spot, shortened(name, LABEL_LETTERS)
    length = len(name) * LETTER
    feet = (y - 5, y + 13, y + 4) if on_line else (y + 4, y - 5, y + 13)  # above, below, beside: the line strikes that
    for foot, ends in product(feet, (False, True)):
        start = x - 7 - length if ends else x + 7
        box = start, start + length, foot - 8.0, foot + 2.0
        if 0 <= start and box[1] <= WIDTH and foot <= HEIGHT - BOTTOM + 2 and is_free(box, taken):
            taken.append(box)
            return f'<text{END if ends else ""} x="{x - 7 if ends else x + 7}" y="{foot}">{escape(name)}</text>'
    return ""

"""A call as a thin bar: one segment a turn, as long as its words, as high as its role; colours come on top.

In: the turns of a reading.  Out: one ``<svg>``, hidden from screen readers: the text beside it says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from markupsafe import Markup, escape

from reports.data.reading import SECTIONS, TurnSeen
from themes.formatting import counted
from themes.records import Role

WIDTH, HEIGHT = 1000, 24
#: Heights tell the roles apart without colour; an unknown role is drawn hollow.
HEIGHTS: dict[Role, int] = {"operator": 7, "executive": 24, "analyst": 15, "unknown": 24}


def turn_strip(turns: Sequence[TurnSeen], *, is_linked: bool = False) -> Markup:
    """Draw the turns in order; ``is_linked``: each segment leads to ``#turn-INDEX`` and says whose it is."""
    ends = list(accumulate(turn.n_words for turn in turns))
    starts = [0, *ends][: len(ends)]
    scale = WIDTH / max(1, *ends) if ends else 1.0
    shapes: dict[Role, str] = {}
    marks = []
    for turn, start, end in zip(turns, starts, ends, strict=True):
        height = HEIGHTS[turn.role]
        shape = f"M{start * scale:.1f} {HEIGHT}v-{height}h{(end - start) * scale:.1f}v{height}z"
        if is_linked:
            title = escape(f"{turn.speaker}, {turn.role}: {counted(turn.n_words, 'word')}, line {turn.line:,}")
            path = f'<path class="{turn.role}" d="{shape}"><title>{title}</title></path>'
            marks.append(f'<a href="#turn-{turn.index}" tabindex="-1">{path}</a>')
        else:
            shapes[turn.role] = shapes.get(turn.role, "") + shape
    marks += [f'<path class="{role}" d="{shape}"/>' for role, shape in shapes.items()]
    asked = next((s for turn, s in zip(turns, starts, strict=True) if turn.section == SECTIONS["q_and_a"]), 0)
    if asked:
        marks.append(f'<path class="questions" d="M{asked * scale:.1f} 0v{HEIGHT}"/>')
    return Markup(
        f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(marks)}</svg>"
    )

"""A series of shares as a static SVG line from zero: large below a headline, small in a table's cell (Tufte 2006).

In: shares in order, None where there was no call.  Out: markup that may stand in a page: no script, the text's own
colour, gaps where there was no call.  Below a headline the first and last quarter and the largest share are written at
the line, so it needs no legend; what a cell's line shows is said beside it in numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.formatting import percent
from reports.svg.path import path_of, unbroken


@dataclass(frozen=True)
class Frame:
    """The size of a drawing, and where its line may stand, in user units; points are rounded to ``digits`` of them."""

    width: int
    height: int
    left: float
    right: float
    top: float
    foot: float
    digits: int


@dataclass(frozen=True)
class Dot:
    """A point of the line in user units, and the share and the place in the series that it stands for."""

    x: float
    y: float
    share: float
    place: int


HEADLINE = Frame(240, 64, left=4.0, right=236.0, top=16.0, foot=48.0, digits=1)
CELL = Frame(96, 18, left=2.0, right=94.0, top=2.0, foot=16.0, digits=0)  # as the stylesheet has it


def dots_of(shares: Sequence[float | None], frame: Frame) -> list[list[Dot]]:
    """Place the shares, evenly spaced, from zero at the foot to the largest at the top; a list for every unbroken run.

    Examples
    --------
    >>> [[(dot.x, dot.y) for dot in run] for run in dots_of([0.0, None, 0.2], HEADLINE)]
    [[(4.0, 48.0)], [(236.0, 16.0)]]
    """
    known = [(place, share) for place, share in enumerate(shares) if share is not None]
    largest = max((share for _, share in known), default=0.0) or 1.0
    step = (frame.right - frame.left) / max(1, len(shares) - 1)

    def dot(place: int, share: float) -> Dot:
        x, y = frame.left + step * place, frame.top + (frame.foot - frame.top) * (1 - share / largest)
        return Dot(round(x, frame.digits), round(y, frame.digits), share, place)

    return [[dot(place, share) for place, share in run] for run in unbroken(known)]


def table_line(shares: Sequence[float | None]) -> Markup:
    """Draw the shares (0–1) in a table's cell, the last one marked; empty where there is none.

    Examples
    --------
    >>> table_line([None, None])
    Markup('')
    """
    runs = [[(int(dot.x), int(dot.y)) for dot in run] for run in dots_of(shares, CELL)]
    if not runs:
        return Markup()
    x, y = runs[-1][-1]
    return Markup(
        f'<svg class="cell-line" viewBox="0 0 {CELL.width} {CELL.height}" aria-hidden="true">'
        f'<path d="{"".join(map(path_of, runs))}"/><circle r="2" cx="{x}" cy="{y}"/></svg>'
    )


def sparkline(series: Sequence[tuple[str, float | None]], label: str) -> Markup:
    """Draw a series below its headline; empty markup where it holds no share.

    Parameters
    ----------
    series : sequence of (str, float or None)
        Quarter (or call) and share (0–1), evenly spaced; None breaks the line.
    label : str
        What it shows; goes into the accessible name.
    """
    quarters = [quarter for quarter, _ in series]
    dots = dots_of([share for _, share in series], HEADLINE)
    known = [dot for run in dots for dot in run]
    if not known:
        return Markup("")
    top, last = max(known, key=lambda dot: dot.share), known[-1]
    marked = known if len(series) == 2 else [top]  # of two calls both shares are written
    said = [f"{percent(dot.share)} in {quarters[dot.place]}" for dot in (known[0], last, top)]
    name = f"{label}: {said[0]}, {said[1]}" + (f", at most {said[2]}" if top not in (known[0], last) else "")
    lines = Markup("").join(_line(run) for run in dots)
    return Markup(
        '<svg class="spark" viewBox="0 0 {w} {h}" role="img" aria-label="{name}">'
        '<line class="spark-zero" x1="{left}" y1="{foot}" x2="{right}" y2="{foot}"/>{lines}{marks}{ends}</svg>'
    ).format(
        w=HEADLINE.width, h=HEADLINE.height, name=name, lines=lines,
        left=f"{HEADLINE.left:g}", right=f"{HEADLINE.right:g}", foot=f"{HEADLINE.foot:g}",
        marks=Markup("").join(_mark(dot, written=dot in marked) for dot in dict.fromkeys((*marked, last))),
        ends=_end(quarters[0], HEADLINE.left, "start") + _end(quarters[-1], HEADLINE.right, "end"),
    )  # fmt: skip


def _line(run: Sequence[Dot]) -> Markup:
    if len(run) == 1:
        return Markup('<circle class="spark-dot" cx="{}" cy="{}" r="1.5"/>').format(f"{run[0].x:g}", f"{run[0].y:g}")
    return Markup('<polyline class="spark-line" points="{}"/>').format(" ".join(f"{d.x:g},{d.y:g}" for d in run))


def _mark(dot: Dot, *, written: bool) -> Markup:
    """A dot, its share written above it if asked for."""
    drawn = Markup('<circle class="spark-dot" cx="{}" cy="{}" r="2.5"/>').format(f"{dot.x:g}", f"{dot.y:g}")
    if not written:
        return drawn
    anchor = "start" if dot.x < 40 else "end" if dot.x > HEADLINE.width - 40 else "middle"
    text = Markup('<text class="spark-text" x="{}" y="{}" text-anchor="{}">{}</text>')
    return drawn + text.format(f"{dot.x:g}", f"{dot.y - 5:g}", anchor, percent(dot.share))


def _end(quarter: str, x: float, anchor: str) -> Markup:
    written = '<text class="spark-text" x="{}" y="{}" text-anchor="{}">{}</text>'
    return Markup(written).format(f"{x:g}", HEADLINE.height - 4, anchor, escape(quarter))

"""A series of shares to a small static SVG line: no script, the text's own colour, gaps where there was no call.

In: (quarter, share) pairs.  Out: markup that may stand in a page.  The axis starts at zero; the first and last quarter
and the largest share are written at the line, so it needs no legend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from reports.formatting import percent

WIDTH, HEIGHT = 240, 64  # user units
_LEFT, _RIGHT, _TOP, _FOOT = 4.0, 236.0, 16.0, 48.0


@dataclass(frozen=True)
class Dot:
    """A point of the line in user units, and the quarter and share it stands for."""

    x: float
    y: float
    quarter: str
    share: float


def sparkline(series: Sequence[tuple[str, float | None]], label: str) -> Markup:
    """Draw a series; empty markup where it holds no share.

    Parameters
    ----------
    series : sequence of (str, float or None)
        Quarter (or call) and share (0–1), evenly spaced; None breaks the line.
    label : str
        What it shows; goes into the accessible name.
    """
    dots = dots_of(series)
    known = [dot for run in dots for dot in run]
    if not known:
        return Markup("")
    top, last = max(known, key=lambda dot: dot.share), known[-1]
    marked = known if len(series) == 2 else [top]  # of two calls both shares are written
    name = f"{label}: {percent(known[0].share)} in {known[0].quarter}, {percent(last.share)} in {last.quarter}"
    name += f", at most {percent(top.share)} in {top.quarter}" if top not in (known[0], last) else ""
    lines = Markup("").join(_line(run) for run in dots)
    return Markup(
        '<svg class="spark" viewBox="0 0 {w} {h}" role="img" aria-label="{name}">'
        '<line class="spark-zero" x1="{left}" y1="{foot}" x2="{right}" y2="{foot}"/>{lines}{marks}{ends}</svg>'
    ).format(
        w=WIDTH, h=HEIGHT, name=name, left=f"{_LEFT:g}", right=f"{_RIGHT:g}", foot=f"{_FOOT:g}", lines=lines,
        marks=Markup("").join(_mark(dot, written=dot in marked) for dot in dict.fromkeys((*marked, last))),
        ends=_end(series[0][0], _LEFT, "start") + _end(series[-1][0], _RIGHT, "end"),
    )  # fmt: skip


def dots_of(series: Sequence[tuple[str, float | None]]) -> list[list[Dot]]:
    """Place the shares; a list for every unbroken run.

    Examples
    --------
    >>> [[(dot.x, dot.y) for dot in run] for run in dots_of([("2012Q1", 0.0), ("2012Q2", None), ("2012Q3", 0.2)])]
    [[(4.0, 48.0)], [(236.0, 16.0)]]
    """
    largest = max((share for _, share in series if share is not None), default=0.0)
    step = (_RIGHT - _LEFT) / max(len(series) - 1, 1)
    runs: list[list[Dot]] = [[]]
    for place, (quarter, share) in enumerate(series):
        if share is None:
            runs.append([])
            continue
        y = _FOOT - (_FOOT - _TOP) * (share / largest if largest else 0.0)
        runs[-1].append(Dot(round(_LEFT + step * place, 1), round(y, 1), quarter, share))
    return [run for run in runs if run]


def _line(run: Sequence[Dot]) -> Markup:
    if len(run) == 1:
        return Markup('<circle class="spark-dot" cx="{}" cy="{}" r="1.5"/>').format(f"{run[0].x:g}", f"{run[0].y:g}")
    return Markup('<polyline class="spark-line" points="{}"/>').format(" ".join(f"{d.x:g},{d.y:g}" for d in run))


def _mark(dot: Dot, *, written: bool) -> Markup:
    """A dot, its share written above it if asked for."""
    drawn = Markup('<circle class="spark-dot" cx="{}" cy="{}" r="2.5"/>').format(f"{dot.x:g}", f"{dot.y:g}")
    if not written:
        return drawn
    anchor = "start" if dot.x < 40 else "end" if dot.x > WIDTH - 40 else "middle"
    text = Markup('<text class="spark-text" x="{}" y="{}" text-anchor="{}">{}</text>')
    return drawn + text.format(f"{dot.x:g}", f"{dot.y - 5:g}", anchor, percent(dot.share))


def _end(quarter: str, x: float, anchor: str) -> Markup:
    written = '<text class="spark-text" x="{}" y="{}" text-anchor="{}">{}</text>'
    return Markup(written).format(f"{x:g}", HEIGHT - 4, anchor, escape(quarter))

"""Small multiples as SVG: a theme's share at each company over the quarters (Tufte 1983).

In: a theme's points, companies, quarters.  Out: a drawing a company, in the page's own colours (CSS custom
properties), in whole pixels and relative steps, since a report holds hundreds of them.  They stand in a grid, so that
a narrow page has fewer in a row; the numbers stand in the table below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from reports.data.shares import by_company
from reports.formatting import percent
from reports.palette import COLOURS
from reports.records import Company, Point
from reports.svg.path import path_of, unbroken
from themes.formatting import short_name

PANEL, HEIGHT, HEAD, FOOT = 220, 64, 22, 20  # pixels: the drawing's, and of the lines of text above and below
SMALLEST_AXIS = 0.01
MOST_PANELS = 12  # companies drawn, those that say most; the numbers of all stand in the table below


def small_multiples(
    points: Sequence[Point], companies: Sequence[Company], quarters: Sequence[str], since: str | None = None
) -> Markup:
    """A drawing a company that mentions it, who says most first: shares, intervals, gaps without a call.

    Parameters
    ----------
    points : sequence of Point
        One theme's; those without a quarter are left out, two calls of a quarter are both drawn.
    companies : sequence of Company
        All companies of the study; each keeps its colour.
    quarters : sequence of str
        All quarters of the axis, in order.
    since : str, optional
        The quarter of a change, marked by a dashed line.

    Returns
    -------
    Markup
        Safe text; empty where no call has a quarter.  Every axis starts at zero; all panels share one scale.  Of more
        than twelve companies those with the largest mean share are drawn, and of those that never mention it none.
    """
    place = {quarter: k for k, quarter in enumerate(quarters)}
    known = [p for p in points if p.calendar_quarter in place and p.share is not None]
    top = max([SMALLEST_AXIS, *(p.high or p.share or 0.0 for p in known)])
    step = (PANEL - 8) / max(1, len(quarters) - 1)
    change = f'<path class="change" d="M{round(4 + place[since] * step)} 0v{HEIGHT}"/>' if since else ""
    held = by_company(known)
    drawn = _drawn(held)
    panels = []
    for company in sorted(companies, key=lambda company: drawn.get(company.company_id, MOST_PANELS)):
        if company.company_id in drawn:
            own = [(place[p.calendar_quarter or ""], p) for p in held[company.company_id]]
            own.sort(key=lambda placed: placed[0])
            panels.append(
                f'<svg class="panel c{company.colour % COLOURS}" data-company="{escape(company.company_id)}" '
                f'viewBox="0 -{HEAD} {PANEL} {HEAD + HEIGHT + FOOT}">{change}{_panel(own, step, top, company)}</svg>'
            )
    return Markup("".join(panels))


def n_not_drawn(points: Sequence[Point], quarters: Sequence[str]) -> int:
    """How many companies that mention a theme have no drawing."""
    known = set(quarters)
    held = by_company(p for p in points if p.calendar_quarter in known and p.share is not None)
    return sum(any(p.share for p in own) for own in held.values()) - len(_drawn(held))


def _drawn(held: Mapping[str, Sequence[Point]]) -> dict[str, int]:
    """The companies that say most of a theme, and their places."""
    means = {company: sum(p.share or 0.0 for p in own) / len(own) for company, own in held.items()}
    spoken = sorted((company for company, mean in means.items() if mean), key=lambda c: (-means[c], c))
    return {company: place for place, company in enumerate(spoken[:MOST_PANELS])}


def _panel(own: Sequence[tuple[int, Point]], step: float, top: float, company: Company) -> str:
    def spot(place: int, share: float | None) -> tuple[int, int]:
        return round(4 + place * step), round(HEIGHT * (1 - (share or 0.0) / top))

    runs = unbroken(own)
    line = "".join(path_of([spot(k, p.share) for k, p in run]) for run in runs)
    band = "".join(
        path_of([spot(k, p.high) for k, p in run] + [spot(k, p.low) for k, p in reversed(run)]) + "z" for run in runs
    )
    last = own[-1][1]
    x, y = spot(own[-1][0], last.share)
    return (
        f'<text y="-8">{escape(short_name(company.label))}</text>'
        f'<text class="top" x="{PANEL}" y="-8">axis to {percent(top)}</text>'
        f'<path class="zero" d="M0 {HEIGHT}h{PANEL}M0 0h{PANEL}"/><path class="band" d="{band}"/>'
        f'<path class="line" d="{line}"/><circle r="2.5" cx="{x}" cy="{y}"/>'
        f'<text class="last" x="{PANEL}" y="{HEIGHT + 14}">{percent(last.share)} in '
        f"{escape(last.calendar_quarter or '')}</text>"
    )

"""Report data to what the page's scripts read: data once, in few bytes, as JSON that is safe in a script element.

In: :class:`reports.report.ReportData`, :class:`reports.render.page_model.Page`.  Out: plain data, read by
``assets/shares.js``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from reports.palette import CLASS_LIMITS
from reports.records import ThemeReport
from reports.render.page_model import Page, mean_cells
from reports.report import ReportData

FINE = 10_000  # parts of one in which the scripts get the bounds of shares


def payload_of(data: ReportData, page: Page) -> dict[str, object]:
    """What the page's scripts read: quarters, companies, rows of data once."""
    companies, quarters = [company.label for company in page.by_colour], page.quarters
    return {
        "quarters": list(quarters),
        "companies": companies,
        "limits": CLASS_LIMITS,
        "peers": _peers(page),
        **_points(data, companies, quarters),
    }


def _peers(page: Page) -> dict[str, dict[str, list[tuple[int, str, str]]]]:
    """Heat maps of peer groups, as pages without scripts have that of all: look, text and mean beside of each cell.

    By places of the companies as filters name them (``0,3``), then by theme.
    """
    found = {}
    for places in page.peer_groups.values():
        peers = {page.by_colour[place].company_id for place in places}
        found[",".join(map(str, places))] = {
            theme.theme_id: [
                (cell.look, cell.text, cell.beside)
                for cell in mean_cells([p for p in theme.points if p.company_id in peers], page.quarters)
            ]
            for theme in page.mentioned
        }
    return found


def _points(data: ReportData, companies: Sequence[str], quarters: Sequence[str]) -> dict[str, object]:
    """Shares in few bytes: calls once (places in ``companies`` and ``quarters``, words in all), a flat list a theme.

    A theme's list goes through ``calls`` in order: words on the theme, then the bounds of its share in hundredths of a
    percent (null: no words).  Without a word on the theme the lower bound is zero and left out; -1 alone: not shown.
    """
    calls = {call.call_id: call for call in data.calls if call.calendar_quarter}
    words = {point.call_id: point.n_words for theme in data.themes for point in theme.points}
    calls = {call_id: call for call_id, call in calls.items() if call_id in words}
    labels = {company.company_id: company.label for company in data.companies}
    return {
        "calls": [
            [companies.index(labels[call.company_id]), quarters.index(call.calendar_quarter or ""), words[call_id]]
            for call_id, call in calls.items()
        ],
        "shares": {theme.theme_id: _flat(theme, calls) for theme in data.themes},
    }


def _flat(theme: ThemeReport, calls: Iterable[str]) -> list[int | None]:
    points = {point.call_id: point for point in theme.points}
    flat: list[int | None] = []
    for call_id in calls:
        point = points.get(call_id)
        if point is None:
            flat += [-1]
        elif not point.n_words_theme:
            flat += [0, _fine(point.high)]
        else:
            flat += [point.n_words_theme, _fine(point.low), _fine(point.high)]
    return flat


def _fine(bound: float | None) -> int | None:
    """Hundredths of a percent; never half a tenth, which a browser may round another way than the tables do."""
    if bound is None:
        return None
    nearest = round(bound * FINE)
    if nearest % 10 != 5:
        return nearest
    return nearest + (1 if f"{(nearest + 1) / FINE:.1%}" == f"{bound:.1%}" else -1)


def json_for_script(value: object) -> str:
    """JSON that may stand inside a script element: no text in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")

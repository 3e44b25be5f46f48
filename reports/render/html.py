"""Report data to one self-contained HTML page.

In: :class:`reports.report.ReportData`.  Out: the page's text: markup by Jinja with autoescape, style and script
from local files, charts drawn as SVG.  Nothing is fetched: the page's Content-Security-Policy
forbids it, and lets only the page's own scripts run (by hash, without ``eval``).  The same data give the same bytes.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment

from reports.formatting import percent, span, tested_change
from reports.palette import LOOKS, NO_MENTION
from reports.records import ThemeReport, Trend
from reports.render.brief import brief_view
from reports.render.page_model import page_of
from reports.render.sections import SECTIONS, shown_sections
from reports.render.self_contained import asset, new_environment, policy
from reports.report import ReportData
from themes.formatting import counted, per_hundred, points, q_text
from themes.stats.windows import Horizon

#: What the whole page needs; a section brings its own beside.
SCRIPTS = (
    "scripted.js",
    "address.js",
    "views.js",
    "shares.js",
    "heat.js",
    "chart.js",
    "filters.js",
    "quotes.js",
    "newest.js",
    "search.js",
)
STYLES = ("report.css", "brief.css", "quotes.css", "search.css")
QUOTES_OPEN = 2  # of a theme; the others are behind a click


def render(data: ReportData, *, print_all: bool = False) -> str:
    """Render the page.

    Parameters
    ----------
    data : ReportData
        From :func:`reports.summary.summarize`.
    print_all : bool, optional
        Whether printing gives every view, not the brief alone.

    Returns
    -------
    str
        A whole HTML document, UTF-8 text.
    """
    page = page_of(data)
    sections = shown_sections(data, page)
    scripts = tuple(map(asset, (*SCRIPTS, *(script for section in sections for script in section.scripts))))
    template = _environment().get_template("report.html.jinja")
    return template.render(
        data=data,
        page=page,
        sections=sections,
        style=_style(data.imprint.accent),
        scripts=scripts,
        policy=policy(scripts),
        print_all=print_all,
    )


def render_brief(data: ReportData) -> str:
    """Render the brief alone: a page that needs no script and leads nowhere.

    Parameters
    ----------
    data : ReportData
        From :func:`reports.summary.summarize`.

    Returns
    -------
    str
        A whole HTML document, UTF-8 text.
    """
    return (
        _environment()
        .get_template("brief_page.html.jinja")
        .render(
            data=data,
            view=brief_view(data, page_of(data)),
            style=_style(data.imprint.accent),
            policy=policy(()),
            alone=True,
        )
    )


def _style(accent: str) -> str:
    """The page's style; the accent was checked to be ``#rrggbb`` by :func:`reports.data.branding.imprint_of`."""
    own = f":root {{ --accent: {accent}; }}\n" if accent else ""
    of_sections = (style for section in SECTIONS for style in section.styles)
    return "".join(map(asset, (*STYLES, *of_sections, "print.css"))) + own


def _overall_status(theme: ThemeReport) -> str:
    return theme.trends[0].status.plain if theme.trends else "–"


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def _q_cell(q_value: float | None) -> str:
    """A q-value as a table has it: without its letter."""
    return "–" if q_value is None else q_text(q_value).removeprefix("q ").removeprefix("= ")


def _file_name(source: str) -> str:
    return source.rsplit("/", 1)[-1]


def _horizon(trend: Trend) -> str:
    """Over which time the change was tested; empty where none was."""
    return Horizon(trend.horizon).words if trend.horizon and trend.horizon in trend.changes else ""


@cache
def _environment() -> Environment:
    environment = new_environment()
    environment.filters |= {
        "percent": percent,
        "per_hundred": per_hundred,
        "points": points,
        "counted": counted,
        "overall_status": _overall_status,
        "tested_change": tested_change,
        "horizon": _horizon,
        "span": span,
        "sentence_case": _sentence_case,
        "q_cell": _q_cell,
        "file_name": _file_name,
    }
    environment.globals |= {"quotes_open": QUOTES_OPEN, "no_mention": LOOKS.index(NO_MENTION)}
    environment.globals["alone"] = False
    for section in SECTIONS:
        environment.globals |= section.names
        environment.filters |= {name: value for name, value in section.names.items() if callable(value)}
    return environment

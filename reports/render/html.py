"""Report data to one self-contained HTML page.

In: :class:`reports.report.ReportData`.  Out: the page's text: markup by Jinja with autoescape, style and script
from local files, the Vega runtime inlined once, data once.  Nothing is fetched: the page's Content-Security-Policy
forbids it, and lets only the page's own scripts run (by hash, without ``eval``).  The same data give the same bytes.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment

from reports.formatting import percent
from reports.palette import LOOKS, NO_MENTION
from reports.records import ThemeReport
from reports.render.page_model import page_of
from reports.render.payload import json_for_script, payload_of
from reports.render.sections import SECTIONS, shown_sections
from reports.render.self_contained import asset, new_environment, policy
from reports.report import ReportData
from themes.formatting import counted, per_hundred, points

#: What the whole page needs; a section brings its own beside.
SCRIPTS = ("address.js", "shares.js", "report.js", "heat.js", "filters.js", "quotes.js", "newest.js", "places.js")
STYLES = ("report.css", "headlines.css", "quotes.css")
DENSE_FROM = 16  # with more quarters the heat map of all themes shows numbers only where asked for


def render(data: ReportData) -> str:
    """Render the page.

    Parameters
    ----------
    data : ReportData
        From :func:`reports.summary.summarize`.

    Returns
    -------
    str
        A whole HTML document, UTF-8 text.
    """
    page = page_of(data)
    sections = shown_sections(data, page)
    names = (*SCRIPTS, *(script for section in sections for script in section.scripts))
    scripts = (_runtime(), *map(asset, names))
    template = _environment().get_template("report.html.jinja")
    return template.render(
        data=data,
        page=page,
        sections=sections,
        style=_style(data.imprint.accent),
        scripts=scripts,
        policy=policy(scripts),
        payload=json_for_script(payload_of(data, page)),
    )


def _style(accent: str) -> str:
    """The page's style; the accent was checked to be ``#rrggbb`` by :func:`reports.data.branding.imprint_of`."""
    own = f":root {{ --accent: {accent}; }}\n" if accent else ""
    of_sections = (style for section in SECTIONS for style in section.styles)
    return "".join(map(asset, (*STYLES, *of_sections))) + own


@cache
def _runtime() -> str:
    """Vega, Vega-Lite and Vega-Embed in one script; about .9 MB, made without a network."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return "(function(){" + bundle.replace("</script", "<\\/script") + "\n})();"


def _overall_status(theme: ThemeReport) -> str:
    return theme.trends[0].status if theme.trends else "–"


@cache
def _environment() -> Environment:
    environment = new_environment()
    environment.filters |= {
        "percent": percent,
        "per_hundred": per_hundred,
        "points": points,
        "counted": counted,
        "overall_status": _overall_status,
    }
    environment.globals |= {"dense_from": DENSE_FROM, "no_mention": LOOKS.index(NO_MENTION)}
    for section in SECTIONS:
        environment.globals |= section.names
        environment.filters |= {name: value for name, value in section.names.items() if callable(value)}
    return environment

"""Report data to one self-contained HTML page.

In: :class:`reports.report.ReportData`.  Out: the page's text: markup by Jinja with autoescape, style and script
from local files, the Vega runtime inlined once, data once.  Nothing is fetched: the page's Content-Security-Policy
forbids it, and lets only the page's own scripts run (by hash, without ``eval``).  The same data give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from reports.formatting import per_hundred, percent, points
from reports.palette import LOOKS, NO_MENTION
from reports.records import Headline, ThemeReport
from reports.render.highlights import marked_quote, marked_turn
from reports.render.map_payload import map_data
from reports.render.page_model import page_of
from reports.render.payload import json_for_script, payload_of
from reports.report import ReportData
from reports.svg.asked_chart import asked_chart
from reports.svg.life_chart import life_chart
from reports.svg.passage_map import map_chart
from reports.svg.share_bar import share_bar
from reports.svg.small_multiples import small_multiples
from reports.svg.sparkline import sparkline
from reports.svg.spread import spread_chart
from reports.svg.table_lines import table_line
from reports.text.captions import (
    compared_note,
    over_time_finding,
    peak_finding,
    speakers_finding,
    told_contrasts,
    told_trends,
)
from reports.views.speaker_gap import LEAST_GAP, LEAST_RATIO, LEAST_WORDS
from themes.formatting import counted

SCRIPTS = ("address.js", "shares.js", "report.js", "heat.js", "filters.js", "quotes.js", "newest.js", "places.js")
STYLES = (
    "report.css",
    "headlines.css",
    "quotes.css",
    "who-led.css",
    "asked-told.css",
    "passage-map.css",
    "lineage.css",
)
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
    passages = data.views.passage_map
    scripts = (_runtime(), *map(_asset, (*SCRIPTS, "passage-map.js") if passages else SCRIPTS))
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    template = _environment().get_template("report.html.jinja")
    return template.render(
        data=data,
        page=page,
        style=_style(data.imprint.accent),
        scripts=scripts,
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src {hashes}; img-src data:; base-uri 'none'",
        map_payload=json_for_script(map_data(passages)) if passages else "",
        payload=json_for_script(payload_of(data, page)),
    )


def _style(accent: str) -> str:
    """The page's style; the accent was checked to be ``#rrggbb`` by :func:`reports.data.branding.imprint_of`."""
    own = f":root {{ --accent: {accent}; }}\n" if accent else ""
    return "".join(map(_asset, STYLES)) + own


def _sparkline(headline: Headline) -> Markup:
    return sparkline(headline.series, headline.label)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _runtime() -> str:
    """Vega, Vega-Lite and Vega-Embed in one script; about .9 MB, made without a network."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return "(function(){" + bundle.replace("</script", "<\\/script") + "\n})();"


@cache
def _asset(name: str) -> str:
    return files("reports").joinpath("assets", name).read_text(encoding="utf-8")


def _overall_status(theme: ThemeReport) -> str:
    return theme.trends[0].status if theme.trends else "–"


#: Elements before which a space is never seen.
BLOCKS = (
    "article|details|div|fig[a-z]+|footer|h[1-6]|header|li|main|nav|[ou]l|p|section|summary|table|tbody|t[dhr]|thead"
)


class _Unindented(Extension):
    """Templates without the indentation of blocks, a hundredth of a page; what is filled in keeps its own."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(rf"\n[ \t]+(?=</?(?:{BLOCKS})\b)", "\n", source)


@cache
def _environment() -> Environment:
    environment = Environment(
        extensions=[_Unindented],
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": percent,
        "per_hundred": per_hundred,
        "points": points,
        "counted": counted,
        "marked_quote": marked_quote,
        "marked_turn": marked_turn,
        "told_trends": told_trends,
        "told_contrasts": told_contrasts,
        "compared_note": compared_note,
        "speakers_finding": speakers_finding,
        "over_time_finding": over_time_finding,
        "peak_finding": peak_finding,
        "overall_status": _overall_status,
        "sparkline": _sparkline,
    }
    environment.globals |= {"small_multiples": small_multiples, "table_line": table_line, "share_bar": share_bar}
    environment.globals |= {
        "spread_chart": spread_chart,
        "asked_chart": asked_chart,
        "life_chart": life_chart,
        "map_chart": map_chart,
    }
    environment.globals |= {"dense_from": DENSE_FROM, "no_mention": LOOKS.index(NO_MENTION)}
    environment.globals["asked_rule"] = {"ratio": LEAST_RATIO, "gap": LEAST_GAP, "words": LEAST_WORDS}
    return environment

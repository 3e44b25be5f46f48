"""Report data to one self-contained HTML page.

In: :class:`reports.report_data.ReportData`.  Out: the page's text: markup by Jinja with autoescape, style and script
from local files, the Vega runtime inlined once, data once.  Nothing is fetched: the page's Content-Security-Policy
forbids it, and lets only the page's own scripts run (by hash, without ``eval``).  The same data give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.asked_chart import asked_chart
from reports.asked_told import LEAST_GAP, LEAST_RATIO, LEAST_WORDS
from reports.charts import share_over_quarters, who_says_it
from reports.findings import over_time_finding, speakers_finding, told_trends
from reports.life_chart import life_chart
from reports.map_chart import map_chart
from reports.map_data import map_data
from reports.marked import marked_quote, marked_turn
from reports.page import Page, page_of
from reports.palette import CLASS_LIMITS, LOOKS, NO_MENTION, chart_config
from reports.report_data import Headline, ReportData, ThemeReport
from reports.small_multiples import small_multiples
from reports.sparkline import sparkline
from reports.spread_chart import spread_chart
from reports.table_lines import table_line
from reports.wording import counted, per_hundred, percent, points

SCRIPTS = ("address.js", "shares.js", "report.js", "heat.js", "filters.js", "quotes.js", "places.js")
STYLES = (
    "report.css",
    "headlines.css",
    "quotes.css",
    "who-led.css",
    "asked-told.css",
    "lineage.css",
    "passage-map.css",
)
DENSE_FROM = 16  # with more quarters the heat map of all themes shows numbers only where asked for
FINE = 10_000  # parts of one in which the page's script gets the bounds of shares


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
        map_payload=_json_for_script(map_data(passages)) if passages else "",
        payload=_json_for_script(_payload(data, page)),
    )


def _style(accent: str) -> str:
    """The page's style; the accent was checked to be ``#rrggbb`` by :func:`reports.imprint.imprint_of`."""
    own = f":root {{ --accent: {accent}; }}\n" if accent else ""
    return "".join(map(_asset, STYLES)) + own


def _payload(data: ReportData, page: Page) -> dict[str, object]:
    """What the page's script draws from: two chart specifications, two colour schemes, rows of data once."""
    companies, quarters = [company.label for company in page.by_colour], page.quarters
    return {
        "specs": {
            "shares": share_over_quarters("rows", companies=companies, quarters=quarters).to_dict(),
            "speakers": who_says_it("rows").to_dict(),
        },
        "config": {scheme: chart_config(scheme) for scheme in ("light", "dark")},
        "quarters": list(quarters),
        "companies": companies,
        "themes": {theme.theme_id: theme.label for theme in data.themes},
        "since": {theme.theme_id: since for theme in data.themes if (since := page.changed_in(theme))},
        "limits": CLASS_LIMITS,
        **_points(data, companies, quarters),
        "speakers": [[t.theme_id, s.label, s.n_words_theme, s.n_words] for t in data.themes for s in t.speakers],
    }


def _points(data: ReportData, companies: Sequence[str], quarters: Sequence[str]) -> dict[str, object]:
    """Shares in few bytes: calls once (places in ``companies`` and ``quarters``, words in all), a flat list a theme.

    A theme's list goes through ``calls`` in order: words on the theme, then the bounds of its share in hundredths of a
    percent (null: no words).  Without a word on the theme the lower bound is zero and left out; -1 alone: not told.
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
    return None if bound is None else round(bound * FINE)


def _sparkline(headline: Headline) -> Markup:
    return sparkline(headline.series, headline.label)


def _json_for_script(value: object) -> str:
    """JSON that may stand inside a script element: no text in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


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


@cache
def _environment() -> Environment:
    environment = Environment(
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
        "speakers_finding": speakers_finding,
        "over_time_finding": over_time_finding,
        "overall_status": _overall_status,
        "sparkline": _sparkline,
    }
    environment.globals |= {"small_multiples": small_multiples, "table_line": table_line}
    environment.globals |= {
        "spread_chart": spread_chart,
        "asked_chart": asked_chart,
        "life_chart": life_chart,
        "map_chart": map_chart,
    }
    environment.globals |= {"dense_from": DENSE_FROM, "no_mention": LOOKS.index(NO_MENTION)}
    environment.globals["asked_rule"] = {"ratio": LEAST_RATIO, "gap": LEAST_GAP, "words": LEAST_WORDS}
    return environment

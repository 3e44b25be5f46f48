"""Report data to one self-contained HTML page.

In: :class:`reports.report_data.ReportData`.  Out: the page's text: markup by Jinja with autoescape, style and script
from local files, the Vega runtime inlined once, data once.  Nothing is fetched: the page's Content-Security-Policy
forbids it, and lets only the page's own scripts run (by hash, without ``eval``).  The same data give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.charts import share_over_quarters, who_says_it
from reports.page import page_of
from reports.palette import chart_config
from reports.report_data import ReportData
from reports.wording import counted, percent


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
    scripts = (_runtime(), _asset("report.js"))
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    template = _environment().get_template("report.html.jinja")
    return template.render(
        data=data,
        page=page,
        style=_asset("report.css"),
        scripts=scripts,
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src {hashes}; img-src data:; base-uri 'none'",
        payload=_json_for_script(_payload(data, page.quarters)),
    )


def _payload(data: ReportData, quarters: Sequence[str]) -> dict[str, object]:
    """What the page's script draws from: two chart specifications, two colour schemes, rows of data once."""
    companies = [company.label for company in sorted(data.companies, key=lambda company: company.colour)]
    return {
        "specs": {
            "shares": share_over_quarters("rows", companies=companies, quarters=quarters).to_dict(),
            "speakers": who_says_it("rows").to_dict(),
        },
        "config": {scheme: chart_config(scheme) for scheme in ("light", "dark")},
        "quarters": list(quarters),
        "companies": companies,
        "themes": {theme.theme_id: theme.label for theme in data.themes},
        # theme, company, quarter, share, low, high, words on it, words in all
        "points": [
            [t.theme_id, p.company, p.calendar_quarter, p.share, p.low, p.high, p.n_words_theme, p.n_words]
            for t in data.themes
            for p in t.points
            if p.calendar_quarter
        ],
        "speakers": [
            [t.theme_id, s.label, s.share, s.n_words_theme, s.n_words] for t in data.themes for s in t.speakers
        ],
    }


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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "counted": counted}
    return environment

"""The page as bytes: hostile text stays text, links land, numbers are those of the tables, little data is no crash."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache

import pandas as pd
import pytest

from reports.render.html import SCRIPTS, render
from reports.report import ReportData
from reports.summary import summarize
from reports.text.contrast_findings import NOTHING_TO_COMPARE
from tests.reports.conftest import Tables, make_tables
from tests.reports.reading import ReadPage
from themes.prevalence.by_quarter import prevalence_by_quarter

Read = Callable[[Tables], ReadPage]
N_SCRIPTS = len(SCRIPTS)  # no section of this page brings one

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "end of script": "</script><script>alert(2)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "attribute": "' onmouseover='alert(1)' x=\"",
    "comment": "<!-- and ]]> and --> and <![CDATA[",
    "end of page": "</p></figure></style></title></main></body></html><h1>mine</h1><svg/onload=alert(1)>",
    "signs": '&lt;b&gt; &amp; &#60; {{ 7 * 7 }} {% raw %} " \\ \\u003c/script\\u003e javascript:alert(1) ..\\..\\C:\\<b>.txt',
    "languages": "光纤接入股份有限公司 🚀👩‍💻 e\u0301 \u202eright to left"
    + " Glasfaserausbauförderungsrichtlinien"
    + "änderung" * 20,
}

FREE_TEXT = {
    "sources": ["path", "reason"],
    "calls": ["company", "title", "source", "event"],
    "chunks": ["speaker", "role", "source", "section", "text"],
    "themes": ["label", "description"],
    "chunk_themes": ["reason"],
    "trends": ["reason"],
}


def with_hostile(tables: Tables, hostile: str) -> Tables:
    """The tables with a hostile text at the end of every text that is shown; what orders the rows stays in front."""
    for name, columns in FREE_TEXT.items():
        for column in columns:
            found = tables[name][column]
            tables[name][column] = found.map(lambda text: f"{text} {hostile}", na_action="ignore")
    calls, themes, run = tables["calls"], tables["themes"], tables["run"]
    calls["inferred"] = calls["inferred"].map(lambda cell: json.dumps({k: hostile for k in json.loads(cell)}))
    calls["warnings"] = calls["warnings"].map(lambda cell: json.dumps([hostile for _ in json.loads(cell)]))
    themes["terms"] = themes["terms"].map(lambda cell: json.dumps([f"{term} {hostile}" for term in json.loads(cell)]))
    run["settings"] = json.dumps({"encoder": {"model": hostile}, f"resamples {hostile}": 200})
    run["versions"] = json.dumps({"callthemes": hostile})
    run["finished_at"] = hostile
    return tables


def seen(text: str) -> str:
    """A text as a reader sees it: white space as a browser shows it."""
    return " ".join(text.split())


def skeleton(page: ReadPage) -> list[tuple[str, tuple[str, ...]]]:
    """Tags and names of attributes, in order, without anything that a text could say (marks are where its words are)."""
    return [(node.tag, tuple(node.attributes)) for node in page.nodes if node.tag != "mark"]


def shown(cell: str) -> float | None:
    """The share that a cell shows (in percent), None for no call."""
    return float(cell.removeprefix("<")) / 100 if cell else None


def pooled_shares(table: pd.DataFrame, theme_id: str) -> dict[tuple[str, str], float]:
    """Company and quarter to the share of a theme, from the prevalence table alone."""
    rows = table[(table["theme_id"] == theme_id) & (table["speaker_group"] == "all")]
    words = rows.groupby(["company_id", "calendar_quarter"])[["n_words_theme", "n_words"]].sum()
    return (words["n_words_theme"] / words["n_words"]).to_dict()


@pytest.fixture(scope="session", params=list(HOSTILE))
def hostile(request: pytest.FixtureRequest) -> tuple[str, ReadPage]:
    text = HOSTILE[request.param]
    return text, ReadPage(render(summarize(with_hostile(make_tables(), text), title=f"Calls {text}")))


# --- hostile text


def test_hostile_text_adds_no_element_and_no_attribute(hostile: tuple[str, ReadPage], page: ReadPage) -> None:
    assert skeleton(hostile[1]) == skeleton(page)


def test_hostile_text_adds_no_script(hostile: tuple[str, ReadPage], page: ReadPage) -> None:
    found = hostile[1].scripts
    assert [attributes for attributes, _ in found] == [{}] * N_SCRIPTS
    assert found == page.scripts


def test_hostile_text_adds_no_handler_and_no_address(hostile: tuple[str, ReadPage]) -> None:
    nodes = hostile[1].nodes
    assert [name for node in nodes for name in node.attributes if name.startswith("on")] == []
    assert [name for node in nodes for name in node.attributes if name in ("src", "action", "srcdoc", "style")] == []
    assert [n.attributes["href"] for n in nodes if not n.attributes.get("href", "#").startswith("#")] == []


def test_hostile_text_opens_no_comment(hostile: tuple[str, ReadPage]) -> None:
    assert hostile[1].comments == []


@pytest.mark.parametrize(
    ("part", "template"),
    [
        ("main", "{}"),
        ("stands-out", "Open access {}"),
        ("stands-out", "Open access {} at Juno Optics {}: share of talk up 11.0 points"),
        ("stands-out", "Sharing ducts pays. {}"),
        ("read", "notes/party.txt {}: refused, no speaker found {}"),
        ("heat-map", "Open access {}"),
        ("company-juno", "Juno Optics {}"),
        ("theme-open-access", "Networks shared by rivals. {}"),
        ("theme-open-access", "Cues: open access {}"),
        ("theme-open-access", "Rivals share our ducts. {}"),
        ("theme-open-access", "Ada Berg {}, executive {}"),
        ("theme-open-access", "cue: share our ducts {}"),
        ("theme-open-access", "Too little to test. 5 calls in 3 quarters; a trend needs 6 calls in 6 quarters. {}"),
        ("themes", "Tunnel fires {} – Fires in cable tunnels. {}"),
        ("call-juno-2012q2", "Juno Optics speaks {}"),
        ("call-juno-2012q2", "in/juno-2012q2.txt {}"),
        ("call-juno-2012q2", "Inferred: calendar quarter ({})"),
        ("call-mrln-3fa9c1", "{}"),
        ("method", "finished {}"),
        ("method", "sentence model {}"),
        ("method", "resamples {}"),
    ],
)
def test_hostile_text_is_shown_as_it_is(hostile: tuple[str, ReadPage], part: str, template: str) -> None:
    text, read_page = hostile
    assert seen(template.replace("{}", text)) in read_page.part(part).text


def test_hostile_text_is_shown_in_the_title(hostile: tuple[str, ReadPage]) -> None:
    text, read_page = hostile
    assert seen(read_page.root.one("h1").text) == seen(read_page.root.one("title").text) == seen(f"Calls {text}")


def test_hostile_text_names_the_charts_for_screen_readers(hostile: tuple[str, ReadPage]) -> None:
    text, read_page = hostile
    labels = [node.attributes["aria-label"] for node in read_page.root.all("div", class_="chart")]
    assert sum(f"Share of Open access {text} " in label for label in labels) == 1


def test_hostile_parent_is_shown_as_text(tables: Tables, read: Read) -> None:
    lineage = tables["lineage"].assign(event="merged", theme_id="night-shift", parents=json.dumps([HOSTILE["handler"]]))
    found = read(tables | {"lineage": lineage.head(1)})
    assert f"Merged in this run: took in most passages of {HOSTILE['handler']}." in found.part("theme-night-shift").text


# --- scripts, policy, links


def test_policy_lets_only_the_scripts_of_the_page_run(page: ReadPage) -> None:
    policy = page.root.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    scripts = [text for attributes, text in page.scripts if attributes.get("type") != "application/json"]
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    assert rules["script-src"] == [f"'sha256-{digest}'" for digest in digests]
    assert len(digests) == N_SCRIPTS


def test_policy_lets_nothing_be_fetched(page: ReadPage) -> None:
    policy = page.root.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    assert set(rules) == {"default-src", "style-src", "script-src", "img-src", "base-uri"}
    assert (rules["img-src"], rules["base-uri"]) == (["data:"], ["'none'"])


def test_policy_comes_before_what_it_rules(page: ReadPage) -> None:
    order = [(n.tag, n.attributes.get("http-equiv")) for n in page.root.one("head").nodes()]
    assert order.index(("meta", "Content-Security-Policy")) < order.index(("style", None))


def test_scripts_hold_nothing_that_a_parser_could_take_for_their_end(html: str) -> None:
    # "<!--" with "<script" would let a script swallow the end of its element; a carriage return would change its hash
    page = html[html.index("</style>") :].lower()
    assert (page.count("<script"), page.count("</script"), page.count("<!--"), html.count("\r")) == (
        N_SCRIPTS,
        N_SCRIPTS,
        0,
        0,
    )


def test_page_names_no_address_outside_itself(page: ReadPage) -> None:
    found = [value for node in page.nodes for value in node.attributes.values()]
    # a hash of a script, in base 64, may hold two slashes
    assert [value for value in found if "//" in re.sub(r"'sha256-[^']+'", "", value)] == []


def test_ids_are_unique(page: ReadPage) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert "theme-open-access" in page.ids


def test_every_link_lands_on_exactly_one_id(page: ReadPage) -> None:
    assert {target: page.ids.count(target) for target in page.targets} == dict.fromkeys(page.targets, 1)


def test_every_call_and_every_theme_shown_can_be_linked_to(page: ReadPage, data: ReportData) -> None:
    calls = {f"call-{call.call_id}" for call in data.calls}
    themes = {f"theme-{theme.theme_id}" for theme in data.themes}
    assert calls | themes == {found for found in page.ids if found.startswith(("call-", "theme-"))}


def test_coverage_links_both_calls_of_one_quarter(page: ReadPage) -> None:
    row = next(r for r in page.part("read").one("tbody").all("tr") if r.one("th").text == "Vesta Cable plc")
    links = [[link.attributes["href"] for link in cell.all("a")] for cell in row.all("td")]
    assert links == [["#call-vsta-2012q2", "#call-vsta-2012q2-2"], [], [], ["#call-vsta-2013q1"]]


def test_ids_are_unique_where_themes_are_called_like_sections(tables: Tables, read: Read) -> None:
    names = {"open-access": "method", "copper-prices": "calls", "night-shift": "themes"}
    renamed = {n: t.replace({"theme_id": names}) if "theme_id" in t else t for n, t in tables.items()}
    ids = read(renamed).ids
    assert sorted(found for found in set(ids) if ids.count(found) > 1) == []


# --- numbers


def test_trajectory_table_has_the_shares_chosen(page: ReadPage) -> None:
    expected = {
        "Juno Optics": ["4.0", "", "15.0", ""],
        "Marlin Networks": [""] * 4,
        "Vesta Cable plc": ["18.0", "", "", "0.5"],
    }
    assert page.numbers("open-access") == expected


@pytest.mark.parametrize("theme_id", ["open-access", "copper-prices", "night-shift"])
def test_trajectory_tables_equal_the_prevalence_table(
    page: ReadPage, data: ReportData, tables: Tables, theme_id: str
) -> None:
    expected = pooled_shares(tables["prevalence"], theme_id)
    labels = {company.label: company.company_id for company in data.companies}
    cells = {
        (labels[label], quarter): shown(cell)
        for label, row in page.numbers(theme_id).items()
        for quarter, cell in zip(data.coverage.quarters, row, strict=True)
    }
    spoken = {company for (company, _), share in expected.items() if share}
    own = tables["prevalence"][tables["prevalence"]["theme_id"] == theme_id]
    silent = set(own["company_id"]) - set(own[own["n_words_theme"] > 0]["company_id"])
    assert ({company for company, _ in cells} >= spoken, {company for company, _ in cells} & silent) == (True, set())
    here = {where: share for where, share in expected.items() if where[0] not in silent}
    assert {where for where, share in cells.items() if share is not None} == set(here)
    for where, share in here.items():
        assert cells[where] == pytest.approx(share, abs=0.0005 + 1e-9)


def test_companies_that_never_mention_a_theme_are_named_below_its_numbers(page: ReadPage) -> None:
    table = page.part("theme-copper-prices").one("figure", class_="chart-box")
    assert list(page.numbers("copper-prices")) == ["Juno Optics"]
    assert "Never mentioned at Marlin Networks and Vesta Cable." in table.text


def test_heat_map_of_a_theme_has_the_looks_and_numbers_chosen(page: ReadPage) -> None:
    juno = {theme: page.heat_map(f"theme-{theme}")["Juno Optics"] for theme in ("open-access", "copper-prices")}
    assert juno["open-access"] == [(4, "4.0"), (0, ""), (6, "15.0"), (0, "")]
    assert juno["copper-prices"] == [(3, "1.2"), (0, ""), (1, "0"), (0, "")]


def test_heat_map_of_all_themes_is_adjusted_for_who_called_and_has_the_raw_mean_beside(page: ReadPage) -> None:
    # in 2012Q2 Juno gives it 4%, Vesta 18%; in 2012Q4 Juno alone calls: 15%; in 2013Q1 Vesta alone: .5%
    cells = page.heat_map()["Open access"]
    assert (cells[0], cells[1]) == ((6, "11.0"), (0, ""))
    (row,) = [row for row in page.part("heat").all("tr") if row.attributes.get("data-theme") == "open-access"]
    beside = [cell.attributes.get("title", "") for cell in row.all("td")]
    assert beside == ["", "", "mean of those that called: 15.0%", "mean of those that called: 0.5%"]
    assert shown(cells[2][1]) > 0.15
    assert shown(cells[3][1]) < 0.005


def test_heat_map_of_all_themes_equals_the_table_by_quarter(page: ReadPage, data: ReportData, tables: Tables) -> None:
    by_quarter = prevalence_by_quarter(tables["prevalence"])
    for theme in data.themes:
        if not theme.n_words_theme:
            continue
        found = by_quarter.query("scope == 'ALL' and theme_id == @theme.theme_id").set_index("quarter")
        cells = dict(zip(data.coverage.quarters, page.heat_map()[theme.label], strict=True))
        assert {quarter for quarter, cell in cells.items() if cell[1] != ""} == set(found.index)
        for quarter, share in found["share"].items():
            assert shown(cells[quarter][1]) == pytest.approx(share, abs=0.0005 + 1e-6)


def test_speaker_table_has_the_words_chosen(page: ReadPage) -> None:
    assert page.speakers("open-access") == {
        "Management, prepared remarks": ["", "12.0%", "335", "2,800"],
        "Management, answers": ["", "8.2%", "105", "1,280"],
        "Analysts, questions": ["", "2.4%", "10", "420"],
    }


# --- what is shown where


def test_retired_theme_is_hidden_but_counted(page: ReadPage) -> None:
    # what became of it is told in the lineage, and nowhere else
    assert "old tune" not in page.text.replace(page.part("lineage").text, "")
    assert "old-tune" not in " ".join(page.ids)
    assert "1 retired theme not shown" in page.part("method").text


def test_theme_nobody_spoke_of_is_listed_apart(page: ReadPage) -> None:
    assert page.part("theme-tunnel-fires").tag == "li"
    assert "Tunnel fires" not in page.part("heat-map").text


def test_call_without_a_quarter_is_listed_and_told(page: ReadPage) -> None:
    assert "1 call without a known quarter" in page.part("read").text
    assert [item.text for item in page.part("call-mrln-3fa9c1").all("li")] == ["no date", "no quarter"]


def test_quotes_carry_speaker_call_file_and_line(page: ReadPage) -> None:
    first = page.part("theme-open-access").all("figure", class_="quote")[0]
    assert first.one("blockquote").text == "Rivals share our ducts."
    assert first.attributes["id"] == "quote-open-access-juno-2012q2:0001:01"
    links = [link.attributes["href"] for link in first.all("a")]
    assert links == ["#call-juno-2012q2", "#quote-open-access-juno-2012q2:0001:01"]
    assert [code.text for code in first.all("code")] == ["juno-2012q2.txt", ":21"]
    assert first.all("code")[0].attributes["title"] == "in/juno-2012q2.txt"


def test_findings_link_to_their_themes(page: ReadPage) -> None:
    items = page.part("stands-out").all("li")
    assert [(item.attributes["class"], item.one("h3").one("a").attributes["href"]) for item in items] == [
        ("up", "#theme-open-access"),
        ("down", "#theme-copper-prices"),
    ]


def test_quote_without_a_line_names_the_file_alone(tables: Tables, read: Read) -> None:
    found = read(tables | {"chunks": tables["chunks"].assign(line=0)})
    assert "None" not in found.part("theme-open-access").text


def test_run_without_seed_and_model_does_not_name_them(tables: Tables, read: Read) -> None:
    found = read(tables | {"run": tables["run"].assign(seed=None, settings="{}")})
    assert "None" not in found.part("method").text


# --- the same data, the same bytes


@pytest.mark.parametrize("tag", ["span", "div", "p", "b", "small"])
def test_no_name_is_given_to_what_cannot_have_one(page: ReadPage, tag: str) -> None:
    """ARIA 1.2: what has no role of its own takes no aria-label."""
    assert [node.attributes for node in page.root.all(tag) if "aria-label" in node.attributes and "role" not in node.attributes] == []  # fmt: skip


def test_rendering_twice_gives_the_same_bytes(html: str) -> None:
    assert render(summarize(make_tables())) == html


@pytest.mark.slow
def test_rendering_in_another_process_gives_the_same_bytes(html: str) -> None:
    code = (
        "import hashlib; from tests.reports.conftest import make_tables; from reports.render.html import SCRIPTS, render; "
        "from reports.summary import summarize; "
        "print(hashlib.sha256(render(summarize(make_tables())).encode()).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(html.encode()).hexdigest()


# --- little data


def only(tables: Tables, call_id: str) -> Tables:
    return {
        name: t[t["call_id"] == call_id] if "call_id" in t and name != "sources" else t for name, t in tables.items()
    }


def emptied(tables: Tables, *names: str) -> Tables:
    return tables | {name: tables[name].head(0) for name in names}


def mute(tables: Tables) -> Tables:
    empty = tables["prevalence"].assign(n_words=0, n_words_theme=0)
    empty[["share", "share_low", "share_high"]] = float("nan")
    return emptied(tables, "contrasts", "chunk_themes") | {"prevalence": empty}


LITTLE: dict[str, Callable[[Tables], Tables]] = {
    "no tables": lambda tables: {},
    "no rows": lambda tables: emptied(tables, *tables),
    "no calls": lambda tables: emptied(tables, "calls"),
    "one call": lambda tables: only(tables, "juno-2012q2"),
    "one call without a quarter": lambda tables: only(tables, "mrln-3fa9c1"),
    "no themes": lambda tables: emptied(tables, "themes"),
    "no content": mute,
    "no prevalence": lambda tables: emptied(tables, "prevalence"),
    "no lineage and no diffusion": lambda tables: emptied(tables, "lineage", "diffusion"),
    "no trends and no contrasts": lambda tables: emptied(tables, "trends", "contrasts"),
    "no run": lambda tables: emptied(tables, "run"),
    "unknown company": lambda tables: (
        tables | {"calls": tables["calls"].assign(company=None, company_id=tables["calls"]["call_id"])}
    ),
}


@cache
def little(name: str) -> ReadPage:
    return ReadPage(render(summarize(LITTLE[name](make_tables()))))


@pytest.mark.parametrize("name", list(LITTLE))
def test_page_is_whole_with_little_data(name: str) -> None:
    found = little(name)
    assert len(found.ids) == len(set(found.ids))
    assert [target for target in found.targets if found.ids.count(target) != 1] == []
    assert len(found.scripts) == N_SCRIPTS
    assert re.findall(r"\b(None|nan|NaN|NaT|Undefined)\b", found.text) == []


@pytest.mark.parametrize(
    ("name", "part", "sentence"),
    [
        ("no tables", "companies", "No call was read."),
        ("no tables", "themes", "No passage was assigned to a theme."),
        ("no tables", "stands-out", NOTHING_TO_COMPARE),
        ("no calls", "heat-map", "No theme was mentioned in a call with a known quarter."),
        ("one call", "stands-out", NOTHING_TO_COMPARE),
        ("one call", "theme-open-access", "4.0% of talk, 2012Q2 · 1 call of 1 · 1 company"),
        ("one call without a quarter", "heat-map", "No theme was mentioned in a call with a known quarter."),
        ("one call without a quarter", "theme-open-access", "15.0% of talk · 1 call of 1"),
        ("one call without a quarter", "read", "1 call without a known quarter"),
        ("no themes", "themes", "No passage was assigned to a theme."),
        ("no content", "unmentioned", "Looked for and not mentioned"),
        ("unknown company", "companies", "Company unknown (juno-2012q2)"),
    ],
)
def test_page_says_so_with_little_data(name: str, part: str, sentence: str) -> None:
    assert sentence in little(name).part(part).text


def test_theme_without_a_known_quarter_has_no_chart_over_quarters() -> None:
    found = little("one call without a quarter").part("theme-open-access")
    assert found.all("div", class_="chart") == []
    assert len(found.all("table", class_="speakers")[0].one("tbody").all("tr")) == 3


def test_lead_of_a_study_without_calls_says_so() -> None:
    assert little("no rows").root.one("p", class_="lead").text == "No call has been read yet."

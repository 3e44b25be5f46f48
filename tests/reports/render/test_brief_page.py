"""The brief as it stands in the page, alone, in the note and the data: the table's numbers, hostile names as text.

Planted: Juno and Vesta call in eight quarters with 1,000 words each.  Of open access they speak in 40 and 60 words a call
in 2011, in 100 and 160 in 2012: 5.0% against 13.0% over both, eight points more.
"""

from __future__ import annotations

import json

import pandas as pd
import pytest

from reports.formatting import percent
from reports.render.html import render, render_brief
from reports.render.json import to_json
from reports.render.markdown import to_markdown
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.reading import Node, ReadPage
from tests.reports.render.test_html import HOSTILE, seen, skeleton, with_hostile
from themes.records import TABLES

QUARTERS = [f"{year}Q{k}" for year in (2011, 2012) for k in (1, 2, 3, 4)]
WORDS = {"juno": (40, 100), "vsta": (60, 160)}
NUMBERS = {
    "ALL": (0.05, 0.13, 0.08, 0.061, 0.099),
    "juno": (0.04, 0.10, 0.06, 0.03, 0.09),
    "vsta": (0.06, 0.16, 0.10, 0.05, 0.15),
}


@pytest.fixture
def risen(tables: Tables) -> Tables:
    """The small study with a call of each company in eight quarters, and open access rising over all."""
    calls, prevalence, chunks, assigned = [], [], [], []
    model = {name: tables[name].iloc[0].to_dict() for name in ("calls", "prevalence", "chunks", "chunk_themes")}
    for company, (before, after) in WORDS.items():
        for k, quarter in enumerate(QUARTERS):
            call_id, n = f"{company}-{quarter}", after if k > 3 else before
            name = {"juno": "Juno Optics", "vsta": "Vesta Cable plc"}[company]
            day = f"{quarter[:4]}-0{1 + k % 4}-20"
            source = f"in/{call_id}.txt"
            calls.append(
                model["calls"]
                | {"call_id": call_id, "company_id": company, "company": name, "calendar_quarter": quarter}
                | {"call_date": day, "source": source, "title": call_id}
            )
            row = {"theme_id": "open-access", "company_id": company, "call_id": call_id, "calendar_quarter": quarter}
            row |= {"speaker_group": "all", "n_words_theme": n, "n_words": 1000, "share": n / 1000, "n_chunks": 1}
            prevalence.append(model["prevalence"] | row | {"share_low": n / 2000, "share_high": n / 500})
            chunk_id = f"{call_id}:0001:01"
            text = f"Nothing new. Open access is our plan for {quarter}. Thank you."
            chunks.append(
                model["chunks"]
                | {
                    "chunk_id": chunk_id,
                    "call_id": call_id,
                    "source": source,
                    "text": text,
                    "line": 10 + k,
                    "turn_index": 1,
                }
            )
            assigned.append(model["chunk_themes"] | {"chunk_id": chunk_id, "theme_id": "open-access", "score": 0.95})
    trends = [
        dict.fromkeys(TABLES["trends"])
        | {"theme_id": "open-access", "scope": scope, "status": "rising" if scope == "ALL" else "unclear"}
        | {
            "horizon": "year",
            "share_before": before,
            "share_after": after,
            "change_per_year": change,
            "reason": "It rose.",
        }
        | {"year_change": change, "year_low": low, "year_high": high, "n_calls": 16, "n_companies": 2}
        | {"q_value": 0.0004 if scope == "ALL" else 0.2, "peak_quarter": "2012Q1", "wording": None}
        for scope, (before, after, change, low, high) in NUMBERS.items()
    ]
    made = {"calls": calls, "prevalence": prevalence, "chunks": chunks, "chunk_themes": assigned, "trends": trends}
    planted = {name: pd.DataFrame(rows, columns=list(TABLES[name])) for name, rows in made.items()}
    empty = {name: tables[name].head(0) for name in ("turns", "contrasts", "diffusion", "sources")}
    return tables | planted | empty


@pytest.fixture
def data(risen: Tables) -> ReportData:
    return summarize(risen)


def first(data: ReportData) -> Node:
    (item,) = ReadPage(render(data)).part("stands-out").all("li")
    return item


def test_finding_says_by_how_much_to_what_level_and_how_sure(data: ReportData) -> None:
    item = first(data)
    assert item.one("h3").text == f"Open access: share of talk up 8.0 points to {percent(0.13)}"
    assert item.one("h3").one("a").attributes["href"] == "#theme-open-access"
    said = item.one("p").text
    assert ("Very strong evidence" in said, "+6.1 to +9.9 points" in said, "both companies up" in said) == (True,) * 3
    assert f"Led by Vesta Cable ({percent(0.06)} to {percent(0.16)}), Juno Optics ({percent(0.04)} to " in said


def test_labels_of_the_chart_are_the_shares_of_the_row_over_the_quarters_compared(data: ReportData) -> None:
    drawn = first(data).one("svg")
    texts = {text.attributes.get("data-f", "span"): text.text for text in drawn.all("text", class_="share")}
    assert texts == {"before|open-access|ALL|": percent(0.05), "after|open-access|ALL|": percent(0.13)}
    assert [t.text for t in drawn.all("text") if "data-f" not in t.attributes] == ["2012Q1–2012Q4", "2011Q1–2011Q4"]
    assert drawn.attributes["aria-label"] == (
        f"Open access: {percent(0.05)} in 2011Q1–2011Q4, {percent(0.13)} in 2012Q1–2012Q4"
    )


def test_every_number_with_an_address_is_the_cell_that_it_names(data: ReportData) -> None:
    shown = {node.attributes["data-f"]: node.text for node in first(data).nodes() if "data-f" in node.attributes}
    cells = {}
    for scope, (before, after, *_) in NUMBERS.items():
        cells |= {f"before|open-access|{scope}|": before, f"after|open-access|{scope}|": after}
    assert {k: v for k, v in shown.items() if k in cells} == {k: percent(cells[k]) for k in shown if k in cells}
    others = {k: v for k, v in shown.items() if k not in cells}
    # the leaders' shares are those of the two years compared
    of_leaders = {
        f"share|open-access|{scope}|{year}Q1/{year}Q4": percent(NUMBERS[scope][side])
        for scope in ("juno", "vsta")
        for side, year in enumerate((2011, 2012))
    }
    assert others == of_leaders | {
        "change|open-access|ALL|": "8.0",
        "low|open-access|ALL|": "+6.1",
        "high|open-access|ALL|": "+9.9",
    }


def test_quote_is_from_the_leader_and_the_later_year_and_stands_on_the_page_of_its_theme(data: ReportData) -> None:
    (finding,) = data.brief.findings
    assert finding.quote is not None
    assert (finding.quote.company_id, finding.quote.calendar_quarter) == ("vsta", "2012Q1")
    assert "Open access is our plan for 2012Q1." in finding.excerpt
    page = ReadPage(render(data))
    (link,) = [a for a in first(data).all("a") if a.attributes["href"].startswith("#quote-")]
    place = link.attributes["href"].removeprefix("#")
    assert place in [figure.attributes["id"] for figure in page.part("theme-open-access").all("figure", class_="quote")]


def test_heat_map_of_the_brief_has_the_cells_of_the_large_one(data: ReportData) -> None:
    page = ReadPage(render(data))
    small = page.part("stands-out").one("table")
    assert [
        head.attributes["data-quarter"] for head in small.all("th") if "data-quarter" in head.attributes
    ] == QUARTERS
    (row,) = [row for row in small.all("tr") if row.attributes.get("data-theme") == "open-access"]
    assert [cell.text for cell in row.all("td")] == ["5.0"] * 4 + ["13.0"] * 4


def test_claim_that_its_own_shares_contradict_makes_no_finding(risen: Tables) -> None:
    falling = risen["trends"].assign(status="fading", share_before=0.13, share_after=0.05, year_change=-0.08)
    brief = summarize(risen | {"trends": falling}).brief
    assert [finding.basis for finding in brief.findings] == ["description"] * len(brief.findings)
    assert "left out" in brief.not_said


def test_largest_themes_are_described_where_nothing_could_be_tested(risen: Tables) -> None:
    none = risen["trends"].assign(status="insufficient", q_value=None)
    brief = summarize(risen | {"trends": none}).brief
    (found,) = brief.findings
    assert (found.basis, found.q_value, found.change) == ("description", None, None)
    assert found.headline == f"Open access: {percent(0.13)} of talk"
    assert found.certainty == "Too little to test"
    assert "of 0 " not in brief.not_said
    assert brief.n_found == 0


def test_brief_alone_leads_nowhere_runs_nothing_and_says_the_same(data: ReportData) -> None:
    alone = ReadPage(render_brief(data))
    assert (alone.root.all("a"), alone.root.all("script")) == ([], [])
    (item,) = alone.part("stands-out").all("li")
    assert item.one("h3").text == first(data).one("h3").text
    assert "vsta-2012Q1.txt:14" in item.text  # a citation where there is no link
    policies = [m.attributes["content"] for m in alone.root.all("meta") if "http-equiv" in m.attributes]
    assert "script-src 'none'" in policies[0]


def test_first_view_names_no_file_and_no_id(risen: Tables) -> None:
    refused = pd.DataFrame([dict.fromkeys(TABLES["sources"]) | {"path": "notes/party.txt", "status": "refused"}])
    page = ReadPage(render(summarize(risen | {"sources": refused})))
    text = page.root.one("header", class_="masthead").text + page.part("stands-out").text
    assert ("1 file could not be read" in text, "party" in text, "vsta" in text) == (True, False, False)


def test_two_screens_hold_no_more_than_six_hundred_words(data: ReportData) -> None:
    page = ReadPage(render(data))
    assert len((page.root.one("header", class_="masthead").text + page.part("stands-out").text).split()) <= 600


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_in_the_brief_are_text_in_every_form(risen: Tables, hostile: str) -> None:
    plain_page, plain_brief = (skeleton(ReadPage(made(summarize(risen)))) for made in (render, render_brief))
    statuses = risen["trends"]["status"].copy()
    hostile_tables = with_hostile(risen, hostile)
    hostile_tables["trends"]["status"] = statuses
    data = summarize(hostile_tables)
    page, brief = ReadPage(render(data)), ReadPage(render_brief(data))
    assert (skeleton(page), skeleton(brief)) == (plain_page, plain_brief)
    for part in (page, brief):
        assert f"Open access {seen(hostile)}: share of talk up 8.0" in part.part("stands-out").text
    assert "<" not in to_markdown(data)
    assert json.loads(to_json(data))["findings"][0]["label"] == f"Open access {hostile}"

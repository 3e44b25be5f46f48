"""Headlines of trends as they stand in the page, the note and the data: the table's numbers, and hostile names as text."""

from __future__ import annotations

import json

import pytest

from reports.render.html import render
from reports.render.json import to_json
from reports.render.markdown import to_markdown
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.reading import ReadPage
from tests.reports.render.test_html import HOSTILE, seen, skeleton, with_hostile

REASON = "Share of the talk of 2 companies rose over the year from 4.0% to 11.0% (q = 0.042)."


@pytest.fixture
def risen(tables: Tables) -> Tables:
    """The small study, where the trend of open access over all companies is called rising."""
    trends = tables["trends"]
    row = (trends["theme_id"] == "open-access") & (trends["scope"] == "ALL")
    moved = {"status": "rising", "since_quarter": "2012Q4", "peak_quarter": "2012Q2", "q_value": 0.0421}
    moved |= {"change_per_year": 0.0312, "change_low": 0.0204, "change_high": 0.0423, "reason": REASON}
    for column, value in moved.items():
        trends.loc[row, column] = value  # type: ignore[call-overload]
    return tables


def test_headline_in_the_page_has_the_numbers_of_the_tables(risen: Tables) -> None:
    section = ReadPage(render(summarize(risen))).part("stands-out")
    (item,) = section.all("li")
    assert item.one("a").text == "“Open access” has risen"
    assert item.one("a").attributes["href"] == "#theme-open-access"
    text = item.text
    assert REASON in text
    # 2012Q2 is the only quarter in which both called
    assert "Most in 2012Q2: Vesta Cable plc (18.0% of its words), then Juno Optics (4.0%)." in text


def test_small_chart_is_there_without_a_script(risen: Tables) -> None:
    drawn = ReadPage(render(summarize(risen))).part("stands-out").one("svg", class_="spark")
    assert drawn.attributes["role"] == "img"
    # 2012Q2 alone: one company did not call in the others
    assert {dot.attributes["cx"] for dot in drawn.all("circle")} == {"4"}


def test_company_that_is_insufficient_is_not_said_to_rise(risen: Tables) -> None:
    found = summarize(risen)
    assert [headline.scope for headline in found.headlines] == ["ALL"]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_in_headlines_are_text_in_every_form(risen: Tables, hostile: str) -> None:
    plain = skeleton(ReadPage(render(summarize(risen))))
    statuses = risen["trends"]["status"].copy()
    hostile_tables = with_hostile(risen, hostile)
    hostile_tables["trends"]["status"] = statuses
    data = summarize(hostile_tables)
    page = ReadPage(render(data))
    assert skeleton(page) == plain
    assert f"“Open access {seen(hostile)}” has risen" in page.part("stands-out").text
    assert "<" not in to_markdown(data)
    assert json.loads(to_json(data))["headlines"][0]["label"] == f"Open access {hostile}"

"""Sections: what one registration brings to page, list of contents and JSON; a new one is an example of CONTRIBUTING."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from reports.render.json import to_json
from reports.render.sections import SECTIONS, Section
from reports.report import ReportData
from tests.reports.conftest import Tables
from tests.reports.reading import ReadPage


def listed(page: ReadPage) -> list[str]:
    return [link.attributes["href"].removeprefix("#") for link in page.root.one("nav").all("a")]


def sections_of(page: ReadPage) -> list[str]:
    return [section.attributes["id"] for section in page.root.one("main").all("section")]


def test_contents_list_names_the_sections_of_the_page_in_order(page: ReadPage) -> None:
    assert listed(page) == sections_of(page)
    assert set(sections_of(page)) == {section.anchor for section in SECTIONS} - {"passage-map", "transcripts"}


def test_section_that_is_not_shown_is_in_no_list(tables: Tables, read: Callable[[Tables], ReadPage]) -> None:
    tables["prevalence"]["n_words_theme"] = 0
    page = read(tables)
    assert "each-theme" not in listed(page)
    assert listed(page) == sections_of(page)


def test_no_two_sections_share_an_anchor_or_give_a_name_two_meanings() -> None:
    assert len({section.anchor for section in SECTIONS}) == len(SECTIONS)
    meanings = {(name, id(value)) for section in SECTIONS for name, value in section.names.items()}
    assert len(meanings) == len({name for name, _ in meanings})


def test_json_keeps_its_order_and_a_section_that_joins_comes_last(
    data: ReportData, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(json.loads(to_json(data)))
    first = Section("new", "New", "new.html.jinja", to_json=lambda data: {"n_new": len(data.calls)})
    monkeypatch.setattr("reports.render.json.SECTIONS", (first, *SECTIONS))
    after = json.loads(to_json(data))
    assert list(after) == [*before, "n_new"]
    assert after["n_new"] == 6

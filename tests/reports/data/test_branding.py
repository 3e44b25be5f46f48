"""Title, author, logo and accent of a report: those of its run; nothing that could act gets into the page."""

from __future__ import annotations

import json

import pytest

from reports.data.branding import imprint_of
from reports.records import Imprint
from reports.render.html import render
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.reading import ReadPage

LOGO = "data:image/png;base64,iVBORw0KGgo="
REPORT = {"title": "Ducts", "author": "Desk <b>", "logo": "logo.png", "logo_data": LOGO, "accent": "#0b5c93"}


def with_settings(tables: Tables, **settings: object) -> Tables:
    return tables | {"run": tables["run"].assign(settings=json.dumps(settings))}


def test_imprint_is_that_of_the_run(tables: Tables) -> None:
    assert imprint_of(with_settings(tables, title="Study", report=REPORT)) == Imprint(
        "Ducts", "Desk <b>", LOGO, "#0b5c93"
    )


def test_title_of_the_study_is_taken_where_the_report_has_none(tables: Tables) -> None:
    assert imprint_of(with_settings(tables, title="Study", report={"title": ""})).title == "Study"
    assert imprint_of(with_settings(tables, title="Study")).title == "Study"


def test_title_that_is_given_wins(tables: Tables) -> None:
    assert imprint_of(with_settings(tables, report=REPORT), "Mine").title == "Mine"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("accent", "red}</style><script>alert(1)</script>"),
        ("accent", "#0b5c93\n"),
        ("logo_data", "https://example.org/x.png"),
        ("logo_data", 'data:image/png;base64,AA" onerror="alert(1)'),
        ("logo_data", "data:text/html;base64,AAAA"),
    ],
)
def test_accent_or_logo_that_no_refresh_writes_is_refused(tables: Tables, key: str, value: str) -> None:
    with pytest.raises(ValueError, match="not one that a refresh writes"):
        imprint_of(with_settings(tables, report=REPORT | {key: value}))


def test_page_shows_logo_author_and_accent(tables: Tables) -> None:
    html = render(summarize(with_settings(tables, report=REPORT)))
    page = ReadPage(html)
    assert page.root.one("img").attributes["src"] == LOGO
    assert page.root.one("p", class_="byline").text == "Desk <b>"
    assert ":root { --accent: #0b5c93; }" in html


def test_logo_is_not_listed_among_the_settings(tables: Tables) -> None:
    run = summarize(with_settings(tables, report=REPORT)).run
    assert run is not None
    assert ("report.author", "Desk <b>") in run.settings
    assert LOGO not in dict(run.settings).values()


def test_page_without_logo_and_author_has_no_place_for_them(tables: Tables) -> None:
    page = ReadPage(render(summarize(with_settings(tables, title="Study"))))
    assert page.root.all("img") == page.root.all("p", class_="byline") == []

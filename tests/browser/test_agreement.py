"""What the sample's report says about a theme, a scope and a time is one number wherever it stands, and the tables'."""

from __future__ import annotations

from tests.browser.agreement import disagreements, not_in_the_tables, numbers_of
from tests.browser.reading import Reading
from themes.study.study import Study


def test_page_agrees_with_itself_and_with_the_tables(page: Reading, study: Study) -> None:
    found = numbers_of(page)
    measures = {measure for measure, *_ in found}
    assert measures >= {"share", "before", "after", "change", "status", "low", "high"}
    assert len(found) > 1_000
    assert disagreements(found) == {}
    assert not_in_the_tables(found, study.tables) == {}


def test_a_number_that_is_changed_in_one_place_is_found(page: Reading, study: Study) -> None:
    page.page.evaluate("document.querySelector('#heat tbody td').textContent = '99.9'")
    page.page.evaluate("document.querySelector('table.trends tbody tr').cells[2].textContent = '98.8%'")
    found = numbers_of(page)
    assert any("99.9" in texts for texts in disagreements(found).values())
    assert any(shown == "98.8" for shown, _ in not_in_the_tables(found, study.tables).values())

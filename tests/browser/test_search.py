"""The search field: what is found, by keyboard, and where a choice leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.reading import reading


def test_slash_and_enter_lead_to_the_theme_and_back_to_where_one_was(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        seen.page.keyboard.press("/")
        seen.page.keyboard.type("gross marg")
        assert seen.page.locator("#search-found [aria-selected=true]").inner_text().startswith("Gross margin")
        seen.page.keyboard.press("Enter")
        seen.wait_until("document.querySelector('#theme-gross-margin').checkVisibility()")
        assert not seen.page.locator("#stands-out").is_visible()
        seen.page.go_back()
        seen.wait_until("document.querySelector('#stands-out').checkVisibility()")


def test_quote_is_found_by_its_words_and_shown_in_its_theme(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        quote = seen.page.locator(".quote").last
        words = (quote.locator("blockquote").text_content() or "").split()[:6]
        seen.page.locator("#search-words").fill(" ".join(words))
        found = seen.page.locator("[role=group][aria-label=Quotes] [role=option]").last
        place = found.get_attribute("data-place") or ""
        found.click()
        seen.wait_until(f"document.getElementById({place!r}).checkVisibility()")
        shown = seen.page.locator(f"[id='{place}'] blockquote").text_content() or ""
        assert all(word in shown for word in words)


def test_calls_come_newest_first_and_say_which_quarter_they_report_on(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        seen.page.locator("#search-words").fill("ardenlight")
        calls = seen.page.locator("[role=group][aria-label=Calls] [role=option] small").all_text_contents()
        days = [text.rsplit("held ", 1)[1] for text in calls]
        assert days == sorted(days, reverse=True)
        assert all(text.startswith("reports on 201") for text in calls)


def test_nothing_found_is_said(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        seen.page.locator("#search-words").fill("xyzzy plugh")
        assert "xyzzy plugh" in seen.page.locator("#search-said").inner_text()
        assert not seen.page.locator("#search-found").is_visible()


def test_theme_and_company_together_lead_to_the_theme_at_the_company(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        seen.page.locator("#search-words").fill("gross ardenlight")
        option = seen.page.locator("#search-found [aria-selected=true]")
        assert option.inner_text() == "Gross margin, Ardenlight Systems Corp only"
        seen.page.keyboard.press("Enter")
        seen.wait_until("document.querySelector('#theme-gross-margin').checkVisibility()")
        assert seen.page.locator("#theme-gross-margin .panel:visible").count() == 1
        assert seen.page.locator("#filters [name=company]").input_value() == "ardl"


@pytest.mark.parametrize("width", [400, 1280])
def test_open_list_has_no_accessibility_fault(browser: Browser, report: Path, width: int) -> None:
    with reading(browser, report, width=width, csp=False) as seen:
        seen.page.locator("#search-words").fill("margin")
        seen.page.locator("#search-found").wait_for()
        assert Axe().run(seen.page).response["violations"] == []

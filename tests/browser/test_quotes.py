"""Quotes: copied with their citation, linked to, found at their line of the source and at their place in the call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from reports.render.html import render
from reports.summary import summarize
from tests.browser.checks import quotes_stand_at_their_lines
from tests.browser.reading import Reading, reading
from themes.study.study import Study


@pytest.fixture(scope="module")
def with_transcripts(demo_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("transcripts") / "report.html"
    path.write_text(render(summarize(Study.open(demo_study).tables, with_transcripts=True)), encoding="utf-8")
    return path


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def first_quote(seen: Reading) -> Locator:
    """The first quote, on its theme's page."""
    quote = seen.page.locator(".quote").first
    seen.show(quote.locator("xpath=ancestor::article").get_attribute("id") or "")
    return quote


def copied_by(seen: Reading, press: str) -> tuple[str, str, str]:
    """What the first quote's button copies, and the quote's words and citation."""
    quote = first_quote(seen)
    button = quote.locator("button")
    button.focus()
    seen.page.keyboard.press(press)
    seen.wait_until("document.getElementById('copied').textContent === 'Copied'")
    seen.page.evaluate("document.body.prepend(document.createElement('textarea'))")
    seen.page.locator("textarea").focus()
    seen.page.keyboard.press("Control+V")
    parts = (one_line(quote.locator(part).text_content()) for part in ("blockquote", "cite"))
    return seen.page.locator("textarea").input_value(), *parts


@pytest.mark.parametrize("has_clipboard", [True, False], ids=["clipboard", "without"])
def test_quote_is_copied_with_its_citation(browser: Browser, report: Path, has_clipboard: bool) -> None:
    with reading(browser, report) as seen:
        if not has_clipboard:
            seen.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        copied, words, citation = copied_by(seen, "Enter")
        assert copied == f"“{words}” – {citation}"
        assert re.search(r"\.txt:\d+$", citation)
        assert seen.messages == []


def test_without_scripts_there_is_no_button(browser: Browser, report: Path) -> None:
    with reading(browser, report, scripts=False) as seen:
        assert seen.page.locator(".quote").count() > 20
        assert seen.page.locator(".quote button").count() == 0


def test_every_quote_stands_at_its_line_of_its_source(browser: Browser, report: Path, demo_study: Path) -> None:
    sources = Study.open(demo_study).tables["sources"].set_index("path")["text"].to_dict()
    with reading(browser, report, scripts=False) as seen:
        assert quotes_stand_at_their_lines(seen, sources) > 20


def test_quote_leads_to_its_place_in_the_transcript_and_back(browser: Browser, with_transcripts: Path) -> None:
    with reading(browser, with_transcripts) as seen:
        quote = first_quote(seen)
        link = quote.locator("a[href^='#passage-']")
        place = (link.get_attribute("href") or "").removeprefix("#")
        marked = seen.page.locator(f"[id='{place}']")
        assert not marked.is_visible()
        link.click()
        seen.wait_until(f"location.hash === '#{place}'")
        assert marked.is_visible()
        assert one_line(marked.text_content()) == one_line(quote.locator("blockquote").text_content())
        # a passage may be quoted for two themes: every link back leads to a quote of the same words
        backs = marked.locator("xpath=following-sibling::a[contains(@class, 'back')]")
        back = (backs.first.get_attribute("href") or "").removeprefix("#")
        assert one_line(seen.page.locator(f"[id='{back}'] blockquote").text_content()) == one_line(
            marked.text_content()
        )
        assert seen.messages == []


def test_every_quote_has_a_place_and_transcripts_are_whole(
    browser: Browser, with_transcripts: Path, demo_study: Path
) -> None:
    turns = Study.open(demo_study).tables["turns"]
    with reading(browser, with_transcripts, scripts=False) as seen:
        n_quotes = seen.page.locator(".quote").count()
        assert seen.page.locator(".quote a[href^='#passage-']").count() == n_quotes
        shown = seen.page.locator(".turn p").all_text_contents()
        # links back stand between a marked passage and what follows
        assert len(shown) == len(turns)
        plain = {one_line(text) for text in shown}
        unmarked = [one_line(text) for text in turns["text"]]
        assert sum(text in plain for text in unmarked) > 0.5 * len(unmarked)
        assert not seen.scrolls_sideways()

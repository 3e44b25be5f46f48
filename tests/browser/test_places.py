"""Links lead to their place and stay there; going back leads to where one was."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.reading import Reading, reading

#: Below the line of sections, which stays in view, and not under it.
AT_TOP = """(() => { const y = document.getElementById({!r}).getBoundingClientRect().top - document.querySelector('nav').getBoundingClientRect().bottom;
    return y > -2 && y < 40; })()"""


def test_place_in_the_address_is_at_the_top(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="theme-gross-margin") as seen:
        seen.wait_until(at_top("theme-gross-margin"))
        assert seen.page.locator("#h-theme-gross-margin").is_visible()


def test_link_leads_to_its_place_from_wherever_one_was(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="themes") as seen:
        seen.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        link_from_table(seen, "gross-margin")
        seen.wait_until(at_top("theme-gross-margin"))
        assert seen.page.locator("#h-theme-gross-margin").is_visible()


def test_going_back_leads_to_where_the_reader_was(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="themes") as seen:
        seen.page.evaluate("window.scrollTo(0, 300)")
        link_from_table(seen, "gross-margin")
        seen.wait_until(at_top("theme-gross-margin"))
        assert seen.page.evaluate("window.scrollY") != 300
        seen.page.go_back()
        seen.wait_until("window.scrollY === 300")
        seen.page.go_forward()
        seen.wait_until("document.querySelector('#theme-gross-margin').checkVisibility()")


def test_link_into_what_is_folded_opens_it(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="theme-gross-margin") as seen:
        link = seen.page.locator("#theme-gross-margin a[href^='#call-']:visible").first
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert not seen.page.locator(f"[id='{target}']").is_visible()
        link.click()
        seen.wait_until(f"document.getElementById({target!r}).checkVisibility()")
        box = seen.page.locator(f"[id='{target}']").bounding_box()
        assert box
        assert 0 <= box["y"] < 900


def test_quote_of_a_finding_leads_to_its_passage(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        said = (seen.page.locator(".said blockquote").first.text_content() or "").strip("“”… ")
        link = seen.page.locator(".findings figcaption a").first
        target = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        seen.wait_until(f"document.getElementById({target!r}).checkVisibility()")
        passage = seen.page.locator(f"[id='{target}'] blockquote").text_content() or ""
        assert " ".join(said.split()[:5]) in " ".join(passage.split())


def test_link_opened_elsewhere_leaves_the_page_where_it_is(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        click = "new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true })"
        seen.page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
        seen.page.evaluate(f"document.querySelector('#themes-table a').dispatchEvent({click})")
        seen.page.wait_for_timeout(200)
        assert seen.page.evaluate("window.scrollY") == 0


def at_top(place: str) -> str:
    return AT_TOP.replace("{!r}", repr(place))


def link_from_table(seen: Reading, theme_id: str) -> None:
    # clicked by script: Playwright's own click would scroll the table first
    seen.page.evaluate(f"document.querySelector(\"#themes-table a[href='#theme-{theme_id}']\").click()")
    seen.wait_until(f"location.hash === '#theme-{theme_id}'")

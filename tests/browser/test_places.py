"""Links lead to their place and stay there; going back leads to where one was."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.reading import Reading, reading

#: Below the line of sections, which stays in view, and not under it.
AT_TOP = """(() => { const y = document.getElementById({!r}).getBoundingClientRect().top - document.querySelector('nav').getBoundingClientRect().bottom;
    return y > -2 && y < 40; })()"""


def test_place_in_the_address_is_at_the_top_when_all_is_drawn(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="theme-gross-margin") as seen:
        seen.wait_until("document.querySelectorAll('#theme-gross-margin [data-drawn]').length === 1")
        assert seen.page.evaluate(at_top("theme-gross-margin"))


def test_link_leads_to_its_place_whatever_is_drawn_above(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        link_from_table(seen, "gross-margin")
        assert seen.page.evaluate(at_top("theme-gross-margin"))


def test_going_back_leads_to_where_the_reader_was(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        seen.page.click("nav a[href='#themes']")
        seen.page.mouse.wheel(0, 200)
        seen.page.wait_for_timeout(300)
        before = seen.page.evaluate("window.scrollY")
        link_from_table(seen, "gross-margin")
        assert abs(seen.page.evaluate("window.scrollY") - before) > 300
        seen.page.go_back()
        seen.wait_until(f"Math.abs(window.scrollY - {before}) < 60")


def test_link_into_what_is_folded_opens_it(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        link = seen.page.locator("a[href^='#call-']").first
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert not seen.page.locator(f"[id='{target}']").is_visible()
        link.click()
        seen.wait_until(at_top(target))
        assert seen.page.locator(f"[id='{target}']").is_visible()


def test_link_opened_elsewhere_leaves_the_page_where_it_is(browser: Browser, report: Path) -> None:
    with reading(browser, report) as seen:
        click = "new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true })"
        seen.page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
        seen.page.evaluate(f"document.querySelector('#themes-table a').dispatchEvent({click})")
        seen.page.wait_for_timeout(200)
        assert seen.page.evaluate("window.scrollY") == 0


def test_reader_who_moved_on_by_hand_is_left_alone(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="method") as seen:
        seen.page.mouse.wheel(0, -700)
        seen.page.wait_for_timeout(300)
        before = seen.page.evaluate("window.scrollY")
        seen.page.evaluate("document.body.append(document.createElement('p'))")
        seen.page.wait_for_timeout(200)
        assert seen.page.evaluate("window.scrollY") == before


def at_top(place: str) -> str:
    return AT_TOP.replace("{!r}", repr(place))


def link_from_table(seen: Reading, theme_id: str) -> None:
    # clicked by script: Playwright's own click would scroll the table first
    seen.page.evaluate(f"document.querySelector(\"#themes-table a[href='#theme-{theme_id}']\").click()")
    seen.wait_until(f"location.hash === '#theme-{theme_id}'")
    seen.wait_until(f"document.querySelectorAll('#theme-{theme_id} [data-drawn]').length === 1")

"""A report opened in Chromium, with everything it does that it should not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

TEXTS = "all => all.map(node => node.textContent.replace(/\\s+/g, ' ').trim())"


@dataclass
class Reading:
    """An open page; requests that left it, console messages and errors, dialogs that popped up."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def views(self) -> list[str]:
        """Anchors of the views, in order."""
        found: list[str] = self.page.eval_on_selector_all("main > .view", "all => all.map(view => view.id)")
        return found

    def show(self, place: str) -> None:
        """Go to a view, a theme or a company by its address."""
        self.page.evaluate("place => { location.hash = place; }", place)
        self.wait_until(f"document.getElementById('{place}').checkVisibility()")

    def wait_until(self, expression: str, seconds: float = 20) -> None:
        """Wait until an expression is true; the page's policy forbids the eval that Playwright's own waiting uses."""
        for _ in range(int(seconds * 20)):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not true after {seconds} s: {expression}")

    def texts(self, selector: str) -> list[str]:
        """Texts of all elements of a selector, white space as a browser shows it."""
        found: list[str] = self.page.eval_on_selector_all(selector, TEXTS)
        return found

    def scrolls_sideways(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@contextmanager
def reading(
    browser: Browser,
    report: Path,
    *,
    width: int = 1280,
    scheme: str = "light",
    scripts: bool = True,
    csp: bool = True,
    fragment: str = "",
) -> Iterator[Reading]:
    """Open a report file; everything but the file itself counts as a request that left."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts, bypass_csp=not csp
    )
    page = context.new_page()
    seen = Reading(page)
    address = report.resolve().as_uri()
    page.on("request", lambda r: None if r.url.split("#")[0] == address else seen.requests.append(r.url))
    page.on("console", lambda m: seen.messages.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda e: seen.messages.append(f"error: {e}"))
    page.on("dialog", lambda d: (seen.dialogs.append(d.message), d.dismiss()))
    page.goto(f"{address}#{fragment}" if fragment else address)
    yield seen
    context.close()

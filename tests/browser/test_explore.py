"""``themes explore``: picked in Chromium, numbers and quotes follow; nothing but this machine is asked."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

PATIENCE = 60  # seconds for the app to come up on a busy machine


@pytest.fixture(scope="module")
def address(demo_study: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "themes.cli.app", "explore", str(demo_study), "--no-open"]
    command[1:3] = ["-c", "from themes.cli.app import app; app()"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    found = server.stdout.readline().strip()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(found, timeout=5)
            break
        except OSError:
            time.sleep(0.5)
    yield found
    server.terminate()
    server.wait()


@pytest.fixture
def app(local_browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    context = local_browser.new_context(viewport={"width": 1280, "height": 1000})
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.get_by_text("In their words").first.wait_for(timeout=PATIENCE * 1000)
    yield page, asked
    context.close()


def quarters_of(page: Page) -> set[str]:
    """Quarters named in the tables shown."""
    found: list[str] = page.locator("marimo-table").evaluate_all(
        "all => all.flatMap(t => (t.shadowRoot || t).textContent.match(/20[0-9]{2}Q[1-4]/g) || [])"
    )
    return set(found)


def test_period_picked_is_the_one_of_numbers_and_quotes(app: tuple[Page, list[str]]) -> None:
    page, asked = app
    first = page.locator("select").first
    first.wait_for(timeout=PATIENCE * 1000)
    options = first.locator("option").all_text_contents()
    last = [text for text in options if "Q" in text][-1]
    assert len(quarters_of(page)) > 1
    first.select_option(label=last)
    until = time.monotonic() + PATIENCE
    while quarters_of(page) != {last} and time.monotonic() < until:
        page.wait_for_timeout(200)
    assert quarters_of(page) == {last}
    hosts = {urlsplit(url).hostname for url in asked if urlsplit(url).scheme.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}


def test_app_is_closed_to_who_has_no_token(address: str) -> None:
    where = urlsplit(address)
    with urllib.request.urlopen(f"{where.scheme}://{where.netloc}/", timeout=10) as answer:
        assert "In their words" not in answer.read().decode()
        assert "/auth/login" in answer.geturl()

"""The documentation site in a browser, from its folder: it fits a phone, its search works, and it asks no host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.docs.building import build_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(params=[400, 1280])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    yield page
    page.close()


def test_no_page_is_wider_than_the_window(site: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for document in sorted(site.rglob("*.html")):
        page.goto(document.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), document.name
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_search_finds_a_heading_without_a_server(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((site / "index.html").as_uri())
    page.locator(".md-search__input").fill("thin quarters")
    page.locator(".md-search-result__item").first.wait_for(timeout=20_000)
    assert "prevalence.html" in " ".join(
        str(link.get_attribute("href")) for link in page.locator(".md-search-result__link").all()
    )
    page.close()

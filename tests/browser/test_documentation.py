"""The documentation site in a browser: it fits a phone, asks no host, and its search works from a server."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.docs.building import build_site


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("site"))


def test_no_page_is_wider_than_a_phone(site: Path, browser: Browser) -> None:
    page, asked = browser.new_page(viewport={"width": 400, "height": 900}), []
    page.on("request", lambda request: asked.append(request.url))
    for document in sorted(site.rglob("*.html")):
        page.goto(document.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), document.name
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    page.close()


def test_search_finds_a_heading(site: Path, local_browser: Browser) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = local_browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
        page.locator(".md-search__input").fill("thin quarters")
        page.locator(".md-search-result__item").first.wait_for(timeout=20_000)
        links = [str(link.get_attribute("href")) for link in page.locator(".md-search-result__link").all()]
        page.close()
        server.shutdown()
    assert any("prevalence.html" in link for link in links)

"""The browser of tests/browser, for reports of real calls."""

from tests.browser.conftest import browser

__all__ = ["browser"]

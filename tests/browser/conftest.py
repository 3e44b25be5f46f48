"""A headless Chromium for the report: found on the machine, else skipped; with REQUIRE_BROWSER=1 its absence fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, sync_playwright

from reports.render.html import render
from reports.summary import summarize
from tests.browser.reading import Reading, reading
from tests.browser.tables import by_quarter, shown
from themes.study.study import Study
from themes.trends.table import judge_trends

TIMES = 3  # as long as the sample's calls, at about 300 words, would have to be for a trend to be told

# Debian's Chromium looks up its maker's hosts at every start; these flags keep it quiet and let no name resolve.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
]  # fmt: skip


def browser_path() -> str | None:
    """Where Chromium is, if it is."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if path is None:
        message = "no Chromium found: install Debian's package chromium, or name one in CHROMIUM"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def local_browser(browser: Browser) -> Iterator[Browser]:
    """A Chromium that may ask this machine, and no other."""
    flags = [flag for flag in FLAGS if not flag.startswith("--host-resolver-rules")]
    flags.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
    chromium = browser.browser_type.launch(executable_path=browser_path(), args=flags)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def report(demo_study: Path) -> Path:
    """The sample's report as the demo makes it."""
    return demo_study / "report.html"


@pytest.fixture(scope="module")
def page(browser: Browser, report: Path) -> Iterator[Reading]:
    """The sample's report as a reader without scripts has it."""
    with reading(browser, report, scripts=False) as seen:
        yield seen


@pytest.fixture(scope="session")
def longer(demo_study: Path) -> dict[str, pd.DataFrame]:
    """The sample's tables as if all that its calls say had been said in three times as many words: it has trends."""
    study = Study.open(demo_study)
    words = ["n_words", "n_words_theme", "n_words_strong", "n_words_meaning"]
    prevalence = study.table("prevalence").assign(**{name: study.table("prevalence")[name] * TIMES for name in words})
    shown_themes = study.themes[study.themes["status"] != "retired"]
    trends = judge_trends(prevalence, shown_themes["theme_id"].tolist(), study.themes, study.calls)
    return {**study.tables, "prevalence": prevalence, "trends": trends}


@pytest.fixture(scope="module")
def longer_page(
    browser: Browser, longer: dict[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reading]:
    """The report of the longer sample as a reader without scripts has it."""
    path = tmp_path_factory.mktemp("longer") / "report.html"
    path.write_text(render(summarize(longer)), encoding="utf-8")
    with reading(browser, path, scripts=False) as seen:
        yield seen


@pytest.fixture(scope="module")
def study(demo_study: Path) -> Study:
    return Study.open(demo_study)


@pytest.fixture(scope="module")
def shares(study: Study) -> pd.DataFrame:
    return shown(study.table("prevalence"), study.themes)


@pytest.fixture(scope="module")
def names(study: Study) -> dict[str, str]:
    """A company's name: the one that most of its calls give it."""
    named: dict[str, str] = study.calls.groupby("company_id")["company"].agg(lambda given: given.mode()[0]).to_dict()
    return named


@pytest.fixture(scope="module")
def means(shares: pd.DataFrame) -> pd.Series:
    """Theme, scope and quarter to the share: in the sample each company calls in each quarter."""
    own = by_quarter(shares)
    whole = own.groupby(level=[0, 2]).mean()
    whole.index = pd.MultiIndex.from_tuples([(theme, "ALL", quarter) for theme, quarter in whole.index])
    return pd.concat([own, whole]).sort_index()

"""The brief: what is new against the run before or in the newest quarter, which themes its heat map holds, its quotes."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from reports.data.brief import News, plain
from reports.formatting import percent
from reports.records import Change, Company, FirstMention, FirstMentions, ThemeReport, Trend
from reports.report import ReportData
from reports.summary import summarize
from reports.text.news import this_quarter
from reports.text.notes import nearly_note
from tests.reports.conftest import Tables
from themes.records import TABLES, Status

QUARTERS = tuple(f"{year}Q{k}" for year in (2011, 2012) for k in (1, 2, 3, 4))


def lines(news: News | None) -> list[str]:
    assert news is not None
    return [plain(line) for line in news.lines]


@pytest.fixture
def previous(tables: Tables) -> Tables:
    """The run before: without Juno's last call, with copper prices rising, without the theme found since."""
    calls = tables["calls"][tables["calls"]["call_id"] != "juno-2012q4"]
    trends = tables["trends"].copy()
    trends.loc[trends["theme_id"] == "copper-prices", "status"] = "rising"
    themes = tables["themes"].assign(status="active")
    return {
        "calls": calls,
        "trends": trends,
        "themes": themes[themes["theme_id"] != "tunnel-fires"],
        "run": tables["run"].assign(finished_at="2013-01-05T10:00:00+00:00"),
    }


def test_what_changed_since_the_run_before_is_told_by_calls_statuses_and_themes(
    tables: Tables, previous: Tables
) -> None:
    news = summarize(tables, previous=previous).brief.news
    assert news is not None
    assert news.heading.endswith(" 2013-01-05")
    new_calls, statuses, born, retired = lines(news)
    assert new_calls == "1 new call: Juno Optics 2012Q4."
    assert statuses == "New status: Copper prices, rising before, now too little to test."
    assert born == "New theme: Tunnel fires."
    assert retired == "Retired theme: old tune."


def test_run_that_changed_nothing_describes_the_newest_quarter(tables: Tables) -> None:
    again, first = (summarize(tables, previous=previous).brief.news for previous in (tables, None))
    assert again == first
    assert first is not None
    assert first.heading.startswith("This quarter")


def test_themes_that_nearly_changed_are_named_with_their_change() -> None:
    def nearly(theme_id: str, status: str, change: float, low: float, high: float) -> ThemeReport:
        (theme,) = summarize(planted({theme_id: [0.02] * 8})).themes
        moved = Trend(
            "ALL", "", Status(status), "", horizon="year", changes={"year": Change(change, low, high)},
            share_before=0.02, share_after=0.02 + change,
        )  # fmt: skip
        return replace(theme, trends=(moved,))

    told = nearly_note([
        nearly("a", "unclear", 0.01, 0.002, 0.02),
        nearly("b", "unclear", -0.015, -0.03, -0.001),
        nearly("c", "unclear", 0.05, -0.01, 0.1),  # holds zero
        nearly("d", "rising", 0.05, 0.01, 0.1),  # a finding
    ])  # fmt: skip
    assert re.findall(r"[A-D] \([^)]*\)", told) == ["B (−1.5 points)", "A (+1.0 points)"]


def test_calls_that_are_gone_are_counted(tables: Tables) -> None:
    fewer = tables | {"calls": tables["calls"].iloc[1:]}
    assert lines(summarize(fewer, previous=tables).brief.news)[0] == "1 call no longer in the study."


def test_one_pager_tells_no_news(tables: Tables) -> None:
    from reports.data.scope import Only

    assert summarize(tables, only=Only(company="juno"), previous=tables).brief.news is None


def planted(shares: dict[str, list[float]]) -> Tables:
    """One company with a call of 1,000 words in each of eight quarters, and the share of each theme in them."""
    calls = [
        dict.fromkeys(TABLES["calls"], None)
        | {
            "call_id": quarter,
            "company_id": "elk",
            "company": "Elk Radio Inc.",
            "calendar_quarter": quarter,
            "n_words": 1,
        }
        for quarter in QUARTERS
    ]
    prevalence = [
        dict.fromkeys(TABLES["prevalence"])
        | {"theme_id": theme, "company_id": "elk", "call_id": quarter, "calendar_quarter": quarter, "share": share}
        | {"speaker_group": "all", "n_words_theme": round(1000 * share), "n_words": 1000}
        for theme, own in shares.items()
        for quarter, share in zip(QUARTERS, own, strict=True)
    ]
    themes = [
        dict.fromkeys(TABLES["themes"])
        | {"theme_id": theme, "kind": "tracked", "label": theme.upper(), "status": "active"}
        for theme in shares
    ]
    made = {"calls": calls, "prevalence": prevalence, "themes": themes}
    return {name: pd.DataFrame(rows, columns=list(TABLES[name]), dtype=object) for name, rows in made.items()}


def test_first_run_describes_its_newest_quarter(data: ReportData) -> None:
    """Juno and Vesta reported on 2012Q2, one of them on each later quarter."""
    assert data.brief.news is not None
    assert data.brief.news.heading.endswith("2012Q2")
    assert lines(data.brief.news)[0] == "3 calls by Juno Optics and Vesta Cable."


def test_themes_furthest_above_their_average_stand_with_both_numbers() -> None:
    # the last quarter: 20% against 5% on average, 9% against 2%; a steady theme, and one that fell, are not named
    tables = planted(
        {
            "a": [0.01] * 7 + [0.09],
            "b": [0.02, 0.02, 0.03, 0.03, 0.03, 0.03, 0.04, 0.20],
            "steady": [0.3] * 8,
            "fell": [0.2] * 7 + [0.1],
        }
    )
    news = summarize(tables).brief.news
    assert news is not None
    who, above, first = lines(news)
    assert "first time" in first
    assert who == "1 call by Elk Radio."
    figures = [(f.address, f.text) for f in news.lines[1] if not isinstance(f, str)]
    assert figures == [
        ("share|b|ALL|2012Q4", percent(0.20)),
        ("share|b|ALL|2011Q1/2012Q4", percent(0.05)),
        ("share|a|ALL|2012Q4", percent(0.09)),
        ("share|a|ALL|2011Q1/2012Q4", percent(0.02)),
    ]
    assert ("STEADY" in above, "FELL" in above) == (False, False)


def test_theme_that_was_there_before_is_not_first_taken_up_now() -> None:
    # both have their first sure passages in the last quarter; one had half as much of talk before, the other hardly any
    data = summarize(planted({"a": [0.0] * 6 + [0.05, 0.08], "b": [0.0] * 6 + [0.01, 0.08]}))
    first = FirstMention(Company("elk", "Elk Radio", 0), None, "2012Q4", 1, None, 0.5)
    themes = [replace(theme, first_mentions=FirstMentions((first,), {})) for theme in data.themes]
    told = lines(this_quarter(themes, data.calls, data.coverage))[-1]
    assert (" A" in told, " B" in told) == (False, True)


def test_themes_of_the_heat_map_are_the_large_and_the_ones_described_and_no_tentative_one() -> None:
    tables = planted({f"t{k:02d}": [k / 100] * 8 for k in range(1, 17)})
    tables["themes"].loc[tables["themes"]["theme_id"] == "t16", "status"] = "tentative"
    brief = summarize(tables).brief
    assert [finding.theme_id for finding in brief.findings] == ["t15", "t14", "t13"]
    assert brief.theme_ids == tuple(f"t{k:02d}" for k in range(15, 5, -1))
    assert brief.quarters == QUARTERS


def test_heat_map_shows_the_last_eight_quarters_with_calls() -> None:
    tables = planted({"a": [0.1] * 8})
    gone = ["2011Q2", "2012Q2"]
    fewer = {
        name: table[~table["calendar_quarter"].isin(gone)] if "calendar_quarter" in table else table
        for name, table in tables.items()
    }
    assert summarize(fewer).brief.quarters == tuple(quarter for quarter in QUARTERS if quarter not in gone)


def test_heat_map_leaves_out_quarters_of_which_few_companies_have_reported(data: ReportData) -> None:
    # one of two companies reported on 2012Q4 and 2013Q1, none on 2012Q3
    assert data.brief.quarters == ("2012Q2",)


def test_brief_of_no_tables_is_empty() -> None:
    brief = summarize({}).brief
    assert (brief.news, brief.findings, brief.theme_ids, brief.quarters, brief.not_said) == (None, (), (), (), "")

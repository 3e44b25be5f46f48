"""Ten calls of two companies that report in turn: little can be known, and nothing else is said.

Grown from a real case in which so few calls gave trends with q < 0.001, a theme that "faded in the talk of 2
companies" of which one had never spoken of it, shares that jumped because another company called each quarter, and a
company that led.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reports.report import ReportData
from reports.summary import summarize
from tests.facts import facts
from tests.panels import panel_of, prevalence_of
from themes.prevalence.by_quarter import prevalence_by_quarter
from themes.records import FINDINGS, TABLES
from themes.trends.table import judge_trends

NO = np.nan
COMPANIES = {"c00": "Alder Masts", "c01": "Brook Cables"}
ABROAD = [4, NO, 2, NO, 2, NO, 0, NO, 0, NO], [NO, 0, NO, 0, NO, 0, NO, 0, NO, 0]  # eight passages, of one company
CAMERAS = [NO if k % 2 else 0 for k in range(10)], [NO, 11, NO, 9, NO, 6, NO, 2, NO, 0]  # the other never speaks of it
NETWORKS = [29, NO, 31, NO, 28, NO, 30, NO, 29, NO], [NO, 11, NO, 3, NO, 14, NO, 9, NO, 8]
THEMES = ("abroad", "cameras", "networks", *(f"other-{k}" for k in range(9)))


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    called = ~np.isnan(np.array(ABROAD))
    others = np.where(called, np.random.default_rng(0).poisson(4.0, (9, 2, 10)), NO)
    prevalence = prevalence_of(panel_of(np.concatenate([np.array([ABROAD, CAMERAS, NETWORKS]), others])), THEMES)
    prevalence["share"] = prevalence["n_words_theme"] / prevalence["n_words"]
    prevalence["share_low"], prevalence["share_high"] = prevalence["share"] / 2, prevalence["share"] * 1.5 + 0.01
    prevalence["n_chunks"] = prevalence["n_words_theme"] // 100
    calls = prevalence.drop_duplicates("call_id")[
        ["call_id", "company_id", "calendar_quarter", "fiscal_quarter", "n_words"]
    ]
    calls = calls.assign(company=calls["company_id"].map(COMPANIES), source="calls/" + calls["call_id"] + ".txt")
    year, quarter = calls["calendar_quarter"].str[:4], calls["calendar_quarter"].str[-1].astype(int)
    calls["call_date"] = year + "-" + (quarter * 3).astype(str).str.zfill(2) + "-28"
    themes = pd.DataFrame({"theme_id": THEMES, "kind": "tracked", "label": THEMES, "status": "active"})
    first = {"abroad": ["c00"], "cameras": ["c01"], "networks": ["c00", "c01"]}
    diffusion = [
        {"theme_id": theme, "company_id": company, "first_call_date": f"2010-0{3 + 3 * int(company[-1])}-28"}
        | {"first_quarter": f"2010Q{1 + int(company[-1])}", "rank": rank, "lag_days": 92 * (rank - 1)}
        for theme, order in first.items()
        for rank, company in enumerate(order, start=1)
    ]
    made = {"calls": calls, "themes": themes, "prevalence": prevalence, "diffusion": pd.DataFrame(diffusion)}
    made = {name: table.reindex(columns=list(TABLES[name])) for name, table in made.items()}
    return made | {"trends": judge_trends(prevalence, THEMES, themes, calls)}


@pytest.fixture(scope="module")
def report(tables: dict[str, pd.DataFrame]) -> ReportData:
    return summarize(tables)


def test_nothing_is_found(tables: dict[str, pd.DataFrame]) -> None:
    assert tables["trends"]["n_calls"].max() == 10
    assert not tables["trends"]["status"].isin(FINDINGS).any()


def test_eight_passages_of_one_company_are_no_trend(tables: dict[str, pd.DataFrame]) -> None:
    rows = tables["trends"].set_index(["theme_id", "scope"])
    assert rows.loc[("abroad", "ALL"), "status"] == "insufficient"
    assert rows.loc[("abroad", "ALL"), ["p_value", "q_value"]].isna().all()


def test_theme_of_one_company_is_not_told_of_two(tables: dict[str, pd.DataFrame]) -> None:
    rows = tables["trends"].set_index(["theme_id", "scope"])
    told = rows.loc[("cameras", "ALL")]
    assert told["status"] == "insufficient"
    assert "down" not in facts(told["reason"])
    assert not {"fell", "faded", "rose"} & set(told["reason"].split())
    assert "Fewer than three companies" in told["reason"]


def test_what_is_said_counts_the_calls_there_are(tables: dict[str, pd.DataFrame]) -> None:
    rows = tables["trends"].set_index(["theme_id", "scope"])
    assert facts(rows.loc[("cameras", "c01"), "reason"])[0] == "5"
    assert not tables["trends"]["reason"].str.startswith("1 call ").any()


def test_share_over_companies_does_not_jump_with_who_called(tables: dict[str, pd.DataFrame]) -> None:
    quarters = prevalence_by_quarter(tables["prevalence"])
    both = quarters[(quarters["theme_id"] == "networks") & (quarters["scope"] == "ALL")].sort_values("quarter")
    adjusted, raw = (np.abs(np.diff(both[name].to_numpy(float))).mean() for name in ("share", "share_raw"))
    assert raw > 0.15
    assert adjusted < raw / 2
    assert both["is_thin"].iloc[1:].all()


def test_who_led_is_unknown(report: ReportData) -> None:
    assert "is unknown" in report.views.who_led.verdict
    assert facts(report.views.who_led.verdict) == ["2"]


def test_report_has_no_finding_and_contradicts_nothing(report: ReportData) -> None:
    assert len(report.themes) == len(THEMES)
    assert report.brief.n_found == 0
    assert report.contradictions == ()

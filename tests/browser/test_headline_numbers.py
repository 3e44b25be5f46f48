"""Every number of the lead and the headlines of the sample's report, recomputed from the study's tables.

Of the sample's short calls no trend can be told, so that the headlines are those of the longer sample.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from playwright.sync_api import Locator

from tests.browser.reading import Reading
from tests.browser.tables import (
    LATELY,
    bare,
    by_quarter,
    heard,
    lately,
    one_line,
    percent,
    same_story,
    tokens,
)
from themes.records import FINDINGS
from themes.study.study import Study

Tables = dict[str, pd.DataFrame]
Place = tuple[str, str]  # theme and scope


def sure_trends(tables: Tables) -> pd.DataFrame:
    """Findings by theme and scope; of a company those that all companies together do not have."""
    trends, themes = tables["trends"], tables["themes"]
    firm = themes[themes["status"] == "active"]["theme_id"]
    found = trends[trends["status"].isin(FINDINGS) & (trends["wording"] != "disagrees") & trends["theme_id"].isin(firm)]
    found = found.query("q_value <= 0.05").set_index(["theme_id", "scope"])
    overall = set(found.xs("ALL", level="scope")["status"].items())
    return found[[scope == "ALL" or (theme, row) not in overall for (theme, scope), row in found["status"].items()]]


def told_with(study: Study, sure: pd.DataFrame) -> dict[Place, Place]:
    """Discovered themes that moved as the tracked theme did that half of their passages or more are about."""
    same, status = same_story(study), sure["status"].to_dict()
    return {
        (theme, scope): (same[theme][0], scope)
        for theme, scope in status
        if theme in same and status.get((same[theme][0], scope)) == status[theme, scope]
    }


def headlines(page: Reading, sure: pd.DataFrame) -> Iterator[tuple[Locator, Place]]:
    """Each headline and what it is of: the row whose reason it gives."""
    for item in page.page.locator(".headlines > li").all():
        theme = (item.locator("> a").get_attribute("href") or "").removeprefix("#theme-")
        sentence = one_line(item.locator("> p:not(.leads)").text_content())
        own = sure.xs(theme)
        (scope,) = own.index[own["reason"].map(one_line) == sentence]
        yield item, (theme, str(scope))


def test_sample_of_short_calls_tells_what_one_company_alone_shows(page: Reading, study: Study) -> None:
    found = study.trends[study.trends["status"].isin(FINDINGS)]
    assert len(found)
    assert "ALL" not in set(found["scope"]), "of calls so short no theme is found over all companies"
    told = page.texts(".headlines > li")
    assert len(told) == 1
    assert any(reason in told[0] for reason in found["reason"])


def test_headlines_are_the_sure_trends_and_their_reasons(
    longer_page: Reading, longer: Tables, study: Study, names: dict[str, str]
) -> None:
    sure = sure_trends(longer)
    elsewhere = told_with(study, sure)
    labels = study.themes.set_index("theme_id")["label"]
    seen = []
    for item, (theme, scope) in headlines(longer_page, sure):
        at = "" if scope == "ALL" else f" at {names[scope]}"
        status = sure.loc[(theme, scope), "status"]
        said = {"new": "is new", "rising": "has risen", "fading": "has faded", "dormant": "has all but ended"}
        verb = said[status]
        assert one_line(item.locator("> a").text_content()) == f"“{labels[theme]}” {verb}{at}"
        assert item.get_attribute("class") == ("down" if status in ("fading", "dormant") else "up")
        told = [labels[other] for (other, _), place in elsewhere.items() if place == (theme, scope)]
        for label in told:
            said = f"“{label}”, discovered in mostly these passages, moved the same way."
            assert one_line(item.locator(".leads").text_content()).endswith(said)
        seen.append((theme, scope))
    assert sorted([*seen, *elsewhere]) == sorted(sure.index)
    assert {scope == "ALL" for _, scope in seen} == {True, False}


def test_headlines_of_all_companies_name_who_says_most(
    longer_page: Reading, longer: Tables, shares: pd.DataFrame, names: dict[str, str]
) -> None:
    quarters = sorted(shares["calendar_quarter"].dropna().unique())
    recent, n_seen = lately(shares), 0
    for item, (theme, scope) in headlines(longer_page, sure_trends(longer)):
        leads = " ".join(one_line(text) for text in item.locator(".leads").all_text_contents())
        assert "First taken up" not in leads  # four companies: chance gives any order
        if scope != "ALL":
            assert "Most" not in leads
            continue
        (most, largest), (second, next_share) = recent[theme].sort_values(ascending=False).iloc[:2].items()
        expected = f"Most from {quarters[-LATELY]} to {quarters[-1]}: {names[most]} ({percent(largest)} of its words), "
        assert leads.startswith(f"{expected}then {names[second]} ({percent(next_share)}).")
        n_seen += 1
    assert n_seen


def test_small_charts_of_headlines_are_named_by_their_shares(
    longer_page: Reading, longer: Tables, shares: pd.DataFrame
) -> None:
    each = by_quarter(shares)
    for item, (theme, scope) in headlines(longer_page, sure_trends(longer)):
        own = each[theme]
        series = (own.groupby(level=1).mean() if scope == "ALL" else own[scope]).sort_index()
        ends = [(bare(series.iloc[k]), series.index[k]) for k in (0, -1)]
        peak = (bare(series.max()), series.idxmax())
        name = (item.locator("svg").get_attribute("aria-label") or "").rsplit(": ", 1)[1]
        assert tokens(name) == [text for pair in dict.fromkeys([*ends, peak]) for text in pair]
        written = [text for text in item.locator("svg text").all_text_contents()]
        assert written == [percent(series.max()), *(quarter for _, quarter in ends)]


def test_notes_count_statuses(longer_page: Reading, longer: Tables, shares: pd.DataFrame) -> None:
    trends = longer["trends"]
    trends = trends[(trends["scope"] == "ALL") & trends["theme_id"].isin(heard(shares))]
    count = trends["status"].value_counts()
    note = longer_page.texts("#stands-out > .note")[-1]
    told = {status: n for n, status in re.findall(r"(\d+) (?:is|are) (\w+)", note)}
    untested = {"insufficient", "absent"}
    assert told == {status: str(n) for status, n in count.items() if status not in untested}
    assert {"new", "unclear"} <= told.keys()
    assert note.startswith(f"Of {len(trends)} themes mentioned ")
    assert note.endswith(f"; of {trends['status'].isin(untested).sum()} there is too little to say.")


def test_lead_counts_what_was_read_and_expected(page: Reading, study: Study) -> None:
    calls = study.calls
    quarters = pd.period_range(calls["calendar_quarter"].min(), calls["calendar_quarter"].max(), freq="Q").astype(str)
    span = [quarters[0], quarters[-1]]
    first = calls.groupby("company_id")["calendar_quarter"].min()
    n_expected = sum(quarter >= start for start in first for quarter in quarters)
    present = len(calls.dropna(subset=["calendar_quarter"])[["company_id", "calendar_quarter"]].drop_duplicates())
    (lead,) = page.texts(".lead")
    counts = [len(calls), calls["company_id"].nunique(), calls["calendar_quarter"].nunique()]
    expected = [*map(str, counts), *span, f"{calls['n_words'].sum():,}", span[1], f"{n_expected:,}"]
    missing = [] if present == n_expected else [f"{present:,}", f"{n_expected - present:,}"]
    assert tokens(lead) == [*expected, *missing]

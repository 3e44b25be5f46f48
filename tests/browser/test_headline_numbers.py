"""Every number of the lead and the headlines of the sample's report, recomputed from the study's tables."""

from __future__ import annotations

import re

import pandas as pd

from tests.browser.reading import Reading
from tests.browser.tables import (
    LATELY,
    bare,
    by_quarter,
    certainty,
    heard,
    lately,
    one_line,
    percent,
    same_story,
    tokens,
    unsigned,
)
from themes.records import FINDINGS
from themes.study.study import Study

WIDE = 4  # an interval of which the far end is so many times the near one comes before the estimate


def amount(trend: pd.Series) -> list[str]:
    """The numbers that a headline gives of a change a year: what is surest of it first."""
    estimate, low, high = (trend[column] for column in ("change_per_year", "change_low", "change_high"))
    assert low * high > 0, "of a change that may be none the sample has no headline"
    near, far = sorted((abs(low), abs(high)))
    if far >= WIDE * near:
        return [unsigned(near), unsigned(far), "95", unsigned(abs(estimate))]
    return [unsigned(abs(estimate)), "95", unsigned(near), unsigned(far)]


def sure_trends(study: Study) -> pd.DataFrame:
    found = study.trends[study.trends["status"].isin(FINDINGS)]
    return found.query("scope == 'ALL' and q_value <= 0.05").set_index("theme_id")


def told_with(study: Study) -> dict[str, str]:
    """Discovered themes that moved as the tracked theme did that half of their passages or more are about."""
    status = sure_trends(study)["status"]
    same = {theme: tracked for theme, (tracked, _) in same_story(study).items() if theme in status.index}
    return {theme: tracked for theme, tracked in same.items() if status.get(tracked) == status[theme]}


def test_headlines_are_the_sure_trends_and_their_numbers(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    trends, told_elsewhere = sure_trends(study), told_with(study)
    means = by_quarter(shares).groupby(level=[0, 2]).mean()
    links = page.page.eval_on_selector_all(".headlines > li > a", "all => all.map(a => a.hash.slice(7))")
    assert sorted([*links, *told_elsewhere]) == sorted(trends.index)
    labels = study.themes.set_index("theme_id")["label"]
    leads = dict(zip(links, page.texts(".headlines > li > p.leads"), strict=True))
    for theme, tracked in told_elsewhere.items():
        assert leads[tracked].endswith(f"“{labels[theme]}”, discovered in mostly these passages, moved the same way.")
    for theme, finding, sentence in zip(
        links, page.texts(".headlines > li > a"), page.texts(".headlines > li > p:not(.leads)"), strict=True
    ):
        trend, series = trends.loc[theme], means[theme].sort_index()
        assert ("risen" in finding, sentence.startswith("Up ")) == (trend["change_per_year"] > 0,) * 2
        assert ("appears" in finding) == (trend["q_value"] > 0.01)
        assert tokens(sentence) == [
            *amount(trend),
            str(trend["n_companies"]),
            certainty(trend["q_value"]),
            trend["since_quarter"],
            bare(series.iloc[-LATELY:].mean()),
            *series.index[[-LATELY, -1]],
            bare(series[trend["peak_quarter"]]),
            trend["peak_quarter"],
        ]


def test_headlines_name_who_leads(page: Reading, study: Study, shares: pd.DataFrame, names: dict[str, str]) -> None:
    quarters = sorted(shares["calendar_quarter"].dropna().unique())
    recent, trends = lately(shares), study.trends.set_index(["theme_id", "scope"])
    for item in page.page.locator(".headlines > li").all():
        theme = (item.locator("> a").get_attribute("href") or "").removeprefix("#theme-")
        leads = one_line(item.locator(".leads").text_content())
        (most, largest), (second, next_share) = recent[theme].sort_values(ascending=False).iloc[:2].items()
        expected = f"Most from {quarters[-LATELY]} to {quarters[-1]}: {names[most]} ({percent(largest)} of its words), "
        assert leads.startswith(f"{expected}then {names[second]} ({percent(next_share)}).")
        assert "First taken up" not in leads  # four companies: chance gives any order
        own = trends.loc[theme].query("q_value <= 0.05")
        alone = [names[scope] for scope in own[own["status"] == own.loc["ALL", "status"]].index if scope != "ALL"]
        told = re.search(r"It shows in the calls of (.+) taken alone, too\.", leads)
        assert sorted(told[1].split(" and ") if told else []) == sorted(alone)
        assert ("No company’s calls alone" in leads) == (not alone)


def test_small_charts_of_headlines_are_named_by_their_shares(page: Reading, shares: pd.DataFrame) -> None:
    means = by_quarter(shares).groupby(level=[0, 2]).mean()
    for item in page.page.locator(".headlines > li").all():
        theme = (item.locator("> a").get_attribute("href") or "").removeprefix("#theme-")
        series = means[theme].sort_index()
        ends = [(bare(series.iloc[k]), series.index[k]) for k in (0, -1)]
        peak = (bare(series.max()), series.idxmax())
        name = (item.locator("svg").get_attribute("aria-label") or "").rsplit(": ", 1)[1]
        assert tokens(name) == [text for pair in dict.fromkeys([*ends, peak]) for text in pair]
        written = [text.replace("\u00a0", " ") for text in item.locator("svg text").all_text_contents()]
        assert written == [percent(series.max()), *(quarter for _, quarter in ends)]


def test_notes_count_statuses(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    trends = study.trends[(study.trends["scope"] == "ALL") & study.trends["theme_id"].isin(heard(shares))]
    count = trends["status"].value_counts()
    note = page.texts("#stands-out > .note")[-1]
    told = {status: n for n, status in re.findall(r"(\d+) (?:is|are) (\w+)", note)}
    assert told == {status: str(n) for status, n in count.items() if status != "insufficient"}
    assert note.startswith(f"Of {len(trends)} themes mentioned ")
    assert note.endswith(f"; of {count['insufficient']} there is too little to say.")


def test_notes_name_the_quarters_that_are_compared(page: Reading, study: Study) -> None:
    quarters = sorted(study.calls["calendar_quarter"].dropna().unique())
    notes = page.texts("#stands-out > .note")
    # eight quarters: the last four against the four before
    assert tokens(notes[0].split(" Risen and faded compare ")[1]) == [
        quarters[4],
        quarters[7],
        quarters[0],
        quarters[3],
    ]
    assert len(notes) == 2


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

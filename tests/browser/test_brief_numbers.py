"""Every number of the lead and the brief of the sample's report, recomputed from the study's tables.

Of the sample's short calls no trend can be told over all companies, so that most findings are those of the longer sample.
"""

from __future__ import annotations

import re

import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.reading import Reading, reading
from tests.browser.tables import certainty, heard, one_line, percent, same_story, signed, tokens
from themes.records import FINDINGS, Status
from themes.study.study import Study

Tables = dict[str, pd.DataFrame]
Place = tuple[str, str]  # theme and scope
COLUMNS = {"before": "share_before", "after": "share_after"}
MOST = 5  # findings


def sure_trends(tables: Tables) -> pd.DataFrame:
    """Findings by theme and scope; of a company those that go another way than all companies together."""
    trends, themes = tables["trends"], tables["themes"]
    firm = themes[themes["status"] == "active"]["theme_id"]
    found = trends[trends["status"].isin(FINDINGS) & (trends["wording"] != "disagrees") & trends["theme_id"].isin(firm)]
    found = found.query("q_value <= 0.05").set_index(["theme_id", "scope"])
    ways = found["status"].map(lambda status: Status(status).direction)
    overall = set(ways.xs("ALL", level="scope").items())
    return found[[scope == "ALL" or (theme, way) not in overall for (theme, scope), way in ways.items()]]


def told_with(study: Study, sure: pd.DataFrame) -> dict[Place, Place]:
    """Discovered themes that moved as the tracked theme did that half of their passages or more are about."""
    same, way = same_story(study), sure["status"].map(lambda status: Status(status).direction).to_dict()
    return {
        (theme, scope): (same[theme][0], scope)
        for theme, scope in way
        if theme in same and way.get((same[theme][0], scope)) == way[theme, scope]
    }


def place_of(item: Locator) -> Place:
    """Theme and scope of a finding, by the address of its claim's first number."""
    _, theme, scope, _ = (item.locator("h3 [data-f]").first.get_attribute("data-f") or "").split("|")
    return theme, scope


def expected_text(address: str, tables: Tables, means: pd.Series) -> str:
    """What a number must read, from its address alone."""
    measure, theme, scope, when = address.split("|")
    if measure == "share":
        first, _, last = when.partition("/")
        return percent(means[theme][scope].loc[first : last or first].mean())
    row = tables["trends"].set_index(["theme_id", "scope"]).loc[(theme, scope)]
    if measure in COLUMNS:
        return percent(row[COLUMNS[measure]])
    return signed(row[f"{when or row['horizon']}_{measure}"])


def test_sample_of_short_calls_tells_what_one_company_alone_shows(page: Reading, study: Study) -> None:
    found = study.trends[study.trends["status"].isin(FINDINGS)]
    assert len(found)
    assert "ALL" not in set(found["scope"]), "of calls so short no theme is found over all companies"
    (item,) = page.page.locator(".findings > li").all()
    assert place_of(item) in set(found[["theme_id", "scope"]].itertuples(index=False, name=None))


def test_findings_are_the_sure_trends_and_say_so(
    longer_page: Reading, longer: Tables, study: Study, names: dict[str, str]
) -> None:
    sure = sure_trends(longer)
    elsewhere = told_with(study, sure)
    labels = study.themes.set_index("theme_id")["label"]
    own = sure[[place not in elsewhere for place in sure.index]]
    items = longer_page.page.locator(".findings > li").all()
    seen = [place_of(item) for item in items]
    assert len(seen) == min(MOST, len(own))
    assert set(seen) <= set(own.index)
    n_overall = sum(scope == "ALL" for _, scope in own.index)
    assert [scope == "ALL" for _, scope in seen] == [k < n_overall for k in range(len(seen))]
    for item, (theme, scope) in zip(items, seen, strict=True):
        row = sure.loc[(theme, scope)]
        assert (item.locator("h3 a").get_attribute("href") or "") == f"#theme-{theme}"
        assert one_line(item.locator("h3").text_content()).startswith(labels[theme])
        assert item.get_attribute("class") == Status(row["status"]).direction
        said = one_line(item.locator("div > p").text_content())
        assert certainty(row["q_value"]) in said.partition(")")[0]
        assert all(f"“{labels[other]}”" in said for (other, _), at in elsewhere.items() if at == (theme, scope))


def test_every_number_with_an_address_is_the_cell_that_it_names(
    longer_page: Reading, longer: Tables, page: Reading, study: Study, means: pd.Series
) -> None:
    n_read = 0
    for seen, tables in ((longer_page, longer), (page, study.tables)):
        for node in seen.page.locator("#stands-out [data-f]").all():
            address, text = node.get_attribute("data-f") or "", one_line(node.text_content())
            expected = expected_text(address, tables, means)
            # a sentence says which way; the number then has no sign
            assert text in (expected, expected.lstrip("+−")), address
            n_read += 1
    assert n_read > 30


def test_no_other_number_of_a_finding_goes_unread(longer_page: Reading, longer: Tables, names: dict[str, str]) -> None:
    sure, n_companies = sure_trends(longer), len(names)
    script = """item => {
        const copy = item.cloneNode(true);
        copy.querySelectorAll('[data-f], blockquote, a[href^="#quote-"], bdi, svg').forEach(node => node.remove());
        return copy.textContent;
    }"""
    spans = re.compile(r"\d{4}Q\d")
    for item in longer_page.page.locator(".findings > li").all():
        row = sure.loc[place_of(item)]
        left = tokens(spans.sub("", one_line(item.evaluate(script))))
        assert set(left) <= {"95", certainty(row["q_value"]), *map(str, range(2, n_companies + 1))}


def test_chart_names_the_shares_of_the_row_and_the_quarters_compared(longer_page: Reading, longer: Tables) -> None:
    sure = sure_trends(longer)
    for item in longer_page.page.locator(".findings > li").all():
        row = sure.loc[place_of(item)]
        name = (item.locator("svg").get_attribute("aria-label") or "").rsplit(": ", 1)[1]
        before, *spans, after = (part for part in re.split(r" in |, ", name))
        assert (before, spans[1]) == (percent(row["share_before"]), percent(row["share_after"]))
        first, last = after.split("–")
        assert len(pd.period_range(first, last, freq="Q")) == (4 if row["horizon"] == "year" else 8)


def test_quotes_of_findings_stand_on_the_page_of_their_theme_word_for_word(longer_page: Reading) -> None:
    items = longer_page.page.locator(".findings > li:has(blockquote)").all()
    assert items
    for item in items:
        place = (item.locator("figcaption a").get_attribute("href") or "").removeprefix("#")
        whole = one_line(longer_page.page.locator(f"[id='{place}'] blockquote").text_content())
        shown = one_line(item.locator("blockquote").text_content()).strip("“”").removeprefix("… ").removesuffix(" …")
        assert shown in whole


def test_heat_map_of_the_brief_has_the_shares_of_the_tables(page: Reading, means: pd.Series) -> None:
    quarters = page.page.eval_on_selector_all(
        ".brief-heat th[data-quarter]", "all => all.map(th => th.dataset.quarter)"
    )
    assert len(quarters) <= 8
    rows = page.page.locator(".brief-heat tbody tr").all()
    assert rows
    for row in rows:
        own = means[row.get_attribute("data-theme")]["ALL"]
        assert [cell.text_content() for cell in row.locator("td").all()] == [
            "0" if own[quarter] == 0 else f"{100 * own[quarter]:.1f}" for quarter in quarters
        ]


def test_themes_without_a_finding_are_counted(longer_page: Reading, longer: Tables, shares: pd.DataFrame) -> None:
    trends = longer["trends"]
    trends = trends[(trends["scope"] == "ALL") & trends["theme_id"].isin(heard(shares))]
    count = trends["status"].value_counts()
    (said,) = longer_page.texts("#stands-out > .open")
    numbers = tokens(said.partition(".")[0])
    known = [count.get(status) for status in ("insufficient", "absent", "unclear", "steady")]
    assert numbers == [str(len(trends)), *(str(n) for n in known if n)]


def test_lead_counts_what_was_read_and_expected(page: Reading, study: Study) -> None:
    calls = study.calls
    quarters = pd.period_range(calls["calendar_quarter"].min(), calls["calendar_quarter"].max(), freq="Q").astype(str)
    first = calls.groupby("company_id")["calendar_quarter"].min()
    n_expected = sum(quarter >= start for start in first for quarter in quarters)
    present = len(calls.dropna(subset=["calendar_quarter"])[["company_id", "calendar_quarter"]].drop_duplicates())
    (lead,) = page.texts(".lead")
    counts = [len(calls), calls["company_id"].nunique(), calls["calendar_quarter"].nunique()]
    expected = [*map(str, counts), quarters[0], quarters[-1], f"{calls['n_words'].sum():,}"]
    missing = [] if present == n_expected else [f"{n_expected - present:,}", f"{n_expected:,}"]
    assert tokens(lead) == [*expected, *missing]


@pytest.mark.parametrize("width", [1280, 400])
def test_first_view_has_six_hundred_words_at_most(browser: Browser, report: object, width: int) -> None:
    with reading(browser, report, width=width) as seen:  # type: ignore[arg-type]
        words: str = seen.page.evaluate("document.body.innerText")
        assert 100 < len(words.split()) <= 600
        assert not seen.scrolls_sideways()

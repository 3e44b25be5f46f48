"""What is drawn is what the tables say: a panel a company, small lines, its map."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

import pandas as pd
import pytest

from tests.browser.reading import Reading
from tests.browser.tables import by_quarter, heard
from themes.records import FINDINGS
from themes.study.study import Study

PANELS = """all => all.map(panel => [panel.dataset.company,
    ...['.line', '.band'].map(part => panel.querySelector(part).getAttribute('d'))])"""
STILL, LINE = (4, 0, 64), (2, 2, 16)  # pixels: left edge, level of the largest share, level of zero

Spots = list[tuple[float, float]]


def spots_of(path: str) -> Spots:
    """Points of an SVG path of one absolute move and relative steps."""
    start, _, steps = path.removeprefix("M").partition("l")
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    first = [int(number) for number in re.findall(r"-?\d+", start)]
    xs, ys = ([first[k], *numbers[k::2]] for k in (0, 1))
    return list(zip(accumulate(xs), accumulate(ys), strict=True))


def levels(spots: Spots, places: Sequence[float]) -> list[float]:
    """The line's height at each place, on a straight stretch between its points."""
    found = []
    for x in places:
        (a, left), (b, right) = next(
            (s, t) for s, t in zip([spots[0], *spots], spots, strict=False) if s[0] <= x <= t[0]
        )
        found.append(left if a == b else left + (right - left) * (x - a) / (b - a))
    return found


def test_change_is_marked_where_it_began(longer_page: Reading, longer: dict[str, pd.DataFrame]) -> None:
    overall = longer["trends"].query("scope == 'ALL'").set_index("theme_id")
    since = overall["since_quarter"].where(overall["status"].isin(FINDINGS)).dropna()
    marked = longer_page.page.eval_on_selector_all(
        "article:has(.panel .change)", "all => all.map(page => page.id.slice(6))"
    )
    assert set(marked) == set(since.index) != set()


def test_stills_rise_and_fall_as_the_shares(page: Reading, shares: pd.DataFrame, names: dict[str, str]) -> None:
    """Every line and band of every theme, to the pixel."""
    top = shares.groupby("theme_id")["share_high"].max().clip(lower=0.01)
    quarters = sorted(shares["calendar_quarter"].unique())
    left, _, foot = STILL
    places = [round(left + k * 212 / (len(quarters) - 1)) for k in range(len(quarters))]
    for theme in sorted(heard(shares)):
        own = shares[shares["theme_id"] == theme].set_index(["company_id", "calendar_quarter"])
        panels = page.page.eval_on_selector_all(f"#theme-{theme} .panel", PANELS)
        mentions = own["share"].groupby(level="company_id").max()
        assert {company for company, _, _ in panels} == set(mentions[mentions > 0].index)
        for company, line, band in panels:
            series = own.loc[company].loc[quarters]
            expected = [foot * (1 - share / top[theme]) for share in series["share"]]
            assert levels(spots_of(line), places) == pytest.approx(expected, abs=0.51)
            there = spots_of(band.removesuffix("z"))
            turn = [x for x, _ in there].index(places[-1]) + 1
            for edge, column in ((there[:turn], "share_high"), (there[turn:][::-1], "share_low")):
                expected = [foot * (1 - share / top[theme]) for share in series[column]]
                assert levels(edge, places) == pytest.approx(expected, abs=0.51)


def test_lines_in_tables_rise_and_fall_as_the_shares(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    ids = study.themes.set_index("label")["theme_id"]
    each = by_quarter(shares)
    series = {
        ("#themes-table", theme): own.droplevel(0) for theme, own in each.groupby(level=[0, 2]).mean().groupby(level=0)
    }
    for (theme, company), own in each.groupby(level=[0, 1]):
        series[f"#company-{company} table.themes", theme] = own.droplevel([0, 1])
    edge, top, foot = LINE
    n_lines = 0
    for table in dict.fromkeys(where for where, _ in series):
        drawn = page.page.eval_on_selector_all(
            f"{table} tbody tr",
            "rows => rows.map(r => [r.cells[0].textContent, r.querySelector('path').getAttribute('d')])",
        )
        for label, path in drawn:
            own = series[table, ids[label]].sort_index()
            places = [round(edge + k * 92 / (len(own) - 1)) for k in range(len(own))]
            expected = [top + (foot - top) * (1 - share / own.max()) for share in own]
            assert levels(spots_of(path), places) == pytest.approx(expected, abs=0.51), (table, label)
            n_lines += 1
    assert n_lines > 50


def test_thin_lines_of_findings_rise_and_fall_as_the_shares(page: Reading, means: pd.Series) -> None:
    """From a year before the quarters compared on, as the name of the chart says them."""
    for item in page.page.locator(".findings > li").all():
        _, theme, scope, _ = (item.locator("h3 [data-f]").first.get_attribute("data-f") or "").split("|")
        first = re.findall(r"\d{4}Q\d", item.locator("svg").get_attribute("aria-label") or "")[0]
        series = means[theme][scope].sort_index()
        series = series.iloc[max(0, list(series.index).index(first) - 4) :]
        places = [round(6 + k * 268 / (len(series) - 1)) for k in range(len(series))]
        line = spots_of(item.locator("path.line").get_attribute("d") or "")
        expected = [86 - 62 * share / series.max() for share in series]
        assert levels(line, places) == pytest.approx(expected, abs=0.51)


def test_passages_of_the_map_carry_the_themes_of_the_table(page: Reading, study: Study) -> None:
    data = json.loads(page.page.locator("#map-data").text_content() or "")
    numbers, base = _numbers(data["stream"], data["alphabet"]), len(data["alphabet"]) // 2
    assert base == 44
    assigned = study.tables["chunk_themes"].query("assigned")
    labels = study.themes.set_index("theme_id")["label"]
    themes = assigned.groupby("chunk_id")["theme_id"].agg(lambda own: sorted(labels[own])).to_dict()
    expected = [
        (row.speaker, row.role, row.line, themes.get(row.chunk_id, []), row.text.split()[:12])
        for row in study.chunks.query("kind == 'content' and not is_short").itertuples()
    ]
    found = []
    for _ in range(data["n"]):
        _, _, _, speaker, line = (next(numbers) for _ in range(5))
        own = sorted(data["themes"][next(numbers)][0] for _ in range(next(numbers)))
        words = [data["words"].split(" ")[next(numbers)] for _ in range(next(numbers))]
        name, role = data["speakers"][speaker].removesuffix(")").rsplit(" (", 1)
        found.append((name, role, line, own, words[:12]))
    assert sorted(found, key=str) == sorted(expected, key=str)


def _numbers(stream: str, alphabet: str) -> Iterator[int]:
    """Whole numbers in base 44: digits of the alphabet's second half go on, one of its first ends the number."""
    base, number = len(alphabet) // 2, 0
    for sign in stream:
        digit = alphabet.index(sign)
        number = number * base + digit % base
        if digit < base:
            yield number
            number = 0

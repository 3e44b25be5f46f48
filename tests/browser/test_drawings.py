"""What is drawn is what the tables say: the page's data for its charts, its still pictures, its map."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser

from tests.browser.reading import Reading, reading
from tests.browser.tables import by_quarter, heard
from themes.records import FINDINGS
from themes.study.study import Study

FINE = 10_000  # parts of one in which the page holds the bounds of shares
DRAWN = """all => all.map(node => [node.textContent, node.getAttribute('aria-label'),
    Number(/,([-.\\d]+)\\)/.exec(node.getAttribute('transform'))[1])])"""
PANELS = """all => all.map(panel => [panel.querySelector('text').textContent,
    ...['.line', '.band'].map(part => panel.querySelector(part).getAttribute('d'))])"""
STILL, LINE = (4, 0, 64), (2, 2, 16)  # pixels: left edge, level of the largest share, level of zero

Payload = dict[str, Any]  # JSON
Spots = list[tuple[float, float]]


@pytest.fixture(scope="module")
def payload(page: Reading) -> Payload:
    found: Payload = json.loads(page.page.locator("#payload").text_content() or "")
    return found


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


def calls_of(payload: Payload, theme: str) -> Iterator[tuple[str, str, int, int, int | None, int | None]]:
    """Company, quarter, words on the theme, words, and bounds of every call that the page's data hold."""
    numbers = iter(payload["shares"][theme])
    for company, quarter, n_words in payload["calls"]:
        n_theme = next(numbers)
        low = next(numbers) if n_theme else 0
        where = payload["companies"][company], payload["quarters"][quarter]
        yield (*where, n_theme, n_words, low, next(numbers))


def test_data_of_charts_are_the_prevalence_table(
    payload: Payload, study: Study, shares: pd.DataFrame, names: dict[str, str]
) -> None:
    columns = ["company_id", "calendar_quarter", "n_words_theme", "n_words", "share_low", "share_high"]
    for theme, own in shares.groupby("theme_id"):
        expected = [
            (names[company], quarter, n_theme, n_words, low, high)
            for company, quarter, n_theme, n_words, low, high in own[columns].itertuples(index=False)
        ]
        found = list(calls_of(payload, str(theme)))
        assert sorted(call[:4] for call in found) == sorted(call[:4] for call in expected)
        for told, held in zip(sorted(found), sorted(expected), strict=True):
            for bound, exact in zip(told[4:], held[4:], strict=True):
                assert bound == pytest.approx(exact * FINE, abs=1.01)
                assert f"{bound / FINE:.1%}" == f"{exact:.1%}"


def test_charts_mark_the_quarters_since_when_of_findings(longer_page: Reading, longer: dict[str, pd.DataFrame]) -> None:
    payload: Payload = json.loads(longer_page.page.locator("#payload").text_content() or "")
    found = longer["trends"].query("scope == 'ALL'")
    since = found[found["status"].isin(FINDINGS)].set_index("theme_id")["since_quarter"]
    assert payload["since"] == since.to_dict() != {}


def test_stills_rise_and_fall_as_the_shares(page: Reading, shares: pd.DataFrame, names: dict[str, str]) -> None:
    """Every line and band of every theme, to the pixel."""
    top = shares.groupby("theme_id")["share_high"].max().clip(lower=0.01)
    quarters = sorted(shares["calendar_quarter"].unique())
    left, _, foot = STILL
    places = [round(left + k * 212 / (len(quarters) - 1)) for k in range(len(quarters))]
    for theme in sorted(heard(shares)):
        own = shares[shares["theme_id"] == theme].set_index(["company_id", "calendar_quarter"])
        panels = page.page.eval_on_selector_all(f"#theme-{theme} .still > g", PANELS)
        assert len(panels) == len(names)
        for label, line, band in panels:
            company = next(key for key, name in names.items() if name == label)
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


def test_points_of_an_interactive_chart_stand_at_the_shares(
    browser: Browser, report: Path, shares: pd.DataFrame, names: dict[str, str]
) -> None:
    """The pixels of points against those of the axis, and what pointing at them tells."""
    own = shares[shares["theme_id"] == "gross-margin"].assign(name=lambda t: t["company_id"].map(names))
    own = own.set_index(["name", "calendar_quarter"])
    with reading(browser, report, fragment="theme-gross-margin") as seen:
        seen.wait_until("document.querySelector('#theme-gross-margin .chart').dataset.drawn === 'yes'")
        chart = "#theme-gross-margin .chart"
        ticks = seen.page.eval_on_selector_all(f"{chart} .role-axis-label text", DRAWN)
        drawn = seen.page.eval_on_selector_all(f"{chart} .mark-symbol path[aria-label]", DRAWN)
    # a text stands 3 pixels lower than its mark
    heights = {float(text.removesuffix("%")) / 100: y - 3 for text, _, y in ticks if "%" in text}
    zero, (largest, level) = heights[0.0], max(heights.items())
    found = set()
    for _, told, y in drawn:
        parts = dict(part.split(": ") for part in told.split("; "))
        row = own.loc[(parts["company"], parts["quarter"])]
        assert largest * (zero - y) / (zero - level) == pytest.approx(row["share"], abs=1e-6)
        assert float(parts["share"].removesuffix("%")) / 100 == pytest.approx(row["share"], abs=1e-6)
        for told_bound, column in (("interval from", "share_low"), ("interval to", "share_high")):
            assert parts[told_bound] == f"{row[column]:.1%}"
        words = [parts["words on it"], parts["words in all"]]
        assert words == [f"{row['n_words_theme']:,}", f"{row['n_words']:,}"]
        found.add((parts["company"], parts["quarter"]))
    assert found == set(own.index)

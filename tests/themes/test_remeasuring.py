"""Shares and contrasts of calls of which nothing changed are taken over, the others measured."""

from __future__ import annotations

import pandas as pd
import pytest

from themes import remeasuring
from themes.contrasts import contrast_calls
from themes.prevalence import measure_prevalence
from themes.remeasuring import contrast_again, measure_again, steady_calls
from themes.resampling import ResamplingSettings, cluster_calls

SETTINGS = ResamplingSettings(3, 200)
THEMES = ["tea", "ale"]


def tables(calls: str = "abc", loud: str = "ab", score: float = 0.9, status: str = "active") -> dict[str, pd.DataFrame]:
    """A company's calls, a letter and six passages each; in the loud ones every other passage speaks of tea."""
    rows = [
        {
            "chunk_id": f"{call}:{k}", "call_id": call, "kind": "content", "exchange_index": k, "section": "q_and_a",
            "role": "executive", "n_words": 40 + k,
        }
        for call in calls
        for k in range(6)
    ]  # fmt: skip
    chunks = pd.DataFrame(rows)
    said = [c for c in chunks["chunk_id"] if c[0] in loud and int(c[2]) % 2]
    themes = pd.DataFrame({"theme_id": THEMES, "status": ["active", status]})
    placed = pd.DataFrame({"chunk_id": said, "theme_id": "tea", "score": score, "assigned": True})
    quarters = {c: f"201{k}Q1" for k, c in enumerate("abcdefg")}
    about = pd.DataFrame({"call_id": list(calls), "company_id": "x", "call_date": None})
    about["calendar_quarter"] = about["fiscal_quarter"] = about["call_id"].map(quarters)
    found = {"chunks": chunks, "themes": themes, "chunk_themes": placed, "calls": about}
    clustered = cluster_calls(chunks, placed, THEMES)
    found["prevalence"] = measure_prevalence(about, clustered, THEMES, SETTINGS)
    found["contrasts"] = contrast_calls(about, clustered, THEMES, SETTINGS)
    return found


def test_calls_of_which_nothing_changed_are_steady() -> None:
    assert steady_calls(tables(), tables("abcd"), ["d"]) == set("abc")


def test_call_that_was_read_again_is_not_steady() -> None:
    assert steady_calls(tables(), tables(), ["b"]) == set("ac")


def test_call_whose_passages_have_other_themes_or_scores_is_not_steady() -> None:
    assert steady_calls(tables(), tables(loud="b"), []) == set("bc")
    assert steady_calls(tables(), tables(score=0.8), []) == {"c"}


def test_no_call_is_steady_where_other_themes_are_shown() -> None:
    assert steady_calls(tables(), tables(status="retired"), []) == set()


@pytest.mark.parametrize("calls", ["abcd", "bcd", "ac"])
def test_tables_are_those_of_measuring_everything(calls: str) -> None:
    before, now = tables(), tables(calls)
    steady = steady_calls(before, now, ["d"])
    clustered = cluster_calls(now["chunks"], now["chunk_themes"], THEMES)
    again = measure_again(before, now["calls"], clustered, steady, SETTINGS, THEMES)
    pd.testing.assert_frame_equal(again, now["prevalence"])
    contrasts = contrast_again(before, now["calls"], clustered, steady, SETTINGS, THEMES)
    pd.testing.assert_frame_equal(contrasts, now["contrasts"])


def test_steady_calls_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    before, now, asked = tables(), tables("abcd"), list[str]()

    def noted(calls: pd.DataFrame, *rest: object) -> pd.DataFrame:
        asked.extend(calls["call_id"])
        return measure_prevalence(calls, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(remeasuring, "measure_prevalence", noted)
    clustered = cluster_calls(now["chunks"], now["chunk_themes"], THEMES)
    measure_again(before, now["calls"], clustered, set("abc"), SETTINGS, THEMES)
    assert asked == ["d"]


def test_quarter_that_was_corrected_is_that_of_the_call_now() -> None:
    before, now = tables(), tables()
    calls = now["calls"].assign(calendar_quarter="2020Q4")
    clustered = cluster_calls(now["chunks"], now["chunk_themes"], THEMES)
    again = measure_again(before, calls, clustered, set("abc"), SETTINGS, THEMES)
    assert set(again["calendar_quarter"]) == {"2020Q4"}

"""Contrasts of calls of which nothing changed are taken over, the others computed."""

from __future__ import annotations

import pandas as pd
import pytest

from themes.prevalence import contrasts_incremental as remeasuring
from themes.prevalence.contrasts import contrast_calls
from themes.prevalence.contrasts_incremental import Measured, contrast_again, steady_calls
from themes.prevalence.intervals import ResamplingSettings, cluster_calls

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
    placed = pd.DataFrame({"chunk_id": said, "theme_id": "tea", "kind": "tracked", "score": score, "assigned": True})
    placed = placed.assign(strong_cue=True, meaning=2.0)
    quarters = {c: f"201{k}Q1" for k, c in enumerate("abcdefg")}
    about = pd.DataFrame({"call_id": list(calls), "company_id": "x", "call_date": None})
    about["calendar_quarter"] = about["fiscal_quarter"] = about["call_id"].map(quarters)
    found = {"chunks": chunks, "themes": themes, "chunk_themes": placed, "calls": about}
    clustered = cluster_calls(chunks, placed, THEMES)
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
def test_contrasts_are_those_of_computing_everything(calls: str) -> None:
    before, now = tables(), tables(calls)
    measured = Measured(before["calls"], before["contrasts"], frozenset(steady_calls(before, now, ["d"])))
    clustered = cluster_calls(now["chunks"], now["chunk_themes"], THEMES)
    again = contrast_again(measured, now["calls"], clustered, THEMES, SETTINGS)
    pd.testing.assert_frame_equal(again, now["contrasts"])


def test_contrasts_of_steady_calls_are_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    before, now, asked = tables(), tables("abcd"), set[str]()

    def noted(calls: pd.DataFrame, clustered: dict, *rest: object) -> pd.DataFrame:
        asked.update(call for call, _ in clustered)
        return contrast_calls(calls, clustered, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(remeasuring, "contrast_calls", noted)
    clustered = cluster_calls(now["chunks"], now["chunk_themes"], THEMES)
    measured = Measured(before["calls"], before["contrasts"], frozenset("abc"))
    contrast_again(measured, now["calls"], clustered, THEMES, SETTINGS)
    assert asked == {"a", "c", "d"}  # d is set against c, its neighbour, and against a, the company's first


def test_without_an_earlier_run_everything_is_computed() -> None:
    now = tables()
    clustered = cluster_calls(now["chunks"], now["chunk_themes"], THEMES)
    again = contrast_again(Measured.nothing(), now["calls"], clustered, THEMES, SETTINGS)
    pd.testing.assert_frame_equal(again, now["contrasts"])

"""Co-occurring themes: turns in common, by hand."""

from __future__ import annotations

import math

import pandas as pd

from reports.summary import summarize
from reports.views.cooccurrence import cooccurrences_by_theme
from tests.reports.conftest import make_tables

# turn: themes of its passages; a is in turns 0-4, b in 0-2, c in 2-4, d in 4
TURNS = [["a", "b"], ["a", "b"], ["a", "b", "c"], ["a", "c"], ["a", "c", "d"]]


def tables() -> dict[str, pd.DataFrame]:
    found = [(f"p{k}", theme, True) for k, themes in enumerate(TURNS) for theme in themes]
    found += [("p0", "d", False), ("p1", "d", False)]
    return {
        "chunk_themes": pd.DataFrame(found, columns=["chunk_id", "theme_id", "assigned"]),
        "chunks": pd.DataFrame(
            {
                "chunk_id": [f"p{k}" for k in range(5)],
                "call_id": ["x", "x", "y", "y", "y"],
                "turn_index": [0, 1, 0, 1, 2],
            }
        ),
    }


def themes(*ids: str) -> list:  # type: ignore[type-arg]
    from dataclasses import replace

    some = summarize(make_tables()).themes[0]
    return [replace(some, theme_id=theme_id, label=theme_id.upper()) for theme_id in ids]


def test_cooccurring_themes_share_three_turns_at_least() -> None:
    found = cooccurrences_by_theme(tables(), themes("a", "b", "c", "d"))
    assert [(n.theme_id, n.label, n.n_together) for n in found["a"]] == [("b", "B", 3), ("c", "C", 3)]
    assert found["b"][0].likeness == 3 / math.sqrt(5 * 3)
    assert "d" not in found


def test_passages_of_one_turn_count_once() -> None:
    twice = tables()
    twice["chunks"]["turn_index"] = 0  # two turns: one of x, one of y
    assert cooccurrences_by_theme(twice, themes("a", "b", "c", "d")) == {}


def test_themes_not_asked_for_are_left_out() -> None:
    assert [n.theme_id for n in cooccurrences_by_theme(tables(), themes("a", "c"))["a"]] == ["c"]

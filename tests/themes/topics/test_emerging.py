"""A theme is born of passages that fit nothing once two calls speak of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from themes.records import TABLES
from themes.topics.emerging import MIN_PASSAGES, TIGHT, find_births
from themes.topics.model import Names

NEW = "The tide mill at the harbour grinds barley whenever the tide turns at night."
OLD = "Our canal barge carries timber past the sluice and the toll house every week."


def placements(calls: str, theme: str | None = None) -> pd.DataFrame:
    """Four passages that a fit left out, and one of run 2 for each letter: the call that said it."""
    rows = [(f"z:{k:04d}", f"z{k}", None, None, "none", 1) for k in range(4)]
    rows += [(f"{call}:{k:04d}", f"n{k}", theme, None, "none", 2) for k, call in enumerate(calls)]
    return pd.DataFrame(rows, columns=list(TABLES["placements"]))


def births(calls: str, spread: float = 0.1, theme: str | None = None) -> dict[str, list[str]]:
    table = placements(calls, theme)
    rng = np.random.default_rng(0)
    vectors = rng.normal(0, spread, (len(table), 24))
    vectors[:4, 0] += 1
    vectors[4:, 1] += 1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [OLD] * 4 + [NEW] * len(calls)
    topics, labels = find_births(table, texts, vectors.astype(np.float32), Names, 1)
    return {", ".join(t.terms[:2]): table.loc[labels == t.index, "chunk_id"].tolist() for t in topics}


def test_tight_group_from_two_calls_is_a_theme_with_a_name() -> None:
    found = births("aaabbb")
    assert MIN_PASSAGES == 6
    (name,) = found
    assert len(found[name]) == 6
    assert set(name.replace(",", "").split()) <= {"tide", "mill", "harbour", "grinds", "barley", "turns", "night"}


def test_group_from_one_call_is_none() -> None:
    assert births("aaaaaaaa") == {}


def test_few_passages_are_none() -> None:
    assert births("aaabb") == {}


def test_loose_passages_are_none() -> None:
    # cosines of 24-dimensional noise are far below the bound
    assert TIGHT == 0.2
    assert births("aaaabbbb", spread=5.0) == {}


def test_passages_that_have_a_theme_are_left_alone() -> None:
    assert births("aaabbb", theme="toll") == {}


def test_passages_that_the_fit_left_out_are_left_alone() -> None:
    table = placements("aaabbb").assign(run_id=1)
    topics, labels = find_births(table, [NEW] * 10, np.eye(10, dtype=np.float32), Names, 1)
    assert (topics, labels.tolist()) == ([], [-1] * 10)

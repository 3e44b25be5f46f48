"""Coverage, coherence, diversity, concentration: by hand."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from themes.evaluation.topic_quality import Quality, coherence, measure_quality

MakeChunks = Callable[..., pd.DataFrame]


def npmi(texts: list[str], *terms: str) -> float:
    return coherence(texts, {"t": list(terms)})["t"]


def test_terms_never_said_together_have_coherence_minus_one() -> None:
    assert npmi(["barge", "cork"], "barge", "cork") == -1.0


def test_terms_always_said_together_have_coherence_one() -> None:
    assert npmi(["barge, cork", "barge, cork", "wool"], "barge", "cork") == 1.0


def test_terms_said_in_every_passage_have_coherence_one() -> None:
    assert npmi(["barge, cork"] * 3, "barge", "cork") == 1.0


def test_terms_together_as_often_as_by_chance_have_coherence_zero() -> None:
    # each in half of the passages, both in a quarter
    assert npmi(["barge, cork", "barge", "cork", "wool"], "barge", "cork") == 0.0


def test_coherence_is_the_log_ratio_over_the_log_of_the_joint_share() -> None:
    # a half and a quarter, both in a quarter: log(1/4 / 1/8) / -log(1/4) = log 2 / log 4
    assert npmi(["barge, cork", "barge", "wool", "wool"], "barge", "cork") == pytest.approx(0.5)


def test_coherence_of_three_terms_is_the_mean_of_their_pairs() -> None:
    texts = ["barge, cork", "barge", "cork", "wool"]
    assert npmi(texts, "barge", "cork", "wool") == pytest.approx((0 - 1 - 1) / 3, abs=1e-4)


def test_phrase_of_two_words_counts_only_where_they_stand_together() -> None:
    assert npmi(["canal lock, cork", "canal, cork, lock", "wool"], "canal lock", "cork") == pytest.approx(
        np.log((1 / 3) / (1 / 3 * 2 / 3)) / np.log(3), abs=1e-4
    )


def test_term_counts_however_it_is_capitalised() -> None:
    # terms keep the capitals of the passages: a half and a quarter, both in a quarter
    assert npmi(["The LOCK needs Cork", "a lock", "wool", "wool"], "LOCK", "Cork") == pytest.approx(0.5)


def test_single_term_has_no_coherence() -> None:
    assert np.isnan(npmi(["barge"], "barge"))


@pytest.mark.parametrize(("texts", "terms"), [([], {"t": ["barge"]}), (["barge"], {}), (["barge"], {"t": []})])
def test_nothing_to_count_gives_no_coherence(texts: list[str], terms: dict[str, list[str]]) -> None:
    assert coherence(texts, terms) == {}


@pytest.fixture
def measured(make_chunks: MakeChunks) -> Quality:
    return measure_quality(tables(make_chunks))


def tables(make_chunks: MakeChunks) -> dict[str, pd.DataFrame]:
    """100 content words of two companies: 50 in a tracked theme, 45 in discovered ones, 20 in both."""
    chunks = make_chunks(
        [("a1", 1, "executive", 30), ("a1", 1, "executive", 20), ("b1", 1, "executive", 25), ("b1", 1, "executive", 25)]
        + [("b1", 1, "operator", 400)],
        text=["the barge, cork", "the barge", "cork", "wool", "the barge, cork"],
    )
    chunks.loc[4, "kind"] = "procedural"
    ids = chunks["chunk_id"].tolist()
    rows = [
        (ids[0], "freight", "tracked", True), (ids[1], "freight", "tracked", True), (ids[2], "freight", "tracked", False),
        (ids[1], "barge-cork", "discovered", True), (ids[2], "barge-cork", "discovered", True),
    ]  # fmt: skip
    themes = [
        ("freight", "tracked", ["barge*"], "active"),
        ("barge-cork", "discovered", ["barge", "cork", "canal lock", "canal boat"], "active"),
        ("gone", "discovered", ["wool", "loom"], "retired"),
    ]
    return {
        "chunks": chunks,
        "calls": pd.DataFrame({"call_id": ["a1", "b1"], "company_id": ["a", "b"]}),
        "chunk_themes": pd.DataFrame(rows, columns=["chunk_id", "theme_id", "kind", "assigned"]),
        "themes": pd.DataFrame(
            [(t, k, json.dumps(w), s) for t, k, w, s in themes], columns=["theme_id", "kind", "terms", "status"]
        ),
    }


def test_coverage_is_the_share_of_content_words(measured: Quality) -> None:
    found = (measured.coverage_tracked, measured.coverage_discovered, measured.coverage_any)
    assert found == (0.5, 0.45, 0.75)


def test_diversity_is_the_share_of_distinct_words_among_terms(measured: Quality) -> None:
    # barge, cork, canal, lock, canal, boat
    assert measured.diversity == pytest.approx(5 / 6)


def test_themes_are_told_apart_without_the_retired(measured: Quality) -> None:
    found = measured.by_theme.set_index("theme_id")
    assert found.index.tolist() == ["freight", "barge-cork"]
    assert found["n_passages"].tolist() == [2, 2]
    assert found["share_of_content"].tolist() == [0.5, 0.45]


def test_concentration_is_the_share_of_the_company_that_says_most(measured: Quality) -> None:
    found = measured.by_theme.set_index("theme_id")["largest_company_share"]
    assert found["freight"] == 1.0
    assert found["barge-cork"] == pytest.approx(25 / 45)


def test_coherence_is_of_discovered_themes_only(measured: Quality) -> None:
    found = measured.by_theme.set_index("theme_id")["coherence"]
    assert np.isnan(found["freight"])
    # barge and cork by chance (0), every pair with a phrase never said -1: five of six
    assert found["barge-cork"] == measured.coherence == pytest.approx(-5 / 6, abs=1e-4)


def test_study_without_content_has_no_numbers(make_chunks: MakeChunks) -> None:
    measured = measure_quality({name: table.iloc[:0] for name, table in tables(make_chunks).items()})
    assert np.isnan([measured.coverage_any, measured.diversity, measured.coherence]).all()
    assert measured.by_theme.empty

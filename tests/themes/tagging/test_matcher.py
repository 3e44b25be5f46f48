"""Tracked themes: hand-made unit vectors and weights, so that every score can be worked out on paper.

``logistic(x)`` below is 1 / (1 + e^-x).  A cosine of 0.25 is the mean of the prior background: where every passage has
it, nothing stands out and the evidence of meaning is zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from themes.config.catalog import Catalog, TrackedTheme
from themes.records import TABLES
from themes.subjects.heads import SubjectHeads
from themes.tagging.background import Cosines, NearnessSums
from themes.tagging.evidence import Weights, nearness_and_lead
from themes.tagging.matcher import (
    CatalogVectors,
    Matcher,
    MatchSettings,
    catalog_sentences,
    decided_rows,
    match_tracked,
    split_vectors,
    tag_parts,
)
from themes.tagging.passages import Passages

E1, E2, E3 = np.eye(4, dtype=np.float32)[:3]
PLAIN = np.array([0.25, 0, 0, sqrt(1 - 0.25**2)], dtype=np.float32)  # cosine 0.25 to e1, 0 to e2 and e3
NONE = np.zeros((0, 4), dtype=np.float32)
NOTHING = Weights(bias=0, strong=0, strong_share=0, weak=0, meaning=0, lead=0, question=0, before=0, call=0, unnamed=0)

KAYAKS = TrackedTheme(
    id="kayaks", label="Kayaks", description="Boats.", strong_cues=("kayak*",), weak_cues=("paddle", "river", "dock", "oar")
)  # fmt: skip
MILLS = TrackedTheme(id="mills", label="Mills", description="Mills.", strong_cues=("mill*",))


def logistic(x: float) -> float:
    return 1 / (1 + exp(-x))


def weights(**given: float) -> Weights:
    return Weights(**{**vars(NOTHING), **given})


def passage(
    text: str, turn: int, role: str = "executive", exchange: int = 0, kind: str = "content"
) -> dict[str, object]:
    return {
        "chunk_id": f"otter:{turn:04d}:{text.split()[0].lower()}", "call_id": "otter", "turn_index": turn, "role": role,
        "speaker": "Lena Brook" if role == "analyst" else "Mara Quist",
        "exchange_index": exchange, "kind": kind, "is_short": False, "text": text,
    }  # fmt: skip


def match(
    passages: Sequence[dict[str, object]],
    used: Weights | None = NOTHING,
    *,
    vectors: Sequence[NDArray[np.float32]] | None = None,
    themes: tuple[TrackedTheme, ...] = (KAYAKS,),
    positive: Sequence[NDArray[np.float32]] = (E1,),
    negative: Sequence[NDArray[np.float32]] = (),
    threshold: float = 0.5,
) -> pd.DataFrame:
    """Match passages; every theme has the same vectors, and every passage is plain unless told otherwise."""
    rows = np.array(vectors if vectors is not None else [PLAIN] * len(passages), dtype=np.float32).reshape(-1, 4)
    known = CatalogVectors(
        {t.id: np.array(positive, dtype=np.float32).reshape(-1, 4) for t in themes},
        {t.id: np.array(negative, dtype=np.float32).reshape(-1, 4) for t in themes},
    )
    columns = list(passage("x", 0))
    chunks = pd.DataFrame(list(passages), columns=columns)
    return match_tracked(chunks, rows, Catalog(theme=themes), known, MatchSettings(threshold, used or Weights()))


def scores(table: pd.DataFrame) -> list[float]:
    return table["score"].tolist()


# --- the catalog's sentences and vectors ----------------------------------------------------------------------------


def test_sentences_are_description_examples_and_near_misses_of_each_theme_in_turn() -> None:
    a = TrackedTheme(id="a", label="A", description="a0", examples=("a1", "a2"), near_misses=("a3",))
    b = TrackedTheme(id="b", label="B", description="b0", near_misses=("b1", "b2"))
    assert catalog_sentences(Catalog(theme=(a, b))) == ["a0", "a1", "a2", "a3", "b0", "b1", "b2"]


def test_vectors_go_back_to_their_themes() -> None:
    a = TrackedTheme(id="a", label="A", description="a0", examples=("a1", "a2"), near_misses=("a3",))
    b = TrackedTheme(id="b", label="B", description="b0")
    c = TrackedTheme(id="c", label="C", description="c0", near_misses=("c1", "c2"))
    split = split_vectors(Catalog(theme=(a, b, c)), np.arange(8, dtype=np.float32)[:, None])
    assert {k: v[:, 0].tolist() for k, v in split.positive.items()} == {"a": [0, 1, 2], "b": [4], "c": [5]}
    assert {k: v[:, 0].tolist() for k, v in split.negative.items()} == {"a": [3], "b": [], "c": [6, 7]}


def test_empty_catalog_has_no_sentences_and_no_vectors() -> None:
    assert catalog_sentences(Catalog()) == []
    assert split_vectors(Catalog(), NONE) == CatalogVectors({}, {})


# --- meaning --------------------------------------------------------------------------------------------------------


def meaning_evidence(
    vectors: NDArray[np.float32], positive: NDArray[np.float32], negative: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nearness of passages of one call against their own background, in standard deviations; lead over near misses."""
    one_call = Passages(pd.DataFrame({"call_id": ["otter"] * len(vectors)}), vectors)
    nearness, lead = nearness_and_lead(one_call, positive, negative)
    background = NearnessSums.of(nearness).finish()
    return (nearness - background.mean) / background.sd, lead


def test_nearness_is_in_standard_deviations_of_the_study_and_the_prior() -> None:
    # cosines 1, 0, 0, 0 and sixty prior passages of mean 0.25, sd 0.12: the mean stays 0.25,
    # the variance is (0.75² + 3 · 0.25² + 60 · 0.12²) / 64 = 1.614 / 64
    near, _ = meaning_evidence(np.array([E1, E2, E2, E3]), E1[None], NONE)
    sd = sqrt(1.614 / 64)
    assert near == pytest.approx([0.75 / sd, -0.25 / sd, -0.25 / sd, -0.25 / sd], rel=1e-6)


def test_nearness_is_zero_when_every_passage_has_the_mean_of_the_prior() -> None:
    near, _ = meaning_evidence(np.array([PLAIN] * 3), E1[None], NONE)
    assert near == pytest.approx([0, 0, 0], abs=1e-6)


def test_nearness_of_a_single_passage_is_steadied_by_the_prior() -> None:
    # cosine 1: mean (1 + 60 · 0.25) / 61 = 16/61, variance ((45/61)² + 60 · 0.12²) / 61; without a prior it would be 0 / 0
    near, _ = meaning_evidence(E1[None], E1[None], NONE)
    assert near == pytest.approx([(45 / 61) / sqrt(((45 / 61) ** 2 + 60 * 0.0144) / 61)], rel=1e-6)


def test_nearness_takes_the_mean_of_the_two_best_sentences() -> None:
    # (0.6, 0.8, 0): the two best of its cosines 0.6, 0.8 and 0 have the mean 0.7
    one = np.array([[0.6, 0.8, 0, 0]], dtype=np.float32)
    alone = np.array([[0.7, 0, 0, sqrt(0.51)]], dtype=np.float32)
    near, _ = meaning_evidence(one, np.array([E1, E2, E3]), NONE)
    same, _ = meaning_evidence(alone, E1[None], NONE)
    assert near == pytest.approx(same, rel=1e-5)


def test_lead_is_best_positive_less_best_near_miss() -> None:
    vectors = np.array([[0.6, 0.8, 0, 0], [0.8, 0, 0.6, 0], [0, 0.6, 0.8, 0]], dtype=np.float32)
    _, lead = meaning_evidence(vectors, np.array([E1, E3]), E2[None])
    assert lead == pytest.approx([0.6 - 0.8, 0.8 - 0, 0.8 - 0.6], abs=1e-6)


def test_lead_is_over_the_best_of_several_near_misses() -> None:
    _, lead = meaning_evidence(np.array([[0.6, 0.8, 0, 0]], dtype=np.float32), E1[None], np.array([E3, E2]))
    assert lead == pytest.approx([-0.2], abs=1e-6)


def test_lead_is_zero_for_a_theme_without_near_misses() -> None:
    _, lead = meaning_evidence(np.array([E1, E2]), E1[None], NONE)
    assert lead.tolist() == [0, 0]


# --- the score ------------------------------------------------------------------------------------------------------


def test_bias_alone_gives_its_logistic() -> None:
    assert scores(match([passage("Docks sold.", 0)], weights(bias=-1))) == [round(logistic(-1), 4)]


def test_strong_cue_and_its_share_of_words_are_added() -> None:
    # 3 of 6 words; then no cue at all
    said = [passage("Kayaks sold well. Docks did not.", 0), passage("Mills ran well.", 1)]
    table = match(said, weights(bias=-1, strong=2, strong_share=4))
    assert scores(table) == [round(logistic(-1 + 2 + 4 * 0.5), 4), round(logistic(-1), 4)]


@pytest.mark.parametrize(
    ("text", "n"), [("A mill.", 0), ("A dock.", 1), ("A dock, a river.", 2), ("Dock, river, oar.", 3), ("Dock, river, oar, paddle.", 3)]
)  # fmt: skip
def test_weak_cues_are_added_up_to_three(text: str, n: int) -> None:
    assert scores(match([passage(text, 0)], weights(bias=-1, weak=0.5))) == [round(logistic(-1 + 0.5 * n), 4)]


def test_call_in_which_nobody_names_the_theme_makes_its_passages_less_likely() -> None:
    said = [passage("A dock, a river.", 0), passage("Kayaks.", 1), passage("A dock.", 0) | {"call_id": "heron"}]
    table = match(said, weights(bias=1, weak=0.5, unnamed=-2), threshold=0.01)
    # two weak cues and none in the call that says kayaks, one in the other
    assert scores(table) == [round(logistic(x), 4) for x in (1 + 1.0, 1.0, 1 + 0.5 - 2)]


def test_theme_without_strong_cues_needs_no_name_in_the_call() -> None:
    boats = TrackedTheme(id="boats", label="Boats", description="Boats.", weak_cues=("dock",))
    assert scores(match([passage("A dock.", 0)], weights(unnamed=-2, weak=0.5), themes=(boats,))) == [
        round(logistic(0.5), 4)
    ]


def test_meaning_is_added_in_standard_deviations() -> None:
    said = [passage(f"Word{k} sold.", k) for k in range(4)]
    table = match(said, weights(meaning=0.3), vectors=[E1, E2, E2, E3])
    sd = sqrt(1.614 / 64)
    assert scores(table) == [round(logistic(0.3 * z / sd), 4) for z in (0.75, -0.25, -0.25, -0.25)]


def test_meaning_counts_for_no_more_than_five_standard_deviations() -> None:
    # one passage of 400 is near: about 13 sd above the rest
    said = [passage(f"Word{k} sold.", k) for k in range(400)]
    table = match(said, weights(bias=-5, meaning=1), vectors=[E1, *[PLAIN] * 399])
    assert scores(table) == [0.5]


def test_meaning_counts_for_no_less_than_two_standard_deviations_below() -> None:
    said = [passage(f"Word{k} sold.", k) for k in range(400)]
    table = match(said, weights(bias=2, meaning=1), vectors=[-E1, *[PLAIN] * 399])
    assert scores(table)[0] == 0.5


def test_lead_over_near_misses_is_added() -> None:
    vectors = [np.array([0.6, 0.8, 0, 0], dtype=np.float32)]
    table = match([passage("Docks sold.", 0)], weights(lead=2), vectors=vectors, negative=(E2,))
    assert scores(table) == [round(logistic(2 * -0.2), 4)]


def test_answer_inherits_from_its_question_which_fades_and_ends_with_the_next() -> None:
    said = [
        passage("Kayaks, how are they?", 0, "analyst", 1),
        passage("They rose.", 1, "executive", 1),
        passage("More is to come.", 1, "executive", 1),
        passage("What of mills?", 2, "analyst", 1),
        passage("Those fell.", 3, "executive", 1),
    ]
    asked, other = logistic(-1 + 3), logistic(-1)
    table = match(said, weights(bias=-1, strong=3, question=2))
    assert scores(table) == [
        round(asked, 4),
        round(logistic(-1 + 2 * asked), 4),
        round(logistic(-1 + 2 * 0.8 * asked), 4),
        round(other, 4),
        round(logistic(-1 + 2 * other), 4),
    ]


def test_passage_inherits_what_the_speaker_said_by_itself_just_before() -> None:
    # the third passage inherits the second's own score, not what that inherited from the first
    said = [
        passage("Kayaks sold.", 0),
        passage("They rose.", 0),
        passage("More followed.", 0),
        passage("Mills ran.", 1),
    ]
    table = match(said, weights(bias=-1, strong=3, before=2))
    expected = [logistic(2), logistic(-1 + 2 * logistic(2)), logistic(-1 + 2 * logistic(-1)), logistic(-1)]
    assert scores(table) == [round(s, 4) for s in expected]


def test_passage_wholly_about_a_theme_is_assigned_with_the_weights_as_shipped() -> None:
    table = match([passage("Kayaks sold.", 0)], None, vectors=[E1])
    assert table["assigned"].tolist() == [True]


def test_passage_without_any_sign_has_no_row_with_the_weights_as_shipped() -> None:
    assert len(match([passage("Mills ran well.", 0)], None)) == 0


def test_near_miss_is_not_assigned_with_the_weights_as_shipped() -> None:
    assert not match([passage("Paddle sold.", 0)], None, vectors=[E2], negative=(E2,))["assigned"].any()


def test_theme_without_cues_is_found_by_its_meaning() -> None:
    bare = TrackedTheme(id="bare", label="Bare", description="Bare.")
    said = [passage("One is it.", 0), passage("Two is not.", 1)]
    table = match(said, weights(bias=-3, meaning=1), vectors=[E1, E2], themes=(bare,))
    assert table["chunk_id"].tolist() == ["otter:0000:one"]


# --- the rows -------------------------------------------------------------------------------------------------------


def test_row_of_a_passage_is_the_one_worked_out_by_hand() -> None:
    table = match([passage("Kayaks sold.", 7)], weights(strong=2))
    assert table.drop(columns=["merged_from", "matcher_score"]).to_dict("records") == [
        {"chunk_id": "otter:0007:kayaks", "theme_id": "kayaks", "kind": "tracked", "score": 0.8808, "assigned": True,
         "reason": "says “Kayaks”", "origin": "matcher", "cues": '["Kayaks"]', "strong_cue": True, "meaning": 0.0}
    ]  # fmt: skip
    assert table[["merged_from", "matcher_score"]].isna().all(axis=None)


def test_rows_are_ordered_by_theme_of_the_catalog_then_as_spoken() -> None:
    said = [passage("Mills ran.", 0), passage("Kayaks sold.", 1), passage("Again kayaks and mills.", 2)]
    table = match(said, weights(bias=-3, strong=6), themes=(MILLS, KAYAKS))
    assert list(zip(table["theme_id"], table["chunk_id"], strict=True)) == [
        ("mills", "otter:0000:mills"),
        ("mills", "otter:0002:again"),
        ("kayaks", "otter:0001:kayaks"),
        ("kayaks", "otter:0002:again"),
    ]
    assert table.index.tolist() == [0, 1, 2, 3]


def test_each_theme_has_its_own_vectors() -> None:
    known = CatalogVectors({"kayaks": E1[None], "mills": E2[None]}, {"kayaks": NONE, "mills": NONE})
    chunks = pd.DataFrame([passage("One.", 0), passage("Two.", 1)])
    table = match_tracked(
        chunks,
        np.array([E2, E1]),
        Catalog(theme=(KAYAKS, MILLS)),
        known,
        MatchSettings(weights=weights(bias=-3, meaning=1)),
    )
    assert table[["theme_id", "chunk_id"]].to_numpy().tolist() == [
        ["kayaks", "otter:0001:two."],
        ["mills", "otter:0000:one."],
    ]


def test_vector_of_a_passage_is_its_own_when_others_are_left_out() -> None:
    said = [passage("Hello there.", 0, kind="procedural"), passage("Docks sold.", 1), passage("Mills ran.", 2)]
    table = match(said, weights(bias=-3, meaning=1), vectors=[E2, E1, E2])
    assert table["chunk_id"].tolist() == ["otter:0001:docks"]


@pytest.mark.parametrize("kind", ["procedural", "boilerplate"])
def test_passage_that_is_not_content_has_no_row_and_carries_no_question(kind: str) -> None:
    said = [passage("Kayaks, how are they?", 0, "analyst", 1, kind), passage("They rose.", 1, "executive", 1)]
    table = match(said, weights(strong=3, question=2))
    assert table[["chunk_id", "score"]].to_numpy().tolist() == [["otter:0001:they", 0.5]]


def test_background_is_of_content_only() -> None:
    said = [passage("Docks sold.", 0), *[passage("Hello there.", k, kind="procedural") for k in range(1, 200)]]
    with_others = match(said, weights(bias=-2, meaning=1), vectors=[E1, *[E1] * 199])
    alone = match(said[:1], weights(bias=-2, meaning=1), vectors=[E1])
    assert scores(with_others) == scores(alone)


@pytest.mark.parametrize(("bias", "n_rows"), [(log(0.2 / 0.8) + 1e-6, 1), (log(0.2 / 0.8) - 1e-3, 0)])
def test_row_is_kept_from_a_score_of_one_fifth(bias: float, n_rows: int) -> None:
    assert len(match([passage("Docks sold.", 0)], weights(bias=bias))) == n_rows


def test_passage_with_a_strong_cue_has_a_row_whatever_its_score() -> None:
    table = match([passage("Kayaks sold.", 0), passage("Docks sold.", 1)], weights(bias=-9))
    assert table[["chunk_id", "assigned", "strong_cue"]].values.tolist() == [["otter:0000:kayaks", False, True]]


@pytest.mark.parametrize(("cosine", "kept"), [(0.4085, []), (0.4096, [1.6]), (0.55, [3.0])])
def test_passage_near_in_meaning_has_a_row_whatever_its_score(cosine: float, kept: list[float]) -> None:
    # against a background of .25 with a standard deviation of .1: 1.585, 1.596 and 3 standard deviations above it
    near = np.array([[cosine, 0, 0, sqrt(1 - cosine**2)]], dtype=np.float32)
    known = CatalogVectors({"kayaks": E1[None]}, {"kayaks": NONE})
    settings = MatchSettings(weights=weights(bias=-9))
    matcher = Matcher(Catalog(theme=(KAYAKS,)), known, settings, {"kayaks": Cosines(0.25, 0.1)})
    rows = tag_parts(matcher, [Passages.of(pd.DataFrame([passage("Docks sold.", 0)]), near)]).rows
    assert rows["meaning"].tolist() == kept
    assert not rows["strong_cue"].any()
    assert not rows["assigned"].any()


@pytest.mark.parametrize(("threshold", "assigned"), [(0.5, True), (0.51, False)])
def test_passage_is_assigned_from_the_threshold_on(threshold: float, assigned: bool) -> None:
    table = match([passage("Docks sold.", 0)], NOTHING, threshold=threshold)
    assert (scores(table), table["assigned"].tolist()) == ([0.5], [assigned])


def test_passage_is_assigned_when_the_threshold_is_lower_than_the_kept_rows() -> None:
    table = match([passage("Docks sold.", 0)], weights(bias=log(0.15 / 0.85)), threshold=0.1)
    assert table["assigned"].tolist() == [True]


def test_assigned_agrees_with_the_score_as_given() -> None:
    table = match([passage("Docks sold.", 0)], weights(bias=log(0.49997 / 0.50003)))
    assert table["assigned"].tolist() == [score >= 0.5 for score in scores(table)]


def test_no_content_gives_no_row_but_all_columns() -> None:
    table = match([passage("Hello there.", 0, kind="procedural")])
    assert len(table) == 0
    assert tuple(table.columns) == TABLES["chunk_themes"]


def test_no_chunks_give_no_row_but_all_columns() -> None:
    table = match([])
    assert len(table) == 0
    assert tuple(table.columns) == TABLES["chunk_themes"]


def test_empty_catalog_gives_no_row_but_all_columns() -> None:
    table = match([passage("Kayaks sold.", 0)], themes=())
    assert len(table) == 0
    assert tuple(table.columns) == TABLES["chunk_themes"]


def test_theme_that_nobody_mentions_gives_no_row_but_all_columns() -> None:
    table = match([passage("Docks sold.", 0)], weights(bias=-9))
    assert len(table) == 0
    assert tuple(table.columns) == TABLES["chunk_themes"]


def test_chunks_and_vectors_are_left_as_they_were() -> None:
    chunks, vectors = pd.DataFrame([passage("Kayaks sold.", 0)]), np.array([PLAIN])
    before = chunks.copy()
    match_tracked(chunks, vectors, Catalog(theme=(KAYAKS,)), CatalogVectors({"kayaks": E1[None]}, {"kayaks": NONE}))
    pd.testing.assert_frame_equal(chunks, before)
    assert vectors.tolist() == [PLAIN.tolist()]


# --- the reason -----------------------------------------------------------------------------------------------------


def test_reason_names_the_first_three_cues_as_spoken() -> None:
    table = match([passage("Kayaks, a dock, an oar, a paddle.", 0)])
    assert table["reason"].tolist() == ["says “Kayaks”, “paddle”, “dock”"]
    assert table["cues"].tolist() == ['["Kayaks", "paddle", "dock"]']


@pytest.mark.parametrize(
    ("bias", "reason"),
    [(log(0.41 / 0.59), "answers Lena Brook's question about it"), (log(0.39 / 0.61), "weak signs together")],
)
def test_reason_names_the_question_from_two_fifths_on(bias: float, reason: str) -> None:
    said = [passage("What of it all?", 0, "analyst", 1), passage("They rose.", 1, "executive", 1)]
    table = match(said, weights(bias=bias))
    assert table["reason"].tolist() == ["weak signs together", reason]


def test_reason_names_the_nearness_in_meaning() -> None:
    # 0.75 / sqrt(1.614 / 64) = 4.72
    table = match([passage(f"Word{k} sold.", k) for k in range(4)], NOTHING, vectors=[E1, E2, E2, E3])
    assert table["reason"].tolist() == ["near in meaning (4.7 sd above the background)", *["weak signs together"] * 3]


def test_reason_is_silent_about_nearness_below_one_and_a_half_deviations() -> None:
    # cosine 0.4 among plain passages: about 1.2 sd
    near = np.array([0.4, 0, 0, sqrt(1 - 0.16)], dtype=np.float32)
    table = match([passage("Docks sold.", 0), passage("Mills ran.", 1)], NOTHING, vectors=[near, PLAIN])
    assert table["reason"].tolist() == ["weak signs together"] * 2


def test_reason_joins_all_that_speaks_for_it() -> None:
    said = [passage("Kayaks, how are they?", 0, "analyst", 1), passage("Kayaks rose.", 1, "executive", 1)]
    table = match(said, weights(strong=3), vectors=[PLAIN, E1])
    assert (
        table["reason"]
        .tolist()[1]
        .startswith("says “Kayaks”; answers Lena Brook's question about it; near in meaning (")
    )


# --- decisions ------------------------------------------------------------------------------------------------------


def decided(verdicts: Mapping[str, bool], *passages: dict[str, object], used: Weights = NOTHING) -> pd.DataFrame:
    """Match passages (texts are their hashes) with verdicts on kayaks."""
    chunks = pd.DataFrame(list(passages)).assign(text_hash=[p["text"] for p in passages])
    known = CatalogVectors({"kayaks": E1[None]}, {"kayaks": NONE})
    settings = MatchSettings(0.5, used, {(text, "kayaks"): yes for text, yes in verdicts.items()})
    return match_tracked(chunks, np.array([PLAIN] * len(chunks)), Catalog(theme=(KAYAKS,)), known, settings)


def test_decided_passage_is_as_decided_whatever_the_matcher_says() -> None:
    sure, unsure = weights(bias=5), weights(bias=-5)
    rows = [passage("One.", 0), passage("Two.", 1)]
    no = decided({"One.": False}, *rows, used=sure).set_index("chunk_id")
    assert no[["score", "assigned", "reason"]].values.tolist()[0] == [0, False, "you said no (the matcher: 0.99)"]
    assert no["assigned"].tolist() == [False, True]
    yes = decided({"One.": True}, *rows, used=unsure)
    assert yes[["score", "assigned", "reason"]].values.tolist() == [[1, True, "you said yes (the matcher: 0.01)"]]
    assert decided_rows(yes).values.tolist() == [["kayaks", True, 0.01]]
    assert no["origin"].tolist() == ["person", "matcher"]
    assert decided_rows(decided({}, *rows, used=sure)).empty


def test_verdict_on_another_theme_or_text_changes_nothing() -> None:
    rows = [passage("One.", 0)]
    as_it_was = decided({}, *rows, used=weights(bias=1))
    settings = MatchSettings(0.5, weights(bias=1), {("One.", "mills"): False, ("Two.", "kayaks"): False})
    chunks = pd.DataFrame(rows).assign(text_hash=["One."])
    known = CatalogVectors({"kayaks": E1[None]}, {"kayaks": NONE})
    other = match_tracked(chunks, np.array([PLAIN]), Catalog(theme=(KAYAKS,)), known, settings)
    pd.testing.assert_frame_equal(as_it_was, other)


def test_what_follows_a_decided_passage_inherits_the_verdict() -> None:
    rows = [passage("One.", 0), passage("Two.", 0)]
    table = decided({"One.": True}, *rows, used=weights(bias=-2, before=3))
    assert table["score"].tolist() == pytest.approx([1, 1 / (1 + exp(-1))], abs=1e-4)


# --- subjects -------------------------------------------------------------------------------------------------------

SUBJECTS = SubjectHeads(
    ("boats",), np.zeros((1, 4), dtype=np.float32), np.zeros(1, dtype=np.float32), E1[None], np.array([1], np.float32)
)


def with_heads(theme: TrackedTheme, heads: SubjectHeads | None) -> list[float]:
    known = CatalogVectors({theme.id: PLAIN[None]}, {theme.id: NONE})
    settings = MatchSettings(0.1, weights(bias=-1), heads=heads, with_subjects=weights(subject=2))
    chunks = pd.DataFrame([passage("One kayak.", 0)])
    return scores(match_tracked(chunks, E1[None], Catalog(theme=(theme,)), known, settings))


def test_a_theme_that_names_a_known_subject_is_weighed_by_its_log_odds() -> None:
    named = KAYAKS.model_copy(update={"subjects": ("boats",)})
    assert with_heads(named, SUBJECTS) == [round(logistic(2 * (1 + 1)), 4)]  # cosine 1 and a bias of 1, weight 2


def test_a_theme_without_a_subject_or_an_encoder_without_heads_is_weighed_as_ever() -> None:
    named = KAYAKS.model_copy(update={"subjects": ("boats",)})
    unknown = KAYAKS.model_copy(update={"subjects": ("barges",)})
    for theme, heads in ((named, None), (KAYAKS, SUBJECTS), (unknown, SUBJECTS)):
        assert with_heads(theme, heads) == [round(logistic(-1), 4)]


def test_an_agenda_that_names_a_theme_is_not_about_it() -> None:
    chunks = pd.DataFrame([passage("Next come kayaks.", 0), passage("Kayaks sell well.", 1)])
    known = CatalogVectors({"kayaks": PLAIN[None]}, {"kayaks": NONE})
    settings = MatchSettings(0.5, weights(bias=-1, strong=3))
    for subjects, assigned in (([None, None], [True, True]), (["procedural", "boats"], [False, True])):
        told = chunks.assign(subject=subjects, subject_probability=[0.8, 0.8])
        rows = match_tracked(told, np.array([PLAIN, PLAIN]), Catalog(theme=(KAYAKS,)), known, settings)
        assert rows["assigned"].tolist() == assigned

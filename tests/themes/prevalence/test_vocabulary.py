"""Vocabulary drift: planted changes of words are found, and what sampling alone makes of the same talk is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
import pandas as pd
import pytest

from themes.prevalence.vocabulary import DRIFT_COLUMNS, DriftSettings, vocabulary_drift

MakeChunks = Callable[..., pd.DataFrame]
Texts = Sequence[tuple[str, str]]  # call id such as otter-2012Q1, and what is said

COMMON = "barge river lock timber freight harbour canal crane cargo pilot".split()
FEW = DriftSettings(min_passages=1)


@pytest.fixture
def tables(make_chunks: MakeChunks) -> Callable[..., dict[str, pd.DataFrame]]:
    def make(said: Texts, cues: Sequence[str | None] | None = None, rest: Texts = ()) -> dict[str, pd.DataFrame]:
        """Passages on *freight* in the calls that their ids name, and others on nothing."""
        texts = [*said, *rest]
        chunks = make_chunks([(call, 1, "executive", 9) for call, _ in texts], text=[text for _, text in texts])
        ids = list(dict.fromkeys(call for call, _ in texts))
        calls = pd.DataFrame({"call_id": ids, "company_id": [c.split("-")[0] for c in ids]})
        calls["calendar_quarter"] = [c.split("-")[1] or None for c in ids]
        rows = chunks.head(len(said)).assign(theme_id="freight", assigned=True, cues=cues or [None] * len(said))
        return {"calls": calls, "chunks": chunks, "chunk_themes": rows[["chunk_id", "theme_id", "assigned", "cues"]]}

    return make


def talk(years: Sequence[int], planted: dict[int, str], seed: int = 1) -> list[tuple[str, str]]:
    """Four calls a year of two companies, ten passages each of four common words; in some years most say one more."""
    rng = np.random.default_rng(seed)
    return [
        (
            f"{company}-{year}Q{quarter}",
            " ".join([*rng.choice(COMMON, 4, replace=False), planted.get(year, "") if rng.random() < 0.7 else ""]),
        )
        for company in ("otter", "vesta")
        for year in years
        for quarter in (1, 2, 3, 4)
        for _ in range(10)
    ]


def drift(tables: dict[str, pd.DataFrame], settings: DriftSettings | None = None) -> pd.DataFrame:
    return vocabulary_drift(tables, ["freight"], frozenset(), settings)


def test_distance_is_the_one_worked_out_by_hand(tables: Callable[..., dict[str, pd.DataFrame]]) -> None:
    # a half each on barge and river, then on barge and canal: of the half that differs each year, the mean of both
    # holds a half, so the divergence is .5 · log2(2) = .5, and the distance its root
    found = drift(tables([("otter-2012Q1", "barge river barge"), ("otter-2013Q1", "barge canal")]), FEW)
    assert found.loc[found["year"] == 2013, "distance"].tolist() == pytest.approx([sqrt(0.5)])
    assert found.loc[found["year"] == 2012, "distance"].isna().tolist() == [True]


def test_terms_count_once_a_passage_with_the_share_of_the_year_before(
    tables: Callable[..., dict[str, pd.DataFrame]],
) -> None:
    said = [
        ("otter-2012Q1", "canal canal"),
        ("otter-2012Q4", "lock"),
        ("otter-2013Q1", "canal"),
        ("otter-2013Q2", "canal"),
    ]
    found = drift(tables(said, rest=[("otter-2012Q1", "weather")] * 3), FEW).set_index(["year", "term"])
    assert found.loc[(2012, "canal"), ["n_passages", "n_with", "share"]].tolist() == [2, 1, 0.5]
    assert np.isnan(found.loc[(2012, "canal"), "share_before"])
    assert found.loc[(2013, "canal"), ["n_passages", "n_with", "share", "share_before"]].tolist() == [2, 2, 1.0, 0.5]
    assert "weather" not in found.index.get_level_values("term")


def test_cues_that_reasons_name_come_first_and_are_not_listed_again_as_words(
    tables: Callable[..., dict[str, pd.DataFrame]],
) -> None:
    said = [("otter-2012Q1", "Barge river"), ("otter-2012Q2", "barge lock"), ("otter-2012Q3", "canal")]
    cues = [json.dumps(["Barge", "on the river"]), json.dumps(["barge"]), None]
    found = drift(tables(said, cues, rest=[("otter-2012Q1", "weather")]))
    assert found[["term", "is_cue", "n_with"]].values.tolist() == [
        ["barge", True, 2], ["on the river", True, 1], ["canal", False, 1], ["lock", False, 1], ["river", False, 1],
    ]  # fmt: skip


def test_planted_word_came_the_old_one_went_and_the_year_is_farther_than_chance(
    tables: Callable[..., dict[str, pd.DataFrame]],
) -> None:
    found = drift(tables(talk((2012, 2013), {2012: "copper", 2013: "glass"})))
    assert found[found["moved"] != ""].set_index("term")["moved"].to_dict() == {"glass": "came", "copper": "went"}
    year = found[found["year"] == 2013].iloc[0]
    assert year["p_value"] <= 0.01
    assert year["distance"] > 1.3 * year["distance_expected"]
    gone = found.set_index(["year", "term"]).loc[(2013, "copper")]
    assert (gone["n_with"], gone["share"]) == (0, 0.0)
    assert gone["share_before"] == pytest.approx(0.7, abs=0.15)


def test_same_talk_is_as_far_apart_as_chance_makes_it(tables: Callable[..., dict[str, pd.DataFrame]]) -> None:
    found = pd.concat([drift(tables(talk((2012, 2013), {}, seed))).assign(seed=seed) for seed in range(20)])
    years = found[found["year"] == 2013].groupby("seed")[["p_value", "distance", "distance_expected"]].first()
    assert (years["p_value"] <= 0.05).sum() <= 3  # one of twenty is expected
    assert (years["distance"] / years["distance_expected"]).mean() == pytest.approx(1, abs=0.05)
    assert found.loc[found["moved"] != "", "seed"].nunique() <= 3


def test_company_that_joins_is_no_change_of_words_within_companies(
    tables: Callable[..., dict[str, pd.DataFrame]],
) -> None:
    # each company says the same both years; that there is more of the second's talk lies in every deal as well
    rng = np.random.default_rng(0)
    words = {"otter": COMMON[:5], "vesta": COMMON[5:]}
    calls = [("otter", y, q) for y in (2012, 2013) for q in (1, 2, 3)] + [("vesta", 2013, q) for q in (1, 2, 3)]
    said = [(f"{c}-{y}Q{q}", " ".join(rng.choice(words[c], 3, replace=False))) for c, y, q in calls for _ in range(8)]
    found = drift(tables(said))
    year = found[found["year"] == 2013].iloc[0]
    assert year["distance"] > 0.3
    assert year["p_value"] > 0.05
    assert (found["moved"] == "").all()


def test_one_call_a_year_can_tell_nothing(tables: Callable[..., dict[str, pd.DataFrame]]) -> None:
    said = [(call, word) for call, word in (("otter-2012Q1", "barge"), ("otter-2013Q1", "canal")) for _ in range(20)]
    found = drift(tables(said))
    assert found[found["year"] == 2013].iloc[0][["distance", "distance_expected", "p_value"]].tolist() == [1, 1, 1]
    assert (found["moved"] == "").all()


def test_year_with_few_passages_is_not_compared(tables: Callable[..., dict[str, pd.DataFrame]]) -> None:
    said = [("otter-2012Q1", "barge")] * 9 + [("otter-2013Q1", "canal")] * 40
    assert drift(tables(said))["distance"].isna().all()
    assert drift(tables([*said, ("otter-2012Q2", "barge")]))["distance"].notna().any()


def test_call_without_a_quarter_belongs_to_no_year(tables: Callable[..., dict[str, pd.DataFrame]]) -> None:
    found = drift(tables([("otter-2012Q1", "barge"), ("otter-", "canal")], rest=[("vesta-2012Q1", "weather")]))
    assert found[["year", "term", "n_passages"]].values.tolist() == [[2012, "barge", 1]]


def test_nothing_said_gives_a_table_without_rows(tables: Callable[..., dict[str, pd.DataFrame]]) -> None:
    found = drift(tables([], rest=[("otter-2012Q1", "weather")]))
    assert tuple(found.columns) == DRIFT_COLUMNS
    assert found.empty

"""Looking back at several days of one run: what is kept from day to day changes no figure and spares work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from embeddings.cached import text_hash
from tests.themes.tagging.test_parts import CATALOG, CHUNKS, DIMENSION, N_CALLS, VECTORS, VERDICTS, unit
from themes.pipeline import measures
from themes.prevalence.intervals import ResamplingSettings
from themes.store.runs import empty_table
from themes.study.as_of import LookingBack, Matching
from themes.study.study import Study
from themes.tagging.matcher import MatchSettings, catalog_sentences, match_tracked, split_vectors

SETTINGS = MatchSettings(0.3, decided=VERDICTS)
NO_CALLS = empty_table("calls")
SENTENCES = unit(np.random.default_rng(2).normal(size=(len(catalog_sentences(CATALOG)), DIMENSION)) + 0.5)
DAYS = (4, 9, 0, 12, 9, 1)  # calls held by days asked for one after another, in no order


def looking_back() -> LookingBack:
    hashes = [*CHUNKS["text_hash"], *map(text_hash, catalog_sentences(CATALOG))]
    vectors = dict(zip(hashes, np.concatenate([VECTORS, SENTENCES]), strict=True))
    return LookingBack(
        {"chunks": CHUNKS, "calls": NO_CALLS}, Matching(CATALOG, vectors, SETTINGS, ResamplingSettings())
    )


def calls(numbers: Sequence[int]) -> list[str]:
    return [f"c{k}" for k in numbers]


def matched_anew(call_ids: Sequence[str]) -> pd.DataFrame:
    held = CHUNKS["call_id"].isin(call_ids).to_numpy()
    return match_tracked(
        CHUNKS[held].reset_index(drop=True), VECTORS[held], CATALOG, split_vectors(CATALOG, SENTENCES), SETTINGS
    )


def test_passages_are_matched_on_each_day_to_the_last_bit_as_in_a_study_of_its_calls() -> None:
    run = looking_back()
    found = [run.match(calls(range(n))) for n in DAYS]
    for n, rows in zip(DAYS, found, strict=True):
        pd.testing.assert_frame_equal(rows, matched_anew(calls(range(n))), check_exact=True)
    assert [len(rows) > 0 for rows in found] == [n > 0 for n in DAYS]


def test_scores_of_a_call_differ_from_day_to_day() -> None:
    """The test above could not fail by what is kept if a call had the same scores on every day."""
    run = looking_back()
    early, late = (run.match(calls(range(n))).set_index(["chunk_id", "theme_id"])["score"] for n in (4, N_CALLS))
    common = early.index.intersection(late.index)
    assert (early[common] != late[common]).any()


def test_calls_need_not_be_the_first_ones() -> None:
    run, some = looking_back(), calls((7, 2, 10))
    run.match(calls((2, 5)))
    pd.testing.assert_frame_equal(run.match(some), matched_anew(some), check_exact=True)


def test_days_asked_of_one_opened_study_are_those_of_studies_opened_for_each(stored: Path) -> None:
    study = Study.open(stored)
    days = ("2013-02-05", "2012Q4", "2099Q4", "2001-01-01")
    for then, day in [(study.as_of(day), day) for day in days]:
        anew = Study.open(stored, as_of=day)
        for name in study.tables:
            pd.testing.assert_frame_equal(then.table(name), anew.table(name), check_exact=True)


def test_trends_as_of_a_day_compute_neither_contrasts_nor_diffusion(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, computed = Study.open(stored), list[str]()
    for name in ("contrast_again", "first_mentions"):
        function = getattr(measures, name)
        monkeypatch.setattr(measures, name, lambda *given, f=function, n=name: computed.append(n) or f(*given))
    then = study.as_of("2013-02-05")
    assert len(then.trends)
    assert computed == []
    assert set(then.tables) == set(study.tables)
    assert sorted(computed) == ["contrast_again", "first_mentions"]

"""The second reader: which passages are asked about, what a verdict does, and how the matcher's rows come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from themes.config.catalog import Catalog, TrackedTheme
from themes.config.settings import LlmSection
from themes.llm.answers import Answers
from themes.llm.asking import Asker
from themes.llm.second_reader import as_matched, as_read_before, passage_questions, questions_answered, read_again
from themes.records import TABLES

MakeChunks = Callable[..., pd.DataFrame]

BARGE = TrackedTheme(
    id="barge", label="Freight by barge", description="Goods that travel by barge.", examples=("More timber by barge.",),
    near_misses=("We barged into the room.",),
)  # fmt: skip
CATALOG = Catalog(theme=(BARGE,))
TEXTS = [
    "The barge was late.",
    "How full were the barges",
    "and the locks?",
    "Fuller than ever.",
    "The canal is frozen.",
]


@pytest.fixture
def chunks(make_chunks: MakeChunks) -> pd.DataFrame:
    roles = [(0, "executive"), (1, "analyst"), (1, "analyst"), (1, "executive"), (2, "executive")]
    made = make_chunks([("c1", exchange, role, 5) for exchange, role in roles], text=TEXTS)
    return made.assign(turn_index=[0, 1, 1, 2, 3])


def rows(chunks: pd.DataFrame, *scores: float, threshold: float = 0.5) -> pd.DataFrame:
    made = pd.DataFrame(
        {
            "chunk_id": chunks["chunk_id"].tolist()[: len(scores)], "theme_id": "barge", "kind": "tracked", "score": scores,
            "reason": "says “barge”", "origin": "matcher", "matcher_score": np.nan, "strong_cue": True, "meaning": 0.5,
        },
        columns=list(TABLES["chunk_themes"]),
    )  # fmt: skip
    return made.assign(assigned=made["score"] >= threshold)


def reader(tmp_path: Path, asked: pd.DataFrame, chunks: pd.DataFrame, verdicts: dict[int, tuple[str, str]]) -> Asker:
    """A reader whose verdicts on some rows are kept."""
    path, questions = tmp_path / "llm.jsonl", passage_questions(asked, chunks, CATALOG, 0.5)
    lines = [
        questions[k].as_record("small") | {"reply": {"verdict": verdict, "words": words}}
        for k, (verdict, words) in verdicts.items()
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return Asker(LlmSection(model="small"), Answers(path))


def test_pairs_between_the_bounds_are_asked_about_the_least_certain_first(chunks: pd.DataFrame) -> None:
    asked = rows(chunks, 0.149, 0.15, 0.55, 0.85, 0.851)
    assert list(passage_questions(asked, chunks, CATALOG, 0.5)) == [2, 1, 3]


def test_pair_that_a_person_decided_is_not_asked_about(chunks: pd.DataFrame) -> None:
    asked = rows(chunks, 0.4, 0.5).assign(origin=["person", "matcher"])
    assert list(passage_questions(asked, chunks, CATALOG, 0.5)) == [1]


def test_reader_sees_the_theme_the_passage_and_the_question_it_answers(chunks: pd.DataFrame) -> None:
    (question,) = passage_questions(rows(chunks, 0.1, 0.1, 0.1, 0.4), chunks, CATALOG, 0.5).values()
    assert json.loads(question.message) == {
        "theme": "Freight by barge", "description": "Goods that travel by barge.", "examples": ["More timber by barge."],
        "near misses": ["We barged into the room."], "passage": "Fuller than ever.",
        "question being answered": "How full were the barges and the locks?",
    }  # fmt: skip


def test_only_answers_have_a_question(chunks: pd.DataFrame) -> None:
    assert list(questions_answered(chunks)) == [chunks["chunk_id"][3]]


@pytest.mark.parametrize(
    ("verdict", "score", "is_assigned"), [("material", 0.8, True), ("passing", 0.1, False), ("no", 0.1, False)]
)
def test_verdict_decides_and_the_reason_says_so(
    chunks: pd.DataFrame, tmp_path: Path, verdict: str, score: float, is_assigned: bool
) -> None:
    matched = rows(chunks, 0.4321)
    read = read_again(reader(tmp_path, matched, chunks, {0: (verdict, "the BARGE")}), matched, chunks, CATALOG, 0.5)
    assert read.loc[0, ["score", "assigned", "origin", "matcher_score"]].tolist() == [
        score,
        is_assigned,
        "reader",
        0.4321,
    ]
    assert read.loc[0, "reason"] == f"says “barge”; second reader: {verdict}, “The barge”"


@pytest.mark.parametrize("words", ["", "a lorry", "<script>", "The barge was late. " * 10])
def test_words_that_the_passage_does_not_say_are_left_out(chunks: pd.DataFrame, tmp_path: Path, words: str) -> None:
    matched = rows(chunks, 0.4)
    read = read_again(reader(tmp_path, matched, chunks, {0: ("no", words)}), matched, chunks, CATALOG, 0.5)
    assert read.loc[0, "reason"] == "says “barge”; second reader: no"


@pytest.mark.parametrize(("threshold", "yes", "no"), [(0.08, 0.8, 0.04), (0.95, 0.95, 0.1)])
def test_score_and_assignment_agree_at_any_threshold(
    chunks: pd.DataFrame, tmp_path: Path, threshold: float, yes: float, no: float
) -> None:
    matched = rows(chunks, 0.4, 0.6, threshold=threshold)
    asker = reader(tmp_path, matched, chunks, {0: ("material", ""), 1: ("no", "")})
    read = read_again(asker, matched, chunks, CATALOG, threshold)
    assert read["score"].tolist() == [yes, no]
    assert (read["score"] >= threshold).tolist() == read["assigned"].tolist() == [True, False]


def test_rows_come_back_as_the_matcher_left_them_and_are_read_the_same_again(
    chunks: pd.DataFrame, tmp_path: Path
) -> None:
    matched = rows(chunks, 0.4321, 0.6, 0.93)
    asker = reader(tmp_path, matched, chunks, {0: ("material", "barge"), 1: ("no", "")})
    read = read_again(asker, matched, chunks, CATALOG, 0.5)
    pd.testing.assert_frame_equal(as_matched(read, 0.5), matched)
    pd.testing.assert_frame_equal(read_again(asker, as_matched(read, 0.5), chunks, CATALOG, 0.5), read)


def test_unread_rows_and_rows_without_a_model_stay(chunks: pd.DataFrame, tmp_path: Path) -> None:
    matched = rows(chunks, 0.4, 0.6)
    asker = Asker(LlmSection(model="small"), Answers(tmp_path / "none.jsonl"))
    pd.testing.assert_frame_equal(read_again(asker, matched, chunks, CATALOG, 0.5), matched)
    assert read_again(None, matched, chunks, CATALOG, 0.5) is matched
    assert len(asker.open) == 2


def test_verdicts_stand_where_the_matcher_matches_anew(chunks: pd.DataFrame, tmp_path: Path) -> None:
    matched = rows(chunks, 0.4, 0.6, 0.93, 0.3)
    asker = reader(tmp_path, matched, chunks, {0: ("material", "barge"), 1: ("no", ""), 3: ("material", "")})
    read = read_again(asker, matched, chunks, CATALOG, 0.5)
    anew = rows(chunks, 0.44, 0.66, 0.93)  # against another background; the last one has no row any more
    told = as_read_before(anew, read).set_index("chunk_id")
    assert told["score"].tolist() == [0.8, 0.1, 0.93, 0.8]
    assert told["assigned"].tolist() == [True, False, True, True]
    assert told["matcher_score"].tolist()[:2] == [0.44, 0.66]
    assert told["reason"].tolist()[0] == "says “barge”; second reader: material, “barge”"
    assert as_read_before(anew, matched) is anew

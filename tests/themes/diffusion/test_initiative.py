"""Who brings a theme up, analysts or management, and whether questions are answered."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from themes.diffusion.initiative import COLUMNS, initiative

MakeChunks = Callable[..., pd.DataFrame]
QUARTERS = {"a1": "2012Q1", "a2": "2012Q2", "a3": "2012Q3"}
# call, exchange (0: prepared remarks), role
TALK = [
    ("a1", 0, "executive"), ("a1", 1, "analyst"), ("a1", 1, "executive"), ("a1", 2, "analyst"), ("a1", 2, "executive"),
    ("a2", 0, "executive"), ("a2", 1, "analyst"), ("a2", 1, "executive"), ("a2", 1, "analyst"), ("a2", 1, "executive"),
    ("a3", 0, "executive"), ("a3", 0, "operator"),
]  # fmt: skip


def told(make_chunks: MakeChunks, *rows: int, quarters: dict[str, str | None] | None = None) -> dict[str, object]:
    """The row of the theme, assigned to these rows of the talk."""
    chunks = make_chunks([(call, exchange, role, 50) for call, exchange, role in TALK])
    known: dict[str, str | None] = {**QUARTERS, **(quarters or {})}
    calls = pd.DataFrame(
        {"call_id": list(known), "company_id": "a", "calendar_quarter": list(known.values()), "call_date": None}
    )
    ids = chunks["chunk_id"].iloc[list(rows)]
    assigned = pd.DataFrame({"chunk_id": ids, "theme_id": "tea", "assigned": True})
    table = initiative(calls, chunks, assigned, ["ale", "tea"])
    assert tuple(table.columns) == COLUMNS
    assert len(table) <= 1
    return {str(k): v for k, v in table.to_dict("records")[0].items()} if len(table) else {}


def test_question_before_any_remark_is_asked_first(make_chunks: MakeChunks) -> None:
    found = told(make_chunks, 1, 2, 5)
    assert (found["order"], found["first_asked"], found["first_prepared"]) == ("analysts first", "2012Q1", "2012Q2")


def test_remark_before_any_question_is_told_first(make_chunks: MakeChunks) -> None:
    found = told(make_chunks, 0, 6)
    assert (found["order"], found["first_asked"], found["first_prepared"]) == ("management first", "2012Q2", "2012Q1")


def test_remark_and_question_in_one_call_is_told_first(make_chunks: MakeChunks) -> None:
    assert told(make_chunks, 0, 1)["order"] == "management first"


def test_theme_of_one_side_only_says_so(make_chunks: MakeChunks) -> None:
    assert told(make_chunks, 1)["order"] == "analysts only"
    assert told(make_chunks, 5)["order"] == "management only"


def test_answer_alone_is_neither_asked_nor_told(make_chunks: MakeChunks) -> None:
    assert told(make_chunks, 2) == {}


def test_remark_of_the_operator_is_not_told(make_chunks: MakeChunks) -> None:
    assert told(make_chunks, 11) == {}


def test_question_without_an_answer_about_it_is_not_answered(make_chunks: MakeChunks) -> None:
    found = told(make_chunks, 1, 2, 3)
    assert (found["n_asked"], found["n_not_answered"], found["n_calls_asked"]) == (2, 1, 1)


def test_answer_anywhere_in_the_exchange_counts_and_the_exchange_once(make_chunks: MakeChunks) -> None:
    found = told(make_chunks, 6, 8, 9)
    assert (found["n_asked"], found["n_not_answered"]) == (1, 0)


def test_answer_in_another_call_does_not_count(make_chunks: MakeChunks) -> None:
    found = told(make_chunks, 1, 7)
    assert (found["n_asked"], found["n_not_answered"]) == (1, 1)


def test_call_without_a_quarter_is_left_out(make_chunks: MakeChunks) -> None:
    assert told(make_chunks, 1, 5, quarters={"a1": None})["order"] == "management only"

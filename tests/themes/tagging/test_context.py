"""What a passage inherits: from the question it answers, from what its speaker just said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from themes.tagging.context import QUESTION_DECAY, Conversation

Passage = tuple[str, int, int, str, bool]


def ask(turn: int, exchange: int = 1, *, short: bool = False, call: str = "a") -> Passage:
    return call, turn, exchange, "analyst", short


def answer(turn: int, exchange: int = 1, *, role: str = "executive", call: str = "a") -> Passage:
    return call, turn, exchange, role, False


def inherited(*scored: tuple[Passage, float]) -> tuple[list[float], list[float]]:
    columns = ["call_id", "turn_index", "exchange_index", "role", "is_short"]
    spoken = pd.DataFrame([passage for passage, _ in scored], columns=columns)
    question, before = Conversation.of(spoken).carried(np.array([score for _, score in scored], dtype=float))
    return question.round(10).tolist(), before.round(10).tolist()


def from_question(*scored: tuple[Passage, float]) -> list[float]:
    return inherited(*scored)[0]


def from_before(*scored: tuple[Passage, float]) -> list[float]:
    return inherited(*scored)[1]


def test_fade_is_four_fifths() -> None:
    assert QUESTION_DECAY == 0.8


def test_no_passages_inherit_nothing() -> None:
    assert inherited() == ([], [])


def test_question_carries_into_the_answer_and_fades_with_each_passage() -> None:
    scored = ((ask(0), 0.5), (answer(1), 0.1), (answer(1), 0.0), (answer(1), 0.0))
    assert from_question(*scored) == [0, 0.5, 0.4, 0.32]


def test_question_carries_to_a_second_speaker_of_the_answer() -> None:
    assert from_question((ask(0), 0.5), (answer(1), 0), (answer(2), 0)) == [0, 0.5, 0.4]


def test_question_carries_to_a_speaker_of_unknown_role() -> None:
    assert from_question((ask(0), 0.5), (answer(1, role="unknown"), 0)) == [0, 0.5]


def test_question_ends_with_the_next_analyst_turn() -> None:
    scored = ((ask(0), 0.9), (answer(1), 0), (ask(2), 0.1), (answer(3), 0), (answer(3), 0))
    assert from_question(*scored) == [0, 0.9, 0, 0.1, 0.08]


def test_interjection_does_not_end_the_question() -> None:
    scored = ((ask(0), 0.5), (answer(1), 0), (ask(2, short=True), 0.1), (answer(3), 0))
    assert from_question(*scored) == [0, 0.5, 0, 0.4]


def test_interjection_that_says_more_takes_over() -> None:
    scored = ((ask(0), 0.5), (answer(1), 0), (ask(2, short=True), 0.7), (answer(3), 0))
    assert from_question(*scored) == [0, 0.5, 0, 0.7]


@pytest.mark.parametrize("scores", [(0.1, 0.6, 0.2), (0.6, 0.1, 0.2), (0.1, 0.2, 0.6)])
def test_parts_of_a_question_are_asked_together(scores: tuple[float, float, float]) -> None:
    parts = [(ask(0), score) for score in scores]
    assert from_question(*parts, (answer(1), 0)) == [0, 0, 0, 0.6]


def test_short_first_part_of_a_question_is_asked_with_the_rest() -> None:
    assert from_question((ask(0, short=True), 0.9), (ask(0), 0.1), (answer(1), 0)) == [0, 0, 0.9]


def test_short_first_parts_of_a_question_are_all_asked_with_the_rest() -> None:
    scored = ((ask(0, short=True), 0.9), (ask(0, short=True), 0.2), (ask(0), 0.1), (answer(1), 0))
    assert from_question(*scored) == [0, 0, 0, 0.9]


def test_short_last_part_of_a_question_is_asked_with_the_rest() -> None:
    assert from_question((ask(0), 0.1), (ask(0, short=True), 0.9), (answer(1), 0)) == [0, 0, 0.9]


def test_question_ends_with_its_exchange() -> None:
    assert from_question((ask(0, 1), 0.9), (answer(1, 1), 0), (answer(2, 2), 0)) == [0, 0.9, 0]


def test_question_does_not_reach_into_another_call() -> None:
    assert from_question((ask(0), 0.9), (answer(1, call="b"), 0)) == [0, 0]


def test_question_does_not_open_that_of_the_same_turn_number_in_another_call() -> None:
    scored = ((ask(12, 3), 0.9), (ask(12, call="b"), 0.1), (answer(13, call="b"), 0))
    assert from_question(*scored) == [0, 0, 0.1]


def test_interjection_in_a_new_exchange_does_not_keep_the_old_question() -> None:
    scored = ((ask(0, 1), 0.9), (ask(1, 2, short=True), 0.2), (answer(2, 2), 0))
    assert from_question(*scored) == [0, 0, 0.2]


def test_prepared_remarks_answer_no_question() -> None:
    assert from_question((ask(0, 0), 0.9), (answer(1, 0), 0)) == [0, 0]


def test_passage_inherits_from_the_passage_before_in_its_turn() -> None:
    assert from_before((answer(4), 0.3), (answer(4), 0.6), (answer(4), 0.1)) == [0, 0.3, 0.6]


def test_passage_inherits_nothing_from_passages_further_back() -> None:
    assert from_before((answer(4), 0.6), (answer(4), 0.3), (answer(4), 0)) == [0, 0.6, 0.3]


def test_passage_of_prepared_remarks_inherits_from_the_passage_before() -> None:
    assert from_before((answer(4, 0), 0.3), (answer(4, 0), 0)) == [0, 0.3]


def test_passage_before_ends_with_the_turn() -> None:
    assert from_before((answer(4), 0.3), (answer(5), 0), (ask(6), 0)) == [0, 0, 0]


def test_same_turn_number_in_another_call_is_another_turn() -> None:
    assert from_before((answer(4), 0.3), (answer(4, call="b"), 0)) == [0, 0]


def test_analyst_inherits_from_the_passage_before_but_from_no_question() -> None:
    assert inherited((ask(0), 0.5), (ask(0), 0.2)) == ([0, 0], [0, 0.5])


def test_scores_are_left_as_they_were() -> None:
    spoken = pd.DataFrame([ask(0), answer(1)], columns=["call_id", "turn_index", "exchange_index", "role", "is_short"])
    scores = np.array([0.5, 0.25])
    Conversation.of(spoken).carried(scores)
    assert scores.tolist() == [0.5, 0.25]


def talk(*scored: tuple[str, float]) -> list[float]:
    columns = ["call_id", "turn_index", "exchange_index", "role", "is_short"]
    spoken = pd.DataFrame([answer(0, call=call) for call, _ in scored], columns=columns)
    return Conversation.of(spoken).log_odds_of_call(np.array([score for _, score in scored])).tolist()


def test_talk_of_a_call_is_the_share_of_its_other_passages_against_the_usual_one() -> None:
    # twenty passages of a usual call, one of which speaks of it, and the other one of call a; call b has no other
    found = talk(("a", 1.0), ("a", 1.0), ("b", 0.7))
    assert found == pytest.approx([np.log((2 / 21 + 0.003) / 0.05)] * 2 + [np.log((1 / 20 + 0.003) / 0.05)])


def test_passage_does_not_count_for_itself() -> None:
    alone, beside = np.log((1 / 21 + 0.003) / 0.05), np.log((2 / 21 + 0.003) / 0.05)
    assert talk(("a", 1.0), ("a", 0.0)) == pytest.approx([alone, beside])


def test_talk_of_no_passages_is_nothing() -> None:
    assert talk() == []

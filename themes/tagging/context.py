"""Conversational context: the question a passage answers, what its speaker just said, the share of its call.

In: content passages in the order spoken, and a score each.  Out: arrays of scores carried over.  The score of a
question decays with every passage of the answer and ends with the next question; that of the passage before ends with
the turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

QUESTION_DECAY = 0.8  # share of a question's score that is left after each passage of the answer
BASE_SHARE = 0.05  # share of a usual call's passages assigned to one theme
SHARE_OFFSET = 0.003  # added to a share before its logarithm: calls with next to nothing on a theme are alike
CALL_PRIOR_PASSAGES = 20  # passages of a usual call added to each: they steady the share of a short one


@dataclass(frozen=True)
class _Step:
    """A passage of an exchange, for :meth:`Conversation.carried`.

    ``begins``: it is the exchange's first; ``answers``: it is no analyst's; ``same``: it belongs to the question that
    is open; ``continues``: its turn has asked before.
    """

    passage: int
    begins: bool
    answers: bool
    same: bool
    continues: bool


@dataclass(frozen=True)
class Conversation:
    """Who answers whom in passages, whatever the theme.

    ``call``: number of each passage's call, shape (n_passages,); ``goes_on``: whether it belongs to the turn of the
    passage before, (n_passages,); ``steps``: the passages of all exchanges.
    """

    call: NDArray[np.int64]
    goes_on: NDArray[np.bool_]
    steps: tuple[_Step, ...]

    @classmethod
    def of(cls, spoken: pd.DataFrame) -> Conversation:
        """The conversation of passages in the order spoken: call_id, turn_index, exchange_index, role, is_short."""
        call, turn = pd.factorize(spoken["call_id"])[0].astype(np.int64), spoken["turn_index"].to_numpy()
        goes_on = np.zeros(len(spoken), dtype=bool)
        goes_on[1:] = (call[1:] == call[:-1]) & (turn[1:] == turn[:-1])
        return cls(call, goes_on, tuple(_steps(spoken)))

    def carried(self, scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Scores carried over, both (n_passages,): from the question answered, from the speaker's last passage.

        Parameters
        ----------
        scores : ndarray of float64, shape (n_passages,)
            How surely each passage by itself speaks of the theme, 0-1.
        """
        before = np.zeros(len(scores))
        before[1:] = np.where(self.goes_on[1:], scores[:-1], 0.0)
        question, known = [0.0] * len(scores), scores.tolist()
        asked = opening = 0.0  # the question so far; the parts of its turn so far, short ones among them
        for step in self.steps:
            if step.begins:
                asked = 0.0
            if step.answers:
                question[step.passage] = asked
                asked *= QUESTION_DECAY
            else:
                own = known[step.passage]
                opening = max(opening, own) if step.continues else own
                asked = max(asked, own) if step.same else opening
        return np.array(question), before

    def log_odds_of_call(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of the rest of the call that is on the theme, as log odds against a usual call, shape (n_passages,).

        In a call that is full of a theme, a passage that hardly names it is more likely to be about it than the same
        words elsewhere.  About zero where one passage in twenty speaks of it, and in a call of one passage.

        Parameters
        ----------
        scores : ndarray of float64, shape (n_passages,)
            How surely each passage by itself speaks of the theme, 0-1; its own score is left out.
        """
        total, n_passages = np.bincount(self.call, weights=scores), np.bincount(self.call)
        usual = BASE_SHARE * CALL_PRIOR_PASSAGES
        share = (total[self.call] - scores + usual) / (n_passages[self.call] - 1 + CALL_PRIOR_PASSAGES)
        return np.log((share + SHARE_OFFSET) / BASE_SHARE)


def _steps(spoken: pd.DataFrame) -> Iterator[_Step]:
    """The parts of one question are asked together; a new turn is a new question unless it is an interjection."""
    columns = ("call_id", "exchange_index", "turn_index", "role", "is_short")
    last, asked_turn, opening_turn = (None, -1), -1, -1
    for k, (call, exchange, turn, role, is_short) in enumerate(zip(*(spoken[c] for c in columns), strict=True)):
        begins = (call, exchange) != last
        if begins:
            last, asked_turn, opening_turn = (call, exchange), -1, -1
        if role == "analyst" and exchange:
            same = bool(turn == asked_turn or is_short)
            yield _Step(k, begins, answers=False, same=same, continues=opening_turn == turn)
            asked_turn, opening_turn = asked_turn if same else turn, turn
        elif exchange:
            yield _Step(k, begins, answers=True, same=False, continues=False)

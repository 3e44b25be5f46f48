"""Conversational context: the question a passage answers, what its speaker just said, the share of its call.

In: content passages in the order spoken, and a score each.  Out: arrays of scores carried over.  The score of a
question decays with every passage of the answer and ends with the next question; that of the passage before ends with
the turn.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

QUESTION_DECAY = 0.8  # share of a question's score that is left after each passage of the answer
BASE_SHARE = 0.05  # share of a usual call's passages assigned to one theme
SHARE_OFFSET = 0.003  # added to a share before its logarithm: calls with next to nothing on a theme are alike
CALL_PRIOR_PASSAGES = 20  # passages of a usual call added to each: they steady the share of a short one


def carried_scores(
    spoken: pd.DataFrame, scores: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores carried over, both of shape (n_passages,): from the question answered, from the speaker's last passage.

    Parameters
    ----------
    spoken : DataFrame
        Passages in the order spoken: call_id, turn_index, exchange_index, role, is_short.
    scores : ndarray of float64, shape (n_passages,)
        How surely each passage by itself speaks of the theme, 0-1.
    """
    question, before = np.zeros(len(scores)), np.zeros(len(scores))
    asked, asked_turn, last = 0.0, -1, (None, -1, -1, "")
    opening, opening_turn = 0.0, -1  # the parts of a question so far, short ones among them
    columns = ("call_id", "exchange_index", "turn_index", "role", "is_short")
    for k, (call, exchange, turn, role, is_short) in enumerate(zip(*(spoken[c] for c in columns), strict=True)):
        if (call, exchange) != last[:2]:
            asked, asked_turn, opening_turn = 0.0, -1, -1
        if (call, turn) == (last[0], last[2]):
            before[k] = scores[k - 1]
        if role == "analyst" and exchange:
            # the parts of one question are asked together; a new turn is a new question unless it is an interjection
            same = turn == asked_turn or is_short
            asked = max(asked, scores[k]) if same else max(scores[k], opening if opening_turn == turn else 0.0)
            asked_turn = asked_turn if same else turn
            opening, opening_turn = (max(opening, scores[k]) if opening_turn == turn else scores[k]), turn
        elif exchange:
            question[k] = asked
            asked *= QUESTION_DECAY
        last = (call, exchange, turn, role)
    return question, before


def call_log_odds(spoken: pd.DataFrame, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the rest of the call that is on the theme, as log odds against a usual call, shape (n_passages,).

    In a call that is full of a theme, a passage that hardly names it is more likely to be about it than the same words
    elsewhere.  About zero where one passage in twenty speaks of it, and in a call of one passage.

    Parameters
    ----------
    spoken : DataFrame
        Passages: call_id.
    scores : ndarray of float64, shape (n_passages,)
        How surely each passage by itself speaks of the theme, 0-1; its own score is left out.
    """
    codes = pd.factorize(spoken["call_id"])[0]
    total, n_passages = np.bincount(codes, weights=scores), np.bincount(codes)
    usual = BASE_SHARE * CALL_PRIOR_PASSAGES
    share = (total[codes] - scores + usual) / (n_passages[codes] - 1 + CALL_PRIOR_PASSAGES)
    return np.log((share + SHARE_OFFSET) / BASE_SHARE)

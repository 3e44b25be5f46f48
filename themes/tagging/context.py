"""What a passage inherits from the conversation: the question it answers, what its speaker just said, the call's talk.

In: content passages in the order spoken, and a score each.  Out: arrays of inherited scores.  The say of a question
fades with every passage of the answer and ends with the next question; that of the passage before ends with the turn.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FADE = 0.8  # of a question's say left after each passage of the answer
USUAL_SHARE, LEAST_SHARE = 0.05, 0.003  # of a call's passages that speak of a theme; near the least all calls are alike
PRIOR_PASSAGES = 20  # of a usual call, which steady the share of a short one


def follows(spoken: pd.DataFrame, scores: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Inherited scores, both of shape (n_passages,): from the question answered, from the speaker's last passage.

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
            asked *= FADE
        last = (call, exchange, turn, role)
    return question, before


def call_talk(spoken: pd.DataFrame, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much the rest of its call speaks of the theme, as log odds against a usual call, shape (n_passages,).

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
    usual = USUAL_SHARE * PRIOR_PASSAGES
    share = (total[codes] - scores + usual) / (n_passages[codes] - 1 + PRIOR_PASSAGES)
    return np.log((share + LEAST_SHARE) / USUAL_SHARE)

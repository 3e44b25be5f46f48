"""What a passage inherits from the conversation: from the question it answers, from what its speaker just said.

In: content passages in the order spoken, and a score each.  Out: two arrays of inherited scores.  The say of a question
fades with every passage of the answer and ends with the next question; that of the passage before ends with the turn.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FADE = 0.8  # of a question's say left after each passage of the answer


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

"""Quotes of equal words, shown once: what one company repeats from call to call, and what several files hold.

In: rows of :meth:`themes.study.study.Study.quotes`, best first.  Out: the first of each wording, with how many calls
more have it.
"""

from __future__ import annotations

import re

import pandas as pd

from themes.formatting import counted

_WORD = re.compile(r"[^\W_]+")


def said_once(quotes: pd.DataFrame, limit: int | None = None) -> pd.DataFrame:
    """The first row of each wording, case and punctuation aside; ``n_more_calls`` counts the other calls that have it.

    Parameters
    ----------
    quotes : DataFrame
        Columns ``text`` and ``call_id``.
    limit : int, optional
        Most rows; None for all.
    """
    wording = pd.Series([" ".join(_WORD.findall(str(text).lower())) for text in quotes["text"]], quotes.index, str)
    n_calls = quotes.groupby(wording)["call_id"].transform("nunique")
    once = quotes.assign(n_more_calls=n_calls - 1)[~wording.duplicated()]
    return once.head(len(once) if limit is None else limit).reset_index(drop=True)


def text_with_repeats(quotes: pd.DataFrame) -> pd.DataFrame:
    """The rows of :func:`said_once`, the text of each followed by how many calls more say the same."""
    more = [
        f"{text} [and {counted(n, 'call')} more say{'s' if n == 1 else ''} the same]" if n else text
        for text, n in zip(quotes["text"], quotes["n_more_calls"], strict=True)
    ]
    return quotes.assign(text=more)

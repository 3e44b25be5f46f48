"""Initiative: who raised a theme first, management or analysts, and whether questions about it were answered.

In: ``calls``, ``chunks``, ``chunk_themes``.  Out: a row for every theme × company in which either happened.  Management
raises it in prepared remarks: what it chose to say before anyone asked.  An answer is any passage of management in the
exchange in which the question was put.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

COLUMNS = (
    "theme_id", "company_id", "order", "first_asked", "first_prepared", "n_calls_asked", "n_calls_prepared", "n_asked",
    "n_not_answered",
)  # fmt: skip


def initiative(
    calls: pd.DataFrame, chunks: pd.DataFrame, chunk_themes: pd.DataFrame, theme_ids: Sequence[str]
) -> pd.DataFrame:
    """Who brought a theme up, by theme and company.

    Parameters
    ----------
    calls, chunks, chunk_themes : DataFrame
        The tables of those names.
    theme_ids : sequence of str
        Themes, in the order wanted.

    Returns
    -------
    DataFrame
        :data:`COLUMNS`.  ``first_asked`` and ``first_prepared`` are the quarters of the first call with a question
        about the theme, and with prepared remarks about it.  ``order``: ``management first`` (the same call counts:
        remarks come before questions), ``analysts first``, ``analysts only``, ``management only``.  ``n_asked`` counts
        exchanges with a question about the theme, ``n_not_answered`` those in which no passage of management was about
        it.
    """
    dated = calls.dropna(subset=["calendar_quarter"])
    about = chunks[chunks["kind"] == "content"].merge(
        dated[["call_id", "company_id", "calendar_quarter", "call_date"]], on="call_id"
    )
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool) & chunk_themes["theme_id"].isin(list(theme_ids))]
    said = assigned[["chunk_id", "theme_id"]].merge(about, on="chunk_id")
    management, analyst = said["role"] == "executive", said["role"] == "analyst"
    asked = said[analyst & (said["exchange_index"] > 0)]
    prepared = said[management & (said["section"] == "prepared_remarks")]
    answered = said[management & (said["exchange_index"] > 0)]
    table = pd.DataFrame(
        index=pd.MultiIndex.from_frame(pd.concat([asked, prepared])[["theme_id", "company_id"]].drop_duplicates())
    )
    table = table.join(_first(asked, "asked")).join(_first(prepared, "prepared"))
    table = table.join(_unanswered(asked, answered)).reset_index()
    counts = ["n_calls_asked", "n_calls_prepared", "n_asked", "n_not_answered"]
    table[counts] = table[counts].fillna(0).astype("int64")
    table["order"] = [
        _order(asked, prepared) for asked, prepared in zip(table["when_asked"], table["when_prepared"], strict=True)
    ]
    rank = {theme: k for k, theme in enumerate(theme_ids)}
    table = table.assign(rank=table["theme_id"].map(rank)).sort_values(["rank", "company_id"], ignore_index=True)
    return table[list(COLUMNS)]


def _first(said: pd.DataFrame, name: str) -> pd.DataFrame:
    """First quarter, its sorting key and number of calls, by theme and company."""
    # by quarter, then by day: two calls of one quarter are rare, and one of them may have no date
    when = said["calendar_quarter"] + " " + said["call_date"].fillna("")
    grouped = said.assign(when=when).groupby(["theme_id", "company_id"])
    return pd.DataFrame(
        {
            f"when_{name}": grouped["when"].min(),
            f"first_{name}": grouped["calendar_quarter"].min(),
            f"n_calls_{name}": grouped["call_id"].nunique(),
        }
    )


def _unanswered(asked: pd.DataFrame, answered: pd.DataFrame) -> pd.DataFrame:
    """Exchanges with a question about the theme, and those among them without an answer about it."""
    exchange = ["theme_id", "company_id", "call_id", "exchange_index"]
    questions = asked[exchange].drop_duplicates()
    answers = answered[exchange].drop_duplicates().assign(answered=True)
    both = questions.merge(answers, on=exchange, how="left")
    grouped = both.assign(silent=both["answered"].isna()).groupby(["theme_id", "company_id"])["silent"]
    return pd.DataFrame({"n_asked": grouped.size(), "n_not_answered": grouped.sum()})


def _order(asked: object, prepared: object) -> str:
    if not isinstance(asked, str):
        return "management only"
    if not isinstance(prepared, str):
        return "analysts only"
    return "management first" if prepared <= asked else "analysts first"

"""Second reader: a language model reads the passages of which the matcher is not sure.

In: tracked rows of ``chunk_themes``, ``chunks``, the catalog.  Out: the same rows, as read.  Asked about are pairs of a
passage and a theme that the matcher scores between .15 and .85 and about which no person decided.  A verdict concerns
its passage alone: what the matcher says of its neighbours stays, and ``matcher_score`` keeps what it says of the
passage itself, so that a later refresh reuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from themes.config.catalog import Catalog, TrackedTheme
from themes.llm.asking import Asker
from themes.llm.questions import Question, Reply

READ_FROM, READ_UP_TO = 0.15, 0.85  # scores of the matcher between which a passage is read again, both included
READ_MATERIAL, READ_NOT = 0.8, 0.1  # the score of a passage as read: how often labels agree (measured: docs/llm.md)
MAX_SENTENCES = 6  # examples, and near misses, that a reader sees
MAX_QUESTION_WORDS = 200  # of the question that a passage answers, its end
MAX_WORDS_CHARACTERS = 120  # of the words that decide
MAX_TOKENS = 120  # of a reply
_READ = "; second reader: "
_Decided = tuple[float, bool, str]  # score, whether assigned, and what the reason says of it
_TASK = """\
You judge whether a passage of an earnings call speaks about a theme. The object holds the theme (its description, \
examples that are it and near misses that are not), the passage, and the question that it answers where there is one.
verdict: "material" if the speaker says something about the theme itself (a fact, a figure, a plan, a view, or a \
question about it), also in answer to a question that names it; "passing" if the theme is only mentioned, in a list, \
as an example, in an agenda or a name; "no" if the passage is about something else, whatever words it shares with the \
theme.
words: the few words of the passage that decide, copied as they stand there; empty if none do."""
_FORM = '{"verdict": "material" | "passing" | "no", "words": "..."}'


class PassageVerdict(Reply):
    """What a reader says of a passage and a theme."""

    verdict: Literal["material", "passing", "no"]
    words: str


def as_matched(rows: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Rows of ``chunk_themes`` as the matcher left them, whatever a second reader said."""
    read = rows["origin"] == "reader"
    if not read.any():
        return rows
    matched = rows.copy()
    score = rows.loc[read, "matcher_score"].astype(float)
    matched.loc[read, "score"], matched.loc[read, "assigned"] = score, score >= threshold
    matched.loc[read, "reason"] = [str(reason).split(_READ)[0] for reason in rows.loc[read, "reason"]]
    matched.loc[read, "origin"], matched.loc[read, "matcher_score"] = "matcher", np.nan
    return matched


def as_read_before(rows: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Rows as the matcher leaves them now, with the verdicts of ``earlier`` rows: what was read is not read again."""
    read = earlier[earlier["origin"] == "reader"]
    if read.empty:
        return rows
    keys = ["chunk_id", "theme_id"]
    verdicts = {(row["chunk_id"], row["theme_id"]): row for _, row in read.iterrows()}
    decided = dict[int, _Decided]()
    for k, chunk_id, theme_id in rows.loc[rows["origin"] == "matcher", keys].itertuples(name=None):
        verdict = verdicts.get((chunk_id, theme_id))
        if verdict is not None:
            said = str(verdict["reason"]).split(_READ)[-1]
            decided[k] = (float(verdict["score"]), bool(verdict["assigned"]), said)
    now, matched = _with_verdicts(rows, decided), set(zip(rows["chunk_id"], rows["theme_id"], strict=True))
    unmatched = [key not in matched for key in zip(read["chunk_id"], read["theme_id"], strict=True)]
    return pd.concat([now, read[unmatched]], ignore_index=True) if any(unmatched) else now


def read_again(
    asker: Asker | None, rows: pd.DataFrame, chunks: pd.DataFrame, catalog: Catalog, threshold: float
) -> pd.DataFrame:
    """The rows with what the second reader says; as they are without a language model.

    Parameters
    ----------
    asker : Asker or None
        Whom to ask.
    rows, chunks : DataFrame
        Tracked rows of ``chunk_themes`` as the matcher left them, and ``chunks``.
    catalog : Catalog
        The themes.
    threshold : float
        Score (0-1) from which the matcher assigns a passage; those nearest to it are asked about first.
    """
    if asker is None:
        return rows
    asked = passage_questions(rows, chunks, catalog, threshold)
    replies = zip(asked, asker.ask("reading again", list(asked.values())), strict=True)
    verdicts = {k: reply for k, reply in replies if isinstance(reply, PassageVerdict)}
    text_of = dict(zip(chunks["chunk_id"], chunks["text"], strict=True))
    decided = dict[int, _Decided]()
    for k, verdict in verdicts.items():
        is_material, words = verdict.verdict == "material", _words_in(verdict.words, text_of[rows.loc[k, "chunk_id"]])
        said = f"{verdict.verdict}, “{words}”" if words else verdict.verdict
        score = max(READ_MATERIAL, threshold) if is_material else min(READ_NOT, threshold / 2)
        decided[k] = (score, is_material, said)
    return _with_verdicts(rows, decided)


def _with_verdicts(rows: pd.DataFrame, decided: Mapping[int, _Decided]) -> pd.DataFrame:
    """The rows with verdicts, by row, in the place of what the matcher says."""
    read, k = rows.copy(), list(decided)
    read.loc[k, "matcher_score"] = rows.loc[k, "score"].astype(float)
    read.loc[k, "score"] = [score for score, _, _ in decided.values()]
    read.loc[k, "assigned"] = [is_material for _, is_material, _ in decided.values()]
    read.loc[k, "origin"] = "reader"
    reasons = zip(rows.loc[k, "reason"], decided.values(), strict=True)
    read.loc[k, "reason"] = [f"{reason}{_READ}{said}" for reason, (_, _, said) in reasons]
    return read


def passage_questions(
    rows: pd.DataFrame, chunks: pd.DataFrame, catalog: Catalog, threshold: float
) -> dict[int, Question]:
    """By row, the question about each uncertain pair of a passage and a theme; the least certain first."""
    unsure = rows[(rows["origin"] == "matcher") & rows["score"].astype(float).between(READ_FROM, READ_UP_TO)]
    order = (unsure["score"].astype(float) - threshold).abs().round(4)
    unsure = unsure.assign(unsure=order).sort_values(["unsure", "chunk_id", "theme_id"], kind="stable")
    text_of, answered = dict(zip(chunks["chunk_id"], chunks["text"], strict=True)), questions_answered(chunks)
    themes = {theme.id: theme for theme in catalog.theme}
    found = {}
    for k, chunk_id, theme_id in unsure[["chunk_id", "theme_id"]].itertuples(name=None):
        about = f"{theme_id} in {chunk_id}"
        material = _theme(themes[theme_id]) | {"passage": text_of[chunk_id]}
        if answered.get(chunk_id):
            material["question being answered"] = answered[chunk_id]
        found[k] = Question("passage", about, _TASK, material, _FORM, PassageVerdict, MAX_TOKENS)
    return found


def questions_answered(chunks: pd.DataFrame) -> dict[str, str]:
    """By chunk id, the end of the question that a passage of management answers: what analysts last said in a turn."""
    answered, exchange, turn, question = dict[str, str](), None, None, ""
    columns = ["chunk_id", "call_id", "exchange_index", "turn_index", "role", "text"]
    for chunk_id, call_id, number, turn_index, role, text in chunks[columns].itertuples(index=False, name=None):
        if (call_id, number) != exchange:
            exchange, turn, question = (call_id, number), None, ""
        if number and role == "analyst":
            question = f"{question} {text}" if turn == turn_index else text
            turn = turn_index
        elif role != "operator" and question:
            answered[chunk_id] = " ".join(question.split()[-MAX_QUESTION_WORDS:])
    return answered


def _theme(theme: TrackedTheme) -> dict[str, object]:
    examples, misses = theme.examples[:MAX_SENTENCES], theme.near_misses[:MAX_SENTENCES]
    return {"theme": theme.label, "description": theme.description, "examples": examples, "near misses": misses}


def _words_in(words: str, text: str) -> str:
    """The words that decide, where the passage says them; else nothing."""
    given = " ".join(words.split())
    found = re.search(re.escape(given), " ".join(text.split()), re.IGNORECASE)
    return found.group() if found and len(given) <= MAX_WORDS_CHARACTERS else ""

"""Names and descriptions of discovered themes by a language model, where they pass the rules that hold for all names.

In: ``themes``, the rows of ``chunk_themes`` of discovered themes, ``chunks``.  Out: ``themes`` with labels and
descriptions.  A theme is asked about once, by its id and the phrases it was first named for: it keeps the name although
its passages change.  What people decided comes after, and wins.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from themes.llm.asking import Asker
from themes.llm.questions import Question, Reply
from themes.records import HOUSEKEEPING
from themes.topics.name_rules import description_faults, name_faults, same_name, telling_words

N_PASSAGES = 8  # typical ones that a name rests on
MAX_TOKENS = 200  # of a reply; a name and a sentence have 60
MIN_NAME_WORDS = 2
MIN_SAYING = 2  # passages that say a word of the name, unless one of the theme's phrases does
_TASK = """\
You name themes that were found in earnings calls. The object holds the phrases that set the passages of one theme \
apart, and up to eight typical passages. Say what the passages have in common, as a finance professional would write \
it on a slide.
name: a noun phrase of two to five words in sentence case, as specific as the passages allow ("Fiber shortages", not \
"Supply"); no company, no person, no quotation marks, no full stop.
description: one plain sentence of at most 300 characters that says what companies tell about it."""
_FORM = '{"name": "...", "description": "..."}'


class ThemeName(Reply):
    """What a model calls a theme."""

    name: str
    description: str


@dataclass(frozen=True)
class ModelNames:
    """Questions about themes and their replies, by theme id; the model's name."""

    questions: Mapping[str, Question]
    replies: Mapping[str, ThemeName]
    model: str


def ask_names(
    asker: Asker | None, themes: pd.DataFrame, placed: pd.DataFrame, chunks: pd.DataFrame, renamed: Collection[str]
) -> ModelNames | None:
    """Ask about every discovered theme that is shown and that no person renamed; None without a language model.

    Parameters
    ----------
    asker : Asker or None
        Whom to ask.
    themes, placed, chunks : DataFrame
        Rows of ``themes``, of ``chunk_themes`` (kind discovered) and of ``chunks``.
    renamed : collection of str
        Ids of themes to which people gave names.
    """
    if asker is None:
        return None
    questions = name_questions(themes[~themes["theme_id"].isin(list(renamed))], placed, chunks)
    replies = zip(questions, asker.ask("naming themes", list(questions.values())), strict=True)
    return ModelNames(questions, {t: reply for t, reply in replies if isinstance(reply, ThemeName)}, asker.model)


def name_questions(themes: pd.DataFrame, placed: pd.DataFrame, chunks: pd.DataFrame) -> dict[str, Question]:
    """By theme id, the question about each discovered theme with passages that is neither retired nor routine."""
    own = placed.merge(chunks[["chunk_id", "call_id", "text"]], on="chunk_id")
    own = own.sort_values(["score", "chunk_id"], ascending=[False, True], kind="stable").drop_duplicates(
        ["theme_id", "text"]
    )
    own = own.assign(nth=own.groupby(["theme_id", "call_id"]).cumcount())  # the best of each call before a second
    texts = (
        own.sort_values("nth", kind="stable").groupby("theme_id")["text"].apply(lambda t: t.head(N_PASSAGES).tolist())
    )
    asked = themes[
        (themes["kind"] == "discovered") & (themes["status"] != "retired") & (themes["broader"] != HOUSEKEEPING)
    ]
    asked = asked[asked["theme_id"].isin(texts.index)]
    return {
        str(theme["theme_id"]): _question(str(theme["theme_id"]), theme, texts[theme["theme_id"]])
        for _, theme in asked.iterrows()
    }


def _question(theme_id: str, theme: pd.Series[Any], passages: list[str]) -> Question:
    about = f"{theme_id} ({', '.join(json.loads(str(theme['label_terms'])))})"
    material = {"phrases": json.loads(str(theme["terms"])), "passages": passages}
    return Question("name", about, _TASK, material, _FORM, ThemeName, MAX_TOKENS, once=True)


def with_model_names(themes: pd.DataFrame, names: ModelNames | None) -> tuple[pd.DataFrame, str]:
    """The themes with the names and descriptions that pass; and a sentence on those that do not, empty if all do.

    The description goes before what is counted, and says who named the theme.
    """
    if names is None:
        return themes, ""
    themes, refused = themes.copy(), 0
    for k, theme in themes[themes["theme_id"].isin(list(names.replies))].iterrows():
        theme_id, label = str(theme["theme_id"]), str(theme["label"])
        reply = names.replies[theme_id]
        others = themes.loc[themes["theme_id"] != theme_id, "label"].astype(str)
        if name_faults(reply.name, others.tolist()) or not _is_as_asked(reply.name, names.questions[theme_id]):
            refused += 1
            continue
        themes.loc[k, "label"] = reply.name
        themes.loc[themes["broader"] == label, "broader"] = reply.name
        described = [] if description_faults(reply.description) else [reply.description]
        told = " ".join([*described, str(theme["description"]), f"Named by {names.model}."])
        themes.loc[k, "description"] = told
    few = f"{refused} of {len(names.replies)} names by {names.model} break the rules of names, and are not used"
    return themes, few if refused else ""


def _is_as_asked(name: str, question: Question) -> bool:
    """Whether a name has two words or more, one of which is of the theme's phrases or said by two of its passages."""
    if len(name.split()) < MIN_NAME_WORDS:  # one word says less than the phrases that it would replace
        return False
    material: Mapping[str, list[str]] = question.material  # type: ignore[assignment]
    phrases = set(same_name(" ".join(material["phrases"])).split())
    passages = [set(same_name(text).split()) for text in material["passages"]]
    words = same_name(" ".join(telling_words(name))).split()
    return any(word in phrases or sum(word in said for said in passages) >= MIN_SAYING for word in words)

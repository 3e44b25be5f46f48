"""Drafts of tracked themes: a language model writes one from a sentence, and the study says what its cues find.

In: a sentence, the reply of a model, passages.  Out: TOML to paste into catalog.toml.  No passage is sent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, count

from pydantic import ValidationError

from themes.config.catalog import TrackedTheme, compile_cue, plain_quotes
from themes.errors import SettingsError
from themes.formatting import counted
from themes.llm.questions import Question, Reply
from themes.text.identifiers import slug
from themes.topics.name_rules import description_faults, name_faults

MAX_TOKENS = 1200  # of a reply; a full theme has 500
MAX_SENTENCES, MAX_CUES = 6, 12  # that are taken of a reply
MAX_CHARACTERS = 300  # of a sentence or cue
_CUES = ("strong_cues", "weak_cues")
_TASK = """\
You write the definition of a theme that is tracked in earnings calls, from the request in the object.
label: two to five words in sentence case.
description: one or two plain sentences that say what it is and what it is not.
examples: three to six sentences as executives and analysts speak, each clearly about it, some without its name.
near_misses: three to six sentences that share words with it and are about something else.
strong_cues: words and phrases that nearly always mean it, in lower case but for acronyms; "*" ends a word freely, \
"a ... b" means within twelve words of each other.
weak_cues: words and phrases that support it and also mean other things."""
_FORM = (
    '{"label": "...", "description": "...", "examples": ["..."], "near_misses": ["..."], "strong_cues": ["..."], '
    '"weak_cues": ["..."]}'
)


class ThemeDraft(Reply):
    """A theme as a model writes it."""

    label: str
    description: str
    examples: list[str]
    near_misses: list[str]
    strong_cues: list[str]
    weak_cues: list[str]


def draft_question(sentence: str) -> Question:
    """The question for a theme that a sentence asks for."""
    return Question("draft", f"theme {sentence!r}", _TASK, {"request": sentence}, _FORM, ThemeDraft, MAX_TOKENS)


def drafted_theme(draft: ThemeDraft, taken: Mapping[str, str]) -> TrackedTheme:
    """The theme of a draft, by the rules of catalogs and of names.

    Parameters
    ----------
    draft : ThemeDraft
        As the model wrote it; sentences and cues that are no plain line are left out.
    taken : mapping of str to str
        Ids and labels of the catalog's themes.

    Raises
    ------
    SettingsError
        No theme can be made of it: what is wrong.
    """
    label, description = (" ".join(text.split()) for text in (draft.label, draft.description))
    faults = [f"its label {fault}" for fault in name_faults(label, taken.values())]
    faults += [f"its description {fault}" for fault in description_faults(description)]
    if faults:
        raise SettingsError(f"the draft is of no use: {faults[0]}", mend="say it in other words, or try another model")
    sentences = {name: _lines(getattr(draft, name), MAX_SENTENCES) for name in ("examples", "near_misses")}
    cues = {name: [cue for cue in _lines(getattr(draft, name), MAX_CUES) if _is_cue(cue)] for name in _CUES}
    try:
        return TrackedTheme(id=_new_id(label, taken), label=label, description=description, **sentences, **cues)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(f"the draft is of no use: {error.errors()[0]['msg']}", mend="try another model") from error


def draft_toml(theme: TrackedTheme, texts: Collection[str]) -> str:
    """A [[theme]] block, each cue with the number of passages that say it; cues that none says are commented out."""
    import tomlkit

    plain = [plain_quotes(text) for text in texts]

    def quoted(text: str) -> str:
        return tomlkit.item(text).as_string()

    lines = ["[[theme]]", f"id = {quoted(theme.id)}", f"label = {quoted(theme.label)}"]
    lines.append(f"description = {quoted(theme.description)}")
    for name in ("examples", "near_misses"):
        lines += [f"{name} = [", *(f"    {quoted(sentence)}," for sentence in getattr(theme, name)), "]"]
    for name in _CUES:
        found = [(cue, sum(bool(compile_cue(cue).search(text)) for text in plain)) for cue in getattr(theme, name)]
        said = (f"    {'' if n else '# '}{quoted(cue)},  # {counted(n, 'passage')}" for cue, n in found)
        lines += [f"{name} = [", *said, "]"]
    return "\n".join(lines) + "\n"


def _lines(texts: Sequence[str], limit: int) -> list[str]:
    """Texts of one printable line each, not too long, no two alike."""
    plain = (" ".join(text.split()) for text in texts)
    good = dict.fromkeys(text for text in plain if text and text.isprintable() and len(text) <= MAX_CHARACTERS)
    return list(good)[:limit]


def _is_cue(text: str) -> bool:
    """Whether a text is a cue that means something: one that is only a star or a letter finds everything."""
    try:
        compile_cue(text)
    except ValueError:
        return False
    return len(re.findall(r"\w", text)) > 1


def _new_id(label: str, taken: Mapping[str, str]) -> str:
    base = slug(label)
    return next(i for i in chain([base], (f"{base}-{n}" for n in count(2))) if i not in taken)

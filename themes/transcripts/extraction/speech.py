"""Forms of speech in JSON: lists of turns, single words with times, texts; the richest of them is read.

In: what stands at places of a call's object.  Out: :class:`Form`, and which of them to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from themes.transcripts.extraction.columns import Names, glued, named, squeezed, token
from themes.transcripts.extraction.records import StructuredCall

TURNS = frozenset(
    "turns segments transcript paragraphs utterances speeches rows content monologues transcriptturns blocks"
    " audiosegments components".split()
)
TEXTS = frozenset(
    "transcript text content body fulltext transcripttext fulltranscript rawtext transcription transcriptcontent"
    " transcriptbody calltext".split()
)
SECTIONS = {
    "preparedremarks": "prepared_remarks", "presentation": "prepared_remarks", "openingremarks": "prepared_remarks",
    "managementdiscussion": "prepared_remarks", "managementremarks": "prepared_remarks",
    "questionsandanswers": "q_and_a", "questionandanswer": "q_and_a", "qanda": "q_and_a", "qa": "q_and_a",
    "qna": "q_and_a", "questionsanswers": "q_and_a", "questionanswer": "q_and_a",
}  # fmt: skip
_SUFFIXES = ("text", "section", "session", "transcript", "content")
_TOKENS = frozenset("words tokens items wordsegments".split())
_TOKEN_SPEAKER = Names({"speaker": ("speaker", "speaker_label", "speaker_id", "speaker_tag")})
_N_TOKENS = 200
_MIN_TOKENS, _MIN_TOKEN_SHARE = 8, 0.85
# A form with fewer words is an extract.
_MIN_SHARE = 0.8
_SAME_COUNT = 0.03


@dataclass(frozen=True)
class Form:
    """One place of a call's object that holds words: its path, turns as cells by our names, how many words."""

    path: tuple[str, ...]
    rows: list[dict[str, str]]
    section: str
    rank: int  # 2: a list of turns, 1: single words with speakers, 0: one text
    n_words: int

    @property
    def has_speakers(self) -> bool:
        """Whether it says who speaks."""
        return any(row.get("speaker") for row in self.rows)

    def below(self, name: str, section: str) -> Form:
        """The form as seen from an object around its own, in which that stands under ``name``."""
        return replace(self, path=(name, *self.path), section=self.section or section)


def section_named(name: str) -> str:
    """The section that a field of words is named for; empty for any other field.

    Examples
    --------
    >>> section_named("preparedRemarks"), section_named("qa_text"), section_named("summary")
    ('prepared_remarks', 'q_and_a', '')
    """
    bare = squeezed(name)
    stems = (bare, *(bare.removesuffix(suffix) for suffix in _SUFFIXES))
    return next((SECTIONS[stem] for stem in stems if stem in SECTIONS), "")


def form_of(path: tuple[str, ...], rows: list[dict[str, str]], rank: int, section: str = "") -> Form:
    """A form of turns."""
    return Form(path, rows, section, rank, sum(len(row.get("text", "").split()) for row in rows))


def joined(path: tuple[str, ...], parts: list[Form], section: str = "") -> Form:
    """The turns of sections or chapters as one form; a part that is a text is a row of it."""
    rows = [row | {"section": row.get("section") or form.section} for form in parts for row in form.rows]
    if not any(row["section"] or row.get("speaker") for row in rows):
        return form_of(path, [{"text": "\n".join(row.get("text", "") for row in rows)}], 0, section)
    return form_of(path, rows, max(form.rank for form in parts), section)


def is_turns(name: str, cells: list[dict[str, str]]) -> bool:
    """Whether a list holds turns: most items have words, and a speaker, unless the name tells."""
    with_words = [cell for cell in cells if "text" in cell]
    if 2 * len(with_words) < len(cells) or not with_words:
        return False
    return any("speaker" in cell for cell in with_words) or squeezed(name) in TURNS or squeezed(name) in SECTIONS


def are_tokens(name: str, objects: list[Mapping[str, object]]) -> bool:
    """Whether a list holds single words with their times, which are no turns."""
    words = [token(item) for item in objects[:_N_TOKENS]]
    if not any(words):
        return False
    single = sum(" " not in word.strip() for word in words)
    if squeezed(name) in _TOKENS:
        return single >= _MIN_TOKEN_SHARE * len(words)
    return len(words) >= _MIN_TOKENS and single >= _MIN_TOKEN_SHARE * len(words)


def turns_of_tokens(objects: list[Mapping[str, object]]) -> list[dict[str, str]]:
    """Turns of single words, where they bear a speaker each; none otherwise."""
    turns = []
    last = ""
    spoken: list[tuple[str, Mapping[str, object]]] = []
    for item in objects:
        last = named(item, _TOKEN_SPEAKER).get("speaker", last)
        spoken.append((last, item))
    for speaker, pieces in groupby(spoken, key=lambda piece: piece[0]):
        text = glued(token(piece) for _, piece in pieces)
        turns.append({"speaker": speaker, "text": text})
    return turns if last else []


def richest(forms: list[Form]) -> list[Form]:
    """The form to read: with speakers before without, with sections, turns before single words and texts."""
    sections = [form for form in forms if form.section]
    choices = [[form] for form in forms if not form.section and form.n_words]
    if any(form.n_words for form in sections):
        choices.append(_first_of_each(sections))
    if not choices:
        return sections or forms[:1]
    most = max(_count(choice) for choice in choices)
    rich = [choice for choice in choices if _count(choice) >= _MIN_SHARE * most]
    return max(rich, key=_riches)


def _first_of_each(sections: list[Form]) -> list[Form]:
    """Sections of one kind of form: those with speakers, where there are some."""
    best = max(form.rank for form in sections)
    return [form for form in sections if form.rank == best]


def _count(choice: list[Form]) -> int:
    return sum(form.n_words for form in choice)


def _riches(choice: list[Form]) -> tuple[bool, bool, int]:
    has_sections = any(form.section or any("section" in row for row in form.rows) for form in choice)
    return any(form.has_speakers for form in choice), has_sections, max(form.rank for form in choice)


def set_sections(call: StructuredCall, forms: list[Form], read: list[Form]) -> None:
    """Sections of turns that bear none, from the length of the prepared remarks where those stand apart as a text."""
    parts = {form.section: form.n_words for form in forms if form.section and form not in read}
    n_words = sum(len(row.text.split()) for row in call.rows)
    if parts.keys() != {"prepared_remarks", "q_and_a"} or any(row.section for row in call.rows):
        return
    if abs(sum(parts.values()) - n_words) > _SAME_COUNT * n_words:
        return
    before = 0
    for i, row in enumerate(call.rows):
        here = len(row.text.split())
        later = before + here / 2 > parts["prepared_remarks"]
        call.rows[i] = replace(row, section="q_and_a" if later else "prepared_remarks")
        before += here


def left_out(forms: list[Form], read: list[Form]) -> list[str]:
    """Places of the call's words that were not read."""
    where = ", ".join(dict.fromkeys(form.path[-1] for form in read))
    others = dict.fromkeys(form.path[-1] for form in forms if form not in read and form.n_words)
    notes = [f"{name}: left out, the words are read from {where}" for name in others if name not in where.split(", ")]
    return notes

r"""Speakers of a paged document: ``NAME: words``, a name in the margin, ``Name, Firm`` alone, ``Name`` with Q or A.

In: lines, and which of them belong to the page.  Out: who begins on which line, and where the words begin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from themes.records import Participant, Role
from themes.transcripts.headers import (
    SpeakerHeader,
    find_heading,
    has_title_words,
    is_operator,
    is_unnamed,
    looks_like_name,
)
from themes.transcripts.layouts.casing import cased_name, spoken_spellings
from themes.transcripts.lines import Line
from themes.transcripts.people import role_of_title

_COLON = re.compile(r"(?P<name>[A-Z][^:\t]{2,60}?)\s?:(?:\s{1,9}|$)")
_LABEL = re.compile(r"(?P<name>[^\t]{2,60})\t")
_FIRM_LABEL = re.compile(r"(?P<name>[^\t()]{0,60}?)\s{0,3}\((?P<firm>[^\t()]{2,60})\)\t?")
_LISTED = re.compile(r"(?P<name>[^,;\t]{4,50})[,;]\s{0,3}(?P<rest>\S.{1,100})")
_LEADER = re.compile(r"[\s._·…]{8,300}(?P<mark>[QA])?")
_MARK = re.compile(r"(?:\s|[._·…\s]{3,300})(?P<mark>[QA])$")
_MARKED: dict[str, Role] = {"Q": "analyst", "A": "executive"}
_ENDS = (".", "?", "!", "…", '"', "”", ")", ":", "]")
_SHORTENED = frozenset("inc. corp. co. ltd. llc. l.p. plc. cos. bros. s.a. n.v. a.g.".split())
_SMALL_WORDS = frozenset("of and the for & de la du van von at in".split())
_MAX_NAME_WORDS = 5
# A document that prints so many names in its margin prints every speaker there.
_MANY_LABELS = 5
_SURELY_REPEATED = 3
_MAX_HEAD_LINES = 80


@dataclass(frozen=True)
class Spoken:
    """Who begins, and the offset in the source at which the words begin."""

    header: SpeakerHeader
    start: int


class SpeakerFinder:
    """Finds a document's speakers; asks the whole text which forms it uses.

    Parameters
    ----------
    lines : sequence of Line
    skipped : frozenset of int
        Numbers of the lines that belong to the page.
    """

    def __init__(self, lines: Sequence[Line], skipped: frozenset[int]) -> None:
        self._lines = [line for line in lines if line.text and line.number not in skipped]
        self.roster = tuple(_listed(self._lines[:_MAX_HEAD_LINES]))
        self._spelt = {_squeezed(person.name): person.name for person in self.roster}
        self._alone = Counter(_squeezed(line.text) for line in self._lines if _is_name(line.text))
        labels = [m["name"] for line in self._lines if (m := _LABEL.match(line.text))]
        self._labels = Counter(_squeezed(label) for label in labels if _is_name(label.strip()))
        self._uses_margin = sum(self._labels.values()) >= _MANY_LABELS
        self._colons = Counter(_squeezed(m["name"]) for line in self._lines if (m := _COLON.match(line.text)))
        self._spellings = spoken_spellings("\n".join(line.text for line in self._lines if not line.text.isupper()))

    def find(self) -> dict[int, Spoken]:
        """Speakers by line number; a line of the margin that only goes on with a label is among them once more."""
        found: dict[int, Spoken] = {}
        for i, line in enumerate(self._lines):
            spoken = self._margin(i) or self._colon(line) or self._name_line(i)
            if spoken:
                found[line.number] = spoken
        return found

    def margin_rest(self) -> dict[int, int]:
        """Offsets of the words on lines that begin with the second line of a margin's label, by line number."""
        return {
            line.number: line.start + match.end()
            for line in self._lines
            if (match := _FIRM_LABEL.match(line.text)) and match[0].endswith("\t") and not match["name"]
        }

    def after_name(self) -> frozenset[int]:
        """Numbers of the lines below a marked name that hold title and firm."""
        return frozenset(self._lines[i + 1].number for i in range(len(self._lines) - 1) if self._marked(i))

    def _margin(self, i: int) -> Spoken | None:
        line = self._lines[i]
        match = _LABEL.match(line.text)
        if match is None:
            return None
        label = _FIRM_LABEL.fullmatch(match[0])
        name = label["name"] if label else match["name"].strip()
        if not (_is_name(name) or is_operator(name)):
            return None
        firm = label["firm"] if label else self._firm_below(i)
        if not (firm or self._uses_margin or _squeezed(name) in self._spelt or is_operator(name)):
            return None
        return Spoken(self._header(name, firm, None, "analyst" if firm else None), line.start + match.end())

    def _firm_below(self, i: int) -> str | None:
        below = self._lines[i + 1].text if i + 1 < len(self._lines) else ""
        match = _FIRM_LABEL.match(below)
        return match["firm"] if match and not match["name"] and match[0].endswith("\t") else None

    def _colon(self, line: Line) -> Spoken | None:
        match = _COLON.match(line.text)
        if match is None:
            return None
        name, key = match["name"], _squeezed(match["name"])
        known = key in self._spelt or is_operator(name) or is_unnamed(name)
        repeated = _is_name(name) and (name.isupper() or self._colons[key] > 1)
        return Spoken(self._header(name), line.start + match.end()) if known or repeated else None

    def _name_line(self, i: int) -> Spoken | None:
        line = self._lines[i]
        marked = self._marked(i)
        if marked:
            return Spoken(marked, line.end)
        if is_operator(line.text):
            return Spoken(SpeakerHeader("Operator"), line.end)
        key = _squeezed(line.text)
        if (key in self._spelt and line.text.isupper()) or self._alone[key] >= _SURELY_REPEATED:
            return Spoken(self._header(line.text), line.end)
        if i and not self._is_finished(self._lines[i - 1].text):
            return None
        if key in self._spelt or is_unnamed(line.text) or self._alone[key] > 1:
            return Spoken(self._header(line.text), line.end)
        listed = _LISTED.fullmatch(line.text)
        return self._listed_speaker(line, listed) if listed else None

    def _is_finished(self, text: str) -> bool:
        return text.endswith(_ENDS) or find_heading(text) is not None or _squeezed(text) in self._alone

    def _listed_speaker(self, line: Line, listed: re.Match[str]) -> Spoken | None:
        name, rest = listed["name"], listed["rest"].strip()
        key = _squeezed(name)
        only_listed = key in self._spelt and (self._alone[key] or self._labels[key] or self._colons[key])
        if only_listed or not _is_name(name) or not _is_affiliation(rest):
            return None
        titled = has_title_words(rest)
        firm, title = (None, rest) if titled else (rest, None)
        return Spoken(self._header(name, firm, title, None if titled else "analyst"), line.end)

    def _marked(self, i: int) -> SpeakerHeader | None:
        """``Name`` and below it ``Title, Firm``, one of them with Q or A at its end, or below a line of dots."""
        if i + 1 >= len(self._lines):
            return None
        marks = [_MARK.search(self._lines[k].text) for k in (i, i + 1)]
        name, below = (_MARK.sub("", self._lines[k].text).strip() for k in (i, i + 1))
        leader = _LEADER.fullmatch(self._lines[i - 1].text) if i else None
        if not (leader or any(marks)) or not _is_name(name) or not _is_affiliation(below) or not has_title_words(below):
            return None
        mark = next((match["mark"] for match in [*marks, leader] if match and match["mark"]), None)
        title, _, firm = below.partition(", ")
        return self._header(name, firm or None, title, _MARKED.get(mark or ""))

    def _header(
        self, name: str, firm: str | None = None, title: str | None = None, role: Role | None = None
    ) -> SpeakerHeader:
        if is_operator(name):
            return SpeakerHeader("Operator")
        spelt = self._spelt.get(_squeezed(name)) or cased_name(name, self._spellings)
        return SpeakerHeader(spelt, firm, title, 1, role)


def is_leader(text: str) -> bool:
    """Whether a line is nothing but dots, perhaps with the mark of a question or an answer."""
    return _LEADER.fullmatch(text) is not None


def _listed(lines: Iterable[Line]) -> Iterable[Participant]:
    for line in lines:
        match = _LISTED.fullmatch(line.text)
        if match and _is_name(match["name"]) and has_title_words(match["rest"]) and _is_affiliation(match["rest"]):
            yield Participant(match["name"], role_of_title(match["name"], match["rest"]), match["rest"].strip())


def _squeezed(name: str) -> str:
    # A PDF loses spaces: "MARAQUIST".
    return "".join(c for c in name.casefold() if c.isalnum())


def _is_name(text: str) -> bool:
    plain = "," not in text and 2 <= len(text.split()) <= _MAX_NAME_WORDS
    return plain and looks_like_name(text) and not find_heading(text) and not has_title_words(text)


def _is_affiliation(text: str) -> bool:
    words = text.replace(",", " ").split()
    return (
        0 < len(words) <= 14
        and (not text.endswith((".", "?", "!", ",", ";")) or words[-1].casefold() in _SHORTENED)
        and all(not word.islower() or word in _SMALL_WORDS for word in words)
    )

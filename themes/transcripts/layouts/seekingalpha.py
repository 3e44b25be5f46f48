"""Seeking Alpha text: a title line, two lists of people, then bare name lines with one paragraph a line below them.

The lists are headed in several wordings; a speaker line may carry the affiliation or a dash at its end; a line such as
``Operator?`` is speech.  The heading of the questions comes in several spellings or not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from themes.records import Role
from themes.transcripts.draft import Draft, Scribe
from themes.transcripts.headers import (
    SpeakerHeader,
    find_heading,
    is_operator,
    is_unnamed,
    looks_like_name,
    operator_name,
    split_affiliation,
    split_comma,
    split_dashes,
    split_firm,
)
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.rosters import read_roster
from themes.transcripts.lines import Line, find_furniture, left_below, split_lines, unglued
from themes.transcripts.people import Directory, plain_words

_MAX_NAME_CHARS = 120
_MAX_ROSTER_CHARS = 200
_MAX_HEAD_LINES = 40
_MIN_TURNS = 3
_LOOK_BACK = 1500
_SPEECH_ENDS = (".", "?", "!", "…", ",", ";", ":", '"', "”")
_NAME_ENDS = ("jr.", "sr.", "inc.", "co.", "corp.", "ltd.", "l.p.", "llc.", "cos.", "bros.", "n.a.", "s.a.", "n.v.")
_ASKS_OR_ANSWERS = re.compile(r"([QA])\s{0,2}[-–—:]\s{1,3}(?=[A-Z])")
_MARKED_ROLES: dict[str, Role] = {"Q": "analyst", "A": "executive"}
_COURTESY = frozenset("thanks thank great okay ok yes no sure right hello hi good hey next question correct".split())
_SMALL_PRINT = re.compile(
    r"(?:copyright policy\b|all transcripts on this (?:web)?site\b"
    r"|if you have any (?:additional )?questions about our online"
    r"|the information contained here is a textual representation|copyright\s?(?:©|\(c\))).{0,600}",
    re.I,
)
_END = re.compile(r"end of (?:q&a|question.{0,30})", re.I)


class SeekingAlphaLayout:
    """See the module."""

    name = "seekingalpha"

    def score(self, text: str) -> Score:
        """High when both lists stand at the top and their people's names stand alone on lines below."""
        lines = split_lines(text)
        lists = _list_headings(lines)
        if not lists:
            return Score(0.0, "no list of executives or participants at the top")
        speakers = _speakers(text)
        n_known = sum(header is not None and len(split_dashes(line.text)) < 3 for line, header in speakers.headers())
        names = ", ".join(sorted({kind for _, kind in lists}))
        reason = f"lists of {names} at the top; {n_known} lines are a speaker's name alone or with a firm"
        return Score(0.95 if n_known >= _MIN_TURNS else 0.0, reason)

    def read(self, text: str) -> Draft:
        """Head, lists, body."""
        lines = split_lines(text)
        speakers = _speakers(text)
        furniture = find_furniture(lines, speakers.preamble)
        scribe = Scribe(text, wrapped=False, section="prepared_remarks")
        warnings: tuple[str, ...] = ()
        for line, header in speakers.headers():
            heading = find_heading(line.text)
            if _SMALL_PRINT.match(line.text):
                warnings = left_below(lines, line.number - 1)
                break
            if _END.fullmatch(line.text.strip("[]() ")):
                scribe.page()
            elif heading in ("presentation", "questions"):
                scribe.heading("q_and_a" if heading == "questions" else "prepared_remarks")
            elif header:
                scribe.speaker(header)
            elif (speaker := scribe.announced) and speakers.is_affiliation(line.text, speaker.name):
                continue
            elif line.number in furniture:
                scribe.page()
            elif line.text:
                scribe.words(line)
            else:
                scribe.blank()
        return Draft(scribe.finish(), speakers.roster, speakers.preamble, warnings=warnings)


def _list_headings(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Index and kind of the lists' headings, which stand near the top."""
    found: list[tuple[int, str]] = []
    last = 0
    for i, line in enumerate(lines):
        if i > last + _MAX_HEAD_LINES or (not found and is_operator(line.text)):
            break
        if line.text and find_heading(line.text) in ("executives", "analysts"):
            found.append((i, find_heading(line.text) or ""))
            last = i
    return found


class _Speakers:
    """Which lines name a speaker: known from the lists, introduced just before, or printed again and again."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        lists = _list_headings(lines)
        head = lists[0][0] if lists else 0
        self.preamble = tuple(line.text for line in lines[:head] if line.text)
        self._body = _body_start(lines, lists)
        self.roster = read_roster(lines[head : self._body], ())
        listed = {line.text for line in lines[head : self._body] if line.text and not find_heading(line.text)}
        self._text, self._lines = text, unglued(lines, {*listed, *(person.name for person in self.roster), "Operator"})
        self._people = Directory(self.roster)
        self._glued = {"".join(person.name.split()): person.name for person in self.roster}
        self._begin = lines[self._body].start if self._body < len(lines) else len(text)
        self._affiliations = {part for person in self.roster for part in (person.title, person.firm)}
        self._counts = Counter(line.text for line in lines[self._body :] if len(line.text) <= _MAX_NAME_CHARS)

    def headers(self) -> list[tuple[Line, SpeakerHeader | None]]:
        """Each line of the body, with the speaker whom it names or None."""
        return [(line, self._header(i)) for i, line in enumerate(self._lines) if i >= self._body]

    def is_affiliation(self, text: str, name: str) -> bool:
        """Whether a line repeats what the list says of this person (some vendors print it below the name)."""
        person = self._people.find(name)
        return person is not None and text in (person.title, person.firm)

    def _header(self, i: int) -> SpeakerHeader | None:
        text = self._lines[i].text
        if not 2 < len(text) <= _MAX_NAME_CHARS or not text[0].isalpha() or not text[0].isupper():
            return None
        if text.endswith(_SPEECH_ENDS) and not text.lower().endswith(_NAME_ENDS):
            return None
        mark = _ASKS_OR_ANSWERS.match(text)
        bare = text[mark.end() if mark else 0 :].strip("-–— ")
        if is_operator(bare):
            return SpeakerHeader(operator_name(bare))
        if bare in self._glued:
            return SpeakerHeader(self._glued[bare])
        firmed = split_firm(bare)
        known = self._people.find(firmed[0]) if firmed else None
        is_listed = firmed is not None and known is not None and known.firm == firmed[1]
        parts = list((firmed if is_listed else None) or split_comma(bare) or split_dashes(bare))
        if not parts or not looks_like_name(parts[0]):
            return None
        role: Role | None = _MARKED_ROLES[mark[1]] if mark else None
        header = SpeakerHeader(parts[0], *split_affiliation(parts[1:]), n_parts=len(parts), role=role)
        return header if self._is_speaker(header, i) else None

    def _is_speaker(self, header: SpeakerHeader, i: int) -> bool:
        if is_unnamed(header.name) or self._people.find(header.name, header.firm) is not None:
            return True
        words = plain_words(header.name)
        if header.n_parts == 1 and header.name in self._affiliations:
            return False
        if len(words) < 2 or "," in header.name or _COURTESY & set(words) or find_heading(self._lines[i].text):
            return False
        if self._counts[self._lines[i].text] > 1:
            return True
        start = self._lines[i].start
        before = self._text[max(self._begin, start - _LOOK_BACK) : start].casefold()
        introduced = any(re.search(rf"\b{word}\b", before) for word in (words[0], words[-1]))
        return introduced and (header.n_parts > 1 or self._is_followed_by_speech(i))

    def _is_followed_by_speech(self, i: int) -> bool:
        following = next((line.text for line in self._lines[i + 1 :] if line.text), "")
        return len(following) > 20 or following.endswith(_SPEECH_ENDS)


@lru_cache(maxsize=2)  # scored and then read
def _speakers(text: str) -> _Speakers:
    return _Speakers(text, split_lines(text))


def _body_start(lines: Sequence[Line], lists: Sequence[tuple[int, str]]) -> int:
    """Index of the first line that is neither head nor list: the operator, a name of the list again, or long speech."""
    if not lists:
        return 0
    seen: set[tuple[str, ...]] = set()
    for i in range(lists[-1][0] + 1, len(lines)):
        text = lines[i].text
        bare = text.strip("-–— ")
        if is_operator(bare) or len(text) > _MAX_ROSTER_CHARS or find_heading(text) in ("presentation", "questions"):
            return i
        for start, _ in lists:
            if not seen and start < i:
                seen = {_key(line.text) for line in lines[start + 1 : i] if line.text}
        if text and len(split_dashes(bare)) < 3 and _key(bare) in seen:
            return i
        if text:
            seen.add(_key(text))
    return len(lines)


def _key(entry: str) -> tuple[str, ...]:
    parts = split_dashes(entry)
    return plain_words(parts[0]) if parts else ()

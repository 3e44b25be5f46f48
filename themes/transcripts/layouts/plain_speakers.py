"""Speaker lines of plain text: ``Name: words``, a name above the words, with or without a title.

In: a text.  Out: the lines that name a speaker, and where their words begin.  One who speaks once is a speaker too: a
line's form, how often it comes, how the text speaks of the name and the form of the file's other speaker lines decide
together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from themes.records import Role
from themes.transcripts.headers import (
    SpeakerHeader,
    ends_abbreviated,
    find_heading,
    has_firm_words,
    has_honorific,
    has_title_words,
    is_operator,
    is_suffix,
    is_unnamed,
    looks_like_name,
    parse_header,
    split_affiliation,
    split_dashes,
    without_honorific,
)
from themes.transcripts.labels import is_label
from themes.transcripts.layouts.casing import cased_affiliation, cased_name, spoken_spellings
from themes.transcripts.layouts.plain_evidence import Spoken
from themes.transcripts.lines import Line, split_lines
from themes.transcripts.periods import find_quarter

_Form = Literal["colon", "alone", "titled"]

_MAX_PREFIX_CHARS = 200
_MAX_NAME_WORDS = 4
_MIN_NAME_WORDS = 2
_MAX_TITLE_CHARS = 100
_MIN_STYLE = 2  # speaker lines beyond doubt that make a form the file's own
_MIN_STEADY_STYLE = 6
_STEADY_SHARE = 0.9
_CALLED_CHARS, _OWN_NAME_CHARS = 400, 120
_AFTER_COLON = re.compile(r":[*_]{0,4}(?:\s{1,9}|$)|\t\s{0,9}")
_INSIDE = re.compile(r"(?P<name>[^()\[\],]{2,60}?)\s{0,3}[(\[](?P<rest>[^\[\]]{1,180})[)\]]")
_ASKED = re.compile(r"<?\s?(?P<kind>Q|A|Question|Answer)(?:\s{0,2}[-–—]\s{0,2}(?P<who>[^<>]{2,90}))?\s?>?", re.I)
# SCRIPTS Asia marks turns as questions, answers and the rest: "Quist [A]".
_MARKED = re.compile(r"(?P<who>[^\[\]]{2,80}?)\s{0,2}\[(?P<kind>[QAM])\]")
# Behind the colon in transcripts lodged in Sydney: "Lena Brook: (Heron Securities, Analyst) How is the margin?"
_TOLD = re.compile(r"\((?P<rest>[^()]{3,80})\)\s{1,9}")
# A title's line that is a piece of a wrapped sentence ("Relations. Please", "Director, and Ms.").
_RUNS_ON = re.compile(r"[a-z]\.\s|\b(?:and|with|to|Mr|Ms|Mrs|Dr)\.?$")
_GAP = re.compile(r"\s{2,60}|\t")  # columns of a table
_ASKED_ROLES: dict[str, Role] = {"q": "analyst", "a": "executive"}
# Who is named by their side alone: "Management:", "Question from the floor:".
_SIDES = re.compile(
    r"(?P<executive>(?:the )?(?:management|company|company representatives?|executives?|corporate|answers?)(?: team)?)"
    r"|(?:(?:unidentified |webcast |web |online |floor )?(?:analysts?|questioner|investor|shareholder|delegate|attendee"
    r"|audience|audience member|caller|question|participant)(?: from the (?:floor|audience|web|webcast))?"
    r"(?: \d{1,3}| ?\([^()]{2,60}\))?)",
    re.I,
)
_ROLE_LINES: dict[str, Role] = {"executive": "executive", "analyst": "analyst", "executives": "executive"}
_UNNAMED = {"analyst": "Unidentified Analyst", "executive": "Unidentified Company Representative"}
_ENDS_SENTENCE = (".", "?", "!", "”", '"', ":", ")", "]", "…")
# Behind a company's name, not a person's.
OF_A_TITLE = re.compile(r"^(?:Inc|Corp|Ltd|Limited|PLC|LLC|N\.?V|S\.?A|AG|SE)\b|\b(?:NYSE|NASDAQ|[12]\d{3})\b", re.I)
_INITIAL_END = re.compile(r"(?:\b[A-Z]|\b[JS]r|\bPh\.?D)\.$", re.I)


@dataclass(frozen=True)
class SpeakerLine:
    """A line that names a speaker; ``start``: where words begin on it, its end where they stand below.

    ``n_below`` lines below it are the speaker's title.
    """

    line: Line
    header: SpeakerHeader
    start: int
    n_below: int = 0


@dataclass(frozen=True)
class _Candidate:
    found: SpeakerLine
    form: _Form
    is_sure: bool

    @property
    def name(self) -> str:
        return self.found.header.name


@lru_cache(maxsize=2)  # scored and then read
def speaker_lines(text: str) -> Mapping[int, SpeakerLine]:
    """Speaker lines by their number."""
    lines = split_lines(text)
    candidates = list(_candidates(lines))
    if not candidates:
        return {}
    judge = _Judge(candidates, Spoken(text), lines)
    chosen = [candidate for candidate in candidates if judge.is_speaker(candidate)]
    spellings = spoken_spellings(text) if any(c.name.isupper() for c in chosen) else {}
    return {c.found.line.number: _spelt(c.found, spellings) for c in chosen}


def parse_prefix(text: str) -> SpeakerHeader | None:
    """The speaker that ``Name``, ``Name, Title``, ``Name (Firm)`` or ``Name - Firm - Title`` names; None for no name.

    Examples
    --------
    >>> parse_prefix("Ms. Mara Quist, CFO").title, parse_prefix("Lena Brook (Heron Securities)").firm
    ('CFO', 'Heron Securities')
    >>> parse_prefix("Otter Peak, Inc. (NYSE") is None, parse_prefix("Otter Peak Corporation (NYSE") is None
    (True, True)
    """
    marked = _MARKED.fullmatch(text.strip(" *_"))
    if marked:
        header = parse_prefix(marked["who"])
        return replace(header, role=header.role or _ASKED_ROLES.get(marked["kind"].lower())) if header else None
    bare = text.strip(" *_#<>[]")
    if is_operator(bare) or is_label(bare) or is_unnamed(bare):
        return SpeakerHeader(bare)
    if bare.count("(") != bare.count(")"):
        return None  # the colon stands within brackets: (NYSE: OTTR)
    inside = _INSIDE.fullmatch(bare)
    if inside:
        parts = [inside["name"].strip(), inside["rest"].strip()]
    else:
        parts = split_dashes(_GAP.sub(" - ", bare).replace(" | ", " - "))
        name, comma, rest = (parts[0] if parts else "").partition(", ")
        if comma and not is_suffix(rest):
            parts = [name, rest, *parts[1:]]
    parts = [part for part in parts if any(map(str.isalnum, part))]
    if not parts or not _is_name(parts[0]):
        return None
    if not all(_is_affiliation(part) for part in parts[1:]):
        return None
    return SpeakerHeader(without_honorific(parts[0]), *split_affiliation(_firm_first(parts[1:])), n_parts=len(parts))


class _Judge:
    def __init__(self, candidates: Sequence[_Candidate], spoken: Spoken, lines: Sequence[Line]) -> None:
        self._spoken, self._lines = spoken, lines
        titled = (c.name for c in candidates if c.form == "titled" and c.found.header.title)
        self._listed = {name.split()[-1].casefold() for name in titled}
        self._n_lines = Counter(line.text for line in lines)
        self._heads = {c.found.line.number - 1 for c in candidates}  # a list has a name above a name
        self._n_seen = Counter((c.form == "colon", c.name) for c in candidates)
        kinds = Counter(c.found.header.role for c in candidates if c.found.header.role)
        self._asked = min(kinds["analyst"], kinds["executive"]) >= _MIN_STYLE
        self._n_sure = Counter[_Form]()
        sure = (c.found.line.number for c in candidates if not c.found.header.role and self._is_beyond_doubt(c))
        self._first_sure = min(sure, default=0)
        self._n_sure = Counter(c.form for c in candidates if self._is_beyond_doubt(c))
        self._before = {c.found.line.number: b.name for b, c in zip(candidates, candidates[1:], strict=False)}
        alone = [c for c in candidates if c.form == "alone" and self._is_beyond_doubt(c)]
        self._names_are_short = 2 * sum(len(c.name.split()) == 1 for c in alone) > len(alone)
        n_apart = sum(self._stands_apart(c) for c in alone)
        self._is_steady = len(alone) >= _MIN_STEADY_STYLE and n_apart >= _STEADY_SHARE * len(alone)

    def is_speaker(self, candidate: _Candidate) -> bool:
        if self._is_beyond_doubt(candidate):
            return True
        name = candidate.name
        if self._spoken.is_thing(name) or self._spoken.is_ordinary(name):
            return False
        many = len(name.split()) > 1
        if candidate.form == "colon":
            known = self._n_seen[True, name] > 1 or self._spoken.is_greeted(name) or self._is_called(candidate)
            known = known or self._follows_operator(candidate) or has_honorific(candidate.found.line.text)
            known = known or self._is_listed(name) or self._says_own_name(candidate)
            known = known or (many and self._is_asked(candidate))
            return self._n_sure["colon"] >= _MIN_STYLE and known
        called = self._spoken.is_greeted(name) or self._is_called(candidate) or self._follows_operator(candidate)
        called = called or self._says_own_name(candidate) or (many and self._is_asked(candidate))
        return called and (many or self._names_are_short) and self._is_steady and self._stands_apart(candidate)

    def _is_beyond_doubt(self, candidate: _Candidate) -> bool:
        if candidate.is_sure:
            return (
                candidate.form != "titled" or self._n_lines[candidate.found.line.text] > 1 or self._has_ended(candidate)
            )
        if candidate.found.header.role:
            return self._asked or (self._n_sure["colon"] >= _MIN_STYLE and not self._is_in_head(candidate))
        name = candidate.name
        if self._spoken.is_thing(name):
            return False
        n_seen = self._n_seen[candidate.form == "colon", name]
        greeted, ordinary = self._spoken.is_greeted(name), self._spoken.is_ordinary(name)
        if len(name.split()) == 1:
            return n_seen > 2 and not ordinary or n_seen > 1 and greeted
        if candidate.form != "colon" and n_seen == 1:
            known = greeted or self._is_called(candidate) or self._says_own_name(candidate)
            return known and not ordinary and self._stands_apart(candidate)
        return greeted or (n_seen > 1 and not ordinary)

    def _is_listed(self, name: str) -> bool:
        return name.split()[-1].casefold() in self._listed

    def _is_in_head(self, candidate: _Candidate) -> bool:
        return candidate.found.line.number < self._first_sure

    def _follows_operator(self, candidate: _Candidate) -> bool:
        return is_operator(self._before.get(candidate.found.line.number, ""))

    def _is_called(self, candidate: _Candidate) -> bool:
        """Whether who speaks before says the surname, or another part of the name: "the next line is Ann Brook's"."""
        before = self._said_before(candidate)
        names = [word for word in cased_name(candidate.name, {}).split() if len(word.strip(".")) > 1]
        called = [word for word in names if not (self._spoken.is_ordinary(word) or self._spoken.is_thing(word))]
        return any(re.search(rf"\b{re.escape(word)}\b", before) for word in (*called, *names[-1:]))

    def _says_own_name(self, candidate: _Candidate) -> bool:
        """Whether the words begin with who says them: "Lena Brook, Heron Securities. How is the margin?"."""
        found = candidate.found
        following = next(
            (line.text for line in self._lines[found.line.number : found.line.number + 3] if line.text), ""
        )
        words = found.line.text[found.start - found.line.start :] or following
        surname = cased_name(candidate.name.split()[-1].strip(".,"), {})
        own = rf"\b{re.escape(surname)}(?:,| from\b| at\b| of\b| with\b| here\b)"
        return re.search(own, words[:_OWN_NAME_CHARS]) is not None

    def _is_asked(self, candidate: _Candidate) -> bool:
        """Whether a question stands before a line: whoever comes next answers it."""
        return self._said_before(candidate).endswith("?")

    def _said_before(self, candidate: _Candidate) -> str:
        at = candidate.found.line.number - 1
        before = next((line.text for line in reversed(self._lines[max(at - 3, 0) : at]) if line.text), "")
        return before[-_CALLED_CHARS:]

    def _has_ended(self, candidate: _Candidate) -> bool:
        """Whether what stands before a line has ended, so that the line is no part of a wrapped paragraph."""
        at = candidate.found.line.number - 1
        before = self._lines[at - 1].text if at else ""
        return not before or before.endswith(_ENDS_SENTENCE) or _may_end(before) or at - 1 in self._heads

    def _stands_apart(self, candidate: _Candidate) -> bool:
        """Whether a name's line is no part of a wrapped paragraph: what stands before it has ended, words follow."""
        at = candidate.found.line.number - 1
        before = self._lines[at - 1].text if at else ""
        following = next((line.text for line in self._lines[at + 1 : at + 4] if line.text), "")
        is_said = len(following.split()) > 1 or following.endswith(_ENDS_SENTENCE)
        return is_said and (not before or before.endswith(_ENDS_SENTENCE))


def _candidates(lines: Sequence[Line]) -> Iterator[_Candidate]:
    counts = Counter(line.text for line in lines)
    for i, line in enumerate(lines):
        text = line.text
        if not text or find_heading(text):
            continue
        found = _colon(line) or _alone(line, lines[i + 1 : i + 2], counts)
        if found:
            yield found


def _colon(line: Line) -> _Candidate | None:
    ends = [at for sign in ":\t" if (at := line.text.find(sign, 0, _MAX_PREFIX_CHARS)) > 0]
    at = min(ends, default=0)
    after = _AFTER_COLON.match(line.text, at)
    if not at or after is None:
        return None
    prefix = line.text[:at]
    start = line.start + after.end()
    asked = _ASKED.fullmatch(prefix.strip(" *_"))
    if asked:
        role = _ASKED_ROLES[asked["kind"][0].lower()]
        who = parse_prefix(asked["who"]) if asked["who"] else None
        header = replace(who, role=role) if who else SpeakerHeader(_UNNAMED[role], role=role)
        return _Candidate(SpeakerLine(line, header, start), "colon", who is not None)
    side = _SIDES.fullmatch(prefix.strip(" *_"))
    if side:
        told: Role = "executive" if side["executive"] else "analyst"
        return _Candidate(SpeakerLine(line, SpeakerHeader(prefix.strip(" *_"), role=told), start), "colon", False)
    named = parse_prefix(prefix)
    if named is None:
        return None
    beside = _TOLD.match(line.text, after.end())
    rest = beside["rest"] if beside else ""
    if beside and _is_affiliation(rest) and (has_title_words(rest) or has_firm_words(rest)):
        firm, title = split_affiliation(_parts_of_title(rest))
        named, start = replace(named, firm=named.firm or firm, title=named.title or title), line.start + beside.end()
    is_marked = _MARKED.fullmatch(prefix.strip(" *_")) is not None
    is_sure = is_marked or _is_placeholder(named.name) or named.title is not None
    return _Candidate(SpeakerLine(line, named, start), "colon", is_sure)


def _alone(line: Line, below: Sequence[Line], counts: Counter[str]) -> _Candidate | None:
    text = line.text.strip("*_# ")
    if len(text) > _MAX_PREFIX_CHARS or (text.endswith(_ENDS_SENTENCE) and not _may_end(text)):
        return None
    header = (
        parse_prefix(text) if any(sign in text for sign in ",(|") or len(text.split()) <= _MAX_NAME_WORDS + 1 else None
    )
    header = header or parse_header(text)
    if header is None:
        return None
    if _is_placeholder(header.name) and header.n_parts == 1:
        return _Candidate(SpeakerLine(line, header, line.end), "alone", True)
    if header.n_parts > 1:
        known = counts[line.text] > 1 or (header.title is not None and not _RUNS_ON.search(header.title))
        return _Candidate(SpeakerLine(line, header, line.end), "titled", known)
    title = below[0].text if below and _is_title_line(below[0].text) else None
    printed_role = _ROLE_LINES.get(below[0].text.casefold()) if below else None
    if printed_role:
        header = replace(header, role=printed_role)
        return _Candidate(SpeakerLine(line, header, line.end, 1), "alone", True)
    if title:
        header = SpeakerHeader(header.name, *split_affiliation(_parts_of_title(title)), n_parts=2)
    is_titled = title is not None and has_title_words(title)
    return _Candidate(SpeakerLine(line, header, line.end, int(title is not None)), "alone", is_titled)


def _is_title_line(text: str) -> bool:
    if not text or len(text) > _MAX_TITLE_CHARS or text.endswith((".", "?", "!", ":")):
        return False
    if not (has_title_words(text) or has_firm_words(text)):
        return False
    words = [word for word in re.split(r"[\s,/&-]{1,9}", text) if word]
    return all(word[0].isupper() or len(word) < 4 for word in words)


def _parts_of_title(text: str) -> list[str]:
    parts = split_dashes(text)
    if len(parts) == 1 and text.count(", ") == 1:
        one, other = text.split(", ")
        if has_title_words(one) != has_title_words(other):
            return [other, one] if has_title_words(one) else [one, other]
    return _firm_first(parts)


def _firm_first(parts: list[str]) -> list[str]:
    """Firm before title, whichever way they are printed."""
    swapped = len(parts) > 1 and has_title_words(parts[0]) and not has_title_words(parts[-1])
    return [parts[-1], " - ".join(parts[:-1])] if swapped else parts


def _is_placeholder(name: str) -> bool:
    return is_operator(name) or is_label(name) or is_unnamed(name)


def _is_name(text: str) -> bool:
    n_words = len(text.split())
    if n_words > _MAX_NAME_WORDS + 1 or (n_words > _MIN_NAME_WORDS and has_title_words(text)):
        return False
    if text.count("(") != text.count(")"):  # "Otter Peak Corporation (TYO: 7203)" is cut at its colon
        return False
    return text[:1].isalpha() and looks_like_name(text) and not find_heading(text)


def _is_affiliation(text: str) -> bool:
    if not text[:1].isupper() or text.endswith(("?", "!")) or text.count("(") != text.count(")"):
        return False
    return not (OF_A_TITLE.search(text) or find_quarter(text))


def _may_end(text: str) -> bool:
    return (
        _INITIAL_END.search(text) is not None or ends_abbreviated(text) or (text.endswith((")", "]")) and "(" in text)
    )


def _spelt(found: SpeakerLine, spellings: Mapping[str, str]) -> SpeakerLine:
    header = found.header
    if not header.name.isupper() or is_label(header.name):
        return found
    title = cased_affiliation(header.title, spellings) if header.title else None
    firm = cased_affiliation(header.firm, spellings) if header.firm else None
    spelt = SpeakerHeader(cased_name(header.name, spellings), firm, title, header.n_parts, header.role)
    return SpeakerLine(found.line, spelt, found.start, found.n_below)

"""Speaker lines of the wire: ``MARA QUIST, CFO, OTTER: words`` on one to three lines, later ``MARA QUIST: words``.

In: hard-wrapped lines.  Out: where speakers' words begin, with name, title and firm in usual spelling.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from themes.records import Role
from themes.transcripts.headers import (
    SpeakerHeader,
    has_title_words,
    is_operator,
    looks_like_name,
    operator_name,
    split_affiliation,
)
from themes.transcripts.layouts.casing import Spellings, cased_affiliation, cased_name, spoken_spellings
from themes.transcripts.lines import Line

_CAPITALS_NAME = (
    r"(?:M[Aa]?c)?[A-Z][A-Z.'’-]{0,30}(?:\s(?:M[Aa]?c)?[A-Z][A-Z.'’-]{0,30}){0,5}(?:,\s(?:JR|SR|II|III)\b\.?)?"
)
_NAME = r"[A-Z][\w.'’-]{0,30}(?:\s(?:[A-Z]|van|von|de|der|la)[\w.'’-]{0,30}){1,5}"
_CAPITALS = re.compile(rf"(?P<name>{_CAPITALS_NAME})(?:,\s(?P<rest>[^:a-z]{{2,240}}))?:(?=\s|$)")
_MIXED = re.compile(rf"(?P<name>{_NAME}|Operator)(?:,\s(?P<rest>[^:]{{2,240}}))?:(?=\s|$)")
# "we have seen, but-MARA QUIST: No." lost the line break after its dash.
_GLUED = re.compile(rf"(?<![A-Z])[-–—](?={_CAPITALS_NAME}(?:(?:,\s[^:a-z]{{2,240}})?:(?:\s|$)|,\s[^:a-z]{{2,240}}$))")
_RESEARCH = re.compile(r"\bresearch division\b|\bequity research\b|\banalysts?\b", re.I)
_UNNAMED = ("UNIDENTIFIED", "UNKNOWN", "UNVERIFIED")
_SMALL_WORDS = {"and", "of", "for", "the", "in", "at", "&", "-", "to"}
_SENTENCE_ENDS = (".", "?", "!", '"', "”", ")", "-", "–", "—", "…", "]", ":")
_MAX_HEADER_LINES = 3


@dataclass(frozen=True)
class Spoken:
    """A speaker line: who, the index of its last line, the offset in the source at which the words begin."""

    header: SpeakerHeader
    last: int
    start: int


def split_glued(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each cut before a speaker who stands in its midst; parts keep the number of their line."""
    parts: list[Line] = []
    for line in lines:
        begin = 0
        for match in _GLUED.finditer(line.text):
            parts.append(_part(line, begin, match.end()))
            begin = match.end()
        parts.append(_part(line, begin, len(line.text)) if begin else line)
    return tuple(parts)


def find_speakers(lines: Sequence[Line], skipped: frozenset[int]) -> dict[int, Spoken]:
    """Speakers by the index of the line on which they stand.

    Parameters
    ----------
    lines : sequence of Line
    skipped : frozenset of int
        Numbers of the lines of the page, which may stand within a speaker line.
    """
    raw = _matches(lines, skipped)
    counts = Counter(found.name for found in raw.values())
    titled = {found.name for found in raw.values() if found.rest}
    kept = {i: found for i, found in raw.items() if _is_trusted(found, counts, titled, lines[max(0, i - 1)].text)}
    spellings = spoken_spellings(_words_beside(lines, kept))
    return {
        i: Spoken(_header(found, spellings), found.last, lines[found.last].start + found.at)
        for i, found in kept.items()
    }


@dataclass(frozen=True)
class _Found:
    name: str
    rest: str | None
    last: int
    at: int


def _part(line: Line, begin: int, end: int) -> Line:
    text = line.text[begin:end]
    bare = text.strip()
    start = line.start + begin + (text.find(bare) if bare else 0)
    return replace(line, start=start, end=start + len(bare), text=bare)


def _matches(lines: Sequence[Line], skipped: frozenset[int]) -> dict[int, _Found]:
    found: dict[int, _Found] = {}
    taken = -1  # the further lines of a speaker line are none themselves
    for i in range(len(lines)):
        one = _match(lines, i, skipped) if i > taken else None
        if one:
            found[i], taken = one, one.last
    return found


def _match(lines: Sequence[Line], i: int, skipped: frozenset[int]) -> _Found | None:
    """The speaker line that begins on line ``i``, wherever its colon stands."""
    if not lines[i].text[:1].isupper() or lines[i].number in skipped:
        return None
    text, before, last = lines[i].text, 0, i
    for _ in range(_MAX_HEADER_LINES):
        match = _CAPITALS.match(text) or _mixed(text)
        if match:
            start = match.end() - before
            while start < len(lines[last].text) and lines[last].text[start].isspace():
                start += 1
            return _Found(match["name"], match["rest"], last, start)
        following = next((k for k in range(last + 1, len(lines)) if _is_text(lines[k], skipped)), None)
        if following is None or not _is_open(text):
            return None
        before, last = len(text) + 1, following
        text = f"{text} {lines[following].text}"
    return None


def _is_text(line: Line, skipped: frozenset[int]) -> bool:
    return bool(line.text) and line.number not in skipped


def _is_open(text: str) -> bool:
    """Whether a line could be the first part of a speaker line: a name, a comma, a title, and no colon yet."""
    name, comma, rest = text.partition(",")
    if not comma or ":" in text or not looks_like_name(name) or len(name.split()) < 2:
        return False
    return text.isupper() or (has_title_words(rest) and _is_capitalised(rest))


def _mixed(text: str) -> re.Match[str] | None:
    match = _MIXED.match(text)
    if match is None or not looks_like_name(match["name"]):
        return None
    rest = match["rest"]
    return match if rest is None or (has_title_words(rest) and _is_capitalised(rest)) else None


def _is_capitalised(text: str) -> bool:
    return all(not word[0].islower() or word in _SMALL_WORDS for word in text.split())


def _is_trusted(found: _Found, counts: Counter[str], titled: set[str], before: str) -> bool:
    if found.rest or found.name in titled or is_operator(found.name) or found.name.upper().startswith(_UNNAMED):
        return True
    # A name without a title could be a heading within speech ("BASEL III: ..."), unless a sentence ended before it.
    n_words = len(found.name.split())
    return n_words > 1 and found.name.isupper() and (counts[found.name] > 1 or before.endswith(_SENTENCE_ENDS))


def _words_beside(lines: Sequence[Line], found: dict[int, _Found]) -> str:
    """The text without its speaker lines, whose capitals tell nothing."""
    within = {k for i, one in found.items() for k in range(i, one.last)}
    ends = {one.last: one.at for one in found.values()}
    return "\n".join(line.text[ends.get(i, 0) :] for i, line in enumerate(lines) if i not in within)


def _header(found: _Found, spellings: Spellings) -> SpeakerHeader:
    if is_operator(found.name):
        return SpeakerHeader(operator_name(found.name))
    name = cased_name(found.name, spellings)
    if found.rest is None:
        return SpeakerHeader(name)
    firm, title = (part and cased_affiliation(part, spellings) for part in _affiliation(found.rest))
    role: Role | None = "analyst" if _RESEARCH.search(found.rest) else None
    return SpeakerHeader(name, firm, title, 3 if firm and title else 2, role)


def _affiliation(rest: str) -> tuple[str | None, str | None]:
    """Firm and title: the title goes as far as its words do, the firm may have commas too."""
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    if len(parts) < 2:
        return split_affiliation(parts)
    titled = [i for i, part in enumerate(parts[:-1]) if has_title_words(part)]
    n_title = (titled[-1] if titled else 0) + 1
    return ", ".join(parts[n_title:]), ", ".join(parts[:n_title])

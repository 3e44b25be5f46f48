"""StreetEvents / Refinitiv text: headings between ``===``, speakers (``Name,  Firm - Title  [n]``) between ``---``.

The numbers begin again in each section.  Rosters are bullets of two lines.  Definitions and Disclaimer end the call.
Event briefs have the same head but a summary where the remarks should be (questions may follow): they are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from themes.records import Participant, Role
from themes.transcripts.draft import Draft, DraftTurn, NoTranscript, Scribe
from themes.transcripts.headers import (
    SpeakerHeader,
    find_heading,
    is_operator,
    is_unnamed,
    operator_name,
    split_affiliation,
    split_dashes,
)
from themes.transcripts.layouts.base import Score
from themes.transcripts.lines import Line, split_lines
from themes.transcripts.people import role_of_title

_RULE = re.compile(r"(?:={10,400}|-{10,400})[^=-]{0,3}")
_NUMBERED = re.compile(r"(?P<who>\S.{0,300}?)\s{1,20}\[\d{1,4}\]")
_BULLET = re.compile(r"[*•·-]\s{1,4}(?P<name>\S.{0,100})")
_BRIEF = re.compile(r"\bevent brief\b|^(?:overview|financial data|presentation summary)$", re.I)
_SMALL_PRINT = re.compile(r"definitions?|disclaimers?|copyright\b.{0,80}", re.I)
_MIN_RULES, _MIN_SPEAKERS = 6, 2
_HARD_WRAPPED_AT = 100
_N_HEAD_LINES = 12


class RuledLayout:
    """See the module."""

    name = "ruled"

    def score(self, text: str) -> Score:
        """High when rules enclose headings and numbered speakers, or when they enclose a brief."""
        if text.count("=====") < 2 and text.count("-----") < _MIN_RULES:
            return Score(0.0, "no ruled lines")
        blocks = list(_blocks(split_lines(text)))
        n_speakers = sum(block.header is not None for block in blocks)
        headings = {heading for block in blocks if block.title and (heading := find_heading(block.title))}
        reason = f"ruled headings: {', '.join(sorted(headings)) or 'none'}; {n_speakers} ruled speaker lines"
        if _is_brief(text, blocks):
            return Score(0.98, f"{reason}; the headings of an event brief")
        return Score(0.98 if n_speakers >= _MIN_SPEAKERS else 0.0, reason)

    def read(self, text: str) -> Draft:
        """Head, rosters, sections, small print."""
        blocks = list(_blocks(split_lines(text)))
        if _is_brief(text, blocks):
            raise NoTranscript("an event brief: a summary in place of the remarks, not the transcript of the call")
        preamble: list[str] = []
        roster: list[Participant] = []
        scribe = Scribe(text, wrapped=_is_hard_wrapped(blocks), section="prepared_remarks")
        for block in blocks:
            heading = find_heading(block.title) if block.title else None
            if _SMALL_PRINT.fullmatch(block.title):
                break
            if block.header:
                scribe.speaker(block.header)
                _write(scribe, block.lines)
            elif heading in ("executives", "analysts"):
                roster.extend(_read_roster(block.lines, "executive" if heading == "executives" else "analyst"))
            elif heading in ("presentation", "questions"):
                scribe.heading("q_and_a" if heading == "questions" else "prepared_remarks")
                _write(scribe, block.lines)
            elif not scribe.turns and not scribe.is_open:
                preamble += [line.text for line in (*block.heading, *block.lines) if line.text]
            else:
                for lines in (block.heading, block.lines):  # a ruled line that somebody dictated
                    scribe.page()
                    _write(scribe, lines)
        return Draft(_with_list_roles(scribe.finish(), roster), tuple(roster), tuple(preamble))


@dataclass(frozen=True)
class _Block:
    """What stands between rules (``heading``) and the lines below it."""

    heading: tuple[Line, ...]
    header: SpeakerHeader | None
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        return " ".join(line.text for line in self.heading)


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    """The text in order: a heading is one to three lines with a rule above and below."""
    rules = {i for i, line in enumerate(lines) if line.text[:1] in ("=", "-") and _RULE.fullmatch(line.text)}
    heading: tuple[Line, ...] = ()
    body: list[Line] = []
    i = closed = 0
    while i < len(lines):
        opens = i in rules and i + 1 not in rules
        end = next((j for j in range(i + 2, min(i + 5, len(lines))) if j in rules), None) if opens else None
        inner = lines[i + 1 : end] if end is not None else ()
        shared = i > 0 and i == closed  # a rule below one heading may stand above the next, but speech is none
        if end is not None and all(line.text for line in inner) and (not shared or _may_share(heading, inner)):
            yield _Block(heading, _header(heading), tuple(body))
            heading, body = tuple(inner), []
            i = closed = end
            continue
        if i not in rules:
            body.append(lines[i])
        i += 1
    yield _Block(heading, _header(heading), tuple(body))


def _may_share(above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether one rule serves two headings: a section's and a speaker's, never two speakers'."""
    return _header(above) is None and _header(below) is not None


def _header(heading: Sequence[Line]) -> SpeakerHeader | None:
    match = _NUMBERED.fullmatch(" ".join(line.text for line in heading))
    if match is None:
        return None
    who = match["who"].strip()
    name, comma, rest = who.partition(",  ")
    if not comma:
        name, comma, rest = who.partition(", ")
    if is_operator(name):
        return SpeakerHeader(operator_name(name))
    named = split_dashes(name)
    if not comma and len(named) > 1 and is_unnamed(named[0]):
        return SpeakerHeader(named[0], *split_affiliation(named[1:]))
    return SpeakerHeader(name.strip(" ,"), *split_affiliation(split_dashes(rest)))


def _read_roster(lines: Sequence[Line], role: Role) -> Iterator[Participant]:
    name, affiliation = "", ""
    for text in [line.text for line in lines if line.text] + ["* end"]:
        bullet = _BULLET.fullmatch(text)
        if bullet is None:
            affiliation = f"{affiliation} {text}".strip()
            continue
        if name:
            firm, title = split_affiliation(split_dashes(affiliation))
            yield Participant(name, "operator" if is_operator(name) else role, title, firm)
        name, affiliation = bullet["name"].strip(), ""


def _with_list_roles(turns: tuple[DraftTurn, ...], roster: Sequence[Participant]) -> tuple[DraftTurn, ...]:
    """Speakers whose printed firm tells their side, where the list does not name them."""
    own = {person.firm for person in roster if person.role == "executive" and person.firm}
    settled: list[DraftTurn] = []
    for turn in turns:
        header = turn.header
        if header.role is None and header.firm in own and role_of_title(header.name, header.title) == "unknown":
            header = SpeakerHeader(header.name, header.firm, header.title, header.n_parts, "executive")
        settled.append(DraftTurn(header, turn.section, turn.paragraphs))
    return tuple(settled)


def _is_brief(text: str, blocks: Sequence[_Block]) -> bool:
    head = "\n".join(text[:2000].split("\n")[:_N_HEAD_LINES])
    return bool(_BRIEF.search(head)) or sum(bool(_BRIEF.fullmatch(block.title)) for block in blocks) > 1


def _is_hard_wrapped(blocks: Sequence[_Block]) -> bool:
    longest = max((len(line.text) for block in blocks if block.header for line in block.lines), default=0)
    return longest <= _HARD_WRAPPED_AT


def _write(scribe: Scribe, lines: Sequence[Line]) -> None:
    before: Line | None = None
    for line in lines:
        if before is not None and line.number > before.number + 1:
            scribe.page()  # a rule stood between
        if line.text:
            scribe.words(line)
        else:
            scribe.blank()
        before = line

"""Participants' lists, PRESENTATION, QUESTIONS AND ANSWERS, and a line ``Name - Firm - Title`` before each turn.

It comes in three guises (a person of the list on one line, on two, or with the affiliation in asterisks), often made
from a PDF: running headers cut sentences, or two empty lines tell where a page ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from themes.transcripts.draft import Draft, DraftTurn, Scribe
from themes.transcripts.headers import (
    COLON_NAME,
    Heading,
    SpeakerHeader,
    find_heading,
    is_operator,
    is_trusted,
    parse_header,
)
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.rosters import read_roster
from themes.transcripts.lines import Line, find_furniture, split_lines

_WEIGHTS: dict[Heading, float] = {"executives": 0.2, "analysts": 0.15, "presentation": 0.15, "questions": 0.1}


class StreetEventsLayout:
    """See the module."""

    name = "streetevents"

    def score(self, text: str) -> Score:
        """Adds up headings and speaker lines of three parts."""
        lines = split_lines(text)
        headings = {heading for line in lines if (heading := find_heading(line.text))}
        n_headers = sum(header is not None and header.n_parts >= 3 for header in map(_parse, lines))
        names = ", ".join(sorted(headings)) or "none"
        reason = f"headings: {names}; {n_headers} lines 'Name - Firm - Title'"
        # Headings alone are other vendors' as well; one speaker line is enough for a short call that has its headings.
        if n_headers == 0 or (n_headers == 1 and not headings >= {"executives", "presentation"}):
            return Score(0.0, reason)
        n_colons = sum(COLON_NAME.match(line.text) is not None for line in lines)
        if not headings and n_headers < n_colons:  # a list of people above a call of another form
            return Score(0.0, reason)
        value = 0.4 + sum(weight for heading, weight in _WEIGHTS.items() if heading in headings)
        return Score(round(value, 2), reason)

    def read(self, text: str) -> Draft:
        """Head, participants' lists, body; the small print behind DISCLAIMER is left out."""
        lines = split_lines(text)
        parts = _divide(lines)
        preamble = tuple(line.text for line in lines[: parts.head] if line.text)
        furniture = find_furniture(lines, preamble)
        body = [line for line in lines[parts.body : parts.end]]
        spoken = [header for line in body if (header := _parse(line))]
        roster = read_roster([line for line in lines[parts.head : parts.body] if line.number not in furniture], spoken)
        running = tuple(dict.fromkeys(line.text for line in lines if line.number in furniture))
        names = frozenset(person.name for person in roster)
        turns = _read_body(text, body, furniture, names)
        return Draft(turns, roster, preamble + running)


@dataclass(frozen=True)
class _Parts:
    """Indices of lines: the head ends, the body begins, the small print begins."""

    head: int
    body: int
    end: int


def _parse(line: Line) -> SpeakerHeader | None:
    return parse_header(line.text)


def _divide(lines: Sequence[Line]) -> _Parts:
    headings = {i: kind for i, line in enumerate(lines) if (kind := find_heading(line.text))}
    operators = [i for i, line in enumerate(lines) if is_operator(line.text.replace("*", "").strip())]
    rosters = [i for i, kind in headings.items() if kind in ("executives", "analysts")]
    starts = [i for i, kind in headings.items() if kind in ("presentation", "questions")]
    after_roster = max((i for i in rosters), default=-1)
    candidates = [i for i in [*starts, *operators] if i > after_roster]
    first_speaker = next((i for i, line in enumerate(lines) if _parse(line)), len(lines))
    body = min(candidates, default=first_speaker if not rosters else after_roster + 1)
    head = min([*rosters, body])
    small_print = [i for i, kind in headings.items() if kind == "disclaimer" and i > body]
    # A page may carry the word DISCLAIMER too: only what no speaker follows is the end.
    last_speaker = max((i for i, line in enumerate(lines) if i >= body and _is_sure(line)), default=body)
    end = min((i for i in small_print if i > last_speaker), default=len(lines))
    return _Parts(head, body, end)


def _is_sure(line: Line) -> bool:
    header = _parse(line)
    return header is not None and (header.n_parts >= 3 or is_operator(header.name))


def _read_body(
    text: str, body: Sequence[Line], furniture: frozenset[int], names: frozenset[str]
) -> tuple[DraftTurn, ...]:
    counts = Counter(line.text for line in body)
    scribe = Scribe(text, section="prepared_remarks")
    for line in body:
        header = SpeakerHeader(line.text) if line.text in names else _parse(line)
        heading = find_heading(line.text)
        if not line.text:
            scribe.blank()
        elif line.number in furniture:
            scribe.page()
        elif heading in ("presentation", "questions"):
            scribe.heading("q_and_a" if heading == "questions" else "prepared_remarks")
        elif header and is_trusted(header, counts[line.text], names):
            scribe.speaker(header)
        else:
            scribe.words(line)
    return scribe.finish()

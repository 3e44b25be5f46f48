"""A news wire's text, as Factiva prints it: hard-wrapped lines, ``NAME, TITLE, FIRM: words``, small print at the end.

The wire is FD (Fair Disclosure, CQ); older issues of the same wire carry participants' lists before the presentation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from themes.records import Participant, Section
from themes.transcripts.draft import Draft, DraftTurn, Scribe
from themes.transcripts.headers import find_heading
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.rosters import read_roster
from themes.transcripts.layouts.wire_speakers import Spoken, find_speakers, split_glued
from themes.transcripts.layouts.wrapping import ends_paragraph, find_wrapping
from themes.transcripts.lines import Line, find_furniture, split_lines

_PAGE = re.compile(r"page \d{1,4} of \d{1,4}(?:\s{1,4}(?:©|\(c\)).{0,80})?", re.I)
_MARKS = {
    "the wire's name": re.compile(
        r"^\s{0,4}(?:CQ FD Disclosure|FD \(Fair Disclosure\) Wire|FNDW|FDW)\s{0,4}$", re.M | re.I
    ),
    "a count of words": re.compile(r"^\s{0,4}\d{1,3}(?:,\d{3})? words\s{0,4}$", re.M),
    "a document number": re.compile(r"^\s{0,4}Document (?:FNDW|FDW)\w{8,40}\s{0,4}$", re.M),
    "Factiva's page lines": re.compile(r"^\s{0,4}Page \d{1,4} of \d{1,4} © \d{4} Factiva\b", re.M),
}
_SMALL_PRINT = re.compile(
    r"\[?(?:Thomson|CQ|Refinitiv)\b.{0,30} reserves the right\b|\[?THE INFORMATION CONTAINED IN EVENT"
    r"|Document [A-Z]{2,6}\d\w{8,40}$|\[?Copyright: Content copyright"
    r"|In the conference calls upon which Event Transcripts"
)
_GLUED_EVENT = re.compile(r"(?<=[a-z.])(?=Earnings\b)")
_MIN_SPEAKER_LINES = 2
_MIN_TITLED_UNMARKED = 3


class FactivaLayout:
    """See the module."""

    name = "factiva"

    def score(self, text: str) -> Score:
        """High with the wire's marks, middling for its speaker lines under headings alone, 0 without such lines."""
        if text.count(":") < _MIN_SPEAKER_LINES:
            return Score(0.0, "hardly a colon")
        lines, _, speakers = _scanned(text)
        titled = sum(spoken.header.n_parts > 1 for spoken in speakers.values())
        marks = [name for name, pattern in _MARKS.items() if pattern.search(text)]
        known_by = ", ".join(marks) or "no marks of the wire"
        reason = f"{titled} of {len(speakers)} speaker lines have a title ('NAME, TITLE, FIRM:'); {known_by}"
        if not titled or len(speakers) < _MIN_SPEAKER_LINES:
            return Score(0.0, reason)
        if not marks:
            headed = any(find_heading(line.text) in ("presentation", "questions") for line in lines)
            return Score(0.6 if headed and titled >= _MIN_TITLED_UNMARKED else 0.0, reason)
        return Score(0.98 if len(marks) > 1 else 0.75, reason)

    def read(self, text: str) -> Draft:
        """Head, perhaps participants' lists, the call; small print and Factiva's page lines are left out."""
        lines, pages, speakers = _scanned(text)
        body, end = _bounds(lines, speakers)
        head, roster = _read_head(lines[:body], speakers)
        skipped = pages | find_furniture(lines, head)
        turns = _read_body(text, lines[:end], body, speakers, skipped)
        return Draft(turns, roster, head)


@lru_cache(maxsize=2)  # scored and then read
def _scanned(text: str) -> tuple[tuple[Line, ...], frozenset[int], dict[int, Spoken]]:
    """Lines, numbers of the page's lines, speakers by the index of their line."""
    lines = split_glued(split_lines(text))
    pages = frozenset(line.number for line in lines if _PAGE.fullmatch(line.text))
    return lines, pages, find_speakers(lines, pages)


def _bounds(lines: Sequence[Line], speakers: dict[int, Spoken]) -> tuple[int, int]:
    """Indices of the first line of the call and of the first line of the small print."""
    first, last = min(speakers, default=len(lines)), max(speakers, default=0)
    for i, line in enumerate(lines[last + 1 :], start=last + 1):
        if _SMALL_PRINT.match(line.text) or find_heading(line.text) == "disclaimer":
            return first, i
    return first, len(lines)


def _read_head(lines: Sequence[Line], speakers: dict[int, Spoken]) -> tuple[tuple[str, ...], tuple[Participant, ...]]:
    rosters = [i for i, line in enumerate(lines) if find_heading(line.text) in ("executives", "analysts")]
    begin = min(rosters, default=len(lines))
    head = tuple(_GLUED_EVENT.sub(" ", line.text) for line in lines[:begin] if line.text)
    people = [Line(line.start, line.end, line.number, line.text.lstrip("* ")) for line in lines[begin:]]
    return head, read_roster(people, [spoken.header for spoken in speakers.values()])


def _read_body(
    text: str, lines: Sequence[Line], body: int, speakers: dict[int, Spoken], skipped: frozenset[int]
) -> tuple[DraftTurn, ...]:
    scribe = Scribe(text, section=_section(lines[:body]))
    wrapping = find_wrapping([line.text for line in lines[body:]])
    at = body
    while at < len(lines):
        line, spoken = lines[at], speakers.get(at)
        section = _heading(lines, at, speakers)
        if spoken:
            at = spoken.last
            scribe.speaker(spoken.header)
            if spoken.start < lines[at].end:
                scribe.words(lines[at], spoken.start)
        elif not line.text:
            scribe.blank()
        elif line.number in skipped:
            scribe.page()
        elif section:
            scribe.heading(section)
        else:
            scribe.words(line)
        at += 1
        if at < len(lines) and ends_paragraph(lines[at - 1].text, lines[at].text, wrapping):
            scribe.blank()
    return scribe.finish()


def _section(head: Sequence[Line]) -> Section | None:
    headed = any(find_heading(line.text) == "presentation" for line in head)
    return "prepared_remarks" if headed else None


def _heading(lines: Sequence[Line], at: int, speakers: dict[int, Spoken]) -> Section | None:
    """The section a heading begins; the same words within wrapped speech are followed by no speaker."""
    kind = find_heading(lines[at].text)
    if kind not in ("presentation", "questions"):
        return None
    following = next((i for i in range(at + 1, len(lines)) if lines[i].text), None)
    if following not in speakers:
        return None
    return "q_and_a" if kind == "questions" else "prepared_remarks"

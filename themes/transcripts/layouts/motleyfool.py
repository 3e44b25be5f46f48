"""Motley Fool pages: ``Name -- Title`` or ``Name: words``, a roster at the end, the site's own lines around the call.

Older pages have a list of contents, ``Prepared Remarks:`` and ``Questions & Answers:``; newer ones begin with people,
takeaways, a summary and a glossary, none of which is speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from themes.records import Participant
from themes.transcripts.draft import Draft, DraftTurn, Scribe
from themes.transcripts.headers import find_heading
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.motleyfool_head import read_head
from themes.transcripts.layouts.motleyfool_people import Spoken, find_speakers, is_entry, read_people
from themes.transcripts.lines import Line, left_below, split_lines

# Each with a word in lower case without which its pattern need not be tried.
_MARKS = {
    "names The Motley Fool": (
        "fool",
        re.compile(
            r"\b(?:The Motley Fool|Motley Fool Transcri\w{1,9})\b|\bfool\.com/|^Source: motley_?fool", re.I | re.M
        ),
    ),
    "'Full Conference Call Transcript'": (
        "full conference call",
        re.compile(r"^\s{0,4}Full conference call transcript:?\s{0,4}$", re.M | re.I),
    ),
    "'Duration: n minutes'": ("duration:", re.compile(r"^\s{0,4}Duration: \d{1,3} minutes", re.M)),
    "'Call participants:'": ("call participants", re.compile(r"^\s{0,4}Call participants:?\s{0,4}$", re.M | re.I)),
    "'Questions & Answers:'": (
        "answers:",
        re.compile(r"^\s{0,4}Questions (?:&|and) Answers:\s{0,4}$", re.M | re.I),
    ),
}
_TRANSCRIPT = re.compile(r"full conference call transcript:?", re.I)
_END = re.compile(
    r"More [A-Z][\w.]{0,9} analysis|All earnings call transcripts|Stocks Mentioned$|Read Next$"
    r"|Premium Investing Services|This article is a transcript of|The Motley Fool (?:has|recommends|owns)\b"
)
_DURATION = re.compile(r"Duration: \d{1,3} minutes")
_SITE = re.compile(
    r"Image source: .{0,80}|Advertisement|\*?\s?Stock Advisor returns as of .{0,80}|See the \d{1,3} stocks.{0,20}"
    r"|\d{1,3} stocks we like better than .{0,80}|They just revealed what they believe.{0,400}"
    r"|When (?:our analyst team has a|investing geniuses|David and Tom Gardner)\b.{0,400}",
    re.I,
)
_MIN_MARKS = 2
_MIN_SPEAKERS = 2


class MotleyFoolLayout:
    """See the module."""

    name = "motleyfool"

    def score(self, text: str) -> Score:
        """High with two of the site's marks and its speaker lines, else 0."""
        lower = text.lower()
        marks = [name for name, (word, pattern) in _MARKS.items() if word in lower and pattern.search(text)]
        if len(marks) < _MIN_MARKS:
            return Score(0.0, f"of the site's marks only: {', '.join(marks) or 'none'}")
        _, speakers = _scanned(text)
        reason = f"{', '.join(marks)}; {len(speakers)} speaker lines"
        return Score(0.97 if len(speakers) >= _MIN_SPEAKERS else 0.0, reason)

    def read(self, text: str) -> Draft:
        """Head, the call, the people of all lists; what the site adds within the call is left out and counted."""
        lines = split_lines(text)
        people, speakers = _scanned(text)
        first = _first(lines, speakers, people)
        end = _end(lines, first, speakers)
        stated, warnings = read_head([line.text for line in lines[:first]])
        turns, n_site = _read_body(text, lines[:end], first, speakers)
        if n_site:
            warnings += (f"text: {n_site} lines of the site within the call left out (advertisements)",)
        warnings += left_below(lines, _site_below(lines, end))
        return Draft(turns, people, warnings=warnings, stated=stated)


@lru_cache(maxsize=2)  # scored and then read
def _scanned(text: str) -> tuple[tuple[Participant, ...], dict[int, Spoken]]:
    """The people of the lists, and the speakers by the index of their line."""
    lines = split_lines(text)
    people = _people(lines)
    return people, find_speakers(lines, people)


def _people(lines: Sequence[Line]) -> tuple[Participant, ...]:
    """The people of every list under ``Call participants``; in the list of contents that heading has none."""
    entries: list[str] = []
    for i, line in enumerate(lines):
        if find_heading(line.text) != "analysts":
            continue
        for following in lines[i + 1 :]:
            if following.text and not is_entry(following.text):
                break
            entries += [following.text] if following.text else []
    return read_people(entries)


def _first(lines: Sequence[Line], speakers: dict[int, Spoken], people: Sequence[Participant]) -> int:
    """Index of the first speaker line: the one under the remarks' heading, or else the operator or one listed."""
    starts = [i for i, line in enumerate(lines) if find_heading(line.text) == "presentation" or _is_transcript(line)]
    for i in starts:  # in the list of contents other headings follow
        following = next((k for k in range(i + 1, len(lines)) if lines[k].text), None)
        if following in speakers:
            return following
    listed = {person.name for person in people}
    sure = [i for i, spoken in speakers.items() if spoken.is_sure or spoken.header.name in listed]
    return min(sure or speakers, default=len(lines))


def _is_transcript(line: Line) -> bool:
    return _TRANSCRIPT.fullmatch(line.text) is not None


def _end(lines: Sequence[Line], first: int, speakers: dict[int, Spoken]) -> int:
    """The index of the first line behind the call: its duration, the people, or the site's last words."""
    last = max(speakers, default=0)
    for i in range(first, len(lines)):
        text = lines[i].text
        if _DURATION.match(text) or find_heading(text) == "analysts":
            return i
        if _END.match(text) and (i > last or any(find_heading(line.text) == "analysts" for line in lines[i:last])):
            return i
    return len(lines)


def _site_below(lines: Sequence[Line], end: int) -> int:
    """Index of the first line behind the call that is neither its duration nor its list of people."""
    for i in range(end, len(lines)):
        text = lines[i].text
        known = not text or _DURATION.match(text) or find_heading(text) == "analysts" or is_entry(text)
        if not known:
            return i
    return len(lines)


def _read_body(
    text: str, lines: Sequence[Line], first: int, speakers: dict[int, Spoken]
) -> tuple[tuple[DraftTurn, ...], int]:
    headed = any(find_heading(line.text) == "questions" for line in lines[first:])
    scribe = Scribe(text, wrapped=False, section="prepared_remarks" if headed else None)
    n_site = 0
    for i in range(first, len(lines)):
        line, spoken = lines[i], speakers.get(i)
        if spoken:
            scribe.speaker(spoken.header)
            if spoken.start < line.end:
                scribe.words(line, spoken.start)
        elif find_heading(line.text) == "questions":
            scribe.heading("q_and_a")
        elif _SITE.fullmatch(line.text):
            n_site += 1
        elif not line.text:
            scribe.blank()
        else:
            scribe.words(line)
    return scribe.finish(), n_site

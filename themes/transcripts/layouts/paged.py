"""A company's own document of many pages (PDF): people at its head, running headers, then the call in lines.

Speakers stand before a colon, in the margin, or on lines of their own (:mod:`paged_speakers`).  Slide headings,
running lines and the small print behind the call are no speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from themes.records import Participant
from themes.transcripts.draft import Draft, DraftTurn, Scribe
from themes.transcripts.headers import find_heading, is_operator
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.paged_speakers import SpeakerFinder, Spoken, is_leader
from themes.transcripts.layouts.pages import find_running, small_print_start
from themes.transcripts.lines import Line, find_furniture, split_lines
from themes.transcripts.people import Directory

_QUESTIONS = re.compile(
    r"(?:analysts?'? )?(?:Q\s?&\s?A|questions? (?:and|&) answers?)(?: session| section)?(?:\s\([^()]{0,60}\))?:?", re.I
)
_SLIDE = re.compile(r"(?:slide|page) \d{1,3}\s?[-–—:]\s?.{0,150}", re.I)
_BULLET = re.compile(r"[-–•▪·]\s{1,9}(?=\S)")
_MIN_PAGES = 3
_MIN_TURNS = 3
_MAX_PREAMBLE_LINES = 60


class PagedLayout:
    """See the module."""

    name = "paged"

    def score(self, text: str) -> Score:
        """Middling with pages and speakers, so that a vendor's layout comes first; 0 without pages."""
        n_pages = text.count("\f") + 1
        if n_pages < _MIN_PAGES:
            return Score(0.0, "no page breaks")
        _, _, found = _scanned(text)
        n_people = len({spoken.header.name for spoken in found.values()})
        reason = f"{n_pages} pages, {len(found)} speaker lines of {n_people} people"
        return Score(0.75 if len(found) >= _MIN_TURNS and n_people > 1 else 0.0, reason)

    def read(self, text: str) -> Draft:
        """Head, body; the small print behind the last speaker is left out and counted."""
        lines = split_lines(text)
        running, finder, speakers = _scanned(text)
        first = min(speakers, default=len(lines) + 1)
        end = small_print_start(lines, max(speakers, default=0) - 1)
        preamble = tuple(line.text for line in lines if line.text and line.number < first)[:_MAX_PREAMBLE_LINES]
        headers = tuple(dict.fromkeys(line.text for line in lines if line.number in running and line.number > first))
        furniture = running | find_furniture(lines, ()) | finder.after_name()
        body = [line for line in lines[:end] if line.number >= first]
        scribe, n_slides = _write(text, body, furniture, speakers, finder.margin_rest())
        left_out = [
            (n_slides, "slide headings"),
            (sum(bool(line.text) for line in lines[end:]), "lines of small print"),
        ]
        warnings = tuple(f"text: {n} {what} left out" for n, what in left_out if n)
        return Draft(_with_askers(scribe.finish(), finder.roster), finder.roster, preamble + headers, warnings=warnings)


@lru_cache(maxsize=2)  # scored and then read
def _scanned(text: str) -> tuple[frozenset[int], SpeakerFinder, dict[int, Spoken]]:
    """Numbers of the running lines, the finder, and the speakers that it found."""
    lines = split_lines(text)
    running = find_running(text, lines)
    finder = SpeakerFinder(lines, running)
    return running, finder, finder.find()


def _write(
    text: str, body: Sequence[Line], furniture: frozenset[int], speakers: dict[int, Spoken], margin: dict[int, int]
) -> tuple[Scribe, int]:
    scribe = Scribe(text, section="prepared_remarks")
    n_slides = 0
    for line in body:
        bullet = _BULLET.match(line.text)
        if not line.text:
            scribe.blank()
        elif line.number in speakers:
            spoken = speakers[line.number]
            scribe.speaker(spoken.header)
            if spoken.start < line.end:
                scribe.words(_from(line, spoken.start))
        elif line.number in furniture or is_leader(line.text):
            scribe.page()
        elif line.number in margin:
            scribe.page()
            scribe.words(_from(line, margin[line.number]))
        elif find_heading(line.text) in ("presentation", "questions") or _QUESTIONS.fullmatch(line.text):
            scribe.heading("prepared_remarks" if find_heading(line.text) == "presentation" else "q_and_a")
        elif _SLIDE.fullmatch(line.text):
            n_slides += 1
            scribe.blank()
        elif bullet:
            scribe.blank()
            scribe.words(_from(line, line.start + bullet.end()))
        else:
            scribe.words(line)
    return scribe, n_slides


def _with_askers(turns: tuple[DraftTurn, ...], roster: Sequence[Participant]) -> tuple[DraftTurn, ...]:
    """Whoever speaks only after the questions began and is not among the listed executives asks them.

    With an operator on the line this is for the assembler to say, which hears whom the operator calls.
    """
    if not roster or any(is_operator(turn.header.name) for turn in turns):
        return turns
    own = Directory([*roster, *(Participant(t.header.name, "executive") for t in turns if t.section != "q_and_a")])
    settled = []
    for turn in turns:
        asks = turn.section == "q_and_a" and turn.header.role is None and own.find(turn.header.name) is None
        settled.append(replace(turn, header=replace(turn.header, role="analyst")) if asks else turn)
    return tuple(settled)


def _from(line: Line, start: int) -> Line:
    return replace(line, start=start, text=line.text[start - line.start :])

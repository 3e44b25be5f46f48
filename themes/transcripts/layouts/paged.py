"""A company's own document of many pages (PDF): people at its head, running headers, then the call in lines.

Speakers stand before a colon, in the margin, or on lines of their own (:mod:`paged_speakers`).  A letter to the
exchange and a title page with its people may come first (:mod:`covers`, :mod:`management`).  Slide headings, running
lines and the small print behind the call are no speech.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from themes.records import Participant, Role, Section
from themes.transcripts.cleaning import join_turn
from themes.transcripts.dates import find_date
from themes.transcripts.draft import Draft, DraftTurn, Scribe, Stated
from themes.transcripts.headers import find_heading, is_operator
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.casing import spoken_spellings
from themes.transcripts.layouts.covers import cover_lines, fields_of, held_on, signed_for, symbol_of, title_lines
from themes.transcripts.layouts.management import OnTheLine, read_on_the_line
from themes.transcripts.layouts.paged_speakers import SpeakerFinder, Spoken, is_leader
from themes.transcripts.layouts.pages import (
    find_running,
    is_transcript_mark,
    running_on,
    small_print_start,
    split_pages,
)
from themes.transcripts.lines import Line, find_furniture, split_lines
from themes.transcripts.people import Directory
from themes.transcripts.sections import find_questions

_QUESTIONS = re.compile(
    r"(?:analysts?'? )?(?:Q\s?&\s?A|questions? (?:and|&) answers?)(?: session| section)?(?:\s\([^()]{0,60}\))?:?", re.I
)
_SLIDE = re.compile(r"(?:slide|page) \d{1,3}\s?[-–—:]\s?.{0,150}", re.I)
_BULLET = re.compile(r"[-–•▪·]\s{1,9}(?=\S)")
_QUOTES = ("“", "”", '"', "‟")
_MIN_PAGES = 3
_MIN_TURNS = 3
_FEW_PAGES = 6
_SURE, _UNSURE = 0.75, 0.3
_MAX_PREAMBLE_LINES, _MAX_TITLE_LINES, _MAX_TITLE_QUOTED = 60, 80, 4


class PagedLayout:
    """See the module."""

    name = "paged"

    def score(self, text: str) -> Score:
        """Middling with pages and speakers, so that a vendor's layout comes first; 0 without pages or a margin."""
        n_pages = text.count("\f") + 1
        if n_pages < _MIN_PAGES and "\t" not in text and n_pages == 1:
            return Score(0.0, "no page breaks")
        scan = _scanned(text)
        n_people = len({spoken.header.name for spoken in scan.speakers.values()})
        if n_pages == 1 and not scan.finder.has_margin_colons:
            return Score(0.0, "no page breaks, no names in a margin")
        reason = f"{n_pages} pages, {len(scan.speakers)} speaker lines of {n_people} people"
        sure = n_pages >= _MIN_PAGES or scan.finder.has_margin_colons
        value = _SURE if sure else _UNSURE
        return Score(value if len(scan.speakers) >= _MIN_TURNS and n_people > 1 else 0.0, reason)

    def read(self, text: str) -> Draft:
        """Head, body; the small print behind the last speaker is left out and counted."""
        lines = split_lines(text)
        scan = _scanned(text)
        speakers, finder = scan.speakers, scan.finder
        first = min(speakers, default=len(lines) + 1)
        end = small_print_start(lines, max(speakers, default=0) - 1)
        preamble, stated = _head(scan, [line for line in lines if line.text and line.number < first])
        headers = tuple(
            dict.fromkeys(line.text for line in lines if line.number in scan.running and line.number > first)
        )
        furniture = scan.running | finder.after_name()
        body = [line for line in lines[:end] if line.number >= first]
        scribe, n_slides = _write(text, body, furniture, speakers, finder.margin_rest())
        left_out = [
            (n_slides, "slide headings"),
            (sum(bool(line.text) for line in lines[end:]), "lines of small print"),
            (len(scan.cover), "lines of a letter to the exchange"),
        ]
        warnings = tuple(f"text: {n} {what} left out" for n, what in left_out if n)
        turns = _with_questions(_with_askers(scribe.finish(), finder.roster), scan.people.people)
        return Draft(turns, finder.roster, preamble + headers + scan.letter_titles(), warnings=warnings, stated=stated)


@dataclass(frozen=True)
class _Scan:
    """What a document's lines are: of the page, of the letter before the call, of its list of people, speakers."""

    running: frozenset[int]
    cover: tuple[Line, ...]
    people: OnTheLine
    finder: SpeakerFinder
    speakers: dict[int, Spoken]

    def letter_titles(self) -> tuple[str, ...]:
        """Lines of the letter that may name the call: the last to be asked."""
        return tuple(title_lines(self.cover))[:_MAX_PREAMBLE_LINES]


@lru_cache(maxsize=2)  # scored and then read
def _scanned(text: str) -> _Scan:
    lines = split_lines(text)
    pages = split_pages(text, lines)
    cover = cover_lines(pages)
    letter = {line.number for line in cover}
    running = find_running(text, lines) | find_furniture(lines, ())
    kept = [line for line in lines if line.text and line.number not in running and line.number not in letter]
    spellings = spoken_spellings("\n".join(line.text for line in kept if not line.text.isupper()))
    people = read_on_the_line(kept[:_MAX_TITLE_LINES], spellings)
    skipped = running | letter | people.lines
    finder = SpeakerFinder(lines, skipped, people.people)
    speakers = finder.find()
    if len(pages) - len(letter and pages[:1]) < _FEW_PAGES:
        # Too few pages to see what returns at their edges; what stands in the head does, and on them it is no speech.
        first = min(speakers, default=0)
        running |= find_furniture(lines, [line.text for line in kept if line.number < first])
        running |= _returning([page for page in pages if page and page[-1].number >= first], speakers)
        finder = SpeakerFinder(lines, running | letter | people.lines, people.people)
        speakers = finder.find()
    return _Scan(running, cover, people, finder, speakers)


def _returning(pages: Sequence[Sequence[Line]], speakers: dict[int, Spoken]) -> frozenset[int]:
    """Lines that stand at the edges of two pages or more, all there are, and are no speech."""
    if len(pages) < 2:
        return frozenset()
    by_number = {line.number: line.text for page in pages for line in page}
    found = running_on(pages, len(pages))
    return frozenset(n for n in found if n not in speakers and not by_number[n].endswith((".", "?", "!")))


def _head(scan: _Scan, head: Sequence[Line]) -> tuple[tuple[str, ...], Stated]:
    """Lines before the call but for the letter and the list of people, and what only the letter states."""
    letter = {line.number for line in scan.cover}
    title = _unquoted([line.text for line in head if line.number not in letter | scan.people.lines])
    page_lines = [line.text for line in head if line.number not in letter] + list(title)
    fields = fields_of(title)
    is_dated = any(find_date(text) for text in page_lines)
    return title[:_MAX_PREAMBLE_LINES], Stated(
        company=fields.get("company") or (None if title else signed_for(scan.cover)),
        ticker=fields.get("ticker") or symbol_of(scan.cover),
        call_date=fields.get("call_date") or (None if is_dated else held_on(scan.cover)),
        title=fields.get("title"),
    )


def _unquoted(texts: Sequence[str]) -> tuple[str, ...]:
    """Lines without quotation marks; a title in quotes that goes over several lines is one."""
    done: list[str] = []
    at = 0
    while at < len(texts):
        n = 1
        if texts[at].startswith(_QUOTES):
            closed = (k for k in range(1, _MAX_TITLE_QUOTED + 1) if "".join(texts[at : at + k]).endswith(_QUOTES))
            n = next(closed, 1)
        done.append(" ".join(text.strip("".join(_QUOTES)).strip() for text in texts[at : at + n]))
        at += n
    return tuple(done)


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
        elif line.number in furniture or is_leader(line.text) or is_transcript_mark(line.text):
            scribe.page()
        elif line.number in margin:
            scribe.page()
            scribe.words(_from(line, margin[line.number]))
        elif section := _section(line.text):
            scribe.heading(section)
        elif _SLIDE.fullmatch(line.text):
            n_slides += 1
            scribe.blank()
        elif bullet:
            scribe.blank()
            scribe.words(_from(line, line.start + bullet.end()))
        else:
            scribe.words(line)
    return scribe, n_slides


def _section(text: str) -> Section | None:
    """The section that a line heads; none for a line of speech that has a heading's letters in its midst."""
    if _QUESTIONS.fullmatch(text):
        return "q_and_a"
    kind = find_heading(text)
    if kind not in ("presentation", "questions") or text[:1].islower() or ". " in text:
        return None
    return "prepared_remarks" if kind == "presentation" else "q_and_a"


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


def _with_questions(turns: tuple[DraftTurn, ...], people: Sequence[Participant]) -> tuple[DraftTurn, ...]:
    """Where an analyst hosts the call and leads in, the questions begin with the first that is called."""
    if not any(person.role == "analyst" for person in people) or any(turn.section == "q_and_a" for turn in turns):
        return turns
    known = Directory(people)
    roles: list[Role] = ["operator" if is_operator(turn.header.name) else "unknown" for turn in turns]
    texts = [words.text if (words := join_turn(turn.paragraphs)) else "" for turn in turns]
    begins = find_questions(roles, texts)
    if begins is None:  # no operator: whoever is not listed asks
        strangers = (i for i, turn in enumerate(turns) if i and known.find(turn.header.name) is None)
        begins = next(strangers, len(turns))
    return tuple(replace(turn, section="q_and_a") if i >= begins else turn for i, turn in enumerate(turns))


def _from(line: Line, start: int) -> Line:
    return replace(line, start=start, text=line.text[start - line.start :])

"""FactSet CallStreet text: dotted rules, a name above an affiliation, ``Q`` or ``A`` at the affiliation's end.

``CORPORATE PARTICIPANTS`` and ``OTHER PARTICIPANTS`` list people in pairs of lines; ``Operator:`` speaks on its line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from themes.records import Participant, Role
from themes.transcripts.draft import Draft, Scribe
from themes.transcripts.headers import SpeakerHeader, find_heading, has_title_words, looks_like_name
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.pages import find_running
from themes.transcripts.layouts.rosters import read_roster
from themes.transcripts.lines import Line, find_furniture, split_lines
from themes.transcripts.people import Directory

_RULE = re.compile(r"\.{20,400}")
_MARKED = re.compile(r"(?P<affiliation>.{2,160}?)\s{1,9}(?P<mark>[QA])")
_OPERATOR = re.compile(r"Operator:\s{0,4}(?=\S|$)")
_SMALL_PRINT = re.compile(r"(?:disclaimer$|the information herein is based on sources|copyright\s?©)", re.I)
_PAGE_LINE = re.compile(
    r"1-8\d\d-[A-Z0-9-]{4,15}\b.{0,60}|(?:.{1,100}\s{2,60})?(?:corrected|raw) transcript|.{1,60}\s{2,60}www\.\S{3,60}",
    re.I,
)
_ROLES: dict[str, Role] = {"Q": "analyst", "A": "executive"}
_MIN_RULES, _MIN_SPEAKERS = 3, 2


class CallStreetLayout:
    """See the module."""

    name = "callstreet"

    def score(self, text: str) -> Score:
        """High with dotted rules and names above affiliations."""
        if text.count("." * 20) < _MIN_RULES:
            return Score(0.0, "no dotted rules")
        n_rules = sum(_RULE.fullmatch(line.text) is not None for line in split_lines(text))
        n_speakers = len(_scanned(text)[1])
        found = n_rules >= _MIN_RULES and n_speakers >= _MIN_SPEAKERS
        return Score(0.96 if found else 0.0, f"{n_rules} dotted rules, {n_speakers} names above an affiliation")

    def read(self, text: str) -> Draft:
        """Head, lists, body, small print."""
        lines = split_lines(text)
        (head, body), speakers = _scanned(text)
        preamble = tuple(line.text for line in lines[:head] if line.text)
        furniture = find_furniture(lines, preamble) | (find_running(text, lines) if "\f" in text else frozenset())
        scribe = Scribe(text, section="prepared_remarks")
        affiliation = False
        for i, line in enumerate(lines[body:], body):
            heading = find_heading(line.text)
            operator = _OPERATOR.match(line.text)
            if affiliation:
                affiliation = False
            elif i in speakers:
                scribe.speaker(speakers[i])
                affiliation = True
            elif operator:
                scribe.speaker(SpeakerHeader("Operator"))
                if operator.end() < len(line.text):
                    scribe.words(line, line.start + operator.end())
            elif heading in ("presentation", "questions"):
                scribe.heading("q_and_a" if heading == "questions" else "prepared_remarks")
            elif _SMALL_PRINT.match(line.text) and i > max(speakers, default=0):
                break
            elif line.number in furniture or _RULE.fullmatch(line.text) or _PAGE_LINE.fullmatch(line.text):
                scribe.page()
            elif line.text:
                scribe.words(line)
            else:
                scribe.blank()
        return Draft(scribe.finish(), _roster(lines[head:body]), preamble)


@lru_cache(maxsize=2)  # scored and then read
def _scanned(text: str) -> tuple[tuple[int, int], dict[int, SpeakerHeader]]:
    """Indices at which lists and body begin, and the speakers by the index of their name's line."""
    lines = split_lines(text)
    headings = {i: heading for i, line in enumerate(lines) if (heading := find_heading(line.text))}
    starts = [i for i, heading in headings.items() if heading in ("presentation", "questions")]
    body = min(starts, default=0)
    lists = [i for i, heading in headings.items() if heading in ("executives", "analysts") and i < body]
    head = min([*lists, body])
    people = Directory(_roster(lines[head:body]))
    speakers: dict[int, SpeakerHeader] = {}
    ruled = False
    for i in range(body, len(lines) - 1):
        header = _header(lines[i].text, lines[i + 1].text, people, ruled)
        if header:
            speakers[i] = header
        if lines[i].text:
            ruled = _RULE.fullmatch(lines[i].text) is not None
    return (head, body), speakers


def _roster(lines: Sequence[Line]) -> tuple[Participant, ...]:
    return read_roster([line for line in lines if not _RULE.fullmatch(line.text)], ())


def _header(name: str, below: str, people: Directory, ruled: bool) -> SpeakerHeader | None:
    """The speaker of a name's line.

    The line below is a title with a mark or under a rule, or is what the list says of this person.
    """
    if not below or not looks_like_name(name) or len(name.split()) < 2:
        return None
    marked = _MARKED.fullmatch(below)
    affiliation = marked["affiliation"] if marked else below
    known = people.find(name)
    listed = known is not None and affiliation == ", ".join(part for part in (known.title, known.firm) if part)
    if not listed and not ((marked or ruled) and has_title_words(affiliation)):
        return None
    title, comma, firm = affiliation.partition(", ")
    role = _ROLES[marked["mark"]] if marked else None
    return SpeakerHeader(name, firm if comma else None, title, 2, role)

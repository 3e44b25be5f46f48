"""The canonical text of structured data (see docs/structured.md): a mark, labelled fields, a header line a turn.

Turns begin with ``== section | role | speaker | title | firm`` at the very start of a line; a line that was indented
is words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from themes.records import Event, Participant, Role, Section
from themes.transcripts.draft import UNKNOWN_SPEAKER, Draft, Scribe, Stated
from themes.transcripts.extraction.rendering import MARK, TURN
from themes.transcripts.headers import SpeakerHeader, is_operator, split_affiliation, split_dashes
from themes.transcripts.layouts.base import Score
from themes.transcripts.lines import Line, split_lines
from themes.transcripts.people import role_of_title

_FIELDS = ("company", "ticker", "fiscal_quarter", "call_date", "title")
_EVENTS: dict[str, Event] = {"earnings": "earnings", "conference": "conference", "other": "other"}
_SECTIONS: dict[str, Section] = {"prepared_remarks": "prepared_remarks", "q_and_a": "q_and_a"}
_ROLES: dict[str, Role] = {"executive": "executive", "analyst": "analyst", "operator": "operator", "unknown": "unknown"}


class StructuredLayout:
    """See the module."""

    name = "structured"

    def score(self, text: str) -> Score:
        """1 with the mark on the first line."""
        found = text.startswith(f"{MARK}\n")
        return Score(1.0 if found else 0.0, f"{'the' if found else 'no'} mark '{MARK}' on the first line")

    def read(self, text: str) -> Draft:
        """Fields, people, turns; speech of nobody (``Duration: 45 minutes``) has no words and drops out."""
        lines = split_lines(text)
        first = next((i for i, line in enumerate(lines) if _is_header(line, text)), len(lines))
        scribe = Scribe(text, wrapped=False)
        for line in lines[first:]:
            if _is_header(line, text):
                section, header = _header(line.text)
                if section and section != scribe.section:
                    scribe.heading(section)
                scribe.speaker(header)
            elif line.text:
                scribe.words(line)
        fields = [(name, value) for line in lines[1:first] for name, _, value in [line.text.partition(": ")] if value]
        roster = tuple(_person(value) for name, value in fields if name == "participant")
        notes = tuple(value for name, value in fields if name == "note")
        return Draft(scribe.finish(), roster, warnings=notes, stated=_stated(fields))


def _is_header(line: Line, text: str) -> bool:
    return line.text.startswith(TURN) and (line.start == 0 or text[line.start - 1] == "\n")


def _header(text: str) -> tuple[Section | None, SpeakerHeader]:
    parts = [part.strip() for part in text.removeprefix(TURN).split("|")]
    section, role, speaker, title, firm = [*parts, "", "", "", "", ""][:5]
    name = "Operator" if is_operator(speaker) else speaker or UNKNOWN_SPEAKER
    known = _ROLES.get(role)
    return _SECTIONS.get(section), SpeakerHeader(name, firm or None, title or None, 1, known)


def _person(entry: str) -> Participant:
    """A person as printed: ``Name -- Title``, ``Name--Firm -- Analyst``."""
    name, *rest = split_dashes(entry.replace("--", " -- "))
    firm, title = split_affiliation(rest)
    return Participant(name, role_of_title(name, title or firm), title, firm)


def _stated(fields: Sequence[tuple[str, str]]) -> Stated:
    found = dict(_last(fields))
    event = _EVENTS.get(found.get("event", "").lower())
    return Stated(event=event, **{name: found[name] for name in _FIELDS if name in found})


def _last(fields: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return ((name, value) for name, value in fields if name not in ("participant", "note"))

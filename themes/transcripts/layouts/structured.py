"""The canonical text of structured data (see docs/structured.md): a mark, labelled fields, a header line a turn.

Turns begin with ``== section | role | speaker | title | firm`` at the very start of a line; a line that was indented
is words.  People write the form by hand too: values are understood here as they are in tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from themes.records import Participant, Section
from themes.transcripts.draft import UNKNOWN_SPEAKER, Draft, Scribe, Stated
from themes.transcripts.extraction.columns import key
from themes.transcripts.extraction.rendering import MARK, TURN
from themes.transcripts.extraction.speakers import printed_person
from themes.transcripts.extraction.table_forms import FORMS, event_in, not_understood, role_in, section_in
from themes.transcripts.headers import SpeakerHeader, is_operator, operator_name
from themes.transcripts.layouts.base import Score
from themes.transcripts.lines import Line, split_lines

_MARK = re.compile(rf"\s{{0,99}}{MARK}[ \t]{{0,99}}(?:\n|\Z)", re.I)
_PLAIN_FIELDS = ("company", "ticker", "title")
_MAX_VALUES_TOLD = 5


class StructuredLayout:
    """See the module."""

    name = "structured"

    def score(self, text: str) -> Score:
        """1 with the mark on the first line."""
        found = _MARK.match(text) is not None
        return Score(1.0 if found else 0.0, f"{'the' if found else 'no'} mark '{MARK}' on the first line")

    def read(self, text: str) -> Draft:
        """Fields, people, turns; a turn without words (``Duration: 45 minutes``) drops out."""
        lines = split_lines(text)
        first = next((i for i, line in enumerate(lines) if _is_header(line, text)), len(lines))
        scribe = Scribe(text, wrapped=False)
        strange: list[tuple[str, str]] = []
        for line in lines[first:]:
            if _is_header(line, text):
                section, header = _header(line.text, strange)
                if section and section != scribe.section:
                    scribe.heading(section)
                scribe.speaker(header)
            elif line.text:
                scribe.words(line)
        head = _read_head([line.text for line in lines[:first] if line.text][1:])
        return Draft(
            scribe.finish(), head.roster, head.preamble, warnings=head.warnings + _told(strange), stated=head.stated
        )


def _is_header(line: Line, text: str) -> bool:
    at_start = line.start == 0 or text[line.start - 1] == "\n"
    return at_start and (line.text == TURN or line.text.startswith(f"{TURN} "))


def _header(text: str, strange: list[tuple[str, str]]) -> tuple[Section | None, SpeakerHeader]:
    """Section and speaker; a role that is none becomes the title, what is not understood goes to ``strange``."""
    parts = [part.strip() for part in text.removeprefix(TURN).split("|", 4)]
    section, role, speaker, title, firm = [*parts, "", "", "", ""][:5]
    known = role_in(role)
    if role and known is None:
        if title:
            strange.append(("role", role))
        title = title or role
    if section and section_in(section) is None:
        strange.append(("section", section))
    unnamed = "Operator" if known == "operator" else UNKNOWN_SPEAKER
    name = operator_name(speaker) if is_operator(speaker) else speaker or unnamed
    return section_in(section), SpeakerHeader(name, firm or None, title or None, 1, known)


def _told(strange: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    warnings: list[str] = []
    for name in dict.fromkeys(name for name, _ in strange):
        values = list(dict.fromkeys(value for field, value in strange if field == name))
        more = f" and {len(values) - _MAX_VALUES_TOLD} more" if len(values) > _MAX_VALUES_TOLD else ""
        warnings.append(f"{name}: {', '.join(map(repr, values[:_MAX_VALUES_TOLD]))}{more} not understood")
    return tuple(warnings)


def _read_head(lines: Sequence[str]) -> Draft:
    """A draft without turns: labelled fields, people and notes; other lines are the preamble."""
    found: dict[str, str] = {}
    roster: list[Participant] = []
    preamble: list[str] = []
    warnings: list[str] = []
    for line in lines:
        label, _, value = (part.strip() for part in line.partition(":"))
        name = key(label)
        if name == "note":
            warnings.append(value)
        elif name == "participant":
            roster.extend(printed_person(value))
        elif name in FORMS and value:
            understood = FORMS[name][0](value)
            if understood:
                found[name] = understood
            else:
                warnings.append(not_understood(name, value))
        elif name in _PLAIN_FIELDS and value:
            found[name] = value
            preamble += [value] if name == "title" else []  # it may name company, ticker and quarter
        else:
            preamble.append(line)
    return Draft((), tuple(roster), tuple(preamble), warnings=tuple(warnings), stated=_stated(found))


def _stated(found: Mapping[str, str]) -> Stated:
    fields = {name: value for name, value in found.items() if name != "event"}
    return Stated(event=event_in(found.get("event", "")), **fields)

"""Structured calls as text that a person can read, and write by hand.

In: :class:`StructuredCall`.  Out: the canonical text, which the layout ``structured`` reads back: a mark, labelled
fields, a line a person, and a line ``== section | role | speaker | title | firm`` before each turn's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from themes.quarters import Quarter
from themes.records import Participant
from themes.transcripts.draft import Stated
from themes.transcripts.extraction.records import Row, StructuredCall, names_speakers
from themes.transcripts.extraction.speakers import printed_person
from themes.transcripts.extraction.table_forms import (
    FORMS,
    date_in,
    event_in,
    not_understood,
    quarter_in,
    role_in,
    role_of_component,
    section_in,
)

MARK = "callthemes transcript"
TURN = "=="
_MIN_WHOLE_WORDS = 200
_MAX_LABEL_CHARS = 100
_PLAIN_FIELDS = {"company": "company", "ticker": "ticker", "call_title": "title"}
_MAX_SECTIONS = 4
_HEADINGS = {"prepared_remarks": "Presentation", "q_and_a": "Questions and Answers"}


@dataclass(frozen=True)
class TableText:
    """The text of one call of a table; ``label`` tells it from the others, ``warnings`` what the text cannot say.

    ``stated`` and ``people`` are the fields of a whole transcript in one cell, which its own layout does not know of.
    """

    text: str
    label: str = ""
    warnings: tuple[str, ...] = ()
    stated: Stated = Stated()
    people: tuple[Participant, ...] = ()


class _Header(NamedTuple):
    section: str
    role: str
    speaker: str
    title: str
    firm: str


def render(call: StructuredCall) -> TableText:
    """The canonical text of a call; a whole transcript in one cell stays as it is, below a head made of the fields."""
    label = _inline(call.fields.get("call", "")).replace("/", "-")[:_MAX_LABEL_CHARS]
    if "call_date" not in call.fields and (day := date_in(call.fields.get("published", ""))):
        call.fields["call_date"] = day
        call.notes.append("call_date: the day of publication was taken; the call may have been earlier")
    if _is_whole(call.rows):
        return _whole(call, label)
    lines = [MARK, *_fields(call.fields), *(f"note: {note}" for note in call.all_notes())]
    lines += [f"participant: {_person(person)}" for person in call.people]
    said: _Header | None = None
    for row in call.rows:
        header = _header(row)
        lines.append("")
        if said is None or not _goes_on(said, header):
            lines.append(f"{TURN} {' | '.join(header)}".rstrip(" |"))
            said = header
        lines.append("\n\n".join(_body(row.text)))
    return TableText("\n".join(lines) + "\n", label)


def _is_whole(rows: list[Row]) -> bool:
    """Whether rows are a transcript as it is printed: one text, or a text a section, that names its speakers itself."""
    if not rows or any(row.speaker for row in rows) or (len(rows) > 1 and not all(row.section for row in rows)):
        return False
    if len(rows) > _MAX_SECTIONS:
        return False
    if len(rows) == 1 and len(rows[0].text.split()) >= _MIN_WHOLE_WORDS:
        return True
    return names_speakers("\n".join(row.text for row in rows))


def _whole(call: StructuredCall, label: str) -> TableText:
    """Title and date line as transcripts have them, for the layout that reads what stands below."""
    about = call.fields
    quarter = quarter_in(_quarter(about))
    day = date_in(about.get("call_date", "")) or ""
    title = _inline(about.get("call_title", "") or (call.rows[0].title if len(call.rows) == 1 else ""))
    made = _title(about, Quarter.parse(quarter) if quarter else None)
    warnings = [
        not_understood(name, value)
        for name, value, known in (
            ("fiscal_quarter", _quarter(about), quarter),
            ("call_date", about.get("call_date", ""), day),
            ("event", about.get("event", ""), event_in(about.get("event", ""))),
        )
        if value and not known
    ]
    stated = Stated(
        company=_inline(about.get("company", "")) or None,
        ticker=_inline(about.get("ticker", "")) or None,
        event=event_in(about.get("event", "")),
        fiscal_quarter=quarter,
        call_date=day or None,
        title=title or None,
    )
    body: list[str] = []
    for row in call.rows:
        heading = _HEADINGS.get(section_in(row.section) or "", "") if len(call.rows) > 1 else ""
        body += [heading, "", row.text, ""] if heading else [row.text]
    head = [line for line in dict.fromkeys((title, made, day)) if line]
    people = tuple(p for one in call.people for p in ([one] if isinstance(one, Participant) else printed_person(one)))
    text = "\n".join([*head, "", *body]).rstrip() + "\n"
    return TableText(text, label, (*warnings, *call.all_notes()), stated, people)


def _title(about: Mapping[str, str], quarter: Quarter | None) -> str:
    company, ticker = _inline(about.get("company", "")), _inline(about.get("ticker", ""))
    when = f"Q{quarter.number} {quarter.year}" if quarter else ""
    if ticker and not company:
        return " ".join(part for part in (ticker, "-", when, "Earnings Call") if part)
    parts = [company, f"({ticker})" if ticker else "", when]
    return " ".join(part for part in [*parts, "Earnings Call"] if part) if any(parts) else ""


def _fields(about: dict[str, str]) -> list[str]:
    lines = [f"{ours}: {_inline(about[name])}" for name, ours in _PLAIN_FIELDS.items() if name in about]
    for name, (understood, _) in FORMS.items():
        value = _inline(_quarter(about) if name == "fiscal_quarter" else about.get(name, ""))
        if value:
            lines.append(f"{name}: {understood(value) or value}")
    return lines


def _quarter(about: dict[str, str]) -> str:
    """The quarter's cell, with that of the year behind it unless the quarter has a year of its own."""
    label, year = about.get("fiscal_quarter", ""), about.get("year", "")
    return label if label and quarter_in(label) else f"{label} {year}".strip()


def _person(person: str | Participant) -> str:
    """A person as printed, or field by field in the order of a turn's header."""
    if isinstance(person, str):
        return _inline(person)
    parts = (person.role, person.name, person.title or "", person.firm or "")
    return " | ".join(_inline(part) for part in parts).rstrip(" |")


def _header(row: Row) -> _Header:
    return _read_header(row.section, row.role, row.speaker, row.title, row.firm)


@lru_cache(maxsize=1024)  # the same few people speak again and again
def _read_header(section: str, role: str, speaker: str, title: str, firm: str) -> _Header:
    section, role = _inline(section), _inline(role)
    return _Header(
        section_in(section) or section,
        role_in(role) or role or role_of_component(section) or "",
        _inline(speaker),
        _inline(title),
        _inline(firm),
    )


def _goes_on(said: _Header, header: _Header) -> bool:
    """Whether a row goes on with a turn: a named speaker, the same, and nothing else that differs."""
    same = all(new in ("", old) for old, new in zip(said, header, strict=True))
    return same and header.speaker == said.speaker != ""


def _inline(text: str) -> str:
    """A value on one line, without the sign that separates values."""
    return " ".join(text.replace("|", "/").split())


def _body(text: str) -> list[str]:
    """Paragraphs; a line that looks like a turn's header is indented, so that it stays words."""
    lines = (line.strip() for line in text.splitlines())
    return [f" {line}" if line.startswith(TURN) else line for line in lines if line]

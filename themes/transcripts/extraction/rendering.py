"""Structured calls as text that a person can read, and write by hand.

In: :class:`StructuredCall`.  Out: the canonical text, which the layout ``structured`` reads back: a mark, labelled
fields, a line a person, and a line ``== section | role | speaker | title | firm`` before each turn's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from themes.quarters import Quarter
from themes.transcripts.extraction.records import Row, StructuredCall
from themes.transcripts.extraction.table_forms import FORMS, date_in, quarter_in, role_in, section_in
from themes.transcripts.titles import read_titles

MARK = "callthemes transcript"
TURN = "=="
_MIN_WHOLE_WORDS = 200
_MAX_LABEL_CHARS = 100
_PLAIN_FIELDS = {"company": "company", "ticker": "ticker", "call_title": "title"}
_HEAD_FIELDS = ("company", "ticker", "fiscal_quarter", "call_date")


@dataclass(frozen=True)
class TableText:
    """The text of one call of a table; ``label`` tells it from the others, ``warnings`` what the text cannot say."""

    text: str
    label: str = ""
    warnings: tuple[str, ...] = ()


class _Header(NamedTuple):
    section: str
    role: str
    speaker: str
    title: str
    firm: str


def render(call: StructuredCall) -> TableText:
    """The canonical text of a call; a whole transcript in one cell stays as it is, below a head made of the fields."""
    label = _inline(call.fields.get("call", "")).replace("/", "-")[:_MAX_LABEL_CHARS]
    if len(call.rows) == 1 and not call.rows[0].speaker and len(call.rows[0].text.split()) >= _MIN_WHOLE_WORDS:
        return _whole(call, label)
    lines = [MARK, *_fields(call.fields), *(f"note: {note}" for note in call.all_notes())]
    lines += [f"participant: {_inline(person)}" for person in call.people]
    said: _Header | None = None
    for row in call.rows:
        header = _header(row)
        lines.append("")
        if said is None or not _goes_on(said, header):
            lines.append(f"{TURN} {' | '.join(header)}".rstrip(" |"))
            said = header
        lines.append("\n\n".join(_body(row.text)))
    return TableText("\n".join(lines) + "\n", label)


def _whole(call: StructuredCall, label: str) -> TableText:
    """Title and date line as transcripts have them, for the layout that reads what stands below."""
    about, row = call.fields, call.rows[0]
    named = quarter_in(_quarter(about))
    quarter = Quarter.parse(named) if named else None
    ticker = f"({about['ticker']})" if "ticker" in about else ""
    parts = [about.get("company", ""), ticker, f"Q{quarter.number} {quarter.year}" if quarter else ""]
    made = _inline(" ".join(part for part in [*parts, "Earnings Call"] if part)) if any(parts) else ""
    title = _inline(about.get("call_title", "") or row.title)
    head = [line for line in (title, made, date_in(about.get("call_date", "")) or "") if line]
    titled = read_titles(head)
    unseen = [name for name in _HEAD_FIELDS if about.get(name) and not getattr(titled, name)]
    warnings = [f"{name}: {about[name]!r} is not understood in a head" for name in unseen]
    warnings += [f"{name}: left out, the transcript is read by its own layout" for name in ("event",) if name in about]
    if call.people:
        warnings.append(f"participants: {len(call.people)} left out, the transcript is read by its own layout")
    return TableText("\n".join([*head, "", row.text]) + "\n", label, (*warnings, *call.all_notes()))


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


def _header(row: Row) -> _Header:
    section, role = _inline(row.section), _inline(row.role)
    return _Header(
        section_in(section) or section,
        role_in(role) or role,
        _inline(row.speaker),
        _inline(row.title),
        _inline(row.firm),
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

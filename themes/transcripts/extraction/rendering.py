"""Structured calls as text that a person can read, and write by hand.

In: :class:`StructuredCall`.  Out: the canonical text, which the layout ``structured`` reads back: a mark, labelled
fields, a line a person, and a line ``== section | role | speaker | title | firm`` before each turn's words.
"""

from __future__ import annotations

import re

from themes.transcripts.dates import find_date, find_quarter
from themes.transcripts.extraction.records import Row, StructuredCall

MARK = "callthemes transcript"
TURN = "=="
_MIN_WHOLE_WORDS = 200
_SECTIONS = (
    (re.compile(r"q\s?(?:&|and|_and_)?\s?a\b|question|answer", re.I), "q_and_a"),
    (re.compile(r"prepared|presentation|remarks|management discussion|intro", re.I), "prepared_remarks"),
)
_ROLES = {
    "executive": "executive", "executives": "executive", "management": "executive", "company": "executive",
    "corporate": "executive", "analyst": "analyst", "analysts": "analyst", "operator": "operator",
    "moderator": "operator", "unknown": "unknown",
}  # fmt: skip


def render(call: StructuredCall) -> str:
    """The canonical text of a call; a whole transcript in one cell stays as it is, below a head made of the fields."""
    if len(call.rows) == 1 and not call.rows[0].speaker and len(call.rows[0].text.split()) >= _MIN_WHOLE_WORDS:
        return "\n".join([*_head(call.fields), "", call.rows[0].text]) + "\n"
    lines = [MARK, *_fields(call)]
    lines += [f"participant: {_inline(person)}" for person in call.people]
    said: tuple[str, ...] | None = None
    for row in call.rows:
        header = _header(row)
        if header != said:
            lines += ["", f"{TURN} {' | '.join(header)}".rstrip(" |")]
            said = header
        else:
            lines.append("")
        lines.append("\n\n".join(_body(row.text)))
    return "\n".join(lines) + "\n"


def _head(about: dict[str, str]) -> list[str]:
    """Title and date line as transcripts have them, for the layout that reads what stands below."""
    label = _label(about.get("fiscal_quarter", ""), about.get("year", ""))
    quarter = f"Q{label[5]} {label[:4]}" if label else ""
    ticker = f"({about['ticker']})" if "ticker" in about else ""
    title = " ".join(part for part in (about.get("company", ""), ticker, quarter, "Earnings Call") if part)
    return [about.get("call_title") or title, find_date(about.get("call_date", "")) or ""]


def _fields(call: StructuredCall) -> list[str]:
    about, lines = call.fields, []
    for name in ("company", "ticker", "event"):
        if name in about:
            lines.append(f"{name}: {_inline(about[name])}")
    if "call_title" in about:
        lines.append(f"title: {_inline(about['call_title'])}")
    if "call_date" in about:
        day = find_date(about["call_date"])
        lines.append(f"call_date: {day}" if day else _unread("call_date", about["call_date"]))
    if "fiscal_quarter" in about:
        label = _label(about["fiscal_quarter"], about.get("year", ""))
        lines.append(f"fiscal_quarter: {label}" if label else _unread("fiscal_quarter", about["fiscal_quarter"]))
    if call.n_empty:
        lines.append(f"note: text: {call.n_empty} rows without a word left out")
    return lines


def _unread(name: str, value: str) -> str:
    return f"note: {name}: {_inline(value)!r} is not understood"


def _label(quarter: str, year: str) -> str | None:
    found = find_quarter(quarter)
    if found is None and year:
        found = find_quarter(f"Q{quarter.strip().lstrip('Qq')} {year}")
    return found[0] if found else None


def _header(row: Row) -> tuple[str, ...]:
    section = next((ours for pattern, ours in _SECTIONS if pattern.search(row.section)), "")
    role = _ROLES.get(row.role.strip().lower(), "")
    return (section, role, *(_inline(part) for part in (row.speaker, row.title, row.firm)))


def _inline(text: str) -> str:
    """A value on one line, without the sign that separates values."""
    return " ".join(text.replace("|", "/").split())


def _body(text: str) -> list[str]:
    """Paragraphs; a line that looks like a turn's header is indented, so that it stays words."""
    lines = (line.strip() for line in text.splitlines())
    return [f" {line}" if line.startswith(TURN) else line for line in lines if line]

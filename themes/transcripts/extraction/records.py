"""Structured calls: what a table or JSON file tells, before it is rendered as text.

In: rows with whatever names their makers chose.  Out: :class:`StructuredCall`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from themes.records import Participant
from themes.transcripts.extraction.columns import KNOWN, SYNONYMS, TIMES, Names, about_call, named, squeezed
from themes.transcripts.extraction.html import read_html
from themes.transcripts.extraction.table_forms import date_in, role_in
from themes.transcripts.headers import (
    find_heading,
    is_operator,
    looks_like_name,
    split_affiliation,
    split_comma,
    split_dashes,
)

_SECTIONS = {"presentation": "prepared_remarks", "questions": "q_and_a"}
_MIN_SPOKEN_WORDS = 5
_MIN_PARAGRAPH_WORDS = 60
_MIN_LOST_WORDS = 20
_MIN_LOST_CHARS = 60
_MAX_DEPTH = 20
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_ENDS = (".", "?", "!", "…", '"', "”")
_LABEL = re.compile(r"\d{1,3}|[A-Z]")  # as speech recognisers count speakers
_NAMED_LINE = re.compile(r"^[ \t]{0,9}([A-Z][^:\n]{1,60}?)[ \t]{0,3}(?::|--|[ \t]-[ \t])", re.M)
_OPERATOR_LINE = re.compile(r"^[ \t]{0,9}operator[ \t]{0,9}$", re.M | re.I)
_MARKUP = re.compile(r"<(?:p|br|div|strong|h[1-6]|li)\b[^<>\n]{0,200}/?>", re.I)
_IN_BRACKETS = re.compile(r"([^()]{2,60}?)\s{0,3}\(([^()]{2,80})\)")
_CALL_WORDS = re.compile(r"\b(?:call|transcript|earnings|results|conference|Q[1-4])\b", re.I)
Rows = list[tuple[dict[str, str], dict[str, str]]]


@dataclass(frozen=True)
class Row:
    """A piece of speech and what is said of it; every field is text, empty where missing."""

    text: str
    speaker: str = ""
    title: str = ""
    firm: str = ""
    role: str = ""
    section: str = ""


@dataclass
class StructuredCall:
    """One call: its labelled fields, its people as printed or field by field, its rows in order, rows left out."""

    fields: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    people: list[str | Participant] = field(default_factory=list)
    n_empty: int = 0
    notes: list[str] = field(default_factory=list)
    n_lost: Counter[str] = field(default_factory=Counter)

    def all_notes(self) -> list[str]:
        """What was left out, a line each."""
        empty = [f"text: {self.n_empty} rows without a word left out"] if self.n_empty else []
        n, where = sum(self.n_lost.values()), ", ".join(self.n_lost)
        lost = [f"text: {n:,} words left out, not known to be spoken ({where})"] if n else []
        return [*empty, *dict.fromkeys(self.notes), *lost]

    def mended(self, repair: Callable[[str], str]) -> StructuredCall:
        """The call with every text repaired, and words as a page shows them where they are written as one."""
        mend = lru_cache(maxsize=1024)(repair)  # names and titles come again and again
        rows = [
            Row(_shown(repair(row.text)), *map(mend, (row.speaker, row.title, row.firm, row.role, row.section)))
            for row in self.rows
        ]
        fields = {name: repair(value) for name, value in self.fields.items()}
        people = [repair(one) if isinstance(one, str) else _mended(one, repair) for one in self.people]
        return StructuredCall(fields, rows, people, self.n_empty, self.notes, self.n_lost)


def calls_of_rows(rows: Iterable[Mapping[str, object]], outer: Mapping[str, str] | None = None) -> list[StructuredCall]:
    """Calls of a table's rows, in the order of their first rows; ``outer``: fields that hold for all of them.

    A row belongs to the call before it unless a field of the call differs; what it leaves blank does not differ.
    """
    spoken: Rows = []
    lost: list[dict[str, int]] = []
    for row in rows:
        cells = cells_of(row)
        about = _about_row(row, has_day=not spoken or "timed" not in cells)  # speech may go on after midnight
        if "speaker" in cells and names_speakers(cells.get("text", "")):  # a whole call is nobody's speech
            about.setdefault("company", cells.pop("speaker"))
        spoken.append((about, cells))
        lost.append(words_lost(row))
    if _names_speakers_firm(spoken):
        spoken = [(_without(about, "company"), {"firm": about.get("company", ""), **cells}) for about, cells in spoken]
    calls: list[tuple[StructuredCall, list[dict[str, str]]]] = []
    known: dict[str, int] = {}
    at = -1
    for (about, cells), unread in zip(spoken, lost, strict=True):
        group = about.get("call") or repr(sorted(about.items()))
        if at < 0 or not _agree(calls[at][0].fields, about):
            at = known.get(group, len(calls))
        if at == len(calls):
            calls.append((StructuredCall({}), []))
        known.setdefault(group, at)
        _add_fields(calls[at][0], about)
        calls[at][1].append(cells)
        calls[at][0].n_lost.update(unread)
    for call, turns in calls:
        call.fields = dict(outer or {}) | call.fields
        _lift_title(call, turns)
        add_rows(call, _ordered(turns, call))
    return [call for call, _ in calls]


def names_speakers(text: str) -> bool:
    r"""Whether a text names its speakers itself at the beginnings of lines: the operator, or two people.

    Examples
    --------
    >>> names_speakers("Operator: Good day.\nAnn Lee: Hello."), names_speakers("Two things: boats.")
    (True, False)
    """
    if _OPERATOR_LINE.search(text):
        return True
    names = {name for name in _NAMED_LINE.findall(text) if looks_like_name(name)}
    return len(names) > 1 or any(map(is_operator, names))


def words_lost(row: Mapping[str, object], known: frozenset[str] = KNOWN) -> dict[str, int]:
    """How many words stand in fields of no known name, by field; only texts long enough to be said count."""
    return {name: n for name, value in row.items() if squeezed(name) not in known and (n := _n_words(value))}


def cells_of(row: Mapping[str, object], names: Names = SYNONYMS) -> dict[str, str]:
    """What a row says of a turn, by our names; ``timed`` where it is a piece of speech with its time."""
    cells = named(row, names)
    if not TIMES.isdisjoint(map(squeezed, row)):
        cells["timed"] = "yes"
    return cells


def add_rows(call: StructuredCall, rows: Iterable[Mapping[str, str]], section: str = "") -> None:
    """Append rows; somebody's row without a word is counted, not kept, and a heading's row begins a section."""
    timed: list[Row] = []  # pieces of one speech so far
    for row in rows:
        if headed := _SECTIONS.get(find_heading(row.get("speaker", "")) or ""):
            section = headed
            row = {"text": row.get("text", "")} if len(row.get("text", "").split()) >= _MIN_SPOKEN_WORDS else {}
        if not row:
            continue
        elif not row.get("speaker") and (part := _SECTIONS.get(find_heading(row.get("text", "").strip(" :")) or "")):
            section = part
        elif row.get("text"):
            said = _row(row, section)
            if timed and ("timed" not in row or vars(timed[0]) | {"text": said.text} != vars(said)):
                _close(call, timed)
            (timed if "timed" in row else call.rows).append(said)
        elif looks_like_name(row.get("speaker", "")):
            call.n_empty += 1
    _close(call, timed)


def completed(people: Iterable[str | Participant], rows: Sequence[Row]) -> list[str | Participant]:
    """People whose entry states no role, title or firm, with what the rows of their turns state."""
    found: dict[str, Row] = {}
    for said in rows:
        found.setdefault(said.speaker, said)
    done: list[str | Participant] = []
    for one in people:
        row = found.get(one.name) if isinstance(one, Participant) else None
        if row is None or isinstance(one, str):
            done.append(one)
            continue
        role = one.role if one.role != "unknown" else role_in(row.role) or "unknown"
        done.append(Participant(one.name, role, one.title or row.title or None, one.firm or row.firm or None))
    return done


def _shown(text: str) -> str:
    return read_html(text) if "<" in text and _MARKUP.search(text) else text


@lru_cache(maxsize=1024)
def split_speaker(printed: str) -> tuple[str, str, str]:
    """Name, title and firm of a speaker as printed.

    Examples
    --------
    >>> split_speaker("Mara Quist -- CFO"), split_speaker("Lena Brook (Heron Securities)")
    (('Mara Quist', 'CFO', ''), ('Lena Brook', '', 'Heron Securities'))
    """
    name, *rest = split_dashes(printed) or [printed]
    if not rest and (inside := _IN_BRACKETS.fullmatch(printed)):
        name, rest = inside[1], [inside[2]]
    if not rest and (split := split_comma(printed)):
        name, rest = split[0], [split[1]]
    if not rest or not looks_like_name(name):
        return printed, "", ""
    firm, title = split_affiliation(rest)
    return name, title or "", firm or ""


def _about_row(row: Mapping[str, object], *, has_day: bool) -> dict[str, str]:
    about = about_call(row, has_day=has_day)
    if "call_date" in about:  # rows may carry a time each
        about["call_date"] = date_in(about["call_date"]) or about["call_date"]
    return about


def _n_words(value: object, depth: int = 0) -> int:
    if isinstance(value, str):
        n_words = len(value.split()) if len(value) > _MIN_LOST_CHARS else 0
        return n_words if n_words >= _MIN_LOST_WORDS else 0
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return sum(_n_words(part, depth + 1) for part in inner) if depth < _MAX_DEPTH else 0


def _without(fields: Mapping[str, str], name: str) -> dict[str, str]:
    return {known: value for known, value in fields.items() if known != name}


def _names_speakers_firm(rows: Rows) -> bool:
    """Whether the column of the company is that of the speakers: within one call a company comes back after another."""
    seen: dict[str, list[str]] = {}
    for about, cells in rows:
        if "company" in about and "speaker" in cells:
            order = seen.setdefault(repr(sorted(_without(about, "company").items())), [])
            if about["company"] not in order[-1:]:
                order.append(about["company"])
    return any(len(set(order)) < len(order) for order in seen.values())


def _lift_title(call: StructuredCall, turns: list[dict[str, str]]) -> None:
    """A title that every row bears, whoever speaks, is the call's."""
    titles = {row.get("title", "") for row in turns}
    people = {row.get("speaker", "") for row in turns}
    if len(people) > 1 and len(titles) == 1 and _CALL_WORDS.search(title := titles.pop()):
        call.fields.setdefault("call_title", title)
        for row in turns:
            del row["title"]


def _row(cells: Mapping[str, str], section: str) -> Row:
    speaker, title, firm = cells.get("speaker", ""), cells.get("title", ""), cells.get("firm", "")
    if _LABEL.fullmatch(speaker):
        speaker = f"Speaker {speaker}"
    elif not title and not firm:
        speaker, title, firm = split_speaker(speaker)
    return Row(cells["text"], speaker, title, firm, cells.get("role", ""), cells.get("section", "") or section)


def _close(call: StructuredCall, timed: list[Row]) -> None:
    """End a speech of several pieces."""
    if timed:
        call.rows.append(replace(timed[0], text=_flowing(row.text for row in timed)))
        timed.clear()


def _flowing(pieces: Iterable[str]) -> str:
    """Pieces of speech as they go on: a paragraph ends with a sentence, and not before some words have been said."""
    text: list[str] = []
    n_words = 0
    for piece in pieces:
        if text:
            ended = n_words >= _MIN_PARAGRAPH_WORDS and text[-1].endswith(_ENDS)
            text.append("\n" if ended else " ")
            n_words = 0 if ended else n_words
        text.append(piece)
        n_words += len(piece.split())
    return "".join(text)


def _mended(one: Participant, repair: Callable[[str], str]) -> Participant:
    return replace(
        one,
        name=repair(one.name),
        title=repair(one.title) if one.title else None,
        firm=repair(one.firm) if one.firm else None,
    )


def _agree(fields: Mapping[str, str], about: Mapping[str, str]) -> bool:
    shared = ("call",) if "call" in fields and "call" in about else fields.keys() & about.keys()
    return all(fields[name] == about[name] for name in shared)


def _add_fields(call: StructuredCall, about: Mapping[str, str]) -> None:
    for name, value in about.items():
        if call.fields.setdefault(name, value) != value:
            call.notes.append(f"{name}: differs between rows of one call; the first was taken")


def _ordered(rows: list[dict[str, str]], call: StructuredCall) -> list[dict[str, str]]:
    """Rows by their numbers; one without a number stays behind the row before it, as a heading does."""
    if not any("order" in row for row in rows):
        return rows
    numbers: list[float] = []
    n_missing = 0
    for row in rows:
        numbered = _NUMBER.fullmatch(row.get("order", ""))
        n_missing += numbered is None and find_heading(row.get("speaker", "")) is None
        numbers.append(float(row["order"]) if numbered else numbers[-1] if numbers else 0.0)
    if n_missing:
        call.notes.append(f"order: no number in {n_missing} of {len(rows)} rows; left behind the row before")
    return [rows[i] for i in sorted(range(len(rows)), key=numbers.__getitem__)]

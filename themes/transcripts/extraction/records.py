"""Structured calls: what a table or JSON file tells, before it is rendered as text.

In: rows and objects with whatever names their makers chose.  Out: :class:`StructuredCall`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from themes.transcripts.extraction.columns import CALL_SYNONYMS, SYNONYMS, columns_known, key, named, plain
from themes.transcripts.extraction.table_forms import date_in
from themes.transcripts.headers import find_heading, looks_like_name

TURNS = ("turns", "segments", "transcript", "paragraphs", "utterances", "speeches", "rows", "content")
SECTION_LISTS = {
    "prepared_remarks": "prepared_remarks", "presentation": "prepared_remarks",
    "management_discussion": "prepared_remarks", "questions_and_answers": "q_and_a",
    "question_and_answer": "q_and_a", "q_and_a": "q_and_a", "qa": "q_and_a",
}  # fmt: skip
_MIN_SPOKEN_WORDS = 5
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
ROSTERS = ("participants", "call_participants", "roster")


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
    """One call: its labelled fields, its people as printed, its rows in order, rows left out."""

    fields: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    n_empty: int = 0
    notes: list[str] = field(default_factory=list)

    def all_notes(self) -> list[str]:
        """What was left out, a line each."""
        empty = [f"text: {self.n_empty} rows without a word left out"] if self.n_empty else []
        return [*empty, *dict.fromkeys(self.notes)]

    def mended(self, repair: Callable[[str], str]) -> StructuredCall:
        """The call with every text repaired."""
        rows = [Row(**{name: repair(value) for name, value in vars(row).items()}) for row in self.rows]
        fields = {name: repair(value) for name, value in self.fields.items()}
        return StructuredCall(fields, rows, [repair(person) for person in self.people], self.n_empty, self.notes)


def calls_of_rows(rows: Iterable[Mapping[str, object]]) -> list[StructuredCall]:
    """Calls of a table's rows, in the order of their first rows.

    A row belongs to the call before it unless a field of the call differs; what it leaves blank does not differ.
    """
    calls: list[tuple[StructuredCall, list[dict[str, str]]]] = []
    known: dict[str, int] = {}
    at = -1
    for row in rows:
        about = named(row, CALL_SYNONYMS)
        if "call_date" in about:  # rows may carry a time each
            about["call_date"] = date_in(about["call_date"]) or about["call_date"]
        group = about.get("call") or repr(sorted(about.items()))
        if at < 0 or not _agree(calls[at][0].fields, about):
            at = known.get(group, len(calls))
        if at == len(calls):
            calls.append((StructuredCall({}), []))
        known.setdefault(group, at)
        _add_fields(calls[at][0], about)
        calls[at][1].append(named(row, SYNONYMS))
    for call, spoken in calls:
        add_rows(call, _ordered(spoken, call))
    return [call for call, _ in calls]


def calls_of_object(value: object) -> list[StructuredCall]:
    """Calls of parsed JSON: one object, a list of objects, a list of rows, or an object of columns."""
    if isinstance(value, Mapping):
        columns = _rows_of_columns(value)
        if columns is not None:
            return calls_of_rows(columns)
        return [_call_of(value)] if _is_call(value) else calls_of_rows([value])
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    objects = [item for item in value if isinstance(item, Mapping)]
    if any(_is_call(item) for item in objects):
        return [_call_of(item) for item in objects]
    return calls_of_rows(objects)


def add_rows(call: StructuredCall, rows: Iterable[Mapping[str, str]], section: str = "") -> None:
    """Append rows; somebody's row without a word is counted, not kept, and a heading's row begins a section."""
    for row in rows:
        heading = find_heading(row.get("speaker", ""))
        if heading in ("presentation", "questions"):
            section = "q_and_a" if heading == "questions" else "prepared_remarks"
            if len(row.get("text", "").split()) < _MIN_SPOKEN_WORDS:
                continue
            row = {"text": row["text"]}
        if row.get("text"):
            known = {name: row.get(name, "") for name in ("text", "speaker", "title", "firm", "role")}
            call.rows.append(Row(**known, section=row.get("section", "") or section))
        elif looks_like_name(row.get("speaker", "")):
            call.n_empty += 1


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


def _rows_of_columns(value: Mapping[str, object]) -> list[dict[str, object]] | None:
    """Rows of an object that holds a table by columns, as data frames write themselves; None for any other object."""
    columns = list(value.values())
    mapped = [list(column.values()) for column in columns if isinstance(column, Mapping)]
    listed = [column for column in columns if isinstance(column, list)]
    cells = mapped or listed
    known = columns_known(value)
    if len(cells) < len(columns) or len({len(column) for column in cells}) > 1 or not {"text", "speaker"} <= known:
        return None
    return [dict(zip(value, row, strict=True)) for row in zip(*cells, strict=True)]


def _is_call(value: Mapping[str, object]) -> bool:
    names = {key(name): item for name, item in value.items()}
    lists = [item for name in (*TURNS, *SECTION_LISTS) if isinstance(item := names.get(name), list)]
    if any(isinstance(part, Mapping) for item in lists for part in item):
        return True
    # Somebody's words may be a list of paragraphs, or stand under "transcript".
    return (bool(lists) or isinstance(names.get("transcript"), str)) and "speaker" not in named(value, SYNONYMS)


def _call_of(value: Mapping[str, object]) -> StructuredCall:
    names = {key(name): item for name, item in value.items()}
    call = StructuredCall(named(value, CALL_SYNONYMS))
    if "call_title" not in call.fields and plain(names.get("title")):
        call.fields["call_title"] = plain(names["title"])
    call.people = [person for name in ROSTERS for person in _people(names.get(name))]
    spoken = {
        name: item for name in (*TURNS, *SECTION_LISTS) if isinstance(item := names.get(name), list | str) and item
    }
    read = _places_of_words(spoken)
    for name in read:
        _add_spoken(call, spoken[name], SECTION_LISTS.get(name, ""))
    call.notes += [
        f"{name}: left out, the words are read from {', '.join(read)}" for name in spoken if name not in read
    ]
    return call


def _places_of_words(spoken: Mapping[str, list[object] | str]) -> list[str]:
    """A list of turns, else the sections, else one text: the same words often stand in several forms."""
    lists = [name for name in spoken if name in TURNS and isinstance(spoken[name], list)]
    sections = [name for name in spoken if name in SECTION_LISTS]
    return lists[:1] or sections or list(spoken)[:1]


def _add_spoken(call: StructuredCall, item: list[object] | str, section: str) -> None:
    rows = [item] if isinstance(item, str) else item
    cells = (named(row, SYNONYMS) if isinstance(row, Mapping) else {"text": plain(row)} for row in rows)
    add_rows(call, cells, section)


def _people(value: object) -> Iterable[str]:
    if not isinstance(value, list):
        return
    for one in value:
        if isinstance(one, Mapping):
            person = named(one, SYNONYMS)
            person.setdefault("title", person.get("role", ""))
            yield " -- ".join(person[k] for k in ("speaker", "firm", "title") if person.get(k))
        elif plain(one):
            yield plain(one)

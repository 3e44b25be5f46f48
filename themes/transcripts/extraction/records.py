"""Structured calls: what a table or JSON file tells, before it is rendered as text.

In: rows and objects with whatever names their makers chose.  Out: :class:`StructuredCall`.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from themes.transcripts.headers import find_heading, has_title_words, looks_like_name

# Our name of a field: the names that others give it, in lower case with underscores.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "speech", "paragraph", "utterance", "words", "body", "statement", "componenttext"),
    "speaker": ("speaker", "name", "speaker_name", "person", "speakername", "transcriptpersonname"),
    "title": ("title", "position", "speaker_title", "job_title", "designation"),
    "firm": ("firm", "affiliation", "organization", "organisation", "institution", "employer"),
    "role": ("role", "speaker_role", "speaker_type", "speakertypename"),
    "section": ("section", "part", "segment", "component", "transcriptcomponenttypename"),
    "order": ("order", "index", "turn_index", "sequence", "seq", "position_in_call", "componentorder"),
}
CALL_SYNONYMS: dict[str, tuple[str, ...]] = {
    "call": ("call", "call_id", "file", "transcript_id", "transcriptid", "event_id", "document_id"),
    "company": ("company", "company_name", "companyname", "issuer"),
    "ticker": ("ticker", "symbol"),
    "call_date": ("call_date", "date", "event_date", "datetime", "calldate", "mostimportantdateutc"),
    "fiscal_quarter": ("fiscal_quarter", "quarter", "fiscal_period", "period", "fiscalquarter"),
    "year": ("year", "fiscal_year", "fiscalyear"),
    "event": ("event", "event_type"),
    "call_title": ("call_title", "event_title", "headline"),
}
TURNS = ("turns", "segments", "transcript", "paragraphs", "utterances", "speeches", "rows", "content")
SECTION_LISTS = {
    "prepared_remarks": "prepared_remarks", "presentation": "prepared_remarks",
    "management_discussion": "prepared_remarks", "questions_and_answers": "q_and_a",
    "question_and_answer": "q_and_a", "q_and_a": "q_and_a", "qa": "q_and_a",
}  # fmt: skip
_MIN_SPOKEN_WORDS = 5
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


def calls_of_rows(rows: Iterable[Mapping[str, object]]) -> list[StructuredCall]:
    """Calls of a table's rows, in the order of their first rows; rows as they come, or by a column of their order."""
    groups: dict[str, tuple[dict[str, str], list[dict[str, str]]]] = {}
    for row in rows:
        about = _named(row, CALL_SYNONYMS)
        group = about.get("call") or repr(sorted(about.items()))
        groups.setdefault(group, (about, []))[1].append(_named(row, SYNONYMS))
    calls: list[StructuredCall] = []
    for about, spoken in groups.values():
        call = StructuredCall(about)
        add_rows(call, _ordered(spoken))
        calls.append(call)
    return calls


def calls_of_object(value: object) -> list[StructuredCall]:
    """Calls of parsed JSON: one object, a list of objects, or a list of rows."""
    if isinstance(value, Mapping):
        return [_call_of(value)] if _is_call(value) else calls_of_rows([value])
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    objects = [item for item in value if isinstance(item, Mapping)]
    if objects and all(_is_call(item) for item in objects):
        return [_call_of(item) for item in objects]
    return calls_of_rows(objects)


def add_rows(call: StructuredCall, rows: Iterable[Mapping[str, str]], section: str = "") -> None:
    """Append rows; somebody's row without a word is counted, not kept, and a heading's row begins a section."""
    for row in rows:
        heading = find_heading(row.get("speaker", ""))
        if heading in ("presentation", "questions"):
            section = "q_and_a" if heading == "questions" else "prepared_remarks"
            row = {"text": row.get("text", "")} if len(row.get("text", "").split()) >= _MIN_SPOKEN_WORDS else {}
            if not row:
                continue
        if row.get("text"):
            title, role = row.get("title", ""), row.get("role", "")
            if role and not title and has_title_words(role):
                title = role  # "role" means the position to many
            known = {k: row.get(k, "") for k in ("text", "speaker", "firm")}
            call.rows.append(Row(**known, title=title, role=role, section=row.get("section", "") or section))
        elif looks_like_name(row.get("speaker", "")):
            call.n_empty += 1


def columns_known(names: Iterable[str]) -> set[str]:
    """Our names of the columns that are understood."""
    found = {key(name) for name in names}
    return {ours for ours, theirs in {**SYNONYMS, **CALL_SYNONYMS}.items() if found & set(theirs)}


def key(name: object) -> str:
    """A column's name for comparison: ``"Speaker Name"`` is ``speaker_name``."""
    return re.sub(r"[^a-z0-9]{1,20}", "_", str(name).strip().lower()).strip("_")


def plain(value: object) -> str:
    """A cell as text; empty for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Mapping | list | tuple):
        return ""
    text = str(value).strip()
    return "" if text in ("NaT", "<NA>") else text


def _named(row: Mapping[str, object], synonyms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    cells = {key(name): plain(value) for name, value in row.items()}
    found: dict[str, str] = {}
    for ours, theirs in synonyms.items():
        value = next((cells[name] for name in theirs if cells.get(name)), "")
        if value:
            found[ours] = value
    return found


def _ordered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    if all(re.fullmatch(r"\d{1,9}", row.get("order", "")) for row in rows):
        return sorted(rows, key=lambda row: int(row["order"]))
    return rows


def _is_call(value: Mapping[str, object]) -> bool:
    names = {key(name): item for name, item in value.items()}
    lists = (*TURNS, *SECTION_LISTS)
    return any(isinstance(names.get(name), list) for name in lists) or isinstance(names.get("transcript"), str)


def _call_of(value: Mapping[str, object]) -> StructuredCall:
    names = {key(name): item for name, item in value.items()}
    about = _named(value, CALL_SYNONYMS)
    if "call_title" not in about and plain(names.get("title")):
        about["call_title"] = plain(names["title"])
    call = StructuredCall(about)
    call.people = [person for name in ROSTERS for person in _people(names.get(name))]
    for name, section in {**dict.fromkeys(TURNS, ""), **SECTION_LISTS}.items():
        item = names.get(name)
        if isinstance(item, str):
            call.rows.append(Row(item))
        elif isinstance(item, list):
            rows = ({"text": plain(one)} if not isinstance(one, Mapping) else _named(one, SYNONYMS) for one in item)
            add_rows(call, rows, section)
    return call


def _people(value: object) -> Iterable[str]:
    if not isinstance(value, list):
        return
    for one in value:
        if isinstance(one, Mapping):
            person = _named(one, SYNONYMS)
            yield " -- ".join(person[k] for k in ("speaker", "firm", "title") if k in person)
        elif plain(one):
            yield plain(one)

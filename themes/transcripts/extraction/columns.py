"""Columns: what others call the fields of a call and of a turn, and what stands in a cell.

In: rows and objects with whatever names their makers chose.  Out: texts by our names.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

# Our name of a field: the names that others give it, in lower case with underscores.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "speech", "paragraph", "utterance", "words", "body", "statement", "componenttext",
             "transcript"),
    "speaker": ("speaker", "name", "speaker_name", "person", "speakername", "transcriptpersonname"),
    "title": ("title", "position", "speaker_title", "job_title", "designation"),
    "firm": ("firm", "affiliation", "organization", "organisation", "institution", "employer"),
    "role": ("role", "speaker_role", "speaker_type", "speakertypename"),
    "section": ("section", "part", "segment", "component", "transcriptcomponenttypename"),
    "order": ("order", "index", "turn_index", "sequence", "seq", "position_in_call", "componentorder"),
}  # fmt: skip
CALL_SYNONYMS: dict[str, tuple[str, ...]] = {
    "call": ("call", "call_id", "file", "transcript_id", "transcriptid", "event_id", "document_id"),
    "company": ("company", "company_name", "companyname", "issuer"),
    "ticker": ("ticker", "symbol"),
    "call_date": ("call_date", "date", "event_date", "datetime", "calldate", "mostimportantdateutc"),
    "fiscal_quarter": ("fiscal_quarter", "quarter", "fiscal_period", "period", "fiscalquarter", "q"),
    "year": ("year", "fiscal_year", "fiscalyear"),
    "event": ("event", "event_type"),
    "call_title": ("call_title", "event_title", "headline"),
}


def columns_known(names: Iterable[str]) -> set[str]:
    """Our names of the columns that are understood."""
    found = {key(name) for name in names}
    return {ours for ours, theirs in {**SYNONYMS, **CALL_SYNONYMS}.items() if found & set(theirs)}


@lru_cache(maxsize=1024)
def key(name: str) -> str:
    """A column's name for comparison: ``"Speaker Name"`` is ``speaker_name``."""
    return re.sub(r"[^a-z0-9]{1,20}", "_", name.strip().lower()).strip("_")


def plain(value: object) -> str:
    """A cell as text; empty for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return "\n".join(
            str(part) for part in value if part is not None and not isinstance(part, Mapping | list | tuple)
        )
    if isinstance(value, Mapping):
        return ""
    if isinstance(value, bytes):  # text columns of older Parquet writers
        return value.decode("utf-8", errors="replace").strip()
    text = str(value).strip()
    return "" if text in ("NaT", "<NA>") else text


def named(row: Mapping[str, object], synonyms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The cells of a row that are known and not empty, by our names; a speaker may be an object of its own."""
    cells: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, Mapping) and key(name) in SYNONYMS["speaker"]:
            cells |= {key(inner): plain(part) for inner, part in value.items()}
        else:
            cells[key(name)] = plain(value)
    found = {ours: next((cells[name] for name in theirs if cells.get(name)), "") for ours, theirs in synonyms.items()}
    return {name: value for name, value in found.items() if value}

"""calls.csv: corrections of metadata that people wrote down; they win over what a file says.

In: a CSV with the columns file, company, ticker, call_date, fiscal_quarter, event, skip (all but ``file`` optional,
empty cells mean "as read").  Out: a correction a file, and a corrected :class:`themes.records.Call`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import cast

from themes.errors import SettingsError
from themes.quarters import Quarter, is_quarter
from themes.records import Basis, Call, Doubt, Event, Inference
from themes.transcripts.fiscal import reported_by, year_end_month

FIELDS = ("company", "ticker", "call_date", "fiscal_quarter", "event")
_COLUMNS = ("file", *FIELDS, "skip")
_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"no", "false", "0"})
_POSSIBLE_YEARS = range(1990, 2101)
_PART = re.compile(r"#[^#/\\]{1,120}$")
# A field that rests on these neither votes nor outweighs another source.
_INDIRECT_BASES = frozenset(
    {Basis.FILE_NAME, Basis.FOLDER_NAME, Basis.MANIFEST, Basis.NEIGHBOURS, Basis.QUARTER_WITHOUT_YEAR}
)
BY_A_PERSON = Inference(Basis.CORRECTION, "calls.csv")
_BY_LABEL = Inference(Basis.FISCAL_QUARTER, "fiscal quarter")


def _is_date(text: str) -> bool:
    try:
        return (day := date.fromisoformat(text)).isoformat() == text and day.year in _POSSIBLE_YEARS
    except ValueError:
        return False


def _is_quarter(text: str) -> bool:
    return is_quarter(text) and Quarter.parse(text).year in _POSSIBLE_YEARS


VALID: dict[str, tuple[Callable[[str], bool], str]] = {
    "call_date": (_is_date, "2013-02-05, a day that exists; year must be 1990–2100"),
    "fiscal_quarter": (_is_quarter, "2012Q4; year must be 1990–2100"),
    "event": (lambda text: text in ("earnings", "conference", "other"), "earnings, conference or other"),
    "skip": (lambda text: text.lower() in _YES | _NO, "yes or no"),
}


@dataclass(frozen=True)
class Correction:
    """What calls.csv says of one file: fields that win, or that the file is to be skipped."""

    file: str
    fields: tuple[tuple[str, str], ...]
    skip: bool


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """Read calls.csv; no file means no corrections.

    Raises
    ------
    SettingsError
        An unknown column, a value of the wrong form or a second line for a file, with the line and what is allowed.
    """
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}", mend="save it as CSV in UTF-8") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    unknown = sorted(set(reader.fieldnames or ()) - set(_COLUMNS))
    if unknown or "file" not in (reader.fieldnames or ()):
        fault = f"unknown column {unknown[0]!r}" if unknown else "no column 'file'"
        raise SettingsError(f"{path}: {fault}", mend=f"allowed: {', '.join(_COLUMNS)}")
    lines: dict[tuple[str, ...], int] = {}
    found = []
    for row in reader:
        found.append(_correction(path, reader.line_num, row))
        name = PurePath(found[-1].file).parts
        if name in lines:
            where = f"lines {lines[name]} and {reader.line_num}"
            raise SettingsError(f"{path}: {where} both correct {found[-1].file!r}", mend="keep one line a file")
        lines[name] = reader.line_num
    return tuple(found)


def _correction(path: Path, line: int, row: dict[str, str | None]) -> Correction:
    if None in row:
        raise SettingsError(f"{path}: line {line}: more cells than columns", mend='put text with a comma in "quotes"')
    cells = {name: (value or "").strip() for name, value in row.items() if name in _COLUMNS}
    for name, (is_valid, form) in VALID.items():
        if cells.get(name) and not is_valid(cells[name]):
            raise SettingsError(f"{path}: line {line}: {name} {cells[name]!r}", mend=f"the form is {form}")
    if not cells.get("file"):
        raise SettingsError(f"{path}: line {line}: empty cell in column 'file'", mend="name the transcript's file")
    fields = tuple((name, cells[name]) for name in FIELDS if cells.get(name))
    return Correction(cells["file"], fields, cells.get("skip", "").lower() in _YES)


def correction_for(source: str, corrections: tuple[Correction, ...]) -> Correction | None:
    """The correction whose ``file`` is the end of the source's path (a file name, or folders and a file name).

    Of several the longest path is meant, and ``calls.csv#2`` (one call of a table) before ``calls.csv`` (all of them).
    """
    for name in dict.fromkeys((source, _PART.sub("", source))):
        parts = PurePath(name).parts
        fitting = [(wanted, c) for c in corrections if parts[-len(wanted := PurePath(c.file).parts) :] == wanted]
        if fitting:
            return max(fitting, key=lambda fit: len(fit[0]))[1]
    return None


def is_told(call: Call, name: str) -> bool:
    """Whether the text (or calls.csv) states a field, rather than a name, a list or other calls."""
    value = getattr(call, name)
    known = value is not None and (name, value) != ("event", "other")
    return known and call.basis.get(name) not in _INDIRECT_BASES


def corrected(call: Call, correction: Correction) -> Call:
    """The call with the corrected fields, each marked as inferred; its calendar quarter follows a corrected date.

    Where only the fiscal label is corrected and the call has no date, the calendar quarter is taken from the label.
    """
    return filled(call, dict(correction.fields), BY_A_PERSON)


def _is_answered(doubt: Doubt, changes: Mapping[str, str], quarter: str | None) -> bool:
    return doubt.field in changes or (doubt.is_missing and doubt.field == "calendar_quarter" and quarter is not None)


def filled(call: Call, changes: Mapping[str, str], inference: Inference) -> Call:
    """The call with other values of some fields, all of one origin; doubts about them are answered."""
    if not changes:
        return call
    inferences = {k: v for k, v in call.inferences.items() if k not in changes} | dict.fromkeys(changes, inference)
    quarter = call.calendar_quarter
    if call.basis.get("calendar_quarter") is not Basis.PERIOD_END:
        if "call_date" in changes:
            company, ticker = changes.get("company", call.company), changes.get("ticker", call.ticker)
            label, year_end = changes.get("fiscal_quarter", call.fiscal_quarter), year_end_month(company, ticker)
            quarter, how = reported_by(changes["call_date"], label, year_end, None)
            inferences["calendar_quarter"] = Inference(Basis.CALL_DATE, how)
        elif "fiscal_quarter" in changes and not call.call_date:
            quarter, inferences["calendar_quarter"] = changes["fiscal_quarter"], _BY_LABEL
    return replace(
        call,
        company=changes.get("company", call.company),
        ticker=changes.get("ticker", call.ticker),
        call_date=changes.get("call_date", call.call_date),
        fiscal_quarter=changes.get("fiscal_quarter", call.fiscal_quarter),
        calendar_quarter=quarter,
        event=cast(Event, changes.get("event", call.event)),
        inferences=inferences,
        # "ticker: neither stated nor inferable" is answered once somebody has stated it
        doubts=tuple(doubt for doubt in call.doubts if not _is_answered(doubt, changes, quarter)),
    )

"""Calls to rows of ``calls`` and ``turns``, and back; joining and ordering the tables of an intake.

In: :class:`Call` objects and DataFrames.  Out: DataFrames with the columns of :data:`themes.records.TABLES`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from themes.records import TABLES, Basis, Call, Doubt, Inference

_HEAD = ("company", "ticker", "event", "fiscal_quarter", "call_date", "calendar_quarter", "title")
_VOTED = ("fiscal_quarter", "calendar_quarter", "call_date")  # what other calls of the company may change
_PACKED = ("inferred", "basis", "warnings", "doubts")  # columns that hold JSON


class Entry(NamedTuple):
    """A row of ``calls`` in the making."""

    call: Call
    call_id: str
    company_id: str
    n_turns: int
    n_words: int


def head_of(row: Mapping[str, Any]) -> Call:
    """The call of a row of ``calls`` as it was before its neighbours voted, without participants and turns.

    Missing text is None again.
    """
    stored: dict[str, Any] = {name: row[name] if isinstance(row[name], str) else None for name in _HEAD}
    stored |= {name: json.loads(row[name]) for name in _PACKED}
    stored |= json.loads(row["as_read"]) if isinstance(row["as_read"], str) else {}
    return Call(
        source=row["source"], layout="", participants=(), turns=(), **{name: stored[name] for name in _HEAD},
        inferences={name: Inference(Basis(stored["basis"][name]), how) for name, how in stored["inferred"].items()},
        doubts=tuple(_doubt(said, about) for said, about in zip(stored["warnings"], stored["doubts"], strict=True)),
    )  # fmt: skip


def _doubt(sentence: str, about: dict[str, Any]) -> Doubt:
    return Doubt(sentence, about["field"], about["is_missing"], tuple(about.get("lines", ())))


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A dict for each row."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def calls_table(entries: Sequence[Entry]) -> pd.DataFrame:
    """The table ``calls``, in order of time."""
    calls = pd.DataFrame([_call_row(entry) for entry in entries], columns=list(TABLES["calls"]))
    keys = calls.assign(when=calls["calendar_quarter"].fillna(""), day=calls["call_date"].fillna(""))
    order = keys.sort_values(["when", "day", "call_id"], kind="stable").index
    return calls.loc[order].reset_index(drop=True)


def _call_row(entry: Entry) -> dict[str, Any]:
    call = entry.call
    ids = {"call_id": entry.call_id, "company_id": entry.company_id, "source": call.source}
    counts = {"n_turns": entry.n_turns, "n_words": entry.n_words}
    packed = {name: _json(value) for name, value in _inferred(call).items()}
    return ids | counts | {name: getattr(call, name) for name in _HEAD} | packed | {"as_read": _as_read(call)}


def _inferred(call: Call) -> dict[str, object]:
    """What the columns ``_PACKED`` hold."""
    doubts = [
        {"field": d.field, "is_missing": d.is_missing} | ({"lines": d.lines} if d.lines else {}) for d in call.doubts
    ]
    return {"inferred": call.inferred, "basis": call.basis, "warnings": call.warnings, "doubts": doubts}


def _as_read(call: Call) -> str | None:
    """The cells that neighbouring calls changed, as they were before."""
    if (before := call.as_read) is None:
        return None
    # The date is hardly ever changed; a run that has none of before has it as it was.
    voted = [name for name in _VOTED if name != "call_date" or before.call_date != call.call_date]
    return _json({name: getattr(before, name) for name in voted} | _inferred(before))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def turn_rows(call: Call, call_id: str) -> list[dict[str, Any]]:
    """Rows of ``turns`` for one call."""
    names = [name for name in TABLES["turns"] if name not in ("call_id", "turn_index")]
    return [{"call_id": call_id, "turn_index": t.index} | {n: getattr(t, n) for n in names} for t in call.turns]


def joined(table: str, kept: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows kept and rows made now."""
    new = pd.DataFrame(rows, columns=list(TABLES[table]))
    if kept.empty or new.empty:
        return (new if kept.empty else kept).reset_index(drop=True).copy()
    return pd.concat([kept, new], ignore_index=True)


def without(frame: pd.DataFrame, call_ids: Collection[str]) -> pd.DataFrame:
    """The rows of other calls."""
    return frame[~frame["call_id"].isin(call_ids)]


def in_call_order(frame: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the table ``calls``."""
    rank = pd.Series(range(len(calls)), index=calls["call_id"])
    order = frame["call_id"].map(rank).sort_values(kind="stable").index
    return frame.loc[order].reset_index(drop=True)

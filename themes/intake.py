"""Intake: files to the tables ``sources``, ``calls``, ``turns`` and ``chunks``, reading only what is new or changed.

In: paths, the tables of the current run, settings.  Out: :class:`Intake`.  A file whose bytes the study has read keeps
its rows; a changed file replaces its call under the same call id; a file that is gone keeps its call, since a study
loses nothing by itself.  A file that cannot be read is listed with its reason and never stops the rest.
"""

from __future__ import annotations

import glob
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from themes.chunking import ChunkSettings, chunk_call
from themes.corrections import Correction, corrected, correction_for
from themes.errors import StudyError, TranscriptRefused
from themes.identity import company_ids, new_call_id
from themes.records import TABLES, Call
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_source

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ReadingSettings:
    """What decides how a file is read; another fingerprint means that every file is read again."""

    chunks: ChunkSettings = field(default_factory=ChunkSettings)
    corrections: tuple[Correction, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fingerprint(self, version: str) -> str:
        """Twelve hex digits of the settings and the version that reads."""
        parts = repr((version, self.chunks, self.corrections)).encode()
        return hashlib.sha256(parts).hexdigest()[:12]


@dataclass(frozen=True)
class Intake:
    """The four tables as they now are, and what was done: call ids read, files seen before, files refused."""

    tables: dict[str, pd.DataFrame]
    new_calls: tuple[str, ...]
    n_unchanged: int
    n_changed: int
    refused: tuple[tuple[str, str], ...]


def find_files(paths: Iterable[str]) -> list[Path]:
    """The files that paths name: a file, a folder (walked, hidden files left out) or a glob; sorted, each once.

    Raises
    ------
    StudyError
        A path that names nothing, or all of them together name no file.
    """
    found: dict[Path, None] = {}
    for given in paths:
        path = Path(given)
        if path.is_dir():
            inside = (p for p in sorted(path.rglob("*")) if p.is_file())
            hits = [p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        elif path.exists():
            hits = [path]
        else:
            hits = [p for name in sorted(glob.glob(given, recursive=True)) if (p := Path(name)).is_file()]
        if not hits:
            what = "an empty folder" if path.is_dir() else "no such file, folder or match"
            raise StudyError(f"{given}: {what}", mend="give the transcripts' folder, files or a quoted glob")
        found.update(dict.fromkeys(hits))
    return sorted(found)


def take_in(
    files: list[Path],
    before: Mapping[str, pd.DataFrame],
    settings: ReadingSettings,
    *,
    read_all_again: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Read what is new or changed and join it with what the study has.

    Parameters
    ----------
    files : list of Path
        From :func:`find_files`.
    before : mapping of str to DataFrame
        ``sources``, ``calls``, ``turns`` and ``chunks`` of the current run; empty tables in a first refresh.
    settings : ReadingSettings
        Chunk lengths, corrections and company aliases.
    read_all_again : bool
        Read files even if their bytes are known (the reading settings or the version changed).
    progress : callable, optional
        Called with (stage, done, total).
    """
    desk = _Desk(before, settings, read_all_again)
    for done, path in enumerate(files, 1):
        desk.take(path)
        if progress:
            progress("reading", done, len(files))
    return desk.result()


class _Desk:
    """The growing state of one intake: rows kept from before, rows read now."""

    def __init__(self, before: Mapping[str, pd.DataFrame], settings: ReadingSettings, read_all_again: bool) -> None:
        self._before, self._settings, self._again = before, settings, read_all_again
        sources = before["sources"]
        self._known = {str(r.path): (str(r.sha256), str(r.status)) for r in sources.itertuples()}
        self._kept_id = dict(zip(before["calls"]["source"], before["calls"]["call_id"], strict=True))
        self._source_rows: dict[str, dict[str, Any]] = {}
        self._read: list[tuple[Call, str, str]] = []
        self._digests: dict[str, str] = {}
        self._n_unchanged = self._n_changed = 0

    def take(self, path: Path) -> None:
        name = str(path)
        correction = correction_for(name, self._settings.corrections)
        try:
            if correction and correction.skip:
                raise TranscriptRefused("skipped by calls.csv")
            source = read_source(path)
            if self._known.get(name) == (source.sha256, "read") and not self._again:
                self._n_unchanged += 1
                self._digests.setdefault(source.sha256, name)
                return
            twin = self._digests.setdefault(source.sha256, name)
            if twin != name:
                self._note(name, source.sha256, "duplicate", f"the same bytes as {twin}")
                return
            call = parse_source(source)
        except TranscriptRefused as refusal:
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
            self._note(name, digest, "refused", str(refusal).removeprefix(f"{name}: "))
            return
        self._n_changed += name in self._known
        if correction:
            call = corrected(call, correction)
            log.info("%s: corrected by calls.csv: %s", name, ", ".join(f for f, _ in correction.fields))
        self._note(name, source.sha256, "read", "", layout=call.layout, text=source.text)
        self._read.append((call, source.text, source.sha256))

    def _note(self, name: str, digest: str, status: str, reason: str, *, layout: str = "", text: str = "") -> None:
        source_id = hashlib.sha256(f"{name}\0{digest}".encode()).hexdigest()[:16]
        row = (source_id, name, digest, layout or None, status, reason or None, text or None)
        self._source_rows[name] = dict(zip(TABLES["sources"], row, strict=True))
        if status == "refused":
            log.warning("%s: refused: %s", name, reason)

    def result(self) -> Intake:
        tables, replaced = {}, set(self._source_rows)
        kept_calls = self._before["calls"][~self._before["calls"]["source"].isin(replaced)]
        new = self._new_calls(kept_calls)
        calls = _sorted_calls(_joined("calls", kept_calls, [_call_row(call, i) for i, call, _ in new]))
        calls["company_id"] = self._companies(calls)
        tables["calls"] = calls
        kept_sources = self._before["sources"][~self._before["sources"]["path"].isin(replaced)]
        sources = _joined("sources", kept_sources, list(self._source_rows.values()))
        tables["sources"] = sources.sort_values("path", kind="stable", ignore_index=True)
        gone = set(self._before["calls"]["call_id"]) - set(kept_calls["call_id"])
        turns = [row for i, call, _ in new for row in _turn_rows(call, i)]
        chunks = [chunk_call(call, i, text, self._settings.chunks) for i, call, text in new]
        tables["turns"] = _in_call_order(_joined("turns", _without(self._before["turns"], gone), turns), calls)
        kept_chunks = _without(self._before["chunks"], gone)
        parts = [frame for frame in (kept_chunks, *chunks) if len(frame)]
        joined = pd.concat(parts, ignore_index=True) if parts else kept_chunks
        tables["chunks"] = _in_call_order(joined, calls)
        refused = tuple((r["path"], r["reason"]) for r in self._source_rows.values() if r["status"] == "refused")
        return Intake(tables, tuple(i for i, _, _ in new), self._n_unchanged, self._n_changed, refused)

    def _new_calls(self, kept: pd.DataFrame) -> list[tuple[str, Call, str]]:
        """Calls read now with their ids: a changed file keeps the id it had."""
        stated = [(c.company, c.ticker) for c, _, _ in self._read]
        everyone = [*_stated(kept), *stated]
        companies = company_ids(everyone, self._settings.aliases)[len(kept) :]
        reserved = {c.source for c, _, _ in self._read}
        taken = set(kept["call_id"]) | {i for s, i in self._kept_id.items() if s in reserved}
        named = []
        for (call, text, digest), company in zip(self._read, companies, strict=True):
            call_id = self._kept_id.get(call.source)
            if call_id is None:
                quarter = call.fiscal_quarter or call.calendar_quarter
                call_id = new_call_id(company, quarter, call.call_date, digest, taken)
                if call_id.endswith("-2") and quarter:
                    other = f"another call of the same company and quarter is {call_id.removesuffix('-2')}"
                    call = replace(call, warnings=(*call.warnings, other))
            taken.add(call_id)
            named.append((call_id, call, text))
        return named

    def _companies(self, calls: pd.DataFrame) -> list[str]:
        """The company of each call; a call of an unknown company stands alone, under its own id."""
        found = company_ids(_stated(calls), self._settings.aliases)
        return [company or call_id for company, call_id in zip(found, calls["call_id"], strict=True)]


def _stated(calls: pd.DataFrame) -> list[tuple[str | None, str | None]]:
    """Name and ticker of each call, None where missing (pandas keeps missing text as NaN, which is true)."""
    columns = (calls[name].astype(object).where(calls[name].notna(), None) for name in ("company", "ticker"))
    return list(zip(*columns, strict=True))


def _call_row(call: Call, call_id: str) -> dict[str, Any]:
    row = {name: getattr(call, name) for name in TABLES["calls"] if hasattr(call, name)}
    return row | {
        "call_id": call_id,
        "n_turns": len(call.turns),
        "n_words": sum(len(t.text.split()) for t in call.turns),
        "inferred": json.dumps(call.inferred, ensure_ascii=False, sort_keys=True),
        "warnings": json.dumps(list(call.warnings), ensure_ascii=False),
    }


def _turn_rows(call: Call, call_id: str) -> list[dict[str, Any]]:
    names = [name for name in TABLES["turns"] if name not in ("call_id", "turn_index")]
    return [{"call_id": call_id, "turn_index": t.index} | {n: getattr(t, n) for n in names} for t in call.turns]


def _joined(table: str, kept: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    new = pd.DataFrame(rows, columns=list(TABLES[table]))
    if kept.empty or new.empty:
        return (new if kept.empty else kept).reset_index(drop=True).copy()
    return pd.concat([kept, new], ignore_index=True)


def _without(frame: pd.DataFrame, call_ids: set[str]) -> pd.DataFrame:
    return frame[~frame["call_id"].isin(call_ids)]


def _sorted_calls(calls: pd.DataFrame) -> pd.DataFrame:
    keys = calls.assign(when=calls["calendar_quarter"].fillna(""), day=calls["call_date"].fillna(""))
    order = keys.sort_values(["when", "day", "call_id"], kind="stable").index
    return calls.loc[order].reset_index(drop=True)


def _in_call_order(frame: pd.DataFrame, calls: pd.DataFrame) -> pd.DataFrame:
    rank = pd.Series(range(len(calls)), index=calls["call_id"])
    order = frame["call_id"].map(rank).sort_values(kind="stable").index
    return frame.loc[order].reset_index(drop=True)

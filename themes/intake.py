"""Intake: files to the tables ``sources``, ``calls``, ``turns`` and ``chunks``, reading only what is new or changed.

In: paths, the tables of the current run, settings.  Out: :class:`Intake`.  A file whose bytes the study has read keeps
its rows; a changed or renamed file keeps its call id; a file that is gone keeps its call, since a study loses nothing
by itself.  A file that cannot be read is listed with its reason and never stops the rest.
"""

from __future__ import annotations

import glob
import hashlib
import json
import logging
import re
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
    found: dict[Path, Path] = {}
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
        for hit in hits:
            found.setdefault(hit.resolve(), hit)
    return sorted(found.values())


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
    desk = _Desk(files, before, settings, read_all_again)
    for done, path in enumerate(files, 1):
        desk.take(path)
        if progress:
            progress("reading", done, len(files))
    return desk.result()


class _Desk:
    """The growing state of one intake: rows kept from before, rows read now."""

    def __init__(
        self, files: list[Path], before: Mapping[str, pd.DataFrame], settings: ReadingSettings, read_all_again: bool
    ) -> None:
        self._before, self._settings, self._again = before, settings, read_all_again
        sources = before["sources"]
        self._known = {str(r.path): (str(r.sha256), str(r.status)) for r in sources.itertuples()}
        self._kept_id = dict(zip(before["calls"]["source"], before["calls"]["call_id"], strict=True))
        self._digests = {str(path): file_digest(path) for path in files}
        self._owner = self._owners()
        self._source_rows: dict[str, dict[str, Any]] = {}
        self._read: list[tuple[Call, str, str]] = []
        self._moved_from: set[str] = set()
        self._n_unchanged = self._n_changed = 0

    def _owners(self) -> dict[str, str]:
        """Which file speaks for equal bytes: the one that was read before and still has them, else the first."""
        owner: dict[str, str] = {}
        read_before = [n for n, d in self._digests.items() if self._known.get(n) == (d, "read")]
        for name in [*read_before, *self._digests]:
            owner.setdefault(self._digests[name], name)
        return owner

    def take(self, path: Path) -> None:
        name = str(path)
        digest = self._digests[name]
        correction = correction_for(name, self._settings.corrections)
        try:
            if correction and correction.skip:
                raise TranscriptRefused("skipped by calls.csv")
            if digest and self._owner[digest] != name:
                self._note(name, digest, "duplicate", f"the same bytes as {self._owner[digest]}")
                return
            if self._known.get(name) == (digest, "read") and not self._again:
                self._n_unchanged += 1
                return
            source = read_source(path)
            call = parse_source(source)
        except TranscriptRefused as refusal:
            self._note(name, digest, "refused", str(refusal).removeprefix(f"{name}: "))
            return
        self._keep_identity(name, digest)
        if correction:
            call = corrected(call, correction)
            log.info("%s: corrected by calls.csv: %s", name, ", ".join(f for f, _ in correction.fields))
        self._note(name, source.sha256, "read", "", layout=call.layout, text=source.text)
        self._read.append((call, source.text, source.sha256))

    def _keep_identity(self, name: str, digest: str) -> None:
        """A file under a new name is the call it was, if the old name is gone."""
        if name in self._known:
            self._n_changed += 1
            return
        for old, known in self._known.items():
            if known == (digest, "read") and old not in self._digests and old not in self._moved_from:
                self._kept_id[name] = self._kept_id[old]
                self._moved_from.add(old)
                self._n_changed += 1
                return

    def _note(self, name: str, digest: str, status: str, reason: str, *, layout: str = "", text: str = "") -> None:
        source_id = hashlib.sha256(f"{name}\0{digest}".encode()).hexdigest()[:16]
        row = (source_id, name, digest or None, layout or None, status, reason or None, text or None)
        self._source_rows[name] = dict(zip(TABLES["sources"], row, strict=True))
        if status == "refused":
            log.warning("%s: refused: %s", name, reason)

    def result(self) -> Intake:
        tables, replaced = {}, set(self._source_rows) | self._moved_from
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
                first = re.sub(r"-\d+$", "", call_id)
                if first in taken:
                    other = f"another call of the same company and quarter is {first}"
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


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes; empty for one that cannot be opened (reading it then says why)."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


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

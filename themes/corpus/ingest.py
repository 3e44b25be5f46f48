"""Intake: files to the tables ``sources``, ``calls``, ``turns`` and ``chunks``, reading only what is new or changed.

In: paths, the tables of the current run, settings.  Out: :class:`Intake`.  A file whose bytes the study has read keeps
its rows; a changed or renamed file keeps its call id; a file that is gone keeps its call, since a study loses nothing
by itself.  A call that two files tell stays once; a file that cannot be read is listed with its reason and never stops
the rest.
"""

from __future__ import annotations

import glob
import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from themes.corpus.chunking import ChunkSettings, chunk_call
from themes.corpus.corrections import Correction, corrected, correction_for
from themes.corpus.deduplication import ReadCall
from themes.corpus.manifests import Manifest, listed_fields, load_manifest, with_listed
from themes.corpus.merge import one_text_a_call, with_ids
from themes.corpus.source_index import KnownSources
from themes.corpus.tables import Entry, calls_table, in_call_order, joined, rows_of, turn_rows, without
from themes.corpus.word_for_word import Copy, said_aloud
from themes.errors import StudyError, TranscriptRefused
from themes.records import TABLES
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText, read_sources

log = logging.getLogger(__name__)

_SKIPPED = "skipped by calls.csv"

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
    """The four tables as they now are, and what was done: call ids read, files seen before, files refused.

    ``notes``: what must be said aloud of the calls together, in sentences.
    """

    tables: dict[str, pd.DataFrame]
    new_calls: tuple[str, ...]
    n_unchanged: int
    n_changed: int
    refused: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


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
    desk.withdraw_skipped()
    for done, path in enumerate(files, 1):
        desk.take(path)
        if progress:
            progress("reading", done, len(files))
    return desk.result()


class _Desk:
    """The growing state of one intake: rows kept from before, calls read now."""

    def __init__(
        self, files: list[Path], before: Mapping[str, pd.DataFrame], settings: ReadingSettings, read_all_again: bool
    ) -> None:
        self._before, self._settings = before, settings
        self._digests = {str(path): file_digest(path) for path in files}
        self._manifests = {str(m.path): m for path in files if (m := load_manifest(path))}
        self._known = KnownSources(before, self._digests)
        anew = [m.folder for name, m in self._manifests.items() if not self._known.has(name, {"read"})]
        self._known.read_again([""] if read_all_again else anew)
        self._owner = self._known.owners()
        self._source_rows: dict[str, dict[str, Any]] = {}
        self._new: list[ReadCall] = []
        self._n_unchanged = 0

    def take(self, path: Path) -> None:
        name = str(path)
        digest = self._digests[name]
        if name in self._manifests:
            self._take_manifest(name, self._manifests[name])
            return
        correction = correction_for(name, self._settings.corrections)
        try:
            if correction and correction.skip:
                raise TranscriptRefused(_SKIPPED)
            if digest and self._owner[digest] != name:
                owner = self._owner[digest]
                self._note(name, digest, "duplicate", f"the same bytes as {owner}", duplicate_of=owner)
                return
            if self._known.is_unchanged(name):
                self._n_unchanged += 1
                return
            sources = read_sources(path)
        except TranscriptRefused as refusal:
            if self._known.was_read(name) and not file_digest(path):
                log.warning("%s: cannot be opened now; what the study has of it stays", name)
                self._n_unchanged += 1
                return
            self._refuse(name, digest, refusal)
            return
        if len(sources) == 1 and sources[0].sha256 != digest:
            log.warning("%s: changed while it was read; the next refresh looks at it again", name)
        for source, call_id in zip(sources, self._known.inherited_ids(name, sources), strict=True):
            # a call of a table has a digest of its own; whether the table is as it was, the file's tells
            self._take_source(source, call_id, source.sha256 if len(sources) == 1 else digest)

    def withdraw_skipped(self) -> None:
        """Remove the calls of files that are gone and that calls.csv says to skip."""
        for source, row in self._known.rows.items():
            correction = correction_for(source, self._settings.corrections)
            if self._known.file_of(source) not in self._digests and correction and correction.skip:
                self._note(source, str(row["sha256"] or ""), "refused", _SKIPPED)

    def _take_manifest(self, name: str, manifest: Manifest) -> None:
        if not self._known.has(name, {"read"}):
            self._note(name, self._digests[name], "read", manifest.summary, layout="manifest")
        for fault in manifest.faults:
            log.warning("%s: left out: %s", name, fault)

    def _take_source(self, source: SourceText, call_id: str | None, digest: str) -> None:
        correction = correction_for(source.path, self._settings.corrections)
        try:
            if correction and correction.skip:
                raise TranscriptRefused(_SKIPPED)
            call = parse_source(source)
        except TranscriptRefused as refusal:
            self._refuse(source.path, digest, refusal)
            return
        call = with_listed(call, listed_fields(source.path, self._manifests.values()))
        if correction:
            call = corrected(call, correction)
            log.info("%s: corrected by calls.csv: %s", source.path, ", ".join(f for f, _ in correction.fields))
        self._note(source.path, digest, "read", "", layout=call.layout, text=source.text)
        words = "\n".join(turn.text for turn in call.turns)
        n_known = sum(turn.role != "unknown" for turn in call.turns)
        n_words = len(words.split())
        read = ReadCall(call, words, len(call.turns), n_words, n_known, call_id, source.text, source.sha256)
        self._new.append(read)

    def _refuse(self, name: str, digest: str, refusal: TranscriptRefused) -> None:
        reason = str(refusal).removeprefix(f"{name}: ")
        self._note(name, digest, "refused", reason)
        log.warning("%s: refused: %s", name, reason)

    def _note(self, name: str, digest: str, status: str, reason: str, **more: str) -> None:
        """A row of ``sources``; ``more``: its layout, text and duplicate_of, where it has them."""
        source_id = hashlib.sha256(f"{name}\0{digest}".encode()).hexdigest()[:16]
        cells = {"sha256": digest, "status": status, "reason": reason} | more
        row = {column: cells.get(column) or None for column in TABLES["sources"]}
        self._source_rows[name] = row | {"source_id": source_id, "path": name}
        self._known.replace(name)

    def idle_corrections(self) -> list[str]:
        """Lines of calls.csv that name no file."""
        names = self._source_rows.keys() | self._known.rows.keys() | self._digests.keys()
        idle = (c for c in self._settings.corrections if not any(correction_for(name, (c,)) for name in names))
        return [f"calls.csv: {c.file}: no such file in the study; the line does nothing" for c in idle]

    def result(self) -> Intake:
        calls = self._before["calls"]
        earlier = rows_of(calls[~calls["source"].isin(self._known.replaced)])
        staying, repeats, copies = one_text_a_call(earlier, self._before["turns"], self._new, self._settings.aliases)
        for source, chief in repeats.items():
            row = self._source_rows.get(source) or self._known.rows[source]
            reason = f"the same call as {chief}"
            if source in copies:
                reason = f"word for word {chief}, though its head says {copies[source].name}: taken for one call"
                log.warning("%s: %s", source, reason)
            repeat = {"status": "duplicate", "reason": reason, "duplicate_of": chief, "text": None}
            self._source_rows[source] = row | repeat
        entries = with_ids(staying, self._settings.aliases)
        new = [(h, entry) for h, entry in zip(staying, entries, strict=True) if h.is_new]
        calls = calls_table(entries)
        kept = self._before["sources"][~self._before["sources"]["path"].isin(self._known.replaced | set(repeats))]
        sources = joined("sources", kept, list(self._source_rows.values()))
        sources = sources.sort_values("path", kind="stable", ignore_index=True)
        gone = set(self._before["calls"]["call_id"]) - {h.call_id for h in staying if not h.is_new}
        turns = joined(
            "turns", without(self._before["turns"], gone), [r for _, e in new for r in turn_rows(e.call, e.call_id)]
        )
        cut = [chunk_call(entry.call, entry.call_id, h.text, self._settings.chunks) for h, entry in new]
        kept_chunks = without(self._before["chunks"], gone)
        parts = [frame for frame in (kept_chunks, *cut) if len(frame)]
        chunks = pd.concat(parts, ignore_index=True) if parts else kept_chunks
        tables = {
            "sources": sources,
            "calls": calls,
            "turns": in_call_order(turns, calls),
            "chunks": in_call_order(chunks, calls),
        }
        new_ids = tuple(entry.call_id for _, entry in new)
        n_changed = len(set(new_ids) & set(self._before["calls"]["call_id"]))
        notes = [*said_aloud({source: Copy(repeats[source], copy.name) for source, copy in copies.items()})]
        notes += self._days_changed([entry for h, entry in zip(staying, entries, strict=True) if not h.is_new])
        notes += self.idle_corrections()
        return Intake(tables, new_ids, self._n_unchanged, n_changed, self._refused(sources), tuple(notes))

    def _days_changed(self, entries: Sequence[Entry]) -> list[str]:
        """What is to be said of calls of earlier runs to which calls read now gave another date."""
        then = dict(zip(self._before["calls"]["call_id"], self._before["calls"]["call_date"], strict=True))
        changed = [entry for entry in entries if entry.call.call_date and entry.call.call_date != then[entry.call_id]]
        return [
            f"{e.call_id}: {doubt.sentence}" for e in changed for doubt in e.call.doubts if doubt.field == "call_date"
        ]

    def _refused(self, sources: pd.DataFrame) -> tuple[tuple[str, str], ...]:
        rows = sources[sources["status"] == "refused"]
        pairs = zip(rows["path"], rows["reason"], strict=True)
        return tuple((path, reason) for path, reason in pairs if self._known.file_of(path) in self._digests)


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes; empty for one that cannot be opened (reading it then says why)."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""

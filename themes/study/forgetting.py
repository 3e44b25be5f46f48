"""Forgetting a file that should never have been read: calls.csv skips it from the next refresh on.

In: a study, a file.  Out: :class:`Forgotten`.  The refresh removes the file's call with all that was made from it and
does not read it again, also when it is gone; taking the line back undoes it.  Copies of the same bytes go with it,
since one of them would be read in its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import pandas as pd

from themes.corpus.corrections import Correction, correction_for, load_corrections
from themes.corpus.inputs import Inputs
from themes.corpus.skipping import with_skip, without_skip
from themes.corpus.source_index import file_of
from themes.errors import StudyError
from themes.store.durable import cannot_write, write_text_durably
from themes.store.lock import refresh_lock
from themes.store.runs import list_runs
from themes.study.outside_grid import shortest_names
from themes.study.study import Study


@dataclass(frozen=True)
class Forgotten:
    """What the next refresh will do.

    ``files``: skipped, or read again; ``calls``: ids that the current run has of them; ``others``: files of other words
    that tell the same calls, which stay; ``n_runs``: runs so far, which hold what they held.
    """

    files: tuple[str, ...]
    calls: tuple[str, ...]
    others: tuple[str, ...]
    n_runs: int


def forget(folder: Path, path: str, *, undo: bool = False) -> Forgotten:
    """Have a file skipped by all later refreshes, or undo that.

    Parameters
    ----------
    folder : Path
        A study.
    path : str
        A file of the study: as ``sources`` has it, as the system has it, or its end (``calls/acme.txt``).
    undo : bool
        Whether to have it read again.

    Raises
    ------
    StudyError
        No run yet; no such file in the study, or several; undone and not forgotten; calls.csv cannot be written.
    SettingsError
        calls.csv has a fault.
    """
    target = folder / "calls.csv"
    with refresh_lock(folder):
        study = Study.open(folder)
        place = _Place.of(study)
        found = place.with_copies(place.named(path))
        lines = [line for file in found if (line := place.line(file, load_corrections(target), undo=undo))]
        if undo and not lines:
            raise StudyError(f"{path}: is not forgotten", mend=f"see what is skipped: {target}")
        text = target.read_text(encoding="utf-8-sig") if target.exists() else ""
        for line in lines:
            text = without_skip(text, line) if undo else with_skip(text, line)
        try:
            write_text_durably(target, text)
        except OSError as error:
            raise cannot_write(target, error) from error
        calls = study.calls
        ids = calls.loc[[bool({s, place.file_of(s)} & set(found)) for s in calls["source"]], "call_id"]
        return Forgotten(tuple(found), tuple(ids), place.others(found), len(list_runs(folder)))


@dataclass(frozen=True)
class _Place:
    """The sources of a study, and the folder that their relative paths are resolved from."""

    study: Study
    sources: pd.DataFrame
    base: Path

    @classmethod
    def of(cls, study: Study) -> _Place:
        settings = json.loads(study.table("run")["settings"].iloc[0])
        return cls(study, study.table("sources"), Inputs.of(study.folder, settings).base)

    def file_of(self, source: str) -> str:
        """The file of a source that is one call of a table, else the source."""
        table = file_of(source, ())
        is_part = table != source and (self.base / table).exists() and not (self.base / source).exists()
        return table if is_part else source

    def named(self, path: str) -> str:
        """The source that a person means by a path; the name of a table means all calls of it."""
        paths = [str(p) for p in self.sources["path"]]
        files = list(dict.fromkeys([*paths, *map(self.file_of, paths)]))
        if path in files:
            return path
        there = [file for file in files if os.path.abspath(self.base / file) == os.path.abspath(path)]
        wanted = PurePath(path).parts
        fitting = there or [file for file in files if PurePath(file).parts[-len(wanted) :] == wanted]
        if len(fitting) > 1:
            raise StudyError(f"{path}: several files of the study end so", mend=f"name one: {', '.join(fitting[:6])}")
        if not fitting:
            self.study.check("file", path, pd.Series(files, dtype=object))
        return fitting[0]

    def with_copies(self, file: str) -> list[str]:
        """The file, and the files of the same bytes; one call of a table has none."""
        files = self.sources["path"].astype(str).map(self.file_of)
        digests = set(self.sources.loc[files == file, "sha256"].dropna())
        return list(dict.fromkeys([file, *files[self.sources["sha256"].isin(digests)]]))

    def line(self, file: str, corrections: tuple[Correction, ...], *, undo: bool) -> str:
        """What calls.csv calls the file, or is to call it; empty where there is nothing to undo."""
        correction = correction_for(file, corrections)
        if undo:
            return correction.file if correction and correction.skip else ""
        paths = [*self.sources["path"].astype(str), file]
        if correction and {self.file_of(p) for p in paths if correction_for(p, (correction,))} == {file}:
            return correction.file
        return shortest_names(paths)[file]  # longer than the line of several files, so that it wins over it

    def others(self, found: Sequence[str]) -> tuple[str, ...]:
        """Files that were left out since they tell the call of one that goes, in other words."""
        same = self.sources["duplicate_of"].isin(list(found)) & ~self.sources["path"].isin(list(found))
        return tuple(self.sources.loc[same, "path"].astype(str))

"""Inputs: the paths that a study reads, and the folder from which relative ones are resolved.

In: the settings of the last run, paths given now.  Out: files by the names they had before, wherever one stands.  The
folder is kept as the way to it from the study, so that a study and its transcripts move together.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from themes.corpus.ingest import find_files
from themes.errors import StudyError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inputs:
    """Paths of earlier refreshes and of this one; relative ones are resolved from ``base``, a folder."""

    base: Path
    known: tuple[str, ...]
    given: tuple[str, ...] = ()

    @classmethod
    def of(cls, folder: Path, settings: Mapping[str, object], given: tuple[str, ...] = ()) -> Inputs:
        """Paths of the study in ``folder``, of the run with such settings (none: a first refresh), and those given."""
        way, known = settings.get("inputs_from"), settings.get("inputs", ())
        base = (folder / way).resolve() if isinstance(way, str) else Path.cwd()
        if not base.is_dir():  # the study has moved and left the transcripts
            base = Path.cwd()
        stored = (path if os.path.isabs(path) or base == Path.cwd() else os.path.relpath(path, base) for path in given)
        return cls(base, tuple(known) if isinstance(known, (list, tuple)) else (), tuple(stored))

    def as_settings(self, folder: Path) -> dict[str, object]:
        """What the next run needs to know of them."""
        try:
            way = os.path.relpath(self.base, folder.resolve())
        except ValueError:  # another drive
            way = str(self.base)
        return {"inputs": list(dict.fromkeys([*self.known, *self.given])), "inputs_from": Path(way).as_posix()}

    @contextlib.contextmanager
    def files(self) -> Iterator[list[Path]]:
        """The files they name, to be read within the context: paths are relative to the working directory there.

        Raises
        ------
        StudyError
            A path given now names nothing, or all of them together name no file.  A path of earlier refreshes that
            names nothing any more is reported as a warning: the study keeps its calls.
        """
        with contextlib.chdir(self.base):
            yield self._found()

    def _found(self) -> list[Path]:
        given = find_files(self.given) if self.given else []
        known: list[Path] = []
        missing: list[str] = []
        for path in self.known:
            try:
                known += find_files([path])
            except StudyError as error:
                missing.append(error.message)
        if missing and not (known or given):
            mend = "give the transcripts' folder, files or a quoted glob"
            raise StudyError(f"{missing[0]} (in {self.base})", mend=mend)
        for what in missing:
            log.warning("%s; what the study has of it stays", what)
        # a file that two paths name keeps the name it had
        return sorted({path.resolve(): path for path in [*given, *reversed(known)]}.values())

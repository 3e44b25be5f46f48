"""Known sources: what earlier runs read of which file, and what has to be read again.

In: ``sources`` and ``calls`` of the current run, digests of the files as they are.  Out: whether a file is unchanged,
and the ids that its calls keep.  A file may tell several calls: ``calls.csv#2`` is a part of ``calls.csv``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

import pandas as pd

from themes.corpus.tables import rows_of
from themes.transcripts.reading import SourceText

_PART = re.compile(r"#[^#/\\]{1,120}$")  # a number, or the id that its table gives a call


def file_of(source: str, files: Container[str]) -> str:
    """The file that a source is, or is a part of.

    Examples
    --------
    >>> file_of("calls.csv#2", {"calls.csv"}), file_of("call #2", {"call #2"})
    ('calls.csv', 'call #2')
    """
    return source if source in files else _PART.sub("", source)


class KnownSources:
    """The rows of ``sources`` by path, and in ``replaced`` the paths whose rows and calls a refresh makes anew.

    Parameters
    ----------
    before : mapping of str to DataFrame
        ``sources`` and ``calls`` of the current run.
    digests : mapping of str to str
        Path → SHA-256 of each file named now.
    """

    def __init__(self, before: Mapping[str, pd.DataFrame], digests: Mapping[str, str]) -> None:
        self.rows: dict[str, dict[str, Any]] = {str(row["path"]): row for row in rows_of(before["sources"])}
        self.replaced: set[str] = set()
        self._digests = digests
        self._again: tuple[str, ...] = ()
        self._ids = dict(zip(before["calls"]["source"], before["calls"]["call_id"], strict=True))
        self._parts: dict[str, list[str]] = {}
        for source in self.rows:
            self._parts.setdefault(self.file_of(source), []).append(source)

    def read_again(self, folders: Sequence[str]) -> None:
        """Take no file of these folders (absolute, each ending in a separator) for unchanged."""
        self._again = tuple(folders)

    def file_of(self, source: str) -> str:
        """The file that a source is, or is a part of."""
        return file_of(source, self._digests)

    def has(self, name: str, statuses: set[str]) -> bool:
        """Whether the file's bytes are known, and one of its parts has such a status."""
        rows = [self.rows[part] for part in self._parts.get(name, ())]
        return all(row["sha256"] == self._digests[name] for row in rows) and any(r["status"] in statuses for r in rows)

    def was_read(self, name: str) -> bool:
        """Whether a run has calls of this file, whatever its bytes are now."""
        return any(self.rows[part]["status"] == "read" for part in self._parts.get(name, ()))

    def owners(self) -> dict[str, str]:
        """Which file speaks for equal bytes: the one that was read before and still has them, else the first."""
        owner: dict[str, str] = {}
        read_before = [name for name in self._digests if self.has(name, {"read"})]
        for name in [*read_before, *self._digests]:
            owner.setdefault(self._digests[name], name)
        return owner

    def is_unchanged(self, name: str) -> bool:
        """Whether the rows of a file can stay as they are."""
        if self._is_to_be_read(name):
            return False
        repeated = [self.rows[part]["duplicate_of"] for part in self._parts[name]]
        chiefs = [self.file_of(source) for source in repeated if isinstance(source, str)]
        # what repeats a call whose own file changes may be all that is left of it
        return not any(self._is_to_be_read(chief) for chief in chiefs if chief in self._digests)

    def _is_to_be_read(self, name: str) -> bool:
        return os.path.abspath(name).startswith(self._again) or not self.has(name, {"read", "duplicate"})

    def replace(self, source: str) -> None:
        """Make everything anew that the file of this source gave."""
        self.replaced.update(self._parts.get(self.file_of(source), ()))

    def inherited_ids(self, name: str, sources: Sequence[SourceText]) -> list[str | None]:
        """The ids of the calls a file gave before, under this name or one that is gone: by text, then by place."""
        old = self._parts.get(name) or self._moved_to(self._digests[name])
        self.replaced.update(old)
        ids = {part: self._ids[part] for part in old if part in self._ids}
        by_text = {self.rows[part]["text"]: part for part in ids}
        same = [by_text.get(source.text) for source in sources]
        by_place = {part.removeprefix(self.file_of(part)): part for part in ids if part not in same}
        parts = [found or by_place.get(s.path.removeprefix(name)) for found, s in zip(same, sources, strict=True)]
        return [ids.pop(part, None) if part else None for part in parts]

    def _moved_to(self, digest: str) -> list[str]:
        for old, parts in self._parts.items():
            if old not in self._digests and not self.replaced.intersection(parts):
                rows = [self.rows[part] for part in parts]
                if all(row["sha256"] == digest for row in rows) and any(row["status"] == "read" for row in rows):
                    return parts
        return []

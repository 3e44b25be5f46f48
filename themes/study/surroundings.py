"""What stands in and beside a folder: studies, and transcripts that are in none yet.

In: a folder.  Out: :class:`Surroundings`.  Nothing is written.  Of a folder's files a few are read, to tell transcripts
from other texts; hidden files and folders are left alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from themes.errors import TranscriptRefused
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_sources

MOST_FOLDERS = 20  # looked into
MOST_FILES = 3  # read of a folder
MOST_BYTES = 3_000_000  # of a file that is read: no call is that long, and a table of a thousand takes too long
_MARK = "study.toml"


@dataclass(frozen=True)
class Surroundings:
    """A folder that is a study, or the studies right inside it, and a folder of transcripts: itself or one inside.

    ``studies`` are relative to the folder, ``.`` for itself; where there are any, transcripts are not looked for, since
    a study says itself what is new.  ``transcripts`` is None where none are found.
    """

    folder: Path
    studies: tuple[Path, ...]
    transcripts: Path | None


def look_around(folder: Path) -> Surroundings:
    """Look at a folder and those right inside it."""
    if (folder / _MARK).is_file():
        return Surroundings(folder, (Path("."),), None)
    inside = [path for path in _entries(folder) if path.is_dir()]
    studies = tuple(Path(path.name) for path in inside if (path / _MARK).is_file())
    if studies:
        return Surroundings(folder, studies, None)
    found = next((path for path in [folder, *inside][:MOST_FOLDERS] if _holds_transcripts(path)), None)
    return Surroundings(folder, (), found and found.relative_to(folder))


def free_name(folder: Path, name: str) -> Path:
    """A path in a folder at which nothing stands yet: the name, or the name with a number.

    >>> free_name(Path("no-such-folder"), "study") == Path("no-such-folder", "study")
    True
    """
    tried, number = folder / name, 1
    while tried.exists():
        number += 1
        tried = folder / f"{name}-{number}"
    return tried


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, by name; nothing where it may not be read."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if not name.startswith(".")]


def _holds_transcripts(folder: Path) -> bool:
    """Whether one of a folder's largest files of a call's length is a transcript."""
    sizes = {path: _size(path) for path in _entries(folder)}
    files = sorted((path for path, size in sizes.items() if 0 < size <= MOST_BYTES), key=lambda path: -sizes[path])
    return any(map(_is_transcript, files[:MOST_FILES]))


def _size(path: Path) -> int:
    """Bytes of a file; 0 for what is none."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _is_transcript(path: Path) -> bool:
    try:
        parse_source(read_sources(path)[0])
    except TranscriptRefused:
        return False
    return True

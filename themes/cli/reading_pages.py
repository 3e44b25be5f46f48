"""``themes parse --format html``: what was understood as pages, one a call, with an index where there are several."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from themes.errors import StudyError
from themes.formatting import counted

if TYPE_CHECKING:
    from reports.render.reading import IndexRow
    from themes.records import Call

FOLDER, SUFFIX, INDEX = "parsed", ".parsed.html", "index.html"
_MAX_NAME_CHARS = 120  # file systems end at 255 bytes
_START_CHARS = 1000  # of a page, where it says who made it


class ReadingPages:
    """Writes pages as calls come in: of a single file that holds one call a page, else a folder with an index.

    Parameters
    ----------
    out : Path or None
        The page or the folder; next to where one stands if None.
    is_folder : bool
        Whether there is an index even of one call.

    Raises
    ------
    StudyError
        A page is named where a folder is needed.
    """

    def __init__(self, out: Path | None, *, is_folder: bool) -> None:
        self._out, self._is_folder = out, is_folder
        self._first: tuple[str, str] | None = None  # name and page of a call that may be the only one
        self._rows: list[IndexRow] = []
        self._refused: list[tuple[str, str]] = []
        self._names: set[str] = {INDEX}
        if is_folder and out is not None:
            _check_folder(out)

    def add(self, call: Call, text: str, reason: str) -> None:
        """A call that was read from a source text.

        Raises
        ------
        StudyError
            The place cannot be written, or holds something else.
        """
        from reports.data.reading import reading_seen
        from reports.render.reading import index_row, render_reading

        seen = reading_seen(call, text, reason)
        name = self._name(call.source)
        self._rows.append(index_row(seen, name))
        page = render_reading(seen)
        if self._is_folder or self._first:
            self._flush()
            _write(self._folder() / name, page)
        else:
            self._first = name, page

    def refuse(self, path: str, reason: str) -> None:
        """A file that gave no call; the reason may begin with the path."""
        self._refused.append((path, reason.removeprefix(f"{path}: ")))

    def finish(self) -> Path | None:
        """Write what is left, and return the page to open; None where no call was read."""
        from reports.render.reading import render_reading_index

        if not self._rows:
            return None
        if self._first:
            name, page = self._first
            return _write(_page_path(self._out, name), page)
        return _write(self._folder() / INDEX, render_reading_index(self._rows, self._refused))

    def verdict(self) -> str:
        """How much was read, in a line."""
        doubtful = sum(bool(row.doubtful) for row in self._rows)
        told = f"{counted(len(self._rows), 'call')} read, {doubtful} with something to look at"
        return f"{told}; {counted(len(self._refused), 'file')} refused" if self._refused else told

    def _flush(self) -> None:
        if self._first:
            name, page = self._first
            _write(self._folder() / name, page)
            self._first, self._is_folder = None, True

    def _folder(self) -> Path:
        folder = self._out or Path(FOLDER)
        _check_folder(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(
                f"{folder}: cannot be made: {error.strerror}", mend="try another place: --out FOLDER"
            ) from error
        return folder

    def _name(self, source: str) -> str:
        """A file name that no other page has, also where case does not count."""
        bare = re.sub(r"[^\w.-]", "-", PurePath(source).name)[:_MAX_NAME_CHARS]
        names = (f"{bare}{f'-{k}' if k else ''}{SUFFIX}" for k in range(len(self._names) + 1))
        name = next(name for name in names if name.casefold() not in self._names)
        self._names.add(name.casefold())
        return name


def _check_folder(path: Path) -> None:
    if path.suffix.lower() == ".html" or path.is_file():
        raise StudyError(f"{path}: several calls need a folder", mend="name one: --out FOLDER")


def _page_path(out: Path | None, name: str) -> Path:
    if out is None or out.is_dir():
        return (out or Path()) / name
    if out.suffix.lower() != ".html":
        raise StudyError(f"{out}: no name for a page", mend=f"name one: --out {out.with_suffix('.html')}")
    return out


def is_own_page(path: Path) -> bool:
    """Whether a file is a page that was written here."""
    from reports.render.reading import GENERATOR

    if path.suffix.lower() != ".html":
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return GENERATOR in file.read(_START_CHARS)
    except OSError:
        return False


def _write(path: Path, page: str) -> Path:
    """Write a page, over an older one but over nothing else."""
    from themes.study.create import write_output

    if path.exists() and not is_own_page(path):
        raise StudyError(f"{path}: is there already, and no page of themes parse", mend="give another place: --out")
    write_output(path, page)
    return path

"""An overview of many files, a row a folder: what was read, what was refused, how well it was understood.

In: calls and refusals one by one.  Out: lines of text in columns.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import PurePath
from statistics import median

from themes.records import Call

_COLUMNS = ("folder", "files", "read", "refused", "whole", "warnings", "words/turn", "role unknown", "layouts")


@dataclass
class _Folder:
    files: set[str] = field(default_factory=set)
    n_calls: int = 0
    n_refused: int = 0
    n_several: int = 0
    n_whole: int = 0
    n_warnings: int = 0
    turn_words: list[int] = field(default_factory=list)
    n_unknown_words: int = 0
    layouts: Counter[str] = field(default_factory=Counter)


class Overview:
    """Counts by folder.

    ``warnings`` are pairs of path and sentence.

    ``whole`` is how many of the calls with two or more speakers have an executive, an analyst and both sections.
    """

    def __init__(self) -> None:
        self._folders: dict[str, _Folder] = defaultdict(_Folder)
        self.warnings: list[tuple[str, str]] = []

    def add(self, path: str, call: Call) -> None:
        """A call that was read from ``path``."""
        row = self._row(path)
        row.n_calls += 1
        row.n_warnings += len(call.warnings)
        self.warnings += [(path, sentence) for sentence in call.warnings]
        row.layouts[call.layout] += 1
        words = [len(turn.text.split()) for turn in call.turns]
        row.turn_words += words
        row.n_unknown_words += sum(n for n, turn in zip(words, call.turns, strict=True) if turn.role == "unknown")
        if len({turn.speaker for turn in call.turns}) > 1:
            row.n_several += 1
            roles, sections = {turn.role for turn in call.turns}, {turn.section for turn in call.turns}
            row.n_whole += {"executive", "analyst"} <= roles and len(sections) == 2

    def refuse(self, path: str) -> None:
        """A file that is no transcript, or cannot be read."""
        self._row(path).n_refused += 1

    def table(self) -> str:
        """The rows in columns, folders in order, and a last row of all of them."""
        # Not Rich's Table: it folds a row that is wider than the terminal (80 columns in a pipe), and paths are long.
        rows: list[tuple[str, ...]] = [_COLUMNS]
        rows += [_cells(name, row) for name, row in sorted(self._folders.items())]
        if len(self._folders) > 1:
            rows.append(_cells("all", _sum(list(self._folders.values()))))
        widths = [max(len(row[i]) for row in rows) for i in range(len(_COLUMNS))]
        last = len(_COLUMNS) - 1
        lines = (
            "  ".join(
                cell.ljust(width) if i in (0, last) else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        )
        return "\n".join(lines) + "\n"

    def _row(self, path: str) -> _Folder:
        file = PurePath(path.partition("#")[0])
        row = self._folders[str(file.parent)]
        row.files.add(str(file))
        return row


def _sum(rows: list[_Folder]) -> _Folder:
    total = _Folder()
    for row in rows:
        total.files |= row.files
        total.n_calls += row.n_calls
        total.n_refused += row.n_refused
        total.n_several += row.n_several
        total.n_whole += row.n_whole
        total.n_warnings += row.n_warnings
        total.turn_words += row.turn_words
        total.n_unknown_words += row.n_unknown_words
        total.layouts += row.layouts
    return total


def _cells(name: str, row: _Folder) -> tuple[str, ...]:
    n_words = sum(row.turn_words)
    return (
        name,
        str(len(row.files)),
        str(row.n_calls),
        str(row.n_refused),
        f"{row.n_whole}/{row.n_several}",
        str(row.n_warnings),
        f"{median(row.turn_words):.0f}" if row.turn_words else "–",
        f"{row.n_unknown_words / n_words:.1%}" if n_words else "–",
        ", ".join(f"{layout} {n}" for layout, n in row.layouts.most_common()),
    )

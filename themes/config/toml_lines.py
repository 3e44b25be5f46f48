"""Where in a TOML file a key stands: the parsers at hand do not tell.

In: a file's text, the path of a key.  Out: the number of its line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from itertools import takewhile

Step = int | str
Path = tuple[Step, ...]


def line_of(text: str, path: Path) -> int | None:
    """The line (from 1) on which a key, or the head of a table, first stands; None where the text has no such key.

    Parameters
    ----------
    text : str
        Valid TOML.
    path : sequence of str and int
        Keys, and places (from 0) in arrays of tables.

    Examples
    --------
    >>> text = "name = 'x'" + chr(10) + "[[theme]]" + chr(10) + "id = 'a'" + chr(10) + "[[theme]]" + chr(10) + "id = 1"
    >>> line_of(text, ("theme", 1, "id")), line_of(text, ("theme", 0)), line_of(text, ("theme", 2))
    (5, 2, None)
    """
    lines = text.splitlines(keepends=True)
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    for start, line in enumerate(lines):
        if name in line and has(_begun(lines, start), path):
            return start + 1
    return None


def has(data: object, path: Path) -> bool:
    """Whether a path leads somewhere in what a file holds."""
    for step in path:
        if isinstance(step, str) and isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(step, int) and isinstance(data, list) and step < len(data):
            data = data[step]
        else:
            return False
    return True


def known_path(data: object, path: Path) -> Path:
    """As much of a path as leads somewhere."""
    return path[: sum(1 for _ in takewhile(lambda n: has(data, path[:n]), range(1, len(path) + 1)))]


def _begun(lines: Sequence[str], start: int) -> dict[str, object]:
    """What a file holds up to a line, that line's value whole, however many lines it takes."""
    for end in range(start + 1, len(lines) + 1):
        try:
            return tomllib.loads("".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
    return {}

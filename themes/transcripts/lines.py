"""Lines of a source text, and which of them are page furniture.

In: the source text.  Out: :class:`Line` records with their offsets, and the numbers of the lines that belong to the
page (running headers, page numbers, copyright), not to the call.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from themes.transcripts.dates import find_date

_PAGE_NUMBER = re.compile(
    r"(?:page\s{1,3}\d{1,4}|[-–—]\s?\d{1,3}\s?[-–—]|\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}\d{1,4})?", re.I
)
_CLOCK = re.compile(r"/\s{0,2}\d{1,2}:\d{2}\s?[AP]M\b", re.I)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b)", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{3,100}", re.I)
_DIGITS = re.compile(r"\d+")
_MAX_FURNITURE_CHARS = 200
_MIN_GLUED_CHARS = 200
_QUOTED_CHARS = 40


@dataclass(frozen=True)
class Line:
    """A line: its half-open offsets in the source text (line end excluded), its 1-based number, its bare text."""

    start: int
    end: int
    number: int
    text: str


@lru_cache(maxsize=2)  # every layout looks at the same text
def split_lines(text: str) -> tuple[Line, ...]:
    r"""Lines of a text; ``text`` of each is stripped of white space, the offsets are those of the stripped part.

    Examples
    --------
    >>> [(line.start, line.end, line.text) for line in split_lines("a\n\n  b ")]
    [(0, 1, 'a'), (2, 2, ''), (5, 6, 'b')]
    """
    lines: list[Line] = []
    at = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        bare = raw.strip()
        start = at + (raw.find(bare[0]) if bare else 0)
        lines.append(Line(start, start + len(bare), number, bare))
        at += len(raw) + 1
    return tuple(lines)


def unglued(lines: Sequence[Line], entries: Collection[str]) -> tuple[Line, ...]:
    """Lines, with the speakers' names that lost their line ends ("... well.Ann Lee - QuillThank you.") on their own.

    Parameters
    ----------
    lines : sequence of Line
    entries : collection of str
        Names as they may stand alone on a line, with or without an affiliation.
    """
    names = "|".join(re.escape(entry) for entry in sorted(entries, key=len, reverse=True))
    if not names:
        return tuple(lines)
    glued = re.compile(rf"(?<=[.?!…)\]\"”])(?:{names})(?=[A-Z\[(])")
    pieces: list[Line] = []
    for line in lines:
        cuts = [0]
        if len(line.text) > _MIN_GLUED_CHARS:
            cuts += [place for match in glued.finditer(line.text) for place in match.span()]
        for start, end in zip(cuts, [*cuts[1:], len(line.text)], strict=True):
            pieces.append(Line(line.start + start, line.start + end, line.number, line.text[start:end]))
    return tuple(pieces)


def line_number(starts: Sequence[int], offset: int) -> int:
    """1-based number of the line that holds ``offset``, given the offset at which each line starts."""
    from bisect import bisect_right

    return bisect_right(starts, offset)


def left_below(lines: Sequence[Line], first: int) -> tuple[str, ...]:
    """A warning about the lines from index ``first`` on, which stand below the call; none when they are blank."""
    below = [line for line in lines[first:] if line.text]
    if not below:
        return ()
    where = f'from line {below[0].number}, "{below[0].text[:_QUOTED_CHARS]}", on'
    plural = "s" if len(below) > 1 else ""
    return (f"text: {len(below)} line{plural} of the page below the call left out ({where})",)


def find_furniture(lines: Sequence[Line], preamble: Collection[str]) -> frozenset[int]:
    """Numbers of the lines that belong to the page.

    Parameters
    ----------
    lines : sequence of Line
    preamble : collection of str
        What stands before the call begins (title, date, headings): a line that returns later is a running header.

    Notes
    -----
    Speech repeats itself too ("Thank you."), so that a line is repeated is never enough.
    """
    counts = Counter(_digitless(line.text) for line in lines if 0 < len(line.text) <= _MAX_FURNITURE_CHARS)
    titles = {_digitless(text) for text in preamble}
    return frozenset(
        line.number
        for line in lines
        if 0 < len(line.text) <= _MAX_FURNITURE_CHARS and _is_furniture(line.text, counts, titles)
    )


def _is_furniture(text: str, counts: Counter[str], titles: Collection[str]) -> bool:
    first = text[0]
    if (first in "pP-–—" or first.isdigit()) and _PAGE_NUMBER.fullmatch(text):
        return True
    if first in "©(cC" and _COPYRIGHT.match(text):
        return True
    key = _digitless(text)
    n_seen = counts[key]
    if "/" in text and _CLOCK.search(text[:60]) and find_date(text[:40]):
        return True
    if n_seen < 2:
        return False
    if key in titles or _ADDRESS.fullmatch(text):
        return True
    return "#" in key and not text.endswith((".", "?", "!")) and find_date(text) is not None


@lru_cache(maxsize=4096)
def _digitless(text: str) -> str:
    return _DIGITS.sub("#", text).casefold()

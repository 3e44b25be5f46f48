"""The reading order of a PDF page: which printed line follows which, by where they stand and not by when they were drawn.

In: a page's text as pdfium gives it, in the order of drawing, and the places of its letters.  Out: the page's text, lines
from top to bottom, a name in the margin before the words beside it and set off from them by a tab.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

# pdfium goes on in the same line where a hyphen ends a printed one, and puts one of these signs in its place.
CUT = "\x02\ufffe"
_LINE = re.compile(rf"[^\r\n{CUT}]{{1,9999}}[{CUT}]?")
_SPACES = re.compile(r"\S( {1,9})(?=\S)")
# A name in the margin that a printed line's cut hides: "the year-over|Mara Quist: year".
_LABEL = re.compile(r"[A-Z][^:\r\n]{1,60}:\s")
# In letter heights: a justified line stretches its spaces to about one.
_MARGIN_GAP = 1.15
_MAX_LABEL_WORDS = 6
# In letter heights: how far apart letters of one printed line may stand, a name in bold or of another size among them.
_SAME_ROW = 0.5
# Headers and footers are often drawn first or last, which is no other order of the lines between them.
_EDGE_SHARE, _MIN_BODY_LINES = 0.12, 6
_MIN_COLUMN_CHARS, _MIN_COLUMN_ROWS = 30, 3


@dataclass(frozen=True)
class _Printed:
    """A printed line: its half-open offsets in the page's text, its place in points, the offset of its wide gap."""

    start: int
    end: int
    left: float
    bottom: float
    height: float
    gap: tuple[int, int] | None


class _Boxes:
    """Boxes of a page's letters, by the height of their font; one call of pdfium each, without its Python wrapping."""

    def __init__(self, words: PdfTextPage) -> None:
        from pypdfium2 import raw

        self._page, self._rect, self._box = words.raw, raw.FS_RECTF(), raw.FPDFText_GetLooseCharBox
        self._out = ctypes.byref(self._rect)

    def at(self, index: int) -> tuple[float, float, float]:
        """Left, bottom, height in points."""
        self._box(self._page, index, self._out)
        return self._rect.left, self._rect.bottom, self._rect.top - self._rect.bottom

    def space(self, before: int, after: int) -> float:
        """Points between two letters."""
        self._box(self._page, before, self._out)
        right = self._rect.right
        self._box(self._page, after, self._out)
        return float(self._rect.left - right)

    def right(self, index: int) -> float:
        """The right end of a letter in points."""
        self._box(self._page, index, self._out)
        return float(self._rect.right)


def in_reading_order(text: str, words: PdfTextPage, height: float) -> str:
    """A page's text in reading order.

    Parameters
    ----------
    text : str
        Of the whole page, a character for each of pdfium's.
    words : PdfTextPage
    height : float
        Of the page, in points.
    """
    boxes = _Boxes(words)
    lines = [line for match in _LINE.finditer(text) if (line := _printed(text, match, boxes))]
    if _is_in_order(lines, height):
        return _with_tabs(text, lines)
    rows = _rows(lines)
    if _has_columns(rows, boxes):
        return _with_tabs(text, lines)
    return "\n".join(_row_text(text, row, boxes) for row in rows)


def _printed(text: str, match: re.Match[str], boxes: _Boxes) -> _Printed | None:
    start, end = match.span()
    while start < end and text[start] == " ":
        start += 1
    if start == end:
        return None
    left, bottom, height = boxes.at(start)
    return _Printed(match.start(), end, left, bottom, height, _gap(text, start, end, height, boxes))


def _gap(text: str, start: int, end: int, height: float, boxes: _Boxes) -> tuple[int, int] | None:
    """Offsets of the spaces that set off the first words of a line from the others."""
    for n, space in enumerate(_SPACES.finditer(text, start, end)):
        if n == _MAX_LABEL_WORDS:
            break
        before, after = space.start(), space.end()
        width = boxes.space(before, after)
        # Letters of a line may differ in height; asking for both costs as much again.
        if width > 0.5 * height and width > _MARGIN_GAP * max(boxes.at(before)[2], boxes.at(after)[2]):
            return space.span(1)
    return None


def _is_in_order(lines: Sequence[_Printed], height: float) -> bool:
    body = [line for line in lines if _EDGE_SHARE * height < line.bottom < (1 - _EDGE_SHARE) * height]
    if len(body) < _MIN_BODY_LINES:
        body = list(lines)
    return not any(_goes_back(one, other) for one, other in pairwise(body))


def _goes_back(one: _Printed, other: _Printed) -> bool:
    """Whether a line stands above the one drawn before it, or to its left."""
    up = (other.bottom - one.bottom) / max(one.height, other.height, 1.0)
    return up > _SAME_ROW or (up >= -_SAME_ROW and other.left < one.left)


def _rows(lines: Sequence[_Printed]) -> list[list[_Printed]]:
    """Lines of the same height together, from left to right; the rows from top to bottom."""
    rows: list[list[_Printed]] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if rows and rows[-1][0].bottom - line.bottom <= _SAME_ROW * min(rows[-1][0].height, line.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _has_columns(rows: Sequence[Sequence[_Printed]], boxes: _Boxes) -> bool:
    """Whether long lines stand beside one another, as in a newspaper: names in a margin are short."""
    lines = [line for row in rows for line in row]
    longs = [line.end - line.start >= _MIN_COLUMN_CHARS for line in lines]
    beside = 0
    for i, (one, other) in enumerate(pairwise(lines)):
        if longs[i] and longs[i + 1]:
            beside += other.left > _right(one, boxes) or one.left > _right(other, boxes)
    return beside >= _MIN_COLUMN_ROWS


def _right(line: _Printed, boxes: _Boxes) -> float:
    return boxes.right(line.end - 1)


def _with_tabs(text: str, lines: Sequence[_Printed]) -> str:
    """The text as drawn, with tabs for wide gaps; a line end where a cut hides a name in the margin."""
    pieces: list[str] = []
    done = 0
    for line in lines:
        hidden = line.start and text[line.start - 1] in CUT and (line.gap or _LABEL.match(text, line.start))
        if hidden:
            pieces += [text[done : line.start], "\n"]
            done = line.start
        if line.gap:
            pieces += [text[done : line.gap[0]], "\t"]
            done = line.gap[1]
    return "".join([*pieces, text[done:]])


def _row_text(text: str, row: Sequence[_Printed], boxes: _Boxes) -> str:
    pieces: list[str] = []
    for i, line in enumerate(row):
        if i:
            is_wide = line.left - _right(row[i - 1], boxes) > _MARGIN_GAP * line.height
            pieces.append("\t" if is_wide and not any("\t" in piece for piece in pieces) else " ")
        whole = text[line.start : line.end]
        if line.gap and not any("\t" in piece for piece in pieces):
            whole = f"{text[line.start : line.gap[0]]}\t{text[line.gap[1] : line.end]}"
        pieces.append(whole.strip(" "))
    return "".join(pieces)

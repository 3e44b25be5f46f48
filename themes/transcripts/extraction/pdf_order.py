"""The reading order of a PDF's pages: printed lines by where they stand, not by when they were drawn.

In: pages as pdfium gives them, texts in the order of drawing and the places of letters.  Out: a text a page, lines from
top to bottom, a name in the margin before the words beside it and set off from them by a tab.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

# pdfium goes on in the same line where a hyphen ends a printed one, and puts one of these signs in its place.
CUT = "\x02\ufffe"
_LINE = re.compile(rf"[^\r\n{CUT}]{{1,9999}}[{CUT}]?")
_SPACES = re.compile(r"\S( {1,9})(?=\S)")
# A name in the margin that a printed line's cut hides: "the year-over|Mara Quist: year".
_LABEL = re.compile(r"[A-Z][^:\r\n]{1,60}:\s")
# In letter heights: a justified line stretches its spaces to about one.
_MARGIN_GAP = 1.15
# Where the words' place is known, a little more than a usual space is enough.
_MIN_MARGIN_GAP = 0.35
_MAX_LABEL_WORDS = 6
# In letter heights: how far apart letters of one printed line may stand, a name in bold or of another size among them.
_SAME_ROW = 0.5
_FAR = 2.6
# pdfium holds a third of a megabyte an open page; a call has some twenty.
_MAX_OPEN_PAGES = 100
# Headers and footers are often drawn first or last, which is no other order of the lines between them.
_EDGE_SHARE, _MIN_BODY_LINES = 0.12, 6
_MIN_COLUMN_CHARS, _MIN_COLUMN_ROWS = 30, 3
# So many names with the same places of name and words make a margin; in points.
_MIN_MARGIN_LINES, _SAME_PLACE, _MAX_NAMES_SHARE = 3, 1.0, 0.45
_NAME_PART = re.compile(r"[A-Za-z(–—-][\w.'’()&,–—-]{0,30}(?: [\w.'’()&,–—-]{1,30}){0,4}:?")


class _Printed(NamedTuple):
    """A printed line: its half-open offsets in the page's text, its place in points.

    ``gap`` are the offsets of the spaces that set off its first words, ``beside`` is where the others begin.
    """

    start: int
    end: int
    left: float
    bottom: float
    height: float
    gap: tuple[int, int] | None = None
    beside: float = 0.0


class _Margin(NamedTuple):
    """Where the names of a document begin, and the words beside them; in points from the left."""

    names: float
    words: float


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

    def ends(self, before: int, after: int) -> tuple[float, float]:
        """The right end of one letter and the left end of the other, in points."""
        self._box(self._page, before, self._out)
        right = self._rect.right
        self._box(self._page, after, self._out)
        return right, self._rect.left

    def right(self, index: int) -> float:
        """The right end of a letter in points."""
        self._box(self._page, index, self._out)
        return float(self._rect.right)


def read_pages(document: PdfDocument) -> list[str]:
    """The texts of a document's pages in reading order, lines ended as pdfium ends them."""
    n_pages = len(document)
    stretches = (range(first, min(first + _MAX_OPEN_PAGES, n_pages)) for first in range(0, n_pages, _MAX_OPEN_PAGES))
    return [text for stretch in stretches for text in _read_stretch(document, stretch)]


def _read_stretch(document: PdfDocument, numbers: range) -> list[str]:
    pages = [_Page(document[i]) for i in numbers]
    margin = _find_margin(pages)
    # Where one page was drawn in another order, headers and footers of all are put to their places.
    moved = not all(page.is_in_order for page in pages)
    texts = [page.read(margin, moved) for page in pages]
    for page in pages:
        page.close()
    return texts


class _Page:
    """A page: its text as drawn, and its printed lines."""

    def __init__(self, page: PdfPage) -> None:
        self._page, self._words = page, page.get_textpage()
        self.text = str(self._words.get_text_range())
        self.lines: list[_Printed] = []
        # Places on the page are by character, which holds only when pdfium left none out.
        if len(self.text) == self._words.count_chars():
            self._boxes = _Boxes(self._words)
            found = (_printed(self.text, match, self._boxes) for match in _LINE.finditer(self.text))
            self.lines = [line for line in found if line]
        self.width, height = page.get_size()
        self.is_in_order = _is_in_order(self.lines, height)

    def read(self, margin: _Margin | None, moved: bool) -> str:
        """The page's text in reading order."""
        if not self.lines:
            return self.text
        if margin:
            self.lines = [_beside(self.text, line, margin, self._boxes) for line in self.lines]
        rows = _rows(self.lines) if moved else []
        if not moved or _has_columns(rows, self._boxes):
            return _with_tabs(self.text, self.lines)
        texts = [_row_text(self.text, row, self._boxes) for row in rows]
        for i, (row, below) in enumerate(pairwise(rows)):
            if texts[i].endswith(tuple(CUT)) and _is_far(row[-1], below[0]):
                texts[i] = f"{texts[i][:-1]}-\n"
        return "\n".join(texts)

    def close(self) -> None:
        """Give back what pdfium holds of the page."""
        self._words.close()
        self._page.close()


def _printed(text: str, match: re.Match[str], boxes: _Boxes) -> _Printed | None:
    start, end = match.span()
    while start < end and text[start] == " ":
        start += 1
    if start == end:
        return None
    left, bottom, height = boxes.at(start)
    for n, space in enumerate(_SPACES.finditer(text, start, end)):
        if n == _MAX_LABEL_WORDS:
            break
        before, after = space.start(), space.end()
        right, beside = boxes.ends(before, after)
        # Letters of a line may differ in height; asking for both costs as much again.
        width = beside - right
        if width > 0.5 * height and width > _MARGIN_GAP * max(boxes.at(before)[2], boxes.at(after)[2]):
            return _Printed(match.start(), end, left, bottom, height, space.span(1), beside)
    return _Printed(match.start(), end, left, bottom, height)


def _find_margin(pages: Sequence[_Page]) -> _Margin | None:
    """The places at which most names set off from words beside them, and the words, begin."""
    places: Counter[tuple[int, int]] = Counter()
    for page in pages:
        names = [(line, line.gap[0], line.beside) for line in page.lines if line.gap]
        if not page.is_in_order:
            names += [(row[0], row[0].end, row[1].left) for row in _rows(page.lines) if len(row) == 2]
        places.update(
            (round(line.left), round(beside))
            for line, end, beside in names
            if beside < _MAX_NAMES_SHARE * page.width and _NAME_PART.fullmatch(page.text[line.start : end].strip())
        )
    (left, right), n = places.most_common(1)[0] if places else ((0, 0), 0)
    return _Margin(left, right) if n >= _MIN_MARGIN_LINES else None


def _beside(text: str, line: _Printed, margin: _Margin, boxes: _Boxes) -> _Printed:
    """A line that begins with the names, its gap found too where a long name all but touches the words, or has none."""
    if line.gap or abs(line.left - margin.names) > _SAME_PLACE:
        return line
    end = len(text[: line.end].rstrip(f" {CUT}"))
    if _right(line, boxes) < margin.words and _NAME_PART.fullmatch(text[line.start : end].strip()):
        return line._replace(gap=(end, line.end))
    for n, space in enumerate(_SPACES.finditer(text, line.start, line.end)):
        if n == _MAX_LABEL_WORDS:
            break
        right, at = boxes.ends(space.start(), space.end())
        name = text[line.start : space.end(1)].strip()
        is_set_off = at - right > _MIN_MARGIN_GAP * line.height or name.endswith(":")
        if abs(at - margin.words) <= _SAME_PLACE and is_set_off and _NAME_PART.fullmatch(name):
            return line._replace(gap=space.span(1), beside=at)
    return line


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


def _is_far(line: _Printed, below: _Printed) -> bool:
    """Whether a line stands too far below another to go on with its last word, as a page's foot does."""
    return line.bottom - below.bottom > _FAR * line.height


def _with_tabs(text: str, lines: Sequence[_Printed]) -> str:
    """The text as drawn, with tabs for wide gaps; a line end where a cut hides a name in the margin."""
    pieces: list[str] = []
    done = 0
    for before, line in zip([None, *lines], lines, strict=False):
        if before and line.start and text[line.start - 1] in CUT:
            if _is_far(before, line):
                pieces += [text[done : line.start - 1], "-\n\n"]
                done = line.start
            elif line.gap or _LABEL.match(text, line.start):
                pieces += [text[done : line.start], "\n"]
                done = line.start
        if line.gap:
            pieces += [text[done : line.gap[0]], "\t"]
            done = line.gap[1]
    return "".join([*pieces, text[done:]])


def _row_text(text: str, row: Sequence[_Printed], boxes: _Boxes) -> str:
    done = ""
    for line, before in zip(row, [None, *row], strict=False):
        gap = line.gap if "\t" not in done else None
        parts = [text[line.start : gap[0]], text[gap[1] : line.end]] if gap else [text[line.start : line.end]]
        words = "\t".join(part.strip(" ") for part in parts)
        if before:
            is_wide = line.left - _right(before, boxes) > _MARGIN_GAP * line.height
            words = ("\t" if is_wide and "\t" not in done else " ") + words if not done.endswith("\t") else words
        done += words
    return done

"""PDFs by hand: pages of texts drawn at places, in any order of drawing; and calls set with names in a margin.

What is drawn first stands first in the file, wherever it stands on the page: that is how real PDFs differ.
"""

from __future__ import annotations

import io
import random
import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple

TOP, BOTTOM, LINE = 740, 90, 14
NAMES_AT, WORDS_AT, FOOT_AT = 72, 180, 40
NAME_CHARS, WORD_CHARS = 15, 62
_FONTS = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
)


class Drawn(NamedTuple):
    """A text at a place, in points from the left and the bottom."""

    x: float
    y: float
    text: str
    bold: bool = False


Page = Sequence[Drawn]
Order = Callable[[list[Drawn], list[Drawn], list[Drawn]], list[Drawn]]


def write_pdf(pages: Sequence[Page], trailer: bytes = b"") -> bytes:
    """A PDF of pages, each text drawn in the order given."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_FONTS]
    kids = []
    for page in pages:
        shown = b"".join(_shown(drawn) for drawn in page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F0 3 0 R /F1 4 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer))
    return out.getvalue() + b"startxref\n%d\n%%%%EOF\n" % start


def _shown(drawn: Drawn) -> bytes:
    text = drawn.text.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        text = text.replace(sign, b"\\" + sign)
    return b"BT /F%d 11 Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET\n" % (drawn.bold, drawn.x, drawn.y, text)


def letter_page(lines: Sequence[str]) -> list[Drawn]:
    """Lines from the top, at the left."""
    return [Drawn(NAMES_AT, TOP - LINE * n, line) for n, line in enumerate(lines)]


def rows(names: list[Drawn], words: list[Drawn], furniture: list[Drawn]) -> list[Drawn]:
    """As one reads: row by row."""
    return sorted([*names, *words, *furniture], key=lambda drawn: (-drawn.y, drawn.x))


def names_first(names: list[Drawn], words: list[Drawn], furniture: list[Drawn]) -> list[Drawn]:
    """All names of a page, then all words."""
    return [*furniture, *names, *words]


def words_first(names: list[Drawn], words: list[Drawn], furniture: list[Drawn]) -> list[Drawn]:
    """All words, then all names, the footer last."""
    return [*words, *names, *furniture]


def bottom_up(names: list[Drawn], words: list[Drawn], furniture: list[Drawn]) -> list[Drawn]:
    """The last row first."""
    return rows(names, words, furniture)[::-1]


def shuffled(names: list[Drawn], words: list[Drawn], furniture: list[Drawn]) -> list[Drawn]:
    """In no order at all, the same each time."""
    drawn = rows(names, words, furniture)
    random.Random(7).shuffle(drawn)
    return drawn


ORDERS = (rows, names_first, words_first, bottom_up, shuffled)


def margin_pages(
    turns: Sequence[tuple[str, str]],
    order: Order,
    header: Sequence[str] = (),
    *,
    first_page: int = 1,
    word_chars: int = WORD_CHARS,
    name_chars: int = NAME_CHARS,
) -> list[list[Drawn]]:
    """Turns of (name as printed, words) with the names in the margin, wrapped there, and a page's number at the foot."""
    blocks: list[tuple[list[str], list[str]]] = [
        (textwrap.wrap(name, name_chars), textwrap.wrap(words, word_chars, break_long_words=False))
        for name, words in turns
    ]
    pages: list[tuple[list[Drawn], list[Drawn]]] = []
    y = BOTTOM
    for names, words in blocks:
        for n in range(max(len(names), len(words))):
            if y <= BOTTOM and (n == 0 or n >= len(names)):  # a name stays on one page
                pages.append(([], []))
                y = TOP - LINE * (len(header) + 1)
            if n < len(names):
                pages[-1][0].append(Drawn(NAMES_AT, y, names[n], bold=True))
            if n < len(words):
                pages[-1][1].append(Drawn(WORDS_AT, y, words[n]))
            y -= LINE
        y -= LINE / 2
    n_pages = first_page + len(pages) - 1
    done = []
    for i, (names_drawn, words_drawn) in enumerate(pages):
        furniture = [Drawn(WORDS_AT, TOP - LINE * n, line, bold=True) for n, line in enumerate(header)]
        furniture.append(Drawn(270, FOOT_AT, f"Page {first_page + i} of {n_pages}"))
        done.append(order(names_drawn, words_drawn, furniture))
    return done

"""Any text to what a file of an office program may hold, and how much of it a box does.

In: text that a transcript, a catalog or a person wrote.  Out: text in the characters that XML 1.0 allows (section 2.2);
what is not allowed is replaced by a sign that shows, and what is cut off ends in one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MOST_IN_CELL = 32_767  # UTF-16 units: what a cell of a spreadsheet holds; writers cut the rest without a word
REPLACED, CUT = "\ufffd", " … [cut]"
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEIGHT, _NARROW = 1.25, 0.32  # of a line and of a narrow character or a space, in em


def legal(text: str) -> str:
    r"""Write a text with the characters that XML allows, line ends as line feeds.

    Examples
    --------
    >>> legal("a\r\nb"), legal("bell \x07, \ud800")
    ('a\nb', 'bell \ufffd, \ufffd')
    """
    return _ILLEGAL.sub(REPLACED, _LINE_END.sub("\n", text))


def cell_text(text: str) -> str:
    """Write a text as a cell can hold it; one that is too long is cut and says so at its end.

    Examples
    --------
    >>> cell_text("=1+1"), len(cell_text("x" * 40_000)), cell_text("x" * 40_000)[-9:]
    ('=1+1', 32767, 'x … [cut]')
    """
    said = legal(text)
    if _units(said) <= MOST_IN_CELL:
        return said
    kept = said.encode("utf-16-le")[: 2 * (MOST_IN_CELL - len(CUT))]
    return kept.decode("utf-16-le", errors="ignore") + CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def width_in_em(text: str) -> float:
    """Estimate how wide a text is in a sans serif, on the wide side: no font need be there to measure with.

    Examples
    --------
    >>> width_in_em("abcd"), width_in_em("AB"), width_in_em("光纤"), width_in_em("")
    (2.2, 1.4, 2.0, 0)
    """
    return round(sum(map(_width_of, text)), 2)


def _width_of(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn"):
        return 0.0
    if sign in "iljt.,;:'|!() ":
        return _NARROW
    return 0.9 if sign in "MWmw@%—…" else 0.7 if sign.isupper() else 0.55


def n_lines(text: str, width: float, size: float) -> int:
    """Lines that a text takes in a box of ``width`` points at ``size`` points, wrapped at spaces."""
    room = width / size
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        wide = width_in_em(word)
        if used and used + _NARROW + wide > room:
            lines, used = lines + 1, 0.0
        used += wide + (_NARROW if used else 0.0)
        while used > room:  # a word wider than the box is broken
            lines, used = lines + 1, used - room
    return lines


def fits(text: str, width: float, height: float, size: float) -> bool:
    """Whether a text fits a box (in points) at a size."""
    return n_lines(text, width, size) * size * _HEIGHT <= height


def fitted(text: str, width: float, height: float, sizes: Sequence[float]) -> tuple[str, float]:
    """Choose the largest size at which a text fits a box; at the smallest it is cut behind a word, with an ellipsis.

    Parameters
    ----------
    text : str
        Any text.
    width, height : float
        Of the box, in points, at least one line of the smallest size high.
    sizes : sequence of float
        Points, the largest first.

    Examples
    --------
    >>> fitted("Supply chain", 200, 30, (20, 12)), fitted("Supply chain " * 9, 100, 30, (20, 12))
    (('Supply chain', 20), ('Supply chain Supply chain …', 12))
    """
    said = legal(text).strip()
    most = int(width * height / (_HEIGHT * _NARROW * sizes[-1] ** 2)) + 1  # characters, were all narrow ones
    for size in sizes:
        if len(said) <= most and fits(said, width, height, size):
            return said, size
    low, high = 0, min(len(said), most)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(f"{said[:middle]} …", width, height, sizes[-1]) else (low, middle - 1)
    return f"{_whole_words(said, low)} …", sizes[-1]


def _whole_words(text: str, length: int) -> str:
    kept = text[:length]
    if length < len(text) and not text[length].isspace() and " " in kept:
        kept = kept.rpartition(" ")[0]
    return kept.rstrip()


def on_one_line(text: str, width: float, size: float) -> str:
    """A text on one line of ``width`` points, cut with an ellipsis where it is wider.

    Examples
    --------
    >>> on_one_line("Supply chain, logistics", 100, 10), on_one_line("Gross margin", 100, 10)
    ('Supply chain, …', 'Gross margin')
    """
    said = " ".join(legal(text).split())
    return fitted(said, width, size * _HEIGHT, (size,))[0]

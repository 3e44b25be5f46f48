"""Numbers as sentences and tables write them: the one place for a share, points, a p-value, a q-value, a count.

In: plain numbers.  Out: text as the financial press sets it: 7.4%, 95% CI 2.9 to 8.9, 2020Q3–2021Q2.  One rule for all:
a tenth is the smallest unit shown of a percentage, a thousandth of a p-value; what exists but is smaller says so.
"""

from __future__ import annotations

import re

MINUS = "\u2212"
LEGAL_FORM = re.compile(r"(?<!&),? (Inc|Corp|Corporation|Ltd|Limited|plc|LLC|AG|SE|SA|NV|AB|Co)\.?$", re.IGNORECASE)
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LEAST_SHARE = 0.0005  # smaller shares would round to nothing
LEAST_P = 0.001
WRITTEN = 3  # decimals of a share (0–1) that is written in percent


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "call"), counted(1200, "call"), counted(2, "company", "companies")
    ('1 call', '1,200 calls', '2 companies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def in_words(count: int) -> str:
    """Write a count up to ten as a word.

    >>> in_words(4), in_words(12)
    ('four', '12')
    """
    return _WORDS[count] if count < len(_WORDS) else f"{count:,}"


def short_name(label: str) -> str:
    """A company's name without its legal form at the end.

    Examples
    --------
    >>> short_name("Vesta Cable, Inc."), short_name("Juno Optics plc"), short_name("Marlin & Co."), short_name("Heron")
    ('Vesta Cable', 'Juno Optics', 'Marlin & Co.', 'Heron')
    """
    return LEGAL_FORM.sub("", label) or label


def per_hundred(share: float) -> str:
    """Write a share (0–1) in percent without the sign, for tables that name the unit once.

    Examples
    --------
    >>> [per_hundred(share) for share in (0.1234, 0.0, 0.0003)]
    ['12.3', '0', '<0.1']
    """
    if share == 0:
        return "0"
    return "<0.1" if share < LEAST_SHARE else f"{100 * share:.1f}"


def percent(share: float) -> str:
    """Write a share (0–1) in percent with one decimal; a share that exists but would round to nothing says so.

    Parameters
    ----------
    share : float
        0–1.

    Examples
    --------
    >>> [percent(share) for share in (0.1234, 0.0, 0.0003)]
    ['12.3%', '0%', '<0.1%']
    """
    return f"{per_hundred(share)}%"


def points(difference: float, *, signed: bool = False, digits: int = 1) -> str:
    """Write a difference of shares in percentage points with one decimal (or as said) and a true minus sign.

    Examples
    --------
    >>> points(0.082, signed=True), points(-0.0312), points(-0.0001, signed=True)
    ('+8.2', '−3.1', '0.0')
    """
    value = round(100 * difference, digits)
    if value == 0:
        return f"{0:.{digits}f}"
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{abs(value):.{digits}f}"


def difference_as_written(before: float, after: float) -> float:
    """The difference (0–1) of two shares as they are written, so that a reader who subtracts finds it.

    Examples
    --------
    >>> percent(0.0994), percent(0.0339), points(difference_as_written(0.0994, 0.0339))
    ('9.9%', '3.4%', '−6.5')
    """
    return round(after, WRITTEN) - round(before, WRITTEN)


def q_text(q_value: float) -> str:
    """Write a q-value: a p-value corrected for the others that were tried.

    Examples
    --------
    >>> q_text(0.0174), q_text(0.0004)
    ('q = 0.017', 'q < 0.001')
    """
    return "q < 0.001" if q_value < LEAST_P else f"q = {q_value:.3f}"

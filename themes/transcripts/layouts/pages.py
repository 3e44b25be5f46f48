"""Running headers and footers of a text that knows its pages, and the small print behind the call.

In: a text whose pages begin with a form feed.  Out: numbers of lines that belong to the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from themes.transcripts.lines import Line

_DIGITS = re.compile(r"\d{1,20}")
_SPACES = re.compile(r"\s{1,200}")
_SMALL_PRINT = re.compile(
    r"disclaimers?$|(?:cautionary|important|legal) (?:statement|note|notice|information)\b"
    r"|(?:forward[ -]{1,3}looking|safe harbou?r) (?:statements?|information)\b"
    r"|(?:certain|some) (?:statements|of the statements) in this (?:document|transcript)"
    r"|this (?:transcript|document) (?:also )?(?:contains|includes) (?:certain )?(?:statements|forward)",
    re.I,
)
_N_EDGE_LINES = 6
_MIN_PAGES = 3
_MIN_SHARE = 0.4


def find_running(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines near a page's top or bottom that return, but for their digits, on many pages."""
    pages = _split(text, lines)
    if len(pages) < _MIN_PAGES:
        return frozenset()
    edges = [_edges(page) for page in pages]
    seen = Counter(key for edge in edges for key in {_key(line.text) for line in edge})
    least = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    return frozenset(line.number for edge in edges for line in edge if seen[_key(line.text)] >= least)


def small_print_start(lines: Sequence[Line], after: int) -> int:
    """Index of the first line of small print behind index ``after``; the number of lines when there is none."""
    return next((i for i in range(after + 1, len(lines)) if _SMALL_PRINT.match(lines[i].text)), len(lines))


def _split(text: str, lines: Sequence[Line]) -> list[list[Line]]:
    pages: list[list[Line]] = [[]]
    at = 0
    for line, raw in zip(lines, text.split("\n"), strict=True):
        if "\f" in raw and at:
            pages.append([])
        if line.text:
            pages[-1].append(line)
        at += 1
    return pages


def _edges(page: Sequence[Line]) -> list[Line]:
    if len(page) <= 2 * _N_EDGE_LINES:
        return list(page)
    return [*page[:_N_EDGE_LINES], *page[-_N_EDGE_LINES:]]


def _key(text: str) -> str:
    return _DIGITS.sub("#", _SPACES.sub("", text)).casefold()

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
    r"|this (?:transcript|document) (?:also )?(?:contains|includes) (?:certain )?(?:statements|forward)"
    r"|[\[(*<-]{0,4}\s?end of (?:the )?transcript\b|e\s?&\s?oe\b|[(\[]?(?:disclaimer|note)\s?:\s"
    r"|[(\[]?(?:this|the) (?:document|transcript) (?:has been|was|is) (?:lightly |slightly )?(?:edited|an edited)"
    r"|for (?:any )?(?:further|more) (?:information|details|queries),? (?:please )?contact:?$",
    re.I,
)
_TRANSCRIPT_MARK = re.compile(
    r"[\[(*<-]{0,4}\s?(?:(?:start|beginning|end|conclusion) of (?:the )?(?:transcript|transcription|call)"
    r"|(?:this|the) (?:document|transcript) has been edited[^.]{0,80}\.?)\s?[\])*>-]{0,4}",
    re.I,
)
# A line's distance from the top (0 and up) or the bottom (-1 and down), and its text without digits.
_Place = tuple[int, str]
_N_EDGE_LINES = 6
_MIN_PAGES = 3
_MIN_SHARE = 0.4


def find_running(text: str, lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines that stand, but for their digits, at the same place of many pages' top or bottom."""
    pages = split_pages(text, lines)
    least = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    return running_on(pages, least) if len(pages) >= _MIN_PAGES else frozenset()


def running_on(pages: Sequence[Sequence[Line]], least: float) -> frozenset[int]:
    """The same for lines that stand on ``least`` of these pages."""
    edges = [_edges(page) for page in pages]
    seen = Counter(place for edge in edges for place in edge)
    return frozenset(line.number for edge in edges for place, line in edge.items() if seen[place] >= least)


def small_print_start(lines: Sequence[Line], after: int) -> int:
    """Index of the first line of small print behind index ``after``; the number of lines when there is none."""
    return next((i for i in range(after + 1, len(lines)) if _SMALL_PRINT.match(lines[i].text)), len(lines))


def is_transcript_mark(text: str) -> bool:
    """Whether a line says that the transcript begins or ends here.

    Examples
    --------
    >>> is_transcript_mark("[START OF TRANSCRIPT]"), is_transcript_mark("At the start of the call we said so.")
    (True, False)
    """
    return _TRANSCRIPT_MARK.fullmatch(text) is not None


def split_pages(text: str, lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of each page, empty ones left out."""
    pages: list[list[Line]] = [[]]
    at = 0
    for line, raw in zip(lines, text.split("\n"), strict=True):
        if "\f" in raw and at:
            pages.append([])
        if line.text:
            pages[-1].append(line)
        at += 1
    return pages


def _edges(page: Sequence[Line]) -> dict[_Place, Line]:
    """The lines at a page's top and bottom by their place and digitless text."""
    top = {(i, _key(line.text)): line for i, line in enumerate(page[:_N_EDGE_LINES])}
    bottom = {(-i, _key(line.text)): line for i, line in enumerate(page[: -_N_EDGE_LINES - 1 : -1], start=1)}
    return top | bottom


def _key(text: str) -> str:
    return _DIGITS.sub("#", _SPACES.sub("", text)).casefold()

"""The few sentences of a quote that show why it was taken: cut at ends of sentences, an ellipsis where cut.

In: :class:`reports.records.Quote`.  Out: text of which every word stands in the quote, in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reports.records import Quote

MOST_WORDS = 22
LEAST_WORDS = 9  # of a sentence that says something by itself
ASIDE = 2  # words: "Thank you.", "Matt?"
#: A full stop that ends no sentence: after a title, an initial, "U.S", "vs".
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Inc|Corp|Co|Ltd|vs|No|approx|e\.g|i\.e)|\b[A-Z])\.$")
_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9$€£])|\s*\n\s*")


def sentences(text: str) -> list[tuple[int, int]]:
    """Places of the sentences of a text.

    Examples
    --------
    >>> text = "Mr. Berg spoke. U.S. demand rose 2.5%! Why?"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Mr. Berg spoke.', 'U.S. demand rose 2.5%!', 'Why?']
    """
    ends = [m for m in _END.finditer(text) if not _SHORT.search(text[: m.start()])]
    starts = [0, *(m.end() for m in ends)]
    stops = [*(m.start() + len(m.group().rstrip()) for m in ends), len(text)]
    return [(start, stop) for start, stop in zip(starts, stops, strict=True) if text[start:stop].strip()]


def excerpt(text: str, marks: Sequence[tuple[int, int]] = (), most_words: int = MOST_WORDS) -> str:
    """Cut a text down to the sentences around its first mark.

    Parameters
    ----------
    text : str
        The quote.
    marks : sequence of (start, end)
        Places of the words that it was taken for; without any the text is cut from its beginning.
    most_words : int
        Words at most; a single sentence that is longer is cut behind that many.

    Examples
    --------
    >>> excerpt("Good morning. Parts are scarce. We pay more. Thank you.", [(14, 19)], 6)
    '… Parts are scarce. We pay more. …'
    >>> excerpt("Parts are scarce and we pay more.", most_words=3)
    'Parts are scarce …'
    """
    places = sentences(text)
    if len(text.split()) <= most_words:
        return " ".join(text.split())
    at = marks[0][0] if marks else 0
    first = last = next((k for k, (_, end) in enumerate(places) if at < end), len(places) - 1)
    while last + 1 < len(places) and _may_join(text, places, last + 1, (first, last + 1), most_words):
        last += 1
    while first and _may_join(text, places, first - 1, (first - 1, last), most_words):
        first -= 1
    said = " ".join(text[places[first][0] : places[last][1]].split())
    words = said.split(" ")
    is_cut = last + 1 < len(places)
    if len(words) > most_words:
        said, is_cut = " ".join(words[:most_words]), True
    return ("… " if first else "") + said + (" …" if is_cut else "")


def _may_join(text: str, places: Sequence[tuple[int, int]], place: int, ends: tuple[int, int], most_words: int) -> bool:
    """Whether a sentence joins an excerpt: there is room for it, and it is no aside."""
    return _n_words(text, places, place, place) > ASIDE and _n_words(text, places, *ends) <= most_words


def telling(quotes: Sequence[Quote], most_words: int = MOST_WORDS) -> tuple[Quote, str] | None:
    """The first quote whose excerpt has a whole sentence, long enough, with a word it was taken for; else the first.

    Parameters
    ----------
    quotes : sequence of Quote
        The best first.
    most_words : int
        Words of the excerpt at most.
    """
    cut = [(quote, excerpt(quote.text, quote.marks, most_words)) for quote in quotes]
    whole = [(quote, shown) for quote, shown in cut if _is_whole(quote, most_words)]
    long_enough = (found for found in whole if len(found[1].split()) >= LEAST_WORDS)
    return next(long_enough, next(iter(whole or cut), None))


def _is_whole(quote: Quote, most_words: int) -> bool:
    at = quote.marks[0][0] if quote.marks else 0
    places = sentences(quote.text)
    return any(start <= at < end and _n_words(quote.text, [(start, end)], 0, 0) <= most_words for start, end in places)


def _n_words(text: str, places: Sequence[tuple[int, int]], first: int, last: int) -> int:
    return len(text[places[first][0] : places[last][1]].split())

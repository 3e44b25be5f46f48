"""A map of passages in few bytes: shared texts once, then one string of small numbers that the page's script reads.

In: :class:`reports.views.passage_map.PassageMap`.  Out: plain values for JSON.  A passage is x, y, call, speaker, line,
the number of its themes and each of them, the number of its words and each of them: places in the shared lists, words
by how often they are said, so that the frequent ones take one character.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from reports.render.self_contained import json_for_script
from reports.views.passage_map import WORDS, MapPassage, PassageMap

#: Printable characters that mean nothing in JSON or markup: the first half ends a number, the second goes on.
ALPHABET = "".join(sign for sign in map(chr, range(33, 127)) if sign not in "\"&'<>\\")
BASE = len(ALPHABET) // 2
MORE = "…"  # stands for the words that are not shown


def map_payload(found: PassageMap) -> Markup:
    """What the map's script draws from, as JSON that is safe in a script element."""
    return Markup(json_for_script(map_data(found)))


def map_data(found: PassageMap) -> dict[str, object]:
    """What the map's script draws from."""
    said = [_words(passage) for passage in found.passages]
    counts = Counter(word for words in said for word in words)
    words = sorted(counts, key=lambda word: (-counts[word], word))
    place = {word: k for k, word in enumerate(words)}
    return {
        "alphabet": ALPHABET,
        "height": found.height,
        "themes": [[theme.label, theme.colour] for theme in found.themes],
        "calls": found.calls,
        "speakers": found.speakers,
        "words": " ".join(words),
        "n": len(found.passages),
        "stream": "".join(
            encoded(number)
            for passage, own in zip(found.passages, said, strict=True)
            for number in _numbers(passage, [place[word] for word in own])
        ),
    }


def _words(passage: MapPassage) -> list[str]:
    return [*passage.words[:WORDS], *([MORE] if len(passage.words) > WORDS else [])]


def _numbers(passage: MapPassage, words: list[int]) -> Iterator[int]:
    yield from (passage.x, passage.y, passage.call, passage.speaker, passage.line)
    yield from (len(passage.themes), *passage.themes, len(words), *words)


def encoded(number: int) -> str:
    """Write a whole number ≥ 0 in base 44, the highest digit first; all digits but the last from the second half.

    Examples
    --------
    >>> encoded(0), encoded(43), encoded(44), len(encoded(44**2))
    ('!', 'Q', 'S!', 3)
    """
    digits = ALPHABET[number % BASE]
    while number := number // BASE:
        digits = ALPHABET[BASE + number % BASE] + digits
    return digits


def decoded(stream: Iterable[str]) -> Iterator[int]:
    """Read the numbers of a stream back, as the page's script does.

    Examples
    --------
    >>> list(decoded(encoded(7) + encoded(1936) + encoded(44)))
    [7, 1936, 44]
    """
    number = 0
    for sign in stream:
        digit = ALPHABET.index(sign)
        number = number * BASE + digit % BASE
        if digit < BASE:
            yield number
            number = 0

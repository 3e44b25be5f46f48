"""Text that remembers where in the source each of its characters stood.

In: spans of a source text.  Out: :class:`SourcedText`, which can be cut, joined and cleaned and still knows its place.
Parsers build a turn's words with it; the chunker turns offsets in a turn into offsets in the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class SourcedText:
    r"""A text with ascending runs (offset in ``text``, offset in the source), each valid up to the next run.

    Characters that were inserted (a joining space, a blank line) have no place of their own; asking for one gives a
    place beside its neighbour, so ask for words.

    Examples
    --------
    >>> joined = SourcedText.of("one\nPAGE 2\ntwo", 0, 3).joined(SourcedText.of("one\nPAGE 2\ntwo", 11, 14), " ")
    >>> joined.text, joined.source_offset(4)
    ('one two', 11)
    """

    text: str
    runs: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, source: str, start: int, end: int) -> SourcedText:
        """The span ``source[start:end]``."""
        return cls(source[start:end], ((0, start),))

    def source_offset(self, offset: int) -> int:
        """Offset in the source of the character at ``offset``; O(log runs)."""
        return source_offset(self.runs, offset)

    def cut(self, start: int, end: int) -> SourcedText:
        """The part ``[start:end)`` of the text."""
        first = max(0, bisect_right(self.runs, (start, 1 << 62)) - 1)
        at, place = self.runs[first]
        runs = [(0, place + start - at)]
        last = bisect_left(self.runs, (end, -1), lo=first + 1)
        runs += [(a - start, p) for a, p in self.runs[first + 1 : last]]
        return SourcedText(self.text[start:end], tuple(runs))

    def joined(self, other: SourcedText, separator: str) -> SourcedText:
        """The text, the separator and the other."""
        shift = len(self.text) + len(separator)
        moved = tuple((a + shift, p) for a, p in other.runs)
        return SourcedText(self.text + separator + other.text, self.runs + moved)

    def without(self, pattern: re.Pattern[str], replacement: str = "") -> SourcedText:
        """The text with every match of ``pattern`` replaced by a fixed string (an insertion: no place of its own)."""
        if not pattern.search(self.text):
            return self
        pieces: list[str] = []
        runs: list[tuple[int, int]] = []
        done = length = 0

        def keep(start: int, end: int) -> None:
            nonlocal length
            if end > start:
                part = self.cut(start, end)
                runs.extend((a + length, p) for a, p in part.runs)
                pieces.append(part.text)
                length += end - start

        for match in pattern.finditer(self.text):
            keep(done, match.start())
            pieces.append(replacement)
            length += len(replacement)
            done = match.end()
        if not pieces:
            return self
        keep(done, len(self.text))
        return SourcedText("".join(pieces), tuple(runs) or self.runs[:1])

    def stripped(self) -> SourcedText:
        """The text without leading and trailing white space."""
        if not self.text[:1].isspace() and not self.text[-1:].isspace():
            return self
        start = len(self.text) - len(self.text.lstrip())
        end = len(self.text.rstrip())
        return self.cut(start, max(start, end))

    @property
    def span(self) -> tuple[int, int]:
        """Half-open offsets in the source of the first and last character; (p, p) for an empty text."""
        start = self.source_offset(0)
        return (start, self.source_offset(len(self.text) - 1) + 1) if self.text else (start, start)


def source_offset(runs: tuple[tuple[int, int], ...], offset: int) -> int:
    """Offset in the source of the character at ``offset`` of a text with these runs."""
    at, place = runs[max(0, bisect_right(runs, (offset, 1 << 62)) - 1)]
    return place + offset - at


def join_all(parts: Iterable[SourcedText], separator: str) -> SourcedText:
    """The parts in order with the separator between them; raises ValueError on no parts."""
    texts: list[str] = []
    runs: list[tuple[int, int]] = []
    length = 0
    for part in parts:
        if texts:
            length += len(separator)
        runs.extend((a + length, p) for a, p in part.runs)
        texts.append(part.text)
        length += len(part.text)
    if not texts:
        raise ValueError("join_all needs at least one part")
    return SourcedText(separator.join(texts), tuple(runs))

"""Captions that roll: each repeats the end of the one before, as live and automatic captions do on the screen.

In: the lines of each caption.  Out: the same lines without what the caption before had shown.  People repeat
themselves too ("Thank you."), so that a repetition counts only in a text whose captions do it throughout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from themes.text.source_map import SourcedText

_WORD = re.compile(r"\S+")
_MIN_SHARE = 0.3
_MIN_WORDS = 3
# Captions that say the old and go on; a few that only repeat may be somebody's thanks.
_MIN_GOING_ON, _MANY = 2, 20
# A caption has a line or two; a longer one is a paragraph, of which no more is compared.
_MAX_WORDS = 100


@dataclass(frozen=True)
class SaidOnce:
    """Captions as they came, line by line, without what was shown before; how many words that was."""

    cues: list[list[SourcedText]]
    n_repeated: int


def said_once(cues: Sequence[Sequence[SourcedText]]) -> SaidOnce:
    """Captions without what the one before had shown, where they roll."""
    shown = [[[word.casefold() for word in line.text.split()] for line in cue] for cue in cues]
    overlaps = [0, *(_overlap(before, cue) for before, cue in zip(shown, shown[1:], strict=False))][: len(cues)]
    rolling = sum(n > 0 for n in overlaps)
    going_on = sum(0 < n < sum(map(len, cue)) for n, cue in zip(overlaps, shown, strict=True))
    if rolling < _MIN_SHARE * len(cues) or (going_on < _MIN_GOING_ON and len(cues) < _MANY):
        return SaidOnce([list(cue) for cue in cues], 0)
    kept = [_without_first(cue, n) for cue, n in zip(cues, overlaps, strict=True)]
    return SaidOnce(kept, sum(overlaps))


def _overlap(before: list[list[str]], after: list[list[str]]) -> int:
    """How many words of a caption the one before ends with: whole lines, all of it, or at least three words."""
    last = [word for line in before for word in line][-_MAX_WORDS:]
    first = [word for line in after for word in line]
    line_ends, n_words = set(), 0
    for line in after:
        n_words += len(line)
        line_ends.add(n_words)
    line_starts, n_words = set(), 0
    for line in reversed(before):
        n_words += len(line)
        line_starts.add(n_words)
    for n in range(min(len(last), len(first), _MAX_WORDS), 0, -1):
        whole = n in line_starts and (n in line_ends or n == n_words)
        if (n >= _MIN_WORDS or whole) and last[-n] == first[0] and last[-n:] == first[:n]:
            return n
    return 0


def _without_first(cue: Sequence[SourcedText], n_words: int) -> list[SourcedText]:
    kept = []
    for line in cue:
        words = list(_WORD.finditer(line.text))
        n_gone = min(n_words, len(words))
        n_words -= n_gone
        start = words[n_gone].start() if n_gone < len(words) else len(line.text)
        kept.append(line.cut(start, len(line.text)) if n_gone else line)
    return kept

"""A call and its source text: which characters are whose words, which name who speaks, which were left out.

In: a parsed :class:`themes.records.Call` and the text that its offsets refer to.  Out: :class:`Mark` spans that
cover the text without gap or overlap, and :class:`Row` lines of it for a page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from themes.records import Call, Turn

#: ``head``: before the call; ``name``: who speaks next; ``out``: left out between, within or after turns.
Kind = Literal["head", "name", "said", "out"]

_TIME_OR_TAG = re.compile(r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?|</?[a-z]{1,3}(?:\.[\w.]{1,40})?>?")
_WORD, _ALNUM = re.compile(r"\S+"), re.compile(r"[^\W_]")
_LINE_END = re.compile("\n")
_LETTERS = re.compile(r"[^\W\d_]+")
_MAX_NAME_CHARS = 160  # a longer line is no speaker line
_MAX_NAME_LINES = 6
_LEAST_NAMED = 0.5  # of a speaker line's words: they name the speaker, the title or the firm
_LABELS = frozenset({"analyst", "executive", "operator", "q", "a", "speaker"})


class Mark(NamedTuple):
    """A half-open span of the source text; ``turn`` is the index of the turn that it belongs to, None outside."""

    start: int
    end: int
    kind: Kind
    turn: int | None


class Piece(NamedTuple):
    """Text of one kind within a line."""

    kind: Kind
    text: str


@dataclass
class Row:
    """A line of the source, or the part of it that belongs to one turn; ``begins``: the turn's first row."""

    line: int
    goes_on: bool
    turn: int | None = None
    begins: bool = False
    page: int | None = None
    pieces: list[Piece] = field(default_factory=list)


def marks_of(call: Call, text: str) -> list[Mark]:
    """Cover the source text with marks.

    Parameters
    ----------
    call : Call
        As parsed, with the ``runs`` of its turns.
    text : str
        The source text.

    Returns
    -------
    list of Mark
        Ascending, from 0 to the end of the text.  White space between words of one turn counts as said.
    """
    marks: list[Mark] = []
    at, last = 0, None
    for start, end, turn in _said(call.turns, text):
        if start > at:
            marks += _between(text, at, start, last, call.turns[turn])
        marks.append(Mark(start, end, "said", turn))
        at, last = end, turn
    if at < len(text):
        marks.append(Mark(at, len(text), "out" if call.turns else "head", None))
    return marks


def _said(turns: Iterable[Turn], text: str) -> Iterator[tuple[int, int, int]]:
    """Spans of the turns' words: start, end, index of the turn; ascending, none over another."""
    done = 0
    for turn in turns:
        runs = turn.runs or ((0, turn.start_char),)
        for (at, place), (after, _) in zip(runs, [*runs[1:], (len(turn.text), 0)], strict=True):
            start, end = place, place + _n_alike(turn.text[at:after], text[place : place + after - at])
            if (start := max(start, done)) < end:
                yield start, end, turn.index
                done = end


def _n_alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike: what was put between words has no place in the source."""
    if one == other:
        return len(one)
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _between(text: str, start: int, end: int, last: int | None, turn: Turn) -> Iterator[Mark]:
    """Marks of what stands before words of a turn: within it, or between it and the last."""
    if last == turn.index:
        kind: Kind = "out" if text[start:end].strip() else "said"
        yield Mark(start, end, kind, turn.index)
        return
    before: Kind = "head" if last is None else "out"
    a, b = _name_span(text, start, end, turn) or (end, end)
    # what stands between the name and the words, such as a rule, is the turn's
    marks = Mark(start, a, before, None), Mark(a, b, "name", turn.index), Mark(b, end, "out", turn.index)
    yield from (mark for mark in marks if mark.start < mark.end)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Half-open spans of the lines between two offsets, line ends included."""
    cuts = [start, *(m.end() for m in _LINE_END.finditer(text, start, end)), end]
    return [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if a < b]


def _name_span(text: str, start: int, end: int, turn: Turn) -> tuple[int, int] | None:
    """Where the lines before a turn say who speaks: the nearest few that consist of name, title and firm."""
    lines = _lines(text, start, end)
    own = _LABELS | _letters(turn.speaker)
    known = own | _letters(" ".join(part for part in (turn.title, turn.firm) if part))
    names: list[tuple[int, bool]] = []  # which line, and whether it has the name itself
    n_seen = 0
    for k in range(len(lines) - 1, -1, -1):
        words = text[slice(*lines[k])].strip()
        letters = _letters(words)
        if not letters:
            continue
        n_seen += 1
        is_short = len(words) <= _MAX_NAME_CHARS and words[0] not in "(["
        is_name = is_short and len(letters & known) >= _LEAST_NAMED * len(letters)
        if n_seen > _MAX_NAME_LINES or (names and not is_name):
            break
        if is_name:
            names.append((k, bool(letters & own)))
    first = next((k for k, has_name in reversed(names) if has_name), None)  # a title of the call may stand above it
    return None if first is None else (lines[first][0], lines[names[0][0]][1])


def _letters(text: str) -> frozenset[str]:
    return frozenset(_LETTERS.findall(text.casefold()))


def count_words(marks: Sequence[Mark], text: str) -> dict[tuple[Kind, int | None], int]:
    """Words of the source by kind and turn; a word counts where it begins, so that they add up to all of them.

    What has no letter and no digit (bullets, rules) is no word, nor is a caption's time or tag.
    """
    starts = [mark.start for mark in marks]
    counts: dict[tuple[Kind, int | None], int] = {}
    for word in _WORD.finditer(text):
        if not _is_word(word[0]):
            continue
        mark = marks[bisect_right(starts, word.start()) - 1]
        counts[mark.kind, mark.turn] = counts.get((mark.kind, mark.turn), 0) + 1
    return counts


def n_words(text: str) -> int:
    """Words of a text, as :func:`count_words` counts them."""
    return sum(_is_word(word[0]) for word in _WORD.finditer(text))


def _is_word(token: str) -> bool:
    return _ALNUM.search(token) is not None and _TIME_OR_TAG.fullmatch(token) is None


def rows_of(marks: Sequence[Mark], text: str) -> list[Row]:
    """Lines of the source, one cut in two where another turn begins within it; pages are numbered if there are any."""
    rows = [Row(1, goes_on=False)]
    seen: set[int] = set()
    page = 1
    for mark in marks:
        for k, words in enumerate(text[mark.start : mark.end].split("\n")):
            row = rows[-1]
            if k:
                row = Row(row.line + 1, goes_on=False)
                rows.append(row)
            if "\f" in words:
                page += words.count("\f")
                row.page, words = page, words.replace("\f", "")
            if not words.strip():
                row.turn = mark.turn if row.turn is None and mark.turn in seen else row.turn
                row.pieces += [Piece("said", words)] if words else []
                continue
            if row.turn is not None and row.turn != mark.turn:
                row = Row(row.line, goes_on=True)
                rows.append(row)
            row.turn = mark.turn
            row.pieces += _pieces(mark.kind, words)
            if mark.turn is not None and mark.turn not in seen:
                seen.add(mark.turn)
                row.begins = True
    return rows


def _pieces(kind: Kind, text: str) -> Iterator[Piece]:
    """The text without the white space at its ends, and that: it is nobody's, and is struck out nowhere."""
    bare = text.strip()
    start = text.index(bare)
    parts = (Piece("said", text[:start]), Piece(kind, bare), Piece("said", text[start + len(bare) :]))
    return (part for part in parts if part.text)

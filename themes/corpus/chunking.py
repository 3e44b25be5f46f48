"""Turns to chunks: passages of whole sentences, short enough to be about one thing.

In: a :class:`themes.records.Call` and its id.  Out: the ``chunks`` table of one call.  A chunk never crosses a turn,
nor a paragraph where the layout has paragraphs; a long paragraph is cut into parts of about equal length, because a
greedy cut leaves a short, meaningless tail.  Sentence boundaries: :mod:`themes.text.sentences`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from embeddings.cached import text_hash
from themes.corpus.chunk_kinds import passage_kind
from themes.records import TABLES, Call, Turn
from themes.text.sentences import Span, sentence_spans
from themes.text.source_map import source_offset

# Words: a passage of fewer cannot be placed by its meaning ("Yes, that's right."); it is counted, not fitted.
MIN_PLACEABLE_WORDS = 8
_PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n\S.*)*")


@dataclass(frozen=True)
class ChunkSettings:
    """Length of a chunk in words: a paragraph up to ``max_words`` stays whole, longer ones are cut evenly."""

    min_words: int = 40
    max_words: int = 110


def chunk_call(call: Call, call_id: str, source_text: str, settings: ChunkSettings | None = None) -> pd.DataFrame:
    """Cut one call into chunks.

    Parameters
    ----------
    call : Call
        A parsed call.
    call_id : str
        The study's id of it; chunk ids are ``{call_id}:{turn:04d}:{part:02d}``.
    source_text : str
        The text that the call's offsets refer to (for the line of each chunk).
    settings : ChunkSettings, optional
        Lengths in words.

    Returns
    -------
    DataFrame
        The columns of ``chunks``, a row a chunk, in the order spoken; no rows for a call without words.
    """
    settings = settings or ChunkSettings()
    line_starts = [0, *(m.end() for m in re.finditer("\n", source_text))]
    exchanges = exchange_indices(call.turns)
    rows = []
    for turn, exchange in zip(call.turns, exchanges, strict=True):
        for part, (start, end) in enumerate(passages(turn.text, settings), 1):
            line = bisect_right(line_starts, source_offset(turn.runs, start))
            row = _row(call, call_id, turn, (part, start, end))
            rows.append(row | {"exchange_index": exchange, "line": line})
    return pd.DataFrame(rows, columns=list(TABLES["chunks"]))


def _row(call: Call, call_id: str, turn: Turn, piece: tuple[int, int, int]) -> dict[str, object]:
    part, start, end = piece
    text = turn.text[start:end]
    n_words = len(text.split())
    return {
        "chunk_id": f"{call_id}:{turn.index:04d}:{part:02d}",
        "call_id": call_id,
        "source": call.source,
        "turn_index": turn.index,
        "section": turn.section,
        "speaker": turn.speaker,
        "role": turn.role,
        "kind": passage_kind(text, turn.role),
        "is_short": n_words < MIN_PLACEABLE_WORDS,
        "start_char": source_offset(turn.runs, start),
        "end_char": source_offset(turn.runs, end - 1) + 1,
        "n_words": n_words,
        "text": text,
        "text_hash": text_hash(text),
    }


def passages(text: str, settings: ChunkSettings) -> Iterator[Span]:
    """Yield half-open offsets of the passages of a turn's text; none for white space.

    Examples
    --------
    >>> list(passages("One thing. Another.", ChunkSettings(min_words=1, max_words=2)))
    [(0, 10), (11, 19)]
    """
    for match in _PARAGRAPH.finditer(text):
        sentences = sentence_spans(match.group(), match.start())
        yield from _even_parts(text, sentences, settings)


def _even_parts(text: str, sentences: list[Span], settings: ChunkSettings) -> Iterator[Span]:
    """Join sentences to as few parts as ``max_words`` allows, cut where the running count passes each equal share."""
    counts = [len(text[a:b].split()) for a, b in sentences]
    total = sum(counts)
    n_parts = max(1, min(-(-total // settings.max_words), total // max(1, settings.min_words)))
    first, words, cut = 0, 0, 1
    for k, n in enumerate(counts):
        # cut before this sentence when that lands nearer to the equal share than cutting after it
        share = cut * total / n_parts
        if cut < n_parts and k > first and words + n / 2 > share:
            yield sentences[first][0], sentences[k - 1][1]
            # a sentence longer than a share has used up the cuts that lie inside it
            first, cut = k, max(cut + 1, math.ceil(words * n_parts / total + 1e-9))
        words += n
    if sentences:
        yield sentences[first][0], sentences[-1][1]


def exchange_indices(turns: tuple[Turn, ...]) -> list[int]:
    """Number the exchanges of a call: 0 in prepared remarks, then one a caller.

    A new exchange opens with the operator's turn that calls the next analyst, or, where nobody calls, with another
    analyst's first words of five or more (a shorter one is an interjection).  Follow-ups by the same analyst and
    closing remarks keep the number.
    """
    indices, current, caller = [], 0, None
    for k, turn in enumerate(turns):
        if turn.section == "q_and_a":
            current = max(current, 1)
            asks = _next_caller(turns, k)
            if asks is not None and asks != caller:
                current, caller = current + (caller is not None), asks
        indices.append(current if turn.section == "q_and_a" else 0)
    return indices


def _next_caller(turns: tuple[Turn, ...], k: int) -> str | None:
    """The analyst whose exchange turn ``k`` opens, if it may open one."""
    if turns[k].role == "analyst":
        return turns[k].speaker if len(turns[k].text.split()) >= 5 else None
    if turns[k].role != "operator":
        return None
    for later in turns[k + 1 :]:
        if later.role == "operator":
            return None
        if later.role == "analyst":
            return later.speaker
    return None

"""Table ``turns`` to whole calls for the reader, with the place of every passage that the report quotes.

Only where it is asked for: texts of calls are licensed, and a report travels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.data.quotes import SECTION_LABELS
from reports.data.table_rows import rows, text, whole
from reports.records import CallRead, ThemeReport


@dataclass(frozen=True)
class Place:
    """Where a quoted passage stands in its turn (offsets), and the themes (id, label) it is quoted for."""

    chunk_id: str
    start: int
    end: int
    themes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TurnRead:
    """What one person says until another speaks."""

    section: str
    speaker: str
    role: str
    title: str | None
    firm: str | None
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Transcript:
    """A call, whole."""

    call: CallRead
    turns: tuple[TurnRead, ...]


@dataclass(frozen=True)
class Transcripts:
    """Calls to read; ``n_unplaced`` counts quoted passages whose words were not found in their turn."""

    calls: tuple[Transcript, ...]
    n_unplaced: int

    @property
    def placed(self) -> frozenset[str]:
        """Ids of the passages that are marked in a transcript."""
        return frozenset(place.chunk_id for call in self.calls for turn in call.turns for place in turn.places)


def transcripts_of(
    tables: Mapping[str, pd.DataFrame], calls: Sequence[CallRead], themes: Sequence[ThemeReport]
) -> Transcripts:
    """Lay out the calls that have turns, in the order of ``calls``.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``turns``, and ``chunks`` for the places of passages.
    calls, themes : sequences
        What the report shows.
    """
    quoted: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for theme in themes:
        for quote in theme.quotes:
            quoted[quote.chunk_id].append((theme.theme_id, theme.label))
    wanted: dict[tuple[str, int], list[tuple[str, str, int]]] = defaultdict(list)
    for row in rows(tables, "chunks"):
        if (chunk_id := text(row["chunk_id"]) or "") in quoted:
            place = chunk_id, text(row["text"]) or "", whole(row["start_char"])
            wanted[text(row["call_id"]) or "", whole(row["turn_index"])].append(place)
    turns: dict[str, list[tuple[int, TurnRead]]] = defaultdict(list)
    for row in rows(tables, "turns"):
        where = text(row["call_id"]) or "", whole(row["turn_index"])
        words, start = text(row["text"]) or "", whole(row["start_char"])
        places = tuple(
            Place(chunk_id, a, b, tuple(quoted[chunk_id]))
            for chunk_id, a, b in places_of(words, [(i, t, at - start) for i, t, at in wanted.get(where, [])])
        )
        section = text(row["section"]) or ""
        turn = TurnRead(
            section=SECTION_LABELS.get(section, section),
            speaker=text(row["speaker"]) or "Speaker unknown",
            role=text(row["role"]) or "unknown",
            title=text(row["title"]),
            firm=text(row["firm"]),
            text=words,
            places=places,
        )
        turns[where[0]].append((where[1], turn))
    found = tuple(
        Transcript(call, tuple(turn for _, turn in sorted(turns[call.call_id], key=lambda item: item[0])))
        for call in calls
        if call.call_id in turns
    )
    n_placed = sum(len(turn.places) for transcript in found for turn in transcript.turns)
    return Transcripts(found, n_unplaced=len(quoted) - n_placed)


def places_of(words: str, passages: Sequence[tuple[str, str, int]]) -> list[tuple[str, int, int]]:
    """Find passages (id, text, expected offset) in a turn, in order; of two that overlap the first stays.

    What a turn's text leaves out of its source (furniture of pages) moves offsets, so that the nearest occurrence to
    the expected one is taken.

    Examples
    --------
    >>> places_of("Yes. One. Yes.", [("b", "Yes.", 11), ("a", "One.", 5), ("c", "No.", 0)])
    [('a', 5, 9), ('b', 10, 14)]
    """
    spans = []
    for chunk_id, passage, expected in passages:
        starts = [k for k in range(len(words)) if words.startswith(passage, k)] if passage in words else []
        if starts and passage:
            start = min(starts, key=lambda k: abs(k - expected))
            spans.append((start, start + len(passage), chunk_id))
    found: list[tuple[str, int, int]] = []
    for start, end, chunk_id in sorted(spans):
        if not found or start >= found[-1][2]:
            found.append((chunk_id, start, end))
    return found

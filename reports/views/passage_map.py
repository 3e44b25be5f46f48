"""Map of passages: coordinates and tables to points that cite their passage, and themes at the middle of theirs.

In: ``chunk_id``, ``x``, ``y`` (0–1; reports read no vectors) and the tables.  Out: :class:`PassageMap`.  A passage is
coloured by its discovered theme (it has at most one), else by its surest tracked one; the seven themes that colour
most passages have colours of their own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from statistics import median

import pandas as pd

from reports.data.calls import companies_of
from reports.data.table_rows import Row, number, of_assigned, rows, text, whole
from reports.records import ThemeReport

SIDE = 1000  # coordinates are whole thousandths of the map's width
COLOURS = 7  # the eighth of the page's is the grey of the rest
WORDS = 12  # shown of a passage
LEAST_HEIGHT = 450  # of a map, in thousandths of its width


@dataclass(frozen=True)
class MapTheme:
    """A theme with passages on the map: their middle, its colour (None: it has none), passages drawn and all."""

    theme_id: str
    label: str
    kind: str
    colour: int | None
    x: int
    y: int
    n_drawn: int
    n_passages: int


@dataclass(frozen=True)
class MapPassage:
    """A point: its places in ``calls``, ``speakers`` and ``themes`` (the one that colours it first) and its words.

    Of the words those that are shown, and one more where there are more.
    """

    chunk_id: str
    x: int
    y: int
    call: int
    speaker: int
    line: int
    themes: tuple[int, ...]
    words: tuple[str, ...]

    @property
    def beginning(self) -> str:
        """The first twelve words, and an ellipsis where there are more."""
        return " ".join(self.words[:WORDS]) + (" …" if len(self.words) > WORDS else "")


@dataclass(frozen=True)
class PassageMap:
    """All points; ``calls`` and ``speakers`` are the parts of citations that passages share."""

    themes: tuple[MapTheme, ...]
    passages: tuple[MapPassage, ...]
    calls: tuple[tuple[str, str], ...]
    speakers: tuple[str, ...]
    height: int
    n_passages: int

    @property
    def is_sample(self) -> bool:
        """Whether there are passages that the map leaves out."""
        return len(self.passages) < self.n_passages

    def citation(self, passage: MapPassage) -> str:
        """Speaker, role, company, quarter or date, file and line, as the study's own citations have them."""
        about, file = self.calls[passage.call]
        return f"{self.speakers[passage.speaker]}, {about}, {file}:{passage.line}"


def passage_map_of(
    tables: Mapping[str, pd.DataFrame], themes: Sequence[ThemeReport], positions: pd.DataFrame | None
) -> PassageMap | None:
    """Set passages on a map.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``chunks``, ``chunk_themes`` and ``calls``.
    themes : sequence of ThemeReport
        Themes that the report shows; others colour nothing.
    positions : DataFrame or None
        ``chunk_id``, ``x``, ``y`` (0–1, y downwards).

    Returns
    -------
    PassageMap or None
        None without positions.  Themes by number of passages on the map, most first.
    """
    if positions is None or positions.empty:
        return None
    spots = {
        str(chunk): (round(x * SIDE), round(y * SIDE))
        for chunk, x, y in zip(positions["chunk_id"], positions["x"], positions["y"], strict=True)
    }
    table = tables["chunks"]
    drawn = [
        (row, spots[str(row["chunk_id"])]) for row in rows({"chunks": table[table["chunk_id"].isin(spots)]}, "chunks")
    ]
    top = min((y for _, (_, y) in drawn), default=0)
    of_passage = _themes_by_passage(tables, {theme.theme_id: theme for theme in themes})
    order = _by_passages_coloured([of_passage.get(str(row["chunk_id"]), []) for row, _ in drawn])
    names = {company.company_id: company.label for company in companies_of(tables)}
    calls = {text(row["call_id"]) or "": (k, _about(row, names)) for k, row in enumerate(rows(tables, "calls"))}
    speakers = sorted({_speaker(row) for row, _ in drawn})
    passages = tuple(
        MapPassage(
            chunk_id=str(row["chunk_id"]),
            x=x,
            y=y - top,
            call=calls[str(row["call_id"])][0],
            speaker=speakers.index(_speaker(row)),
            line=whole(row["line"]),
            themes=tuple(order.index(theme) for theme in of_passage.get(str(row["chunk_id"]), [])),
            words=tuple((text(row["text"]) or "").split()[: WORDS + 1]),
        )
        for row, (x, y) in drawn
    )
    substance = set(table.loc[(table["kind"] == "content") & ~table["is_short"].astype(bool), "chunk_id"])
    everywhere = Counter(theme for chunk, own in of_passage.items() if chunk in substance for theme in own)
    labels = {theme.theme_id: theme for theme in themes}
    return PassageMap(
        themes=tuple(_theme(labels[t], k, passages, everywhere[t]) for k, t in enumerate(order)),
        passages=passages,
        calls=tuple(about for _, about in calls.values()),
        speakers=tuple(speakers),
        height=max(LEAST_HEIGHT, *(passage.y for passage in passages)) if passages else LEAST_HEIGHT,
        n_passages=len(substance),
    )


def _speaker(row: Row) -> str:
    return f"{row['speaker']} ({row['role']})"


def _about(row: Row, names: Mapping[str, str]) -> tuple[str, str]:
    """What the citations of a call share: company and quarter (else date), and the file's name."""
    company = names.get(text(row["company_id"]) or "") or text(row["company"]) or "company unknown"
    when = text(row["calendar_quarter"]) or text(row["call_date"]) or "quarter unknown"
    return f"{company}, {when}", PurePath(text(row["source"]) or "").name


def _themes_by_passage(tables: Mapping[str, pd.DataFrame], themes: Mapping[str, ThemeReport]) -> dict[str, list[str]]:
    """The themes of each passage: the discovered one first, then tracked ones, the surest before."""
    found: dict[str, list[tuple[bool, float, str]]] = defaultdict(list)
    part = of_assigned(tables)
    known = set(part["chunks"]["chunk_id"]) if part else set()
    for row in rows(part, "chunk_themes"):
        theme_id, chunk = text(row["theme_id"]) or "", str(row["chunk_id"])
        if theme_id in themes and chunk in known:
            found[chunk].append((row["kind"] == "tracked", -(number(row["score"]) or 0.0), theme_id))
    return {chunk: [theme for _, _, theme in sorted(own)] for chunk, own in found.items()}


def _by_passages_coloured(themes: Sequence[Sequence[str]]) -> list[str]:
    """Themes by the number of passages that they colour, then of those they are in."""
    first, any_ = Counter(own[0] for own in themes if own), Counter(theme for own in themes for theme in own)
    return sorted(any_, key=lambda theme: (-first[theme], -any_[theme], theme))


def _theme(theme: ThemeReport, place: int, passages: Sequence[MapPassage], n_passages: int) -> MapTheme:
    own = [passage for passage in passages if place in passage.themes]
    x, y = middle_of([(passage.x, passage.y) for passage in own])
    return MapTheme(
        theme_id=theme.theme_id,
        label=theme.label,
        kind=theme.kind,
        colour=place if place < COLOURS else None,
        x=x,
        y=y,
        n_drawn=len(own),
        n_passages=n_passages,
    )


def middle_of(spots: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where most of the points are: the median of the half of them nearest to the median, twice over.

    Examples
    --------
    >>> middle_of([(100, 100), (101, 99), (99, 101), (100, 100), (900, 900)])
    (100, 100)
    """
    x, y = _median(spots)
    for _ in range(2):
        spots = sorted(spots, key=lambda spot: (spot[0] - x) ** 2 + (spot[1] - y) ** 2)[: (len(spots) + 1) // 2]
        x, y = _median(spots)
    return x, y


def _median(spots: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return round(median(x for x, _ in spots)), round(median(y for _, y in spots))

"""Tables ``chunk_themes`` and ``chunks`` to the passages that show a theme: the first, typical ones, recent ones."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.data.table_rows import Row, number, of_assigned, rows, text, texts, whole, without_texts
from reports.records import CallRead, ChosenFor, FirstMention, FirstMentions, Quote
from themes.stats.adoption import MIN_PASSAGES, is_accepted

SECTION_LABELS = {"prepared_remarks": "prepared remarks", "q_and_a": "questions and answers"}
#: Of five quotes two are recent ones, and one is from the first call that takes the theme up.
RECENT = 2 / 5
LEAST_OF_BEST = 0.5  # of the theme's best score, from which a passage shows it; the first call's need not


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that may be quoted; the quote itself is only made of those chosen, since there are many."""

    chunk_id: str
    call: CallRead
    text: str
    score: float
    is_short: bool
    is_accepted: bool
    assignment: Row
    chunk: Row


@dataclass(frozen=True)
class Passages:
    """All passages that may be quoted, by theme, and what a quote of them takes: terms to mark, titles of speakers."""

    of_theme: Mapping[str, Sequence[Passage]]
    terms: Mapping[str, Sequence[str]]
    titles: Mapping[tuple[str, int], str]

    def quote(self, theme_id: str, passage: Passage, chosen_for: ChosenFor) -> Quote:
        """Make a quote of a passage."""
        return _quote(passage, chosen_for, self.terms.get(theme_id, ()), self.titles)

    def showing(self, theme_id: str, call_ids: Collection[str], most: int) -> tuple[Quote, ...]:
        """Quotes of a theme from some calls that show a finding, the best first: those with its words, then by score.

        Short passages, and what is no speaker's of a company or a firm, only where there is no other.
        """
        own = [p for p in self.of_theme.get(theme_id, ()) if p.call.call_id in call_ids]
        own = [p for p in own if not p.is_short and p.chunk["role"] in ("executive", "analyst")] or own
        ranked = sorted(own, key=lambda p: (p.chunk["role"] != "executive", not p.is_accepted, -p.score, p.chunk_id))
        quotes = [self.quote(theme_id, passage, "finding") for passage in ranked[:most]]
        return tuple(sorted(quotes, key=lambda quote: not quote.marks))


def passages_of(tables: Mapping[str, pd.DataFrame], calls: Sequence[CallRead]) -> Passages:
    """Gather the passages assigned to themes that have content; chunks of other calls are left out.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        At least ``chunks`` and ``chunk_themes``; ``themes`` for the terms that are marked, ``turns`` for titles.
    calls : sequence of CallRead
        Calls of the study.
    """
    part = of_assigned(tables)
    chunks = {text(row["chunk_id"]): row for row in rows(part, "chunks") if text(row["kind"]) == "content"}
    by_id = {call.call_id: call for call in calls}
    found: dict[str, list[Passage]] = defaultdict(list)
    for row in rows(part, "chunk_themes"):
        chunk = chunks.get(text(row["chunk_id"]))
        if chunk is None:
            continue
        call = by_id.get(text(chunk["call_id"]) or "")
        if call is not None:
            found[text(row["theme_id"]) or ""].append(_passage(row, chunk, call))
    terms = {text(row["theme_id"]) or "": texts(row["terms"]) for row in rows(tables, "themes")}
    return Passages(found, terms, _titles(tables))


def quotes_by_theme(
    passages: Passages, first_mentions: Mapping[str, FirstMentions], *, max_quotes: int
) -> dict[str, tuple[Quote, ...]]:
    """Choose the passages that show every theme: from the first call, two of five typical, two from the last calls.

    Parameters
    ----------
    passages : Passages
        Of all themes.
    first_mentions : Mapping of str to FirstMentions
        Whose first call takes each theme up; of several in the first place one is quoted.
    max_quotes : int
        At most so many a theme, ≥ 0.

    Returns
    -------
    dict of str to tuple of Quote
        Only themes with at least one assigned content chunk; short passages only where there is no longer one.
    """
    first = {theme_id: own.leaders[0] for theme_id, own in first_mentions.items()}
    return {
        theme_id: tuple(
            passages.quote(theme_id, passage, chosen_for)
            for chosen_for, passage in _chosen(own, max_quotes, first.get(theme_id))
        )
        for theme_id, own in passages.of_theme.items()
    }


def _titles(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, int], str]:
    """What the speaker of each turn is: a title, of an analyst else the firm; turns without are left out."""
    return {
        (text(row["call_id"]) or "", whole(row["turn_index"])): said
        for row in rows(without_texts(tables, "turns"), "turns")
        if (said := text(row["title"]) or (text(row["firm"]) if row["role"] == "analyst" else None))
    }


def _passage(assignment: Row, chunk: Row, call: CallRead) -> Passage:
    score = number(assignment["score"]) or 0.0
    words = text(chunk["text"]) or ""
    accepted = is_accepted(text(assignment["origin"]) or "", score)
    return Passage(str(chunk["chunk_id"]), call, words, score, bool(chunk["is_short"]), accepted, assignment, chunk)


def _chosen(
    passages: Sequence[Passage], max_quotes: int, begun: FirstMention | None
) -> list[tuple[ChosenFor, Passage]]:
    long = [passage for passage in passages if not passage.is_short] or passages
    sure = LEAST_OF_BEST * max((passage.score for passage in long), default=0.0)
    n_recent = int(RECENT * max_quotes)
    in_first = [p for p in passages if begun and p.is_accepted and _is_of(p.call, begun)]
    first = spread_out([p for p in in_first if not p.is_short] or in_first, 1) if n_recent else ()
    said = {passage.text for passage in first}
    long = [passage for passage in long if passage.score >= sure]
    typical = spread_out([p for p in long if p.text not in said], max_quotes - n_recent - len(first))
    recent = recent_ones(long, n_recent, apart_from=said | {passage.text for passage in typical})
    parts: list[tuple[ChosenFor, tuple[Passage, ...]]] = [("first", first), ("typical", typical), ("recent", recent)]
    return [(chosen_for, passage) for chosen_for, own in parts for passage in own]


def _is_of(call: CallRead, mention: FirstMention) -> bool:
    """Whether a call is the one of a first mention: of its day, where the day is known, else of its quarter."""
    if call.company_id != mention.company.company_id:
        return False
    if mention.call_date:
        return call.call_date == mention.call_date
    return call.calendar_quarter == mention.quarter


def spread_out(passages: Sequence[Passage], n: int) -> tuple[Passage, ...]:
    """Take the best passage of every call before the second best of any.

    Parameters
    ----------
    passages : sequence of Passage
        Candidates, in any order.
    n : int
        How many to take, ≥ 0.

    Returns
    -------
    tuple of Passage
        The same text is taken once; equal scores are ordered by chunk id.
    """
    seen_texts: set[str] = set()
    taken_of_call: dict[str, int] = defaultdict(int)
    ranked: list[tuple[int, Passage]] = []
    for passage in sorted(passages, key=lambda p: (-p.score, p.chunk_id)):
        if passage.text not in seen_texts:
            seen_texts.add(passage.text)
            ranked.append((taken_of_call[passage.call.call_id], passage))
            taken_of_call[passage.call.call_id] += 1
    ranked.sort(key=lambda item: item[0])
    return tuple(passage for _, passage in ranked[:n])


def recent_ones(passages: Sequence[Passage], n: int, *, apart_from: set[str]) -> tuple[Passage, ...]:
    """Take the best passages of the last calls that take a theme up (two accepted ones), the last call first.

    Parameters
    ----------
    passages : sequence of Passage
        Candidates, in any order; a call without date and quarter counts as the first.
    n : int
        How many to take, from as many calls where there are as many; from calls that speak of it in passing only where
        others are too few.
    apart_from : set of str
        Texts that are quoted already.
    """
    n_accepted = Counter(passage.call.call_id for passage in passages if passage.is_accepted)
    others = [passage for passage in passages if passage.text not in apart_from]

    def taken_up_and_new(call: CallRead) -> tuple[bool, tuple[str, str, str]]:
        return n_accepted[call.call_id] >= MIN_PASSAGES, _when(call)

    newest = sorted({p.call.call_id: p.call for p in others}.values(), key=taken_up_and_new, reverse=True)
    last_calls = {call.call_id for call in newest[:n]}
    best = spread_out([passage for passage in others if passage.call.call_id in last_calls], n)
    return tuple(sorted(best, key=lambda passage: _when(passage.call), reverse=True))


def _when(call: CallRead) -> tuple[str, str, str]:
    return call.calendar_quarter or "", call.call_date or "", call.call_id


def _quote(
    passage: Passage, chosen_for: ChosenFor, terms: Sequence[str], titles: Mapping[tuple[str, int], str]
) -> Quote:
    chunk, call = passage.chunk, passage.call
    section, reason = text(chunk["section"]) or "", text(passage.assignment["reason"])
    return Quote(
        chunk_id=passage.chunk_id,
        call_id=call.call_id,
        speaker=text(chunk["speaker"]) or "Speaker unknown",
        role=text(chunk["role"]) or "unknown",
        title=titles.get((call.call_id, whole(chunk["turn_index"]))),
        company_id=call.company_id,
        company=call.company,
        calendar_quarter=call.calendar_quarter,
        call_date=call.call_date,
        source=text(chunk["source"]) or call.source or "",
        line=whole(chunk["line"]) or None,
        section=SECTION_LABELS.get(section, section),
        text=passage.text,
        score=number(passage.assignment["score"]),
        reason=reason,
        chosen_for=chosen_for,
        marks=marks_of(passage.text, texts(passage.assignment.get("cues")) or terms),
    )


def marks_of(words: str, named: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Find the cues that a passage was taken for (or the terms of a theme without cues) in it.

    Examples
    --------
    >>> marks_of("Open RAN, open ran!", ["open RAN"])
    ((0, 8), (10, 18))
    """
    spans = []
    for phrase in named:
        pattern = r"\s+".join(map(re.escape, phrase.split()))
        if pattern:
            spans += [m.span() for m in re.finditer(rf"(?<!\w){pattern}", words, re.IGNORECASE)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)

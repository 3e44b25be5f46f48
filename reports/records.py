"""What a report says, as frozen dataclasses of plain data: no table, no markup, no chart.

Shares are 0–1 (share of content words), None where there are no words to take a share of.  Quarters are ``2012Q4``,
dates ``2013-02-05``, both None where unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from themes.formatting import difference_as_written
from themes.records import HOUSEKEEPING, SpeakerGroup, Status
from themes.stats.lead_test import shows_order

HARDLY_MENTIONED = 0.001  # of all content words
Direction = Literal["up", "down", "unclear"]
ChosenFor = Literal["first", "typical", "recent", "finding"]
When = tuple[str, str]  # quarter and day of a call, empty where unknown


@dataclass(frozen=True)
class Company:
    """A company of the study; ``colour`` is its place (0-based) in the palette, ``peer_group`` may be empty.

    ``is_unknown``: a call whose company nobody knows, which stands alone under its own id.
    """

    company_id: str
    label: str
    colour: int
    peer_group: str = ""
    is_unknown: bool = False


@dataclass(frozen=True)
class FirstMention:
    """A company's first call on a theme; ``lag_days`` counts from the first dated one, ``p_value`` as in the table."""

    company: Company
    call_date: str | None
    quarter: str | None
    rank: int
    lag_days: int | None
    p_value: float | None


@dataclass(frozen=True)
class FirstMentions:
    """A theme's first mentions by rank, at least one.

    ``passing``: by company id the first call with a passage, be it a single one; ``undated``: companies that took it up
    in a call of which neither day nor quarter is known, so that they have no place in the order.  ``n_companies`` had
    held a call by the leaders' quarter: those that could have been first.  ``spoke`` have a passage, be it less
    sure.
    """

    mentions: tuple[FirstMention, ...]
    passing: Mapping[str, When]
    undated: frozenset[str] = frozenset()
    n_companies: int = 0
    spoke: frozenset[str] = frozenset()

    @property
    def leaders(self) -> tuple[FirstMention, ...]:
        """The companies that share the first place: which of them led is not known."""
        return tuple(mention for mention in self.mentions if mention.rank == self.mentions[0].rank)

    @property
    def day(self) -> str | None:
        """The day of all leaders; None where one has no date, or days differ."""
        days = {mention.call_date for mention in self.leaders}
        return days.pop() if len(days) == 1 else None

    @property
    def when(self) -> str:
        """The day of all leaders, else their quarter, else a day."""
        quarters = [mention.quarter for mention in self.leaders if mention.quarter]
        return self.day or next(iter(quarters), None) or self.leaders[0].call_date or "date unknown"

    @property
    def is_seen(self) -> bool:
        """Whether the study saw it: each leader had held a call in an earlier quarter (its place has a chance)."""
        return all(mention.p_value is not None for mention in self.leaders)

    @property
    def doubt(self) -> str:
        """Why it may have begun before, as a sentence; empty where the study saw it begin."""
        if self.is_seen:
            return ""
        if any(mention.quarter is None for mention in self.leaders):
            return "The quarter of the first is not known, so it may be older."
        return "The first falls in the first quarter read, so it may be older."

    @property
    def p_value(self) -> float | None:
        """What chance gives of the leaders' place, the largest; None where the beginning was not seen."""
        return max((mention.p_value or 0.0 for mention in self.leaders), default=None) if self.is_seen else None

    @property
    def shows_order(self) -> bool:
        """Whether the leaders are earlier than chance gives: only then are they said to be first."""
        return shows_order(self.p_value, self.n_companies)

    @property
    def early(self) -> dict[str, When]:
        """Companies with a passage before the leaders' call, by day where both have one, else by quarter."""
        begun = self.leaders[0].quarter or "", self.leaders[0].call_date or ""
        found = sorted((when, company) for company, when in self.passing.items() if _is_before(when, begun))
        return {company: when for when, company in found}


def _is_before(when: When, begun: When) -> bool:
    if when[1] and begun[1]:
        return when[1] < begun[1]
    return bool(when[0]) and when[0] < begun[0]


@dataclass(frozen=True)
class CallRead:
    """A call that was read, with what was inferred (field, how) and its warnings."""

    call_id: str
    company_id: str
    company: str
    event: str | None
    fiscal_quarter: str | None
    calendar_quarter: str | None
    call_date: str | None
    title: str | None
    source: str | None
    n_turns: int
    n_words: int
    inferred: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class SourceNote:
    """A file that did not become a call of its own, and why."""

    path: str
    status: str
    reason: str


@dataclass(frozen=True)
class WhatWasRead:
    """Counts over the whole study; ``n_words`` counts all words of the calls."""

    n_calls: int
    n_companies: int
    n_quarters: int
    n_words: int
    n_calls_without_quarter: int
    n_sources_read: int
    refused: tuple[SourceNote, ...]
    duplicates: tuple[SourceNote, ...]
    first_quarter: str | None
    last_quarter: str | None


@dataclass(frozen=True)
class Point:
    """One theme in one call, all speakers: share of content words with its interval."""

    call_id: str
    company_id: str
    company: str
    calendar_quarter: str | None
    share: float | None
    low: float | None
    high: float | None
    n_words_theme: int
    n_words: int


@dataclass(frozen=True)
class SpeakerShare:
    """One theme in one group of speakers, pooled over the study's calls by words."""

    group: SpeakerGroup
    label: str
    share: float | None
    n_words_theme: int
    n_words: int


@dataclass(frozen=True)
class Quote:
    """A passage that carries a theme, with all it takes to find it again.

    ``title`` is what the speaker is, an analyst's firm where there is no title.  ``chosen_for`` says why it is among
    those shown; ``marks`` are the places (start, end) in ``text`` of the words it
    was taken for.
    """

    chunk_id: str
    call_id: str
    speaker: str
    role: str
    title: str | None
    company_id: str
    company: str
    calendar_quarter: str | None
    call_date: str | None
    source: str
    line: int | None
    section: str
    text: str
    score: float | None
    reason: str | None
    chosen_for: ChosenFor = "typical"
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Contrast:
    """Two calls of one company compared, in numbers and in a sentence.

    ``q_value`` is p corrected for the themes of its kind that were tried on these two calls: ``direction`` goes by it.
    """

    company_id: str
    call_id_from: str
    call_id_to: str
    share_from: float | None
    share_to: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    direction: Direction
    sentence: str
    q_value: float | None = None

    @property
    def is_size_open(self) -> bool:
        """Whether the interval leaves open by how much the calls differ: it holds zero, or there is none."""
        return self.low is None or self.high is None or self.low <= 0 <= self.high


class Change(NamedTuple):
    """A difference of shares (0–1), after less before, and its 95% interval."""

    points: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Trend:
    """What may be said of a theme over time: of all companies together (``scope`` ``ALL``) or of one.

    ``change_per_year`` is in share (0–1) a year, with its 95% interval, over ``horizon``: ``year`` or ``two_years``;
    ``share_before`` and ``share_after`` are those of that horizon; ``changes`` by horizon are whole, not a year's.
    ``q_value`` is corrected for the many themes tried.
    ``wording``: whether strong cues alone and meaning alone bear it out alike, where that can be said.
    """

    scope: str
    scope_label: str
    status: Status
    reason: str
    since_quarter: str | None = None
    peak_quarter: str | None = None
    last_quarter: str | None = None
    change_per_year: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    n_calls: int = 0
    n_companies: int = 0
    horizon: str | None = None
    wording: str | None = None
    share_before: float | None = None
    share_after: float | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)

    @property
    def change(self) -> Change | None:
        """The change that the status rests on, with its interval."""
        return self.changes.get(self.horizon or "")

    @property
    def written_change(self) -> Change | None:
        """:attr:`change` as the difference of both shares as they are written, where they are known."""
        change, before, after = self.change, self.share_before, self.share_after
        if change is None or before is None or after is None:
            return change
        return change._replace(points=difference_as_written(before, after))


@dataclass(frozen=True)
class SameStory:
    """The tracked theme that half of a discovered theme's passages are about, or more; ``share`` of them (0–1)."""

    theme_id: str
    label: str
    share: float


@dataclass(frozen=True)
class ThemeReport:
    """One theme: what it is, how much, where, who, when, and the passages that show it."""

    theme_id: str
    kind: str
    label: str
    status: str
    description: str | None
    terms: tuple[str, ...]
    share: float | None
    n_words_theme: int
    n_words: int
    n_calls_with: int
    n_companies_with: int
    points: tuple[Point, ...]
    speakers: tuple[SpeakerShare, ...]
    quotes: tuple[Quote, ...]
    contrasts: tuple[Contrast, ...]
    trends: tuple[Trend, ...]
    notes: tuple[str, ...] = ()
    first_mentions: FirstMentions | None = None
    same: SameStory | None = None
    broader: str | None = None

    @property
    def is_routine(self) -> bool:
        """Whether it is what every call goes through."""
        return self.broader == HOUSEKEEPING

    @property
    def is_story(self) -> bool:
        """Whether sentences of the page may be about it: it is neither tentative nor routine."""
        return not self.is_tentative and not self.is_routine

    @property
    def is_aside(self) -> bool:
        """Whether it stands at the end of the list of themes: no story, or a tracked theme's over again."""
        return self.kind == "discovered" and (not self.is_story or self.same is not None)

    @property
    def is_tentative(self) -> bool:
        """Whether it may be another group in the next fit (docs/method.md): shown, but no finding is made of it."""
        return self.status == "tentative"

    @property
    def is_hardly_mentioned(self) -> bool:
        """Whether it is so rare that single passages, and mistaken ones, decide: no company is named as leading."""
        return (self.share or 0.0) < HARDLY_MENTIONED


@dataclass(frozen=True)
class Imprint:
    """Who signs a report, and its looks; empty texts mean the default.  ``logo`` is a ``data:image/…`` address."""

    title: str
    author: str = ""
    logo: str = ""
    accent: str = ""

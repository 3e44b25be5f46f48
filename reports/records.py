"""What a report says, as frozen dataclasses of plain data: no table, no markup, no chart.

Shares are 0–1 (share of content words), None where there are no words to take a share of.  Quarters are ``2012Q4``,
dates ``2013-02-05``, both None where unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from themes.records import SpeakerGroup, Status

if TYPE_CHECKING:  # each view's module builds on this one
    from reports.data.coverage import Coverage
    from reports.data.first_mentions import Beginning
    from reports.data.transcripts import Transcripts
    from reports.views.collect import Views

HARDLY_HEARD = 0.001  # of all content words
Direction = Literal["up", "down", "unclear"]
ChosenFor = Literal["first", "typical", "recent"]


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


@dataclass(frozen=True)
class Trend:
    """What may be said of a theme over time: of all companies together (``scope`` ``ALL``) or of one.

    The change is in share (0–1) a year, with its 95 % interval; ``q_value`` is corrected for the many themes tried.
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
    beginning: Beginning | None = None
    same: SameStory | None = None

    @property
    def is_tentative(self) -> bool:
        """Whether it may be another group in the next fit (docs/method.md): shown, but no headline is made of it."""
        return self.status == "tentative"

    @property
    def is_hardly_heard(self) -> bool:
        """Whether so little was said on it that single passages, and mistaken ones, decide: nobody is told to lead."""
        return (self.share or 0.0) < HARDLY_HEARD


@dataclass(frozen=True)
class Headline:
    """A finding for the top of the page: what, by how much and how sure, who leads, and the small chart behind it.

    ``status`` is the trend's, or ``contrast`` where two calls are compared; ``scope`` is ``ALL`` or a company_id.
    ``series`` (quarter or call, share) may hold gaps.
    """

    theme_id: str
    label: str
    scope: str
    status: str
    direction: Direction
    finding: str
    sentence: str
    leads: str
    series: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class Run:
    """Which refresh this is, and under what settings and versions."""

    run_id: str
    finished_at: str | None
    seed: str | None
    model: str | None
    catalog_sha256: str | None
    settings: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Imprint:
    """Who signs a report, and its looks; empty texts mean the default.  ``logo`` is a ``data:image/…`` address."""

    title: str
    author: str = ""
    logo: str = ""
    accent: str = ""


@dataclass(frozen=True)
class ReportData:
    """All that a report says; ``lead``, ``headline_note``, ``trend_note`` and ``long_run_note`` are sentences.

    ``about`` names the one theme or company of a one-pager (``theme:sdn``), else it is empty.  ``transcripts`` are the
    whole calls, where they were asked for.
    """

    title: str
    lead: str
    trend_note: str
    long_run_note: str
    headline_note: str
    headlines: tuple[Headline, ...]
    read: WhatWasRead
    companies: tuple[Company, ...]
    coverage: Coverage
    calls: tuple[CallRead, ...]
    themes: tuple[ThemeReport, ...]
    n_retired: int
    run: Run | None
    views: Views
    imprint: Imprint
    about: str = ""
    transcripts: Transcripts | None = None

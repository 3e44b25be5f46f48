"""Records that travel between the stages: a parsed call and the column names of every table.

No stage, no input: the ground floor.  The columns are those of the run file (``themes/store/schema.sql``, where each
is explained), in the same order; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple, Self

Section = Literal["prepared_remarks", "q_and_a"]
Role = Literal["executive", "analyst", "operator", "unknown"]
Event = Literal["earnings", "conference", "other"]
ChunkKind = Literal["content", "boilerplate", "procedural"]
SpeakerGroup = Literal["all", "management_prepared", "management_answers", "analyst_questions"]

Direction = Literal["up", "down", "unclear"]


class Status(StrEnum):
    """The verdict on a theme over time, in the order in which findings are reported; ``docs/trends.md`` defines each.

    ``kind``: a *change* of the share between two windows, an *event* (a theme came, went, came back, or came and went),
    or *none* where no change was found.  ``direction`` says whether there is more of the theme since.  ``verb`` follows
    its name in a headline; without a finding there is no headline and it is empty.

    Examples
    --------
    >>> Status("fading").kind, Status.FADING.direction, f"{Status.FADING}", [str(status) for status in FINDINGS]
    ('change', 'down', 'fading', ['new', 'rising', 'fading', 'revived', 'dormant', 'spike'])
    """

    kind: Literal["change", "event", "none"]
    direction: Direction
    verb: str

    NEW = "new", "event", "up", "is new"
    RISING = "rising", "change", "up", "has risen"
    FADING = "fading", "change", "down", "has faded"
    REVIVED = "revived", "event", "up", "is back"
    DORMANT = "dormant", "event", "down", "has gone quiet"
    SPIKE = "spike", "event", "unclear", "spiked"
    STEADY = "steady"
    UNCLEAR = "unclear"
    INSUFFICIENT = "insufficient"
    ABSENT = "absent"

    def __new__(
        cls,
        value: str,
        kind: Literal["change", "event", "none"] = "none",
        direction: Direction = "unclear",
        verb: str = "",
    ) -> Status:
        """A text, so that tables and JSON hold it as such, with what is known of it."""
        status = str.__new__(cls, value)
        status._value_ = value
        status.kind, status.direction, status.verb = kind, direction, verb
        return status

    @property
    def is_finding(self) -> bool:
        """Whether something was found, with its error controlled."""
        return self.kind != "none"

    @property
    def plain(self) -> str:
        """What a reader calls it.

        >>> Status.RISING.plain, Status.INSUFFICIENT.plain
        ('rising', 'too little to test')
        """
        return _PLAIN.get(self, str(self))

    @property
    def is_untested(self) -> bool:
        """Whether there was too little to test anything, or nothing at all."""
        return self in (Status.INSUFFICIENT, Status.ABSENT)

    @property
    def is_end(self) -> bool:
        """Whether next to nothing is said of the theme any more."""
        return self.kind == "event" and self.direction == "down"


_PLAIN = {
    Status.REVIVED: "back",
    Status.DORMANT: "gone quiet",
    Status.UNCLEAR: "no clear change",
    Status.INSUFFICIENT: "too little to test",
    Status.ABSENT: "not mentioned",
}
FINDINGS = tuple(status for status in Status if status.is_finding)
HOUSEKEEPING = "Results and housekeeping"  # ``broader`` of discovered themes that every call goes through
MIN_SCORE = 0.2  # tracked themes: passages that score less, and are not assigned, count for nothing
MEANING_ALONE = 1.6  # sd above the study's background from which on meaning alone may take a passage for a theme
SPEAKER_GROUPS: tuple[SpeakerGroup, ...] = ("all", "management_prepared", "management_answers", "analyst_questions")

TABLES: dict[str, tuple[str, ...]] = {
    "sources": ("source_id", "path", "sha256", "layout", "status", "reason", "text", "duplicate_of"),
    "calls": (
        "call_id", "company_id", "company", "ticker", "event", "fiscal_quarter", "calendar_quarter", "call_date",
        "title", "source", "n_turns", "n_words", "inferred", "warnings", "basis", "doubts", "as_read",
    ),
    "turns": (
        "call_id", "turn_index", "section", "speaker", "role", "title", "firm", "start_char", "end_char", "line",
        "page", "text",
    ),
    "chunks": (
        "chunk_id", "call_id", "source", "turn_index", "exchange_index", "section", "speaker", "role", "kind",
        "is_short", "start_char", "end_char", "line", "n_words", "text", "text_hash", "subject", "subject_probability",
    ),
    "themes": (
        "theme_id", "kind", "label", "broader", "description", "terms", "stability", "status", "first_run", "last_run",
        "label_terms", "tracked_twin", "tracked_share",
    ),
    "chunk_themes": (
        "chunk_id", "theme_id", "kind", "score", "assigned", "reason", "origin", "merged_from", "matcher_score", "cues",
        "strong_cue", "meaning",
    ),
    "prevalence": (
        "theme_id", "company_id", "call_id", "calendar_quarter", "fiscal_quarter", "speaker_group", "n_words_theme",
        "n_words", "share", "share_low", "share_high", "n_chunks", "n_words_strong", "n_words_meaning",
    ),
    "trends": (
        "theme_id", "scope", "status", "since_quarter", "peak_quarter", "last_quarter", "change_per_year",
        "change_low", "change_high", "p_value", "q_value", "n_calls", "n_companies", "reason", "horizon",
        "share_before", "share_after", "n_passages", "carriers", "flip_p", "year_change", "year_low", "year_high",
        "two_years_change", "two_years_low", "two_years_high", "wording",
    ),
    "contrasts": (
        "theme_id", "company_id", "call_id_from", "call_id_to", "share_from", "share_to", "difference", "low", "high",
        "p_value",
    ),
    "diffusion": ("theme_id", "company_id", "first_call_date", "first_quarter", "rank", "lag_days", "p_value"),
    "lineage": ("event", "theme_id", "parents", "similarity", "ambiguity"),
    "placements": ("chunk_id", "text_hash", "theme_id", "score", "how", "run_id"),
    "positions": ("chunk_id", "x", "y"),
    "run": (
        "run_id", "started_at", "finished_at", "settings", "versions", "seed", "catalog_sha256", "n_calls",
        "n_chunks", "n_new_calls", "decisions",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Participant:
    """A person of a call's roster (or, without one, who speaks in it)."""

    name: str
    role: Role
    title: str | None = None
    firm: str | None = None


@dataclass(frozen=True)
class Turn:
    """What one person says until another speaks.

    ``text`` holds the words with page furniture and noise marks removed, paragraphs split by a blank line, sentences
    by a line end where they may lack a full stop; they stand in ``source[start_char:end_char]`` in this order.
    ``runs`` says where: pairs (offset in ``text``, offset in the source), ascending, each valid up to the next (see
    :class:`themes.text.source_map.SourcedText`).
    """

    index: int
    section: Section
    speaker: str
    role: Role
    title: str | None
    firm: str | None
    start_char: int
    end_char: int
    line: int
    page: int | None
    text: str
    runs: tuple[tuple[int, int], ...] = field(default=(), repr=False)


class Basis(StrEnum):
    """What a field of a call rests on where its text does not simply state it: the codes of ``calls.basis``."""

    FILE_NAME = "file_name"
    FOLDER_NAME = "folder_name"
    OPENING = "opening"  # a date said together with the call
    QUARTER_WITHOUT_YEAR = "quarter_without_year"  # its year comes from the call's date
    LONGER_PERIOD = "longer_period"  # a half, nine months or a year, which stands for the quarter that it ends with
    PERIOD_END = "period_end"  # the day on which the quarter ended, as spoken or in the title
    CALL_DATE = "call_date"
    FISCAL_YEAR = "fiscal_year"  # the fiscal quarter and the company's known fiscal year
    FISCAL_QUARTER = "fiscal_quarter"  # taken for the calendar's: all there was to go by
    MANIFEST = "manifest"
    CORRECTION = "calls_csv"
    SAME_CALL = "same_call"  # another text of it
    NEIGHBOURS = "neighbours"  # the company's other calls


class Inference(NamedTuple):
    """How a field of a call came about, for programs and in words."""

    basis: Basis
    how: str


class Doubt(NamedTuple):
    """A warning about a call in a sentence, and the field it is about (None: the call as a whole).

    ``is_missing``: nobody says the field, so that it is null.  ``lines``: where in the source text, 1-based, ascending;
    empty where it is no matter of single lines.
    """

    sentence: str
    field: str | None = None
    is_missing: bool = False
    lines: tuple[int, ...] = ()

    @classmethod
    def about(cls, name: str, what: str, *, is_missing: bool = False, lines: tuple[int, ...] = ()) -> Self:
        """A doubt about a field, which its sentence begins with."""
        return cls(f"{name}: {what}", name, is_missing, lines)


@dataclass(frozen=True)
class Call:
    """One parsed transcript.

    ``inferences``: how fields came about that its text does not state.  ``doubts``: every null field has one.
    ``as_read``: the call before its company's other calls voted, where these changed something of it.
    """

    source: str
    layout: str
    company: str | None
    ticker: str | None
    event: Event
    fiscal_quarter: str | None
    call_date: str | None
    calendar_quarter: str | None
    title: str | None
    inferences: dict[str, Inference]
    participants: tuple[Participant, ...]
    turns: tuple[Turn, ...]
    doubts: tuple[Doubt, ...]
    as_read: Call | None = field(default=None, repr=False)

    @property
    def inferred(self) -> dict[str, str]:
        """Field → how it was inferred, in words."""
        return {name: inference.how for name, inference in self.inferences.items()}

    @property
    def basis(self) -> dict[str, Basis]:
        """Field → what it was inferred from."""
        return {name: inference.basis for name, inference in self.inferences.items()}

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentences of ``doubts``."""
        return tuple(doubt.sentence for doubt in self.doubts)

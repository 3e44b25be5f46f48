"""A parsed call to what a person checks: a verdict, fields and people, counts of words, the source with its doubts.

In: a :class:`themes.records.Call`, the source text that its offsets refer to, why its layout was chosen.  Out:
:class:`ReadingSeen`, plain data for one page.  What counts as doubtful was set on 287 real calls that are read well: at
most 10% of their words stand outside turns and speaker lines, at most 84% are one person's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.data.source_marks import Kind, Row, count_words, marks_of, n_words, rows_of
from themes.formatting import counted, percent
from themes.records import Call, Participant, Role

MOST_LEFT_OUT, LEAST_LEFT_OUT = 0.15, 40  # share and number of words outside turns and speaker lines
MOST_OF_ONE = 0.9
MOST_UNKNOWN = 0.02
MOST_GAPS = 5  # the longest are listed
NAMED_ROLES: dict[Role, tuple[str, str]] = {
    "operator": ("operator", "operators"),
    "executive": ("executive", "executives"),
    "analyst": ("analyst", "analysts"),
    "unknown": ("speaker of unknown role", "speakers of unknown role"),
}
SECTIONS = {"prepared_remarks": "Prepared remarks", "q_and_a": "Questions and answers"}
FIELDS = ("company", "ticker", "event", "fiscal_quarter", "call_date", "calendar_quarter", "title")


@dataclass(frozen=True)
class Point:
    """One of the five points by which a reading is judged at a glance."""

    name: str
    is_doubtful: bool
    sentence: str


@dataclass(frozen=True)
class FieldSeen:
    """A field of the call; ``how`` says what it rests on; ``doubts`` are numbers of warnings from 1 on."""

    name: str
    value: str | None
    how: str
    doubts: tuple[int, ...]


@dataclass(frozen=True)
class PersonSeen:
    """A person who speaks, or is only listed (no turns); ``line`` of the first turn."""

    name: str
    role: Role
    about: str
    n_turns: int
    n_words: int
    line: int | None


@dataclass(frozen=True)
class TurnSeen:
    """A turn for the margin and the strip."""

    index: int
    speaker: str
    role: Role
    about: str
    section: str
    line: int
    n_words: int


@dataclass(frozen=True)
class Warned:
    """A warning, numbered from 1 on, with the lines of the source that it names and that exist.

    ``is_missing``: it says that nobody states a field.
    """

    number: int
    sentence: str
    is_missing: bool
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Gap:
    """Neighbouring lines left out: the first, the last, and how many words stand there."""

    first: int
    last: int
    n_words: int


@dataclass(frozen=True)
class ReadingSeen:
    """Everything that a page shows of one call."""

    source: str
    layout: str
    reason: str
    name: str
    quarter: str | None
    points: tuple[Point, ...]
    fields: tuple[FieldSeen, ...]
    people: tuple[PersonSeen, ...]
    turns: tuple[TurnSeen, ...]
    warnings: tuple[Warned, ...]
    words: Mapping[Kind, int]
    gaps: tuple[Gap, ...]
    rows: tuple[Row, ...]

    @property
    def n_words(self) -> int:
        """Words of the source."""
        return sum(self.words.values())

    @property
    def share_said(self) -> float:
        """Share of the source's words that stand in turns."""
        return self.words["said"] / self.n_words if self.n_words else 0.0

    @property
    def n_people(self) -> int:
        """How many different names speak."""
        return sum(person.n_turns > 0 for person in self.people)

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Names of the points that are doubtful."""
        return tuple(point.name for point in self.points if point.is_doubtful)

    @property
    def verdict(self) -> str:
        """What was understood, counted, in a line."""
        by = f"{counted(len(self.turns), 'turn')} by {counted(self.n_people, 'speaker')}"
        warned = counted(len(self.warnings), "warning") if self.warnings else "no warning"
        return f"{by}, {percent(self.share_said)} of the words in turns; {warned}"


def reading_seen(call: Call, text: str, reason: str = "") -> ReadingSeen:
    """Look at a reading.

    Parameters
    ----------
    call : Call
        As parsed.
    text : str
        The source text.
    reason : str
        Why its layout was chosen.
    """
    marks = marks_of(call, text)
    counts = count_words(marks, text)
    words: dict[Kind, int] = dict.fromkeys(("said", "name", "head", "out"), 0)
    for (kind, _), n in counts.items():
        words[kind] += n
    turns = tuple(
        TurnSeen(t.index, t.speaker, t.role, _about(t.title, t.firm), SECTIONS[t.section], t.line, len(t.text.split()))
        for t in call.turns
    )
    rows = rows_of(marks, text)
    n_lines = rows[-1].line
    warnings = tuple(
        Warned(k, doubt.sentence, doubt.is_missing, tuple(line for line in doubt.lines if 1 <= line <= n_lines))
        for k, doubt in enumerate(call.doubts, 1)
    )
    people = tuple(_people(call.participants, turns))
    return ReadingSeen(
        source=call.source,
        layout=call.layout,
        reason=reason,
        name=call.company or call.ticker or "company unknown",
        quarter=call.calendar_quarter,
        points=(_identity(call), _speakers(people), _sections(turns), _words(words), _warned(warnings)),
        fields=tuple(_field(call, name) for name in FIELDS),
        people=people,
        turns=turns,
        warnings=warnings,
        words=words,
        gaps=tuple(sorted(_gaps(rows), key=lambda gap: -gap.n_words)[:MOST_GAPS]),
        rows=tuple(rows),
    )


def _about(title: str | None, firm: str | None) -> str:
    return ", ".join(part for part in (title, firm) if part)


def _field(call: Call, name: str) -> FieldSeen:
    value = getattr(call, name)
    how = "neither stated nor inferable" if value is None else call.inferred.get(name)
    doubts = tuple(k for k, doubt in enumerate(call.doubts, 1) if doubt.field == name and not doubt.is_missing)
    return FieldSeen(name.replace("_", " "), value, f"inferred: {how}" if value and how else how or "stated", doubts)


def _people(listed: Iterable[Participant], turns: Sequence[TurnSeen]) -> list[PersonSeen]:
    """Who speaks, in the order of the first turn, then who is only listed."""
    said: dict[str, list[TurnSeen]] = {}
    for turn in turns:
        said.setdefault(turn.speaker, []).append(turn)
    people = [
        PersonSeen(name, own[0].role, own[0].about, len(own), sum(turn.n_words for turn in own), own[0].line)
        for name, own in said.items()
    ]
    silent = [p for p in listed if p.name not in said]
    return people + [PersonSeen(p.name, p.role, _about(p.title, p.firm), 0, 0, None) for p in silent]


def _identity(call: Call) -> Point:
    name = call.company or call.ticker
    if call.company and call.ticker and f"({call.ticker})" not in call.company:
        name = f"{call.company} ({call.ticker})"
    known = [name or "company unknown", call.calendar_quarter or "calendar quarter unknown"]
    held = f"held on {call.call_date}" if call.call_date else "date unknown"
    is_doubtful = not name or not call.calendar_quarter
    lost = "; stands in no cell of company × quarter" if is_doubtful else ""
    return Point("Call", is_doubtful, f"{', '.join([*known, held])}{lost}")


def _speakers(people: Sequence[PersonSeen]) -> Point:
    speaking = [person for person in people if person.n_turns]
    n_words = max(1, sum(person.n_words for person in speaking))
    roles = Counter(person.role for person in speaking)
    told = [counted(roles[role], *NAMED_ROLES[role]) for role in NAMED_ROLES if roles[role]]
    told += [f"no {role}" for role in ("executive", "analyst") if not roles[role]]
    most = max(speaking, key=lambda person: person.n_words)
    is_of_one = len(speaking) > 1 and most.n_words >= MOST_OF_ONE * n_words
    told += [f"{most.name} has {percent(most.n_words / n_words)} of the words"] if is_of_one else []
    unknown = sum(person.n_words for person in speaking if person.role == "unknown") / n_words
    lacks = not roles["executive"] or not roles["analyst"] or unknown > MOST_UNKNOWN
    return Point("Speakers", lacks or is_of_one, ", ".join(told))


def _sections(turns: Sequence[TurnSeen]) -> Point:
    first = {turn.section: turn for turn in reversed(turns)}
    prepared, asked = (first.get(label) for label in SECTIONS.values())
    if asked is None:
        return Point("Sections", True, "no questions found: all are prepared remarks")
    sentence = f"questions from line {asked.line:,}"
    return Point("Sections", prepared is None, sentence if prepared else f"{sentence}, no prepared remarks")


def _words(words: Mapping[Kind, int]) -> Point:
    n_words, lost = sum(words.values()), words["head"] + words["out"]
    share = lost / n_words if n_words else 0.0
    sentence = f"{lost:,} of {counted(n_words, 'word')} outside turns and speaker lines ({percent(share)})"
    return Point("Words", share > MOST_LEFT_OUT and lost >= LEAST_LEFT_OUT, sentence)


def _warned(warnings: Sequence[Warned]) -> Point:
    missing = sum(warning.is_missing for warning in warnings)
    told = (
        f"{len(warnings)}, {missing} of them of fields that nobody states" if missing else f"{len(warnings) or 'none'}"
    )
    return Point("Warnings", len(warnings) > missing, told)


def _gaps(rows: Iterable[Row]) -> list[Gap]:
    """Runs of rows with words left out; blank rows between them do not end a run."""
    found: list[Gap] = []
    is_open = False
    for row in rows:
        n = sum(n_words(piece.text) for piece in row.pieces if piece.kind in ("out", "head"))
        kept = any(piece.text.strip() for piece in row.pieces if piece.kind in ("said", "name"))
        if n:
            last = found.pop() if is_open else Gap(row.line, row.line, 0)
            found.append(Gap(last.first, row.line, last.n_words + n))
        is_open = not kept if n or kept else is_open
    return found

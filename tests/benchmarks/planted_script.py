"""The script of one planted call: which passages are told where, by whom, in which order.

In: how many passages of each theme the company tells this quarter. Out: the spoken passages, formalities included.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.benchmarks.planted_cast import Company
from tests.benchmarks.planted_passages import Chooser, WrittenPassage, fill_slots
from tests.benchmarks.planted_records import OPERATOR, Person, SpokenPassage

N_CEO_REMARKS = 3
N_EXCHANGES = (2, 3)
"""The fewest and the most exchanges; the third is held only when the themes need it."""

MAX_WORDS = 600
WORDS_OF_EXCHANGE = 100
WORDS_OF_CLOSING = 30
"""A follow-up is told only where the rest of the call, guessed at these lengths, leaves room for it."""

CEO_FILLERS = ("customers-and-demand", "competition", "customers-and-demand")
CFO_FILLERS = ("revenue-results", "operating-expenses", "cash-and-inventory", "guidance")
ASKED_FILLERS = (
    "guidance", "customers-and-demand", "competition", "operating-expenses", "revenue-results", "cash-and-inventory",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Topics of a call: the CEO's remarks, the CFO's remarks, and what the analysts ask about."""

    ceo: tuple[str, ...]
    cfo: tuple[str, ...]
    asked: tuple[str, ...]


def plan_topics(told: Mapping[str, int], place: int, quarter: int, n_companies: int) -> Plan:
    """Lay the themes of a call out over remarks and exchanges, and fill what is free with filler topics.

    The gross margin is told by the CFO on every call, and asked about at one company in turn.

    Parameters
    ----------
    told
        Theme to number of passages, without the gross margin.
    place, quarter, n_companies
        Indexes from 0, and how many companies there are.

    Raises
    ------
    ValueError
        When there are more theme passages than a call has room for.
    """
    remarks: list[str] = []
    asked: list[str] = []
    for rank, (theme, n_passages) in enumerate(told.items()):
        n_asked = n_passages // 2 if n_passages > 1 else int(n_passages and (quarter + place + rank) % 3 == 1)
        asked += [theme] * n_asked
        remarks += [theme] * (n_passages - n_asked)
    while len(remarks) > N_CEO_REMARKS:
        asked.append(remarks.pop(remarks.index(max(remarks, key=remarks.count))))
    if place == quarter % n_companies:
        asked.append("gross-margin")
    while len(asked) > N_EXCHANGES[0] and len(remarks) < N_CEO_REMARKS:
        remarks.append(asked.pop(0))
    if len(asked) > N_EXCHANGES[1]:
        raise ValueError(f"quarter {quarter}, company {place}: {sum(told.values())} theme passages, room for six")
    turn = quarter + 2 * place
    fillers = [CEO_FILLERS[(turn + i) % len(CEO_FILLERS)] for i in range(N_CEO_REMARKS - len(remarks))]
    questions = [
        ASKED_FILLERS[(quarter + place + 3 * i) % len(ASKED_FILLERS)] for i in range(N_EXCHANGES[0] - len(asked))
    ]
    cfo = CFO_FILLERS[(quarter + place) % len(CFO_FILLERS)]
    return Plan(
        ceo=(*fillers[:1], *sorted(remarks, key=remarks.index), *fillers[1:]),
        cfo=_order_cfo_remarks(cfo) if len(asked) <= N_EXCHANGES[0] else ("gross-margin",),
        asked=(*asked, *questions),
    )


def _order_cfo_remarks(filler: str) -> tuple[str, ...]:
    return (filler, "gross-margin") if filler == "revenue-results" else ("gross-margin", filler)


@dataclass
class Script:
    """Writes a call down, passage by passage."""

    company: Company
    quarter: str
    chooser: Chooser
    procedures: Mapping[str, list[str]]
    slots: Mapping[str, str]
    themes: frozenset[str]
    rng: random.Random
    section: str = "prepared_remarks"
    brief: bool = False
    passages: list[SpokenPassage] = field(default_factory=list)

    def write(self, plan: Plan) -> tuple[SpokenPassage, ...]:
        """Write the whole call after a plan, with short passages where it has many."""
        self.brief = len(plan.asked) > N_EXCHANGES[0]
        self._formality("welcome", OPERATOR, which=self.company.place)
        self._formality("safe_harbor", self.company.ir, which=self.company.place)
        self._remarks("ceo", plan.ceo)
        self._remarks("cfo", plan.cfo)
        self.section = "q_and_a"
        analysts = self.rng.sample(self.company.analysts, len(plan.asked))
        for i, (topic, analyst) in enumerate(zip(plan.asked, analysts, strict=True)):
            self._exchange(topic, analyst, is_first=i == 0, n_more_exchanges=len(analysts) - i - 1)
        self._formality("no_more_questions", OPERATOR)
        self._formality("ceo_closing", self.company.ceo)
        self._formality("goodbye", OPERATOR)
        return tuple(self.passages)

    def _remarks(self, who: str, topics: tuple[str, ...]) -> None:
        speaker = self.company.ceo if who == "ceo" else self.company.cfo
        self._formality(f"{who}_greeting", speaker)
        chosen = [self._choose(topic, "remark") for topic in topics]
        # within a topic, the passage that stands first in its file introduces the others
        for written in sorted(chosen, key=lambda w: (topics.index(w.topic), w.passage_id)):
            self._speak(written, 0, speaker)
        self._formality(f"{who}_hand_over", speaker)

    def _exchange(self, topic: str, analyst: Person, *, is_first: bool, n_more_exchanges: int) -> None:
        written = self._choose(topic, "exchange")
        answering = self.company.ceo if written.by == "ceo" else self.company.cfo
        names = {
            "analyst": analyst.name,
            "firm": analyst.firm,
            "analyst_first": analyst.first_name,
            "other_first": answering.first_name,
        }
        self._formality("first_question" if is_first else "next_question", OPERATOR, names)
        self._formality("analyst_greeting", analyst, names)
        n_parts = len(written.parts) if self._has_room(written, n_more_exchanges) else 2
        for part in range(n_parts):
            self._speak(written, part, analyst if part % 2 == 0 else answering)
        self._formality("analyst_thanks", analyst, names)

    def _choose(self, topic: str, form: str) -> WrittenPassage:
        return self.chooser.choose(topic, form, self.company.key, self.quarter, brief=self.brief)

    def _has_room(self, written: WrittenPassage, n_more_exchanges: int) -> bool:
        n_told = sum(passage.n_words for passage in self.passages)
        n_written = sum(len(part.split()) for part in written.parts)
        return n_told + n_written + WORDS_OF_EXCHANGE * n_more_exchanges + WORDS_OF_CLOSING <= MAX_WORDS

    def _formality(
        self, name: str, speaker: Person, names: Mapping[str, str] | None = None, which: int | None = None
    ) -> None:
        texts = self.procedures[name]
        at = self.rng.randrange(len(texts)) if which is None else which % len(texts)
        text = fill_slots(texts[at], {**self.slots, **(names or {})}, self.rng)
        self._add(SpokenPassage(name, "procedural", f"{name}-{at + 1:02d}", speaker, self.section, 0, text))
        if name == "analyst_greeting":
            self.passages[-1] = replace(self.passages[-1], opens_paragraph=True)

    def _speak(self, written: WrittenPassage, part: int, speaker: Person) -> None:
        text = fill_slots(written.parts[part], self.slots, self.rng)
        kind = "theme" if written.topic in self.themes else "filler"
        passage_id = f"{written.passage_id}.{part + 1}"
        self._add(SpokenPassage(written.topic, kind, passage_id, speaker, self.section, 0, text))

    def _add(self, passage: SpokenPassage) -> None:
        last = self.passages[-1] if self.passages else None
        turn = 0
        if last:
            same_turn = (last.speaker, last.section) == (passage.speaker, passage.section)
            turn = last.turn + (0 if same_turn else 1)
        self.passages.append(replace(passage, turn=turn))

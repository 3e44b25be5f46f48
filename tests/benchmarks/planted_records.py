"""What the generator of planted calls produces: companies of the cast, spoken passages, and whole calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Person:
    """Somebody who speaks: `title` is empty for the operator, `firm` is the broker of an analyst."""

    name: str
    role: str
    title: str = ""
    firm: str = ""

    @property
    def first_name(self) -> str:
        """The name that colleagues use."""
        return self.name.split()[0]


OPERATOR = Person("Operator", "operator")


@dataclass(frozen=True)
class SpokenPassage:
    """One paragraph of a call, or a greeting that opens one (`opens_paragraph`).

    `topic` is a theme id, a filler id, or the name of a formality; `kind` is `theme`, `filler` or `procedural`;
    `passage_id` names the written passage it came from; `turn` counts the turns of the call from 0.
    """

    topic: str
    kind: str
    passage_id: str
    speaker: Person
    section: str
    turn: int
    text: str
    opens_paragraph: bool = False

    @property
    def n_words(self) -> int:
        """Words of the passage as spoken, counted between spaces."""
        return len(self.text.split())

    @property
    def speaker_group(self) -> str | None:
        """The group of the prevalence table that this passage counts for; None for the operator."""
        if self.speaker.role == "analyst":
            return "analyst_questions"
        if self.speaker.role == "executive":
            return "management_prepared" if self.section == "prepared_remarks" else "management_answers"
        return None


@dataclass(frozen=True)
class PlantedCall:
    """A composed call with the truth about it; `call_date` and `ticker` are None where the text does not tell them."""

    file: str
    text: str
    layout: str
    company_key: str
    company: str
    ticker: str | None
    fiscal_quarter: str
    call_date: date | None
    executives: tuple[Person, ...]
    analysts: tuple[Person, ...]
    passages: tuple[SpokenPassage, ...]

    @property
    def n_words(self) -> int:
        """Words spoken on the call, formalities included."""
        return sum(passage.n_words for passage in self.passages)


def count_words(passages: Iterable[SpokenPassage], topic: str | None = None, group: str | None = None) -> int:
    """Count the words of content passages, of one topic or speaker group where one is named.

    Content is what is neither safe harbor nor operator nor a greeting, hand-over or thanks.
    """
    return sum(
        passage.n_words
        for passage in passages
        if passage.kind != "procedural"
        and (topic is None or passage.topic == topic)
        and (group is None or passage.speaker_group == group)
    )

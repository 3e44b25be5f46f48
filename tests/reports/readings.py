"""A small call by hand with its source text: a name over a rule, a noise mark, furniture, two turns on a line, a notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from themes.records import Basis, Call, Doubt, Inference, Participant, Role, Section, Turn
from themes.text.source_map import SourcedText, join_all

TEXT = """Otter Peak, Inc.

Mara Quist - CFO
-----
Boats sold well (laughter) this year.

OTTR 2012Q4 page 2

More in spring.

Questions
Lena Brook: How many? Mara Quist: Nine.

Nothing here may be copied.
"""
PEOPLE = (
    Participant("Mara Quist", "executive", "CFO", "Otter Peak"),
    Participant("Silent Sam", "executive", "General Counsel", "Otter Peak"),
    Participant("Lena Brook", "analyst", None, "Heron Securities"),
)
DOUBTS = (
    Doubt.about("call_date", "neither stated nor inferable", is_missing=True),
    Doubt.about("company", "the title says Otter Peak, the file name says Vesta"),
    Doubt.about("speaker", "two speak on one line", lines=(5, 12, 400)),
)


def said(index: int, section: Section, person: Participant, text: str, *parts: str) -> Turn:
    """A turn of these parts of the text, each found once, joined by a space."""
    spans = [SourcedText.of(text, text.index(part), text.index(part) + len(part)) for part in parts]
    words = join_all(spans, " ")
    start, end = words.span
    line = text.count("\n", 0, start) + 1
    return Turn(
        index,
        section,
        person.name,
        person.role,
        person.title,
        person.firm,
        start,
        end,
        line,
        None,
        words.text,
        words.runs,
    )


def call(doubts: Sequence[Doubt] = DOUBTS, text: str = TEXT, **changes: object) -> Call:
    """The call; other fields on demand."""
    mara, _, lena = PEOPLE
    turns = (
        said(0, "prepared_remarks", mara, text, "Boats sold well", "this year.", "More in spring."),
        said(1, "q_and_a", lena, text, "How many?"),
        said(2, "q_and_a", mara, text, "Nine."),
    )
    given: dict[str, object] = {
        "source": "calls/otter.txt", "layout": "plain", "company": "Otter Peak", "ticker": "OTTR", "event": "earnings",
        "fiscal_quarter": "2012Q4", "call_date": None, "calendar_quarter": "2012Q4", "title": None, "participants": PEOPLE,
        "inferences": {"calendar_quarter": Inference(Basis.FISCAL_QUARTER, "fiscal quarter")},
        "turns": turns, "doubts": tuple(doubts),
    }  # fmt: skip
    return Call(**(given | changes))  # type: ignore[arg-type]


def whole(**changes: object) -> tuple[Call, str]:
    """A call in which nothing is doubtful, and its text."""
    remarks, question = "Boats sold well, " * 30 + "indeed.", "How many boats " * 10 + "then?"
    text = TEXT.replace("Boats sold well (laughter) this year.", remarks).replace("How many?", question)
    mara, _, lena = PEOPLE
    turns = (
        said(0, "prepared_remarks", mara, text, remarks),
        said(1, "q_and_a", lena, text, question),
        said(2, "q_and_a", mara, text, "Nine."),
    )
    return call((), text=TEXT, turns=turns, **changes), text


def lone(role: Role, text: str = "Words and more words of a call.") -> Call:
    """A call in which one person, whose name nobody gives, says all there is."""
    turn = said(0, "prepared_remarks", Participant("Unknown", role), text, text)
    return replace(call(()), turns=(turn,), participants=())

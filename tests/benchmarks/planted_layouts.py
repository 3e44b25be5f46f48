"""Layouts of planted calls: the same spoken passages, written as five kinds of transcript file.

In: a call without text. Out: its text. Two layouts tell company, ticker and date in a heading (`inline_roster`,
`asterisks`), one does so and cuts sentences with a page line (`two_line_roster`), one has a heading without a date
(`bullets`), and one tells nothing but what is spoken (`bare`).
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from tests.benchmarks.planted_records import OPERATOR, Person, PlantedCall, SpokenPassage

FICTION = "This transcript is fiction written for callthemes."
DISCLAIMER = (
    f"{FICTION} The companies, the people and the figures in it are invented, and any likeness to real ones is chance. "
    "It is given to test software that reads transcripts, and nobody should make a decision about money because of it."
)
WORDS_A_PAGE = 150
"""Words between two page lines; short, so that every call of the sample has a few."""

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


def tells_ticker(layout: str) -> bool:
    """Say whether a file in this layout names the ticker."""
    return layout != "bare"


def tells_date(layout: str) -> bool:
    """Say whether a file in this layout gives the day of the call."""
    return layout not in {"bare", "bullets"}


def render(call: PlantedCall, affiliation: str, day: date, hour: str) -> str:
    """Write a call in its layout, with a newline at the end.

    Parameters
    ----------
    call
        The call; its `text` is not read.
    affiliation
        The company's name as the roster spells it.
    day, hour
        When it took place, for the layouts that tell; the hour as in `8:30PM`.
    """
    if call.layout == "bullets":
        blocks = _bullets(call)
    elif call.layout == "bare":
        return "\n".join([FICTION, *_bare(call)]) + "\n"
    else:
        blocks = _headed(call, affiliation, day, hour)
    return "\n\n".join(blocks) + "\n"


def turns_of(passages: tuple[SpokenPassage, ...]) -> list[list[SpokenPassage]]:
    """Group the passages of a call into turns."""
    return [list(group) for _, group in groupby(passages, key=lambda passage: passage.turn)]


def _paragraphs(turn: list[SpokenPassage]) -> list[str]:
    paragraphs: list[str] = []
    opened = False
    for passage in turn:
        if opened:
            paragraphs[-1] += f" {passage.text}"
        else:
            paragraphs.append(passage.text)
        opened = passage.opens_paragraph
    return paragraphs


def _title(call: PlantedCall) -> str:
    year, quarter = call.fiscal_quarter[:4], call.fiscal_quarter[4:]
    return f"{call.ticker} - {quarter} {year} {call.company} Earnings Conference Call"


def _heading(call: PlantedCall, day: date, hour: str) -> list[str]:
    if call.layout == "two_line_roster":
        return [
            "FINAL TRANSCRIPT",
            _title(call),
            f"Event Date/Time: {day:%b. %d. %Y} / {hour} GMT",
            _furniture(call, day, hour),
        ]
    return ["EDITED TRANSCRIPT", _title(call), f"EVENT DATE/TIME: {day:%B %d, %Y}".upper() + f" / {hour} GMT"]


def _furniture(call: PlantedCall, day: date, hour: str) -> str:
    return f"{day:%b. %d. %Y} / {hour}, {_title(call)}"


def _role_words(person: Person, affiliation: str) -> str:
    if person.role == "analyst":
        return f"{person.firm} - Analyst"
    return f"{affiliation} - {person.title}"


def _roster(people: tuple[Person, ...], affiliation: str, layout: str) -> list[str]:
    words = [(person.name, _role_words(person, affiliation)) for person in people]
    if layout == "two_line_roster":
        return [line for pair in words for line in pair]
    star = "*" if layout == "asterisks" else ""
    return [f"{name} {star}{role}{star}" for name, role in words]


def _speaker_line(person: Person, affiliation: str, layout: str) -> str:
    if person == OPERATOR:
        return person.name
    star = "*" if layout == "asterisks" else ""
    return f"{person.name} - {star}{_role_words(person, affiliation)}{star}"


def _headed(call: PlantedCall, affiliation: str, day: date, hour: str) -> list[str]:
    blocks = _heading(call, day, hour)
    blocks += ["CORPORATE PARTICIPANTS", *_roster(call.executives, affiliation, call.layout)]
    blocks += ["CONFERENCE CALL PARTICIPANTS", *_roster(call.analysts, affiliation, call.layout), "PRESENTATION"]
    spoken: list[tuple[str, bool]] = []
    section = "prepared_remarks"
    for turn in turns_of(call.passages):
        if turn[0].section != section:
            section = turn[0].section
            spoken.append(("QUESTIONS AND ANSWERS", False))
        spoken.append((_speaker_line(turn[0].speaker, affiliation, call.layout), False))
        spoken += [(paragraph.replace("$", r"\$"), True) for paragraph in _paragraphs(turn)]
    if call.layout == "two_line_roster":
        blocks += _with_page_lines(spoken, _furniture(call, day, hour))
    else:
        blocks += [block for block, _ in spoken]
    return [*blocks, "DISCLAIMER", DISCLAIMER]


def _with_page_lines(spoken: list[tuple[str, bool]], furniture: str) -> Iterator[str]:
    """Put the page line after every page: once inside a sentence, once between two paragraphs, and so on."""
    n_words, n_pages = 0, 0
    for block, is_paragraph in spoken:
        words = block.split(" ")
        cut = max(WORDS_A_PAGE - n_words, 8)
        n_words += len(words) if is_paragraph else 0
        if not is_paragraph or n_words < WORDS_A_PAGE:
            yield block
            continue
        while cut < len(words) and words[cut - 1][-1] in ".?!,":
            cut += 1
        inside = n_pages % 2 == 0 and cut < len(words) - 3
        yield from [" ".join(words[:cut]), furniture, " ".join(words[cut:])] if inside else [block, furniture]
        n_words, n_pages = len(words) - cut if inside else 0, n_pages + 1


def _short_speaker_line(person: Person) -> str:
    if person == OPERATOR:
        return person.name
    return f"{person.name} - {'Analyst' if person.role == 'analyst' else person.title}"


def _bullets(call: PlantedCall) -> list[str]:
    year, quarter = call.fiscal_quarter[:4], call.fiscal_quarter[4:]
    blocks = [
        f"{call.company} ({call.ticker}) {year} {quarter} earnings call transcript",
        f"Notice: {FICTION}",
        "Full text",
    ]
    for turn in turns_of(call.passages):
        blocks.append(f"  • {_short_speaker_line(turn[0].speaker)}")
        for paragraph in _paragraphs(turn):
            blocks += [f"  • {sentence}" for sentence in _SENTENCE_END.split(paragraph)]
    return blocks


def _bare(call: PlantedCall) -> Iterator[str]:
    for turn in turns_of(call.passages):
        yield _short_speaker_line(turn[0].speaker)
        yield from _paragraphs(turn)

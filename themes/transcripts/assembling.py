"""From a layout's draft to a call: names, roles, sections, words and metadata, the same for all layouts.

In: :class:`Draft` and the source text.  Out: :class:`themes.records.Call`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace

from themes.errors import TranscriptRefused
from themes.records import Call, Doubt, Participant, Role, Section, Turn
from themes.text.source_map import SourcedText
from themes.transcripts.checks import doubts_about
from themes.transcripts.cleaning import join_turn
from themes.transcripts.draft import UNKNOWN_SPEAKER, Draft, DraftTurn
from themes.transcripts.headers import is_operator, is_unnamed
from themes.transcripts.lines import line_number
from themes.transcripts.metadata import Evidence, read_metadata
from themes.transcripts.people import Directory, introduced_firm, role_of_title
from themes.transcripts.reading import SourceText
from themes.transcripts.roles import calls_questioner, settle_operators, settle_roles
from themes.transcripts.sections import find_questions
from themes.transcripts.voices import name_labels

# The welcome, the safe harbour and the first executive: where calls say what they are.
_N_OPENING_TURNS = 3
_LINE_END, _PAGE_BREAK = re.compile("\n"), re.compile("\f")
_LED_BY_FIELD = re.compile(r"([a-z_]{1,40}): ")  # the lines in which a file's extraction and a layout warn


@dataclass(frozen=True)
class _SpokenTurn:
    draft: DraftTurn
    words: SourcedText


def assemble(draft: Draft, source: SourceText, layout: str) -> Call:
    """The call that a draft tells.

    Raises
    ------
    TranscriptRefused
        When no turn has a word.
    """
    draft = name_labels(draft, source.text)
    spoken = [
        _SpokenTurn(turn, words)
        for turn in draft.turns
        if (words := join_turn(turn.paragraphs, separator=draft.separator))
    ]
    if not spoken:
        n_lines = source.text.count("\n") + 1
        raise TranscriptRefused(
            f"{source.path}: no speaker found in {n_lines:,} lines (layout {layout})",
            mend="is this a transcript? try: themes parse --layout plain",
        )
    directory = Directory(draft.roster, [turn.draft.header.name for turn in spoken], by_surname=True)
    speakers = [_speaker(turn.draft, directory) for turn in spoken]
    texts = [turn.words.text for turn in spoken]
    # Who calls the questioners tells where the questions begin, and that tells the other roles.
    speakers = _with_roles(speakers, settle_operators(speakers, texts))
    speakers = [
        replace(person, role="operator") if person.role == "unknown" and _is_operators(person, words) else person
        for person, words in zip(speakers, texts, strict=True)
    ]
    begins = _questions_begin(spoken, speakers, texts)
    speakers = _with_roles(speakers, settle_roles(speakers, texts, begins))
    _add_introduced_firms(speakers, texts, directory)
    participants = _participants(speakers, directory)
    about = read_metadata(
        Evidence(source.path, source.text, draft.preamble, texts[:_N_OPENING_TURNS], draft.roster, draft.stated)
    )
    turns = _turns(spoken, speakers, begins, directory, source.text)
    doubts = (
        *map(_doubt, source.warnings + draft.warnings),
        *about.doubts,
        *_speaker_doubts(turns),
        *doubts_about(turns, source.text),
    )
    doubts = tuple(sorted(doubts, key=lambda doubt: doubt.is_missing))  # what nobody states comes last
    return Call(
        source.path, layout, about.company, about.ticker, about.event, about.fiscal_quarter, about.call_date,
        about.calendar_quarter, about.title, about.inferences, participants, turns, doubts,
    )  # fmt: skip


def _speaker(turn: DraftTurn, directory: Directory) -> Participant:
    """The person of a turn's header, added to the directory when new."""
    header = turn.header
    if is_operator(header.name) or header.name == UNKNOWN_SPEAKER:
        role = header.role or ("operator" if is_operator(header.name) else "unknown")
        return Participant(header.name, role)
    known = directory.find(header.name, header.firm or header.title)
    if known is None:
        role = header.role or role_of_title(header.name, header.title)
        known = Participant(header.name, role, header.title, header.firm)
        directory.add(known)
    return known


def _is_operators(person: Participant, words: str) -> bool:
    """Whether a turn of somebody whom the transcriber did not recognise is the operator's: it calls a questioner."""
    return is_unnamed(person.name) and calls_questioner(words)


def _with_roles(speakers: list[Participant], settled: Mapping[str, Role]) -> list[Participant]:
    return [replace(person, role=settled[person.name]) if person.name in settled else person for person in speakers]


def _questions_begin(spoken: list[_SpokenTurn], speakers: list[Participant], texts: list[str]) -> int | None:
    headed = [turn.draft.section for turn in spoken]
    if "q_and_a" in headed:
        return headed.index("q_and_a")
    return find_questions([person.role for person in speakers], texts, [person.name for person in speakers])


def _add_introduced_firms(speakers: list[Participant], texts: list[str], directory: Directory) -> None:
    for before, person, words in zip(speakers, speakers[1:], texts, strict=False):
        if before.role == "operator" and person.role == "analyst" and person.firm is None:
            firm = introduced_firm(words, person.name)
            if firm:
                directory.complete(person.name, firm)


def _participants(speakers: list[Participant], directory: Directory) -> tuple[Participant, ...]:
    roles = {person.name: person.role for person in speakers}
    return tuple(replace(person, role=roles.get(person.name, person.role)) for person in directory.people())


def _turns(
    spoken: list[_SpokenTurn], speakers: list[Participant], begins: int | None, directory: Directory, text: str
) -> tuple[Turn, ...]:
    starts = [0]
    starts.extend(match.end() for match in _LINE_END.finditer(text))
    pages = [match.start() for match in _PAGE_BREAK.finditer(text)]
    turns: list[Turn] = []
    for i, (turn, person) in enumerate(zip(spoken, speakers, strict=True)):
        known = directory.find(person.name) or person
        section: Section = "q_and_a" if begins is not None and i >= begins else "prepared_remarks"
        start, end = turn.words.span
        turns.append(
            Turn(
                i,
                section,
                person.name,
                person.role,
                known.title,
                known.firm,
                start,
                end,
                line_number(starts, start),
                bisect_right(pages, start) + 1 if pages else None,
                turn.words.text,
                turn.words.runs,
            )  # fmt: skip
        )
    return tuple(turns)


def _doubt(line: str) -> Doubt:
    led = _LED_BY_FIELD.match(line)
    return Doubt(line, led[1] if led else None)


def _speaker_doubts(turns: tuple[Turn, ...]) -> list[Doubt]:
    nameless = sum(turn.speaker == UNKNOWN_SPEAKER for turn in turns)
    unknown = sorted({turn.speaker for turn in turns if turn.role == "unknown" and turn.speaker != UNKNOWN_SPEAKER})
    doubts: list[Doubt] = []
    if nameless:
        what = f"{nameless} of {len(turns)} turns have no speaker line; taken as one unknown speaker"
        doubts.append(Doubt.about("speaker", what))
    if unknown:
        doubts.append(Doubt.about("role", f"unknown for {', '.join(unknown)}"))
    if not any(turn.section == "q_and_a" for turn in turns):
        doubts.append(Doubt.about("section", "no questions found; every turn counts as prepared remarks"))
    return doubts

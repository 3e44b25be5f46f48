"""The fallback: any text in which some lines name a speaker, or none does.

Which lines name a speaker is for :mod:`themes.transcripts.layouts.plain_speakers`; here they become turns.  What stands
above the first speaker is the head (title, date, people); prose there is somebody's words, and is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from themes.records import Participant, Role
from themes.transcripts.dates import find_date
from themes.transcripts.draft import Draft, Scribe, Stated
from themes.transcripts.headers import find_heading, has_firm_words, has_title_words, is_operator
from themes.transcripts.labels import is_label
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.casing import cased_affiliation, cased_name, spoken_spellings
from themes.transcripts.layouts.plain_speakers import SpeakerLine, parse_prefix, speaker_lines
from themes.transcripts.layouts.rosters import read_roster
from themes.transcripts.lines import Line, find_furniture, split_lines
from themes.transcripts.people import role_of_title

_CALL_WORDS = re.compile(
    r"\b(?:operator|earnings|quarter|conference call|fiscal|guidance|revenue|questions?|investors?|analysts?)\b", re.I
)
_MARKUP = re.compile(
    r"\s{0,99}(?:(?P<html><(?:!doctype|html|head|body|\?xml|div|table)\b)|(?P<json>[\[{]\s{0,99}[\"{\[])"
    r"|(?P<table>[A-Za-z_]{1,30}(?:[,;\t][A-Za-z_]{1,30}){2,20}\n))",
    re.I,
)
_KINDS = {"html": "HTML", "json": "JSON", "table": "a table (CSV)"}
_MIN_CALL_WORDS = 3
_MIN_WORDS = 20
_MIN_PROSE_WORDS = 8
_MAX_HEAD_LINES = 60
_MIN_SAID_CHARS, _MIN_SAID_WORDS = 60, 6
_SMALL_PRINT = re.compile(
    r"(?:\*|copyright|©|\(c\)|disclaimer|this transcript|all rights reserved|source:|note:)", re.I
)
_LISTED = re.compile(
    r"(?P<list>management|moderator|host|executives?|analysts?|participants?|speakers?|presenters?)\s{0,3}:\s{0,3}"
    r"(?P<rest>[^:]{3,150})",
    re.I,
)
_FIELD = re.compile(
    r"(?:\[(?P<name>Company Name|Event Name|Date)\]|(?P<label>Company(?: Name)?|Title|Event|Date)\s?:)\s{1,60}"
    r"(?P<value>\S.{0,200})",
    re.I,
)
_LIST_HEADING = re.compile(r"(?:(?:call|conference)\s)?(?:participants|attendees|speakers|presenters)\s?:?", re.I)
# Who leads a concall is a broker's analyst.
_LISTED_ROLES: dict[str, Role] = {
    "management": "executive",
    "executive": "executive",
    "moderator": "analyst",
    "host": "analyst",
    "analyst": "analyst",
}


class PlainLayout:
    """See the module."""

    name = "plain"

    def score(self, text: str) -> Score:
        """Low, so that every other layout comes first; 0 when the text is plainly no call."""
        markup = _MARKUP.match(text)
        if markup:
            return Score(0.0, f"it begins like {_KINDS[markup.lastgroup or '']}, which no layout reads")
        speakers = speaker_lines(text)
        n_lines = text.count("\n") + 1
        if len(speakers) > 1:
            return Score(0.2, f"{len(speakers)} lines name a speaker")
        found = {match.casefold() for match in _CALL_WORDS.findall(text)}
        if len(found) >= _MIN_CALL_WORDS and len(text.split()) >= _MIN_WORDS:
            return Score(
                0.1, f"no speaker lines in {n_lines:,} lines, but a call's words: {', '.join(sorted(found)[:4])}"
            )
        return Score(0.0, f"no speaker found in {n_lines:,} lines and hardly a word of a call")

    def read(self, text: str) -> Draft:
        """Without a speaker line, one unknown speaker says it all."""
        lines = split_lines(text)
        speakers = speaker_lines(text)
        first = _first_talking(speakers, lines)
        begins = _prose_begins(lines, first)
        head = [line for line in lines[: begins - 1] if line.text]
        preamble = tuple(line.text for line in head)
        furniture = find_furniture(lines, preamble)
        scribe = Scribe(text)
        titles: set[int] = set()
        for line in lines[begins - 1 :]:
            if line.number in speakers:
                titles.update(range(line.number + 1, line.number + 1 + speakers[line.number].n_below))
            if line.number not in titles and not _is_initial(line, speakers):
                _take(line, scribe, speakers, line.number in furniture)
        return Draft(scribe.finish(), _people(head, speakers, text), preamble, stated=_stated(head))


def _is_initial(line: Line, speakers: Mapping[int, SpeakerLine]) -> bool:
    """Whether a line is the letter that a web page draws in place of a speaker's picture."""
    below = speakers.get(line.number + 1)
    return below is not None and len(line.text) == 1 and below.header.name.startswith(line.text)


def _take(line: Line, scribe: Scribe, speakers: Mapping[int, SpeakerLine], page: bool) -> None:
    heading = find_heading(line.text)
    if line.number in speakers:
        found = speakers[line.number]
        scribe.speaker(found.header)
        if found.start < line.end:
            scribe.words(line, found.start)
    elif heading in ("presentation", "questions"):
        scribe.heading("q_and_a" if heading == "questions" else "prepared_remarks")
    elif not line.text:
        scribe.blank()
    elif page:
        scribe.page()
    else:
        scribe.words(line)


def _first_talking(speakers: Mapping[int, SpeakerLine], lines: Sequence[Line]) -> int:
    """The line of the first speaker who says something: before it, people are only listed."""
    for number, found in sorted(speakers.items()):
        if _LISTED.fullmatch(found.line.text) and _is_person(found.line.text[found.start - found.line.start :]):
            continue
        if found.start < found.line.end and (not _is_cell(found, lines) or _is_said(_behind(found))):
            return number
        below = next((line for line in lines[number + found.n_below :] if line.text), None)
        if below and below.number not in speakers and not find_heading(below.text) and _is_said(below.text):
            return number
    return min(speakers, default=len(lines) + 1)


def _behind(found: SpeakerLine) -> str:
    """What stands behind the name on its line."""
    return found.line.text[found.start - found.line.start :]


def _is_cell(found: SpeakerLine, lines: Sequence[Line]) -> bool:
    """Whether a name stands in a table's cell, with what is said, or a title, in the next."""
    return "\t" in lines[found.line.number - 1].text[: found.start - found.line.start]


def _is_said(text: str) -> bool:
    """Whether a line is speech and no entry of a list or of a form."""
    if text.startswith("["):
        return False
    if text.endswith((".", "?", "!", "…", '"', "”")) or len(text) > _MIN_SAID_CHARS:
        return True
    return len(text.split()) >= _MIN_SAID_WORDS and not (has_title_words(text) or has_firm_words(text))


def _is_person(text: str) -> bool:
    header = parse_prefix(text)
    return header is not None and header.n_parts > 1


def _prose_begins(lines: Sequence[Line], first: int) -> int:
    """The line at which words begin: prose that runs up to the first speaker, else the first speaker itself."""
    above = lines[: first - 1]
    if first > len(lines):  # nobody is named: a short head, then prose
        start = next((line.number for line in above[:_MAX_HEAD_LINES] if _is_prose(line.text)), 1)
        return start if all(len(line.text) <= _MAX_HEAD_LINES * 4 for line in above[: start - 1]) else 1
    begins = first
    for line in reversed(above):
        if _is_prose(line.text):
            begins = line.number
        elif line.text and find_heading(line.text) not in ("presentation", "questions"):
            break
    return begins


def _is_prose(text: str) -> bool:
    is_long = len(text.split()) >= _MIN_PROSE_WORDS
    return is_long and text.endswith((".", "?", "!", "”", '"')) and not _SMALL_PRINT.match(text)


def _people(head: Sequence[Line], speakers: Mapping[int, SpeakerLine], text: str) -> tuple[Participant, ...]:
    """The people that a head lists, under headings, behind a label ("Management: ...") or with their titles."""
    spoken = [found.header for found in speakers.values()]
    headings = [i for i, line in enumerate(head) if find_heading(line.text) in ("executives", "analysts")]
    people = list(read_roster(head[headings[0] :], spoken)) if headings else []
    role: Role = "unknown"
    is_list = False
    spellings = spoken_spellings(text[head[-1].end :]) if head else {}
    for line in head[: headings[0]] if headings else head:
        labelled = _LISTED.fullmatch(line.text)
        is_list = is_list or _LIST_HEADING.fullmatch(line.text) is not None
        if labelled:
            role = _LISTED_ROLES.get(labelled["list"].casefold().rstrip("s"), "unknown")
        header = parse_prefix(labelled["rest"] if labelled else line.text)
        if (
            header
            and header.n_parts > 1
            and (header.title or is_list or role != "unknown")
            and not _is_nobody(header.name)
        ):
            told = role_of_title(header.name, header.title)
            name = cased_name(header.name, spellings)
            title, firm = (part and cased_affiliation(part, spellings) for part in (header.title, header.firm))
            people.append(Participant(name, role if told == "unknown" else told, title, firm))
    return tuple(people)


def _stated(head: Sequence[Line]) -> Stated:
    """What the fields of a form say ("[Company Name]  Otter Peak Limited"), as SCRIPTS Asia prints them."""
    fields = [field for line in head if (field := _FIELD.fullmatch(line.text))]
    found = {(field["name"] or field["label"]).casefold().removesuffix(" name"): field["value"] for field in fields}
    if "company" not in found:  # "Date: ..." alone is a line like any other of a head
        return Stated()
    date = found.get("date")
    return Stated(
        company=found["company"],
        call_date=find_date(date) if date else None,
        title=found.get("event") or found.get("title"),
    )


def _is_nobody(name: str) -> bool:
    return is_operator(name) or is_label(name)

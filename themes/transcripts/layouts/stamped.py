"""Exports of speech to text: paragraphs with a time, and mostly a speaker's name or label beside it.

``Speaker 1  0:14`` above the words (Otter, Teams), ``Mara Quist (00:01:12):`` (Rev), ``[00:01:02] Mara Quist: words``,
``00:14 Mara Quist``, ``Mara Quist | 01:12``, ``[SPEAKER_01] words``, and times alone between paragraphs.  Times are no
words; one speaker's paragraphs in a row are one turn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from themes.formatting import counted
from themes.transcripts.draft import Draft, DraftTurn, Scribe
from themes.transcripts.headers import SpeakerHeader, find_heading, looks_like_name
from themes.transcripts.labels import LABEL
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.clock import SECONDS, TIME, seconds
from themes.transcripts.layouts.plain_speakers import SpeakerLine, speaker_lines
from themes.transcripts.layouts.prefixes import header_of, is_certain
from themes.transcripts.lines import Line, split_lines

_Form = Literal["time", "time rest", "time name", "name time", "label"]

_PAIR = rf"{SECONDS}\s{{0,2}}(?:-{{1,2}}>?|–|to|,|\s)\s{{0,2}}{SECONDS}"
_CLOCK = rf"{TIME}(?:\s?[AaPp][Mm])?"
_STAMP = (
    rf"(?:[\[(]\s?{_PAIR}\s?[\])]|{_PAIR}(?=\s{{1,4}}{LABEL})"
    rf"|[\[(<]?\s?{_CLOCK}(?:\s{{0,3}}(?:-{{1,2}}>?|–|to)\s{{0,3}}{TIME})?(?:\s?[\])>]|(?!\w)))"
)
_LED = re.compile(rf"(?P<stamp>{_STAMP})(?P<gap>\s{{0,6}}[-–—|:·•]?\s{{0,6}})(?P<rest>.*)")
_NAMED = re.compile(
    r"[\[*_]{0,2}(?P<name>[^\W_][^\n:|\[\]{}<>]{0,59}?)[\]*_]{0,2}(?P<gap>\s{0,6}(?P<sep>[:,|–—-]?)\s{0,9})"
    rf"(?P<stamp>{_STAMP})[*_]{{0,2}}(?P<end>\s{{0,2}}[:|–—-]?)(?P<space>\s{{0,9}})(?P<rest>.*)"
)
_COLON_NAME = re.compile(
    r"[\[(<*_]{0,3}(?P<name>[^\s:\[\](){}<>*][^:\[\]{}<>\n]{0,59}?)[\])>*_]{0,3}\s?:[*_]{0,2}(?:\s{1,9}|$)"
)
_BRACKET_NAME = re.compile(rf"[\[(<](?P<name>{LABEL}|[A-Z][^\[\]()<>\n]{{1,59}})[\])>]\s{{0,3}}[:-]?\s{{0,9}}")
_APART_NAME = re.compile(r"(?P<name>[^\s:\[\](){}<>][^\t:\n]{0,59}?)(?:[ ]{0,3}\t|[ ]{3})\s{0,9}(?=\S)")
_LABEL_FIRST = re.compile(rf"(?P<name>{LABEL})(?:\s{{0,3}}[:|–—-])?(?:\s{{1,9}}|$)")
_BRACKET_LABEL = re.compile(rf"[\[(<](?P<name>{LABEL})[\])>]\s{{0,3}}[:-]?\s{{0,9}}")
_WITHIN = re.compile(
    r"\s{0,3}[\[(](?i:(?:inaudible|indiscernible|unintelligible|crosstalk|foreign language|silence|music|laughter)\s)?"
    rf"{TIME}[\])](?!\w)"
)
_LYRICS_TITLE = re.compile(r"\[(?:ti|ar|al):(?P<title>[^\[\]\n]{1,200})\]")
_ALOUD = re.compile(r"(?:\d{1,3}\s(?:hour|minute|second)s?,?\s?){1,3}", re.I)  # read to the blind beside a time
_SERVICE = re.compile(
    r"[\W_]{0,4}(?:(?:transcribed|transcript(?:ion)?|generated|exported|recorded|powered)\b.{0,40}?\b(?:by|with|from|on)\b.{0,40}?"
    r"(?:https?://|www\.|\b(?:otter|rev|turboscribe|fireflies|descript|sonix|trint|temi|happy\s?scribe|notta|whisper|zoom|teams)\b)"
    r"|this transcript was (?:exported|generated|created)\b).{0,200}",
    re.I,
)
_SENTENCE_ENDS = (".", "?", "!", "…", '"', "”", ")")
_SENTENCE_SIGNS = re.compile(r"[.?!;,](?:\s|$)")
_LOOK = re.compile(r"\d[:.]\d")
_LOOK_CHARS = 140
_MIN_MARKS, _MIN_ORDERED, _MIN_NAMES = 2, 0.85, 0.6
_MAX_NAME_WORDS, _MAX_WORDS_A_MARK = 6, 1500
_MIN_ENDED = 0.9


@dataclass(frozen=True)
class _Mark:
    """A line with a time or a label: what it names, the time in seconds, the offset in it at which words begin.

    ``rest`` stands behind a time that leads the line, from ``rest_at`` on: words, when no name is found in it.
    """

    form: _Form
    name: str | None
    at: int
    time: int | None
    rest: str = ""
    rest_at: int = 0


class StampedLayout:
    """See the module."""

    name = "stamped"

    def score(self, text: str) -> Score:
        """High when times grow down the text, or labels in brackets lead its paragraphs."""
        marks = _marks(text)
        times = [mark.time for mark in marks.values() if mark.time is not None]
        reason = f"{len(times)} lines with a time, {len(marks) - len(times)} with a label"
        if len(times) >= _MIN_MARKS and _grow(times):
            few = len(text.split()) > _MAX_WORDS_A_MARK * len(times) or (
                len(times) == _MIN_MARKS and not any(mark.name for mark in marks.values())
            )
            return Score(0.0 if few else 0.93, reason)
        labelled = [mark for mark in marks.values() if mark.form == "label"]
        return Score(0.85 if len(labelled) > _MIN_MARKS and len(labelled) == len(marks) else 0.0, reason)

    def read(self, text: str) -> Draft:
        """Head, then turns; a service's own lines are left out and counted."""
        lines, marks = split_lines(text), _marks(text)
        speakers = _speakers(text, lines, marks)
        first = min([*marks, *speakers], default=len(lines) + 1)
        head = [line for line in lines[: first - 1] if line.text]
        scribe = Scribe(text, wrapped=False)
        n_service = sum(_SERVICE.fullmatch(line.text) is not None for line in lines)
        current: SpeakerHeader | None = None
        for line in lines[first - 1 :]:
            if line.number in speakers:
                header = speakers[line.number].header
                if header != current or not scribe.is_open:
                    scribe.speaker(header)
                current = header
                _write(scribe, line, speakers[line.number].start)
            elif line.number in marks:
                _write(scribe, line, line.start + marks[line.number].at)
            elif (heading := find_heading(line.text)) in ("presentation", "questions"):
                scribe.heading("q_and_a" if heading == "questions" else "prepared_remarks")
                current = None
            elif not _ALOUD.fullmatch(line.text) and not _SERVICE.fullmatch(line.text):
                _write(scribe, line, line.start)
        turns = tuple(map(_without_times, scribe.finish()))
        return Draft(
            turns,
            preamble=tuple(
                _LYRICS_TITLE.sub(r"\g<title>", line.text) for line in head if not _SERVICE.fullmatch(line.text)
            ),
            flowing=_is_flowing(turns),
            warnings=(f"text: {counted(n_service, 'line')} of the transcription service left out",)
            if n_service
            else (),
        )


def _write(scribe: Scribe, line: Line, start: int) -> None:
    if not line.text:
        scribe.blank()
    elif start < line.end:
        scribe.words(replace(line, start=start, text=line.text[start - line.start :]))


@lru_cache(maxsize=2)  # scored and then read
def _marks(text: str) -> dict[int, _Mark]:
    """Lines with a time, or a label in brackets, by their number; what is a name is the file's own habit."""
    looked = [line for line in split_lines(text) if line.text[:1] in "[(<" or _LOOK.search(line.text[:_LOOK_CHARS])]
    found = {line.number: mark for line in looked if (mark := _mark(line.text))}
    led = [mark for mark in found.values() if mark.rest]
    alone = sum(_is_name_alone(mark.rest) for mark in led) >= _MIN_NAMES * len(led)
    prefixed = sum(mark.form == "time name" for mark in led) >= _MIN_NAMES * len(led)
    counts = Counter(mark.name for mark in found.values())
    agreed = {number: _agreed(mark, counts, alone=alone, prefixed=prefixed) for number, mark in found.items()}
    behind = sum(mark.form == "name time" for mark in agreed.values()) >= _MIN_NAMES * len(agreed)
    return {n: mark for n, mark in agreed.items() if _is_trusted(mark, counts, behind=behind)}


def _is_trusted(mark: _Mark, counts: Counter[str | None], *, behind: bool) -> bool:
    """Whether a line with a time is no speech: "9:30 in the morning", "The replay ends at 5:00 PM"."""
    if mark.form == "name time" and mark.name:
        return is_certain(mark.name) or counts[mark.name] > 1 or looks_like_name(header_of(mark.name).name)
    return not (behind and mark.form == "time rest" and mark.name is None)


def _agreed(mark: _Mark, counts: Counter[str | None], *, alone: bool, prefixed: bool) -> _Mark:
    if alone and mark.rest and _is_name_alone(mark.rest):
        return replace(mark, name=mark.rest, at=mark.rest_at + len(mark.rest))
    if mark.form != "time name" or mark.name is None or is_certain(mark.name) or counts[mark.name] > 1:
        return mark
    named = looks_like_name(mark.name) and (prefixed or len(mark.name.split()) > 1)
    return mark if named else replace(mark, name=None, at=mark.rest_at)


def _mark(text: str) -> _Mark | None:
    led = _LED.match(text)
    if led:
        time, at, rest = seconds(led["stamp"]), led.start("rest"), led["rest"]
        if not rest:
            return _Mark("time", None, len(text), time)
        for pattern in (_BRACKET_NAME, _COLON_NAME, _LABEL_FIRST, _APART_NAME):
            named = pattern.match(rest)
            if named and _may_be_name(named["name"]):
                return _Mark("time name", named["name"], at + named.end(), time, rest, at)
        return _Mark("time rest", None, at, time, rest, at)
    named = _NAMED.match(text)
    if named and _is_named_time(named):
        return _Mark("name time", named["name"], named.start("rest"), seconds(named["stamp"]))
    label = _BRACKET_LABEL.match(text)
    return _Mark("label", label["name"], label.end(), None) if label else None


def _is_named_time(match: re.Match[str]) -> bool:
    """Whether a time behind words stands beside a name: alone on the line, in brackets, or set apart."""
    name = match["name"]
    if not _may_be_name(name):
        return False
    if not match["rest"]:
        return True
    if match["stamp"][0] in "[(<":
        return bool(match["end"].strip() or match["sep"]) or is_certain(name) or looks_like_name(name)
    return is_certain(name) and len(match["gap"]) > 1


def _may_be_name(name: str) -> bool:
    """Whether a text is short and no part of a sentence, or a name with a title or a firm."""
    is_short = len(name.split()) <= _MAX_NAME_WORDS and not _SENTENCE_SIGNS.search(f"{name} ")
    return is_short or looks_like_name(name.partition(" (")[0]) or header_of(name).n_parts > 1


def _is_name_alone(text: str) -> bool:
    bare = text.strip(" *_:")
    is_name = looks_like_name(bare) and len(bare.split()) <= _MAX_NAME_WORDS and not find_heading(bare)
    return is_certain(bare) or (is_name and not text.endswith((".", "?", "!")))


def _speakers(text: str, lines: Sequence[Line], marks: Mapping[int, _Mark]) -> dict[int, SpeakerLine]:
    """Lines that name a speaker: beside a time, above or below one, or before a colon where times stand alone."""
    named = {number: mark for number, mark in marks.items() if mark.name}
    found = {n: SpeakerLine(lines[n - 1], header_of(m.name or ""), lines[n - 1].start + m.at) for n, m in named.items()}
    if named:
        return found
    alone = [number for number, mark in marks.items() if mark.form == "time"]
    for step in (-1, 1):
        beside = [lines[n - 1 + step] for n in alone if 0 <= n - 1 + step < len(lines)]
        names = [line for line in beside if line.number not in marks and _is_name_alone(line.text)]
        if alone and len(names) >= _MIN_NAMES * len(alone):
            return {line.number: SpeakerLine(line, header_of(line.text), line.end) for line in names}
    return {number: line for number, line in speaker_lines(text).items() if number not in marks}


def _grow(times: Sequence[int]) -> bool:
    ordered = sum(one <= other for one, other in zip(times, times[1:], strict=False))
    return times[-1] > times[0] and ordered >= _MIN_ORDERED * (len(times) - 1) and 2 * len(set(times)) >= len(times)


def _without_times(turn: DraftTurn) -> DraftTurn:
    """A turn without the times that stand within its words."""
    if not any(_WITHIN.search(one.words.text) for one in turn.paragraphs):
        return turn
    paragraphs = (replace(one, words=one.words.without(_WITHIN, " ").stripped()) for one in turn.paragraphs)
    return replace(turn, paragraphs=tuple(one for one in paragraphs if one.words.text))


def _is_flowing(turns: Sequence[DraftTurn]) -> bool:
    """Whether times cut sentences, so that what stands between two of them is no paragraph."""
    ends = [one.words.text.endswith(_SENTENCE_ENDS) for turn in turns for one in turn.paragraphs]
    return sum(ends) < _MIN_ENDED * len(ends)

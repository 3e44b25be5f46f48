"""Captions: SubRip, WebVTT, SBV, SubStation Alpha, and ``[00:00.000 --> 00:04.000] words`` as Whisper prints it.

Numbers, times, settings and tags are no words.  A sentence goes on over captions; captions that roll, each repeating
the line before, are read once.  Speakers stand in voice tags, in the cue's name, or before the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from themes.text.source_map import SourcedText
from themes.transcripts.cleaning import Paragraph
from themes.transcripts.draft import UNKNOWN_SPEAKER, Draft, DraftTurn
from themes.transcripts.headers import SpeakerHeader
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.clock import SECONDS, TIME
from themes.transcripts.layouts.prefixes import Begun, Prefixes, header_of
from themes.transcripts.layouts.rolling import said_once
from themes.transcripts.lines import Line, split_lines

_TIMING = re.compile(
    rf"(?:\[(?P<label>[^\[\]\n]{{1,40}})\]\s{{0,4}})?(?P<open>[\[(]\s?)?(?:{TIME}|{SECONDS})\s{{0,4}}-{{1,2}}>\s{{0,4}}"
    rf"(?:{TIME}|{SECONDS})(?:\s?[\])])?(?P<rest>.*)"
)
_SBV_TIMING = re.compile(r"\d{1,2}:\d{2}:\d{2}\.\d{3},\d{1,2}:\d{2}:\d{2}\.\d{3}")
# SubStation Alpha: a line a caption; layer, times, style, name, margins and effect stand before the words.
_DIALOGUE = re.compile(
    r"Dialogue:\s?(?:[^,\n]{0,40},){4}(?P<name>[^,\n]{0,60}),(?:[^,\n]{0,40},){4}(?P<words>.*)", re.I
)
_SCRIPT_TITLE = re.compile(r"Title:\s?(?P<title>.{1,200})")
_SETTING = re.compile(r"[A-Za-z0-9]{1,12}:\S{1,60}")
_BLOCK = re.compile(r"(?P<kind>NOTE|STYLE|REGION)(?:\s|$)")
_HEADER_FIELD = re.compile(r"(?:Kind|Language|Region|X-TIMESTAMP-MAP)\s?[:=]", re.I)
_NAMED_CUE = re.compile(r"\d{1,6}\s{1,2}\"(?P<name>[^\"\n]{1,80})\"(?:\s\([^()\n]{0,40}\))?")  # Webex
_VOICE = re.compile(r"</?v(?:\.[^\s<>]{0,60})?(?:[ \t]{1,4}(?P<name>[^<>\n]{0,80}))?>")
_TAG = re.compile(
    rf"</?(?:c|i|b|u|v|s|lang|ruby|rt|font|span)(?:[.\s][^<>\n]{{0,200}})?>|<{TIME}>|\{{\\[^{{}}\n]{{1,60}}\}}|[♪♫]|"
    r"&(?:lrm|rlm|lt|shy);"
)
_SPACE_SIGN, _AND_ENTITY = re.compile(r"&nbsp;|\\[Nnh]"), re.compile(r"(?<=&)amp;")
_SIGNS = frozenset("<{&♪♫\\")
_MIN_CUES, _MIN_SHARE = 2, 0.1
_MAX_HEAD_CHARS = 200


@dataclass(frozen=True)
class _Segment:
    """Words of one line of a cue, and the voice that says them where the file tells."""

    voice: str | None
    words: SourcedText


@dataclass(frozen=True)
class _File:
    preamble: tuple[str, ...]
    cues: tuple[tuple[_Segment, ...], ...]


class CaptionsLayout:
    """See the module."""

    name = "captions"

    def score(self, text: str) -> Score:
        """Beyond doubt where timing lines stand between the words of the whole text."""
        timings = _timings(text)
        n_lines = sum(bool(line.text) for line in split_lines(text)) if timings else 0
        is_vtt = text.lstrip("\ufeff \n").startswith("WEBVTT")
        enough = len(timings) >= _MIN_CUES or (is_vtt and timings)
        if not enough or len(timings) < _MIN_SHARE * n_lines:
            return Score(0.0, f"{len(timings)} caption times")
        return Score(0.97, f"{len(timings)} captions with their times")

    def read(self, text: str) -> Draft:
        """One flowing text, cut where another speaker begins."""
        file = _read(text)
        kept = said_once([[segment.words for segment in cue] for cue in file.cues])
        cues = [
            [_Segment(old.voice, words) for old, words in zip(cue, parts, strict=True)]
            for cue, parts in zip(file.cues, kept.cues, strict=True)
        ]
        prefixes = Prefixes([segment.words.text for cue in cues for segment in cue if segment.words.text])
        turns = tuple(_turns(cues, prefixes))
        warnings = (
            (f"text: captions roll: {kept.n_repeated:,} repeated words are read once",) if kept.n_repeated else ()
        )
        return Draft(turns, preamble=file.preamble, flowing=True, warnings=warnings)


@lru_cache(maxsize=2)  # scored and then read
def _timings(text: str) -> dict[int, re.Match[str] | None]:
    """Index of each timing line, with what was matched (None in SBV, whose lines hold nothing else)."""
    if "->" not in text and "Dialogue:" not in text and not _SBV_TIMING.match(text[:_MAX_HEAD_CHARS].lstrip()):
        return {}
    found: dict[int, re.Match[str] | None] = {}
    for i, line in enumerate(split_lines(text)):
        if "->" in line.text and (match := _TIMING.match(line.text)):
            found[i] = match
        elif _SBV_TIMING.fullmatch(line.text):
            found[i] = None
        elif match := _DIALOGUE.fullmatch(line.text):
            found[i] = match
    return found


def _read(text: str) -> _File:
    lines, timings = split_lines(text), _timings(text)
    if all(timing and timing.re is _DIALOGUE for timing in timings.values()):
        return _read_dialogue(text, lines, timings)
    places = [*timings, len(lines)]
    named = _named_cues(lines, places[:-1])
    cues = []
    for place, following in zip(places, places[1:], strict=False):
        webex = _NAMED_CUE.fullmatch(lines[place - 1].text) if place in named else None
        end = following - (following in named)
        cues.append(tuple(_segments(text, lines, place, end, timings[place], webex["name"] if webex else None)))
    return _File(tuple(_preamble(lines[: places[0] - (places[0] in named)])), tuple(cues))


def _read_dialogue(text: str, lines: Sequence[Line], timings: Mapping[int, re.Match[str] | None]) -> _File:
    cues = []
    for i, timing in timings.items():
        start = lines[i].start + (timing.start("words") if timing else 0)
        name = timing["name"].strip() if timing else ""
        cues.append(tuple(_voices(SourcedText.of(text, start, lines[i].end), name or None)))
    head = [line.text for line in lines[: min(timings, default=0)]]
    titles = (match["title"] for line in head if (match := _SCRIPT_TITLE.fullmatch(line)))
    return _File(tuple(titles), tuple(cues))


def _named_cues(lines: Sequence[Line], places: Sequence[int]) -> set[int]:
    """Timing lines under a line that numbers or names the cue; numbers do where the first cue has one."""
    is_vtt = lines[0].text.lstrip("\ufeff").startswith("WEBVTT")
    timed = set(places)
    above = {place: lines[place - 1].text for place in places if place and place - 1 not in timed}
    is_numbered = any(text.isdigit() for text in list(above.values())[:1])
    named = set()
    for place, text in above.items():
        after_blank = place > 1 and not lines[place - 2].text
        if _NAMED_CUE.fullmatch(text) or (text.isdigit() and (is_numbered or after_blank)):
            named.add(place)
        elif is_vtt and text and after_blank and not (place == places[0] and _BLOCK.match(text)):
            named.add(place)
    return named


def _preamble(lines: Sequence[Line]) -> Iterator[str]:
    """Titles and notes above the first caption."""
    skipping = False
    for i, line in enumerate(lines):
        text = line.text.removeprefix("WEBVTT").strip(" \t-–") if i == 0 else line.text
        block = _BLOCK.match(text)
        if block:
            text = text.removeprefix("NOTE").strip()
            skipping = block["kind"] != "NOTE"
        if not line.text:
            skipping = False
        elif text and not skipping and not _HEADER_FIELD.match(text):
            yield text


def _segments(
    text: str, lines: Sequence[Line], place: int, end: int, timing: re.Match[str] | None, name: str | None
) -> Iterator[_Segment]:
    """What a cue says, line by line; comments between cues are no words."""
    voice = name or (timing["label"] if timing else None)
    if timing and (start := _words_beside(timing)) is not None:
        yield from _voices(SourcedText.of(text, lines[place].start + start, lines[place].end), voice)
    skipping = False
    for line in lines[place + 1 : end]:
        skipping = bool(line.text) and (
            skipping or _BLOCK.match(line.text) is not None and not _after_words(lines, line)
        )
        if line.text and not skipping:
            yield from _voices(SourcedText.of(text, line.start, line.end), voice)


def _after_words(lines: Sequence[Line], line: Line) -> bool:
    """Whether a line follows another without a break ("Take | NOTE of this")."""
    return bool(lines[line.number - 2].text)


def _words_beside(timing: re.Match[str]) -> int | None:
    """Where words begin on a timing line; None where only settings stand there."""
    rest = timing["rest"]
    if all(_SETTING.fullmatch(token) for token in rest.split()) and not timing["open"]:
        return None
    bare = rest.lstrip("]):|-– \t")
    return timing.end() - len(bare) if bare else None


def _voices(words: SourcedText, voice: str | None) -> Iterator[_Segment]:
    """A line cut at its voice tags."""
    if _SIGNS.isdisjoint(words.text):
        yield _Segment(voice, words)
        return
    done = 0
    for tag in _VOICE.finditer(words.text):
        if words.text[done : tag.start()].strip():
            yield _Segment(voice, _without_tags(words.cut(done, tag.start())))
        if not tag[0].startswith("</"):
            voice = unescape(tag["name"] or "").strip() or UNKNOWN_SPEAKER
        done = tag.end()
    if words.text[done:].strip():
        yield _Segment(voice, _without_tags(words.cut(done, len(words.text))))


def _without_tags(words: SourcedText) -> SourcedText:
    if _SIGNS.isdisjoint(words.text):
        return words.stripped()
    return words.without(_TAG).without(_SPACE_SIGN, " ").without(_AND_ENTITY).stripped()


def _turns(cues: Sequence[Sequence[_Segment]], prefixes: Prefixes) -> Iterator[DraftTurn]:
    header: SpeakerHeader | None = None
    said: list[Paragraph] = []
    for segment in (segment for cue in cues for segment in cue):
        begun = Begun(header_of(segment.voice), 0) if segment.voice else prefixes.find(segment.words.text)
        begins = begun.header
        changed = begins is not None and (begins != header or begins.name == UNKNOWN_SPEAKER and not segment.voice)
        if changed and said:
            yield DraftTurn(header or SpeakerHeader(UNKNOWN_SPEAKER), None, tuple(said))
            said = []
        header = begins or header
        words = segment.words.cut(begun.start, len(segment.words.text)) if begun.start else segment.words
        if words.text.strip():
            said.append(Paragraph(words.stripped()))
    if said:
        yield DraftTurn(header or SpeakerHeader(UNKNOWN_SPEAKER), None, tuple(said))

"""The fallback: any text in which some lines name a speaker, or none does.

Recognised are ``Operator``, ``Name - Title``, ``Name: words`` and a bare name on a line of its own that comes again.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from themes.transcripts.draft import Draft, Scribe
from themes.transcripts.headers import (
    SpeakerHeader,
    find_heading,
    is_trusted,
    looks_like_name,
    parse_header,
    split_affiliation,
)
from themes.transcripts.layouts.base import Score
from themes.transcripts.lines import Line, find_furniture, split_lines

_COLON = re.compile(r"(?P<name>[A-Z][^:\n]{1,40}?)(?:,\s(?P<title>[^:\n]{2,80}))?:(?:\s{1,4}|$)")
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


class PlainLayout:
    """See the module."""

    name = "plain"

    def score(self, text: str) -> Score:
        """Low, so that every other layout comes first; 0 when the text is plainly no call."""
        markup = _MARKUP.match(text)
        if markup:
            return Score(0.0, f"it begins like {_KINDS[markup.lastgroup or '']}, which no layout reads")
        speakers = _speakers(text)
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
        speakers = _speakers(text)
        first = min(speakers, default=1)
        preamble = tuple(line.text for line in lines if line.text and line.number < first)
        furniture = find_furniture(lines, preamble)
        scribe = Scribe(text)
        for line in lines:
            if line.number >= first:
                self._take(line, scribe, speakers, line.number in furniture)
        return Draft(scribe.finish(), preamble=preamble)

    def _take(self, line: Line, scribe: Scribe, speakers: dict[int, tuple[SpeakerHeader, int]], page: bool) -> None:
        heading = find_heading(line.text)
        if line.number in speakers:
            header, start = speakers[line.number]
            scribe.speaker(header)
            if start < line.end:
                scribe.words(line, start)
        elif heading in ("presentation", "questions"):
            scribe.heading("q_and_a" if heading == "questions" else "prepared_remarks")
        elif not line.text:
            scribe.blank()
        elif page:
            scribe.page()
        else:
            scribe.words(line)


@lru_cache(maxsize=2)  # scored and then read
def _speakers(text: str) -> dict[int, tuple[SpeakerHeader, int]]:
    """Speakers by line number, each with the offset at which their words begin on that line."""
    lines = split_lines(text)
    counts = Counter(line.text for line in lines)
    colons = Counter(match["name"] for line in lines if (match := _COLON.match(line.text)))
    found: dict[int, tuple[SpeakerHeader, int]] = {}
    for line in lines:
        header = parse_header(line.text)
        if header and is_trusted(header, counts[line.text], frozenset()):
            found[line.number] = (header, line.end)
        elif _is_name_line(line.text, counts):
            found[line.number] = (SpeakerHeader(line.text), line.end)
        elif (match := _COLON.match(line.text)) and _is_colon_name(match, colons):
            firm, title = split_affiliation([match["title"]] if match["title"] else [])
            found[line.number] = (SpeakerHeader(_cased(match["name"]), firm, title, 2), line.start + match.end())
    return found


def _is_name_line(text: str, counts: Counter[str]) -> bool:
    # One word may be anything ("Thanks"), and so may a line printed once.
    return (
        counts[text] > 1
        and 2 <= len(text.split()) <= 4
        and looks_like_name(text)
        and not text.endswith(".")
        and not find_heading(text)
    )


def _is_colon_name(match: re.Match[str], colons: Counter[str]) -> bool:
    name = match["name"]
    if not looks_like_name(name):
        return False
    return name.casefold() == "operator" or (len(name.split()) > 1 and (colons[name] > 1 or match["title"] is not None))


def _cased(name: str) -> str:
    return name.title() if name.isupper() else name

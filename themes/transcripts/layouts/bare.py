"""Bare text: no title, no date, no headings; a line names the speaker, each line after it is a paragraph."""

from __future__ import annotations

from collections import Counter

from themes.transcripts.draft import Draft, Scribe
from themes.transcripts.headers import (
    COLON_NAME,
    SpeakerHeader,
    find_heading,
    is_trusted,
    looks_like_name,
    parse_header,
)
from themes.transcripts.layouts.base import Score
from themes.transcripts.lines import Line, find_furniture, split_lines

_MIN_SPEAKER_LINES = 3
_MIN_TITLED = 4  # of as many lines one at least has a title: the operator's have none
_MIN_UNFINISHED, _MAX_WIDTH = 0.3, 140


class BareLayout:
    """See the module."""

    name = "bare"

    def score(self, text: str) -> Score:
        """Middling: other layouts have the same speaker lines and more."""
        lines = split_lines(text)
        headers = _headers(lines)
        n_headings = sum(find_heading(line.text) is not None for line in lines)
        titled = sum(header.n_parts > 1 for header in headers.values())
        if len(headers) < _MIN_SPEAKER_LINES or _MIN_TITLED * titled < len(headers):
            return Score(0.0, f"{len(headers)} lines name a speaker, {titled} with a title")
        # Section headings or rules, or names without a title that come again, are another layout's.
        n_names = sum(n for text, n in Counter(line.text for line in lines).items() if n > 1 and _is_name_alone(text))
        n_rules = sum(len(line.text) > 9 and not line.text.strip("-=_") for line in lines)
        n_colons = sum(COLON_NAME.match(line.text) is not None for line in lines)
        value = 0.7 if not n_headings and n_names + n_rules + n_colons < titled else 0.15
        return Score(value, f"{len(headers)} lines name a speaker with a title, {n_headings} section headings")

    def read(self, text: str) -> Draft:
        """Lines before the first speaker are the head."""
        lines = split_lines(text)
        headers = _headers(lines)
        first = min(headers, default=len(lines) + 1)
        preamble = tuple(line.text for line in lines if line.text and line.number < first)
        furniture = find_furniture(lines, preamble)
        scribe = Scribe(text, wrapped=_is_wrapped([line for line in lines if line.text and line.number not in headers]))
        for line in lines:
            if line.number < first:
                continue
            if line.number in headers:
                scribe.speaker(headers[line.number])
            elif not line.text:
                scribe.blank()
            elif line.number in furniture:
                scribe.page()
            else:
                scribe.words(line)
        return Draft(scribe.finish(), preamble=preamble)


def _is_wrapped(lines: list[Line]) -> bool:
    """Whether the text was wrapped to a page's width: many lines stop in mid-sentence, and none is long."""
    unfinished = sum(not line.text.endswith((".", "?", "!", ":", '"', "”", ")")) for line in lines)
    return unfinished > _MIN_UNFINISHED * len(lines) and all(len(line.text) <= _MAX_WIDTH for line in lines)


def _is_name_alone(text: str) -> bool:
    return 2 <= len(text.split()) <= 4 and looks_like_name(text) and not text.endswith(".")


def _headers(lines: tuple[Line, ...]) -> dict[int, SpeakerHeader]:
    counts = Counter(line.text for line in lines)
    found: dict[int, SpeakerHeader] = {}
    for line in lines:
        header = parse_header(line.text)
        if header and is_trusted(header, counts[line.text], frozenset()):
            found[line.number] = header
    return found

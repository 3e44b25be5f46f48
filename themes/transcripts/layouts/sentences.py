"""A sentence a line and nobody named: the form of research data sets, which keep the words of one or several people.

Lines may lack their final stops, so a line end stays in the turn's text: a sentence ends there.  There are no headings,
no speakers and no paragraphs; all lines are kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from themes.transcripts.draft import Draft, Scribe
from themes.transcripts.headers import find_heading, is_operator, looks_like_name, parse_header
from themes.transcripts.layouts.base import Score
from themes.transcripts.lines import split_lines
from themes.transcripts.not_a_call import is_spoken

_LABEL = re.compile(r"[^\s:][^:\n]{0,40}:(?=\s|$)")
_CLOCK = re.compile(r"[\[(]?\d{1,2}:\d{2}")
_BULLET = re.compile(r"[-–•▪·*>|]\s")
_WITHIN = re.compile(r"(?<=[a-z0-9%])[.?!][\"”’)]{0,2}\s{1,3}(?=[A-Z\"“])")
_PERSON = re.compile(r"\b(?:[Ii]|[Ww]e|[Oo]ur|[Uu]s|[Mm]y|[Yy]ou|[Yy]our|me)\b")
_BUSINESS = re.compile(
    r"\b(?:quarters?|revenues?|earnings|margins?|growth|guidance|sales|customers?|markets?|business(?:es)?|investors?"
    r"|cash|costs?|pric(?:e|es|ing)|demand|inventor(?:y|ies)|operating|results|investments?|capital|products?|backlog"
    r"|shareholders?|company|financial|profits?|year-over-year|basis points|dividends?|acquisitions?)\b",
    re.I,
)
_TITLE_WORD = re.compile(r"\b(?:Call|Transcript|Earnings|Results|Conference|Webcast)\b")
_SMALL_WORDS = frozenset("a an and at by for in of on the to vs".split())
_COURTESY = frozenset(
    "thank thanks good great okay yes no sure right hello hi hey welcome well absolutely next".split()
)
_MAX_TITLE_WORDS, _MAX_TITLES = 16, 3
_MIN_LINES = 4
_MIN_WORDS, _MAX_WORDS = 5, 80  # of the middle line
_MIN_CAPITALS = 0.85
_MIN_LOWER_CHARS = 70  # captions are narrower
_MIN_SPEECH = 0.3
_MIN_BUSINESS = 3
_MAX_WITHIN = 0.25
_MAX_NAMES = 0.02
_MAX_FULL = 0.6


class SentencesLayout:
    """See the module."""

    name = "sentences"

    def score(self, text: str) -> Score:
        """Middling when nearly every line is one sentence, somebody says it, and no line names a speaker; else 0."""
        if "\f" in text:
            return Score(0.0, "it has pages")
        lines = [line.text for line in split_lines(text) if line.text]
        lines = lines[_n_titles(lines) :]
        if len(lines) < _MIN_LINES:
            return Score(0.0, f"{len(lines)} lines")
        fault = _speakers(lines) or _no_sentences(lines) or _no_speech(lines)
        if fault:
            return Score(0.0, fault)
        unstopped = sum(not line.endswith((".", "?", "!", '"', "”")) for line in lines)
        return Score(
            0.5, f"{len(lines)} lines of one sentence each ({unstopped} without a full stop), no speaker lines"
        )

    def read(self, text: str) -> Draft:
        """Every line is a sentence of one unknown speaker; title lines at the top are the head."""
        lines = [line for line in split_lines(text) if line.text]
        first = _n_titles([line.text for line in lines])
        scribe = Scribe(text, wrapped=False)
        for line in lines[first:]:
            scribe.words(line)
        preamble = tuple(line.text for line in lines[:first])
        return Draft(scribe.finish(), preamble=preamble, sentences=True)


def _n_titles(lines: Sequence[str]) -> int:
    """How many lines at the top are titles ("Otter Peak Q4 2012 Earnings Call") and no sentences."""
    n = 0
    while n < min(len(lines), _MAX_TITLES) and _is_title(lines[n]):
        n += 1
    return n


def _is_title(line: str) -> bool:
    words = line.split()
    if len(words) > _MAX_TITLE_WORDS or line.endswith((".", "?", "!")) or not _TITLE_WORD.search(line):
        return False
    return all(not word[0].islower() or word in _SMALL_WORDS for word in words)


def _speakers(lines: Sequence[str]) -> str | None:
    """Why somebody seems to be named; None when nobody is."""
    labels = Counter(match[0] for line in lines if (match := _LABEL.match(line)))
    n_clocks = sum(_CLOCK.match(line) is not None for line in lines)
    if any(is_operator(line.rstrip(":")) or is_operator(line.partition(":")[0]) for line in lines):
        return "an operator's line"
    if any(n > 1 for n in labels.values()) or n_clocks > 1:
        return "lines begin with one label again and again, or with a time"
    headers = [header for line in lines if (header := parse_header(line))]
    if any(find_heading(line) for line in lines) or any(header.title or header.n_parts == 1 for header in headers):
        return "a heading, or a line that names a speaker with a title"
    n_names = sum(_is_name(line) for line in lines) + len(headers)
    return f"{n_names} lines may be names" if n_names > _MAX_NAMES * len(lines) else None


def _is_name(line: str) -> bool:
    words = line.split()
    if not 2 <= len(words) <= 4 or "," in line or line.endswith((".", "?", "!")):
        return False
    return looks_like_name(line) and words[0].casefold() not in _COURTESY


def _no_sentences(lines: Sequence[str]) -> str | None:
    """Why the lines are no sentences (wrapped, paragraphs, bullets, fragments); None when they are."""
    n = len(lines)
    middle = sorted(len(line.split()) for line in lines)[n // 2]
    if not _MIN_WORDS <= middle <= _MAX_WORDS:
        return f"{middle} words in the middle line"
    if 2 * sum(_BULLET.match(line) is not None for line in lines) > n:
        return "bullets"
    within = sum(len(_WITHIN.findall(line)) for line in lines)
    if within > _MAX_WITHIN * n:
        return f"{within} sentences end within their {n} lines"
    wide = sorted(len(line) for line in lines)[-1 - n // 20]
    if sum(len(line) >= 0.8 * wide for line in lines) > _MAX_FULL * n:
        return "most lines are of one length: wrapped text"
    capital = sum(not line.lstrip("\"“'‘([<-–—. ")[:1].islower() for line in lines)
    if capital < _MIN_CAPITALS * n and not (_is_lower_case(lines) and wide >= _MIN_LOWER_CHARS):
        return f"{n - capital} of {n} lines begin in lower case"
    return None


def _is_lower_case(lines: Sequence[str]) -> bool:
    """Whether the text has no capital letters: sentences of a speech recogniser, told from captions by their length."""
    return not any(char.isupper() for line in lines for char in line)


def _no_speech(lines: Sequence[str]) -> str | None:
    """Why the lines seem to be written and not said, or not of a company; None when they may be of a call."""
    said = sum(_PERSON.search(line) is not None for line in lines)
    business = {match.casefold() for line in lines for match in _BUSINESS.findall(line)}
    if said < _MIN_SPEECH * len(lines):
        return f"only {said} of {len(lines)} lines say I, we or you"
    if len(business) < _MIN_BUSINESS and not (business and is_spoken("\n".join(lines))):
        return f"{len(business)} words of a call"
    return None

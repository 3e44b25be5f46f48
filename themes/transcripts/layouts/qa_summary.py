"""A summary of questions and answers that names nobody, as Japanese companies publish: ``Q1. words``, ``A1. words``.

Whoever asks is ``Q``, whoever answers for the company ``A``; the remarks that came before are not in such a text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from themes.transcripts.draft import Draft, Scribe
from themes.transcripts.headers import SpeakerHeader
from themes.transcripts.layouts.base import Score
from themes.transcripts.layouts.pages import find_running, small_print_start
from themes.transcripts.layouts.plain_speakers import speaker_lines
from themes.transcripts.lines import find_furniture, split_lines

_LABEL = re.compile(
    r"[\[(]?(?P<kind>[QA]|Question|Answer)\s?(?:(?:No\.\s?)?\d{1,2}(?:[-–.]\d{1,2})?)?[\])]?(?P<mark>\s?[.:：．)\t]|$)"
    r"\s{0,9}(?P<words>.*)"
)
_TOPIC = re.compile(r"[\[<【《＜■●◆].{2,80}")
_MIN_EACH = 2
# Answers follow questions, but for a few of both that come in rows.
_MIN_TURNED = 0.6
_HEADERS = {"Q": SpeakerHeader("Q", role="analyst"), "A": SpeakerHeader("A", role="executive")}
_WARNING = "speaker: a summary of questions and answers that names nobody; Q is whoever asks, A the company"


class QaSummaryLayout:
    """See the module."""

    name = "qa_summary"

    def score(self, text: str) -> Score:
        """Below every layout that knows names."""
        kinds = [kind for kind, _ in _labels(text).values()]
        n_asked, n_answered = kinds.count("Q"), kinds.count("A")
        reason = f"{n_asked} questions and {n_answered} answers without names"
        if min(n_asked, n_answered) < _MIN_EACH or kinds[0] != "Q":
            return Score(0.0, reason)
        if any(not found.header.role for found in speaker_lines(text).values()):
            return Score(0.15, f"{reason}, and speakers with names")
        n_turned = sum(one != other for one, other in pairwise(kinds))
        return Score(0.5 if n_turned >= _MIN_TURNED * (len(kinds) - 1) else 0.0, reason)

    def read(self, text: str) -> Draft:
        """What stands before the first question is the head; lines in brackets are topics, and no words."""
        lines = split_lines(text)
        labels = _labels(text)
        first, last = min(labels, default=1), max(labels, default=1)
        preamble = tuple(line.text for line in lines if line.text and line.number < first)
        furniture = find_running(text, lines) | find_furniture(lines, preamble)
        end = small_print_start(lines, last - 1)
        scribe = Scribe(text, section="q_and_a")
        for line in lines[first - 1 : end]:
            if line.number in labels:
                kind, start = labels[line.number]
                scribe.speaker(_HEADERS[kind])
                if start < line.end:
                    scribe.words(line, start)
            elif not line.text or _TOPIC.fullmatch(line.text):
                scribe.blank()
            elif line.number in furniture:
                scribe.page()
            else:
                scribe.words(line)
        return Draft(scribe.finish(), preamble=preamble, warnings=(_WARNING,))


@lru_cache(maxsize=2)  # scored and then read
def _labels(text: str) -> dict[int, tuple[str, int]]:
    """Q or A by line number, each with the offset at which the words begin."""
    found: dict[int, tuple[str, int]] = {}
    for line in split_lines(text):
        match = _LABEL.match(line.text) if line.text[:1] in "QA[(" else None
        if match and (match["mark"].strip() or match["mark"] == "\t" or line.text != match["kind"]):
            found[line.number] = (match["kind"][0], line.start + match.start("words"))
    return found

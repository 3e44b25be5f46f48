"""One bullet a sentence: a heading line, then ``•`` lines of which some name the next speaker.

There are no paragraphs: the sentences of a turn make one.
"""

from __future__ import annotations

from collections import Counter

from themes.transcripts.draft import Draft, Scribe
from themes.transcripts.headers import SpeakerHeader, is_trusted, parse_header
from themes.transcripts.layouts.base import Score
from themes.transcripts.lines import Line, find_furniture, split_lines

_BULLETS = "•‣◦▪●·"
_MIN_BULLET_SHARE = 0.8


class BulletedLayout:
    """See the module."""

    name = "bulleted"

    def score(self, text: str) -> Score:
        """High when most lines are bullets and some of them name speakers."""
        lines = [line for line in split_lines(text) if line.text]
        bullets = [line for line in lines if _is_bullet(line)]
        share = len(bullets) / len(lines) if lines else 0.0
        n_headers = len(_headers(bullets))
        if share < _MIN_BULLET_SHARE or not n_headers:
            return Score(0.0, f"{share:.0%} of the lines are bullets, {n_headers} of them name a speaker")
        return Score(0.95, f"{share:.0%} of the lines are bullets, {n_headers} of them name a speaker")

    def read(self, text: str) -> Draft:
        """Bullets before the first speaker belong to the head, lines without a bullet to the sentence before."""
        lines = split_lines(text)
        headers = _headers([line for line in lines if _is_bullet(line)])
        first = min(headers, default=len(lines) + 1)
        preamble = tuple(_bare(line) for line in lines if line.text and line.number < first)
        furniture = find_furniture(lines, preamble)
        scribe = Scribe(text, wrapped=False)
        for line in lines:
            if line.number < first or not line.text or line.number in furniture:
                continue
            if line.number in headers:
                scribe.speaker(headers[line.number])
            elif _bare(line):
                scribe.words(line, line.end - len(_bare(line)))
        return Draft(scribe.finish(), preamble=preamble, flowing=True)


def _is_bullet(line: Line) -> bool:
    return line.text[:1] in _BULLETS and bool(line.text)


def _bare(line: Line) -> str:
    return line.text.lstrip(_BULLETS + " \t\u00a0")


def _headers(bullets: list[Line]) -> dict[int, SpeakerHeader]:
    """Speakers by line number."""
    counts = Counter(_bare(line) for line in bullets)
    found: dict[int, SpeakerHeader] = {}
    for line in bullets:
        header = parse_header(_bare(line))
        if header and is_trusted(header, counts[_bare(line)], frozenset()):
            found[line.number] = header
    return found

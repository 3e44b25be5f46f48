"""Where paragraphs end in hard-wrapped text: on a line that had room for the word that follows.

In: lines.  Out: a rule that tells of a line and the next whether the next word would have fitted.  A wire's text keeps
the line breaks of a page set in Helvetica, so that lines are as long as their letters are wide (Adobe Font Metrics for
Helvetica, thousandths of the type size); other texts count characters.  The text itself shows which it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LETTERS = {
    191: "'", 222: "ijl’‘", 278: " !,./:;I[\\]ft", 333: "()-`r“”", 355: '"', 500: "Jckvsxyz", 584: "+<=>~", 611: "FTZ",
    667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ", 833: "Mm", 889: "%", 944: "W", 1000: "—…",
}  # fmt: skip
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_USUAL_WIDTH = 556
_ENDS = (".", "?", "!", ":", '"', "”", ")", "]")
# The longest lines may be two that lost their break.
_LONGEST = 0.98

Measure = Callable[[str], int]


@dataclass(frozen=True)
class Wrapping:
    """How long a text's lines may be, and in what that is measured."""

    measure: Measure
    longest: int

    def had_room(self, line: str, following: str) -> bool:
        """Whether the first word of the following line would have fitted."""
        return self.measure(f"{line} {following.split()[0]}") <= self.longest


@lru_cache(maxsize=4096)
def helvetica_width(text: str) -> int:
    """Width of a text set in Helvetica, in thousandths of the type size.

    Examples
    --------
    >>> helvetica_width("will"), helvetica_width("mmmm")
    (1388, 3332)
    """
    return sum(_WIDTHS.get(letter, _USUAL_WIDTH) for letter in text)


def find_wrapping(lines: Sequence[str]) -> Wrapping:
    """How a text is wrapped: by the measure in which fewer sentences were cut before a word that had room.

    Parameters
    ----------
    lines : sequence of str
        Bare, empty ones included; where no sentence goes on over a line, no word ever had room.
    """
    cut = [(line, after) for line, after in zip(lines, lines[1:], strict=False) if line and after[:1].islower()]
    candidates = [_wrapping(measure, cut) for measure in (helvetica_width, len)]
    return min(candidates, key=lambda wrapping: sum(wrapping.had_room(line, after) for line, after in cut))


def ends_paragraph(line: str, following: str, wrapping: Wrapping) -> bool:
    """Whether a sentence ends on a line that had room for the next word; unknown before an empty line, thus False."""
    return bool(line and following) and line.endswith(_ENDS) and wrapping.had_room(line, following)


def _wrapping(measure: Measure, cut: Sequence[tuple[str, str]]) -> Wrapping:
    lengths = sorted(measure(line) for line, _ in cut)
    return Wrapping(measure, lengths[int(len(lengths) * _LONGEST)] if lengths else 0)

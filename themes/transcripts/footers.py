"""What a site prints below a call: other articles, services, disclosures, cookies; found so that it can be left out.

In: a source text.  Out: the text up to where the call ends, and a warning that counts and quotes what was cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from themes.transcripts.headers import find_heading, has_firm_words, is_operator, looks_like_name, parse_header
from themes.transcripts.lines import Line, left_below, split_lines
from themes.transcripts.not_a_call import count_spoken

_MAX_CHARS = 9000
_MAX_LINE_CHARS = 1000
_MAX_TRIED = 40
_MAX_SPOKEN = 1
_MIN_SPOKEN_ABOVE = 2
_MAX_LABEL_CHARS = 60
_MIN_RUNNING = 3  # of such lines make a page's header or footer, which stands within the call
_DIGITS = re.compile(r"\d{1,20}")
_LABEL_END = re.compile(r":|\s(?:--?|–|—)\s|, ")


def without_footer(text: str) -> tuple[str, tuple[str, ...]]:
    r"""The text up to where the page's own lines begin, and warnings; the text itself where there are none.

    Examples
    --------
    >>> call = "Operator: Good day, please go ahead.\nMara Quist: Thank you for joining. We end.\n"
    >>> text, warnings = without_footer(call + "Read Next\nFive boats to buy\n")
    >>> text == call, warnings
    (True, ('text: 2 lines of the page below the call left out (from line 3, "Read Next", on)',))
    >>> without_footer(call) == (call, ())
    True
    """
    lines = split_lines(text)
    for first in _candidates(lines):
        above, below = text[: first.start], text[first.start :]
        n_above, n_below = len(above.split()), len(below.split())
        is_below = n_above > n_below or count_spoken(above) >= _MIN_SPOKEN_ABOVE
        if is_below and count_spoken(below) <= _MAX_SPOKEN:
            return above, left_below(lines, first.number - 1)
    return text, ()


@cache
def _begins() -> re.Pattern[str]:
    lines = files("themes.transcripts").joinpath("data", "footers.txt").read_text(encoding="utf-8").split("\n")
    return re.compile("|".join(line for line in lines if line and not line.startswith("#")), re.I)


def _candidates(lines: Sequence[Line]) -> list[Line]:
    """Lines with which a footer may begin, topmost first: near the end, and nobody of the call speaks below them."""
    near: list[Line] = []
    n_chars = 0
    for line in reversed(lines):
        n_chars += len(line.text)
        if n_chars > _MAX_CHARS:
            break
        near.append(line)
    found = {line.number for line in near if len(line.text) <= _MAX_LINE_CHARS and _begins().fullmatch(line.text)}
    if not found:
        return []
    begun = {_shape(line.text) for line in near if line.number in found}
    firsts = {shape[0] for shape in begun}
    running = Counter(_shape(line.text) for line in lines if line.text[:1] in firsts or line.text[:1].isdigit())
    labels: Counter[str] | None = None
    candidates: list[Line] = []
    for line in near:
        if line.number not in found:
            if _label(line.text) and labels is None:
                labels = Counter(label for other in lines if (label := _label(other.text)))
            if _is_of_call(line.text, labels or Counter()):
                break
        elif running[_shape(line.text)] < _MIN_RUNNING:
            candidates.append(line)
    return candidates[:_MAX_TRIED][::-1]


def _shape(line: str) -> str:
    """A line without its numbers; of a long one nothing, since no footer begins so."""
    return _DIGITS.sub("#", line) if len(line) <= _MAX_LINE_CHARS else ""


def _is_of_call(line: str, labels: Counter[str]) -> bool:
    """Whether a line belongs to the call or to its lists, so that what stands above it is no footer."""
    label = _label(line)
    if label and (has_firm_words(label) or label.casefold().endswith("limited")):  # a running line of the page
        return False
    if label and (is_operator(label) or labels[label] > 1 or (line != label and len(label.split()) > 1)):
        return True
    return find_heading(line) in ("executives", "analysts", "questions") or parse_header(line) is not None


def _label(line: str) -> str | None:
    """The name that a line is or begins with before a colon, a dash or a comma."""
    name = _LABEL_END.split(line[:_MAX_LABEL_CHARS], maxsplit=1)[0].strip()
    whole = len(line) <= _MAX_LABEL_CHARS or len(name) < _MAX_LABEL_CHARS
    return name if whole and name and looks_like_name(name) and not name.endswith(".") and "(" not in name else None

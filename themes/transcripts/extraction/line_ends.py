"""Words and names that a printed line's end cut, whole again.

In: a document's text, printed lines as lines, with pdfium's signs for hyphens at a line's end.  Out: the text without
them: ``ferti-|lisers`` one word, ``100G-|ZR`` with its hyphen, ``Bhavesh|Singh:`` in the margin one name.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from themes.transcripts.extraction.pdf_order import CUT

# A line that begins with a speaker, or with the page's number, goes on with nobody's word.
_NO_LABEL = r"(?![A-Z][^\n:\t]{0,60}(?::\s|\t)|Page \d)"
_CUT_WORD = re.compile(rf"([^\W_]{{1,40}})(?:[{CUT}]\n?|[-\u2010\xad]\n){_NO_LABEL}([^\W_]{{1,40}})")
_CUT = re.compile(f"[{CUT}]")
_WORD = re.compile(r"[^\W\d_]{1,40}(?:-[^\W\d_]{1,40}){0,4}")
_WORDS = re.compile(r"[^\W_]{1,40}")
_LABELLED = re.compile(r"^[^\t\n:]{2,60}:\t", re.M)
_LABEL = re.compile(r"^\f?[A-Z][^\t\n:]{1,60}\t", re.M)
_OPEN_LABEL = re.compile(r"(?P<name>\f?[A-Z][^\t\n:]{1,60})\t(?P<words>[^\n]+)")
_LABEL_END = re.compile(r"(?P<name>(?:[A-Z(–—-][^\t\n:]{0,60}|[a-z]{1,25}):)(?:\t(?P<words>[^\n]*))?")
_LABEL_MIDST = re.compile(r"(?P<name>[A-Z(–—-][^\t\n:]{0,60}|[a-z]{1,25})\t(?P<words>[^\n]*)")
_MIN_LABELS = 3
_MAX_LABEL_WORDS, _MAX_LABEL_LINES = 10, 4


class _Label(NamedTuple):
    """A name of the margin, and the words beside it on each of the lines over which it goes."""

    name: str
    words: list[str]


def whole_words(text: str) -> str:
    """Words that a line's end cut; the hyphen stays between words of the document, beside digits, behind capitals."""
    if not _CUT_WORD.search(text):
        return _CUT.sub("-", text)
    known = Counter(word.casefold() for word in _WORD.findall(_CUT_WORD.sub(" ", text)))

    def whole(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        hyphened, plain = f"{first}-{second}", f"{first}{second}"
        if not (first.isalpha() and second.isalpha()) or (first.isupper() and second.islower()):
            return hyphened  # no word is cut behind a digit or capitals
        if "-" in (match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]):
            return hyphened  # a part of a compound: "year-over-|year"
        if known[plain.casefold()] > known[hyphened.casefold()]:
            return plain
        parts = known[first.casefold()] and known[second.casefold()]
        return hyphened if parts or known[hyphened.casefold()] or second[0].isupper() else plain

    for _ in range(3):  # "year-over-year" may be cut twice
        text = _CUT_WORD.sub(whole, text)
    return _CUT.sub("-", text)


def whole_labels(text: str) -> str:
    r"""Names of the margin that go on below: one name, before the words of its first line.

    Where names in the margin end with a colon, the end of each is known; without, two parts are one name where the text
    has it elsewhere.

    Examples
    --------
    >>> whole_labels("Ann Lee:\tHello\nBo:\tYes\nOperator:\tGo\nBhavesh\tThank you\nSingh:\tall")
    'Ann Lee:\tHello\nBo:\tYes\nOperator:\tGo\nBhavesh Singh:\tThank you\nall'
    """
    colons = len(_LABELLED.findall(text)) >= _MIN_LABELS
    if not colons and len(_LABEL.findall(text)) < _MIN_LABELS:
        return text
    lines = text.split("\n")
    done: list[str] = []
    at = 0
    while at < len(lines):
        whole = _label_from(lines, at) if colons else _name_from(lines, at, text)
        done += [f"{whole.name}\t{whole.words[0]}", *filter(None, whole.words[1:])] if whole else [lines[at]]
        at += len(whole.words) if whole else 1
    return "\n".join(done)


def _label_from(lines: list[str], at: int) -> _Label | None:
    """The name of the margin that begins on a line and goes on below; None for any other line."""
    first = _OPEN_LABEL.fullmatch(lines[at])
    if first is None:
        return None
    names, words = [first["name"]], [first["words"]]
    for line in lines[at + 1 : at + _MAX_LABEL_LINES]:
        end = _LABEL_END.fullmatch(line)
        more = end or _LABEL_MIDST.fullmatch(line)
        if more is None:
            return None
        names.append(more["name"])
        words.append(more["words"] or "")
        if end:
            label = _one_name(names)
            is_short = len(label.split()) <= _MAX_LABEL_WORDS
            return _Label(label, words) if is_short else None
    return None


def _name_from(lines: list[str], at: int, text: str) -> _Label | None:
    """The same for names without a colon: two lines, and the text has the name's words behind one another elsewhere."""
    first = _OPEN_LABEL.fullmatch(lines[at])
    second = _LABEL_MIDST.fullmatch(lines[at + 1]) if first and at + 1 < len(lines) else None
    if first is None or second is None:
        return None
    if len(first["name"].split()) > 1 and len(second["name"].split()) > 1:
        return None  # two people, of whom the first said no more than a line
    name = _one_name([first["name"], second["name"]])
    words = _WORDS.findall(name.casefold())
    if len(words) < 2 or any(pair not in _pairs(text) for pair in pairwise(words)):
        return None
    return _Label(name, [first["words"], second["words"]])


@lru_cache(maxsize=1)
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Words that stand behind one another, over line ends too, in small letters."""
    return frozenset(pairwise(_WORDS.findall(text.casefold())))


def _one_name(parts: list[str]) -> str:
    """Parts of a name as one; a part in small letters is the rest of a word that the margin was too narrow for."""
    name = ""
    for part in parts:
        bare = part.strip(" ")
        name += bare if not name or bare[:1].islower() else f" {bare}"
    return name

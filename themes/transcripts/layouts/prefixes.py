"""Speakers named before what they say: ``Mara Quist: words``, ``[SPEAKER_01] words``, ``(Mara Quist)``, ``>>``.

In: the pieces of a text (captions, paragraphs).  Out: for each piece who begins to speak, and where the words begin.
A colon or a bracket alone names nobody ("And remember: boats"), so that the whole text decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from themes.transcripts.draft import UNKNOWN_SPEAKER
from themes.transcripts.headers import (
    SpeakerHeader,
    is_operator,
    is_unnamed,
    looks_like_name,
    split_comma,
)
from themes.transcripts.labels import LABEL, is_label
from themes.transcripts.layouts.plain_speakers import parse_prefix

_CHANGE = re.compile(r"(?:>{2,4}|(?:&gt;){2,4}|»|[-–—](?=\s|$))\s{0,4}")
_COLON = re.compile(r"(?P<name>[^\s:\[\](){}<>][^:\[\]{}<>\n]{0,59}?)\s?:(?:\s{1,9}|$)")
_BRACKET = re.compile(
    r"(?:\[(?P<square>[^\[\]\n]{1,60})\]|\((?P<round>[^()\n]{1,60})\))(?P<end>\s{0,2}:|(?=\s|$))\s{0,9}"
)
_LABEL_ALONE = re.compile(rf"(?P<name>{LABEL})(?:\s{{0,2}}[-–—|]\s{{1,4}}|\s{{0,4}}$)")
_SENTENCE_SIGNS = re.compile(r"[?!;]|\.\s+[a-z]")
_MAX_WORDS = 7
# Every cue of a meeting's captions begins with a name; of other captions those that begin with another speaker.
_DENSE, _MIN_BRACKET_SHARE = 0.6, 0.2
_NOISE = re.compile(r"(?i:music|applause|laughter|instructions?|inaudible|crosstalk|silence|noise|pause|video|audio)")


@dataclass(frozen=True)
class Begun:
    """Who begins to speak in a piece, None where nobody does; ``start``: the offset in it at which words begin."""

    header: SpeakerHeader | None
    start: int


class Prefixes:
    """What stands before the words of a text's pieces."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._n_pieces = len(pieces)
        self._colons: Counter[str] = Counter()
        self._brackets: Counter[str] = Counter()
        for piece in pieces:
            start, _ = _change(piece)
            if colon := _COLON.match(piece, start):
                self._colons[colon["name"]] += 1
            if bracket := _BRACKET.match(piece, start):
                self._brackets[_inside(bracket)] += 1
        self._is_dense = self._colons.total() >= _DENSE * max(self._n_pieces, 1)

    def find(self, piece: str) -> Begun:
        """Who begins to speak with a piece; a mere sign of change is an unknown speaker."""
        start, changed = _change(piece)
        if (colon := _COLON.match(piece, start)) and self._is_colon_name(colon["name"], changed=changed):
            return Begun(header_of(colon["name"]), colon.end())
        bracket = _BRACKET.match(piece, start)
        if bracket and self._is_bracket_name(_inside(bracket), alone=bracket.end() == len(piece), end=bracket["end"]):
            return Begun(header_of(_inside(bracket)), bracket.end())
        if alone := _LABEL_ALONE.match(piece, start):
            return Begun(header_of(alone["name"]), alone.end())
        return Begun(SpeakerHeader(UNKNOWN_SPEAKER) if changed else None, start)

    def _is_colon_name(self, name: str, *, changed: bool) -> bool:
        if is_certain(name):
            return True
        if len(name.split()) > _MAX_WORDS or _SENTENCE_SIGNS.search(name):
            return False
        n_seen = self._colons[name]
        if self._is_dense and (n_seen > 1 or looks_like_name(_bare(name))):
            return True
        named = looks_like_name(_bare(name)) or split_comma(name) is not None
        return named and (changed or n_seen > 1 or (len(name.split()) > 1 and len(self._colons) > 1))

    def _is_bracket_name(self, name: str, *, alone: bool, end: str) -> bool:
        if is_label(name):
            return True
        if _NOISE.search(name) or not looks_like_name(_bare(name)):
            return False
        share = sum(n for other, n in self._brackets.items() if looks_like_name(other)) / max(self._n_pieces, 1)
        known = self._brackets[name] > 1 or len(name.split()) > 1
        return (alone or bool(end.strip())) and known and share >= _MIN_BRACKET_SHARE


def is_certain(name: str) -> bool:
    """Whether a name can be nothing else: a label, the operator, a placeholder."""
    return is_label(name) or is_operator(name) or is_unnamed(name)


@lru_cache(maxsize=4096)
def header_of(printed: str) -> SpeakerHeader:
    """The speaker of a printed name, perhaps with a title or a firm; a surname before a comma comes last.

    Examples
    --------
    >>> header_of("Mara Quist, Chief Executive Officer").title, header_of("Quist, Mara").name, header_of("spk09").name
    ('Chief Executive Officer', 'Mara Quist', 'spk09')
    """
    name = " ".join(printed.strip(" *_:,|-–").split())
    if is_certain(name) or not name:
        return SpeakerHeader("Operator" if is_operator(name) else name or UNKNOWN_SPEAKER)
    surname, _, first = _bare(name).partition(", ")
    if len(surname.split()) == len(first.split()) == 1 and looks_like_name(f"{surname} {first}"):
        name = f"{first} {surname}{name[len(_bare(name)) :]}"
    header = parse_prefix(name) or SpeakerHeader(name)
    return replace(header, name=_cased(header.name))


def _cased(name: str) -> str:
    return name.title() if name.isupper() and len(name.split()) > 1 else name


def _bare(name: str) -> str:
    """A name without what stands in brackets behind it ("Mara Quist (Otter Peak)")."""
    return name.partition(" (")[0].strip("*_ ")


def _change(piece: str) -> tuple[int, bool]:
    match = _CHANGE.match(piece)
    return (match.end(), True) if match else (0, False)


def _inside(bracket: re.Match[str]) -> str:
    return str(bracket["square"] or bracket["round"]).strip()

"""Speakers' names that stand within a line, put on lines of their own by the list of participants.

In: text whose lines were cut between sentences, so that a name after a sentence lost its line, or ``Name: words``.
Out: the same words with every speaker on a line of their own.  What is only the list's affiliation once more is left
out below a name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from themes.transcripts.headers import is_operator, is_unnamed, looks_like_name, split_dashes

_LIST_HEADING = re.compile(r"(?:company|corporate|conference call|call) participants|executives|analysts", re.I)
_COLON = re.compile(r"(?P<who>[A-Z][^:\n.?!]{2,80}(?:\.[^:\n?!]{0,60})?):\s{1,4}")
_SENTENCE = re.compile(r"(?<=[.?!…)\]\"”])\s")
_MAX_NAME_WORDS = 5
_MIN_COLONS = 5


@dataclass(frozen=True)
class _People:
    """Affiliations by name, and the one name of each affiliation that only one person has."""

    affiliations: dict[str, str]
    by_affiliation: dict[str, str]
    colons: bool

    def name_of(self, who: str) -> str | None:
        """The speaker whom a text before a colon means: a name, or the only one of that title or firm."""
        if who in self.affiliations or is_operator(who) or is_unnamed(who):
            return who
        if who in self.by_affiliation:
            return self.by_affiliation[who]
        return who if self.colons and looks_like_name(who) and 2 <= len(who.split()) <= _MAX_NAME_WORDS else None


def names_apart(text: str) -> str:
    r"""The text with its speakers' names on lines of their own; unchanged without a list of participants.

    Examples
    --------
    >>> names_apart("Company Participants\n\nMara Quist - CFO\n\nWelcome. Mara Quist\n\nThanks.").split("\n")[4:]
    ['Welcome.', '', 'Mara Quist', '', 'Thanks.']
    """
    lines = text.split("\n")
    people = _read_people(lines)
    if not people.affiliations:
        return text
    apart: list[str] = []
    for i, line in enumerate(lines):
        head = apart[-1] if apart and apart[-1] else (apart[-2] if len(apart) > 1 else "")
        colon = _COLON.match(line + " ")
        name = people.name_of(colon["who"]) if colon else None
        if name and colon:
            apart += [name, "", _without(line[colon.end() :], people.affiliations.get(name, ""))]
        elif head in people.affiliations and line == people.affiliations[head]:
            continue  # the title below a name, as in the list
        elif i + 1 < len(lines) and not lines[i + 1] or _is_title_of_last(lines, i, people):
            apart += _split_end(line, people)
        else:
            apart.append(line)
    return "\n".join(apart)


def _read_people(lines: list[str]) -> _People:
    affiliations: dict[str, str] = {}
    listing = False
    for line in lines:
        parts = split_dashes(line)
        if _LIST_HEADING.fullmatch(line.strip(" :")):
            listing = True
        elif listing and len(parts) > 1 and looks_like_name(parts[0]):
            affiliations[parts[0]] = line[len(parts[0]) :].lstrip(" -–—")
        elif line:
            listing = False
    counts = Counter(affiliations.values())
    only = {firm: name for name, firm in affiliations.items() if counts[firm] == 1}
    n_colons = sum(bool(match) and match["who"] in affiliations for line in lines if (match := _COLON.match(line)))
    return _People(affiliations, only, n_colons >= _MIN_COLONS)


def _without(words: str, affiliation: str) -> str:
    return words[len(affiliation) :].lstrip() if affiliation and words.startswith(affiliation) else words


def _is_title_of_last(lines: list[str], i: int, people: _People) -> bool:
    """Whether the next line is the affiliation of the name with which this one ends."""
    name = _last_name(lines[i], people) if i + 1 < len(lines) else None
    return name is not None and lines[i + 1] == people.affiliations.get(name)


def _split_end(line: str, people: _People) -> list[str]:
    name = _last_name(line, people)
    return [line[: -len(name)].rstrip(), "", name] if name else [line]


def _last_name(line: str, people: _People) -> str | None:
    """The speaker who stands behind the last sentence of a line."""
    for match in [*_SENTENCE.finditer(line)][-_MAX_NAME_WORDS:]:
        rest = line[match.end() :]
        if rest in people.affiliations or is_operator(rest) or is_unnamed(rest):
            return rest
    return None

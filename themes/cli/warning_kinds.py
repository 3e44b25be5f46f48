"""Warnings of many calls by kind: a line a kind, so that one that stands alone is not drowned by one that all have.

In: pairs of place (a call's id, a file) and warning.  Out: lines.  Two warnings are of one kind when they differ in
names, numbers and quoted words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import PurePath

from themes.formatting import counted

MOST_KINDS, MOST_PLACES = 8, 3
_QUOTED = re.compile(r"(?<!\w)(['\"])[^'\"\n]{0,200}\1(?!\w)")
_ANY = "…"
_MISSING = "neither stated nor inferable"


def lines_by_kind(warnings: Sequence[tuple[str, str]], noun: str, where_each: str) -> Iterator[str]:
    """Tell the kinds, the most frequent first, what is missing last; ``where_each``: where all of them stand.

    Examples
    --------
    >>> told = [("a.txt", "role: unknown for Ann Lee"), ("b.txt", "role: unknown for Bo Ek"), ("b.txt", "title: none")]
    >>> for line in lines_by_kind(told, "file", "themes parse FILE"):
    ...     print(line)
    2 files: role: unknown for Ann Lee, for example (a.txt, b.txt)
    b.txt: title: none
    each: themes parse FILE
    """
    kinds: dict[str, list[tuple[str, str]]] = {}
    for place, sentence in warnings:
        kinds.setdefault(kind_of(sentence), []).append((place, sentence))
    # What nobody states of a call is told last: it harms nothing that is read.
    ordered = sorted(kinds.values(), key=lambda own: (own[0][1].endswith(_MISSING), -len({place for place, _ in own})))
    for own in ordered[:MOST_KINDS]:
        yield _line(own, noun)
    if len(ordered) > MOST_KINDS:
        yield f"and {counted(len(ordered) - MOST_KINDS, 'more kind')} of warning: {where_each}"
    elif len(ordered) < len(warnings):
        yield f"each: {where_each}"


def kind_of(sentence: str) -> str:
    """A warning without names, numbers and quoted words.

    Examples
    --------
    >>> kind_of("call_date: 2020-11-21 is a Saturday, when hardly any call is held")
    'call_date: … is a … when hardly any call is held'
    """
    words = (_ANY if word[0].isupper() or any(c.isdigit() for c in word) else word for word in _words(sentence))
    return " ".join(word for word, _ in groupby(words))


def _words(sentence: str) -> list[str]:
    return _QUOTED.sub(_ANY, sentence).split()


def _line(own: Sequence[tuple[str, str]], noun: str) -> str:
    places = list(dict.fromkeys(place for place, _ in own))
    sentences = list(dict.fromkeys(sentence for _, sentence in own))
    if len(places) == 1:
        more = f" (and {len(sentences) - 1} more of this kind)" if len(sentences) > 1 else ""
        return f"{places[0]}: {sentences[0]}{more}"
    names = [PurePath(place).name for place in places[:MOST_PLACES]]
    one = ", for example" if len(sentences) > 1 else ""
    rest = f", {_ANY}" if len(places) > MOST_PLACES else ""
    return f"{counted(len(places), noun)}: {sentences[0]}{one} ({', '.join(names)}{rest})"

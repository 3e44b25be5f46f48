"""What the words of a text say of a capitalised name: a person who is greeted and handed over to, or a thing.

In: the text.  Out: :class:`Spoken`, which knows how each name is used in running words; one pass, whatever the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from themes.transcripts.headers import has_firm_words

_NAME = r"[A-Z][\w'’-]{1,30}(?:\s(?:[A-Z]\.?|[A-Z][\w'’-]{1,30}|(?:van|von|de|der|den|del|da|di|la|bin|al|ap)\b)){0,4}"
# What stands before a name: a greeting, or the end of a hand-over; behind it what somebody is.
_NAMED = re.compile(
    r"\b(?:(?P<before>(?:line of|over to|back to|turn to|pass to|call to|it to|floor to|comes from|coming from|is from"
    r"|questions? from|joined by|this is|that is|it['’]s|I['’]m|I am|[A-Za-z’']{1,12})),?\s{1,2})?"
    rf"(?:(?:Mr|Ms|Mrs|Dr|Shri|Smt|Sir|Dame)\.?\s)?(?P<name>{_NAME})"
    r"(?P<behind>,\s(?:our|the|your|who|Chief|President|Chair|CEO|CFO|COO|CTO|Vice|Executive|Senior|Head|Director|Group"
    r"|Managing|Global|General|Investor)\b|,?\s(?:with|from|of|at)\s[A-Z]|['’]s line\b)?"
)
# A sentence that tells who is there names people.
_PRESENT = re.compile(
    r"[^.?!\n]{0,200}\b(?:with me|with us|join(?:ed|ing)|on the (?:call|line)|we have|here (?:today )?(?:is|are))\b"
    r"[^?!\n]{0,400}",
    re.I,
)
_ANY_NAME = re.compile(rf"\b{_NAME}")
_LOWER = re.compile(r"\b[a-z]{2,30}\b(?:(?=\s([a-z]{2,30})\b))?")
_GREETS = frozenset("thanks thank you hi hello morning afternoon evening welcome okay sure yes yeah right dear".split())
_HANDS_OVER = frozenset(
    "line of|over to|back to|turn to|pass to|call to|it to|floor to|comes from|coming from|is from|joined by|this is"
    "|question from|questions from|that is|it's|it’s|i'm|i’m|i am".split("|")
)
# Weak by themselves: "from Ann Lee with Quill" is a person, "from Hong Kong" is none.
_MAY_HAND_OVER = frozenset("from to by is with and are".split())
_OF_THINGS = frozenset("the our in across within its their a an each every into".split())
# Headings within speech and lists that no call need use in small letters.
_THINGS = frozenset(
    "agenda answer answers appendix attendees business code company conclusion contact copyright corporate date "
    "disclaimer duration email event executives financial fiscal full gross guidance highlights income introduction "
    "location management margin net note notes operating outlook overview participants phone prepared presentation "
    "presenters question questions quarter ratio ref remarks results revenue sales scrip section segment slide source "
    "speakers sub subject summary symbol ticker time title topic total update year".split()
)
# People are called so as well: months, places, a host.
_SOMETIMES_THINGS = frozenset(
    "cash host link page record stock tax africa america americas asia australia brazil canada china east eastern "
    "europe france germany india international italy japan kingdom korea latin mexico middle north pacific south spain "
    "states united west western worldwide january february march april may june july august september october "
    "november december monday tuesday wednesday thursday friday saturday sunday please thanks thank".split()
)
_MAX_NAME_WORDS = 5


class Spoken:
    """How names and words are used in a text."""

    def __init__(self, text: str) -> None:
        self._words: set[str] = set()
        self._pairs: set[str] = set()
        for match in _LOWER.finditer(text):
            self._words.add(match[0])
            if match[1]:
                self._pairs.add(f"{match[0]} {match[1]}")
        self._people = Counter[str]()
        self._things = Counter[str]()
        for match in _NAMED.finditer(text):
            before = (match["before"] or "").casefold()
            if before in _OF_THINGS:
                self._things.update(_beginnings(match["name"]))
            elif before in _GREETS or before in _HANDS_OVER or (match["behind"] and before in _MAY_HAND_OVER | {""}):
                self._people.update(_beginnings(match["name"]))
        for sentence in _PRESENT.findall(text):
            for match in _ANY_NAME.finditer(sentence):
                self._people.update(_beginnings(match[0]))

    def is_thing(self, name: str) -> bool:
        """Whether the text speaks of the name as of a thing ("our Lake Division", "in North America")."""
        whole = name.casefold()
        words = whole.split()
        if has_firm_words(name) or all(word in _THINGS or word in _SOMETIMES_THINGS for word in words):
            return True
        if any(word in _THINGS for word in words) and not self.is_greeted(name):
            return True
        return self._things[whole] > self._people[whole]

    def is_greeted(self, name: str) -> bool:
        """Whether somebody greets the name, introduces it or hands over to it; its first word may be enough."""
        whole = name.casefold()
        return whole in self._people or whole.split()[0] in self._people

    def is_ordinary(self, name: str) -> bool:
        """Whether its words are words of the language here: each of them in small letters, or all of them together."""
        words = [word.strip(".,") for word in name.casefold().split()]
        if len(words) == 2 and " ".join(words) in self._pairs:
            return True
        return all(word in self._words or word in _THINGS or word in _SOMETIMES_THINGS for word in words)


def _beginnings(name: str) -> Iterable[str]:
    words = name.casefold().split()[:_MAX_NAME_WORDS]
    return (" ".join(words[: n + 1]) for n in range(len(words)))

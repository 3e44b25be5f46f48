"""Noun phrases by how a corpus uses its words: what could stand as a name on a slide.

In: passages and the names (people, companies) to keep out.  Out: the noun phrases of each passage, of one to three
words.  No tagger is needed: a word that stands after "the" or "of" and before a pause or "and" is used as a noun, one
that stands after "we", "to" or "have" as a verb, and a corpus says often enough which it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from themes.text.lexicons import word_list
from themes.text.phrases import MAX_PHRASE_WORDS

_TOKEN = re.compile(r"[^\W_](?:[\w&'’.-]*[^\W_])?|[^\s\w]")
_WORD = re.compile(r"(?=.*[^\W\d_].*[^\W_])[^\W_](?:[\w&-]*[^\W_])")
#: Words after which a verb or an adjective stands rather than a noun.
_BEFORE_VERB = frozenset(
    "to we i they you he she it who which will would can could may might should must not 've 're 'll have has had is "
    "are was were be been being am do does did very really quite so pretty just also still continue continues".split()
)
_AFTER_NOUN = frozenset(
    "and or of in for to on at with from by as that which who is are was were has have had will would can could should "
    "because but if when while where than during across over through within we i they it this".split()
)
#: Words of the genre that say something of the next one: "lead times", "order growth", "market share".
_COMPOUNDING = frozenset("customer lead market order price product share unit".split())
_NEVER_FIRST = frozenset("other such same own last next current prior past recent overall total entire".split())
MIN_NOUN_SHARE = 0.5  # of a word's telling uses, from which it is a noun
MIN_VERB_SHARE = 0.25  # of a word's uses are those of a verb, or it is no verb: "net" goes before nouns
MIN_LAST_SHARE = 0.35  # of a word's uses end a phrase, or it is an adjective: "competitive" goes before other words
LONGEST_LY_NOUN = 6  # letters: "supply", "family"; longer words in -ly are adverbs
PRIOR_USES = 1.0  # of either kind, before a corpus has spoken


@dataclass(frozen=True)
class NounPhrases:
    """Finds the noun phrases of passages, by what a corpus uses as nouns.

    ``nouns``: words that can end a phrase; ``verbs``: words that can never stand in one, verbs and adverbs; ``names``:
    lower-cased words that break a phrase.
    """

    nouns: frozenset[str]
    verbs: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str], names: frozenset[str] = frozenset()) -> NounPhrases:
        """Learn from all passages of a study how it uses its words.

        Examples
        --------
        >>> texts = ["We shipped the line card, and the line card sold.", "We sold it; they sold the line card."]
        >>> NounPhrases.of(texts)("They sold the line card, and we shipped it.")
        ['card', 'line card']
        """
        noun, verb, last, uses = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        for text in texts:
            tokens = ["", *_TOKEN.findall(text.lower().replace("’", "'")), ""]
            for before, word, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
                ends = after in _AFTER_NOUN or not _WORD.fullmatch(after)
                uses[word] += 1
                last[word] += ends
                verb[word] += before in _BEFORE_VERB
                noun[word] += ends and before not in _BEFORE_VERB and bool(_WORD.fullmatch(before))
        share = {w: (noun[w] + PRIOR_USES) / (noun[w] + verb[w] + 2 * PRIOR_USES) for w in uses}
        ending = {w for w in uses if share[w] >= MIN_NOUN_SHARE and last[w] >= MIN_LAST_SHARE * uses[w]}
        adverbs = {w for w in uses if w.endswith("ly") and len(w) > LONGEST_LY_NOUN}
        verbs = {w for w in uses if share[w] < MIN_NOUN_SHARE and verb[w] >= MIN_VERB_SHARE * uses[w]}
        return cls(frozenset(ending - adverbs), frozenset(verbs | adverbs), names)

    def __call__(self, text: str) -> list[str]:
        """The noun phrases of a passage, lower-cased, each once, shorter parts of longer ones too; sorted."""
        found: set[str] = set()
        run: list[str] = []
        for token in [*_TOKEN.findall(text.lower().replace("’", "'")), "."]:
            word = re.sub(r"'s$", "", token).strip(".'-")
            if not _WORD.fullmatch(word) or word in _breaking() or not self.names.isdisjoint([word, *word.split("-")]):
                found.update(self._phrases(run))
                run = []
            else:
                run.append(word)
        return sorted(found)

    def _phrases(self, run: Sequence[str]) -> Iterable[str]:
        talk = word_list("talk")
        for end in range(1, len(run) + 1):
            if run[end - 1] not in self.nouns:
                continue
            for start in range(max(0, end - MAX_PHRASE_WORDS), end):
                words = run[start:end]
                if words[0] in _NEVER_FIRST or any(w in self.verbs for w in words) or len(set(words)) < len(words):
                    continue
                first_tells = len(words) > 1 and words[0] in _COMPOUNDING
                if sum(w in talk for w in words) - first_tells <= (len(words) > 1):
                    yield " ".join(words)


@cache
def _breaking() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | _NEVER_FIRST | _BEFORE_VERB

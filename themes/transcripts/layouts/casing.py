"""Names printed in capitals: ``MARA O'QUIST`` becomes ``Mara O'Quist``, as the call itself spells the words.

In: words in capitals and the spoken text, which knows ``McEwing`` and ``QLX``.  Out: the words in usual spelling.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_SPOKEN = re.compile(r"\b[A-Z][A-Za-z]{0,30}(?:['’-][A-Z][A-Za-z]{1,30}){0,2}")
_CAPITALS = re.compile(r"[A-Z]{1,40}(?:['’-][A-Z]{2,40}){0,2}")
_PARTICLES = {"VAN", "VON", "DER", "DEN", "DE", "DEL", "DELLA", "DI", "DA", "DU", "LA", "DOS", "TER", "TEN", "BIN"}
_NUMERALS = {"II", "III", "IV"}
_ACRONYMS = {"CEO", "CFO", "COO", "CIO", "CTO", "CAO", "EVP", "USA"} | _NUMERALS
_SMALL_WORDS = {"AND", "OF", "THE", "FOR", "IN", "AT", "TO"}
_SPELT = {"BOFA": "BofA", "JPMORGAN": "JPMorgan"}
_WORDS = {"CO", "INC", "LTD", "NEW", "ONE", "OIL", "GAS", "TAX", "CORP", "BANK"}
_MAX_ACRONYM_CHARS = 3

Spellings = Mapping[str, str]


def spoken_spellings(text: str) -> Spellings:
    """The most frequent spelling of each word that begins with a capital, by the word in capitals.

    Examples
    --------
    >>> spoken_spellings("Ann McEwing of QLX asks. Thanks, Ann.")["MCEWING"]
    'McEwing'
    """
    found: dict[str, str] = {}
    for word, _ in Counter(_SPOKEN.findall(text)).most_common():
        found.setdefault(word.upper(), word)
    return found


def cased_name(name: str, spellings: Spellings) -> str:
    """A person's name in usual spelling; one that has small letters already stays.

    Examples
    --------
    >>> cased_name("PIET J. VAN DER MCEWING JR.", {}), cased_name("ANNE-LISE O'QUIST", {})
    ('Piet J. van der McEwing Jr.', "Anne-Lise O'Quist")
    """
    if not name.isupper():
        return name
    words = name.split()
    return " ".join(_cased_name_word(word, 0 < i < len(words) - 1, spellings) for i, word in enumerate(words))


def cased_affiliation(text: str, spellings: Spellings) -> str:
    """A title or a firm in usual spelling; short words that nobody spells otherwise stay as they are.

    Examples
    --------
    >>> cased_affiliation("CFO AND EVP", {}), cased_affiliation("QLX SECURITIES CO., LLC", {})
    ('CFO and EVP', 'QLX Securities Co., LLC')
    """
    if not text.isupper():
        return text
    cased = _CAPITALS.sub(lambda match: _cased_word(match[0], spellings), text)
    return cased[0].upper() + cased[1:]


def _cased_name_word(word: str, inside: bool, spellings: Spellings) -> str:
    bare = word.strip(".,")
    if inside and bare in _PARTICLES:
        return spellings.get(bare, word.lower())
    spelling = spellings.get(bare, "")
    if bare in _NUMERALS or len(bare) == 1:
        return word
    if spelling and not spelling.isupper():
        return word.replace(bare, spelling)
    return _CAPITALS.sub(lambda match: "-".join(_capitalised(part) for part in match[0].split("-")), word)


def _capitalised(word: str) -> str:
    for mark in "'’":
        if mark in word:
            return mark.join(_capitalised(part) for part in word.split(mark))
    if word.startswith("MC") and len(word) > 3:
        return f"Mc{word[2:].capitalize()}"
    return word.capitalize()


def _cased_word(word: str, spellings: Spellings) -> str:
    if word in _SMALL_WORDS:
        return word.lower()
    known = _SPELT.get(word) or spellings.get(word)
    if known:
        return known
    is_acronym = word in _ACRONYMS or (len(word) <= _MAX_ACRONYM_CHARS and word not in _WORDS)
    return word if is_acronym else "-".join(_capitalised(part) for part in word.split("-"))

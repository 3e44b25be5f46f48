"""Rules that a theme's name and description must pass before people see them, whoever proposes them.

In: a proposed name or description, and the names that are taken.  Out: what is wrong with it, nothing where it will do.
A name stands in tables, on slides and in headlines: it is short, says what the theme is about, and is plain text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

MIN_NAME, MAX_NAME, MAX_NAME_WORDS = 4, 60, 8  # characters, and words
MIN_DESCRIPTION, MAX_DESCRIPTION = 20, 400  # characters
MIN_WORD = 3  # letters of a word that can say what a theme is about
#: Words that are true of any company: alone they say nothing of a theme.
GENERIC = frozenset(
    "business businesses case cases company companies customer customers firm firms industry industries issue issues "
    "market markets matter matters part parts people point points quarter quarters story stories theme themes thing "
    "things topic topics update updates year years".split()
)
#: What is a part of every call, or of none: no theme, however often it is said.
PROCEDURE = frozenset(
    {
        "agenda", "analyst question", "answer", "call opening", "call procedure", "closing comment", "closing remark",
        "conference call", "discussion", "earning call", "earning conference call", "forward looking statement",
        "general discussion", "greeting", "hand over", "introduction", "introductory remark", "miscellaneous",
        "next question", "opening comment", "opening remark", "operator instruction", "other", "prepared remark",
        "question", "question and answer", "q&a", "q&a session", "question and answer session", "safe harbor",
        "small talk", "thank you", "unnamed theme", "various", "various topic", "welcome",
    }
)  # fmt: skip
_MARKUP = re.compile(r"[<>`*_{}\[\]|\\#~^]|&#?\w+;")
_ADDRESS = re.compile(r"://|\bwww\.|\S@\S|\b\w+\.(?:com|org|net|io|co|ai|gov|edu)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_ARTICLE = re.compile(r"(?:an?|the)\s", re.IGNORECASE)
_LAST = re.compile(r"[\w)%+]")
_FIRST = re.compile(r"\w")


def name_faults(name: str, taken: Collection[str] = ()) -> list[str]:
    """What is wrong with a theme's name, in words that follow "the name"; empty where it passes.

    Parameters
    ----------
    name : str
        As proposed.
    taken : collection of str
        Names of other themes; case, punctuation and plural make no other name.

    Examples
    --------
    >>> name_faults("Fiber shortages"), name_faults("Fiber shortages", ["fiber shortage"])
    ([], ['is that of another theme'])
    >>> name_faults("Opening remarks")
    ['is a part of every call']
    """
    faults = _text_faults(name)
    if not MIN_NAME <= len(name) <= MAX_NAME:
        faults.append(f"has {len(name)} characters, not {MIN_NAME} to {MAX_NAME}")
    if len(name.split()) > MAX_NAME_WORDS:
        faults.append(f"has {len(name.split())} words, more than {MAX_NAME_WORDS}")
    if name and not (_FIRST.match(name[0]) and _LAST.match(name[-1])):
        faults.append("begins or ends in punctuation")
    if not telling_words(name):
        faults.append("has no word that says what it is about")
    if _ARTICLE.match(name):
        faults.append("begins with an article")
    if same_name(name) in PROCEDURE:
        faults.append("is a part of every call")
    if same_name(name) in {same_name(other) for other in taken}:
        faults.append("is that of another theme")
    return faults


def description_faults(description: str) -> list[str]:
    """What is wrong with a theme's description, in words that follow "the description"; empty where it passes.

    Examples
    --------
    >>> description_faults("Ice on rivers that stops barges, what it costs and what is done about it.")
    []
    >>> description_faults("See www.example.com")
    ['has 19 characters, not 20 to 400', 'has an address', 'is cut off']
    """
    faults = _text_faults(description)
    if not MIN_DESCRIPTION <= len(description) <= MAX_DESCRIPTION:
        faults.insert(0, f"has {len(description)} characters, not {MIN_DESCRIPTION} to {MAX_DESCRIPTION}")
    if not description.endswith((".", "!", ")")) or description.endswith("..."):
        faults.append("is cut off")
    return faults


def telling_words(name: str) -> list[str]:
    """The words of a name, in lower case, that can say what a theme is about.

    Examples
    --------
    >>> telling_words("A market for submarine cables"), telling_words("The 2012 business")
    (['submarine', 'cables'], [])
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # slow to import, and few commands need it

    idle = ENGLISH_STOP_WORDS | GENERIC
    return [word for word in _LETTERS.findall(name.lower()) if len(word) >= MIN_WORD and word not in idle]


def same_name(name: str) -> str:
    """What two names have in common that a reader takes for the same: words in lower case, without plural.

    Examples
    --------
    >>> same_name("Fiber-Shortages!"), same_name("fiber shortage"), same_name("Inventories"), same_name("Gross prices")
    ('fiber shortage', 'fiber shortage', 'inventory', 'gross price')
    """
    return " ".join(_singular(word) for word in re.findall(r"[^\W_]+(?:&[^\W_]+)*", name.casefold()))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _text_faults(text: str) -> list[str]:
    """What no text of one line may hold: control characters, markup, addresses, white space at its ends."""
    faults = []
    if any(unicodedata.category(c)[0] in "CZ" and c != " " for c in text):
        faults.append("is not one line of plain text")
    if text != " ".join(text.split()):
        faults.append("has stray white space")
    if _MARKUP.search(text):
        faults.append("has markup")
    if _ADDRESS.search(text):
        faults.append("has an address")
    return faults

"""Is it English?  Themes are followed in English calls only; any other text is refused by its language's name.

In: a source text.  Out: nothing, or a refusal.  Function words decide; py3langid is asked only where they are rare.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from themes.errors import TranscriptRefused

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WORD = re.compile(r"[^\W\d_]{1,40}")
_FUNCTION_WORDS = frozenset(
    "the of and to in a that is for we on our as with are this you it be have i will from at by was not has or but so "
    "your they all can what if there more would do about been an their which were these how us".split()
)
# English calls have 40 to 50%, other European languages under 12% (they share "in", "a", "of", "on").
_ENGLISH_SHARE = 0.2
_MIN_WORDS = 60
_PIECE_LETTERS = 2000
_N_PIECES = 3
_MIN_SURE = 0.9
_MIN_SCRIPT_SHARE = 0.5
_LATIN_END = "\u0250"


def require_english(text: str, where: str) -> None:
    """Refuse a text that is surely in another language.

    Parameters
    ----------
    text : str
    where : str
        What the file is called in errors.

    Raises
    ------
    TranscriptRefused
        When most letters are of another script, or the pieces of a text of sixty words and more agree on a language.
    """
    code = other_language(text)
    if code:
        raise TranscriptRefused(
            f"{where}: this text is {_name(code)}; themes are read in English calls only",
            mend="give the call in English",
        )


def _name(code: str) -> str:
    """The English name of a language, as Unicode's CLDR has it.

    Examples
    --------
    >>> _name("de"), _name("qx")
    ('German', "of the language 'qx'")
    """
    from babel import Locale  # a refused text is rare

    return str(Locale("en").languages.get(code, f"of the language {code!r}"))


def other_language(text: str) -> str | None:
    """The code (ISO 639-1) of the language a text is surely in; None when it is English or may be.

    Examples
    --------
    >>> other_language("Thank you all for joining us today."), other_language("")
    (None, None)
    """
    pieces = _pieces(text)
    words = _WORD.findall(" ".join(pieces))
    if not words or _function_share(words) >= _ENGLISH_SHARE:
        return None
    letters = "".join(words)
    foreign = sum(c >= _LATIN_END for c in letters) / len(letters)
    if foreign < _MIN_SCRIPT_SHARE and len(words) < _MIN_WORDS or len(letters) < _MIN_WORDS:
        return None
    if foreign < _MIN_SCRIPT_SHARE and any(_function_share(_WORD.findall(p)) >= _ENGLISH_SHARE for p in pieces):
        return None
    return _classified(pieces, surely=foreign >= _MIN_SCRIPT_SHARE)


def _function_share(words: list[str]) -> float:
    return sum(word.casefold() in _FUNCTION_WORDS for word in words) / len(words) if words else 0.0


def _pieces(text: str) -> list[str]:
    """Three pieces of a text (its first quarter, middle, last quarter), or all of a short one."""
    if len(text) <= _N_PIECES * _PIECE_LETTERS:
        return [text]
    starts = (len(text) * (1 + k) // (_N_PIECES + 1) for k in range(_N_PIECES))
    return [text[start : start + _PIECE_LETTERS] for start in starts]


@cache  # half a second to load
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _classified(pieces: list[str], *, surely: bool) -> str | None:
    identifier = _identifier()
    found = Counter[str]()
    for piece in pieces:
        code, probability = identifier.classify(piece)
        found[str(code) if surely or probability >= _MIN_SURE else "en"] += 1
    code, n = found.most_common(1)[0]
    return None if code == "en" or (n < len(pieces) and not surely) else code

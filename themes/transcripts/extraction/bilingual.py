"""Text with a translation between its lines: the English is kept, once each.

In: repaired text.  Out: the English lines in order, without numbers, marks and ornaments, and how many lines went.
A line of another script marks the translation; an English line that only repeats the one before it goes as well.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz import fuzz

_MARK = re.compile(
    r"^\s{0,20}(?:\[\s{0,4}\d{1,5}\]\s{0,4})?(?:\[(?:EN|ENG|English|原文|英文?|Original)\]\s{0,4}|(?:原文|英文)\s?[:\uff1a]\s{0,4})?"
)
# "[中]", "[한국어]": the translation's mark, whatever script its words are in.
_OTHER_MARK = re.compile(r"\s{0,20}(?:\[\s{0,4}\d{1,5}\]\s{0,4})?\[(?!原文|英)[^\x00-\u024f\]]{1,6}\]")
_ORNAMENT = re.compile(r"[━─═■□◆▶►●\u2190-\u21ff\u2500-\u25ff\u2600-\u27bf\U0001f300-\U0001faff\ufe0f]{1,200}")
_RULE = re.compile(r"[=\-_*~#]{5,500}")
_FIELD = re.compile(r"(?P<name>[A-Z][A-Za-z ]{1,30}):\s{1,9}(?P<value>\S.{0,300})")
_ADDED = re.compile(r"\s{0,3}[(（][^()（）]{0,80}[)）]\s{0,3}$")
_SPACE = re.compile(r"\s{1,200}")
_MIN_OTHER_LINES = 5
_MIN_OTHER_SHARE = 0.15
_MIN_LATIN = 0.5
# In a text known to be bilingual: a translated line may consist of names and figures mostly.
# Letters behind Latin's; signs, private letters and ligatures lie between them.
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u1dff\u1f00-\u1fff\u2c00-\ud7ff\uf900-\ufaff\ufb07-\ufefe\uff00-\uffef\U00010000-\U0010ffff]"
)
_MIN_LATIN_ENGLISH = 0.9
_MAX_HEAD_LINES = 20
# An original printed again below its translation may have lost a word.
_MIN_ALIKE = 85.0
_MIN_ALIKE_CHARS = 60


def latin_share(text: str) -> float:
    """Share of a text's letters that are Latin, from 0 to 1; 1 for a text without letters.

    Examples
    --------
    >>> latin_share("Café"), latin_share("ab 日本"), latin_share("1 + 1")
    (1.0, 0.5, 1.0)
    """
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return 1.0
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 1.0
    return sum(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in letters) / len(letters)


def keep_english(text: str) -> tuple[str, tuple[str, ...]]:
    """The English of a text with a translation between its lines, and a warning with the number of lines left out.

    Any other text comes back as it is, with no warning: a text all in another script, or with a foreign line or two.
    """
    if text.isascii() or not _OTHER_SCRIPT.search(text):
        return text, ()
    lines = text.split("\n")
    foreign = [not line.isascii() and latin_share(line) < _MIN_LATIN for line in lines]
    n_lines = sum(bool(line.strip()) for line in lines)
    if not (_MIN_OTHER_LINES <= sum(foreign) and _MIN_OTHER_SHARE <= sum(foreign) / n_lines <= 1 - _MIN_OTHER_SHARE):
        return text, ()
    bare = [_bare(line, i < _MAX_HEAD_LINES) if line.strip() else "" for i, line in enumerate(lines)]
    is_other = [
        bool(line) and (bool(_OTHER_MARK.match(line)) or latin_share(b) < _MIN_LATIN_ENGLISH)
        for line, b in zip(lines, bare, strict=True)
    ]
    kept = _once([(b, _is_numbered(line)) for line, b, other in zip(lines, bare, is_other, strict=True) if not other])
    warning = f"text: bilingual; {sum(is_other)} lines of a translation left out, the English kept"
    return "\n".join(kept).strip() + "\n", (warning,)


def _bare(line: str, in_head: bool) -> str:
    bare = _MARK.sub("", line)
    bare = _ORNAMENT.sub(" ", bare).strip()
    if _RULE.fullmatch(bare):
        return ""
    if in_head and _FIELD.fullmatch(bare):
        value = _ADDED.search(bare)
        return bare[: value.start()] if value and latin_share(value[0]) < 1 else bare
    return bare


def _is_numbered(line: str) -> bool:
    """Whether a line carries a mark of its own, so that it repeats no other."""
    match = _MARK.match(line)
    return match is not None and "[" in match[0]


def _once(lines: list[tuple[str, bool]]) -> list[str]:
    """Lines without those that repeat the last one, and with one blank line at most between two."""
    kept: list[str] = []
    last = ""
    for line, is_numbered in lines:
        key = _SPACE.sub(" ", line).casefold()
        if key and not is_numbered and _is_again(key, last):
            continue
        if key or (kept and kept[-1]):
            kept.append(line)
        last = key or last
    return kept


def _is_again(key: str, last: str) -> bool:
    return key == last or (len(key) > _MIN_ALIKE_CHARS and fuzz.ratio(key, last) > _MIN_ALIKE)

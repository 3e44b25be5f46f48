"""From the paragraphs of a turn to its words: noise marks off, escapes undone, broken paragraphs rejoined.

In: paragraphs as spans of the source.  Out: one :class:`SourcedText`, paragraphs split by a blank line; a line end
alone ends a sentence that has no full stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from themes.text.source_map import SourcedText

_MARK = "|".join((
    r"operator[\s']{1,2}s?\s?(?:instructions?|sign-?off|closing remarks)",
    r"inaudible|indiscernible|unintelligible|ph|phonetic|sic|interpreted|pause",
    r"multiple (?:speakers|voices)|overlapping (?:speakers|conversation)|cross-?talk|no response|line drops?",
    r"laughter|laughs?|laughing|chuckles?|applause|music(?: playing)?|video (?:playing|presentation|clip)",
    r"technical (?:difficult(?:y|ies)|issues?)|break in audio|call starts abruptly",
    r"audio (?:gap|break|malfunction|difficult(?:y|ies)|in progress)",
    r"foreign (?:language|spoken)|(?:spoken|speaking) in foreign language",
))  # fmt: skip
_MARKED = (
    rf"\s{{0,9}}(?:\((?:{_MARK})(?:\s?[-–—,;:]\s?[^()\n]{{0,80}})?\)|\[(?:{_MARK})(?:\s?[-–—,;:]\s?[^\[\]\n]{{0,80}})?\])"
    r"(?:\s?\[?\d{1,2}:\d\d(?::\d\d)?\]?)?"
)
# Glued punctuation goes with the mark: the words that stay must be words of the source.
_NOISE = re.compile(_MARKED + r"[.,;:?!]?", re.I)
_GLUED_NOISE = re.compile(_MARKED + r"(?=\w)", re.I)
_ESCAPE = re.compile(r"\\(?=[$%&*_#~])")
_UNEVEN_SPACE = re.compile(r"\s{2,}|[^\S ]")
# Nothing to clean: words, each after one space.
_PLAIN = re.compile(r"[^\s(\[\\]{1,80}(?: [^\s(\[\\]{1,80}){0,3000}")
_CUT_OFF = re.compile(r"\w-$")
_CLOSERS = "\"'”’)]*"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as printed; ``after_page`` when a page break or furniture stands before it."""

    words: SourcedText
    after_page: bool = False


def clean_words(words: SourcedText) -> SourcedText:
    r"""Words without noise marks, backslashes before signs and uneven white space.

    Examples
    --------
    >>> source = "Thank you. (Operator Instructions).  It cost \\$5."
    >>> clean_words(SourcedText.of(source, 0, len(source))).text
    'Thank you. It cost $5.'
    """
    if _PLAIN.fullmatch(words.text):
        return words
    # A mark may be wrapped over two lines: even white space first, and again where marks stood.
    words = words.without(_UNEVEN_SPACE, " ")
    if "(" in words.text or "[" in words.text:
        words = words.without(_GLUED_NOISE, " ").without(_NOISE)
    return words.without(_ESCAPE).without(_UNEVEN_SPACE, " ").stripped()


def join_turn(paragraphs: Iterable[Paragraph], *, separator: str | None = None) -> SourcedText | None:
    """The words of a turn; None when nothing but noise is left.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
    separator : str, optional
        What stands between two lines of a layout that knows no paragraphs: a space, or a line end where a line is a
        sentence that may lack its full stop.  By default they are paragraphs.
    """
    parts: list[str] = []
    runs: list[tuple[int, int]] = []
    length = 0
    page = False
    for paragraph in paragraphs:
        page = page or paragraph.after_page
        words = clean_words(paragraph.words)
        if not words.text:
            continue
        if parts:
            between = separator or (" " if is_continued(parts[-1], words.text, page) else "\n\n")
            if page and between == " " and _CUT_OFF.search(parts[-1], len(parts[-1]) - 2) and words.text[0].isalnum():
                between = ""  # "year-over-", and "year" on the next page
            parts.append(between)
            length += len(between)
        runs.extend((at + length, place) for at, place in words.runs)
        parts.append(words.text)
        length += len(words.text)
        page = False
    return SourcedText("".join(parts), tuple(runs)) if parts else None


def is_continued(before: str, after: str, over_page: bool) -> bool:
    """Whether a paragraph goes on after a break.

    A page break may fall before a capital ("the Northern | Territories"), so there an unfinished sentence is enough;
    elsewhere the next paragraph must begin in lower case as well.

    Examples
    --------
    >>> is_continued("we saw certain", "charges rise.", False), is_continued("The end.", "New start", True)
    (True, False)
    """
    finished = before.rstrip(_CLOSERS).endswith((".", "?", "!", ":", "…"))
    lower = after[:1].islower()
    if over_page:
        return lower or not (finished or before.endswith("--"))
    return lower and not finished

"""Markdown to plain text: marks of headings, emphasis, quotes, lists and links off, the lines as they were.

In: the file's text.  Out: text in which ``**Ann Lee** -- *CEO*`` is ``Ann Lee -- CEO``.
"""

from __future__ import annotations

import re

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]{1,9}(?=\S)", re.M)
_BOLD_START = re.compile(r"^ {0,3}(?:[-*+>][ \t]{1,3}){0,3}\*\*[^*\n]{1,120}\*\*", re.M)
_UNDERLINE = re.compile(r"^ {0,3}(?:=|-|\* ?|_ ?){3,120}[ \t]{0,9}$\n?", re.M)
_PREFIX = re.compile(r"^[ \t]{0,9}(?:>[ \t]{0,3}){1,5}", re.M)
_LIST = re.compile(r"^[ \t]{0,9}[*+-][ \t]{1,9}(?=\S)", re.M)
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\((?:https?://|mailto:|/|#|\./)[^)\n]{0,500}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?![\w*])")
_UNDERSCORED = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,2000}?)(?<=[^\s_])_(?![\w_])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>$&~-])")
_BREAK = re.compile(r"[ \t]{1,9}$|\\$", re.M)
_CLOSED = re.compile(r"[ \t]{1,9}#{1,6}[ \t]{0,9}$")
_MIN_MARKS = 2


def is_markdown(text: str) -> bool:
    r"""Whether at least two lines are ``#`` headings, or two begin in bold.

    Examples
    --------
    >>> is_markdown("# Call\n\n## Questions\n"), is_markdown("# 1 in sales"), is_markdown("Up * two * times")
    (True, False, False)
    """
    if text.count("#") >= _MIN_MARKS and len(_HEADING.findall(text)) >= _MIN_MARKS:
        return True
    is_bold = max(text.count("**"), text.count("__")) >= _MIN_MARKS
    return is_bold and len(_BOLD_START.findall(text)) >= _MIN_MARKS


def read_markdown(text: str) -> str:
    r"""The text without its marks.

    Examples
    --------
    >>> read_markdown("## Questions and Answers\n\n**Ann Lee** -- *CEO*\n\n> Thank [you](https://a.example).")
    'Questions and Answers\n\nAnn Lee -- CEO\n\nThank you.'
    """
    text = _UNDERLINE.sub("", text)
    text = "\n".join(_CLOSED.sub("", line) if _HEADING.match(line) else line for line in text.split("\n"))
    for pattern in (_PREFIX, _HEADING, _LIST):
        text = pattern.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _STRONG.sub(r"\2", text)
    for pattern in (_EMPHASIS, _UNDERSCORED):
        text = pattern.sub(r"\1", text)
    return _BREAK.sub("", _ESCAPED.sub(r"\1", text))

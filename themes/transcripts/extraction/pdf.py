r"""PDF to text: pages in order, each beginning with a form feed but the first; nothing of a page is left out.

In: the file's bytes.  Out: text with one line a printed line; a wide gap within a line (a name in the margin) is a tab,
words cut at a line's end are whole again.  By pypdfium2; scanned pages have no text and are refused.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from themes.errors import TranscriptRefused

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

_PAGE_BREAK = "\n\f"
_LOST = "\ufffd"
# pdfium prints a hyphen at a line's end as one of the first two and goes on in the same line.
_CUT_WORD = re.compile(r"([^\W\d_]{1,40})(?:[\x02\ufffe]\n?|-\n)([^\W\d_]{1,40})")
_CUT = re.compile(r"[\x02\ufffe]")
_WORD = re.compile(r"[^\W\d_]{1,40}(?:-[^\W\d_]{1,40}){0,4}")
_LINE = re.compile(r"[^\r\n]+")
_SPACES = re.compile(r"\S( {1,9})(?=\S)")
# In letter heights: a justified line stretches its spaces to about one.
_MARGIN_GAP = 1.15
_MAX_LABEL_WORDS = 6
_MIN_LETTERS_A_PAGE = 20


def read_pdf(data: bytes, where: str) -> tuple[str, tuple[str, ...]]:
    """The text of a PDF and warnings about it.

    Parameters
    ----------
    data : bytes
    where : str
        What the file is called in errors.

    Raises
    ------
    TranscriptRefused
        When the file is damaged, locked by a password, or has pictures in place of text.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(where, str(error)) from error
    with document:
        try:
            pages = [_page_text(document, i) for i in range(len(document))]
        except pypdfium2.PdfiumError as error:
            raise _refusal(where, str(error)) from error
    text = _PAGE_BREAK.join(page.strip("\n") for page in pages)
    if sum(map(str.isalpha, text)) < _MIN_LETTERS_A_PAGE * min(len(pages), 3):
        raise TranscriptRefused(
            f"{where}: a PDF of {len(pages)} pages without text (scanned pictures?)",
            mend="recognise its text first (OCR), or give the transcript as text",
        )
    n_lost = text.count(_LOST)
    lost = (f"text: {n_lost} letters of the PDF have no meaning (fonts without a table); kept as {_LOST}",)
    return _joined(text), lost if n_lost else ()


def _refusal(where: str, reason: str) -> TranscriptRefused:
    if "password" in reason.lower() or "security" in reason.lower():
        return TranscriptRefused(f"{where}: a PDF locked by a password", mend="save it without a password")
    return TranscriptRefused(f"{where}: a damaged PDF: {reason}", mend="fetch the file again")


def _page_text(document: PdfDocument, i: int) -> str:
    page = document[i]
    words = page.get_textpage()
    text = str(words.get_text_range())
    # Places on the page are by character, which holds only when pdfium left none out.
    if len(text) == words.count_chars():
        text = _with_margin_tabs(text, words)
    words.close()
    page.close()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_margin_tabs(text: str, words: PdfTextPage) -> str:
    pieces: list[str] = []
    done = 0
    for line in _LINE.finditer(text):
        for n, space in enumerate(_SPACES.finditer(text, line.start(), line.end())):
            if n == _MAX_LABEL_WORDS:
                break
            if _is_wide(words, space.start(), space.end()):
                pieces += [text[done : space.start(1)], "\t"]
                done = space.end(1)
                break
    return "".join([*pieces, text[done:]])


def _is_wide(words: PdfTextPage, before: int, after: int) -> bool:
    _, bottom, right, top = words.get_charbox(before, loose=True)
    left, other_bottom, _, other_top = words.get_charbox(after, loose=True)
    height = max(top - bottom, other_top - other_bottom)
    return bool(left - right > _MARGIN_GAP * height)


def _joined(text: str) -> str:
    """Words that a line's end cut, whole again: with their hyphen where both parts are words of the document."""
    known = Counter(word.casefold() for word in _WORD.findall(_CUT_WORD.sub(" ", text)))

    def whole(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        hyphened, plain = f"{first}-{second}", f"{first}{second}"
        if known[plain.casefold()] > known[hyphened.casefold()]:
            return plain
        parts = known[first.casefold()] and known[second.casefold()]
        return hyphened if parts or known[hyphened.casefold()] or second[0].isupper() else plain

    for _ in range(3):  # "year-over-year" may be cut twice
        text = _CUT_WORD.sub(whole, text)
    return _CUT.sub("-", text)

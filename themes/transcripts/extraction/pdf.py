"""PDF to text: pages in order, each beginning with a form feed but the first; nothing of a page is left out.

In: the file's bytes.  Out: text with one line a printed line, in reading order; a wide gap within a line (a name in the
margin) is a tab, words and names cut at a line's end are whole again.  By pypdfium2; scanned pages are refused.
"""

from __future__ import annotations

from themes.errors import TranscriptRefused
from themes.transcripts.extraction.line_ends import whole_labels, whole_words
from themes.transcripts.extraction.pdf_order import read_pages

_PAGE_BREAK = "\n\f"
_LOST = "\ufffd"
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
            pages = read_pages(document)
        except pypdfium2.PdfiumError as error:
            raise _refusal(where, str(error)) from error
    text = _PAGE_BREAK.join(_unix(page).strip("\n") for page in pages)
    if sum(map(str.isalpha, text)) < _MIN_LETTERS_A_PAGE * min(len(pages), 3):
        raise TranscriptRefused(
            f"{where}: a PDF of {len(pages)} pages without text (scanned pictures?)",
            mend="recognise its text first (OCR), or give the transcript as text",
        )
    n_lost = text.count(_LOST)
    lost = (f"text: {n_lost} letters of the PDF have no meaning (fonts without a table); kept as {_LOST}",)
    return whole_words(whole_labels(text)), lost if n_lost else ()


def _refusal(where: str, reason: str) -> TranscriptRefused:
    if "password" in reason.lower() or "security" in reason.lower():
        return TranscriptRefused(f"{where}: a PDF locked by a password", mend="save it without a password")
    return TranscriptRefused(f"{where}: a damaged PDF: {reason}", mend="fetch the file again")


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

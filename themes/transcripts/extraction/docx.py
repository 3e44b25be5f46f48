"""Word documents to text: paragraphs and table cells in their order, one line each, a blank line between.

In: the file's bytes.  Out: text.  By python-docx; headers, footers and text boxes are not part of the call.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from themes.errors import TranscriptRefused

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

# What the archive's and the document's readers raise on bytes that somebody cut or changed.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, SyntaxError, ValueError,
    LookupError, AttributeError,
)  # fmt: skip
_BODY = "word/document.xml"
# A document of this size unpacked is no transcript; a small file that says so is a trap.
_MAX_UNPACKED_BYTES = 100_000_000


def is_docx(data: bytes) -> bool:
    """Whether bytes are an archive with a Word document in it."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _BODY in archive.namelist()
    except _DAMAGE:
        return False


def read_docx(data: bytes, where: str) -> str:
    """The text of a Word document.

    Parameters
    ----------
    data : bytes
    where : str
        What the file is called in errors.

    Raises
    ------
    TranscriptRefused
        When the document is damaged or far too large.
    """
    from docx import Document
    from docx.opc.exceptions import OpcError

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > _MAX_UNPACKED_BYTES:
        raise TranscriptRefused(f"{where}: a Word document of {size:,} bytes unpacked", mend="save its text as a file")
    try:
        document = Document(io.BytesIO(data))
        blocks = [text.strip() for item in document.iter_inner_content() for text in _texts(item)]
    except (OpcError, *_DAMAGE) as error:
        what = str(error).split("\n", 1)[0]
        raise TranscriptRefused(f"{where}: a damaged Word document: {what}", mend="save it again") from error
    return "\n\n".join(block for block in blocks if block) + "\n"


def _texts(item: Paragraph | Table) -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    if isinstance(item, Paragraph):
        yield item.text
        return
    for row in item.rows:
        last = None
        for cell in row.cells:
            if cell._tc is not last:  # a merged cell comes once for every column it covers
                for inner in cell.iter_inner_content():
                    yield from _texts(inner)
            last = cell._tc

"""Reading files: bytes in, the source text out; the first stage.

The source text is what every offset and line number of a study refers to: the file after decoding and character
repair (ftfy: most real files are double-encoded UTF-8).  It is never changed afterwards.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from themes.errors import TranscriptRefused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)
# Text has next to no control characters; a stray one is a scanning fault, one in a hundred is machine data.
_MAX_CONTROL_SHARE = 0.01
_MEND_TEXT = "save the transcript as a text file"


@dataclass(frozen=True)
class SourceText:
    r"""A file's text as offsets and lines refer to it.

    Parameters
    ----------
    path : str
        As given by the person.
    sha256 : str
        Of the file's bytes, in hex.
    text : str
        Decoded and repaired, lines ended by ``\n``.
    """

    path: str
    sha256: str
    text: str = field(repr=False)


def read_source(path: Path) -> SourceText:
    """Read a file's text.

    Raises
    ------
    TranscriptRefused
        When the file cannot be opened, is empty, or holds no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise TranscriptRefused(
            f"{path}: cannot be read: {reason}", mend="check the path and its permissions"
        ) from error
    text = repair(decode(data, str(path)))
    if not text.strip():
        raise TranscriptRefused(f"{path}: empty: {len(data)} bytes without a word", mend="fetch the file again")
    return SourceText(str(path), hashlib.sha256(data).hexdigest(), text)


def read_sources(path: Path) -> tuple[SourceText, ...]:
    """The source texts of a file: one, or one a call where a table holds several (``path#1``, ``path#2``).

    Raises
    ------
    TranscriptRefused
        As :func:`read_source`.
    """
    return (read_source(path),)


def decode(data: bytes, where: str) -> str:
    """Bytes as text: by byte order mark, as UTF-8, as UTF-16 without a mark, else as Windows-1252.

    Raises
    ------
    TranscriptRefused
        When the bytes are a picture, an archive, or otherwise no text.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise TranscriptRefused(f"{where}: {kind}, not a text", mend=_MEND_TEXT)
    try:
        text = _decode(data)
    except UnicodeError as error:
        raise TranscriptRefused(f"{where}: damaged text: {error}", mend=_MEND_TEXT) from error
    n_control = sum(1 for c in text if c < " " and c not in "\t\n\r\f\x0b")
    if n_control > _MAX_CONTROL_SHARE * len(text):
        share = n_control / len(text)
        raise TranscriptRefused(f"{where}: binary data ({share:.0%} control characters), not a text", mend=_MEND_TEXT)
    return text


def repair(text: str) -> str:
    r"""The text with double encoding undone and every line ended by ``\n``; typographic quotes stay."""
    import ftfy

    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    fixed: str = ftfy.fix_text(unix, uncurl_quotes=False)
    return fixed


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding)
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if max(even, odd) > 0.3 * len(data) / 2:  # Western text in UTF-16 has a NUL in nearly every second byte
        return data.decode("utf-16-le" if odd > even else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        import ftfy.bad_codecs  # noqa: F401  # registers the codec: like cp1252, with its five holes filled

        return data.decode("sloppy-windows-1252")

"""Reading files: bytes in, the source text out; the first stage.

The source text is what every offset and line number of a study refers to: the file after decoding or extraction (PDF,
HTML, Word, Markdown), character repair (most real files are double-encoded UTF-8) and, of a bilingual text, the English
alone.  It is never changed afterwards.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from themes.errors import TranscriptRefused
from themes.records import Participant
from themes.transcripts.draft import Draft, Stated
from themes.transcripts.extraction.bilingual import keep_english
from themes.transcripts.extraction.docx import is_docx, read_docx
from themes.transcripts.extraction.edgar import is_submission, read_submission
from themes.transcripts.extraction.gzipped import gunzipped, is_gzip
from themes.transcripts.extraction.html import is_html, read_html
from themes.transcripts.extraction.markdown import is_markdown, read_markdown
from themes.transcripts.extraction.pdf import read_pdf
from themes.transcripts.extraction.rendering import TableText
from themes.transcripts.extraction.tables import PARQUET_MAGIC, calls_in_parquet, calls_in_text
from themes.transcripts.language import require_english

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

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
    (b"PK\x03\x04", "a ZIP archive or an Office document other than Word's"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)
# Text has next to no control characters; a stray one is a scanning fault, one in a hundred is machine data.
_MAX_CONTROL_SHARE = 0.01
_MAX_MAGIC_BYTES = 1024
_MARKDOWN_SUFFIXES = (".md", ".markdown")
_MEND_TEXT = "save the transcript as a text file"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Such a line cannot be the remains of another encoding, which leave an accented letter; ftfy costs 10 ms a file.
_SURELY_SOUND = re.compile(r"[\x09\x0c\x20-\x7e\xa0\xa3\xae\u2009\u2013-\u2014\u2018-\u2019\u201c-\u201d\u2022\u2026]*")
_SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_ODD_SPACE = re.compile(f"[{_SPACES}]")
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
# What ftfy mends besides letters of the wrong encoding: C1 controls, ligatures, full and half width, separators of
# lines, deprecated marks, halves of surrogate pairs, entities.
_FTFY_MENDS = re.compile(
    r"[\x80-\x9f\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\u2028\u2029\u206a-\u206f\u3000\ud800-\udfff\ufb00-\ufb06\uff00-\uffff&\x1b]"
)
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_DOTLESS_WORD = re.compile(r"\w{1,60}")


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
        Decoded or extracted, and repaired; lines ended by ``\n``, pages begun by ``\f``.
    warnings : tuple of str
        What was lost or left out on the way, each led by what it is about and a colon (``text: …``).
    form : str
        The form of structured data that the text was made from, such as JSON; empty for a text that was read as it is.
    stated : Stated
        Fields that a table labels, of a transcript that stands whole in one of its cells.
    people : tuple of Participant
        The people that such a table lists.
    """

    path: str
    sha256: str
    text: str = field(repr=False)
    warnings: tuple[str, ...] = ()
    form: str = ""
    stated: Stated = Stated()
    people: tuple[Participant, ...] = field(default=(), repr=False)

    def completing(self, draft: Draft) -> Draft:
        """A draft of this text with what its table states; a layout's own list of people comes first."""
        if self.stated == Stated() and not self.people:
            return draft
        labelled = {name: value for name, value in vars(self.stated).items() if value is not None}
        return replace(draft, stated=replace(draft.stated, **labelled), roster=(*draft.roster, *self.people))


def read_source(path: Path) -> SourceText:
    """Read the text of a file that holds one call.

    Raises
    ------
    TranscriptRefused
        As :func:`read_sources`, and for a table of several calls.
    """
    sources = read_sources(path)
    if len(sources) > 1:
        raise TranscriptRefused(f"{path}: a table of {len(sources)} calls, not one", mend="read it by read_sources")
    return sources[0]


def read_sources(path: Path) -> tuple[SourceText, ...]:
    """The source texts of a file, by what its bytes are and never by its name alone.

    Most files hold one; a table of several calls gives one a call (``path#1``, or ``path#otter-4`` by its call id).

    Raises
    ------
    TranscriptRefused
        When the file cannot be opened, is empty, holds no text, or is in another language than English.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise TranscriptRefused(
            f"{path}: cannot be read: {reason}", mend="check the path and its permissions"
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    data, name = gunzipped(data, path), path.with_suffix("") if is_gzip(data) else path
    text = None if _is_binary(data) else decode(data, str(path))
    calls = read_tables(data, text, str(path))
    if calls is None:
        return (_read_text(data, text, digest, path, name),)
    form = _form_of(data)
    del data, text  # a large table is held once, by who reads it
    texts = list(calls)
    rest = tuple(warning for call in texts if not call.text for warning in call.warnings)
    texts = [call for call in texts if call.text]
    texts[0] = replace(texts[0], warnings=texts[0].warnings + rest)
    labels = [call.label for call in texts]
    if "" in labels or len(set(labels)) < len(labels):
        labels = [str(number) for number in range(1, len(texts) + 1)]
    sources = []
    for call, label in zip(texts, labels, strict=True):
        where, own = str(path), digest
        if len(texts) > 1:
            where, own = f"{path}#{label}", hashlib.sha256(f"{digest}\0{call.text}".encode()).hexdigest()
        require_english(call.text, where)
        sources.append(SourceText(where, own, call.text, call.warnings, form, call.stated, call.people))
    return tuple(sources)


def read_tables(data: bytes, text: str | None, where: str) -> Iterator[TableText] | None:
    """Texts of the calls of a Parquet, JSON, JSON lines, CSV or TSV file, as they are taken; None for anything else.

    One without text holds warnings about the file.  ``text``: the data decoded, None where they are no text.
    """
    if data.startswith(PARQUET_MAGIC):
        return calls_in_parquet(data, where, repair)
    return None if text is None else calls_in_text(text, where, repair)


def _is_binary(data: bytes) -> bool:
    """Whether data are of a kind that is no text by itself, or nothing at all."""
    return data.startswith(PARQUET_MAGIC) or not data.strip() or _is_pdf(data) or is_docx(data)


def _form_of(data: bytes) -> str:
    """The form of structured data."""
    if data.startswith(PARQUET_MAGIC):
        return "Parquet"
    return (
        "JSON"
        if data[:_MAX_MAGIC_BYTES].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in (b"{", b"[")
        else "a table (CSV)"
    )


def _read_text(data: bytes, decoded: str | None, digest: str, path: Path, name: Path) -> SourceText:
    text, warnings = _extract(data, decoded, path, name)
    if not text.strip():
        raise TranscriptRefused(f"{path}: empty: {len(data)} bytes without a word", mend="fetch the file again")
    text, left_out = keep_english(text)
    require_english(text, str(path))
    return SourceText(str(path), digest, text, warnings + left_out)


def _is_pdf(data: bytes) -> bool:
    return data[:_MAX_MAGIC_BYTES].lstrip().startswith(b"%PDF")


def _extract(data: bytes, text: str | None, path: Path, name: Path) -> tuple[str, tuple[str, ...]]:
    """The repaired text of a file, whatever its kind, and warnings about what was lost on the way.

    ``name`` is its name without that of the archive.
    """
    if _is_pdf(data):
        printed, warnings = read_pdf(data, str(path))
        return repair(printed), warnings
    if is_docx(data):
        return repair(read_docx(data, str(path))), ()
    if text is None:  # nothing but white space
        return "", ()
    if is_submission(text):
        text, left_out = read_submission(text, str(path))
        return repair(text), left_out
    if is_html(text):
        text = read_html(text, str(path))
    elif name.suffix.lower() in _MARKDOWN_SUFFIXES or is_markdown(text):
        text = read_markdown(text)
    return repair(text), ()


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
    n_control = sum(1 for _ in _CONTROL.finditer(text))
    if n_control > _MAX_CONTROL_SHARE * len(text):
        share = n_control / len(text)
        raise TranscriptRefused(f"{where}: binary data ({share:.0%} control characters), not a text", mend=_MEND_TEXT)
    return text


def repair(text: str) -> str:
    r"""The text as people wrote it, every line ended by ``\n``; typographic quotes stay, so does the form feed.

    Undone are double encoding, ligatures, odd and zero-width spaces, soft hyphens, control characters and the
    dotless i of otherwise plain words.

    Examples
    --------
    >>> repair("We\u00e2\u20ac\u2122re here\r\n")
    'We’re here\n'
    """
    unix = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
    return "\n".join(line if _is_plain(line) else _repair_line(line) for line in unix.split("\n"))


def _is_plain(line: str) -> bool:
    return line.isascii() and not ("&" in line and _ENTITY.search(line))


def _repair_line(line: str) -> str:
    if not _SURELY_SOUND.fullmatch(line) or _ENTITY.search(line):
        line = _undoubled(line) or _fix(line)
    line = _UNSEEN.sub("", _ODD_SPACE.sub(" ", line))
    return _DOTLESS_WORD.sub(_with_dot, line) if "ı" in line else line


def _undoubled(line: str) -> str | None:
    """What ftfy makes of the common case, a hundred times faster; None for every other."""
    for encoding in ("latin-1", "cp1252"):
        try:
            undone = line.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return undone if _SURELY_SOUND.fullmatch(undone) and not _ENTITY.search(undone) else None
    return None


def _fix(line: str) -> str:
    import ftfy
    from ftfy.badness import is_bad

    # Most lines that were worth a look have nothing to fix.
    if not (is_bad(line) or _FTFY_MENDS.search(line)) and unicodedata.is_normalized("NFC", line):
        return line
    return str(ftfy.fix_text(line, _ftfy_config()))


@cache
def _ftfy_config() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(uncurl_quotes=False, explain=False)


def _with_dot(match: re.Match[str]) -> str:
    word = match[0].replace("ı", "i")
    return word if word.isascii() else match[0]


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

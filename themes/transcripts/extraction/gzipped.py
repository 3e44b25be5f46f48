"""Gzip: one file, compressed (``calls.json.gz``, ``call.txt.gz``).

In: a file's bytes.  Out: the bytes inside.
"""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

from themes.errors import TranscriptRefused

_MAGIC = b"\x1f\x8b"
_TAR, _TAR_AT = b"ustar", 257
# No transcripts are as large: a small file that swells beyond it was made to exhaust memory.
MAX_BYTES = 1_000_000_000
_CHUNK_BYTES = 1 << 20


def is_gzip(data: bytes) -> bool:
    """Whether bytes are a gzip archive."""
    return data.startswith(_MAGIC)


def gunzipped(data: bytes, path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes inside a gzip archive; any other bytes as they are.

    Raises
    ------
    TranscriptRefused
        A damaged archive, one of several files, or one that holds more than ``max_bytes``.
    """
    if not is_gzip(data):
        return data
    inside = bytearray()
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                inside += chunk
                if len(inside) > max_bytes:
                    raise TranscriptRefused(
                        f"{path}: a gzip archive of more than {max_bytes / 1e9:g} GB, not read", mend="split the file"
                    )
    except (OSError, EOFError, zlib.error) as error:
        raise TranscriptRefused(f"{path}: damaged gzip: {error}", mend="fetch the file again") from error
    if inside[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        raise TranscriptRefused(f"{path}: a tar archive of several files", mend="unpack it and give the folder")
    return bytes(inside)

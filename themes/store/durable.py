"""Files that survive a power cut, and what to tell a person when one cannot be written.

In: paths and text.  Out: files that are whole or as they were.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from themes.errors import StudyError

_DISK_FULL_TEXTS = ("No space left", "Disk quota exceeded")
_FORBIDDEN_TEXTS = ("Read-only file system", "Permission denied", "Operation not permitted")


def replace_durably(written: Path, final: Path) -> None:
    """Give a finished file its final name in the same folder; it has the old content or the new, never half."""
    _fsync(written, os.O_RDWR)  # Windows syncs only what may be written
    os.replace(written, final)
    if os.name != "nt":  # Windows opens no folder, and its file system keeps names in a journal of its own
        _fsync(final.parent, os.O_RDONLY)


def write_text_durably(path: Path, text: str) -> None:
    """Replace a small text file; a reader finds the old text or the new."""
    temporary = path.with_name(path.name + ".partial")
    temporary.write_text(text, encoding="utf-8")
    replace_durably(temporary, path)


def cannot_write(path: Path, error: BaseException) -> StudyError:
    """Say in one line why a file of a study could not be written; chain it to ``error``."""
    number = error.errno if isinstance(error, OSError) else None
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    if number in (errno.ENOSPC, errno.EDQUOT) or any(text in reason for text in _DISK_FULL_TEXTS):
        return StudyError(f"{path}: the disk is full; the study is as it was", mend="free some space and refresh again")
    if number in (errno.EROFS, errno.EACCES, errno.EPERM) or any(text in reason for text in _FORBIDDEN_TEXTS):
        return StudyError(
            f"{path}: may not be written; the study is as it was",
            mend="make the folder writable, or work on a copy of it",
        )
    return StudyError(f"{path}: cannot be written ({reason}); the study is as it was", mend="mend that and try again")


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""One writer a study: ``refresh.lock``.

In: a study folder.  Out: a context in which this process alone may write.  The kernel's lock on a file beside it (by
filelock) says who may; it ends with its process, however that ends.  ``refresh.lock`` names the holder, so that a
person can be shown who it is, and another machine that shares the folder is never overruled: not every file system
carries the kernel's lock from one to the other.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from themes.errors import StudyError
from themes.store.durable import cannot_write, write_text_durably

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock."""

    pid: int
    host: str
    started_at: str

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.started_at}"


@contextlib.contextmanager
def refresh_lock(folder: Path) -> Iterator[None]:
    """Hold a study's ``refresh.lock``; released on leaving, whatever happened.

    Parameters
    ----------
    folder : Path
        A study.

    Raises
    ------
    StudyError
        If the folder is missing or not writable, or another process holds the lock (named).  A lock whose process is
        gone is taken over, with a warning in the log.
    """
    if not folder.is_dir():
        raise StudyError(f"{folder}: no such study", mend=f"make it: themes init {folder}")
    path = folder / "refresh.lock"
    with _alone(path):
        try:
            _check_gone(path)
            me = Holder(os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))
            write_text_durably(path, json.dumps(asdict(me)))
        except OSError as error:
            raise cannot_write(path, error) from error
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the kernel's lock on a file beside ``path``."""
    guard = path.with_name(f"{path.name}.guard")
    lock = FileLock(guard, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        holder = _holder(path)
        by = f"held by {holder}" if isinstance(holder, Holder) else "held by another process"
        raise StudyError(f"{path}: {by}", mend="wait until that refresh is done, or stop it") from error
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # Windows removes no open file: an empty one stays, and locks nobody out
            guard.unlink()
        lock.release()


def _check_gone(path: Path) -> None:
    """Raise StudyError if the lock was written on another machine, or is no lock; nobody on this one holds it."""
    holder = _holder(path)
    if isinstance(holder, str):
        # A process killed while writing its name leaves a beginning of ours; anything else is not ours to take.
        if holder.startswith("{") and not holder.rstrip().endswith("}"):
            logger.warning("%s: taken over from a process that died while taking it", path)
        elif holder:
            raise StudyError(
                f"{path}: not a lock of callthemes ({holder[:40]!r})", mend="if no refresh is running, delete the file"
            )
    elif holder.host != socket.gethostname():
        raise StudyError(
            f"{path}: held by {holder}", mend="wait for it; if that process is gone for sure, delete the file"
        )
    else:
        logger.warning("%s: taken over from %s, which is gone", path, holder)


def _holder(path: Path) -> Holder | str:
    """Who wrote a lock; its text where that names nobody, empty where there is no lock."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    try:
        named = json.loads(text)
        return Holder(named["pid"], named["host"], named["started_at"])
    except (KeyError, TypeError, ValueError):
        return text

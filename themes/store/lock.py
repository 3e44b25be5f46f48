"""One writer a study: ``refresh.lock``.

In: a study folder.  Out: a context in which this process alone may write.  The file names its holder, so that a
person can be told who it is; a holder that is gone is told by its process id together with that process's start time,
since ids are used again.  The file is only ever written under the kernel's lock on it, so two processes cannot both
take over the same stale one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from themes.errors import StudyError
from themes.store.durable import cannot_write

logger = logging.getLogger(__name__)

_ATTEMPTS = 20  # a lock released while it is looked at is tried again; more than a few in a row do not happen


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock; ``process_start`` in clock ticks since boot, where the system tells."""

    pid: int
    host: str
    started_at: str
    process_start: int | None

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
    me = Holder(
        os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"), _process_start(os.getpid())
    )
    try:
        _acquire(path, me)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        yield
    finally:
        _release(path, me)


def _acquire(path: Path, me: Holder) -> None:
    for _ in range(_ATTEMPTS):
        with _opened(path) as file:
            if file is None:
                continue
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _still_named(path, file):
                continue
            text = file.read()
            if text:
                _check_gone(path, text)
            file.seek(0)
            file.truncate()
            json.dump(asdict(me), file)
            file.flush()
            os.fsync(file.fileno())
            return
    raise StudyError(f"{path}: other processes keep taking it", mend="try again")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[IO[str] | None]:
    """Create the lock file, or open the one that is there; None if it went away in between."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            yield None
            return
    with os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace") as file:
        yield file


def _still_named(path: Path, file: IO[str]) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _check_gone(path: Path, text: str) -> None:
    """Raise StudyError unless the process that wrote the lock is certainly gone."""
    try:
        holder = Holder(**json.loads(text))
    except (TypeError, ValueError) as error:
        # A process killed while writing its name leaves a beginning of ours; anything else is not ours to take.
        if text.startswith("{") and not text.rstrip().endswith("}"):
            logger.warning("%s: taken over from a process that died while taking it", path)
            return
        raise StudyError(
            f"{path}: not a lock of callthemes ({text[:40]!r})", mend="if no refresh is running, delete the file"
        ) from error
    if holder.host != socket.gethostname():
        raise StudyError(
            f"{path}: held by {holder}", mend="wait for it; if that process is gone for sure, delete the file"
        )
    if _is_alive(holder):
        raise StudyError(f"{path}: held by {holder}", mend="wait until that refresh is done, or stop it")
    logger.warning("%s: taken over from %s, which is gone", path, holder)


def _is_alive(holder: Holder) -> bool:
    start = _process_start(holder.pid)
    if start is not None and holder.process_start is not None:
        return start == holder.process_start
    if Path("/proc/self/stat").exists():
        return start is not None
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _process_start(pid: int) -> int | None:
    """Return when a living process started, in clock ticks since boot; None if it is gone or there is no /proc."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name of the program stands in parentheses and may hold spaces; state is the third field, start the 22nd.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in ("Z", "X") else int(fields[19])


def _release(path: Path, me: Holder) -> None:
    with contextlib.suppress(OSError):
        if path.read_text(encoding="utf-8") == json.dumps(asdict(me)):
            path.unlink()

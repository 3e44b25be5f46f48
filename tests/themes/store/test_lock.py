from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from themes.errors import StudyError
from themes.store import lock
from themes.store.lock import refresh_lock

HOLD = """
import sys
import time
from pathlib import Path
from themes.store.lock import refresh_lock
with refresh_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_lock_held_by_another_process_is_refused_by_its_id(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(StudyError, match=f"held by process {holder.pid} on .*, since 20.*; wait until"):
        with refresh_lock(tmp_path):
            pytest.fail("two writers")
    assert json.loads((tmp_path / "refresh.lock").read_text())["pid"] == holder.pid


def test_lock_is_free_when_its_holder_has_left(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.communicate()
    assert list(tmp_path.iterdir()) == []
    with refresh_lock(tmp_path):
        assert json.loads((tmp_path / "refresh.lock").read_text())["pid"] == os.getpid()


@pytest.mark.parametrize("reaped", [True, False])
def test_lock_of_a_killed_process_is_taken_over_with_a_warning(
    tmp_path: Path, holder: subprocess.Popen[str], caplog: pytest.LogCaptureFixture, reaped: bool
) -> None:
    holder.send_signal(signal.SIGKILL)
    if reaped:
        holder.wait()
    else:  # a zombie: killed, its parent has not asked yet
        os.waitid(os.P_PID, holder.pid, os.WEXITED | os.WNOWAIT)
    with caplog.at_level(logging.WARNING), refresh_lock(tmp_path):
        assert json.loads((tmp_path / "refresh.lock").read_text())["pid"] == os.getpid()
    assert f"taken over from process {holder.pid}" in caplog.text
    assert not (tmp_path / "refresh.lock").exists()


def test_living_process_that_got_a_dead_holders_id_does_not_hold_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "refresh.lock"
    gone = lock.Holder(os.getppid(), lock.socket.gethostname(), "2024-01-01T00:00:00+00:00")
    path.write_text(json.dumps(lock.asdict(gone)))
    with refresh_lock(tmp_path):
        assert json.loads(path.read_text())["pid"] == os.getpid()


def test_process_that_has_the_lock_and_not_yet_its_name_in_it_holds_it_all_the_same(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    (tmp_path / "refresh.lock").unlink()
    with pytest.raises(StudyError, match="refresh.lock: held by another process; wait until"):
        with refresh_lock(tmp_path):
            pytest.fail("two writers")


def test_lock_of_another_host_is_never_taken_over(tmp_path: Path) -> None:
    gone = {"pid": 2**22 + 1, "host": "elsewhere", "started_at": "2024-01-01T00:00:00+00:00"}
    (tmp_path / "refresh.lock").write_text(json.dumps(gone))
    with pytest.raises(StudyError, match="on elsewhere, .* if that process is gone for sure, delete the file"):
        with refresh_lock(tmp_path):
            pytest.fail("two writers")


@pytest.mark.parametrize("text", ["", '{"pid": 12'])
def test_lock_of_a_process_killed_while_taking_it_is_taken_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "refresh.lock").write_text(text)
    with refresh_lock(tmp_path):
        assert json.loads((tmp_path / "refresh.lock").read_text())["pid"] == os.getpid()


def test_file_that_is_no_lock_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "refresh.lock").write_text("my notes")
    with pytest.raises(StudyError, match="not a lock of callthemes"):
        with refresh_lock(tmp_path):
            pytest.fail("took a stranger's file")
    assert (tmp_path / "refresh.lock").read_text() == "my notes"


def test_lock_is_released_when_the_refresh_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        with refresh_lock(tmp_path):
            raise KeyError
    assert not (tmp_path / "refresh.lock").exists()


def test_only_one_of_many_takes_over_a_stale_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_gone = lock._check_gone

    def check_slowly(path: Path) -> None:
        check_gone(path)
        time.sleep(0.05)  # time enough for the others to see the same stale lock, were they let

    monkeypatch.setattr(lock, "_check_gone", check_slowly)
    stale = lock.Holder(2**22 + 1, lock.socket.gethostname(), "2024-01-01T00:00:00+00:00")
    (tmp_path / "refresh.lock").write_text(json.dumps(lock.asdict(stale)))

    def attempt(_: int) -> AbstractContextManager[None] | None:
        try:
            context = refresh_lock(tmp_path)
            context.__enter__()
        except StudyError:
            return None
        return context

    with ThreadPoolExecutor(16) as pool:
        held = [context for context in pool.map(attempt, range(64)) if context]
    assert len(held) == 1
    held[0].__exit__(None, None, None)
    assert not (tmp_path / "refresh.lock").exists()


def test_missing_study_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no such study"):
        with refresh_lock(tmp_path / "nowhere"):
            pytest.fail("locked nothing")


def test_folder_that_may_not_be_written_cannot_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(lock.os, "open", refuse)
    with pytest.raises(StudyError, match="refresh.lock: may not be written"):
        with refresh_lock(tmp_path):
            pytest.fail("locked what cannot be written")

"""A page as PDF: engines in their order, their failures in one line, nothing left behind, the same bytes again."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest

from reports.render import pdf
from reports.render.pdf import PdfError, css_string, find_browser, to_pdf

TITLE = '<script>"\\9}=HYPERLINK(1)'
PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Otters</title><style>"
    "@page { size: A4; @bottom-right { content: counter(page) } } p + p { break-before: page }</style></head>"
    "<body><p>Share of talk 7.4%</p><p>It rose.<script>document.body.textContent='script ran'</script></p></body></html>"
)
FINISHED = "2012-11-05T10:20:30+02:00"


@pytest.fixture
def browser() -> str:
    try:
        return find_browser()
    except PdfError:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            raise
        pytest.skip("no browser found")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is temporary."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def pages(made: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made)]


def assert_printed(made: bytes, engine: str) -> None:
    first, second = pages(made)
    assert "Share of talk 7.4%" in first
    assert "It rose." in second
    assert "script ran" not in second
    assert [TITLE in page for page in (first, second)] == [True, True]
    assert ("1" in first.split(), "2" in second.split()) == (True, True)
    assert pypdfium2.PdfDocument(made).get_metadata_dict()["CreationDate"].startswith("D:20121105082030")
    assert engine.split()[1][0].isdigit()


@pytest.mark.model
def test_browser_prints_text_title_and_page_numbers_without_a_script(browser: str, temporary: Path) -> None:
    printed = to_pdf(PAGE, TITLE, FINISHED)
    assert_printed(printed.pdf, printed.engine)
    assert list(temporary.iterdir()) == []
    assert to_pdf(PAGE, TITLE, FINISHED).pdf == printed.pdf


def test_browser_named_by_the_environment_comes_before_those_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("msedge", "chromium", "mine"):
        program(tmp_path, name, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert find_browser() == str(tmp_path / "chromium")
    (tmp_path / "chromium").unlink()
    assert find_browser() == str(tmp_path / "msedge")
    monkeypatch.setenv("CHROMIUM", "mine")
    assert find_browser() == str(tmp_path / "mine")
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")
    with pytest.raises(PdfError, match="CHROMIUM=/no/such/browser"):
        find_browser()


def test_browser_that_playwright_installed_is_taken_where_none_is_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = program(tmp_path, "chrome", "exit 0")
    monkeypatch.setattr(pdf, "BROWSERS", ())
    monkeypatch.delenv("CHROMIUM", raising=False)
    package = tmp_path / "playwright"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "sync_api.py").write_text(
        "import contextlib, types\n"
        "@contextlib.contextmanager\n"
        f"def sync_playwright(): yield types.SimpleNamespace(chromium=types.SimpleNamespace(executable_path={str(installed)!r}))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert find_browser() == str(installed)
    installed.unlink()
    with pytest.raises(PdfError, match="playwright install chromium"):
        find_browser()


def test_no_browser_is_one_line_with_three_mends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BROWSERS", ())
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PdfError) as caught:
        to_pdf(PAGE, TITLE)
    told = str(caught.value)
    assert "\n" not in told
    assert [mend in told for mend in ("install one", "CHROMIUM", "pip install 'callthemes[pdf]'")] == [True] * 3


def test_browser_that_makes_nothing_is_told_in_its_last_words(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = program(tmp_path, "broken", "echo first >&2; echo 'no usable sandbox' >&2; exit 1")
    monkeypatch.setenv("CHROMIUM", str(broken))
    with pytest.raises(PdfError, match="broken made no PDF: no usable sandbox; .*CHROMIUM"):
        to_pdf(PAGE, TITLE)
    assert list(temporary.iterdir()) == []


def test_browser_that_hangs_is_ended_with_what_it_started(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = program(tmp_path, "hanging", f"sleep 600 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("CHROMIUM", str(hanging))
    monkeypatch.setattr(pdf, "SECONDS", 1)
    with pytest.raises(PdfError, match="not done after 1 second"):
        to_pdf(PAGE, TITLE)
    assert is_ended(int((tmp_path / "child").read_text()))
    assert list(temporary.iterdir()) == []


def test_interrupt_ends_the_browser_and_leaves_nothing(tmp_path: Path) -> None:
    hanging = program(
        tmp_path,
        "hanging",
        f"sleep 600 & echo $! > {tmp_path}/child.partial; mv {tmp_path}/child.partial {tmp_path}/child; wait",
    )
    folder = tmp_path / "temporary"
    folder.mkdir()
    code = "from reports.render.pdf import to_pdf; to_pdf('<p>', 'x')"
    environment = {**os.environ, "CHROMIUM": str(hanging), "TMPDIR": str(folder)}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL)
    while not (tmp_path / "child").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.wait()
    assert is_ended(int((tmp_path / "child").read_text()))
    assert list(folder.iterdir()) == []


def is_ended(pid: int) -> bool:
    """Whether a process ends now: a kill is an order, carried out a moment later; left alone it would sleep for minutes.

    One that nobody has waited for yet counts as ended.
    """
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("text", ['"', "\\", "</style><script>", "a\nb", "‮عربي", "🦦"])
def test_title_in_a_style_ends_neither_string_nor_style(text: str) -> None:
    inside = css_string(text)[1:-1]
    assert not set(inside) & set('"<>\n\u202e')

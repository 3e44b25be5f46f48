"""A report's page as PDF, by a browser of the Chromium family.

In: a page as :mod:`reports.render.html` makes it, its title, the day its run was finished.  Out: the PDF's bytes and
the engine that made them.  Nothing is fetched, no script runs.  What prints, and how, is said in ``assets/print.css``
alone; the title in the footer is added here, since a style cannot read it from the page.  The same page gives the same
bytes on the same machine: the day of the engine's clock is replaced by the run's.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reports.render.self_contained import policy
from themes.errors import CallthemesError

#: Names under which browsers of the family are installed; CHROMIUM names another.
BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge",
)  # fmt: skip
SECONDS = 300  # 1,000 calls print in a minute on two cores
FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--disable-extensions", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-breakpad", "--no-first-run",
    "--no-default-browser-check", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip
OTHER = "name another browser in CHROMIUM; one installed as a snap needs TMPDIR to be a folder in your home"
NO_SCRIPT = f'<meta http-equiv="Content-Security-Policy" content="{policy(())}">'
DATES = re.compile(rb"(?<=Date \(D:)\d{14}[+-]\d\d'\d\d'(?=\))")


class PdfError(CallthemesError):
    """No program that makes a PDF was found, or the one found made none."""


@dataclass(frozen=True)
class Printed:
    """A PDF and the program that made it, as a person knows it (``Chromium 156``)."""

    pdf: bytes
    engine: str


def to_pdf(html: str, title: str, finished_at: str | None = None) -> Printed:
    """Print a page.

    Parameters
    ----------
    html : str
        A whole document.
    title : str
        Stands in the footer of every page, beside the page's number; any text.
    finished_at : str, optional
        ISO day and time, the PDF's day of creation; without it that of the engine's clock stays.

    Raises
    ------
    PdfError
        No browser is there, the one that CHROMIUM names is not, or the one found failed.
    """
    paper = f"<style>@page {{ size: A4; @bottom-left {{ content: {css_string(title)} }} }}</style>"
    page = html.replace("<head>", f"<head>{NO_SCRIPT}{paper}", 1)
    made = datetime.fromisoformat(finished_at).astimezone(UTC) if finished_at else None
    return _by_browser(find_browser(), page, made)


def find_browser() -> str:
    """The program that CHROMIUM names, else the first of the family on PATH, else the one that playwright installed.

    Raises
    ------
    PdfError
        CHROMIUM names no program, or no program was found.
    """
    named = os.environ.get("CHROMIUM")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None) or _of_playwright()
    if named and not found:
        raise PdfError(f"CHROMIUM={named}: no such program", mend="give the path of Chromium, Chrome or Edge")
    if not found:
        raise PdfError(
            "a PDF needs Chromium, Chrome or Edge, and none was found",
            mend="install one, name it in CHROMIUM, or: pip install 'callthemes[pdf]' && playwright install chromium",
        )
    return found


def _of_playwright() -> str | None:
    """The browser that ``playwright install chromium`` puts into a person's own folder, which needs no rights."""
    if not importlib.util.find_spec("playwright"):
        return None
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    path = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False).stdout.strip()
    return shutil.which(path) if path else None


def css_string(text: str) -> str:
    r"""Any text as a string of CSS that ends neither itself nor the style around it.

    >>> print(css_string('Q3 "</style>'))
    "Q3 \22 \3c \2f style\3e "
    """
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'


def _by_browser(browser: str, page: str, made: datetime | None) -> Printed:
    with tempfile.TemporaryDirectory(prefix="report-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8", newline="\n")
        command = [browser, *FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # the sandbox refuses to start for root
        told = _run(command)
        pdf = target.read_bytes() if target.exists() else b""
    if not pdf.startswith(b"%PDF"):
        raise PdfError(f"{browser} made no PDF: {told}", mend=OTHER)
    if made:
        pdf = DATES.sub(made.strftime("%Y%m%d%H%M%S+00'00'").encode(), pdf)  # of one length, so that offsets stay
    return Printed(pdf, _name(pdf))


def _run(command: list[str]) -> str:
    """Run a browser to its end and give the last line it wrote; whatever happens, none of its processes stays."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )  # fmt: skip
    try:
        _, told = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise PdfError(f"{command[0]} was not done after {SECONDS} seconds", mend=OTHER) from error
    finally:
        _end(process)
    lines = [line for line in told.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"it ended with code {process.returncode} and no word"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program, which gets two seconds to clear away what it keeps, and the processes it started."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)
    process.kill()
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _name(pdf: bytes) -> str:
    """The engine's name and version: browsers of the family write both into what they print."""
    found = re.search(rb"/Producer \(Skia/PDF m(\d+)\)", pdf)
    return f"Chromium {found[1].decode()}" if found else "Chromium"

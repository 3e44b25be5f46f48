"""The built wheel, installed into an empty environment outside the repository, is whole."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python of a new environment with the wheel; dependencies are lent by path, so that no registry is asked.

    A .pth file adds the folder of the dependencies without reading the .pth files inside it, so the editable install
    of the repository is not seen.
    """
    built, home = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("elsewhere")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(REPOSITORY)]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    venv.create(home / "env", with_pip=False)
    python = home / "env" / "bin" / "python"
    where = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
    (wheel,) = built.glob("*.whl")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(python: Path, *arguments: str, cwd: Path) -> str:
    done = subprocess.run([str(python), *arguments], cwd=cwd, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_imported_packages_are_ours_in_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import embeddings.cached, reports.render.html, themes.cli.app as c; print(embeddings.__file__, reports.__file__, c.__file__)"
    files = run(installed, "-c", code, cwd=tmp_path).split()
    assert all(str(installed.parent.parent) in file for file in files), files


def test_fiscal_year_ends_are_in_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    code = "from themes.transcripts.fiscal import year_end_month; print(year_end_month('Cisco Systems, Inc.', None))"
    assert run(installed, "-c", code, cwd=tmp_path) == "7\n"


def test_updates_of_the_sentence_model_are_in_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    code = "from embeddings.weights import UPDATES, packaged_update; print(*map(packaged_update, UPDATES))"
    files = run(installed, "-c", code, cwd=tmp_path).split()
    assert files
    assert all(str(installed.parent.parent) in file for file in files), files


def test_demo_makes_a_report_in_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    printed = run(installed.parent / "themes", "demo", "--out", "demo", cwd=tmp_path)
    report = tmp_path / printed.strip()
    assert report.stat().st_size > 100_000
    assert "fiction" in report.read_text(encoding="utf-8").lower()

"""``themes report``: forms, one-pagers, and an old run's report that stays as it was, logo and all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from themes.cli.app import app
from themes.errors import SettingsError
from themes.pipeline.refresh import refresh
from themes.store.runs import current_run, read_tables, run_path, write_run
from themes.study.status import study_status
from themes.study.study import Study

pytestmark = pytest.mark.slow

MakeStudy = Callable[..., Path]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="{}"/></svg>'


def report(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["report", *(str(a) for a in arguments)])


@pytest.fixture
def study(stored: Path, tmp_path: Path) -> Path:
    """A copy of the stored study and its calls."""
    shutil.copytree(stored.parent, tmp_path / "copy")
    return tmp_path / "copy" / "study"


def first_theme(study: Path) -> str:
    themes = Study.open(study).themes
    return str(themes.loc[themes["status"] != "retired", "theme_id"].iloc[0])


def test_page_is_written_beside_the_study_and_its_path_printed(study: Path) -> None:
    done = report(study)
    assert (done.exit_code, done.stdout) == (0, f"{study / 'report.html'}\n")
    assert (study / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_markdown_goes_to_standard_output_unless_a_file_is_named(study: Path) -> None:
    printed = report(study, "--format", "markdown").stdout
    assert printed.startswith("# ")
    done = report(study, "--format", "markdown", "--out", study / "note.md")
    assert (done.stdout, (study / "note.md").read_text(encoding="utf-8")) == (f"{study / 'note.md'}\n", printed)


def test_json_is_that_of_the_theme_and_company_asked_for(study: Path) -> None:
    theme = first_theme(study)
    found = json.loads(report(study, "--format", "json", "--theme", theme, "--company", "ottr").stdout)
    assert found["about"] == f"theme:{theme} company:ottr"
    assert [t["theme_id"] for t in found["themes"]] == [theme]
    assert {call["company_id"] for call in found["calls"]} == {"ottr"}


def test_brief_is_written_alone_beside_the_study(study: Path) -> None:
    done = report(study, "--format", "brief")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, str(study / "brief.html"))
    page = (study / "brief.html").read_text(encoding="utf-8")
    assert ("<script" in page, "<a " in page, 'id="stands-out"' in page) == (False, False, True)


def test_report_tells_what_changed_since_the_run_before_where_that_is_kept(study: Path) -> None:
    def news() -> dict[str, object]:
        return dict(json.loads(report(study, "--format", "json").stdout)["news"])

    first = news()
    assert str(first["heading"]).startswith("This quarter")
    tables = read_tables(study)
    last = tables["calls"]["call_id"].iloc[-1]
    fewer = {
        name: table[table["call_id"] != last] if name in ("calls", "turns", "chunks", "prevalence") else table
        for name, table in tables.items()
    }
    fewer["chunk_themes"] = tables["chunk_themes"][tables["chunk_themes"]["chunk_id"].isin(fewer["chunks"]["chunk_id"])]
    write_run(study, fewer)
    assert news()["lines"] == ["1 call no longer in the study."]
    write_run(study, tables)
    second = news()
    assert str(second["heading"]).startswith("What changed since")
    assert str(second["lines"]).startswith("['1 new call: ")
    run_path(study, 1).unlink()
    run_path(study, 2).unlink()
    assert news() == first


@pytest.mark.parametrize("form", ["pptx", "xlsx"])
def test_slides_and_workbook_are_written_beside_the_study_byte_for_byte_again(study: Path, form: str) -> None:
    done = report(study, "--format", form)
    assert (done.exit_code, done.stdout) == (0, f"{study / f'report.{form}'}\n")
    made = (study / f"report.{form}").read_bytes()
    assert made.startswith(b"PK")
    report(study, "--format", form)
    assert (study / f"report.{form}").read_bytes() == made


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser whose PDF is the page's text."""
    browser = tmp_path / "browser"
    browser.write_text(
        "#!/bin/sh\nfor a; do case $a in --print-to-pdf=*) out=${a#*=};; file:*) page=${a#file://};; esac; done\n"
        '{ echo %PDF; cat "$page"; echo "/Producer (Skia/PDF m99)"; } > "$out"\n'
    )
    browser.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    return browser


def test_pdf_is_written_beside_the_study_by_the_browser_named(study: Path, browser: Path) -> None:
    done = report(study, "--format", "pdf")
    assert (done.exit_code, done.stdout) == (0, f"{study / 'report.pdf'}\n")
    assert "Chromium 99" in done.stderr
    made = (study / "report.pdf").read_text(encoding="utf-8")
    assert made.startswith("%PDF\n<!doctype html>")
    assert 'data-print="all"' in made


def test_brief_is_a_page_and_a_pdf_or_the_one_whose_ending_is_given(study: Path, browser: Path, tmp_path: Path) -> None:
    page, paper = study / "brief.html", study / "brief.pdf"
    assert report(study, "--format", "brief").stdout == f"{page}\n{paper}\n"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert paper.read_bytes().startswith(b"%PDF")
    for name in ("one.html", "one.PDF"):
        assert report(study, "--format", "brief", "--out", tmp_path / name).stdout == f"{tmp_path / name}\n"
    assert (tmp_path / "one.html").read_bytes() == page.read_bytes()
    assert (tmp_path / "one.PDF").read_bytes() == paper.read_bytes()
    assert sorted(path.name for path in tmp_path.glob("one*")) == ["one.PDF", "one.html"]


def test_pdf_without_a_browser_leaves_no_file_and_says_what_is_missing(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(study / "nowhere"))
    done = report(study, "--format", "pdf")
    assert done.exit_code == 1
    assert f"CHROMIUM={study / 'nowhere'}" in done.stderr.replace("\n", "")
    assert list(study.glob("report*")) == []


def test_one_pager_has_a_file_of_its_own(study: Path) -> None:
    theme = first_theme(study)
    assert report(study, "--theme", theme).stdout == f"{study / f'report-{theme}.html'}\n"
    assert report(study, "--company", "ottr").stdout == f"{study / 'report-ottr.html'}\n"
    assert not (study / "report.html").exists()


def test_page_with_transcripts_leaves_the_one_to_pass_on_as_it_is(study: Path) -> None:
    report(study)
    before = (study / "report.html").read_bytes()
    assert report(study, "--with-transcripts").stdout == f"{study / 'report-with-transcripts.html'}\n"
    assert (study / "report.html").read_bytes() == before


def test_settings_changed_since_the_run_are_told(study: Path) -> None:
    assert report(study).stderr == ""
    (study / "study.toml").write_text((study / "study.toml").read_text() + '\n[report]\ntitle = "Now"\n')
    assert report(study).stderr == f"the report is of run 1; settings were changed since: themes refresh {study}\n"
    (study / "study.toml").write_text((study / "study.toml").read_text() + 'logo = "gone.svg"\n')
    done = report(study)
    assert done.exit_code == 0
    assert done.stderr.startswith("the report is of run 1; a refresh would stop: ")


def test_map_is_of_the_whole_study(study: Path) -> None:
    report(study)
    report(study, "--company", "ottr")
    whole, one = ((study / name).read_text(encoding="utf-8") for name in ("report.html", "report-ottr.html"))
    assert ' id="passage-map"' in whole
    assert ' id="passage-map"' not in one
    assert ' id="who-led"' in one


def test_report_is_made_again_byte_for_byte_without_vectors(study: Path) -> None:
    report(study)
    first = (study / "report.html").read_bytes()
    (study / "vectors.duckdb").unlink()
    report(study)
    assert (study / "report.html").read_bytes() == first


def test_report_of_a_run_that_kept_no_places_has_no_map_and_says_so(study: Path) -> None:
    with duckdb.connect(run_path(study, 1)) as run:
        run.execute("DELETE FROM positions")
    done = report(study)
    assert done.exit_code == 0
    assert "the report has no map of passages: " in done.stderr
    assert '<section id="passage-map"' not in (study / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("option", "what"), [("--theme", "theme"), ("--company", "company")])
def test_unknown_theme_or_company_is_one_line(study: Path, option: str, what: str) -> None:
    done = report(study, option, "nonsense")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0].startswith(f"themes: no {what} 'nonsense' in this study; it has ")


def test_format_that_there_is_not_is_wrong_usage(study: Path) -> None:
    assert report(study, "--format", "papyrus").exit_code == 2


@pytest.mark.parametrize("form", ["html", "markdown", "json"])
def test_report_of_an_old_run_is_the_same_after_the_logo_is_gone(study: Path, form: str) -> None:
    settings, logo = study / "study.toml", study / "logo.svg"
    plain = settings.read_text()
    logo.write_text(SVG.format("M0 0h9"))
    section = '[report]\ntitle = "Then"\nauthor = "Desk"\nlogo = "logo.svg"\naccent = "#0b5c93"\n'
    settings.write_text(f"{plain}\n{section}")
    refresh(study, encoder=HashingEncoder())
    run = str(current_run(study))
    assert run == "2"
    first = report(study, "--run", run, "--format", form, "--out", study / "then").exit_code
    then = (study / "then").read_text(encoding="utf-8")
    logo.unlink()
    settings.write_text(f'{plain}\n[report]\ntitle = "Now"\n')
    refresh(study, encoder=HashingEncoder())
    assert first == report(study, "--run", run, "--format", form, "--out", study / "then").exit_code == 0
    assert (study / "then").read_text(encoding="utf-8") == then
    assert "Then" in then
    assert "Desk" in then
    assert ("data:image/svg+xml;base64," in then) == (form == "html")
    assert "Now" in report(study, "--format", "markdown").stdout.splitlines()[0]


def test_other_logo_under_the_same_name_is_something_to_refresh(study: Path) -> None:
    logo = study / "logo.svg"
    logo.write_text(SVG.format("M0 0h9"))
    (study / "study.toml").write_text((study / "study.toml").read_text() + '\n[report]\nlogo = "logo.svg"\n')
    refresh(study, encoder=HashingEncoder())
    assert refresh(study, encoder=HashingEncoder()).run_id is None
    before = study_status(study).would_do
    logo.write_text(SVG.format("M0 0v9"))
    assert study_status(study).would_do != before
    assert refresh(study, encoder=HashingEncoder()).run_id == 3


def test_hostile_logo_stops_the_refresh_and_leaves_the_study(study: Path) -> None:
    (study / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    (study / "study.toml").write_text((study / "study.toml").read_text() + '\n[report]\nlogo = "logo.svg"\n')
    with pytest.raises(SettingsError, match="element <script> could act or fetch"):
        refresh(study, encoder=HashingEncoder())
    assert current_run(study) == 1

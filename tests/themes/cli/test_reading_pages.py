"""``themes parse --format html``: a page for a file, an index for several; nothing of others' is written over."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from typer.testing import CliRunner

from themes.cli.app import app
from themes.errors import TranscriptRefused
from themes.transcripts.reading import read_sources

Corpus = dict[str, str]
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256))


def parse(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["parse", *map(str, arguments), "--format", "html"])


@pytest.fixture
def calls(tmp_path: Path, corpus: Corpus) -> Iterator[Path]:
    """A folder of calls; the working folder is the one above it."""
    folder = tmp_path / "calls"
    folder.mkdir()
    for name, text in corpus.items():
        (folder / name).write_text(text)
    with contextlib.chdir(tmp_path):
        yield folder


def test_page_of_a_file_stands_in_the_working_folder(calls: Path, corpus: Corpus) -> None:
    result = parse("calls/vesta.txt")
    assert (result.exit_code, result.stdout) == (0, "vesta.txt.parsed.html\n")
    page = HTMLParser(Path("vesta.txt.parsed.html").read_text(encoding="utf-8"))
    assert len(page.css(".row[id]")) == corpus["vesta.txt"].count("\n") + 1
    assert len(page.css(".row.begins")) == 5
    assert result.stderr.splitlines()[-1].startswith("1 call read")


def test_page_goes_where_it_is_sent_and_over_an_older_one(calls: Path) -> None:
    for _ in range(2):
        assert parse("calls/vesta.txt", "--out", "look.html").stdout == "look.html\n"
    assert [path.name for path in Path().iterdir() if path.is_file()] == ["look.html"]


def test_page_goes_into_a_folder_that_is_there(calls: Path) -> None:
    Path("pages").mkdir()
    assert parse("calls/vesta.txt", "--out", "pages").stdout == "pages/vesta.txt.parsed.html\n"


def test_folder_gives_a_page_a_call_and_an_index_that_leads_to_them(calls: Path) -> None:
    (calls / "photo.txt").write_bytes(JPEG)
    (calls / "sub").mkdir()
    (calls / "sub" / "Vesta.txt").write_text((calls / "vesta.txt").read_text())
    result = parse("calls")
    assert (result.exit_code, result.stdout) == (1, "parsed/index.html\n")
    index = HTMLParser(Path("parsed/index.html").read_text(encoding="utf-8"))
    pages = sorted(link.attributes["href"] or "" for link in index.css(".readings a"))
    assert len({name.casefold() for name in pages}) == len(pages) == 4  # vesta.txt and sub/Vesta.txt as well
    assert {path.name for path in Path("parsed").iterdir()} == {*pages, "index.html"}
    assert "a JPEG picture" in index.css_first(".refused").text()


def test_table_of_several_calls_is_a_folder_of_pages(calls: Path) -> None:
    rows = [f"{quarter},Mara Quist,CFO,Boats sold well in {quarter} as before." for quarter in ("2012Q3", "2012Q4")]
    Path("boats.csv").write_text("\n".join(["fiscal_quarter,speaker,title,text", *rows]) + "\n")
    assert parse("boats.csv").stdout == "parsed/index.html\n"
    assert {path.name for path in Path("parsed").iterdir()} == {
        "boats.csv-1.parsed.html", "boats.csv-2.parsed.html", "index.html",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("calls/vesta.txt", "--out", "mine.html"), "mine.html: is there already, and no page of themes parse"),
        (("calls/vesta.txt", "--out", "calls/vesta.txt"), "calls/vesta.txt: no name for a page; name one: --out calls/vesta.html"),
        (("calls", "--out", "pages.html"), "pages.html: several calls need a folder"),
        (("calls", "--out", "mine.txt"), "mine.txt: several calls need a folder"),
    ],
)  # fmt: skip
def test_place_that_does_not_fit_is_refused_and_left_alone(calls: Path, arguments: tuple[str, ...], told: str) -> None:
    for name in ("mine.html", "mine.txt"):
        Path(name).write_text("mine")
    before = (calls / "vesta.txt").read_text()
    result = parse(*arguments)
    assert result.exit_code == 1
    assert told in result.stderr
    assert {Path(name).read_text() for name in ("mine.html", "mine.txt")} == {"mine"}
    assert (calls / "vesta.txt").read_text() == before


def test_file_that_is_refused_gives_no_page(calls: Path) -> None:
    (calls / "photo.txt").write_bytes(JPEG)
    result = parse("calls/photo.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert [path.name for path in Path().iterdir()] == ["calls"]


def test_pages_are_no_transcripts(calls: Path) -> None:
    parse("calls")
    page = "parsed/vesta.txt.parsed.html"
    assert f"{page}: a page that themes parse wrote" in parse(page).stderr
    with pytest.raises(TranscriptRefused, match="a page that themes parse wrote"):
        read_sources(Path("parsed/index.html"))


def test_pages_in_a_folder_are_passed_over(calls: Path) -> None:
    parse(".")
    result = parse(".")
    assert (result.exit_code, result.stdout) == (0, "parsed/index.html\n")
    assert "4 pages of themes parse passed over" in result.stderr
    assert len(HTMLParser(Path("parsed/index.html").read_text(encoding="utf-8")).css(".readings tbody tr")) == 3


def test_out_has_no_meaning_for_other_formats(calls: Path) -> None:
    assert CliRunner().invoke(app, ["parse", "calls", "--out", "x"]).exit_code == 2


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", '[{"speaker": "Mara Quist", "text": "Boats sold well this year."}]', "structured (made from JSON"),
        ("a.csv", "speaker,title,text\nMara Quist,CFO,Boats sold well this year.\n", "structured (made from a table (CSV)"),
        ("a.txt", "callthemes transcript\n\n== | executive | Mara Quist\nBoats sold well.\n", "structured (the mark 'callthemes transcript'"),
    ],
)  # fmt: skip
def test_description_says_from_which_form_the_text_was_made(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text)
    assert told in CliRunner().invoke(app, ["parse", str(tmp_path / name)]).stdout

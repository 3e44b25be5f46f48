"""Labelled paragraphs: what is read, what is refused, where the words lie."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from themes.errors import SettingsError
from themes.paragraph_labels import Paragraph, cover, load_paragraphs

ROW = {"id": "p1", "source": "calls/a.txt", "text": "Boats sold well.", "themes": ["boats"], "primary": "boats"}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_paragraphs_are_read_with_their_exchange_and_what_was_looked_for(tmp_path: Path) -> None:
    one, two = load_paragraphs(
        write(tmp_path / "l.jsonl", ROW | {"exchange": 3, "codebook": "b"}, ROW | {"id": "p2", "scored_themes": ["a"]})
    )
    assert (one.source, one.group, one.codebook, one.scored) == ("a.txt", "calls/a.txt 3", "b", None)
    assert (two.group, two.scored) == ("calls/a.txt p2", frozenset({"a"}))


@pytest.mark.parametrize("bad", [{"id": "p"}, [], 3, ROW | {"themes": "boats"}, ROW | {"text": 4}])
def test_line_that_is_no_paragraph_is_told_by_its_number(tmp_path: Path, bad: object) -> None:
    with pytest.raises(SettingsError, match=r"l\.jsonl:2: .*each line is an object with id, source, text"):
        load_paragraphs(write(tmp_path / "l.jsonl", ROW, bad))


def test_empty_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no labelled paragraph"):
        load_paragraphs(write(tmp_path / "l.jsonl"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_paragraphs(tmp_path / "none.jsonl")


def paragraph(text: str) -> Paragraph:
    return Paragraph("p", "a.txt", text, frozenset(), "", "g", "", None)


def test_words_lie_in_the_passages_that_hold_three_of_them_in_a_row() -> None:
    passages = [("x/a.txt", "one", "Boats sold well this year."), ("x/a.txt", "two", "Cork was dear, and scarce."),
                ("x/b.txt", "three", "Boats sold well this year, and cork was dear.")]  # fmt: skip
    places = cover([paragraph("boats sold well this year: CORK was dear")], passages)
    # rows: boats sold well, sold well this, well this year → one; this year cork, year cork was → none; cork was dear → two
    assert places == {"p": Counter({"one": 3, None: 2, "two": 1})}


def test_words_of_two_passages_go_to_the_one_that_holds_more() -> None:
    passages = [("a.txt", "one", "we said so"), ("a.txt", "two", "we said so before lunch")]
    assert cover([paragraph("we said so before")], passages) == {"p": Counter({"two": 2})}

"""Labelled paragraphs: what is read, what is refused, where the words lie."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest

from themes.errors import SettingsError
from themes.evaluation.gold_labels import Paragraph, cover, load_paragraphs, not_scored, scored_themes

ROW = {"id": "p1", "source": "calls/a.txt", "text": "Boats sold well.", "themes": ["boats"], "primary": "boats"}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_paragraphs_are_read_with_their_exchange_and_what_was_looked_for(tmp_path: Path) -> None:
    path = write(
        tmp_path / "l.jsonl", ROW | {"exchange": 3, "codebook": "b"}, ROW | {"id": "p2", "scored_themes": ["a"]},
        ROW | {"id": "p3", "scored_themes": "all"},
    )  # fmt: skip
    one, two, three = load_paragraphs([path])
    assert (one.source, one.group, one.scope, one.scored) == ("a.txt", "a.txt 3", f"{path} b", None)
    assert (two.group, two.scored) == ("a.txt", frozenset({"a"}))  # no exchange: the call is what was said together
    assert three.scored == "all"


def test_line_break_inside_a_text_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    text = json.dumps(ROW | {"text": "Boats\u2028sold well."}, ensure_ascii=False)
    (tmp_path / "l.jsonl").write_text(f"\ufeff{text}\n\n", encoding="utf-8")
    assert [p.text for p in load_paragraphs([tmp_path / "l.jsonl"])] == ["Boats\u2028sold well."]


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ({"id": "p"}, "source is missing"),
        ([], "not an object"),
        (3, "not an object"),
        (ROW | {"themes": "boats"}, "themes is no list of texts"),
        (ROW | {"themes": [1]}, "themes is no list of texts"),
        (ROW | {"themes": None}, "themes is missing"),
        (ROW | {"text": 4}, "text is no text"),
        (ROW | {"text": " "}, "text is no text"),
        (ROW | {"scored_themes": "boats"}, 'scored_themes is no list of texts; scored_themes is a list .* or "all"'),
        (ROW | {"exchange": [1]}, "exchange is neither a number nor a text"),
        (ROW, r"id 'p1' occurs in .*l\.jsonl:1; give each line its own id"),
    ],
)
def test_line_that_is_no_paragraph_is_told_by_its_number(tmp_path: Path, bad: object, what: str) -> None:
    with pytest.raises(SettingsError, match=rf"l\.jsonl:2: {what}"):
        load_paragraphs([write(tmp_path / "l.jsonl", ROW, bad)])


def test_line_that_is_no_json_is_told_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "l.jsonl").write_text("{\n")
    with pytest.raises(SettingsError, match=r"l\.jsonl:1: not JSON .*each line is an object with id, source, text"):
        load_paragraphs([tmp_path / "l.jsonl"])


def test_empty_and_missing_files_are_refused(tmp_path: Path) -> None:
    good = write(tmp_path / "good.jsonl", ROW)
    with pytest.raises(SettingsError, match=r"l\.jsonl: no labelled paragraph"):
        load_paragraphs([good, write(tmp_path / "l.jsonl")])
    with pytest.raises(SettingsError, match="cannot be read"):
        load_paragraphs([tmp_path / "none.jsonl"])


def labelled(themes: str, scope: str, scored: frozenset[str] | Literal["all"] | None = None) -> Paragraph:
    return Paragraph("p", "a.txt", "", frozenset(themes.split()), "", "g", scope, scored)


def test_themes_are_scored_where_their_labels_occur_or_the_file_says_so() -> None:
    people = [labelled("sdn other", "one"), labelled("", "one"), labelled("lte", "two"),
              labelled("lte", "two", frozenset({"5g", "boats"})), labelled("", "two", "all")]  # fmt: skip
    found = scored_themes(people, ["sdn", "lte", "5g"])
    assert found == [{"sdn"}, {"sdn"}, {"lte"}, {"5g"}, {"sdn", "lte", "5g"}]


def test_themes_that_are_not_scored_are_told_with_the_reason() -> None:
    people = [labelled("sdn other", "one"), labelled("5g", "two", frozenset({"sdn"}))]
    assert not_scored(people, ["sdn", "lte", "5g"]) == {
        "other": "not tracked in this study",
        "lte": "in no label: was it looked for?",
        "5g": "scored_themes leaves it out",
    }


def paragraph(text: str) -> Paragraph:
    return Paragraph("p", "a.txt", text, frozenset(), "", "g")


def test_words_lie_in_the_passages_that_hold_three_of_them_in_a_row() -> None:
    passages = [("x/a.txt", "one", "Boats sold well this year."), ("x/a.txt", "two", "Cork was dear, and scarce."),
                ("x/b.txt", "three", "Boats sold well this year, and cork was dear.")]  # fmt: skip
    places = cover([paragraph("boats sold well this year: CORK was dear")], passages)
    # rows: boats sold well, sold well this, well this year → one; this year cork, year cork was → none; cork was dear → two
    assert places == {"p": Counter({"one": 3, None: 2, "two": 1})}


def test_words_of_two_passages_go_to_the_one_that_holds_more() -> None:
    passages = [("a.txt", "one", "we said so"), ("a.txt", "two", "we said so before lunch")]
    assert cover([paragraph("we said so before")], passages) == {"p": Counter({"two": 2})}

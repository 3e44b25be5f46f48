"""Answers are kept at once and found again; a file that people wrote is checked line by line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from themes.errors import SettingsError
from themes.llm.answers import Answers
from themes.llm.questions import Question, Reply, UnusableReply


class Colour(Reply):
    colour: str


ASKED = Question("passage", "barge in p1", "Say its colour.", {"passage": "A red barge."}, "{}", Colour, 50)
OTHER = replace(ASKED, material={"passage": "A green barge."})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "llm.jsonl"


def test_answer_is_found_again_by_model_instructions_and_material(path: Path) -> None:
    Answers(path).add(ASKED, "small", {"colour": "röd"})
    kept = Answers(path)
    found = kept.find(ASKED, "small")
    assert found is not None
    assert found.reply == {"colour": "röd"}
    assert kept.find(ASKED, "large") is None
    assert kept.find(OTHER, "small") is None
    assert kept.find(replace(ASKED, task="Say its length."), "small") is None


def test_answer_to_a_question_asked_once_stands_when_its_material_changes(path: Path) -> None:
    answers = Answers(path)
    answers.add(replace(ASKED, once=True), "small", {"colour": "red"})
    again = answers.find(replace(OTHER, once=True), "small")
    assert again is not None
    assert again.reply == {"colour": "red"}
    assert answers.find(replace(OTHER, once=True), "large") is None
    assert answers.find(replace(OTHER, once=True, about="barge in p2"), "small") is None


def test_record_of_a_question_with_a_reply_is_a_line_of_the_file(path: Path) -> None:
    record = ASKED.as_record("small") | {"reply": {"colour": "red"}}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    found = Answers(path).find(ASKED, "small")
    assert found is not None
    assert found.reply == {"colour": "red"}


def test_later_line_of_one_key_holds(path: Path) -> None:
    answers = Answers(path)
    answers.add(ASKED, "small", {"colour": "red"})
    answers.add(ASKED, "small", {"colour": "blue"})
    found = Answers(path).find(ASKED, "small")
    assert found is not None
    assert found.reply == {"colour": "blue"}
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_line_that_was_cut_off_is_no_answer_and_the_next_one_takes_its_place(path: Path) -> None:
    answers = Answers(path)
    answers.add(ASKED, "small", {"colour": "red"})
    answers.add(OTHER, "small", {"colour": "green"})
    path.write_bytes(path.read_bytes()[:-9])
    again = Answers(path)
    assert (len(again), again.find(OTHER, "small")) == (1, None)
    again.add(OTHER, "small", {"colour": "green"})
    assert len(Answers(path)) == 2


def test_digest_tells_answers_apart_whatever_their_order(path: Path, tmp_path: Path) -> None:
    one, other = Answers(path), Answers(tmp_path / "other.jsonl")
    one.add(ASKED, "small", {"colour": "red"})
    one.add(OTHER, "small", {"colour": "green"})
    before = one.digest("small")
    other.add(OTHER, "small", {"colour": "green"})
    other.add(ASKED, "small", {"colour": "red"})
    assert other.digest("small") == before
    one.add(OTHER, "large", {"colour": "blue"})
    assert one.digest("small") == before
    one.add(OTHER, "small", {"colour": "blue"})
    assert one.digest("small") != before


def test_answer_in_memory_is_the_one_on_disk_also_where_it_is_no_text(path: Path) -> None:
    answers = Answers(path)
    answers.add(ASKED, "small", {"colour": "red \ud800"})
    found, kept = answers.find(ASKED, "small"), Answers(path).find(ASKED, "small")
    assert found is not None
    assert kept is not None
    assert found.reply == kept.reply


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "not JSON"),
        ("3", "no answer but int"),
        ('{"model": "small", "about": "x", "reply": {}}', "no text under key"),
        ('{"key": "k", "model": "small", "about": "x"}', "neither an object under reply nor a text under fault"),
        ('{"key": "k", "model": "small", "about": "x", "reply": "red"}', "neither an object"),
        ('{"key": "k", "model": "small", "about": "x", "fault": ""}', "neither an object"),
    ],
)
def test_line_that_is_no_answer_is_an_error_with_its_number(path: Path, line: str, fault: str) -> None:
    good = '{"key": "k", "model": "small", "about": "x", "fault": "not JSON"}'
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"llm.jsonl:2: {fault}.*; mend the line, or take it out") as caught:
        Answers(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ['{"colour": "red"}', 'Sure!\n```json\n{"colour": "red"}\n```', ' {"colour":"red"} '])
def test_reply_is_what_stands_between_the_braces(text: str) -> None:
    assert ASKED.understood(text) == Colour(colour="red")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("red", "not JSON"),
        ('{"colour": "red', "not JSON"),
        ('{"color": "red"}', "colour: Field required"),
        ('{"colour": 7}', "colour: Input should be a valid string"),
        ('{"colour": "red", "rename": "everything"}', "rename: Extra inputs are not permitted"),
        ('{"a":' * 50_000, "not JSON"),
        ("{" + '"a":{' * 50_000 + "}" * 50_001, "not JSON"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_reply_that_is_not_of_its_schema_is_of_no_use(text: str, fault: str) -> None:
    with pytest.raises(UnusableReply, match=fault) as caught:
        ASKED.understood(text)
    assert "\n" not in str(caught.value)


def test_line_that_somebody_adds_meanwhile_is_kept(path: Path) -> None:
    answers = Answers(path)
    Answers(path).add(ASKED, "small", {"colour": "red"})
    answers.add(OTHER, "small", {"colour": "green"})
    assert len(Answers(path)) == 2

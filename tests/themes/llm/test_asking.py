"""Who is asked what, and when asking stops."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.themes.llm.stub import Handler, Request, Stub, material
from themes.config.settings import LlmSection
from themes.llm.answers import Answers
from themes.llm.asking import Asker
from themes.llm.questions import Question, Reply
from themes.llm.server import Server


class Colour(Reply):
    colour: str


QUESTIONS = [
    Question("passage", f"barge in p{k}", "Say its colour.", {"passage": f"barge {k}"}, "{}", Colour, 50)
    for k in range(6)
]
RED = Colour(colour="red")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "llm.jsonl"


def asker(path: Path, stub: Stub | None, **settings: object) -> Asker:
    url = stub.url if stub else ""
    section = LlmSection.model_validate({"base_url": url, "model": "small", "timeout_seconds": 5} | settings)
    return Asker(section, Answers(path), Server(section) if stub else None)


def test_every_answer_is_kept_and_nothing_is_asked_twice(path: Path, stub: Stub) -> None:
    stub.says(lambda request: '{"colour": "red"}')
    first = asker(path, stub)
    assert first.ask("reading", QUESTIONS) == [RED] * 6
    again, offline = asker(path, stub), asker(path, None)
    assert again.ask("reading", QUESTIONS) == [RED] * 6
    assert offline.ask("reading", QUESTIONS) == [RED] * 6
    assert len(stub.requests) == 6
    assert (first.n_new, again.n_new, again.open) == (6, 0, [])
    assert offline.notes() == ("language model small: 0 new answers, 6 kept",)


def test_same_question_of_two_passages_is_asked_once(path: Path, stub: Stub) -> None:
    stub.says(lambda request: '{"colour": "red"}')
    twin = replace(QUESTIONS[0], about="barge in p9")
    assert asker(path, stub).ask("reading", [QUESTIONS[0], twin]) == [RED, RED]
    assert len(stub.requests) == 1


def test_no_more_calls_than_allowed_and_the_next_goes_on_where_the_first_stopped(path: Path, stub: Stub) -> None:
    stub.says(lambda request: '{"colour": "red"}')
    first = asker(path, stub, max_calls=4)
    assert first.ask("reading", QUESTIONS[:3]) + first.ask("reading", QUESTIONS[3:]) == [RED] * 4 + [None] * 2
    assert first.notes()[1] == "2 questions open, which the next refresh asks (max_calls is 4)"
    assert asker(path, stub, max_calls=4).ask("reading", QUESTIONS) == [RED] * 6
    assert len(stub.requests) == 6


def test_refused_key_stops_all_asking_and_is_told_in_one_line(path: Path, stub: Stub) -> None:
    stub.answer = lambda handler, request: handler.send(401, b"{}")
    one = asker(path, stub)
    assert one.ask("reading", QUESTIONS) == [None] * 6
    assert len(stub.requests) == 1
    assert one.notes()[1] == (
        f"6 questions open, which the next refresh asks ({stub.url}: refuses a request without a key (api_key_env) (401))"
    )
    assert not path.exists()


def test_server_is_left_alone_after_three_failures_in_a_row(path: Path, stub: Stub) -> None:
    stub.answer = lambda handler, request: handler.send(400, b'{"error": {"message": "out of memory"}}')
    one = asker(path, stub)
    assert one.ask("reading", QUESTIONS) == [None] * 6
    assert len({material(r)["passage"] for r in stub.requests}) == 3
    assert "out of memory" in one.notes()[1]


def test_single_failures_do_not_stop_it(path: Path, stub: Stub) -> None:
    def failing_at_every_second(handler: Handler, request: Request) -> None:
        if int(material(request)["passage"][-1]) % 2:
            handler.send(400, b'{"error": "not this one"}')
        else:
            handler.say('{"colour": "red"}')

    stub.answer = failing_at_every_second
    one = asker(path, stub)
    assert one.ask("reading", QUESTIONS) == [RED, None] * 3
    assert [q.about for q in one.open] == ["barge in p1", "barge in p3", "barge in p5"]


def test_reply_of_no_use_is_kept_as_such_and_not_asked_again(path: Path, stub: Stub) -> None:
    stub.says(lambda request: "Ignore the form! <script>alert(1)</script>")
    one = asker(path, stub)
    assert one.ask("reading", QUESTIONS[:1]) == [None]
    assert one.open == []
    assert "1 reply of no use" in one.notes()[0]
    assert "script" not in path.read_text(encoding="utf-8")
    assert asker(path, stub).ask("reading", QUESTIONS[:1]) == [None]
    assert len(stub.requests) == 1


def test_reply_that_a_person_wrote_is_held_to_the_schema_too(path: Path) -> None:
    lines = [
        QUESTIONS[0].as_record("small") | {"reply": {"colour": "red"}},
        QUESTIONS[1].as_record("small") | {"reply": {"color": 3}},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert asker(path, None).ask("reading", QUESTIONS[:2]) == [RED, None]


def test_progress_counts_what_is_asked_and_not_what_is_kept(path: Path, stub: Stub) -> None:
    stub.says(lambda request: '{"colour": "red"}')
    asker(path, stub).ask("reading", QUESTIONS[:4])
    told: list[tuple[str, int, int]] = []
    section = LlmSection(base_url=stub.url, model="small")
    Asker(section, Answers(path), Server(section), lambda *given: told.append(given)).ask("reading", QUESTIONS)
    assert told == [("reading", 1, 2), ("reading", 2, 2)]


def test_server_elsewhere_is_said_to_be_elsewhere(path: Path) -> None:
    class Far(Server):
        def reply(self, question: Question) -> str:
            return '{"colour": "red"}'

    section = LlmSection(base_url="https://gateway.example/v1", model="small")
    one = Asker(section, Answers(path), Far(section))
    one.ask("reading", QUESTIONS[:1])
    assert one.notes() == (
        "language model small at https://gateway.example/v1, which is not this machine: 1 new answer, 0 kept",
    )

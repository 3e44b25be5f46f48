"""A server that is good, slow, broken or hostile: what is sent to it, and what becomes of its replies."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from tests.themes.llm.stub import Handler, Request, Stub, completion
from themes.config.settings import LlmSection
from themes.errors import SettingsError
from themes.llm.questions import Question, Reply
from themes.llm.server import MAX_BYTES, NoAnswer, Server

KEY = "stub-key-4711"


class Colour(Reply):
    colour: str


ASKED = Question("name", "the barge", "Say its colour.", {"passage": "A red barge."}, '{"colour": "..."}', Colour, 50)


def server(stub: Stub, **settings: object) -> Server:
    return Server(LlmSection.model_validate({"base_url": stub.url, "model": "small", "timeout_seconds": 5} | settings))


def reason(stub: Stub, **settings: object) -> tuple[str, bool]:
    with pytest.raises(NoAnswer) as caught:
        server(stub, **settings).reply(ASKED)
    assert "\n" not in str(caught.value)
    return str(caught.value), caught.value.is_final


def test_question_is_sent_as_instructions_and_quoted_material_and_the_reply_comes_back(stub: Stub) -> None:
    stub.says(lambda request: '{"colour": "red"}')
    assert server(stub).reply(ASKED) == '{"colour": "red"}'
    (sent,) = stub.requests
    assert [m["role"] for m in sent["messages"]] == ["system", "user"]
    assert "A red barge" not in sent["messages"][0]["content"]
    assert sent["messages"][1]["content"] == '{"passage": "A red barge."}'
    assert (sent["model"], sent["temperature"], sent["seed"], sent["max_tokens"]) == ("small", 0, 0, 50)
    schema = sent["response_format"]["json_schema"]["schema"]
    assert (schema["required"], schema["additionalProperties"]) == (["colour"], False)


def test_headers_hold_no_more_than_a_request_needs(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "secret-of-another")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer secret-of-another\nX-Mine: secret-of-another")
    server(stub).reply(ASKED)
    assert set(stub.headers[0]) == {
        "host", "accept", "accept-encoding", "content-type", "content-length", "user-agent", "connection"
    }  # fmt: skip
    assert "secret" not in str(stub.headers)


def test_key_comes_from_the_named_variable(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUB_KEY", KEY)
    server(stub, api_key_env="STUB_KEY").reply(ASKED)
    assert stub.headers[0]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("value", ["", "  ", "kéy", "two\nlines"])
def test_variable_without_a_usable_key_is_an_error_that_does_not_show_it(
    stub: Stub, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("STUB_KEY", value)
    with pytest.raises(SettingsError, match="the environment variable STUB_KEY holds no key; export it"):
        server(stub, api_key_env="STUB_KEY")


@pytest.mark.parametrize("status", [401, 403])
def test_refused_key_is_final_and_not_shown(stub: Stub, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setenv("STUB_KEY", KEY)
    stub.answer = lambda handler, request: handler.send(status, f'{{"error": "bad key {KEY}"}}'.encode())
    assert reason(stub, api_key_env="STUB_KEY") == (f"{stub.url}: refuses the key in STUB_KEY ({status})", True)
    assert len(stub.requests) == 1


def test_key_that_a_server_repeats_is_not_shown(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUB_KEY", KEY)
    stub.answer = lambda handler, request: handler.send(418, f'{{"error": "tea for {KEY}\\n\\u001b[31m"}}'.encode())
    told, _ = reason(stub, api_key_env="STUB_KEY")
    assert "418" in told
    assert KEY not in told
    assert "\x1b" not in told


def test_server_that_is_not_there_is_final(stub: Stub) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    told, is_final = reason(stub, base_url=url)
    assert told.startswith(f"{url}: cannot be reached (")
    assert is_final


def test_unknown_model_is_final(stub: Stub) -> None:
    stub.answer = lambda handler, request: handler.send(404, b'{"error": "no such model"}')
    assert reason(stub) == (f"{stub.url}: knows no 'small', or is not the base of an OpenAI-compatible API (404)", True)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_failure_that_passes_is_tried_again_as_the_server_asks(stub: Stub, status: int) -> None:
    def recovering(handler: Handler, request: Request) -> None:
        if len(stub.requests) < 3:
            handler.send(status, b'{"error": "busy"}', retry_after="0.01")
        else:
            handler.say("done")

    stub.answer = recovering
    assert server(stub).reply(ASKED) == "done"
    assert len(stub.requests) == 3


@pytest.mark.parametrize(("status", "is_final"), [(429, True), (500, False)])
def test_failure_that_stays_is_given_up_after_two_retries(stub: Stub, status: int, is_final: bool) -> None:
    stub.answer = lambda handler, request: handler.send(status, b'{"error": "busy"}', retry_after="0.01")
    told, final = reason(stub)
    assert (str(status) in told, final, len(stub.requests)) == (True, is_final, 3)


def test_slow_server_is_left_after_the_time_for_one_answer(stub: Stub) -> None:
    stub.answer = lambda handler, request: time.sleep(3)
    assert reason(stub, timeout_seconds=0.1) == (f"{stub.url}: no reply within 0.1 s", False)


def test_reply_without_end_is_cut_off_and_not_asked_for_again(stub: Stub) -> None:
    def endless(handler: Handler, request: Request) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 65_536)

    stub.answer = endless
    assert reason(stub) == (f"{stub.url}: its reply goes on after {MAX_BYTES:,} bytes", False)
    assert len(stub.requests) == 1


def test_reply_that_drips_is_cut_off_after_the_time_for_one_answer(stub: Stub) -> None:
    def dripping(handler: Handler, request: Request) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.end_headers()
        while True:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)

    stub.answer = dripping
    assert reason(stub, timeout_seconds=0.3) == (f"{stub.url}: its reply goes on after 0.3 s", False)


def test_compressed_reply_is_refused_before_it_is_unpacked(stub: Stub) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    stub.answer = lambda handler, request: handler.send(200, bomb, content_encoding="gzip")
    assert "compressed" in reason(stub)[0]


@pytest.mark.parametrize("status", [301, 307, 308])
def test_redirect_is_not_followed(stub: Stub, status: int) -> None:
    stub.answer = lambda handler, request: handler.send(status, b"", location=f"{stub.url}/elsewhere")
    assert reason(stub) == (f"{stub.url}: sends us elsewhere ({status}), which is not followed", True)
    assert len(stub.requests) == 1


def test_server_on_this_machine_is_not_reached_by_a_proxy(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    stub.says(lambda request: "here")
    assert server(stub).reply(ASKED) == "here"


@pytest.mark.parametrize(
    "body",
    [b"", b"not JSON", b"null", b"[]", b"{}", b'{"choices": []}', b'{"choices": {"a": 1}}', b'{"choices": 5}', b'{"choices": [5]}', b'{"choices": [{"message": {"content": null}}]}', b"[" * 100_000],
    ids=lambda body: body[:20].decode(),
)  # fmt: skip
def test_body_that_is_no_completion_is_no_answer(stub: Stub, body: bytes) -> None:
    stub.answer = lambda handler, request: handler.send(200, body)
    told, is_final = reason(stub)
    assert told.startswith(stub.url)
    assert not is_final


def test_page_in_place_of_a_completion_is_no_answer(stub: Stub) -> None:
    stub.answer = lambda handler, request: handler.send(200, b"<html>log in</html>", content_type="text/html")
    assert reason(stub)[1] is False


@pytest.mark.parametrize("status", [400, 422, 500])
def test_server_that_knows_another_way_to_ask_for_a_schema_is_asked_in_that_way_from_then_on(
    stub: Stub, status: int
) -> None:
    def as_llama_cpp_python(handler: Handler, request: Request) -> None:
        if request["response_format"]["type"] == "json_object":
            handler.say("done")
        else:
            fault = b'{"error": {"message": "response_format.type: not permitted"}}'
            handler.send(status, fault, retry_after="0.01")

    stub.answer = as_llama_cpp_python
    one = server(stub)
    assert (one.reply(ASKED), one.reply(ASKED), one.form) == ("done", "done", "json_object")
    forms = [r["response_format"]["type"] for r in stub.requests]
    assert (forms[0], forms[-2:]) == ("json_schema", ["json_object"] * 2)
    assert stub.requests[-1]["response_format"]["schema"]["required"] == ["colour"]


def test_server_that_knows_no_schema_is_asked_without_one(stub: Stub) -> None:
    def plain(handler: Handler, request: Request) -> None:
        if "response_format" in request:
            handler.send(400, b'{"error": "unknown field response_format"}')
        else:
            handler.send(200, completion("done"))

    stub.answer = plain
    one = server(stub)
    assert (one.reply(ASKED), one.form) == ("done", "text")


def test_request_that_is_refused_in_every_form_says_what_the_server_said(stub: Stub) -> None:
    stub.answer = lambda handler, request: handler.send(400, b'{"error": {"message": "context too long"}}')
    told, is_final = reason(stub)
    assert "context too long" in told
    assert not is_final


def test_question_that_alone_is_refused_does_not_change_how_the_others_are_asked(stub: Stub) -> None:
    one = server(stub)
    one.reply(ASKED)
    stub.answer = lambda handler, request: handler.send(400, b'{"error": {"message": "context too long"}}')
    with pytest.raises(NoAnswer):
        one.reply(ASKED)
    assert (one.form, len(stub.requests)) == ("json_schema", 2)

"""A language model on loopback for tests: what it replies is a function of the request, and it keeps what it was told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

Request = dict[str, Any]


def completion(content: str, finish_reason: str = "stop") -> bytes:
    """The body of a chat completion."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish_reason}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 0, "model": "stub", "choices": [choice]}
    ).encode()


def material(request: Request) -> dict[str, Any]:
    """What the user's message holds."""
    return dict(json.loads(request["messages"][1]["content"]))


@dataclass
class Stub:
    """``answer`` gets the handler and the request, and writes the whole response; ``requests`` and ``headers`` are kept."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: Callable[[Handler, Request], None] = lambda handler, request: handler.say("{}")

    def says(self, reply: Callable[[Request], str]) -> None:
        """Answer every request with a completion."""
        self.answer = lambda handler, request: handler.say(reply(request))


class Handler(BaseHTTPRequestHandler):
    """One request."""

    stub: Stub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.stub.requests.append(json.loads(body))
        self.stub.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            self.stub.answer(self, self.stub.requests[-1])
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client had enough

    def say(self, content: str) -> None:
        self.send(200, completion(content))

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        given = {"content-type": "application/json", "content-length": str(len(body))}
        for name, value in (given | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error."""

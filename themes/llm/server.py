"""The server of a language model: the one place of the project that opens a socket for it.

In: questions.  Out: the text of replies.  Any server with OpenAI's chat completions will do; the client library does
the talking, with its retries.  What a server may do to us is bounded: time, size, redirects (none), compression (none).
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from themes.config.settings import LlmSection
from themes.errors import SettingsError
from themes.llm.questions import Question

if TYPE_CHECKING:
    import httpx2
    import openai

MAX_BYTES = 256_000  # of a reply; a long one has 10,000
N_RETRIES = 2  # of a request that failed, after half a second and a second, or as the server asks (two minutes at most)
#: How a schema is asked for: as OpenAI does; as llama-cpp-python does; not at all.  Replies are checked in any case.
FORMS = ("json_schema", "json_object", "text")
_SENT_HEADERS = {"host", "accept", "content-type", "content-length", "user-agent", "connection"}
_KEYLESS = "none"  # the client library wants some key


class NoAnswer(Exception):
    """A question got no answer: why, in one line; ``is_final``: no other question will get one."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Server:
    """A server that is asked one question at a time; nothing is sent before the first.

    Raises
    ------
    SettingsError
        The client library is not installed, or the key's environment variable is not set.
    """

    def __init__(self, settings: LlmSection) -> None:
        self._settings, self._key = settings, _key(settings)
        self.form = ""  # how the schema is asked for, once that is known
        try:
            import openai  # noqa: F401  # said before anything is asked
        except ImportError as error:
            raise SettingsError(
                "[llm] in study.toml needs the package openai", mend="try: pip install 'callthemes[llm]'"
            ) from error
        self._connection: openai.OpenAI | None = None

    def reply(self, question: Question) -> str:
        """The text of the reply to a question.

        Raises
        ------
        NoAnswer
            The server cannot be reached, refuses, fails, or says too much or nothing.
        """
        import openai

        forms = (self.form,) if self.form else FORMS
        for form in forms:
            try:
                text = self._said(question, form)
            except openai.OpenAIError as error:
                if _may_be_of_form(error) and form != forms[-1]:
                    continue
                raise NoAnswer(self._reason(error), is_final=_is_final(error)) from error
            except (ValueError, RecursionError, LookupError, TypeError) as error:  # of a body of another shape
                raise NoAnswer(f"{self._settings.base_url}: not a chat completion", is_final=False) from error
            else:
                self.form = form
                break
        return text

    def _said(self, question: Question, form: str) -> str:
        found: Any = self._client().chat.completions.create(
            model=self._settings.model,
            messages=[
                {"role": "system", "content": question.instructions},
                {"role": "user", "content": question.message},
            ],
            temperature=0,
            seed=0,
            max_tokens=question.max_tokens,
            extra_body=_response_format(form, question),
        )
        choice = found.choices[0] if getattr(found, "choices", None) else None
        text = getattr(getattr(choice, "message", None), "content", None)
        if not isinstance(text, str):
            raise TypeError(f"a text is wanted, this is {type(text).__name__}")
        return text

    def _client(self) -> openai.OpenAI:
        if self._connection is None:
            import httpx2
            import openai

            seconds = self._settings.timeout_seconds
            http = httpx2.Client(
                timeout=httpx2.Timeout(seconds, connect=min(seconds, 10.0)),
                follow_redirects=False,  # a server cannot send transcripts elsewhere
                trust_env=not self._settings.is_local,  # nor can a proxy, where the server is on this machine
                event_hooks={"request": [self._bare], "response": [self._bounded]},
            )
            self._connection = openai.OpenAI(
                base_url=self._settings.base_url, api_key=self._key or _KEYLESS, max_retries=N_RETRIES, http_client=http
            )
        return self._connection

    def _bare(self, request: httpx2.Request) -> None:
        """Send what the request needs: no facts about this machine, nor what the library reads from its environment."""
        for name in set(request.headers) - _SENT_HEADERS:
            del request.headers[name]
        request.headers["accept-encoding"] = "identity"
        if self._key:
            request.headers["authorization"] = f"Bearer {self._key}"

    def _bounded(self, response: httpx2.Response) -> None:
        """Read no more than a reply can be, in no more time than one may take."""
        import httpx2

        if response.headers.get("content-encoding", "identity") != "identity":
            raise _too("its reply is compressed, which was not asked for")
        stream, seconds = response.stream, self._settings.timeout_seconds
        assert isinstance(stream, httpx2.SyncByteStream)
        whole: httpx2.SyncByteStream = stream

        class Bounded(httpx2.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                return _parts_within(whole, seconds)

            def close(self) -> None:
                whole.close()

        response.stream = Bounded()

    def _reason(self, error: openai.OpenAIError) -> str:
        """Why there is no answer, in one line without the key."""
        import openai

        url, status = self._settings.base_url, getattr(error, "status_code", None)
        if isinstance(error, openai.APITimeoutError):
            return f"{url}: no reply within {self._settings.timeout_seconds:g} s"
        if isinstance(error, openai.APIConnectionError):
            return f"{url}: cannot be reached ({_one_line(error.__cause__ or error)})"
        if status in (401, 403):
            has = f"the key in {self._settings.api_key_env}" if self._key else "a request without a key (api_key_env)"
            return f"{url}: refuses {has} ({status})"
        if status == 404:
            return f"{url}: knows no {self._settings.model!r}, or is not the base of an OpenAI-compatible API (404)"
        if status is not None and 300 <= status < 400:
            return f"{url}: sends us elsewhere ({status}), which is not followed"
        said = _one_line(error).replace(self._key, "…") if self._key else _one_line(error)
        return f"{url}: {said}"


def _key(settings: LlmSection) -> str:
    if not settings.api_key_env:
        return ""
    key = os.environ.get(settings.api_key_env, "").strip()
    if not key or not key.isascii() or not key.isprintable():
        raise SettingsError(
            f"[llm] in study.toml: the environment variable {settings.api_key_env} holds no key", mend="export it"
        )
    return key


def _response_format(form: str, question: Question) -> dict[str, object]:
    if form == "json_schema":
        told = {"name": question.use, "strict": True, "schema": question.schema}
        return {"response_format": {"type": form, "json_schema": told}}
    return {"response_format": {"type": form, "schema": question.schema}} if form == "json_object" else {}


def _may_be_of_form(error: openai.OpenAIError) -> bool:
    """Whether a server may have failed over the way in which it was asked for a schema."""
    import openai

    if isinstance(error, openai.InternalServerError):  # so says llama-cpp-python
        return "response_format" in str(error)
    return isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError)


def _is_final(error: openai.OpenAIError) -> bool:
    import openai

    if isinstance(error, openai.APITimeoutError):
        return False
    status = getattr(error, "status_code", None)
    refused = status is not None and (300 <= status < 400 or status in (401, 402, 403, 404, 429))
    return refused or isinstance(error, openai.APIConnectionError)


def _parts_within(parts: Iterable[bytes], seconds: float) -> Iterator[bytes]:
    """The parts of a reply, up to the size and the time that one may take."""
    n_bytes, until = 0, time.monotonic() + seconds
    for part in parts:
        n_bytes += len(part)
        if n_bytes > MAX_BYTES:
            raise _too(f"its reply goes on after {MAX_BYTES:,} bytes")
        if time.monotonic() > until:
            raise _too(f"its reply goes on after {seconds:g} s")
        yield part


def _too(reason: str) -> BaseException:
    import openai

    error: BaseException = openai.OpenAIError(reason)  # the library passes its own errors on, and does not retry
    return error


def _one_line(error: BaseException) -> str:
    text = re.sub(r"[^ -~]+", " ", str(error)) or type(error).__name__
    return " ".join(text.split())[:160]

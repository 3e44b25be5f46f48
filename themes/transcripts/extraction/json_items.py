"""JSON and JSON lines, object by object, so that a large file is never held in memory as a whole.

In: text.  Out: the objects one by one, or None for text that is no JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from themes.errors import TranscriptRefused

MEND_OBJECTS = "give an object a call, or rows with a speaker and a text each"
_START = re.compile(r'\ufeff?\s{0,99}(?:\[\s{0,99})?\{\s{0,99}"[^"\n]{0,80}"\s{0,9}:')
_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()


def json_items(text: str, where: str) -> Iterator[Mapping[str, object]] | None:
    """The objects of JSON, of a list of objects, or of JSON lines; None for text that only begins like it.

    Raises
    ------
    TranscriptRefused
        Malformed JSON, with the line; while objects are taken, too.
    """
    at = _after_space(text, 1 if text.startswith("\ufeff") else 0)
    if not _START.match(text):
        return _small(text, where)
    if text[at] == "[":
        return _listed(text, at + 1, where)
    first, end = _end_of_line(text, at)
    rest = _after_space(text, end)
    if rest < len(text) and _is_object(first):
        return _lines(text, where)
    return iter([_whole(text, at, where)])


def _small(text: str, where: str) -> Iterator[Mapping[str, object]] | None:
    """JSON whose first item is no object with a field."""
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except RecursionError as error:
        raise TranscriptRefused(f"{where}: JSON nested too deeply", mend=MEND_OBJECTS) from error
    except ValueError:
        return None
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return iter([{"text": value}])
    if isinstance(value, list):
        strange = next((n for n, item in enumerate(value, 1) if not isinstance(item, Mapping)), None)
        if strange:
            raise TranscriptRefused(f"{where}: item {strange} of the JSON list is no object", mend=MEND_OBJECTS)
        return iter(value)
    return iter([value])


def _whole(text: str, at: int, where: str) -> Mapping[str, object]:
    value, end = _decoded(text, at, where)
    if _after_space(text, end) < len(text):
        raise _malformed(json.JSONDecodeError("Extra data", text, end), where)
    return _object(value, "the JSON", where)


def _listed(text: str, at: int, where: str) -> Iterator[Mapping[str, object]]:
    number = 0
    while True:
        number += 1
        value, end = _decoded(text, _after_space(text, at), where)
        yield _object(value, f"item {number} of the JSON list", where)
        at = _after_space(text, end)
        sign = text[at : at + 1]
        if sign == "]" and _after_space(text, at + 1) == len(text):
            return
        if sign != ",":
            what = "Extra data" if sign == "]" else "Expecting ',' delimiter"
            raise _malformed(json.JSONDecodeError(what, text, at + (sign == "]")), where)
        at += 1


def _lines(text: str, where: str) -> Iterator[Mapping[str, object]]:
    at, number = 1 if text.startswith("\ufeff") else 0, 0
    while at < len(text):
        number += 1
        line, at = _end_of_line(text, at)
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                reason = error.msg if isinstance(error, json.JSONDecodeError) else _first_line(error)
                what = f"{where}: malformed JSON at line {number}: {reason}"
                raise TranscriptRefused(what, mend="mend that line") from error
            if not isinstance(value, Mapping):
                raise TranscriptRefused(f"{where}: line {number} is no JSON object", mend=MEND_OBJECTS)
            yield value


def _decoded(text: str, at: int, where: str) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except RecursionError as error:
        raise TranscriptRefused(f"{where}: JSON nested too deeply", mend=MEND_OBJECTS) from error
    except json.JSONDecodeError as error:
        raise _malformed(error, where) from error
    except ValueError as error:
        raise TranscriptRefused(f"{where}: malformed JSON: {_first_line(error)}", mend="mend that number") from error


def _object(value: object, what: str, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TranscriptRefused(f"{where}: {what} is no object", mend=MEND_OBJECTS)
    return value


def _malformed(error: json.JSONDecodeError, where: str) -> TranscriptRefused:
    what = f"{where}: malformed JSON at line {error.lineno}: {error.msg}"
    return TranscriptRefused(what, mend="mend that line or write the file again")


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), Mapping)
    except (ValueError, RecursionError):
        return False


def _end_of_line(text: str, at: int) -> tuple[str, int]:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return text[at:end], end + 1


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:200]

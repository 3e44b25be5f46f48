"""llm.jsonl: answers of a language model, kept so that nothing is asked twice and a run can be made without a server.

In: a study's ``llm.jsonl``, one JSON object a line.  Out: :class:`Answers`.  A line holds ``key`` (digest of the
model's name and of all that it was told), ``model``, ``about`` and either ``reply`` (an object) or ``fault`` (why the
reply was of no use); other fields are for people.  Lines are only added; of two with one key the later holds.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from themes.errors import SettingsError
from themes.llm.questions import Question
from themes.store.durable import cannot_write

log = logging.getLogger(__name__)

FILE_NAME = "llm.jsonl"
_MEND = "mend the line, or take it out: its question is then asked again"


@dataclass(frozen=True)
class Answer:
    """What a model said to a question: ``reply``, None where it was of no use (``fault``)."""

    key: str
    model: str
    about: str
    reply: Mapping[str, Any] | None
    fault: str = ""


class Answers:
    """The answers of a study, in the order in which they came."""

    def __init__(self, path: Path) -> None:
        """Read a file of answers; none where it does not exist.

        Raises
        ------
        SettingsError
            A line is no answer: file, line number, what is wrong and how to mend it.
        """
        self.path = path
        self._by_key: dict[str, Answer] = {}
        self._once: dict[tuple[str, str], Answer] = {}
        self._cut_at: int | None = None  # where a line begins that was cut off: it was no answer yet
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise SettingsError(
                f"{path}: cannot be read ({error.strerror})", mend="it must be a readable file"
            ) from error
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            self._cut_at = len(whole)
            log.info("%s: the last line was cut off; its question is asked again", path)
        for number, line in enumerate(whole.split(b"\n"), 1):
            if line.strip():
                self._take(_answer(line, f"{path}:{number}"))

    def __len__(self) -> int:
        return len(self._by_key)

    def find(self, question: Question, model: str) -> Answer | None:
        """What is known of a question: the answer to it, or where it is asked once, the last about the same thing."""
        found = self._by_key.get(question.key(model))
        return self._once.get((model, question.about)) if found is None and question.once else found

    def add(self, question: Question, model: str, reply: Mapping[str, Any] | None, fault: str = "") -> None:
        """Keep an answer, on disk before anything else happens."""
        said: dict[str, object] = {"fault": fault} if reply is None else {"reply": dict(reply)}
        record = {"answered_at": datetime.now(UTC).isoformat(timespec="seconds"), "key": question.key(model)}
        record |= {"model": model, "use": question.use, "about": question.about}
        line = (json.dumps(record | said, ensure_ascii=False) + "\n").encode("utf-8", "replace")
        try:
            with self.path.open("ab") as file:
                if self._cut_at is not None:
                    file.truncate(self._cut_at)
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise cannot_write(self.path, error) from error
        self._cut_at = None
        self._take(_answer(line, f"{self.path}"))  # as it will be read again

    def digest(self, model: str) -> str:
        """Digest of all answers of a model, whatever their order."""
        own = sorted((a.key, json.dumps(a.reply, sort_keys=True)) for a in self._by_key.values() if a.model == model)
        return hashlib.sha256(repr((model, own)).encode()).hexdigest()[:12]

    def _take(self, answer: Answer) -> None:
        self._by_key[answer.key] = self._once[answer.model, answer.about] = answer


def _answer(line: bytes, where: str) -> Answer:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise SettingsError(f"{where}: not JSON ({error})", mend=_MEND) from error
    if not isinstance(found, dict):
        raise SettingsError(f"{where}: no answer but {type(found).__name__}", mend=_MEND)
    missing = [name for name in ("key", "model", "about") if not isinstance(found.get(name), str)]
    if missing:
        raise SettingsError(f"{where}: no text under {', '.join(missing)}", mend=_MEND)
    reply, fault = found.get("reply"), found.get("fault", "")
    if not (isinstance(reply, dict) or (reply is None and isinstance(fault, str) and fault)):
        raise SettingsError(f"{where}: neither an object under reply nor a text under fault", mend=_MEND)
    return Answer(found["key"], found["model"], found["about"], reply, fault)

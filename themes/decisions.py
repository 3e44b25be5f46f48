"""decisions.jsonl: what people decided about passages; append-only, applied again by every refresh.

In: a study's ``decisions.jsonl``, one JSON object a line.  Out: :class:`Decision` records, and the latest verdict for
each passage text and theme.  The text's hash is the key, so that a decision outlives a new numbering of passages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from themes.errors import SettingsError

FILE_NAME = "decisions.jsonl"
_KINDS = ("passage",)  # the key `decision` leaves room for others
_VERDICTS = {"yes": True, "no": False}
_KEYS = ("decided_at", "theme_id", "chunk_id", "text_hash", "citation")
_MEND = "mend the line, or take it out"


@dataclass(frozen=True)
class Decision:
    """A person's verdict: whether a passage speaks of a theme; ``decided_at`` is ISO 8601, UTC."""

    theme_id: str
    chunk_id: str
    text_hash: str
    is_about: bool
    decided_at: str
    citation: str


def load_decisions(path: Path) -> tuple[Decision, ...]:
    """Read decisions in the order in which they were made; none where the file does not exist.

    Raises
    ------
    SettingsError
        A line is no decision: file, line number, what is wrong and how to mend it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})", mend="restore it from a copy") from error
    lines = text.split("\n")
    if lines[-1]:
        raise SettingsError(
            f"{path}:{len(lines)}: the last line was cut off", mend="end it with a line break, or take it out"
        )
    return tuple(_decision(line, f"{path}:{number}") for number, line in enumerate(lines[:-1], 1) if line.strip())


def _decision(line: str, where: str) -> Decision:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise SettingsError(f"{where}: not JSON ({error})", mend=_MEND) from error
    if not isinstance(found, dict) or found.get("decision") not in _KINDS:
        kind = found.get("decision") if isinstance(found, dict) else found
        raise SettingsError(f"{where}: unknown decision {kind!r}, known are {', '.join(_KINDS)}", mend=_MEND)
    missing = [key for key in _KEYS if not isinstance(found.get(key), str)]
    if missing or found.get("verdict") not in _VERDICTS:
        what = f"no text under {', '.join(missing)}" if missing else f"verdict {found.get('verdict')!r}, not yes or no"
        raise SettingsError(f"{where}: {what}", mend=_MEND)
    return Decision(
        found["theme_id"], found["chunk_id"], found["text_hash"], _VERDICTS[found["verdict"]], found["decided_at"],
        found["citation"],
    )  # fmt: skip


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Append decisions, each synced to disk before the next, so that an interruption loses none.

    Raises
    ------
    SettingsError
        The file does not end with a line break, or cannot be written.
    """
    load_decisions(path)
    try:
        with path.open("a", encoding="utf-8") as file:
            for decision in decisions:
                file.write(_line(decision) + "\n")
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error})", mend="check the folder's rights and space"
        ) from error


def _line(decision: Decision) -> str:
    record = {
        "decided_at": decision.decided_at,
        "decision": "passage",
        "theme_id": decision.theme_id,
        "chunk_id": decision.chunk_id,
        "text_hash": decision.text_hash,
        "verdict": "yes" if decision.is_about else "no",
        "citation": decision.citation,
    }
    return json.dumps(record, ensure_ascii=False)


def latest(decisions: Iterable[Decision]) -> dict[tuple[str, str], bool]:
    """The last verdict for each (text_hash, theme_id)."""
    return {(decision.text_hash, decision.theme_id): decision.is_about for decision in decisions}

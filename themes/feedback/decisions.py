"""decisions.jsonl: what people decided about passages and themes; append-only, applied again by every refresh.

In: a study's ``decisions.jsonl``, one JSON object a line.  Out: :class:`Decision` (a passage is about a theme, or not)
and :class:`ThemeDecision` (a theme is renamed, merged into another, hidden, or shown again).  A passage is known by its
text's hash, so that a decision outlives a new numbering of passages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from themes.errors import SettingsError

FILE_NAME = "decisions.jsonl"
ThemeAction = Literal["rename", "merge", "hide", "show"]

_PASSAGE = "passage"
_VERDICTS = {"yes": True, "no": False}
# What each kind of decision must hold, as text
_KEYS: dict[str, tuple[str, ...]] = {
    _PASSAGE: ("decided_at", "theme_id", "chunk_id", "text_hash", "citation"),
    "rename": ("decided_at", "theme_id", "label"),
    "merge": ("decided_at", "theme_id", "into"),
    "hide": ("decided_at", "theme_id"),
    "show": ("decided_at", "theme_id"),
}
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


@dataclass(frozen=True)
class ThemeDecision:
    """What a person did to a theme; ``value`` is the new label, or the theme it was merged into, else empty."""

    action: ThemeAction
    theme_id: str
    value: str
    decided_at: str

    def __str__(self) -> str:
        value = {"rename": f" to “{self.value}”", "merge": f" into {self.value}"}.get(self.action, "")
        return f"{self.action} {self.theme_id}{value} ({self.decided_at[:10]})"

    @property
    def themes(self) -> tuple[str, ...]:
        """Ids of the themes that it is about."""
        return (self.theme_id, self.value) if self.action == "merge" else (self.theme_id,)


@dataclass(frozen=True)
class Decisions:
    """All decisions of a study, in the order in which they were made."""

    passages: tuple[Decision, ...] = ()
    themes: tuple[ThemeDecision, ...] = ()

    @property
    def verdicts(self) -> dict[tuple[str, str], bool]:
        """The last verdict for each (text_hash, theme_id)."""
        return latest(self.passages)


def load_decisions(path: Path) -> Decisions:
    """Read decisions; none where the file does not exist.

    Raises
    ------
    SettingsError
        A line is no decision: file, line number, what is wrong and how to mend it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Decisions()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})", mend="restore it from a copy") from error
    lines = text.split("\n")
    if lines[-1]:
        raise SettingsError(
            f"{path}:{len(lines)}: the last line was cut off", mend="end it with a line break, or take it out"
        )
    found = [_decision(line, f"{path}:{number}") for number, line in enumerate(lines[:-1], 1) if line.strip()]
    passages = tuple(d for d in found if isinstance(d, Decision))
    return Decisions(passages, tuple(d for d in found if isinstance(d, ThemeDecision)))


def _decision(line: str, where: str) -> Decision | ThemeDecision:
    found = _checked(line, where)
    if found["decision"] != _PASSAGE:
        value = str(found.get("label") or found.get("into") or "")
        return ThemeDecision(found["decision"], found["theme_id"], value, found["decided_at"])
    return Decision(
        found["theme_id"], found["chunk_id"], found["text_hash"], _VERDICTS[found["verdict"]], found["decided_at"],
        found["citation"],
    )  # fmt: skip


def _checked(line: str, where: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise SettingsError(f"{where}: not JSON ({error})", mend=_MEND) from error
    if not isinstance(found, dict) or found.get("decision") not in _KEYS:
        kind = found.get("decision") if isinstance(found, dict) else found
        raise SettingsError(f"{where}: unknown decision {kind!r}, known are {', '.join(_KEYS)}", mend=_MEND)
    missing = [key for key in _KEYS[found["decision"]] if not isinstance(found.get(key), str)]
    missing += [key for key in ("label", "into") if found.get(key) == ""]
    if missing:
        raise SettingsError(f"{where}: no text under {', '.join(missing)}", mend=_MEND)
    if found["decision"] == _PASSAGE and found.get("verdict") not in _VERDICTS:
        raise SettingsError(f"{where}: verdict {found.get('verdict')!r}, not yes or no", mend=_MEND)
    return found


def append_decisions(path: Path, decisions: Iterable[Decision | ThemeDecision]) -> None:
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
                file.write(json.dumps(_record(decision), ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error})", mend="check the folder's rights and space"
        ) from error


def _record(decision: Decision | ThemeDecision) -> dict[str, str]:
    if isinstance(decision, ThemeDecision):
        record = {"decided_at": decision.decided_at, "decision": decision.action, "theme_id": decision.theme_id}
        value_key = {"rename": "label", "merge": "into"}.get(decision.action)
        return record | ({value_key: decision.value} if value_key else {})
    return {
        "decided_at": decision.decided_at,
        "decision": _PASSAGE,
        "theme_id": decision.theme_id,
        "chunk_id": decision.chunk_id,
        "text_hash": decision.text_hash,
        "verdict": "yes" if decision.is_about else "no",
        "citation": decision.citation,
    }


def latest(decisions: Iterable[Decision]) -> dict[tuple[str, str], bool]:
    """The last verdict for each (text_hash, theme_id)."""
    return {(decision.text_hash, decision.theme_id): decision.is_about for decision in decisions}

"""Showing a call: as the JSON that programs read, and as text that a person can check against the file."""

from __future__ import annotations

from collections import Counter

from themes.records import Call, Participant, Turn
from themes.transcripts.layouts.structured import StructuredLayout
from themes.transcripts.parse import layout_scores
from themes.transcripts.reading import SourceText

JsonValue = str | int | None | list["JsonValue"] | dict[str, "JsonValue"]

_N_FIRST_WORDS = 12
_FIELDS = ("company", "ticker", "event", "fiscal_quarter", "call_date", "calendar_quarter", "title")


def call_to_dict(call: Call) -> dict[str, JsonValue]:
    """A call as a JSON object: the keys of the contract in its order; ``runs`` stay inside the program."""
    return {
        "source": call.source,
        "layout": call.layout,
        "company": call.company,
        "ticker": call.ticker,
        "event": call.event,
        "fiscal_quarter": call.fiscal_quarter,
        "call_date": call.call_date,
        "calendar_quarter": call.calendar_quarter,
        "title": call.title,
        "inferred": dict(call.inferred),
        "participants": [_participant(person) for person in call.participants],
        "turns": [_turn(turn) for turn in call.turns],
        "warnings": list(call.warnings),
    }


def why(source: SourceText, call: Call) -> str:
    """Why the layout was chosen, and the form of data that the text was made from."""
    reason = layout_scores(source.text)[call.layout].reason
    if not source.form:
        return reason
    made = f"made from {source.form}"
    return f"{made}, whose fields are known" if call.layout == StructuredLayout.name else f"{made}; {reason}"


def describe(call: Call, reason: str = "") -> str:
    """A call as text: layout and why, each field with its source, people, turns, warnings.

    Parameters
    ----------
    call : Call
    reason : str, optional
        Why this layout was chosen: the reason of its score.
    """
    lines = [call.source, f"  layout            {call.layout}" + (f" ({reason})" if reason else "")]
    lines += [f"  {name:17} {_field(call, name)}" for name in _FIELDS]
    lines += ["", f"  participants: {len(call.participants)}"]
    lines += [f"    {person.role:10} {_person(person)}" for person in call.participants]
    counts = Counter((turn.section, turn.role) for turn in call.turns)
    lines += ["", f"  turns: {len(call.turns)}"]
    lines += [f"    {section:17} {role:10} {n:4}" for (section, role), n in sorted(counts.items())]
    lines.append("")
    lines += [f"  {_turn_line(turn)}" for turn in call.turns]
    if call.warnings:
        lines += ["", f"  warnings: {len(call.warnings)}", *(f"    {warning}" for warning in call.warnings)]
    return "\n".join(lines) + "\n"


def _field(call: Call, name: str) -> str:
    value = getattr(call, name)
    if value is None:
        return "– (neither stated nor inferable)"
    how = call.inferred.get(name)
    return f"{value} (inferred: {how})" if how else f"{value} (stated)"


def _person(person: Participant) -> str:
    return ", ".join(part for part in (person.name, person.title, person.firm) if part)


def _turn_line(turn: Turn) -> str:
    words = turn.text.split()
    more = " …" if len(words) > _N_FIRST_WORDS else ""
    place = f"line {turn.line}" + (f", page {turn.page}" if turn.page else "")
    section = "Q" if turn.section == "q_and_a" else "P"
    return f"{turn.index:4} {section} {turn.role:10} {turn.speaker} ({place}): {' '.join(words[:_N_FIRST_WORDS])}{more}"


def _participant(person: Participant) -> dict[str, JsonValue]:
    return {"name": person.name, "role": person.role, "title": person.title, "firm": person.firm}


def _turn(turn: Turn) -> dict[str, JsonValue]:
    return {
        "index": turn.index,
        "section": turn.section,
        "speaker": turn.speaker,
        "role": turn.role,
        "title": turn.title,
        "firm": turn.firm,
        "start_char": turn.start_char,
        "end_char": turn.end_char,
        "line": turn.line,
        "page": turn.page,
        "text": turn.text,
    }

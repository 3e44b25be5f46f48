"""Participants' lists: people on one line, on two lines, or with the affiliation in asterisks.

In: the lines between the first list's heading and the presentation.  Out: participants, with the role of their list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from themes.records import Participant, Role
from themes.transcripts.headers import (
    SpeakerHeader,
    find_heading,
    has_firm_words,
    has_title_words,
    looks_like_name,
    split_affiliation,
    split_comma,
    split_dashes,
    split_firm,
)
from themes.transcripts.lines import Line
from themes.transcripts.people import role_of_title

_STARRED = re.compile(r"(?P<name>[^*\n]{2,60}?)\s{0,3}[-–—]?\s{0,3}\*{1,2}(?P<rest>[^*\n]{2,150})\*{1,2}")
_DASHES = ("-", "–", "—")
_SUFFIXES = {"jr.", "sr.", "jr", "sr", "ii", "iii", "iv", "cfa"}


def read_roster(lines: Sequence[Line], spoken: Sequence[SpeakerHeader]) -> tuple[Participant, ...]:
    """The people of all lists.

    Parameters
    ----------
    lines : sequence of Line
        Headings included.
    spoken : sequence of SpeakerHeader
        Of the body: they tell where a name ends that runs into its firm.
    """
    people: list[Participant] = []
    role: Role = "unknown"
    entries: list[str] = []
    for text in [line.text for line in lines if line.text] + ["PRESENTATION"]:
        heading = find_heading(text)
        if heading is None:
            entries.append(text)
            continue
        people.extend(_read_list(entries, role, spoken))
        entries, role = [], "executive" if heading == "executives" else "analyst"
    return tuple(people)


def _read_list(entries: Sequence[str], role: Role, spoken: Sequence[SpeakerHeader]) -> list[Participant]:
    if role == "unknown":
        return []
    if any(_STARRED.fullmatch(entry) for entry in entries):
        return [_starred(entry, role, spoken) for entry in entries]
    # "Ann Lee -" is a line whose affiliation somebody left out, not a name above one.
    alone = [entry for entry in entries if len(split_dashes(entry)) == 1 and not entry.endswith(_DASHES)]
    alone = [entry for entry in alone if split_comma(entry) is None and split_firm(entry) is None]
    entries = [entry.rstrip("-–— ") for entry in entries]
    # On one line, nearly every line has a dash; on two, every second.
    if 5 * len(alone) >= 2 * len(entries):
        return _two_line(entries, role)
    return [_one_line(entry, role, spoken) for entry in _unwrapped(entries)]


def _unwrapped(entries: Sequence[str]) -> list[str]:
    """Entries with the second line of a long title put back."""
    whole: list[str] = []
    for entry in entries:
        if whole and len(split_dashes(entry)) == 1 and has_title_words(entry) and not split_comma(entry):
            whole[-1] += f" {entry}"
        else:
            whole.append(entry)
    return whole


def _participant(name: str, firm: str | None, title: str | None, role: Role) -> Participant:
    stated = role_of_title(name, None)
    return Participant(name, stated if stated == "operator" else role, title, firm)


def _starred(entry: str, role: Role, spoken: Sequence[SpeakerHeader]) -> Participant:
    match = _STARRED.fullmatch(entry)
    if match is None:
        return _one_line(entry, role, spoken)
    return _participant(match["name"].strip(), *split_affiliation(split_dashes(match["rest"])), role)


def _two_line(entries: Sequence[str], role: Role) -> list[Participant]:
    people: list[Participant] = []
    name: str | None = None
    for entry in entries:
        parts = split_dashes(entry)
        if name is None and people and (has_title_words(entry) or not looks_like_name(entry)):
            last = people.pop()  # a title that goes on over a second line
            people.append(_participant(last.name, last.firm, " ".join(filter(None, (last.title, entry))), role))
        elif name is None:
            name = entry
        elif len(parts) > 1 or not looks_like_name(entry) or has_title_words(entry) or has_firm_words(entry):
            affiliation = split_affiliation(parts) if len(parts) > 1 else _firm_behind(entry)
            people.append(_participant(name, *affiliation, role))
            name = None
        else:
            people.append(_participant(name, None, None, role))
            name = entry
    return people + ([_participant(name, None, None, role)] if name else [])


def _one_line(entry: str, role: Role, spoken: Sequence[SpeakerHeader]) -> Participant:
    parts = split_dashes(entry)
    if not parts:
        return _participant(entry, None, None, role)
    if len(parts) == 1 and (titled := split_comma(parts[0])):
        return _participant(titled[0], *_firm_behind(titled[1]), role)
    if len(parts) == 1 and (firmed := split_firm(parts[0])):
        return _participant(*firmed, None, role)
    name = _name_of(parts[0], spoken)
    firm = parts[0][len(name) :].strip(" ,") or None
    if firm is None:
        return _participant(name, *split_affiliation(parts[1:]), role)
    title = parts[-1] if len(parts) > 1 else None
    middle = parts[1:-1]
    return _participant(name, " - ".join([firm, *middle]), title, role)


def _firm_behind(affiliation: str) -> tuple[str | None, str | None]:
    """Firm and title of ``Title, Firm``: the firm begins behind the first comma that no title's word follows."""
    for comma in re.finditer(r", ", affiliation):
        if has_title_words(affiliation[: comma.start()]) and not has_title_words(affiliation[comma.end() :]):
            return affiliation[comma.end() :], affiliation[: comma.start()]
    return split_affiliation([affiliation])


def _name_of(text: str, spoken: Sequence[SpeakerHeader]) -> str:
    """The name with which a list's line begins: one that speaks, or what stands before a known firm, or two words."""
    names = [header.name for header in spoken if text == header.name or text.startswith(f"{header.name} ")]
    if names:
        return max(names, key=len)
    for firm in {header.firm for header in spoken if header.firm}:
        if text.endswith(f" {firm}") and looks_like_name(text[: -len(firm) - 1]):
            return text[: -len(firm) - 1]
    return _first_words(text.split())


def _first_words(words: list[str]) -> str:
    n = 1
    while n < len(words) - 1 and (len(words[n].rstrip(".")) == 1 or words[n][0].islower()):
        n += 1  # middle initials, "van", "de"
    n += 1
    if n < len(words) and words[n].casefold().strip(",") in _SUFFIXES:
        n += 1
    return " ".join(words[:n])

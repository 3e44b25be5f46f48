"""Speakers of a JSON call: the lists of its people, and the maps that give its labels names.

In: parsed JSON of whatever shape.  Out: people, and rows under the names of their speakers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from themes.records import Participant, Role
from themes.transcripts.extraction.columns import TEXT, TURN_SYNONYMS, named, plain, squeezed
from themes.transcripts.extraction.table_forms import role_in
from themes.transcripts.headers import split_affiliation, split_dashes
from themes.transcripts.people import role_of_title

ROSTERS: dict[str, Role] = {
    "participants": "unknown", "participant": "unknown", "callparticipants": "unknown", "roster": "unknown",
    "speakerlist": "unknown", "speakers": "unknown", "attendees": "unknown", "conferenceparticipants": "unknown",
    "executives": "executive", "companyparticipants": "executive", "corporateparticipants": "executive",
    "management": "executive", "analysts": "analyst", "conferencecallparticipants": "analyst",
}  # fmt: skip
_PERSON = TURN_SYNONYMS | {"note": ("description", "designation")}
_LABELS = ("speaker", "speakerid", "speakerlabel", "label", "id", "key", "tag")
_DOUBLE_DASH = re.compile(r"\s{0,9}-{2,3}\s{0,9}")
_MAX_DEPTH = 4
_NAMELESS = frozenset(("", "unknown", "unknown speaker", "none", "null", "n/a"))


def people_in(value: Mapping[str, object], depth: int = 0) -> Iterator[str | Participant]:
    """The people that a call's object lists, at any depth: as printed where they are texts."""
    for name, inner in value.items():
        role = ROSTERS.get(squeezed(name))
        if isinstance(inner, list) and role:
            yield from _people(inner, role)
        elif isinstance(inner, Mapping) and depth < _MAX_DEPTH:
            yield from people_in(inner, depth + 1)


def printed_person(entry: str) -> list[Participant]:
    """A person as printed (``Name -- Title``, ``Name--Firm -- Analyst``) or as ``role | name | title | firm``."""
    if "|" in entry:
        role, name, title, firm = [*(part.strip() for part in entry.split("|", 3)), "", "", ""][:4]
        known = role_in(role) or role_of_title(name, title)
        return [Participant(name, known, title or None, firm or None)] if name else []
    parts = _DOUBLE_DASH.split(entry) if "--" in entry else split_dashes(entry)
    name, *rest = [part for part in parts if part] or [""]
    employer, position = split_affiliation(rest)
    return [Participant(name, role_of_title(name, position or employer), position, employer)] if name else []


def is_roster(name: str, items: list[object]) -> bool:
    """Whether a list holds people, not turns."""
    return squeezed(name) in ROSTERS and not any(isinstance(one, Mapping) and named(one, TEXT) for one in items)


def names_of_labels(value: Mapping[str, object], labels: Iterable[str]) -> dict[str, Participant]:
    """Who is meant by the labels of the turns, from an object of people by label or a list of people with labels."""
    wanted = set(labels)
    found: dict[str, Participant] = {}
    for name, inner in _maps(value):
        entries = inner.items() if isinstance(inner, Mapping) else _labelled(inner)
        people = {str(label): person for label, entry in entries if (person := _person_of(entry, ROSTERS.get(name)))}
        if wanted & people.keys():
            found = people | found
    return {label: person for label, person in found.items() if label in wanted}


def under_names(rows: list[dict[str, str]], people: Mapping[str, Participant]) -> None:
    """Give rows the names of their speakers in place of the labels."""
    for row in rows:
        if row.get("speaker", "") in people:
            row["speaker"] = people[row["speaker"]].name


def _maps(value: Mapping[str, object], depth: int = 0) -> Iterator[tuple[str, Mapping[str, object] | list[object]]]:
    for name, inner in value.items():
        about_people = "speaker" in squeezed(name) or squeezed(name) in ROSTERS
        if isinstance(inner, Mapping | list) and about_people:
            yield squeezed(name), inner
        if isinstance(inner, Mapping) and depth < _MAX_DEPTH:
            yield from _maps(inner, depth + 1)


def _labelled(items: list[object]) -> Iterator[tuple[str, object]]:
    for item in items:
        if isinstance(item, Mapping) and not named(item, TEXT):
            for name, label in item.items():
                if squeezed(name) in _LABELS and not isinstance(label, Mapping | list):
                    yield plain(label), {k: v for k, v in item.items() if k != name}


def _person_of(entry: object, role: Role | None) -> Participant | None:
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, Mapping):
        return None
    inside = [part for part in entry.values() if isinstance(part, Mapping)]
    person = _person(entry, role or "unknown") or next((p for part in inside if (p := _person(part, "unknown"))), None)
    return person if person and person.name.casefold() not in _NAMELESS else None


def _people(items: list[object], role: Role) -> Iterator[str | Participant]:
    for one in items:
        if isinstance(one, Mapping):
            person = None if named(one, TEXT) else _person(one, role)
            if person:
                yield person
        elif plain(one):
            yield from (
                [plain(one)] if role == "unknown" else (replace(p, role=role) for p in printed_person(plain(one)))
            )


def _person(entry: Mapping[str, object], role: Role) -> Participant | None:
    """A person of an entry; its role is the labelled one, else the list's, else its title's."""
    cells = named(entry, _PERSON)
    name = cells.get("speaker", "")
    if not name:
        return None
    labelled = role_in(cells.get("role", ""))
    title = cells.get("title") or ("" if labelled else cells.get("role", ""))
    firm, note = cells.get("firm", ""), cells.get("note", "")
    known = labelled or (role if role != "unknown" else role_of_title(name, title or note))
    if note and not firm and known == "analyst" and role_of_title("", note) == "unknown":
        firm = note
    elif note and not title:
        title = note
    return Participant(name, known, title or None, firm or None)

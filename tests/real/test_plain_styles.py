"""Real calls printed anew in the ways people print a name: the plain layout gives everybody their words back.

A call of the collections is read by its own vendor's layout, printed as plain text, and read again.  The measure is the
share of words that come back under the same name.
"""

from __future__ import annotations

import os
import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.parse import parse_file, parse_source
from themes.transcripts.reading import SourceText

SHARED = Path(os.environ.get("CALLTHEMES_SHARED", "../shared")).resolve()
FOLDERS = {"nasdaq10_streetevents": 3, "labelled_calls": 16}  # every third, every sixteenth file
LEAST = 0.98
LOOK_AHEAD = 400
MIN_TURNS = 15
pytestmark = pytest.mark.skipif(not (SHARED / "corpora").is_dir(), reason="this folder holds no corpora")


@dataclass
class Said:
    """What somebody says until another speaks, and what is printed of their affiliation."""

    name: str
    words: str
    title: str


Style = Callable[[Said], str]
STYLES: dict[str, Style] = {
    "colon": lambda said: f"{said.name}: {said.words}\n",
    "capitals": lambda said: f"{said.name.upper()}: {said.words}\n\n",
    "above": lambda said: f"{said.name}\n{said.words}\n\n",
    "above and blank": lambda said: f"{said.name}\n\n{said.words}\n\n",
    "title behind a comma": lambda said: f"{said.name}{', ' + said.title if said.title else ''}\n{said.words}\n\n",
    "title in brackets": lambda said: f"{said.name}{f' ({said.title})' if said.title else ''}: {said.words}\n",
    "honorific": lambda said: f"{said.name if said.name == 'Operator' else 'Mr. ' + said.name}: {said.words}\n",
}


def turns(call: Call) -> list[Said]:
    titles = {person.name: person.title or person.firm or "" for person in call.participants}
    merged: list[Said] = []
    for turn in call.turns:
        words = turn.text.replace("\n\n", "\n")
        if merged and merged[-1].name == turn.speaker:
            merged[-1].words += f"\n{words}"
        else:
            merged.append(Said(turn.speaker, words, titles.get(turn.speaker, "")))
    return merged


def surname(name: str) -> str:
    words = [word for word in re.findall(r"[a-z]+", name.lower()) if word not in ("jr", "sr", "ii", "iii", "mr")]
    return words[-1] if words else ""


def attribution(before: list[Said], after: Call) -> float:
    """Share of the words of ``before`` that ``after`` has under the same surname, both read in order."""
    want = [(word, surname(said.name)) for said in before for word in said.words.split()]
    got = [(word, surname(turn.speaker)) for turn in after.turns for word in turn.text.split()]
    i = j = right = 0
    while i < len(want) and j < len(got):
        if want[i][0] == got[j][0]:
            right += want[i][1] == got[j][1]
            i, j = i + 1, j + 1
        else:
            ahead = (step for step in range(1, LOOK_AHEAD) if _meets(want[i + step :], got[j:]))
            behind = (step for step in range(1, LOOK_AHEAD) if _meets(want[i:], got[j + step :]))
            if skip := next(ahead, 0):
                i += skip
            else:
                j += next(behind, 1)
    return right / len(want)


def _meets(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> bool:
    a, b = [word for word, _ in one[:5]], [word for word, _ in other[:5]]
    return bool(a) and a == b


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    return list(_calls())


def _calls() -> Iterator[Call]:
    for folder, step in FOLDERS.items():
        for path in sorted((SHARED / "corpora" / folder).rglob("*.txt"))[::step]:
            try:
                call = parse_file(path)
            except TranscriptRefused:
                continue
            if len(call.turns) >= MIN_TURNS:
                yield call


@pytest.mark.parametrize("style", STYLES)
def test_everybody_gets_their_words_back(calls: list[Call], style: str) -> None:
    shares = []
    for call in calls:
        said = turns(call)
        head = f"{call.company} Q{(call.fiscal_quarter or '2012Q1')[-1]} 2012 Earnings Call\n{call.call_date}\n\n"
        text = head + "".join(STYLES[style](one) for one in said)
        shares.append(attribution(said, parse_source(SourceText("x.txt", "", text))))
    assert statistics.fmean(shares) >= LEAST

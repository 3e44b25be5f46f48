"""Renames: companies whose calls end where another's of the same people begin, which may be one under a new name.

In: the tables ``calls`` and ``turns``.  Out: :class:`Rename`, and lines for study.toml.  Nothing is merged: whether two
names are one company is for a person to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from themes.quarters import Quarter
from themes.text.identifiers import company_key
from themes.transcripts.headers import is_unnamed
from themes.transcripts.people import is_same_name, plain_words

MIN_PEOPLE = 2  # one executive may have changed firms, two do not do so in one quarter
MAX_GAP = 2  # quarters from the last call under one name to the first under the next: one may be missing
_N_CALLS = 2  # calls on either side whose people are compared
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Rename:
    """Company ids of before and after, the last and first quarter, the executives of both, other names of the old."""

    old: str
    new: str
    last_quarter: str
    first_quarter: str
    people: tuple[str, ...]
    names: tuple[str, ...]


def find_renames(calls: pd.DataFrame, read_turns: Callable[[], pd.DataFrame]) -> list[Rename]:
    """Pairs of companies that may be one, the earlier name first; by the id of the new one.

    A company has one successor at most, and one predecessor: where several compete, those with most people in common;
    equal ones are no rename (a company that was split).

    Parameters
    ----------
    calls : DataFrame
        Columns ``call_id``, ``company_id``, ``company``, ``ticker``, ``calendar_quarter``, ``call_date``.
    read_turns : callable
        Gives the columns ``call_id``, ``speaker``, ``role``; called only where one company's calls follow another's.
    """
    histories = _histories(calls)
    pairs = _in_sequence(histories)
    if not pairs:
        return []
    wanted = {call_id for old, new in pairs for call_id in _around(histories, old, new)}
    speakers = _executives(read_turns(), wanted)
    shared = {pair: people for pair in pairs if len(people := _shared(histories, speakers, *pair)) >= MIN_PEOPLE}
    found = [pair for pair in shared if _is_best(pair, shared)]
    return [_rename(histories, pair, shared[pair]) for pair in sorted(found, key=lambda pair: (pair[1], pair[0]))]


def alias_lines(renames: Sequence[Rename], aliases: Mapping[str, Iterable[str]]) -> list[str]:
    """For each company that may have had other names, why, and the lines to paste into study.toml.

    Parameters
    ----------
    renames : sequence of Rename
    aliases : mapping of str to iterable of str
        Company id → aliases that study.toml has for it.
    """
    before = {rename.new: rename for rename in renames}
    known = {company.lower(): (company, tuple(names)) for company, names in aliases.items()}
    lines = []
    for last in renames:
        if any(rename.old == last.new for rename in renames):
            continue  # itself renamed later
        chain = [last]
        while chain[-1].old in before:
            chain.append(before[chain[-1].old])
        section, listed = known.get(last.new.lower(), (last.new, ()))
        names = list(dict.fromkeys([*listed, *(name for rename in chain for name in rename.names)]))
        where = "change in study.toml" if listed else "paste into study.toml"
        key = section if _BARE_KEY.fullmatch(section) else _quoted(section)
        told = "; ".join(_told(rename) for rename in chain)
        lines.append(
            f"{told}: if they are one company, {where}:\n[company.{key}]\naliases = [{', '.join(map(_quoted, names))}]"
        )
    return lines


def _told(rename: Rename) -> str:
    people = ", ".join(rename.people[:3])
    return (
        f"the calls of {rename.old} end in {rename.last_quarter}, those of {rename.new} begin in "
        f"{rename.first_quarter}, and the same executives speak ({people})"
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _histories(calls: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The calls of each company that has a name, in order of time."""
    known = calls[calls["calendar_quarter"].notna() & (calls["company"].notna() | calls["ticker"].notna())]
    ordered = known.sort_values(["calendar_quarter", "call_date", "call_id"], kind="stable")
    return {str(company): own for company, own in ordered.groupby("company_id", sort=True)}


def _in_sequence(histories: Mapping[str, pd.DataFrame]) -> list[tuple[str, str]]:
    begins: dict[int, list[str]] = {}
    for company, own in histories.items():
        begins.setdefault(Quarter.parse(own["calendar_quarter"].iloc[0]).ordinal, []).append(company)
    ends = {company: Quarter.parse(own["calendar_quarter"].iloc[-1]).ordinal for company, own in histories.items()}
    return [
        (old, new) for old, end in ends.items() for gap in range(1, MAX_GAP + 1) for new in begins.get(end + gap, ())
    ]


def _around(histories: Mapping[str, pd.DataFrame], old: str, new: str) -> list[str]:
    return [*histories[old]["call_id"].tail(_N_CALLS), *histories[new]["call_id"].head(_N_CALLS)]


def _executives(turns: pd.DataFrame, call_ids: Iterable[str]) -> dict[str, list[str]]:
    """Call id → its executives who have a name and a surname."""
    rows = turns.loc[turns["call_id"].isin(set(call_ids)) & (turns["role"] == "executive"), ["call_id", "speaker"]]
    named: dict[str, list[str]] = {}
    for call_id, speaker in rows.drop_duplicates().itertuples(index=False):
        if len(plain_words(speaker)) > 1 and not is_unnamed(speaker):
            named.setdefault(str(call_id), []).append(str(speaker))
    return named


def _shared(
    histories: Mapping[str, pd.DataFrame], speakers: Mapping[str, list[str]], old: str, new: str
) -> tuple[str, ...]:
    """The executives of both companies, under the names of the new one, each once."""
    before = [name for call in histories[old]["call_id"].tail(_N_CALLS) for name in speakers.get(call, ())]
    after = [name for call in histories[new]["call_id"].head(_N_CALLS) for name in speakers.get(call, ())]
    found: list[str] = []
    for name in sorted(set(after)):
        if any(is_same_name(name, other) for other in before) and not any(is_same_name(name, f) for f in found):
            found.append(name)
    return tuple(found)


def _is_best(pair: tuple[str, str], shared: Mapping[tuple[str, str], tuple[str, ...]]) -> bool:
    rivals = [other for other in shared if other != pair and (other[0] == pair[0] or other[1] == pair[1])]
    return all(len(shared[other]) < len(shared[pair]) for other in rivals)


def _rename(histories: Mapping[str, pd.DataFrame], pair: tuple[str, str], people: tuple[str, ...]) -> Rename:
    old, new = pair
    own = histories[old]
    stated = [*own["ticker"].dropna().value_counts().index[:1], *own["company"].dropna().value_counts().index[:1]]
    names = {company_key(str(name)): str(name) for name in reversed(stated)}
    return Rename(
        old, new, str(own["calendar_quarter"].iloc[-1]), str(histories[new]["calendar_quarter"].iloc[0]), people,
        tuple(reversed(names.values())),
    )  # fmt: skip

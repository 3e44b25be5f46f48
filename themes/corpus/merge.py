"""Joining: calls read now with those of earlier runs; one text a call, an id each, quarters in the light of neighbours.

In: rows of ``calls`` and ``turns`` of the current run, calls read now, company aliases.  Out: the calls that stay as
entries of the new table, and which source repeats which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from themes.corpus.deduplication import ReadCall, one_call_each
from themes.corpus.entity_resolution import company_ids, new_call_id
from themes.corpus.quarter_voting import settled
from themes.corpus.tables import Entry, head_of
from themes.corpus.word_for_word import Copy, one_of_equal_words
from themes.records import Call, Doubt

Aliases = Mapping[str, Iterable[str]]


def one_text_a_call(
    earlier: Sequence[Mapping[str, Any]], turns: pd.DataFrame, read_calls: Sequence[ReadCall], aliases: Aliases
) -> tuple[list[ReadCall], dict[str, str], dict[str, Copy]]:
    """The fullest text of each call.

    Parameters
    ----------
    earlier : sequence of mapping
        Rows of ``calls`` whose files were not read now.
    turns : DataFrame
        The table of the current run.
    read_calls : sequence of ReadCall
        Calls read now.
    aliases : mapping of str to iterable of str
        As :func:`themes.corpus.entity_resolution.company_ids` takes them.

    Returns
    -------
    staying : list of ReadCall
        Earlier calls first.
    repeats : dict of str to str
        Source of a call that does not stay → source of the one that does.
    copies : dict of str to Copy
        Of these, the ones that repeat a call word for word under another name.
    """
    old = [ReadCall(head_of(row), "", row["n_turns"], row["n_words"], 0, row["call_id"]) for row in earlier]
    everyone = [*old, *read_calls]
    companies = _companies(everyone, aliases)
    everyone = _with_words(everyone, companies, turns)
    single, copies = one_of_equal_words(everyone, companies)
    staying, repeats = one_call_each([everyone[k] for k in single], [companies[k] for k in single])
    chiefs = {source: repeats.get(copy.chief, copy.chief) for source, copy in copies.items()}
    return staying, repeats | chiefs, copies


def with_ids(staying: Sequence[ReadCall], aliases: Aliases) -> list[Entry]:
    """Calls that have no id get one; then each company's calls vote on their quarters."""
    companies = _companies(staying, aliases)
    taken = {h.call_id for h in staying if h.call_id}
    calls, ids = [], []
    for h, company in zip(staying, companies, strict=True):
        call, call_id = (h.call, h.call_id) if h.call_id else _named(h, company, taken)
        taken.add(call_id)
        calls.append(call)
        ids.append(call_id)
    # a call of an unknown company stands alone, under its own id
    known = [company or call_id for company, call_id in zip(companies, ids, strict=True)]
    rows = zip(settled(calls, known, ids), ids, known, staying, strict=True)
    return [Entry(call, call_id, company, h.n_turns, h.n_words) for call, call_id, company, h in rows]


def _companies(read_calls: Sequence[ReadCall], aliases: Aliases) -> list[str | None]:
    return company_ids([(h.call.company, h.call.ticker) for h in read_calls], aliases)


def _with_words(read_calls: Sequence[ReadCall], companies: Sequence[str | None], turns: pd.DataFrame) -> list[ReadCall]:
    """The words of those earlier calls that a call read now may repeat, under its own name or another."""
    new = {company for h, company in zip(read_calls, companies, strict=True) if h.is_new}
    lengths = {h.n_words for h in read_calls if h.is_new}
    wanted = {
        h.call_id
        for h, company in zip(read_calls, companies, strict=True)
        if new and not h.is_new and (company is None or company in new or None in new or h.n_words in lengths)
    }
    spoken = turns[turns["call_id"].isin(wanted)]
    words = spoken.groupby("call_id")["text"].agg("\n".join).to_dict()
    n_known = spoken["role"].ne("unknown").groupby(spoken["call_id"]).sum().to_dict()
    return [
        h if h.is_new else replace(h, words=words.get(h.call_id, ""), n_known=int(n_known.get(h.call_id, 0)))
        for h in read_calls
    ]


def _named(read: ReadCall, company: str | None, taken: set[str]) -> tuple[Call, str]:
    call = read.call
    call_id = new_call_id(company, call.fiscal_quarter or call.calendar_quarter, call.call_date, read.digest, taken)
    first = re.sub(r"-\d{1,4}$", "", call_id)
    if first in taken:
        other = Doubt(f"another call of the same company and quarter is {first}")
        call = replace(call, doubts=(*call.doubts, other))
    return call, call_id

"""What is noted of each theme: who began it, what became of it.

In: tables ``diffusion``, ``prevalence`` and ``lineage``.  Out: sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from reports.cells import number, rows, text, texts
from reports.in_passing import When, first_passages, passages_before
from reports.report_data import Company
from reports.wording import first_movers, lineage_sentence

LAST = 1e9  # rank of a company that has none


def notes_by_theme(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> dict[str, tuple[str, ...]]:
    """Say who spoke of each theme first, and what became of it in this refresh."""
    labels = {text(row["theme_id"]) or "": text(row["label"]) or "" for row in rows(tables, "themes")}
    found: dict[str, list[str]] = defaultdict(list)
    for theme_id, sentence in _beginnings(tables, companies).items():
        found[theme_id].append(sentence)
    lineage = list(rows(tables, "lineage"))
    if all(text(row["event"]) == "born" for row in lineage):  # of a first run everything is new
        lineage = []
    for row in lineage:
        parents = [labels.get(parent, parent) for parent in texts(row["parents"])]
        sentence = lineage_sentence(text(row["event"]) or "", parents)
        if sentence:
            found[text(row["theme_id"]) or ""].append(sentence)
    return {theme_id: tuple(sentences) for theme_id, sentences in found.items()}


def _beginnings(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> dict[str, str]:
    names = {company.company_id: company.label for company in companies}
    order: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    begun: dict[str, When] = {}
    opened: dict[str, set[str]] = defaultdict(set)  # themes to companies that spoke of them as soon as they were read
    for row in rows(tables, "diffusion"):
        theme_id, company_id = text(row["theme_id"]) or "", text(row["company_id"]) or ""
        when = text(row["first_quarter"]) or text(row["first_call_date"])
        if when is not None:
            rank, name = number(row["rank"]), names.get(company_id, company_id)
            day = text(row["first_quarter"]) or "", text(row["first_call_date"]) or ""
            begun[theme_id] = min(begun.get(theme_id, day), day)
            order[theme_id].append((LAST if rank is None else rank, name, when))
            if number(row["p_value"]) is None:
                opened[theme_id].add(name)
    passing = first_passages(tables)
    return {
        theme_id: " ".join(
            filter(
                None,
                (
                    _sentence(sorted(entries), opened[theme_id]),
                    passages_before(passing.get(theme_id, {}), begun[theme_id], names),
                ),
            )
        )
        for theme_id, entries in order.items()
    }


def _sentence(entries: Sequence[tuple[float, str, str]], opened: set[str]) -> str:
    n_first = sum(rank == entries[0][0] < LAST for rank, _, _ in entries)
    order = [(company, when) for _, company, when in entries]
    return first_movers(order, n_first or 1, saw_it_begin=not opened & {name for name, _ in order[:n_first]})

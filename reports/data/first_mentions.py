"""Who took each theme up first, who followed, and who had a single passage before: one rule for the whole report.

In: tables ``diffusion``, ``calls``, ``chunks``, ``chunk_themes`` and ``prevalence``.  Out: a :class:`FirstMentions` a
theme.  A company takes a theme up with two passages in one call that a reader would accept (docs/diffusion.md); fewer,
or less sure ones, are shown as such.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from reports.data.table_rows import number, rows, text, whole
from reports.formatting import listed
from reports.records import Company, FirstMention, FirstMentions, When
from themes.stats.adoption import MIN_PASSAGES, accepted_passages

MOST_NAMED = 4  # companies of a sentence
RULE = "two clear passages in a call"  # what a first mention takes


def passing_sentence(first_mentions: FirstMentions, names: Mapping[str, str]) -> str:
    """Name the companies (id to name) with a passage before the leaders' call; empty where there is none."""
    named = [f"{names.get(company, company)} ({when[1] or when[0]})" for company, when in first_mentions.early.items()]
    return f"In passing before: {listed(named, MOST_NAMED)}." if named else ""


def first_mentions_of(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> dict[str, FirstMentions]:
    """Find who began each theme.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``diffusion``, ``calls``, ``chunks``, ``chunk_themes`` and ``prevalence`` of all companies: a place says nothing
        without the others.
    companies : sequence of Company
        All companies of the study.

    Returns
    -------
    dict of str to FirstMentions
        By theme id, of themes that a company took up; mentions by rank, then day, then company id.
    """
    known = {company.company_id: company for company in companies}
    mentions: defaultdict[str, list[FirstMention]] = defaultdict(list)
    for row in rows(tables, "diffusion"):
        company = known.get(text(row["company_id"]) or "")
        if company is None:
            continue
        lag = number(row["lag_days"])
        mention = FirstMention(
            company=company,
            call_date=text(row["first_call_date"]),
            quarter=text(row["first_quarter"]),
            rank=whole(row["rank"]),
            lag_days=None if lag is None else int(lag),
            p_value=number(row["p_value"]),
        )
        mentions[text(row["theme_id"]) or ""].append(mention)
    passing, undated = _passages(tables)
    spoke = _spoke(tables)
    joined = first_quarters(tables, known)
    found = {}
    for theme_id, own in mentions.items():
        ranked = tuple(sorted(own, key=lambda m: (m.rank, m.call_date or "9999", m.company.company_id)))
        found[theme_id] = FirstMentions(
            mentions=ranked,
            passing=passing.get(theme_id, {}),
            undated=undated.get(theme_id, frozenset()) - {mention.company.company_id for mention in own},
            n_companies=sum(quarter <= (ranked[0].quarter or "") for quarter in joined.values()),
            spoke=spoke.get(theme_id, frozenset()),
        )
    return found


def first_quarters(tables: Mapping[str, pd.DataFrame], known: Collection[str]) -> dict[str, str]:
    """The quarter of each known company's first call; companies without a known quarter are left out."""
    first: dict[str, str] = {}
    for row in rows(tables, "calls"):
        quarter, company = text(row.get("calendar_quarter")), text(row.get("company_id")) or ""
        if quarter is not None and company in known:
            first[company] = min(quarter, first.get(company, quarter))
    return first


def _passages(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, dict[str, When]], dict[str, frozenset[str]]]:
    """By theme the first call with an accepted passage of each company; companies that took it up who knows when."""
    found: defaultdict[str, defaultdict[str, list[When]]] = defaultdict(lambda: defaultdict(list))
    undated: defaultdict[str, set[str]] = defaultdict(set)
    calls = {text(row["call_id"]): row for row in rows(tables, "calls")}
    for theme_id, call_id, n_accepted in _accepted(tables):
        call = calls.get(call_id)
        if call is None:
            continue
        company = text(call["company_id"]) or ""
        when = text(call["calendar_quarter"]) or "", text(call["call_date"]) or ""
        if not any(when) and n_accepted >= MIN_PASSAGES:
            undated[theme_id].add(company)
        else:
            found[theme_id][company].append(when)
    first = {
        theme_id: {company: min(whens, key=_by_day) for company, whens in own.items()}
        for theme_id, own in found.items()
    }
    return first, {theme_id: frozenset(own) for theme_id, own in undated.items()}


def _spoke(tables: Mapping[str, pd.DataFrame]) -> dict[str, frozenset[str]]:
    """By theme the companies with a passage assigned to it, sure or less sure."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(tables, "prevalence"):
        if row["speaker_group"] == "all" and whole(row["n_chunks"]):
            found[text(row["theme_id"]) or ""].add(text(row["company_id"]) or "")
    return {theme_id: frozenset(companies) for theme_id, companies in found.items()}


def _accepted(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str, int]]:
    """Theme, call and number of passages that a reader would accept; none without both tables."""
    chunks, chunk_themes = tables.get("chunks"), tables.get("chunk_themes")
    if chunks is None or chunk_themes is None:
        return []
    counts = accepted_passages(chunks, chunk_themes)
    return [(str(theme), str(call), int(n)) for theme, call, n in counts.itertuples(index=False)]


def _by_day(when: When) -> tuple[bool, str, str]:
    """Calls with a quarter first, by quarter, then day."""
    return not when[0], when[0], when[1]

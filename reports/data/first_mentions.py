"""Who took each theme up first, who followed, and who had a single passage before: one rule for the whole report.

In: tables ``diffusion``, ``calls`` and ``prevalence``.  Out: a :class:`FirstMentions` a theme.  A company takes a theme
up with two passages in one call (docs/diffusion.md); one alone is shown as in passing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from reports.data.table_rows import number, rows, text, whole
from reports.formatting import listed
from reports.records import Company, FirstMention, FirstMentions, When
from themes.stats.adoption import MIN_PASSAGES

MOST_NAMED = 4  # companies of a sentence
RULE = "First taken up (two passages in a call) by"


def passing_sentence(first_mentions: FirstMentions, names: Mapping[str, str]) -> str:
    """Name the companies (id to name) with a passage before the leaders' call; empty where there is none."""
    named = [f"{names.get(company, company)} ({when[1] or when[0]})" for company, when in first_mentions.early.items()]
    return f"In passing before: {listed(named, MOST_NAMED)}." if named else ""


def first_mentions_of(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> dict[str, FirstMentions]:
    """Find who began each theme.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``diffusion``, ``calls`` and ``prevalence`` of all companies: a place says nothing without the others.
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
    return {
        theme_id: FirstMentions(
            mentions=tuple(sorted(own, key=lambda m: (m.rank, m.call_date or "9999", m.company.company_id))),
            passing=passing.get(theme_id, {}),
            undated=undated.get(theme_id, frozenset()) - {mention.company.company_id for mention in own},
        )
        for theme_id, own in mentions.items()
    }


def _passages(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, dict[str, When]], dict[str, frozenset[str]]]:
    """By theme the first call with a passage of each company, and the companies that took it up who knows when."""
    found: defaultdict[str, defaultdict[str, list[When]]] = defaultdict(lambda: defaultdict(list))
    undated: defaultdict[str, set[str]] = defaultdict(set)
    dates = {text(row["call_id"]) or "": text(row["call_date"]) or "" for row in rows(tables, "calls")}
    for row in rows(tables, "prevalence"):
        if row["speaker_group"] == "all" and whole(row["n_chunks"]):
            theme_id, company = text(row["theme_id"]) or "", text(row["company_id"]) or ""
            when = text(row["calendar_quarter"]) or "", dates.get(text(row["call_id"]) or "", "")
            if not any(when) and whole(row["n_chunks"]) >= MIN_PASSAGES:
                undated[theme_id].add(company)
            else:
                found[theme_id][company].append(when)
    first = {
        theme_id: {company: min(whens, key=_by_day) for company, whens in own.items()}
        for theme_id, own in found.items()
    }
    return first, {theme_id: frozenset(own) for theme_id, own in undated.items()}


def _by_day(when: When) -> tuple[bool, str, str]:
    """Calls with a quarter first, by quarter, then day."""
    return not when[0], when[0], when[1]

"""What is noted of each theme: who began it, what became of it.

In: first mentions and table ``lineage``.  Out: sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reports.data.first_mentions import RULE, passing_sentence
from reports.formatting import listed
from reports.records import Company, FirstMentions, ThemeReport
from reports.views.lineage import SAID, LineageView
from themes.stats.lead_test import unknown_order

MOST_FOLLOWERS = 5  # companies named, the first ones among them


def notes_by_theme(
    first_mentions: Mapping[str, FirstMentions], lineage: LineageView, companies: Sequence[Company]
) -> dict[str, tuple[str, ...]]:
    """Say who spoke of each theme first, and what became of it in this run; of a first run nothing is news."""
    names = {company.company_id: company.label for company in companies}
    found: dict[str, list[str]] = defaultdict(list)
    for theme_id, own in first_mentions.items():
        passing = passing_sentence(own, names) if own.shows_order else ""
        found[theme_id].append(" ".join(filter(None, (first_mentions_sentence(own), passing))))
    for event in lineage.news if not lineage.is_first_run else ():
        found[event.theme.theme_id].append(f"{SAID[event.event].capitalize()} in this run: {event.sentence}.")
    return {theme_id: tuple(sentences) for theme_id, sentences in found.items()}


def aside_because(theme: ThemeReport) -> str:
    """Say why a discovered theme stands apart."""
    if theme.same is not None:
        return f"repeats the tracked theme “{theme.same.label}”"
    if theme.is_tentative:
        doubts = (theme.description or "").partition("Tentative: ")[2].rstrip(".")
        return f"tentative: {doubts}" if doubts else "tentative"
    return str(theme.broader)


def first_mentions_sentence(first_mentions: FirstMentions) -> str:
    """Say when each company took a theme up; who was first only where that is more than chance gives."""
    named = [f"{m.company.label} ({m.call_date or m.quarter})" for m in first_mentions.mentions]
    if not first_mentions.shows_order:
        dates = f"First mentions ({RULE}): {listed(named, MOST_FOLLOWERS)}."
        unknown = unknown_order(first_mentions.n_companies, here=True) if len(named) > 1 else ""
        return " ".join(filter(None, (dates, first_mentions.doubt, unknown)))
    n_first = len(first_mentions.leaders)
    first = listed(named[:n_first], MOST_FOLLOWERS)
    then = named[n_first : max(n_first, MOST_FOLLOWERS)]
    more = len(named) - n_first - len(then)
    tail = f", then by {', '.join(then)}" if then else ""
    tail += f"{' and' if then else ', then by'} {more} more" if more else ""
    return f"First taken up ({RULE}) by {first}{tail}."

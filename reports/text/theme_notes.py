"""What is noted of each theme: who began it, what became of it.

In: first mentions and table ``lineage``.  Out: sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from reports.data.first_mentions import RULE, passing_sentence
from reports.formatting import listed
from reports.records import Company, FirstMentions
from reports.views.lineage import SAID, LineageView

MOST_FOLLOWERS = 5  # companies named, the first ones among them


def notes_by_theme(
    first_mentions: Mapping[str, FirstMentions], lineage: LineageView, companies: Sequence[Company]
) -> dict[str, tuple[str, ...]]:
    """Say who spoke of each theme first, and what became of it in this run; of a first run nothing is news."""
    names = {company.company_id: company.label for company in companies}
    found: dict[str, list[str]] = defaultdict(list)
    for theme_id, own in first_mentions.items():
        found[theme_id].append(" ".join(filter(None, (first_mentions_sentence(own), passing_sentence(own, names)))))
    for event in lineage.news if not lineage.is_first_run else ():
        found[event.theme.theme_id].append(f"{SAID[event.event].capitalize()} in this run: {event.sentence}.")
    return {theme_id: tuple(sentences) for theme_id, sentences in found.items()}


def first_mentions_sentence(first_mentions: FirstMentions) -> str:
    """Say who took a theme up first and who followed, and where it may have begun before."""
    named = [f"{m.company.label} ({m.call_date or m.quarter})" for m in first_mentions.mentions]
    n_first = len(first_mentions.leaders)
    first = listed(named[:n_first], MOST_FOLLOWERS)
    then = named[n_first : max(n_first, MOST_FOLLOWERS)]
    more = len(named) - n_first - len(then)
    tail = f", then by {', '.join(then)}" if then else ""
    tail += f"{' and' if then else ', then by'} {more} more" if more else ""
    doubt = first_mentions.doubt and f" {first_mentions.doubt[0].upper()}{first_mentions.doubt[1:]}."
    return f"{RULE} {first}{tail}.{doubt}"

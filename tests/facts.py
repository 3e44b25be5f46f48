"""The facts of a sentence: what a test holds it to, so that its wording may change and its numbers may not."""

from __future__ import annotations

import re

WAYS = "up|down|more|less|differs|no difference|no significant|missing|not known|not tested"  # which way, how sure
_FACT = re.compile(
    r"“[^”]+”"  # a theme
    r"|\d{4}Q[1-4]|\d{4}-\d\d-\d\d"  # a quarter, a day
    r"|[<=] ?\d[\d.]*\d"  # what follows p or q
    r"|[−+]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:%| points)?"  # a number with its unit
    r"|\b[A-Z]\w+(?: (?:[A-Z]\w+|plc))+"  # a company
    rf"|(?i:\b(?:{WAYS})\b)"
)


def facts(sentence: str) -> list[str]:
    """Themes, quarters, days, numbers with their units, companies and directions, in their order.

    Examples
    --------
    >>> facts("Up by 3.4 points a year in the talk of 3 companies (q = 0.004) since 2012Q1; most at Fox Masts.")
    ['up', '3.4 points', '3', '= 0.004', '2012Q1', 'Fox Masts']
    """
    found = _FACT.findall(sentence)
    return [fact.lower() if fact.lower() in WAYS.split("|") else fact for fact in found]

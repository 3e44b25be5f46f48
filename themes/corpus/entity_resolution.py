"""Identity: which calls are of one company, and the id that a call keeps for good.

In: names and tickers as calls state them, aliases from study.toml.  Out: company ids and call ids.  Two calls are of
one company when they share a ticker, a name (less legal form and punctuation) or an alias.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from themes.text.identifiers import company_key, slug

NameAndTicker = tuple[str | None, str | None]


def company_ids(calls: Sequence[NameAndTicker], aliases: Mapping[str, Iterable[str]]) -> list[str | None]:
    """The company id of each call: its ticker in lower case, else a slug of the name; None where neither is known.

    Parameters
    ----------
    calls : sequence of (name, ticker)
        As the calls state them.
    aliases : mapping of str to iterable of str
        Company id → other names and tickers of that company (study.toml).

    Examples
    --------
    >>> company_ids([("Juno", None), ("Juno, Inc.", "JUNO"), ("Vesta plc", None)], {})
    ['juno', 'juno', 'vesta']
    """
    spelt = sorted(aliases.items(), reverse=True)  # an order of its own: that of the file must not matter
    aliases = {i.lower(): [n for other, names in spelt if other.lower() == i.lower() for n in names] for i, _ in spelt}
    group_of = _groups(calls, aliases)
    label = _group_labels(group_of, calls, aliases)
    return [label[group_of[key]] if (key := _key(call)) else None for call in calls]


def _groups(calls: Sequence[NameAndTicker], aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Names, tickers and ids of one company, each with the first of them in the alphabet, which stands for all."""
    from scipy.cluster.hierarchy import DisjointSet

    pairs: list[tuple[str, str]] = []
    for company_id, names in aliases.items():
        own = f"id {company_id}"
        pairs += [(own, f"name {company_key(company_id.replace('-', ' '))}"), (own, f"ticker {company_id.upper()}")]
        pairs += [pair for n in names for pair in ((own, f"name {company_key(n)}"), (own, f"ticker {n.upper()}"))]
    for stated, ticker in calls:
        if stated and ticker:
            pairs.append((f"name {company_key(stated)}", f"ticker {ticker.upper()}"))
    groups = DisjointSet([*(name for pair in pairs for name in pair), *filter(None, map(_key, calls))])
    for one, other in pairs:
        groups.merge(one, other)
    return {name: min(group) for group in groups.subsets() for name in group}


def _key(call: NameAndTicker) -> str | None:
    name, ticker = call
    if ticker:
        return f"ticker {ticker.upper()}"
    return f"name {company_key(name)}" if name and company_key(name) else None


def _group_labels(
    group_of: Mapping[str, str], calls: Sequence[NameAndTicker], aliases: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """One id a group: that of study.toml, else the most frequent ticker (ties: alphabetical), else the name's slug."""
    votes: dict[str, dict[str, int]] = {}
    tickers = {f"ticker {ticker.upper()}" for _, ticker in calls if ticker}
    for call in calls:
        if key := _key(call):
            choice = call[1].lower() if call[1] else f"~{slug(company_key(call[0] or ''))}"
            tally = votes.setdefault(group_of[key], {})
            tally[choice] = tally.get(choice, 0) + 1
    label = {
        root: min(tally, key=lambda c, t=tally: (c.startswith("~"), -t[c], c)).removeprefix("~")  # type: ignore[misc]
        for root, tally in votes.items()
    }
    label |= {group_of[f"id {company_id}"]: company_id for company_id in aliases}
    return _distinct(label, {group_of[f"id {i}"] for i in aliases} | {group_of[k] for k in tickers})


def _distinct(label: Mapping[str, str], first: set[str]) -> dict[str, str]:
    """No two groups under one id: a name's slug gives way (``juno-2``) to a ticker or alias spelt like it."""
    given: dict[str, str] = {}
    for root in sorted(label, key=lambda root: (root not in first, root)):
        taken, n = set(given.values()), 2
        given[root] = label[root]
        while given[root] in taken:
            given[root], n = f"{label[root]}-{n}", n + 1
    return given


def new_call_id(
    company_id: str | None, quarter: str | None, call_date: str | None, digest: str, taken: set[str]
) -> str:
    """An id for a call that has none: company and quarter, or date, or file hash; ``-2`` on collision.

    Examples
    --------
    >>> new_call_id("juno", "2012Q4", None, "9f3c01d2aa", {"juno-2012q4"})
    'juno-2012q4-2'
    """
    when = (quarter or call_date or digest[:8]).lower()
    base = f"{company_id or 'call'}-{when}"
    candidate, n = base, 1
    while candidate in taken:
        n += 1
        candidate = f"{base}-{n}"
    return candidate

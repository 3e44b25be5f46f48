"""What people call companies, themes and calls, and which of a study's they mean.

In: ``calls`` and ``themes`` of a run, aliases of study.toml, and a name as somebody writes it.  Out: the id, or an
error that names the nearest.  A company is found by its id, ticker, name or alias, in any case, with or without its
legal form, and by the first words of its name where no other company's begins with them; a theme by its id or label.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

from themes.errors import StudyError
from themes.text.identifiers import company_key, slug

ALL, ALL_COMPANIES = "ALL", "All companies"  # scope of what is over all companies, and how tables name it
CLOSE = 60  # likeness (0-100) from which a value is taken for a slip of another
MOST_LISTED = 12  # values that an error names


def company_names(calls: pd.DataFrame) -> dict[str, str]:
    """One name a company, by its id: the one that most of its calls carry (ties: alphabetical), on one line.

    Two companies of one name have their ids behind it; one without a name says so, with its id.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for company_id, name in zip(calls["company_id"], calls["company"], strict=True):
        found[str(company_id)].update([" ".join(name.split())] if isinstance(name, str) and name.strip() else [])
    names = {key: _most_used(own) or f"Company unknown ({key})" for key, own in found.items()}
    used = Counter(names.values())
    return {key: f"{name} ({key})" if used[name] > 1 else name for key, name in names.items()}


def _most_used(names: Counter[str]) -> str | None:
    return min(names, key=lambda name: (-names[name], name), default=None)


def theme_labels(themes: pd.DataFrame) -> dict[str, str]:
    """The label of each theme, by its id."""
    return dict(zip(themes["theme_id"].astype(str), themes["label"].astype(str), strict=True))


def find_company(given: str, calls: pd.DataFrame, aliases: Mapping[str, Iterable[str]]) -> str:
    """The id of the company that somebody means.

    Parameters
    ----------
    given : str
        An id, ticker, name or alias, in any case.
    calls : DataFrame
        ``company_id``, ``company`` and ``ticker`` of a study's calls.
    aliases : mapping of str to iterable of str
        Company id to other names (study.toml); ids in any case.

    Raises
    ------
    StudyError
        No such company, with the nearest; several begin with these words, with their ids.
    """
    known = known_names(calls, aliases)
    ids = dict.fromkeys(map(str, calls["company_id"]))
    exact = given.strip().lower()
    if exact in ids:
        return exact
    key = company_key(given)
    if key in known:
        return known[key]
    begin = dict.fromkeys(i for name, i in known.items() if name.startswith(f"{key} ")) if key else {}
    if len(begin) == 1:
        return next(iter(begin))
    if begin:
        raise StudyError(f"several companies begin with {given!r}", mend=f"say which: {', '.join(begin)}")
    raise unknown("company", given, {**{i: i for i in ids}, **known})


def known_names(calls: pd.DataFrame, aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Comparable names, tickers and aliases (:func:`themes.text.identifiers.company_key`), each with its company id."""
    known: dict[str, str] = {}
    stated = calls[["company_id", "company", "ticker"]].drop_duplicates().itertuples(index=False, name=None)
    for company_id, company, ticker in stated:
        known |= {company_key(name): str(company_id) for name in (company, ticker) if isinstance(name, str)}
    ids = {str(i).lower(): str(i) for i in calls["company_id"].unique()}
    for company_id, names in aliases.items():
        if company_id.lower() in ids:
            known |= {company_key(name): ids[company_id.lower()] for name in names}
    return known


def find_theme(given: str, themes: pd.DataFrame) -> str:
    """The id of the theme that somebody means, by id or label in any case.

    Raises
    ------
    StudyError
        No such theme, with the nearest; several carry that label, with their ids.
    """
    labels = theme_labels(themes)
    key = slug(given)
    if key in labels:
        return key
    labelled = [theme for theme, label in labels.items() if slug(label) == key]
    if len(labelled) == 1:
        return labelled[0]
    if labelled:
        raise StudyError(f"several themes are called {given!r}", mend=f"say which: {', '.join(labelled)}")
    raise unknown("theme", given, {**{theme: theme for theme in labels}, **{v.lower(): k for k, v in labels.items()}})


def unknown(what: str, given: str, known: Mapping[str, str]) -> StudyError:
    """The error for a name that nothing carries; ``known``: what may be written, in lower case, and what it means."""
    from rapidfuzz import process

    near = process.extractOne(given.lower(), list(known), processor=str.lower, score_cutoff=CLOSE)
    values = list(dict.fromkeys(known.values()))
    more = f" and {len(values) - MOST_LISTED} more" if len(values) > MOST_LISTED else ""
    listed = f"it has {', '.join(values[:MOST_LISTED])}{more}" if values else "it has none"
    hint = f"the nearest is {known[near[0]]!r}" if near else listed
    return StudyError(f"no {what} {given!r} in this study", mend=hint)

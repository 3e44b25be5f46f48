"""What a study holds: a row a company, and a row a quarter.

In: an opened run.  Out: small tables of counts.
"""

from __future__ import annotations

import pandas as pd

from themes.study.opened_run import OpenedRun

COMPANIES = ("company_id", "company", "ticker", "n_calls", "n_words", "first_quarter", "last_quarter", "also")
QUARTERS = ("quarter", "n_calls", "n_companies", "n_words", "companies")


def companies_of(run: OpenedRun) -> pd.DataFrame:
    """Companies by name: :data:`COMPANIES`; ``also``: other spellings and aliases."""
    calls = run.table("calls")
    aliases = {key.lower(): names for key, names in run.aliases.items()}
    rows = [
        {
            "company_id": company,
            "company": run.company_names[str(company)],
            "ticker": next(iter(own["ticker"].dropna().mode()), None),
            "n_calls": len(own),
            "n_words": int(own["n_words"].sum()),
            "first_quarter": own["calendar_quarter"].dropna().min() if own["calendar_quarter"].notna().any() else None,
            "last_quarter": own["calendar_quarter"].dropna().max() if own["calendar_quarter"].notna().any() else None,
            "also": also_called(own, run.company_names[str(company)], aliases.get(str(company).lower(), ())),
        }
        for company, own in calls.groupby("company_id")
    ]
    return pd.DataFrame(rows, columns=list(COMPANIES)).sort_values("company", ignore_index=True)


def also_called(calls: pd.DataFrame, name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Other spellings in a company's calls, and its aliases, in the order of the alphabet."""
    return tuple(sorted({*calls["company"].dropna(), *aliases} - {name}))


def quarters_of(run: OpenedRun) -> pd.DataFrame:
    """Calendar quarters with calls, in time: :data:`QUARTERS`."""
    rows = [
        {
            "quarter": quarter,
            "n_calls": len(own),
            "n_companies": own["company_id"].nunique(),
            "n_words": int(own["n_words"].sum()),
            "companies": tuple(sorted(own["company_id"].unique())),
        }
        for quarter, own in run.table("calls").dropna(subset=["calendar_quarter"]).groupby("calendar_quarter")
    ]
    return pd.DataFrame(rows, columns=list(QUARTERS))

"""Tables of a study to those of one theme or one company: what a one-pager is made from.

In: tables of a run.  Out: the same tables with fewer rows; the frames given are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

Tables = dict[str, pd.DataFrame]
OF_A_THEME = ("themes", "chunk_themes", "prevalence", "contrasts", "trends", "diffusion", "lineage")


@dataclass(frozen=True)
class Only:
    """What a report is about: one theme, one company, one theme at one company; or, with neither, the whole study."""

    theme: str | None = None
    company: str | None = None

    @property
    def about(self) -> str:
        """Both as a text.

        >>> Only("sdn", "juno").about, Only().about
        ('theme:sdn company:juno', '')
        """
        named = {"theme": self.theme, "company": self.company}
        return " ".join(f"{what}:{value}" for what, value in named.items() if value is not None)


def narrowed(tables: Mapping[str, pd.DataFrame], only: Only) -> Tables:
    """Keep the rows of a theme and of a company.

    Who spoke of a theme first (``diffusion``) is kept of all companies: a place says nothing without the others.
    """
    kept = dict(tables)
    if only.theme is not None:
        for name in OF_A_THEME:
            _keep(kept, name, "theme_id", [only.theme])
    if only.company is not None and "calls" in kept:
        _keep(kept, "calls", "company_id", [only.company])
        call_ids = kept["calls"]["call_id"].tolist()
        for name in ("turns", "chunks", "prevalence"):
            _keep(kept, name, "call_id", call_ids)
        _keep(kept, "contrasts", "call_id_to", call_ids)
        _keep(kept, "trends", "scope", [only.company])
        _keep(kept, "sources", "path", kept["calls"]["source"].tolist())
    return kept


def _keep(tables: Tables, name: str, column: str, values: list[str]) -> None:
    if name in tables:
        table = tables[name]
        tables[name] = table[table[column].isin(values)]

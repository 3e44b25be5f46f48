"""The panel a trend is judged on: shares by theme, company and quarter.

In: ``prevalence`` (speaker group ``all``).  Out: :class:`Panel` (dense arrays, NaN where no call took place).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.quarters import Quarter, ordinals
from themes.stats.windows import is_history_enough

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WORDS_A_PASSAGE = 65.0  # talk is counted in passages of this length: the mean of 489 real calls


@dataclass(frozen=True)
class Panel:
    """Talk of some companies over consecutive quarters.

    ``share`` is 0-1, shape (n_themes, n_companies, n_quarters), NaN where there was no call; ``passages`` the talk of
    each call in passages of 65 words, (n_companies, n_quarters), 0 where there was no call; ``n_calls`` in each;
    ``quarters`` their names, none left out between the first and the last.
    """

    share: Floats
    passages: Floats
    n_calls: Integers
    companies: tuple[str, ...]
    quarters: tuple[str, ...]

    @property
    def held(self) -> NDArray[np.bool_]:
        """Which company held a call in which quarter, shape (n_companies, n_quarters)."""
        return self.passages > 0

    @property
    def on_theme(self) -> Floats:
        """Passages of 65 words on each theme, 0 where there was no call, (n_themes, n_companies, n_quarters)."""
        return np.nan_to_num(self.share) * self.passages

    @property
    def is_enough(self) -> bool:
        """Whether there are the calls and quarters that a trend needs."""
        return is_history_enough(self.n_calls, self.held)

    def of_company(self, number: int) -> Panel:
        """One company's part, from its first call to its last."""
        called = np.flatnonzero(self.n_calls[number])
        return self._part(slice(number, number + 1), slice(called[0], called[-1] + 1))

    def of(self, rows: Integers) -> Panel:
        """Some of the companies."""
        names = tuple(self.companies[k] for k in rows)
        return Panel(self.share[:, rows], self.passages[rows], self.n_calls[rows], names, self.quarters)

    def until(self, n_quarters: int) -> Panel:
        """The first quarters."""
        return self._part(slice(None), slice(0, n_quarters))

    def _part(self, rows: slice, span: slice) -> Panel:
        return Panel(
            self.share[:, rows, span], self.passages[rows, span], self.n_calls[rows, span],
            self.companies[rows], self.quarters[span],
        )  # fmt: skip


def lay_out(prevalence: pd.DataFrame, theme_ids: Sequence[str], words: str = "n_words_theme") -> Panel:
    """The panel of all companies.  Calls without a quarter are left out; those without content words are only counted.

    Two calls of a company that report on one quarter are taken together.  ``words``: the column of the words that count
    as a theme's.
    """
    rows = prevalence[(prevalence["speaker_group"] == "all") & prevalence["calendar_quarter"].notna()]
    rows = rows[rows["theme_id"].isin(list(theme_ids))]
    if rows.empty:
        nothing = np.zeros((0, 0))
        return Panel(np.zeros((len(theme_ids), 0, 0)), nothing, nothing.astype(np.int64), (), ())
    companies = sorted({str(c) for c in rows["company_id"]})
    at = rows["calendar_quarter"].map(ordinals(rows["calendar_quarter"]))
    first, last = int(at.min()), int(at.max())
    quarters = tuple(str(Quarter.from_ordinal(k)) for k in range(first, last + 1))
    theme = rows["theme_id"].map({t: k for k, t in enumerate(theme_ids)}).to_numpy(dtype=int)
    company = rows["company_id"].map({c: k for k, c in enumerate(companies)}).to_numpy(dtype=int)
    place = (theme, company, (at - first).to_numpy(dtype=int))
    shape = (len(theme_ids), len(companies), len(quarters))
    on_theme, spoken, calls = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64)
    np.add.at(on_theme, place, rows[words].to_numpy(dtype=float))
    np.add.at(spoken, place, rows["n_words"].to_numpy(dtype=float))
    np.add.at(calls, place, 1)
    share = np.divide(np.minimum(on_theme, spoken), spoken, out=np.full(shape, np.nan), where=spoken > 0)
    return Panel(share, spoken.max(axis=0) / WORDS_A_PASSAGE, calls.max(axis=0), tuple(companies), quarters)

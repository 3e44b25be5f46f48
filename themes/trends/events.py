"""Silence and speech: whether a theme has come, gone, or come back.

In: shares and passages of one theme.  Out: :class:`Event`, or None where no event is in sight.  Two questions have to
be answered yes.  Could the *order* of its quarters not be an accident?  That is counted: in how few of the orders of
these very quarters would all the silent ones stand together at that end (a permutation test; Fisher 1935).  It assumes
nothing of how talk is spread, but cannot see how much was said.  And is the *amount* too much to have been missed?
Given how much was said altogether, how often would so little of it fall into the silent quarters (a conditional
binomial test of two rates; Przyborowski & Wilenski 1940), when talk comes in lumps and quarters vary as the study's
do (beta-binomial)?  The second p-value is the event's; the first only has to be at most 2.5 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from themes.quarters import QUARTERS_A_YEAR
from themes.records import Status
from themes.trends.change import AUTOCORRELATION
from themes.trends.panel import Floats

Columns = NDArray[np.int64]

ORDER = 0.025  # chance of the order of quarters from which on an event is not believed, however much was said
SLIP_RATE = 0.05  # of a theme's usual share: so little is taken for mistaken assignments
MIN_PASSAGES_MENTIONED = 2.0  # of 100 words, in a quarter of the whole panel: one alone is sooner a mistake
MIN_SILENT_CALLS = 4
MIN_EXPECTED = 3.0  # passages that each of these calls would have had at the usual rate


@dataclass(frozen=True)
class Event:
    """What one theme's silent quarters say: which event, since which column of the panel, with what p."""

    status: Status
    since: int
    p_value: float


@dataclass(frozen=True)
class Talk:
    """Of one theme: passages on it and all passages, by company and quarter, (n_companies, n_quarters) both."""

    on_theme: Floats
    passages: Floats

    @classmethod
    def of(cls, share: Floats, passages: Floats) -> Talk:
        """From shares, NaN where there was no call."""
        return cls(np.where(passages > 0, np.nan_to_num(share) * passages, 0.0), passages)

    def mentioned(self) -> tuple[NDArray[np.bool_], Columns]:
        """Whether the theme was spoken of in each quarter with a call, and these quarters' column numbers.

        A quarter in which the whole panel gave it a single passage, or a twentieth of what it gives where it speaks of
        it, counts as silent.
        """
        held = (self.passages > 0).any(axis=0)
        spoken = self.on_theme.sum(axis=0)[held]
        usual = float((spoken**2).sum() / max(spoken.sum(), 1e-9))  # of a passage's quarter, not of a quarter
        return spoken > np.maximum(min(MIN_PASSAGES_MENTIONED, usual / 2), SLIP_RATE * usual), np.flatnonzero(held)

    def rate(self, columns: Columns) -> float:
        """Share of all passages in some quarters."""
        return float(self.on_theme[:, columns].sum() / max(self.passages[:, columns].sum(), 1e-9))


def find_event(share: Floats, passages: Floats, sizes: Floats) -> Event | None:
    """The event that the theme's silent quarters may speak of, or None where there is none to test.

    Parameters
    ----------
    share, passages : ndarray
        Of one theme, both of shape (n_companies, n_quarters).
    sizes : ndarray
        Of the causes of spread, (n_causes,); see :class:`themes.trends.variance_components.VarianceComponents`.
    """
    talk = Talk.of(share, passages)
    mentioned, when = talk.mentioned()
    if not mentioned.any() or mentioned.all():
        return None
    first, last = int(np.flatnonzero(mentioned)[0]), int(np.flatnonzero(mentioned)[-1])
    if last + 1 < len(mentioned):
        spoken, silent = when[max(0, last + 1 - QUARTERS_A_YEAR) : last + 1], when[last + 1 :]
        if not is_silence(talk, spoken, silent):
            return None
        order = order_p(mentioned[first : last + 1], len(silent))
        return Event(Status.DORMANT, int(silent[0]), _both(order, amount_p(talk, spoken, silent, sizes)))
    back = int(np.flatnonzero(~mentioned)[-1]) + 1  # since then mentioned without a break
    before = np.flatnonzero(mentioned[:back])
    gap = int(before[-1]) + 1 if len(before) else 0
    now, silent = when[back:], when[gap:back]
    if len(now) > QUARTERS_A_YEAR or not is_silence(talk, now, silent):
        return None
    if not len(before):
        order = order_p(mentioned[back:], len(silent), counted=0)
        return Event(Status.NEW, int(now[0]), _both(order, amount_p(talk, now, silent, sizes)))
    spoken = when[max(0, gap - QUARTERS_A_YEAR) : gap]
    if not is_silence(talk, spoken, silent):
        return None
    order = min(1.0, (gap - first) * order_p(mentioned[first:gap], len(silent)))  # it might have been any gap
    amount = max(amount_p(talk, spoken, silent, sizes), presence_p(talk, spoken, now, float(sizes[0])))
    return Event(Status.REVIVED, int(now[0]), _both(order, amount))


def _both(order: float, amount: float) -> float:
    return amount if order <= ORDER else max(order, amount)


def is_silence(talk: Talk, spoken: Columns, silent: Columns) -> bool:
    """Whether the rate of the spoken quarters would have shown in the silent ones.

    That is: they are at least four, with at least four calls of companies that at their own rate and usual length would
    have given it three passages a call; and all of them together hold less than a twentieth of what would be expected.
    """
    on_theme, passages = talk.on_theme, talk.passages
    rate = on_theme[:, spoken].sum(axis=1) / np.maximum(passages[:, spoken].sum(axis=1), 1e-9)
    calls = (passages[:, silent] > 0).sum(axis=1)
    expected = rate * passages[:, silent].sum(axis=1)
    n_telling = int(calls[expected >= MIN_EXPECTED * np.maximum(calls, 1)].sum())
    slips = on_theme[:, silent].sum() <= SLIP_RATE * expected.sum()
    return bool(len(silent) >= QUARTERS_A_YEAR and n_telling >= MIN_SILENT_CALLS and slips)


def order_p(spoken: NDArray[np.bool_], n_silent: int, counted: int = 1) -> float:
    """Chance that ``n_silent`` quarters on end are silent, were the order of all quarters an accident.

    The first quarter in which the theme was mentioned began the count, so it is not part of it (``counted``).  A theme
    that was silent before comes in spells: then spells as long as its earlier silences are counted instead of quarters.

    Parameters
    ----------
    spoken : ndarray of bool
        Whether it was mentioned in each quarter from the first in which it was mentioned to the last.
    n_silent : int
        Quarters of the silence.
    counted : int
        Quarters mentioned that began the count.

    Examples
    --------
    >>> order_p(np.ones(5, dtype=bool), 4)  # 1 of the 70 ways to choose 4 quarters of 8
    0.014285714285714285
    >>> order_p(np.array([True, False, False, True, True]), 4)  # spells of two: 2 of 4 places are not in the silence
    0.5
    """
    edges = np.flatnonzero(np.diff(spoken.astype(int)) == 1)  # every silence between ends in one
    spell = max(1.0, float((~spoken).sum() / len(edges))) if len(edges) else 1.0
    n_heard = int(np.ceil((spoken.sum() - counted) / spell))
    n_rest = int((~spoken).sum() / spell)
    n_now = int(n_silent / spell)
    return comb(n_rest + n_heard, n_heard) / comb(n_rest + n_heard + n_now, n_heard)


def amount_p(talk: Talk, spoken: Columns, silent: Columns, sizes: Floats) -> float:
    """Chance that so little of all that was said fell into the silent quarters, were the rate the same.

    Times four: the silence may have begun in any of a year's quarters, and it was chosen where it is.
    """
    from scipy.stats import betabinom, binom

    lump = max(1.0, float(sizes[0]))
    n_lumps = int((talk.on_theme[:, spoken].sum() + talk.on_theme[:, silent].sum()) / lump)
    n_slips = int(talk.on_theme[:, silent].sum() / lump)
    exposure = talk.passages[:, silent].sum()
    part = float(exposure / (exposure + talk.passages[:, spoken].sum()))
    overdispersion = part * (1 - part) * (_mean_shock(len(spoken), sizes) + _mean_shock(len(silent), sizes))
    if overdispersion < 1e-6:
        return min(1.0, QUARTERS_A_YEAR * float(binom.cdf(n_slips, n_lumps, part)))
    a, b = part * (1 / overdispersion - 1), (1 - part) * (1 / overdispersion - 1)
    return min(1.0, QUARTERS_A_YEAR * float(betabinom.cdf(n_slips, n_lumps, max(a, 1e-3), max(b, 1e-3))))


def _mean_shock(n_quarters: int, sizes: Floats) -> float:
    """Variance of the mean shock of neighbouring quarters, relative to the rate."""
    lag = np.abs(np.subtract.outer(np.arange(n_quarters), np.arange(n_quarters)))
    return float(sizes[1] / n_quarters + sizes[2] * (AUTOCORRELATION**lag).mean())


def presence_p(talk: Talk, spoken: Columns, now: Columns, noise: float) -> float:
    """Chance of today's talk were the theme dormant still, and all of it stray (Poisson, in lumps of ``noise``)."""
    from scipy.stats import poisson

    lump = max(1.0, noise)
    stray = SLIP_RATE * talk.rate(spoken) * talk.passages[:, now].sum() / lump
    return float(poisson.sf(np.floor(talk.on_theme[:, now].sum() / lump) - 1, stray))

"""The change of each company's own share between two windows, and how far chance would move it.

In: a :class:`Panel` and :class:`Windows`.  Out: :class:`CompanyChanges`.  Shares are compared as arcsine roots, whose
sampling variance does not depend on the share (Anscombe 1948), so that rare themes are served too.  What moves a
company's share when nothing happened has two causes: which passages happened to be said, and that a company's interest
in a theme wanders from quarter to quarter and comes back.  Their usual sizes are constants, estimated from the calls of
ten telecom firms over thirteen years (``docs/trends.md``); what a study's own themes say of them is
:mod:`themes.trends.moderation`'s to add.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from themes.stats.windows import Windows
from themes.trends.panel import Floats, Integers, Panel

Booleans = NDArray[np.bool_]

PASSAGES_A_LUMP = 2.0  # passages of 65 words that are said together: sampling varies as if talk came in such lumps
WANDER = 0.364  # variance of a company's log-odds around its mean, quarter by quarter
AUTOCORRELATION = 0.6  # of that wandering, a quarter apart
FEW_PASSAGES = 0.35  # at so many expected passages the arcsine root has half the variance that it has at many
SHARED_BY_NEIGHBOURS = 0.8  # of the degrees of freedom of a window's quarters, left by their autocorrelation
TOLD_PASSAGES = 2.0  # of 65 words in both windows together, from which a company speaks of a theme at all


@dataclass(frozen=True)
class Sizes:
    """How large the two causes are: passages a lump, and the variance of a company's wandering log-odds."""

    lump: float = PASSAGES_A_LUMP
    wander: float = WANDER


@dataclass(frozen=True)
class CompanyChanges:
    """What the companies with calls in both windows said of every theme.

    ``companies``: their rows in the panel, (n,).  ``on_theme`` (2, n_themes, n) and ``passages`` (2, n): before and
    after.  ``memory``, (2, 2, n): mean correlation of the quarters of one window with those of another.  ``sizes``: of
    the causes.
    """

    companies: Integers
    on_theme: Floats
    passages: Floats
    memory: Floats
    sizes: Sizes = Sizes()

    @cached_property
    def share(self) -> Floats:
        """Share of each window, (2, n_themes, n)."""
        share: Floats = self.on_theme / self.passages[:, None, :]
        return share

    @cached_property
    def is_told(self) -> Booleans:
        """Whether a company speaks of a theme in these windows, (n_themes, n)."""
        told: Booleans = self.on_theme.sum(axis=0) >= TOLD_PASSAGES
        return told

    @cached_property
    def roots(self) -> Floats:
        """Arcsine root of the share of each window, (2, n_themes, n)."""
        return arcsine_root(self.on_theme, self.passages[:, None, :])

    @cached_property
    def shift(self) -> Floats:
        """Arcsine root after less before, (n_themes, n)."""
        shift: Floats = self.roots[1] - self.roots[0]
        return shift

    @cached_property
    def level(self) -> Floats:
        """Share over both windows, half a passage added, (n_themes, n)."""
        level: Floats = (self.on_theme.sum(axis=0) + 0.5) / (self.passages.sum(axis=0) + 1)
        return level

    @cached_property
    def sampling_variance(self) -> Floats:
        """Of the shift, by which passages happened to be said, (n,)."""
        variance: Floats = (self.sizes.lump / (4 * self.passages + 2)).sum(axis=0)
        return variance

    @cached_property
    def variance(self) -> Floats:
        """Of the shift, were the share the same in both windows, (n_themes, n)."""
        wandering = self.memory[0, 0] + self.memory[1, 1] - 2 * self.memory[0, 1]
        variance: Floats = self.sampling_variance + self.sizes.wander / 4 * self.level * (1 - self.level) * wandering
        return variance

    @cached_property
    def variance_of_share(self) -> Floats:
        """Of the difference of the two shares, each at its own level, (n_themes, n).

        Half a passage is added in each window, shared by the companies: no mention is not no knowledge.
        """
        half = 0.5 / len(self.companies)
        level = (self.on_theme + half) / (self.passages[:, None, :] + 2 * half)
        binomial = level * (1 - level)
        sampling = (self.sizes.lump * binomial / self.passages[:, None, :]).sum(axis=0)
        signed = binomial * np.array([-1.0, 1.0])[:, None, None]
        wandering: Floats = self.sizes.wander * np.einsum("atn,abn,btn->tn", signed, self.memory, signed)
        variance: Floats = sampling + np.maximum(wandering, 0.0)
        return variance


def arcsine_root(on_theme: Floats, passages: Floats) -> Floats:
    """Arcsine of the root of a share, a little added to both counts (Anscombe 1948)."""
    root: Floats = np.arcsin(np.sqrt(np.clip((on_theme + 0.375) / (passages + 0.75), 0.0, 1.0)))
    return root


def measure_changes(panel: Panel, windows: Windows) -> CompanyChanges | None:
    """What every company with calls in both windows said in them; None where there is no such company."""
    held = panel.held[:, windows.start : windows.stop]
    late = np.arange(windows.start, windows.stop) >= windows.split
    both = np.flatnonzero(held[:, late].any(axis=1) & held[:, ~late].any(axis=1))
    if not len(both):
        return None
    spans = [slice(windows.start, windows.split), slice(windows.split, windows.stop)]
    on_theme = np.stack([panel.on_theme[:, both, span].sum(axis=2) for span in spans])
    passages = np.stack([panel.passages[both, span].sum(axis=1) for span in spans])
    part = np.stack([held[both] & ~late, held[both] & late]).astype(np.float64)
    part /= part.sum(axis=2, keepdims=True)
    memory = np.einsum("anq,qr,bnr->abn", part, correlations(held.shape[1]), part)
    return CompanyChanges(both, on_theme, passages, memory)


def correlations(n_quarters: int) -> Floats:
    """Correlation of a company's wandering between quarters, (n, n)."""
    when = np.arange(n_quarters)
    made: Floats = AUTOCORRELATION ** np.abs(when[:, None] - when[None, :]).astype(np.float64)
    return made


def own_variation(panel: Panel, windows: Windows, sizes: Sizes) -> tuple[Floats, Floats, Floats]:
    """How much one company's quarters vary within the windows over what chance explains; freedom; part of sampling.

    The squares of its calls' arcsine roots around their window's mean, against their expectation.  The degrees of
    freedom are those of the calls less the windows' means, a fifth off for what neighbouring quarters share.  All
    (n_themes,).
    """
    n_themes = len(panel.share)
    seen, by_sampling, by_wandering, freedom = np.zeros(n_themes), np.zeros(n_themes), np.zeros(n_themes), 0.0
    for span in (slice(windows.start, windows.split), slice(windows.split, windows.stop)):
        held = np.flatnonzero(panel.held[0, span])
        if len(held) < 2:
            continue
        passages = panel.passages[0, span][held]
        on_theme = panel.on_theme[:, 0, span][:, held]
        centred = np.eye(len(held)) - 1 / len(held)
        seen += ((arcsine_root(on_theme, passages) @ centred) ** 2).sum(axis=1)
        level = ((on_theme.sum(axis=1) + 0.5) / (passages.sum() + 1))[:, None]
        # of few passages the root varies less than of many (both are counts of whole passages)
        few = level * passages / (level * passages + FEW_PASSAGES)
        sampling = sizes.lump * few / (4 * passages)
        among = correlations(panel.held[:, span].shape[1])[np.ix_(held, held)]
        by_sampling += sampling.sum(axis=1) * (1 - 1 / len(held))
        by_wandering += sizes.wander / 4 * (level * (1 - level))[:, 0] * float(np.trace(centred @ among))
        freedom += len(held) - 1
    expected = by_sampling + by_wandering
    ratio, part = np.ones(n_themes), np.ones(n_themes)
    np.divide(seen, expected, out=ratio, where=expected > 0)
    np.divide(by_sampling, expected, out=part, where=expected > 0)
    return ratio, np.full(n_themes, SHARED_BY_NEIGHBOURS * freedom), part

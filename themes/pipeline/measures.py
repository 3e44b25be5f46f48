"""Measuring: from passages and their themes to every table of figures, the last stages in their order.

In: ``calls``, ``chunks``, ``chunk_themes`` and the themes shown.  Out: ``prevalence``, ``contrasts``, ``diffusion`` and
``trends``.  A refresh and a look back (:mod:`themes.study.as_of`) measure by the same :class:`Figures`, so that both
say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from themes.diffusion.first_mentions import first_mentions
from themes.prevalence.contrasts_incremental import Measured, contrast_again
from themes.prevalence.estimate import measure_prevalence
from themes.prevalence.intervals import Clustered, ResamplingSettings, cluster_calls
from themes.stats.adoption import accepted_passages
from themes.trends.table import judge_trends

FIGURES = ("prevalence", "contrasts", "diffusion", "trends")  # tables, in the order in which they are computed


@dataclass(frozen=True)
class Figures:
    """The tables of figures for the themes that are not retired, each computed when first asked for, and kept.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``calls``, ``chunks``, ``chunk_themes`` and ``themes``.
    settings : ResamplingSettings
        Seed and number of permutations.
    before : Measured, optional
        Contrasts of an earlier run, and its calls of which nothing changed; pairs of them are taken over.
    """

    tables: Mapping[str, pd.DataFrame]
    settings: ResamplingSettings
    before: Measured | None = None

    @cached_property
    def _shown(self) -> list[str]:
        themes = self.tables["themes"]
        return themes.loc[themes["status"] != "retired", "theme_id"].tolist()

    @cached_property
    def _clustered(self) -> dict[tuple[str, str], Clustered]:
        return cluster_calls(self.tables["chunks"], self.tables["chunk_themes"], self._shown)

    @cached_property
    def prevalence(self) -> pd.DataFrame:
        """Share of content words by theme, call and speaker group."""
        themes = self.tables["themes"]
        tracked = set(themes.loc[themes["kind"] == "tracked", "theme_id"])
        return measure_prevalence(self.tables["calls"], self._clustered, self._shown, tracked)

    @cached_property
    def contrasts(self) -> pd.DataFrame:
        """Each call against the company's call before it, and the one a year before."""
        before = self.before or Measured.nothing()
        return contrast_again(before, self.tables["calls"], self._clustered, self._shown, self.settings)

    @cached_property
    def diffusion(self) -> pd.DataFrame:
        """Who mentioned a theme first, and who followed."""
        accepted = accepted_passages(self.tables["chunks"], self.tables["chunk_themes"])
        return first_mentions(self.tables["calls"], self.prevalence, accepted)

    @cached_property
    def trends(self) -> pd.DataFrame:
        """Status of each theme, overall and by company."""
        return judge_trends(self.prevalence, self._shown, self.tables["themes"], self.tables["calls"])


def measure_talk(
    tables: Mapping[str, pd.DataFrame], settings: ResamplingSettings, before: Measured | None = None
) -> dict[str, pd.DataFrame]:
    """All tables of :class:`Figures`."""
    figures = Figures(tables, settings, before)
    return {name: getattr(figures, name) for name in FIGURES}

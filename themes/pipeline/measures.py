"""Measuring: from passages and their themes to every table of figures, the last stages in their order.

In: ``calls``, ``chunks``, ``chunk_themes`` and the themes shown.  Out: ``prevalence``, ``contrasts``, ``diffusion`` and
``trends``.  A refresh and a look back (:mod:`themes.study.as_of`) measure by this one function, so that both say the
same.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from themes.diffusion.first_mentions import first_mentions
from themes.prevalence.contrasts_incremental import Measured, contrast_again
from themes.prevalence.estimate import measure_prevalence
from themes.prevalence.intervals import ResamplingSettings, cluster_calls
from themes.stats.adoption import accepted_passages
from themes.trends.table import judge_trends


def measure_talk(
    tables: Mapping[str, pd.DataFrame], settings: ResamplingSettings, before: Measured | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of figures for the themes that are not retired, in their order.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``calls``, ``chunks``, ``chunk_themes`` and ``themes``.
    settings : ResamplingSettings
        Seed and number of permutations.
    before : Measured, optional
        Contrasts of an earlier run, and its calls of which nothing changed; pairs of them are taken over.
    """
    calls, themes = tables["calls"], tables["themes"]
    shown = themes.loc[themes["status"] != "retired", "theme_id"].tolist()
    clustered = cluster_calls(tables["chunks"], tables["chunk_themes"], shown)
    prevalence = measure_prevalence(calls, clustered, shown)
    return {
        "prevalence": prevalence,
        "contrasts": contrast_again(before or Measured.nothing(), calls, clustered, shown, settings),
        "diffusion": first_mentions(calls, prevalence, accepted_passages(tables["chunks"], tables["chunk_themes"])),
        "trends": judge_trends(prevalence, shown, themes, calls),
    }

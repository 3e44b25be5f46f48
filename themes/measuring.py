"""Measuring: from passages and their themes to every table of figures, the last stages in their order.

In: ``calls``, ``chunks``, ``chunk_themes`` and the themes shown.  Out: ``prevalence``, ``contrasts``, ``diffusion`` and
``trends``.  A refresh and a look back (:mod:`themes.as_of`) measure by this one function, so that both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from themes.diffusion import first_mentions
from themes.prevalence import measure_prevalence
from themes.remeasuring import Measured, contrast_again
from themes.resampling import ResamplingSettings, cluster_calls
from themes.trends import judge_trends


def measure_talk(
    calls: pd.DataFrame,
    chunks: pd.DataFrame,
    chunk_themes: pd.DataFrame,
    theme_ids: Sequence[str],
    settings: ResamplingSettings,
    before: Measured | None = None,
) -> dict[str, pd.DataFrame]:
    """The tables of figures for the themes given, in their order.

    ``before``: contrasts of an earlier run, and its calls of which nothing changed; pairs of them are taken over.
    """
    clustered = cluster_calls(chunks, chunk_themes, theme_ids)
    prevalence = measure_prevalence(calls, clustered, theme_ids)
    return {
        "prevalence": prevalence,
        "contrasts": contrast_again(before or Measured.nothing(), calls, clustered, theme_ids, settings),
        "diffusion": first_mentions(calls, prevalence),
        "trends": judge_trends(prevalence, theme_ids),
    }

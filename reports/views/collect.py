"""The views of a report beside its themes and companies, each made by a module of its own.

In: the tables and what the report shows of them.  Out: :class:`Views`.  What a section
makes from tables is a module and a field here; see :mod:`reports.render.sections`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.records import Company, ThemeReport
from reports.views.cooccurrence import Cooccurrence, cooccurrences_by_theme
from reports.views.diffusion import WhoLed, who_led_of
from reports.views.lineage import LineageView
from reports.views.passage_map import PassageMap, passage_map_of
from reports.views.speaker_gap import AskedAnswered, asked_answered_of


@dataclass(frozen=True)
class Views:
    """Data of the views; no map without coordinates; ``cooccurrences`` by theme id.

    No lineage and no cooccurrences in a report of one theme or company.
    """

    who_led: WhoLed
    asked_answered: AskedAnswered
    lineage: LineageView | None
    passage_map: PassageMap | None
    cooccurrences: Mapping[str, tuple[Cooccurrence, ...]]


def views_of(
    tables: Mapping[str, pd.DataFrame],
    companies: Sequence[Company],
    themes: Sequence[ThemeReport],
    quarters: Sequence[str],
    positions: pd.DataFrame | None,
    lineage: LineageView | None,
) -> Views:
    """Make the data of every view.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        Tables of one run, whole: a place in an order says nothing without the others.
    companies, themes, quarters : sequences
        What the report shows.
    positions : DataFrame or None
        Coordinates of passages: ``chunk_id``, ``x``, ``y``.
    lineage : LineageView or None
        None for a report of one theme or company.
    """
    is_whole = lineage is not None
    return Views(
        who_led=who_led_of(tables, companies, themes, quarters),
        asked_answered=asked_answered_of(themes),
        lineage=lineage,
        passage_map=passage_map_of(tables, themes, positions) if is_whole else None,
        cooccurrences=cooccurrences_by_theme(tables, themes) if is_whole else {},
    )

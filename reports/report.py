"""All that a report says, in one record: what the summary of a run's tables makes, and every form is written from."""

from __future__ import annotations

from dataclasses import dataclass

from reports.data.brief import Brief
from reports.data.coverage import Coverage
from reports.data.transcripts import Transcripts
from reports.records import CallRead, Company, Imprint, ThemeReport, WhatWasRead
from reports.views.collect import Views
from themes.stats.consistency import Contradiction


@dataclass(frozen=True)
class Run:
    """Which refresh this is, and under what settings and versions."""

    run_id: str
    finished_at: str | None
    seed: str | None
    model: str | None
    catalog_sha256: str | None
    settings: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReportData:
    """All that a report says; ``lead`` and ``long_run_note`` are sentences.

    ``about`` names the one theme or company of a one-pager (``theme:sdn``), else it is empty.  ``transcripts`` are the
    whole calls, where they were asked for.  Of what ``contradictions`` name no finding was made.
    """

    title: str
    lead: str
    brief: Brief
    long_run_note: str
    read: WhatWasRead
    companies: tuple[Company, ...]
    coverage: Coverage
    calls: tuple[CallRead, ...]
    themes: tuple[ThemeReport, ...]
    n_retired: int
    run: Run | None
    views: Views
    imprint: Imprint
    about: str = ""
    transcripts: Transcripts | None = None
    contradictions: tuple[Contradiction, ...] = ()

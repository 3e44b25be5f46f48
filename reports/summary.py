"""Tables of a run to the plain data of a report: every number of the page is made here, apart from markup.

In: the tables of :data:`themes.records.TABLES`.  Out: :class:`reports.report.ReportData`.  Pure: no file, no
clock, no random step, and the tables are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from reports.data.branding import imprint_of
from reports.data.brief import Brief
from reports.data.calls import calls_of, companies_of, coverage_of, what_was_read, with_short_paths
from reports.data.evidence import Evidence, contrast_q_values, gather, same_stories
from reports.data.first_mentions import first_mentions_of
from reports.data.scope import Only, narrowed
from reports.data.shares import pooled
from reports.data.table_rows import Row, pairs, rows, text, texts
from reports.data.transcripts import transcripts_of
from reports.records import Company, FirstMentions, SameStory, ThemeReport
from reports.report import ReportData, Run
from reports.text.brief import Material, brief_of
from reports.text.contrast_findings import compared_p_values
from reports.text.findings import Background, finding_contradictions
from reports.text.notes import coverage_line, long_run_note
from reports.text.theme_notes import notes_by_theme
from reports.views.collect import views_of
from reports.views.lineage import lineage_of
from themes.stats.consistency import contradictions

WHOLE = Only()
#: Not settings but what a run keeps for the next, and a logo's bytes, which the page shows as a picture.
#: Nor are the folders that transcripts come from: they say whose machine it is.
UNSHOWN_SETTINGS = ("report.logo_data", "fit.scored.", "fingerprint.", "notes", "inputs")
MODEL_KEYS = ("model_id", "encoder.model")  # what was loaded, else what was asked for


def summarize(
    tables: Mapping[str, pd.DataFrame],
    *,
    title: str | None = None,
    max_quotes: int = 5,
    only: Only = WHOLE,
    positions: pd.DataFrame | None = None,
    with_transcripts: bool = False,
    previous: Mapping[str, pd.DataFrame] | None = None,
) -> ReportData:
    """Summarize the tables of one run.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        Tables with the columns of :data:`themes.records.TABLES`; a table left out counts as empty.
    title : str, optional
        Title of the report, instead of the one in the run's own settings.
    max_quotes : int, optional
        Passages shown a theme, at most, ≥ 0.
    only : Only, optional
        One theme or company instead of the whole study; names, colours, quarters and corrections stay the study's.
    positions : DataFrame, optional
        Places of passages on a map: ``chunk_id``, ``x``, ``y`` (0–1); without them there is no map.
    with_transcripts : bool, optional
        Whether the whole texts of the calls go into the report.
    previous : Mapping of str to DataFrame, optional
        ``calls``, ``themes``, ``trends`` and ``run`` of the run before: what changed since is told at the top.

    Returns
    -------
    ReportData
        Plain data.  Themes by share of all content words, largest first; retired themes are counted, not shown.

    Raises
    ------
    ValueError
        If ``max_quotes`` is negative.
    """
    if max_quotes < 0:
        raise ValueError(f"max_quotes must be 0 or more, received {max_quotes}")
    tables = with_short_paths(tables)
    everyone = companies_of(tables)
    whole = coverage_of(calls_of(tables, everyone), everyone)
    companies = tuple(company for company in everyone if only.company in (None, company.company_id))
    part = narrowed(tables, only)
    calls = calls_of(part, everyone)
    coverage = replace(whole, rows=tuple(r for r in whole.rows if r.company in companies))
    if only.company is not None:  # its quarters have all the calls they can have
        coverage = replace(coverage, thin=frozenset())
    read = what_was_read(part, calls)
    lineage = lineage_of(tables)
    first_mentions, same = first_mentions_of(tables, everyone), same_stories(tables)
    notes = notes_by_theme(first_mentions, lineage, everyone)
    evidence = gather(part, calls, everyone, first_mentions, contrast_q_values(tables), max_quotes=max_quotes)
    themes = _themes(part, evidence, first_mentions, notes, same)
    twins = {theme_id: story.theme_id for theme_id, story in same.items()}
    background = Background(calls, coverage, twins, contradictions(tables))
    faults = (*background.contradictions, *finding_contradictions(themes, background))
    background = replace(background, contradictions=faults)
    compared = compared_p_values(tables)
    brief = brief_of(Material(tables, previous, themes, background, evidence.passages, compared, only == WHOLE))
    imprint = imprint_of(tables, title)
    return ReportData(
        title=": ".join((imprint.title, *_subject(only, themes, companies))),
        lead=coverage_line(read, coverage),
        brief=brief,
        long_run_note=long_run_note(themes, coverage),
        read=read,
        companies=companies,
        coverage=coverage,
        calls=calls,
        themes=tuple(_with_quotes_of(theme, brief) for theme in themes),
        n_retired=sum(text(row["status"]) == "retired" for row in rows(tables, "themes")),
        run=_run(tables),
        views=views_of(tables, everyone, themes, whole.quarters, positions, lineage if only == WHOLE else None),
        imprint=imprint,
        about=only.about,
        transcripts=transcripts_of(part, calls, themes) if with_transcripts else None,
        contradictions=faults,
    )


def _with_quotes_of(theme: ThemeReport, brief: Brief) -> ThemeReport:
    """A theme with the quotes of its findings, so that the brief leads to them, whatever others it has."""
    shown = [f.quote for f in brief.findings if f.theme_id == theme.theme_id and f.quote is not None]
    known = {quote.chunk_id for quote in theme.quotes}
    added = [quote for quote in shown if quote.chunk_id not in known]
    return replace(theme, quotes=(*added, *theme.quotes)) if added else theme


def _subject(only: Only, themes: Sequence[ThemeReport], shown: Sequence[Company]) -> list[str]:
    """Names of the one theme and the one company that a report is about."""
    named = [theme.label for theme in themes if theme.theme_id == only.theme]
    return named + [company.label for company in shown if company.company_id == only.company]


def _themes(
    tables: Mapping[str, pd.DataFrame],
    evidence: Evidence,
    first_mentions: Mapping[str, FirstMentions],
    notes: Mapping[str, tuple[str, ...]],
    same: Mapping[str, SameStory],
) -> tuple[ThemeReport, ...]:
    """Themes that are not retired, by share."""
    shown = [_theme(row, evidence) for row in rows(tables, "themes") if row["status"] != "retired"]
    shown.sort(key=lambda theme: (-(theme.share or 0.0), theme.theme_id))
    return tuple(
        replace(
            theme,
            notes=notes.get(theme.theme_id, ()),
            first_mentions=first_mentions.get(theme.theme_id),
            same=same.get(theme.theme_id),
        )
        for theme in shown
    )


def _theme(row: Row, evidence: Evidence) -> ThemeReport:
    theme_id = text(row["theme_id"]) or ""
    points = evidence.points.get(theme_id, ())
    spoken = [point for point in points if point.n_words_theme]
    n_words_theme, n_words = sum(point.n_words_theme for point in points), sum(point.n_words for point in points)
    return ThemeReport(
        theme_id=theme_id,
        kind=text(row["kind"]) or "",
        label=text(row["label"]) or theme_id,
        status=text(row["status"]) or "active",
        description=text(row["description"]),
        terms=texts(row["terms"]),
        broader=text(row["broader"]),
        share=pooled(n_words_theme, n_words),
        n_words_theme=n_words_theme,
        n_words=n_words,
        n_calls_with=len(spoken),
        n_companies_with=len({point.company_id for point in spoken}),
        points=points,
        speakers=evidence.speakers.get(theme_id, ()),
        quotes=evidence.quotes.get(theme_id, ()),
        contrasts=evidence.contrasts.get(theme_id, ()),
        trends=evidence.trends.get(theme_id, ()),
    )


def _run(tables: Mapping[str, pd.DataFrame]) -> Run | None:
    for row in rows(tables, "run"):
        settings, versions = pairs(row["settings"]), pairs(row["versions"])
        settings = tuple(pair for pair in settings if not pair[0].startswith(UNSHOWN_SETTINGS))
        models = [value for name in MODEL_KEYS for key, value in settings if key == name]
        return Run(
            run_id=text(row["run_id"]) or "",
            finished_at=text(row["finished_at"]),
            seed=text(row["seed"]),
            model=models[0] if models else None,
            catalog_sha256=text(row["catalog_sha256"]),
            settings=settings,
            versions=versions,
        )
    return None

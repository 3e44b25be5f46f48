"""Tables of a run to the plain data of a report: every number of the page is made here, apart from markup.

In: the tables of :data:`themes.records.TABLES`.  Out: :class:`reports.report_data.ReportData`.  Pure: no file, no
clock, no random step, and the tables are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from reports.calls_read import calls_of, companies_of, coverage_of, what_was_read
from reports.cells import Row, pairs, rows, text, texts
from reports.report_data import CallRead, Highlight, ReportData, Run, ThemeReport
from reports.theme_evidence import Evidence, gather, pooled
from reports.wording import counted, lead_sentence, trend_note

#: Highlights hold this share of false ones among all comparisons made (Benjamini & Hochberg, 1995).
FALSE_DISCOVERY_RATE = 0.05
MAX_HIGHLIGHTS = 6
MODEL_KEYS = ("model", "model_id", "encoder", "model_name")


def summarize(
    tables: Mapping[str, pd.DataFrame], *, title: str = "What the calls talk about", max_quotes: int = 5
) -> ReportData:
    """Summarize the tables of one run.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        Tables with the columns of :data:`themes.records.TABLES`; a table left out counts as empty.
    title : str, optional
        Title of the report.
    max_quotes : int, optional
        Passages shown a theme, at most, ≥ 0.

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
    companies = companies_of(tables)
    calls = calls_of(tables, companies)
    read = what_was_read(tables, calls)
    themes = _themes(tables, calls, max_quotes)
    highlights, highlight_note = highlights_of(themes)
    overall = [theme.trends[0] for theme in themes if theme.trends]
    return ReportData(
        title=title,
        lead=lead_sentence(read),
        trend_note=trend_note(overall),
        highlight_note=highlight_note,
        highlights=highlights,
        read=read,
        companies=companies,
        coverage=coverage_of(calls, companies),
        calls=calls,
        themes=themes,
        n_retired=sum(text(row["status"]) == "retired" for row in rows(tables, "themes")),
        run=_run(tables),
    )


def _themes(tables: Mapping[str, pd.DataFrame], calls: Sequence[CallRead], max_quotes: int) -> tuple[ThemeReport, ...]:
    evidence = gather(tables, calls, max_quotes=max_quotes)
    themes = [_theme(row, evidence) for row in rows(tables, "themes") if text(row["status"]) != "retired"]
    return tuple(sorted(themes, key=lambda theme: (-(theme.share or 0.0), theme.theme_id)))


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
        notes=evidence.notes.get(theme_id, ()),
    )


def highlights_of(themes: Sequence[ThemeReport]) -> tuple[tuple[Highlight, ...], str]:
    """Choose the comparisons that stand out even when all comparisons made are counted.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Themes with their contrasts.

    Returns
    -------
    highlights : tuple of Highlight
        Largest difference first, one a theme.
    note : str
        How they were chosen, or why there are none.
    """
    entries = [(theme, c) for theme in themes for c in theme.contrasts if c.p_value is not None]
    if not entries:
        return (), "There are no two calls of one company to compare."
    limit = largest_rejected([contrast.p_value or 0.0 for _, contrast in entries], FALSE_DISCOVERY_RATE)
    chosen: dict[str, Highlight] = {}
    for theme, contrast in sorted(entries, key=lambda e: (-abs(e[1].difference or 0.0), e[0].theme_id)):
        if (contrast.p_value or 0.0) <= limit and contrast.direction != "unclear":
            highlight = Highlight(theme.theme_id, theme.label, contrast.sentence, contrast.direction)
            chosen.setdefault(theme.theme_id, highlight)
    compared = f"{counted(len(entries), 'comparison')} of two calls"
    if not chosen:
        return (), f"Of {compared} none stands out once all of them are counted."
    note = f"The largest differences among {compared}, chosen so that about one in twenty may be chance."
    return tuple(chosen.values())[:MAX_HIGHLIGHTS], note


def largest_rejected(p_values: Sequence[float], rate: float) -> float:
    """Return the largest p-value that the step-up procedure of Benjamini & Hochberg (1995) rejects, -1 if none.

    Examples
    --------
    >>> largest_rejected([0.001, 0.02, 0.03, 0.5], 0.05)
    0.03
    >>> largest_rejected([0.04, 0.5], 0.05)
    -1.0
    """
    ordered = sorted(p_values)
    passed = [p for rank, p in enumerate(ordered, start=1) if p <= rate * rank / len(ordered)]
    return max(passed, default=-1.0)


def _run(tables: Mapping[str, pd.DataFrame]) -> Run | None:
    for row in rows(tables, "run"):
        settings, versions = pairs(row["settings"]), pairs(row["versions"])
        models = [value for key, value in settings if key.rsplit(".", 1)[-1] in MODEL_KEYS]
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

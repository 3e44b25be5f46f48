"""Contrasts to findings: what two calls can say, for a study too small for trends.

In: themes with their contrasts.  Out: findings, one a theme: comparisons with a direction that stand out among all
that were made (:func:`themes.stats.multiple_testing.limit_over_all`) and whose interval tells by how much.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from reports.data.brief import Figure, Finding, Window
from reports.data.table_rows import number, rows, text
from reports.formatting import percent
from reports.records import CallRead, Contrast, ThemeReport
from reports.text.finding_checks import contradicted_note
from reports.text.finding_text import WAY, certainty_of, point_or_points, subject
from reports.text.notes import WHAT_Q_IS, left_out_note
from themes.formatting import counted, points
from themes.stats.multiple_testing import limit_over_all

NOTHING_TO_COMPARE = (
    "Nothing here can be compared: that takes two calls of one company, and a theme mentioned in one of them."
)


def compared_p_values(tables: Mapping[str, pd.DataFrame]) -> tuple[float, ...]:
    """List the p-values of all comparisons that were made of themes still shown, whichever of them a report shows."""
    retired = {text(row["theme_id"]) for row in rows(tables, "themes") if text(row["status"]) == "retired"}
    known = {text(row["call_id"]) for row in rows(tables, "calls")}
    p_values = (
        number(row["p_value"])
        for row in rows(tables, "contrasts")
        if text(row["theme_id"]) not in retired and {text(row["call_id_from"]), text(row["call_id_to"])} <= known
    )
    return tuple(p_value for p_value in p_values if p_value is not None)


def contrast_findings(
    themes: Sequence[ThemeReport],
    calls: Sequence[CallRead] = (),
    family: Sequence[float] | None = None,
    same: Mapping[str, str] | None = None,
    contradicted: Collection[tuple[str, str]] = (),
) -> tuple[tuple[Finding, ...], str, tuple[str, ...]]:
    """Choose the comparisons that stand out even when all comparisons made are counted.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Themes with their contrasts.
    calls : sequence of CallRead
        For the days and titles of calls whose quarters do not tell them apart.
    family : sequence of float, optional
        p-values of all comparisons that count, if more were made than those of ``themes``.
    same : mapping of str to str, optional
        From a discovered theme to the tracked one that most of its passages are about; reported with it where
        both differ between the same calls.
    contradicted : collection of (theme_id, company_id)
        Of which no finding is made, since their numbers contradict each other.

    Returns
    -------
    findings : tuple of Finding
        Largest difference first, one a theme, none of a tentative theme.
    note : str
        How they were chosen, or why there are none.
    left_out : tuple of str
        Which were left out.
    """
    entries = [(theme, c) for theme in themes for c in theme.contrasts if c.p_value is not None]
    if not entries:
        return (), NOTHING_TO_COMPARE, ()
    made = [contrast.p_value or 0.0 for _, contrast in entries] if family is None else family
    limit = limit_over_all(made)
    chosen: dict[str, tuple[ThemeReport, Contrast]] = {}
    left_out: list[str] = []
    apart: set[tuple[str, str]] = set()
    for theme, contrast in sorted(entries, key=lambda e: (-abs(e[1].difference or 0.0), e[0].theme_id)):
        if (contrast.p_value or 0.0) > limit or contrast.direction == "unclear" or contrast.is_size_open:
            continue
        if _is_quarter_doubtful(theme, contrast) or not (theme.is_story or theme.is_tentative):
            continue
        if theme.is_tentative:
            left_out.append(theme.label)
        elif (theme.theme_id, contrast.company_id) in contradicted:
            apart.add((theme.theme_id, contrast.company_id))
        else:
            chosen.setdefault(theme.theme_id, (theme, contrast))
    compared = f"{counted(len(made), 'comparison')} of two calls of one company"
    note = f"The largest differences among {compared}; about one in twenty shown may be chance. {WHAT_Q_IS}"
    if not chosen:
        note = f"None of {compared} stands out once all of them are counted."
    findings = _told_once(chosen, same or {}, {call.call_id: call for call in calls})
    return findings, note, (left_out_note(left_out), contradicted_note(len(apart)))


def _is_quarter_doubtful(theme: ThemeReport, contrast: Contrast) -> bool:
    """Whether one of two quarters compared is that of a further call of the company, so that it may be wrong."""
    own = [point for point in theme.points if point.company_id == contrast.company_id]
    quarters = [p.calendar_quarter for p in own if p.call_id in (contrast.call_id_from, contrast.call_id_to)]
    held = [point.calendar_quarter for point in own]
    return len(set(quarters)) > 1 and any(quarter is not None and held.count(quarter) > 1 for quarter in quarters)


def _told_once(
    chosen: Mapping[str, tuple[ThemeReport, Contrast]], same: Mapping[str, str], calls: Mapping[str, CallRead]
) -> tuple[Finding, ...]:
    """Write the findings, a discovered theme with the tracked one whose passages it has."""
    alike: dict[str, list[str]] = {theme_id: [] for theme_id in chosen}
    for theme_id, (theme, contrast) in chosen.items():
        tracked = same.get(theme_id, "")
        if tracked in chosen and _between(chosen[tracked][1]) == _between(contrast):
            alike[tracked].append(theme.label)
            del alike[theme_id]
    return tuple(replace(_finding(*chosen[theme_id], calls), same=tuple(labels)) for theme_id, labels in alike.items())


def _between(contrast: Contrast) -> tuple[str, str, str]:
    return contrast.call_id_from, contrast.call_id_to, contrast.direction


def _finding(theme: ThemeReport, contrast: Contrast, calls: Mapping[str, CallRead]) -> Finding:
    theme_id, scope = theme.theme_id, contrast.company_id
    company = next((p.company for p in theme.points if p.company_id == scope), scope)
    before, after = _when(theme, contrast, calls)
    shares = contrast.share_from or 0.0, contrast.share_to or 0.0
    size = contrast.difference or 0.0
    level = Figure(percent(shares[1]), "share", theme_id, scope, after)
    low, high = (points(bound or 0.0, signed=True) for bound in (contrast.low, contrast.high))
    way = f"share of talk {WAY[contrast.direction]} {points(abs(size))} {point_or_points(size)} to "
    return Finding(
        theme_id=theme_id,
        label=theme.label,
        scope=scope,
        scope_label=company,
        basis="contrast",
        status="contrast",
        direction=contrast.direction,
        claim=(f"{subject(theme.label, company)}: {way}", level),
        bounds=(f"95% CI {low} to {high} points",),
        led_by=(),
        certainty=certainty_of(contrast.q_value),
        windows=(Window(before, before, shares[0]), Window(after, after, shares[1])),
        change=contrast.difference,
        low=contrast.low,
        high=contrast.high,
        q_value=contrast.q_value,
        series=((before, shares[0]), (after, shares[1])),
    )


def _when(theme: ThemeReport, contrast: Contrast, calls: Mapping[str, CallRead]) -> tuple[str, str]:
    """Name two calls by their quarters; where those do not tell them apart by day, else by title, else by id."""
    both = contrast.call_id_from, contrast.call_id_to
    quarters = {point.call_id: point.calendar_quarter for point in theme.points}
    known = [calls[call_id] for call_id in both if call_id in calls]
    names = [[quarters.get(call_id) for call_id in both], [c.call_date for c in known], [c.title for c in known]]
    before, after = next((pair for pair in names if None not in pair and len(set(pair)) == 2), both)
    return str(before), str(after)

"""Contrasts to headlines: what two calls can say, for a study too small for trends.

In: themes with their contrasts.  Out: headlines, one a theme: comparisons with a direction that stand out among all
that were made (:func:`themes.stats.multiple_testing.limit_over_all`) and whose interval tells by how much.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from reports.data.table_rows import number, rows, text
from reports.records import Contrast, Headline, ThemeReport
from reports.text.headline_checks import contradicted_note
from reports.text.headline_text import alike_sentence
from reports.text.notes import left_out_note
from themes.formatting import counted
from themes.stats.multiple_testing import limit_over_all

MAX_HEADLINES = 6
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


def contrast_headlines(
    themes: Sequence[ThemeReport],
    family: Sequence[float] | None = None,
    same: Mapping[str, str] | None = None,
    contradicted: Collection[tuple[str, str]] = (),
) -> tuple[tuple[Headline, ...], str]:
    """Choose the comparisons that stand out even when all comparisons made are counted.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Themes with their contrasts.
    family : sequence of float, optional
        p-values of all comparisons that count, if more were made than those of ``themes``.
    same : mapping of str to str, optional
        From a discovered theme to the tracked one that most of its passages are about; reported with it where
        both differ between the same calls.
    contradicted : collection of (theme_id, company_id)
        Of which no headline is made, since their numbers contradict each other.

    Returns
    -------
    headlines : tuple of Headline
        Largest difference first, one a theme, none of a tentative theme.
    note : str
        How they were chosen, or why there are none, and which tentative themes were left out.
    """
    entries = [(theme, c) for theme in themes for c in theme.contrasts if c.p_value is not None]
    if not entries:
        return (), NOTHING_TO_COMPARE
    made = [contrast.p_value or 0.0 for _, contrast in entries] if family is None else family
    limit = limit_over_all(made)
    chosen: dict[str, tuple[ThemeReport, Contrast]] = {}
    left_out: list[str] = []
    apart: set[tuple[str, str]] = set()
    for theme, contrast in sorted(entries, key=lambda e: (-abs(e[1].difference or 0.0), e[0].theme_id)):
        if (contrast.p_value or 0.0) > limit or contrast.direction == "unclear" or contrast.is_size_open:
            continue
        if _is_quarter_doubtful(theme, contrast):
            continue
        if not theme.is_story and not theme.is_tentative:
            continue
        if theme.is_tentative:
            left_out.append(theme.label)
        elif (theme.theme_id, contrast.company_id) in contradicted:
            apart.add((theme.theme_id, contrast.company_id))
        else:
            chosen.setdefault(theme.theme_id, (theme, contrast))
    compared = f"{counted(len(made), 'comparison')} of two calls"
    note = f"The largest differences among {compared}, chosen so that about one in twenty may be chance."
    if not chosen:
        note = f"Of {compared} none stands out once all of them are counted."
    notes = note, left_out_note(left_out), contradicted_note(len(apart))
    return _told_once(chosen, same or {})[:MAX_HEADLINES], " ".join(filter(None, notes))


def _is_quarter_doubtful(theme: ThemeReport, contrast: Contrast) -> bool:
    """Whether one of two quarters compared is that of a further call of the company, so that it may be wrong."""
    own = [point for point in theme.points if point.company_id == contrast.company_id]
    quarters = [p.calendar_quarter for p in own if p.call_id in (contrast.call_id_from, contrast.call_id_to)]
    held = [point.calendar_quarter for point in own]
    return len(set(quarters)) > 1 and any(quarter is not None and held.count(quarter) > 1 for quarter in quarters)


def _told_once(chosen: Mapping[str, tuple[ThemeReport, Contrast]], same: Mapping[str, str]) -> tuple[Headline, ...]:
    """Write the headlines, a discovered theme with the tracked one whose passages it has."""
    alike: dict[str, list[str]] = {theme_id: [] for theme_id in chosen}
    for theme_id, (theme, contrast) in chosen.items():
        tracked = same.get(theme_id, "")
        if tracked in chosen and _between(chosen[tracked][1]) == _between(contrast):
            alike[tracked].append(theme.label)
            del alike[theme_id]
    return tuple(_headline(*chosen[theme_id], alike_sentence(labels)) for theme_id, labels in alike.items())


def _between(contrast: Contrast) -> tuple[str, str, str]:
    return contrast.call_id_from, contrast.call_id_to, contrast.direction


def _headline(theme: ThemeReport, contrast: Contrast, leads: str) -> Headline:
    points = {point.call_id: point for point in theme.points}
    company = next((p.company for p in theme.points if p.company_id == contrast.company_id), contrast.company_id)
    calls = contrast.call_id_from, contrast.call_id_to
    quarters = [points[call_id].calendar_quarter if call_id in points else None for call_id in calls]
    told_apart = None not in quarters and len(set(quarters)) == 2
    before, after = [str(quarter) for quarter in quarters] if told_apart else calls
    more = "more" if contrast.direction == "up" else "less"
    return Headline(
        theme_id=theme.theme_id,
        label=theme.label,
        scope=contrast.company_id,
        status="contrast",
        direction=contrast.direction,
        finding=f"“{theme.label}”: {more} of it at {company} in {after} than in {before}",
        sentence=contrast.sentence,
        leads=leads,
        series=((before, contrast.share_from), (after, contrast.share_to)),
    )

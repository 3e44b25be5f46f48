"""The brief: what is new, three to seven findings with a quote each, a small heat map, what could not be said.

In: themes, calls, passages, the tables of this run and of the one before.  Out: :class:`reports.data.brief.Brief`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import pandas as pd

from reports.data.brief import Brief, Figure, Finding, News, Window
from reports.data.coverage import Coverage
from reports.data.excerpts import MOST_WORDS, telling
from reports.data.quotes import Passages
from reports.data.shares import lately_share
from reports.formatting import percent
from reports.records import ThemeReport
from reports.text.findings import Background, findings_of, series_of
from reports.text.news import since_last_refresh, this_quarter
from reports.text.notes import nearly_note, not_said
from themes.records import Status

MOST_FINDINGS = 5  # two screens hold no more
FEW, LONG_QUOTE = 3, 40  # findings that leave room for quotes of so many words
MOST_DESCRIBED = 3  # themes, where nothing was found
MOST_ROWS, LAST_QUARTERS = 13, 8  # of the heat map; a row less for each finding, which takes its room
CANDIDATES = 24  # passages that the quote of a finding is chosen from
NOTHING_FOUND = "No change could be established; the largest themes are described instead."


@dataclass(frozen=True)
class Material:
    """What the brief is written from; ``previous`` are tables of the run before, None of a first run.

    ``compared``: p-values of all comparisons of two calls; ``is_whole``: whether it is of the whole study.
    """

    tables: Mapping[str, pd.DataFrame]
    previous: Mapping[str, pd.DataFrame] | None
    themes: Sequence[ThemeReport]
    background: Background
    passages: Passages
    compared: Sequence[float]
    is_whole: bool = True


def brief_of(material: Material) -> Brief:
    """Write the brief.

    Parameters
    ----------
    material : Material
        Of a study, or of one theme or company.

    Returns
    -------
    Brief
        At most five findings; where none holds the three largest themes, described.
    """
    themes, background = material.themes, material.background
    found, note, left_out = findings_of(themes, background, material.compared)
    findings = found[:MOST_FINDINGS]
    if not found:
        findings = _described(themes, background.coverage)
        note = " ".join(filter(None, (NOTHING_FOUND if findings else "", note)))
    trends = [theme.trends[0] for theme in themes if theme.trends and theme.n_words_theme]
    most_words = LONG_QUOTE if len(findings) <= FEW else MOST_WORDS
    return Brief(
        news=_news(material),
        findings=tuple(_with_quote(finding, material, most_words) for finding in findings),
        n_found=len(found),
        note=note,
        theme_ids=rows_of_heat_map(themes, [finding.theme_id for finding in findings], background.coverage),
        quarters=background.coverage.telling[-LAST_QUARTERS:],
        not_said=" ".join(filter(None, (not_said(trends), nearly_note(themes), left_out))),
    )


def _news(material: Material) -> News | None:
    calls = material.background.calls
    if not material.is_whole:
        return None
    previous, coverage = material.previous, material.background.coverage
    changed = None
    if previous is not None:
        changed = since_last_refresh(material.tables, previous, material.themes, calls, coverage)
    return changed or this_quarter(material.themes, calls, coverage)


def _described(themes: Sequence[ThemeReport], coverage: Coverage) -> tuple[Finding, ...]:
    """The largest themes of the last four quarters, as a description; none where no quarter is known."""
    if not coverage.quarters:
        return ()
    known = [(lately_share(theme.points, coverage), theme) for theme in themes if _is_own(theme)]
    largest = sorted(((s, t) for s, t in known if s), key=lambda pair: (-pair[0], pair[1].theme_id))
    return tuple(_description(theme, share, coverage) for share, theme in largest[:MOST_DESCRIBED])


def _description(theme: ThemeReport, share: float, coverage: Coverage) -> Finding:
    companies = list(dict.fromkeys((point.company_id, point.company) for point in theme.points))
    scope, name = companies[0] if len(companies) == 1 else ("ALL", "All companies")
    window = Window(coverage.lately[0], coverage.lately[-1], share)
    return Finding(
        theme_id=theme.theme_id,
        label=theme.label,
        scope=scope,
        scope_label=name,
        basis="description",
        status="described",
        direction="unclear",
        claim=(f"{theme.label}: ", Figure(percent(share), "share", theme.theme_id, scope, window.when), " of talk"),
        bounds=(),
        led_by=(),
        certainty=_certainty(theme, scope),
        windows=(window,),
        series=series_of(theme, scope, coverage),
    )


def _certainty(theme: ThemeReport, scope: str) -> str:
    """What the test says of a theme that is only described."""
    status = next((trend.status for trend in theme.trends if trend.scope == scope), Status.INSUFFICIENT)
    return "Too little to test" if status.is_untested else f"{status.plain[:1].upper()}{status.plain[1:]}"


def _is_own(theme: ThemeReport) -> bool:
    """Whether the brief may name it: mentioned, and neither tentative, routine nor another theme over again."""
    return bool(theme.n_words_theme) and theme.is_story and theme.same is None


def _with_quote(finding: Finding, material: Material, most_words: int) -> Finding:
    """Add the passage that shows a finding best: of who drives it, from its later side, of a fall from its earlier."""
    if not any(theme.n_words_theme for theme in material.themes if theme.theme_id == finding.theme_id):
        return finding  # its page, which the quote would lead to, is not there
    when = _when_shown(finding, material.background.coverage)
    calls = [c for c in material.background.calls if when & {c.calendar_quarter, c.call_date, c.title, c.call_id}]
    drivers = [driver.company_id for driver in finding.drivers] if finding.scope == "ALL" else [finding.scope]
    everyone = [{call.company_id for call in calls}] if finding.scope == "ALL" else []
    for companies in [{driver} for driver in drivers] + everyone:
        call_ids = {call.call_id for call in calls if call.company_id in companies}
        chosen = telling(material.passages.showing(finding.theme_id, call_ids, CANDIDATES), most_words)
        if chosen is not None:
            return replace(finding, quote=chosen[0], excerpt=chosen[1])
    return finding


def _when_shown(finding: Finding, coverage: Coverage) -> Set[str | None]:
    """The quarters that a quote is taken from; of two calls compared the one, as it is named."""
    window = finding.before if finding.direction == "down" else finding.after
    if window is None:
        return set(coverage.lately)
    if finding.basis == "contrast":
        return {window.first}
    return {quarter for quarter in coverage.quarters if window.first <= quarter <= window.last}


def rows_of_heat_map(themes: Sequence[ThemeReport], found: Sequence[str], coverage: Coverage) -> tuple[str, ...]:
    """Ids of the themes that matter: those of findings, then by share lately and by change in turn; the largest first.

    Parameters
    ----------
    themes : sequence of ThemeReport
        Tentative, routine and repeated ones are left out, as is what nobody mentioned.
    found : sequence of str
        Ids of the themes of findings.
    coverage : Coverage
        Its last four quarters.
    """
    if not coverage.quarters:
        return ()
    own = {theme.theme_id: theme for theme in themes if _is_own(theme) or theme.theme_id in found}
    lately = {theme_id: lately_share(theme.points, coverage) or 0.0 for theme_id, theme in own.items()}
    by_share = sorted(own, key=lambda theme_id: (-lately[theme_id], theme_id))
    changes = {theme_id: size for theme_id, theme in own.items() if (size := _size_of_change(theme))}
    by_change = sorted(changes, key=lambda theme_id: (-changes[theme_id], theme_id))
    in_turn = chain.from_iterable(zip_longest(by_share, by_change))
    chosen = list(dict.fromkeys(theme_id for theme_id in (*found, *in_turn) if theme_id is not None))[
        : MOST_ROWS - len(found)
    ]
    return tuple(sorted(chosen, key=by_share.index))


def _size_of_change(theme: ThemeReport) -> float:
    change = theme.trends[0].change if theme.trends else None
    return abs(change.points) if change else 0.0

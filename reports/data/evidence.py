"""Tables ``prevalence``, ``contrasts``, ``trends`` and ``themes`` to what is said of each theme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.data.quotes import Passages, passages_of, quotes_by_theme
from reports.data.shares import pooled
from reports.data.table_rows import Row, number, rows, text, whole
from reports.formatting import SPEAKER_GROUP_LABELS, contrast_sentence, direction
from reports.records import (
    CallRead,
    Change,
    Company,
    Contrast,
    FirstMentions,
    Point,
    Quote,
    SameStory,
    SpeakerShare,
    Trend,
)
from themes.records import SPEAKER_GROUPS, Status
from themes.stats.multiple_testing import within_pairs
from themes.stats.windows import Horizon

ContrastQ = Mapping[tuple[str, str, str], float]  # by theme, call before, call after


@dataclass(frozen=True)
class Evidence:
    """What the tables hold on each theme, by theme id; a theme may be missing from any of them."""

    points: Mapping[str, tuple[Point, ...]]
    speakers: Mapping[str, tuple[SpeakerShare, ...]]
    quotes: Mapping[str, tuple[Quote, ...]]
    passages: Passages
    contrasts: Mapping[str, tuple[Contrast, ...]]
    trends: Mapping[str, tuple[Trend, ...]]


def gather(
    tables: Mapping[str, pd.DataFrame],
    calls: Sequence[CallRead],
    companies: Sequence[Company],
    first_mentions: Mapping[str, FirstMentions],
    contrast_q: ContrastQ,
    *,
    max_quotes: int,
) -> Evidence:
    """Gather what the tables hold on each theme; ``calls`` gives the order of calls and their companies."""
    passages = passages_of(tables, calls)
    return Evidence(
        points=points_by_theme(tables, calls),
        speakers=speakers_by_theme(tables),
        quotes=quotes_by_theme(passages, first_mentions, max_quotes=max_quotes),
        passages=passages,
        contrasts=contrasts_by_theme(tables, calls, contrast_q),
        trends=trends_by_theme(tables, companies),
    )


def points_by_theme(tables: Mapping[str, pd.DataFrame], calls: Sequence[CallRead]) -> dict[str, tuple[Point, ...]]:
    """Lay out every theme's share by call, all speakers, in the order of ``calls``; zeros are kept."""
    place = {call.call_id: rank for rank, call in enumerate(calls)}
    found: dict[str, list[tuple[int, Point]]] = defaultdict(list)
    for row in rows(tables, "prevalence"):
        rank = place.get(text(row["call_id"]) or "")
        if rank is None or row["speaker_group"] != "all":
            continue
        call = calls[rank]
        point = Point(
            call_id=call.call_id,
            company_id=call.company_id,
            company=call.company,
            calendar_quarter=call.calendar_quarter,
            share=number(row["share"]),
            low=number(row["share_low"]),
            high=number(row["share_high"]),
            n_words_theme=whole(row["n_words_theme"]),
            n_words=whole(row["n_words"]),
        )
        found[text(row["theme_id"]) or ""].append((rank, point))
    return {
        theme_id: tuple(point for _, point in sorted(ranked, key=lambda item: item[0]))
        for theme_id, ranked in found.items()
    }


def speakers_by_theme(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[SpeakerShare, ...]]:
    """Pool every theme's words over all calls, one group of speakers at a time."""
    totals: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in rows(tables, "prevalence"):
        total = totals[text(row["theme_id"]) or ""][text(row["speaker_group"]) or ""]
        total[0] += whole(row["n_words_theme"])
        total[1] += whole(row["n_words"])
    return {
        theme_id: tuple(
            SpeakerShare(
                group=group,
                label=SPEAKER_GROUP_LABELS[group],
                share=pooled(*groups[group]),
                n_words_theme=groups[group][0],
                n_words=groups[group][1],
            )
            for group in SPEAKER_GROUPS
            if group != "all"
        )
        for theme_id, groups in totals.items()
    }


def contrast_q_values(tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str], float]:
    """q-values by theme and both calls, from the tables of the whole study: a part of them has smaller families."""
    contrasts = tables.get("contrasts")
    if contrasts is None or contrasts.empty:
        return {}
    kinds = {text(row["theme_id"]) or "": text(row["kind"]) or "" for row in rows(tables, "themes")}
    keys = zip(contrasts["theme_id"], contrasts["call_id_from"], contrasts["call_id_to"], strict=True)
    return dict(zip(keys, within_pairs(contrasts, kinds), strict=True))


def contrasts_by_theme(
    tables: Mapping[str, pd.DataFrame], calls: Sequence[CallRead], q_values: ContrastQ
) -> dict[str, tuple[Contrast, ...]]:
    """Put every comparison of two calls in words: those that show a direction first, largest difference first."""
    by_id = {call.call_id: call for call in calls}
    n_held = Counter((call.company_id, call.calendar_quarter) for call in calls)
    found: dict[str, list[Contrast]] = defaultdict(list)
    for row in rows(tables, "contrasts"):
        before, after = (by_id.get(text(row[column]) or "") for column in ("call_id_from", "call_id_to"))
        if before is None or after is None:
            continue
        share_from, share_to, difference, low, high, p_value = (
            number(row[column]) for column in ("share_from", "share_to", "difference", "low", "high", "p_value")
        )
        when_before, when_after = _call_names(before, after, n_held)
        q_value = number(q_values.get((text(row["theme_id"]) or "", before.call_id, after.call_id)))
        way = direction(difference, q_value)
        shares = (when_before, share_from), (when_after, share_to)
        sentence = contrast_sentence(after.company, *shares, (difference, low, high), way)
        found[text(row["theme_id"]) or ""].append(
            Contrast(
                company_id=after.company_id,
                call_id_from=before.call_id,
                call_id_to=after.call_id,
                share_from=share_from,
                share_to=share_to,
                difference=difference,
                low=low,
                high=high,
                p_value=p_value,
                direction=way,
                sentence=sentence,
                q_value=q_value,
            )
        )
    return {theme_id: tuple(sorted(contrasts, key=_strongest_first)) for theme_id, contrasts in found.items()}


def _call_names(before: CallRead, after: CallRead, n_held: Mapping[tuple[str, str | None], int]) -> tuple[str, str]:
    """Name two calls by their quarters; by their ids where a quarter is unknown or holds two calls of the company."""
    both = before, after
    if any(call.calendar_quarter is None or n_held[call.company_id, call.calendar_quarter] > 1 for call in both):
        return before.call_id, after.call_id
    return str(before.calendar_quarter), str(after.calendar_quarter)


def _strongest_first(contrast: Contrast) -> tuple[bool, float, str, str]:
    unclear = contrast.direction == "unclear"
    return unclear, -abs(contrast.difference or 0.0), contrast.call_id_to, contrast.call_id_from


def trends_by_theme(tables: Mapping[str, pd.DataFrame], companies: Sequence[Company]) -> dict[str, tuple[Trend, ...]]:
    """List every theme's trend statements, all companies together first."""
    labels = {"ALL": "All companies"} | {company.company_id: company.label for company in companies}
    found: dict[str, list[Trend]] = defaultdict(list)
    for row in rows(tables, "trends"):
        found[text(row["theme_id"]) or ""].append(_trend(row, labels))
    return {
        theme_id: tuple(sorted(trends, key=lambda t: (t.scope != "ALL", t.scope_label)))
        for theme_id, trends in found.items()
    }


def _trend(row: Row, labels: Mapping[str, str]) -> Trend:
    scope = text(row["scope"]) or "ALL"
    return Trend(
        scope=scope,
        scope_label=labels.get(scope, scope),
        status=Status(text(row["status"]) or Status.INSUFFICIENT),
        reason=text(row["reason"]) or "No reason is given.",
        since_quarter=text(row["since_quarter"]),
        peak_quarter=text(row["peak_quarter"]),
        last_quarter=text(row["last_quarter"]),
        change_per_year=number(row["change_per_year"]),
        change_low=number(row["change_low"]),
        change_high=number(row["change_high"]),
        p_value=number(row["p_value"]),
        q_value=number(row["q_value"]),
        n_calls=whole(row["n_calls"]),
        n_companies=whole(row["n_companies"]),
        horizon=text(row["horizon"]),
        wording=text(row["wording"]),
        share_before=number(row["share_before"]),
        share_after=number(row["share_after"]),
        changes={
            horizon.value: Change(points, number(row[f"{horizon}_low"]), number(row[f"{horizon}_high"]))
            for horizon in Horizon
            if (points := number(row[f"{horizon}_change"])) is not None
        },
    )


def same_stories(tables: Mapping[str, pd.DataFrame]) -> dict[str, SameStory]:
    """The discovered themes of which half of the passages or more are about one tracked theme."""
    labels = {text(row["theme_id"]): text(row["label"]) for row in rows(tables, "themes")}
    return {
        text(row["theme_id"]) or "": SameStory(twin, labels.get(twin) or twin, share)
        for row in rows(tables, "themes")
        if (twin := text(row.get("tracked_twin"))) and (share := number(row.get("tracked_share")))
    }

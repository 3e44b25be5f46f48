"""Decided themes: what people renamed, merged and hid, applied to the themes that a refresh found.

In: ``themes`` and ``chunk_themes`` of a refresh, and people's decisions in their order.  Out: both as decided, and the
decisions that no longer apply.  A merged or hidden theme stays in ``themes``, retired, and says why; matching goes on
below, in ``placements``, so that the same passages are the same theme after the next fit, and the decision still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from themes.feedback.decisions import ThemeDecision

Tables = tuple[pd.DataFrame, pd.DataFrame]


def apply_decisions(
    themes: pd.DataFrame, chunk_themes: pd.DataFrame, decisions: Iterable[ThemeDecision]
) -> tuple[pd.DataFrame, pd.DataFrame, tuple[str, ...]]:
    """Apply what people decided about themes.

    Parameters
    ----------
    themes, chunk_themes : DataFrame
        As the refresh found them.
    decisions : iterable of ThemeDecision
        In the order made; of two about one theme, the later one holds.

    Returns
    -------
    tuple
        ``themes`` and ``chunk_themes`` as decided, and a sentence for each decision that no longer applies.
    """
    themes, stale = themes.copy(), list[str]()
    known = set(themes["theme_id"])
    found = set(themes.loc[themes["status"] != "retired", "theme_id"])
    names, fates = _settled(decisions)
    for theme_id, decision in names.items():
        if theme_id not in known:
            stale.append(f"{decision}: no such theme")
        themes.loc[themes["theme_id"] == theme_id, "label"] = decision.value
    for theme_id, decision in fates.items():
        into = _end_of(theme_id, fates)
        if theme_id not in known:
            stale.append(f"{decision}: no such theme")
        elif into is None:
            stale.append(f"{decision}: merged in a circle")
        elif into not in found:
            stale.append(f"{decision}: {into} is not found any more")
        elif fates.get(into, decision).action == "hide":
            themes, chunk_themes = _hidden(themes, chunk_themes, decision)
        else:
            themes, chunk_themes = _merged(themes, chunk_themes, decision, into)
    return themes, chunk_themes, tuple(stale)


def _settled(decisions: Iterable[ThemeDecision]) -> tuple[dict[str, ThemeDecision], dict[str, ThemeDecision]]:
    """The last name given to each theme, and its last fate (merged or hidden) unless it was shown again."""
    names: dict[str, ThemeDecision] = {}
    fates: dict[str, ThemeDecision] = {}
    for decision in decisions:
        if decision.action == "rename":
            names[decision.theme_id] = decision
        elif decision.action == "show":
            fates.pop(decision.theme_id, None)
        else:
            fates[decision.theme_id] = decision
    return names, fates


def _end_of(theme_id: str, fates: Mapping[str, ThemeDecision]) -> str | None:
    """The theme at the end of a chain of merges, itself for a theme that was hidden; None for a circle."""
    seen = {theme_id}
    while theme_id in fates and fates[theme_id].action == "merge":
        theme_id = fates[theme_id].value
        if theme_id in seen:
            return None
        seen.add(theme_id)
    return theme_id


def _hidden(themes: pd.DataFrame, chunk_themes: pd.DataFrame, decision: ThemeDecision) -> Tables:
    themes = _retired(themes, decision.theme_id, f"Hidden by a decision of {decision.decided_at[:10]}.")
    return themes, chunk_themes[chunk_themes["theme_id"] != decision.theme_id].reset_index(drop=True)


def _merged(themes: pd.DataFrame, chunk_themes: pd.DataFrame, decision: ThemeDecision, into: str) -> Tables:
    """The passages of one theme become those of another; a passage of both keeps its higher score."""
    target = themes.set_index("theme_id").loc[into]
    themes = _retired(themes, decision.theme_id, f"Merged into {into} by a decision of {decision.decided_at[:10]}.")
    own = chunk_themes["theme_id"] == decision.theme_id
    about = {"reason": f"merged by you: {decision.theme_id}", "origin": "merged", "merged_from": decision.theme_id}
    moved = chunk_themes[own].assign(
        theme_id=into, kind=target["kind"], **about, matcher_score=np.nan, cues=None, strong_cue=None, meaning=np.nan
    )
    return themes, with_merged(chunk_themes[~own], moved)


def with_merged(chunk_themes: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``chunk_themes`` and rows moved to their themes; of two on one passage and theme the better one.

    What cues and meaning say of the passage is kept, whichever that is.
    """
    if moved.empty:
        return chunk_themes.reset_index(drop=True)
    both = pd.concat([part for part in (chunk_themes, moved) if len(part)], ignore_index=True)
    evidence = ["strong_cue", "meaning"]
    both = both.astype({"strong_cue": "boolean", "meaning": float})
    both[evidence] = both.groupby(["chunk_id", "theme_id"], sort=False)[evidence].transform("first")
    ranked = both.sort_values(["assigned", "score"], ascending=False, kind="stable")
    return both.loc[sorted(ranked.drop_duplicates(["chunk_id", "theme_id"]).index)].reset_index(drop=True)


def _retired(themes: pd.DataFrame, theme_id: str, why: str) -> pd.DataFrame:
    row = themes["theme_id"] == theme_id
    changed = themes.copy()
    changed.loc[row, ["status", "description"]] = ["retired", why]
    return changed

"""Descriptions of discovered themes: how many passages and calls, whose they are, and which are tentative.

In: ``themes``, ``chunk_themes``, ``chunks`` and ``calls``.  Out: ``themes`` with ``description`` and ``status``.
"""

from __future__ import annotations

import json

import pandas as pd

from themes.formatting import counted
from themes.topics.naming import LABEL_TERMS
from themes.topics.overlap import mostly_tracked

MIN_STABILITY = 0.5  # mean best Jaccard similarity below which a theme is tentative (Hennig 2007: 0.5, dissolved)
VAGUE = 0.25  # share of a discovered theme's passages with one of its best phrases, below which it is tentative
ONE_VOICE = 0.8  # share of a discovered theme's passages from which it lives in one speaker or company


def describe_discovered(
    themes: pd.DataFrame, chunk_themes: pd.DataFrame, chunks: pd.DataFrame, calls: pd.DataFrame
) -> pd.DataFrame:
    """The discovered themes with descriptions: how many passages and calls, whose they are, which tracked theme.

    A theme that lives in one speaker, or in one of several companies, says so.

    A theme mentioned in one call only is ``tentative``: it may be that call's way of speaking rather than a story.  So
    is one that independent clusterings do not find again (stability below 0.5), and one whose passages have few words
    in common.  The description ends with what makes it so.
    """
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    passages = chunks.set_index("chunk_id")[["call_id", "speaker", "text"]]
    passages["company"] = passages["call_id"].map(calls.set_index("call_id")["company"])
    several = passages["company"].nunique() > 1
    covered = mostly_tracked(assigned)
    labels = themes.set_index("theme_id")["label"]
    described = themes.copy()
    for k, theme in described[described["kind"] == "discovered"].iterrows():
        own = assigned.loc[assigned["theme_id"] == theme["theme_id"], "chunk_id"]
        if theme["status"] == "retired" or own.empty:
            continue
        spoken = passages.loc[own]
        n_calls = int(spoken["call_id"].nunique())
        text = f"{counted(len(own), 'passage')} of {counted(n_calls, 'call')}."
        text += _mostly_by(spoken["speaker"]) or (_mostly_by(spoken["company"]) if several else "")
        if theme["theme_id"] in covered:
            tracked, share = covered[theme["theme_id"]]
            text += f" Mostly the tracked theme “{labels[tracked]}” ({share:.0%} of its passages)."
        unstable = theme["stability"] < MIN_STABILITY  # not known (nan) is not unstable
        vague = _said_share(spoken["text"], json.loads(theme["terms"])[:LABEL_TERMS]) < VAGUE
        doubts = ["mentioned in one call only"] if n_calls == 1 else []
        cut = int(100 * theme["stability"]) / 100 if unstable else 0.0  # not rounded: 0.499 is not 0.50
        doubts += [f"other clusterings do not find it again (stability {cut:.2f})"] if unstable else []
        doubts += ["its passages have few words in common"] if vague else []
        described.loc[k, "description"] = text + (f" Tentative: {'; '.join(doubts)}." if doubts else "")
        described.loc[k, "status"] = "tentative" if doubts else "active"
    return described


def _said_share(texts: pd.Series[str], terms: list[str]) -> float:
    """Share of passages in which one of the terms stands."""
    lowered = [text.lower() for text in texts]
    return sum(any(term.lower() in text for term in terms) for text in lowered) / len(lowered)


def _mostly_by(names: pd.Series[str]) -> str:
    shares = names.value_counts(normalize=True)
    most = len(shares) > 0 and shares.iloc[0] >= ONE_VOICE
    return f" Mostly {shares.index[0]} ({shares.iloc[0]:.0%} of its passages)." if most else ""

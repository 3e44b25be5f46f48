"""Descriptions of discovered themes: what is said, how much, whose it is, and which themes are tentative.

In: ``themes``, ``chunk_themes``, ``chunks`` and ``calls``.  Out: ``themes`` with ``description``, ``status`` and, for
a theme of one company, ``broader``.
"""

from __future__ import annotations

import json
import re

import pandas as pd

from themes.formatting import counted
from themes.records import HOUSEKEEPING
from themes.topics.overlap import mostly_tracked

MIN_STABILITY = 0.5  # mean best Jaccard similarity below which a theme is tentative (Hennig 2007: 0.5, dissolved)
# Mean probability of a theme's passages to be about it, below which it is tentative; where there are no subject heads.
MIXED, MIXED_WITHOUT_HEADS = 0.76, 0.6
FEWEST = 8  # passages of a theme that is more than a few remarks
SAID = 0.5  # share of a theme's passages that say what it is named for, from which it is no mixture all the same
ONE_VOICE = 0.8  # share of a discovered theme's passages from which it lives in one speaker or company
N_TYPICAL = 12  # passages, the surest, of whose sentences one describes the theme
WORDS = (10, 30)  # fewest and most words of that sentence: shorter ones hang on what was said before
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")


def describe_discovered(
    themes: pd.DataFrame, chunk_themes: pd.DataFrame, chunks: pd.DataFrame, calls: pd.DataFrame
) -> pd.DataFrame:
    """The discovered themes with descriptions: a typical sentence, how many passages and calls, whose they are.

    A theme that lives in one speaker, or in one of several companies, says so, and the latter stands under that
    company (``broader``).  A theme mentioned in one call only is ``tentative``: it may be that call's way of speaking
    rather than a story.  So is one that independent clusterings do not find again (stability below 0.5), and one whose
    passages are of several subjects: they are not sure to be about it, and half of them do not say what it is named
    for.  The description ends with what makes it so.
    """
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    passages = chunks.set_index("chunk_id")[["call_id", "speaker", "text"]]
    of_call = calls.set_index("call_id")
    passages["company"] = passages["call_id"].map(of_call["company"])
    passages["quarter"] = passages["call_id"].map(of_call["calendar_quarter"])
    several = passages["company"].nunique() > 1
    mixed = MIXED if chunks["subject"].notna().any() else MIXED_WITHOUT_HEADS
    covered = mostly_tracked(assigned)
    labels = themes.set_index("theme_id")["label"]
    described = themes.astype({"broader": object})
    for k, theme in described[described["kind"] == "discovered"].iterrows():
        if theme["status"] == "retired":
            continue
        own = assigned[assigned["theme_id"] == theme["theme_id"]]
        spoken = passages.loc[own["chunk_id"]].assign(score=own["score"].to_numpy(dtype=float))
        whose = _mostly_by(spoken["speaker"]) or (_mostly_by(spoken["company"]) if several else "")
        quoted = typical_sentence(spoken, json.loads(theme["label_terms"]))
        text = f"{quoted}. " if quoted else ""
        text += f"{counted(len(own), 'passage')} of {counted(int(spoken['call_id'].nunique()), 'call')}.{whose}"
        if theme["theme_id"] in covered:
            tracked, share = covered[theme["theme_id"]]
            text += f" Mostly the tracked theme “{labels[tracked]}” ({share:.0%} of its passages)."
        doubts = _doubts(theme, spoken, mixed)
        described.loc[k, "description"] = text + (f" Tentative: {'; '.join(doubts)}." if doubts else "")
        described.loc[k, "status"] = "tentative" if doubts else "active"
        if several and theme["broader"] != HOUSEKEEPING and (company := _one_voice(spoken["company"])):
            described.loc[k, "broader"] = company
    return described


def _doubts(theme: pd.Series, spoken: pd.DataFrame, mixed: float) -> list[str]:
    """What makes a theme tentative."""
    if spoken.empty:
        return ["no passage is typical of it"]
    doubts = ["mentioned in one call only"] if spoken["call_id"].nunique() == 1 else []
    if len(spoken) < FEWEST:
        doubts.append(f"only {counted(len(spoken), 'passage')} sure to be about it")
    if theme["stability"] < MIN_STABILITY:  # not known (nan) is not unstable
        cut = int(100 * theme["stability"]) / 100  # not rounded: 0.499 is not 0.50
        doubts.append(f"other clusterings do not find it again (stability {cut:.2f})")
    if spoken["score"].mean() < mixed and _said_share(spoken["text"], json.loads(theme["label_terms"])) < SAID:
        doubts.append("its passages are of several subjects")
    return doubts


def _said_share(texts: pd.Series, phrases: list[str]) -> float:
    """Share of passages in which one of the phrases stands."""
    wanted = [phrase.lower() for phrase in phrases]
    return sum(any(phrase in text.lower() for phrase in wanted) for text in texts) / len(texts)


def typical_sentence(spoken: pd.DataFrame, phrases: list[str]) -> str:
    """The sentence of the surest passages with most of the phrases, quoted with company and quarter; or nothing.

    Parameters
    ----------
    spoken : DataFrame
        A theme's passages: text, score, company, quarter.
    phrases : list of str
        What the theme is named for.
    """
    wanted = [phrase.lower() for phrase in phrases]
    best, found = 0, ""
    for row in spoken.sort_values("score", ascending=False, kind="stable").head(N_TYPICAL).itertuples():
        for sentence in _SENTENCE_END.split(str(row.text)):
            n = sum(phrase in sentence.lower() for phrase in wanted)
            if n > best and WORDS[0] <= len(sentence.split()) <= WORDS[1]:
                place = ", ".join(str(part) for part in (row.company, row.quarter) if part)
                best, found = n, f"“{sentence.strip()}” ({place})"
    return found


def _one_voice(names: pd.Series) -> str:
    shares = names.value_counts(normalize=True)
    return str(shares.index[0]) if len(shares) and shares.iloc[0] >= ONE_VOICE else ""


def _mostly_by(names: pd.Series) -> str:
    shares = names.value_counts(normalize=True)
    return f" Mostly {name} ({shares.iloc[0]:.0%} of its passages)." if (name := _one_voice(names)) else ""

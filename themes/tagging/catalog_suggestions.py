"""Suggestions for a catalog: cues that a tracked theme misses, and discovered themes worth tracking.

In: a catalog and tables of a run.  Out: tables, and TOML to paste.  Cues are phrases far more frequent in a theme's
passages than elsewhere, by log odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from themes.config.catalog import TrackedTheme, plain_quotes
from themes.formatting import counted
from themes.text.phrases import phrase_analyzer

CUE_COLUMNS = ("theme_id", "cue", "kind", "n_passages", "n_assigned", "z")
MIN_Z = 3.0  # standard errors of the log odds ratio
MIN_CUE_PASSAGES, MIN_CALLS = 3, 2  # assigned ones with a phrase, and their calls, before it is suggested
MIN_STRONG_PRECISION = 0.7  # share of a phrase's passages that are assigned, from which it is a strong cue
MIN_WEAK_PRECISION = 0.25  # below, the phrase says too little even as a weak cue
PRIOR_PHRASES = 50.0  # phrases that the Dirichlet prior counts for
MIN_THEME_PASSAGES = 8  # assigned to a discovered theme before it is worth tracking
MAX_EXAMPLES, MAX_EXAMPLE_WORDS, MAX_CUES = 3, 40, 5  # of a suggested theme
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def suggest_cues(
    theme: TrackedTheme, passages: pd.DataFrame, assigned: frozenset[str], names: frozenset[str], limit: int
) -> pd.DataFrame:
    """Phrases that set a theme's passages apart and that none of its cues covers.

    Parameters
    ----------
    theme : TrackedTheme
        With the cues it has.
    passages : DataFrame
        Content passages: chunk_id, call_id, text.
    assigned : frozenset of str
        chunk_ids of the theme.
    names : frozenset of str
        Lower-cased words of names, which are no cues.
    limit : int
        Most rows.

    Returns
    -------
    DataFrame
        Columns theme_id, cue, kind (strong or weak), n_passages, n_assigned and z, best first.
    """
    analyze = phrase_analyzer(names)
    inside, outside, calls = Counter[str](), Counter[str](), dict[str, set[str]]()
    for chunk, call, text in passages[["chunk_id", "call_id", "text"]].itertuples(index=False, name=None):
        phrases = set(analyze(plain_quotes(text)))
        (inside if chunk in assigned else outside).update(phrases)
        if chunk in assigned:
            for phrase in phrases:
                calls.setdefault(phrase, set()).add(call)
    cues = (*theme.strong, *theme.weak, *theme.excluding)
    parts = [cue.lower().replace("*", "").split() for cue in (*theme.strong_cues, *theme.weak_cues)]
    rows = []
    for phrase, n in inside.items():
        total, z = n + outside[phrase], _log_odds_z(n, outside[phrase], sum(inside.values()), sum(outside.values()))
        kind = "strong" if n >= MIN_STRONG_PRECISION * total else "weak"
        enough = n >= MIN_CUE_PASSAGES and len(calls[phrase]) >= MIN_CALLS and n >= MIN_WEAK_PRECISION * total
        covered = any(cue.search(phrase) for cue in cues) or any(_is_part(phrase, words) for words in parts)
        if enough and z >= MIN_Z and not covered:
            rows.append((theme.id, phrase, kind, total, n, round(z, 2)))
    found = pd.DataFrame(rows, columns=list(CUE_COLUMNS))
    found["weight"] = found["z"] * (1 + 0.5 * found["cue"].str.count(" "))
    return _without_parts(found.sort_values(["weight", "cue"], ascending=[False, True]), limit)


def _is_part(phrase: str, cue: list[str]) -> bool:
    """Whether every word of the phrase begins like a word of the cue."""
    return all(any(word.startswith(of_cue) for of_cue in cue) for word in phrase.split())


def _log_odds_z(n_in: int, n_out: int, total_in: int, total_out: int) -> float:
    prior = PRIOR_PHRASES * (n_in + n_out) / (total_in + total_out)
    odds = [
        np.log((n + prior) / (total + PRIOR_PHRASES - n - prior)) for n, total in ((n_in, total_in), (n_out, total_out))
    ]
    return float((odds[0] - odds[1]) / np.sqrt(1 / (n_in + prior) + 1 / (n_out + prior)))


def _without_parts(ranked: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The best phrases, none of which shares a word with a better one."""
    kept: list[int] = []
    words: set[str] = set()
    for k, cue in enumerate(ranked["cue"]):
        if words.isdisjoint(cue.split()):
            kept.append(k)
            words |= set(cue.split())
        if len(kept) == limit:
            break
    return ranked.iloc[kept][list(CUE_COLUMNS)].reset_index(drop=True)


def themes_worth_tracking(themes: pd.DataFrame, chunk_themes: pd.DataFrame, chunks: pd.DataFrame) -> pd.DataFrame:
    """Active discovered themes that no tracked theme covers, most stable first, with n_passages and n_calls."""
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    call_of = chunks.set_index("chunk_id")["call_id"]
    active = themes[(themes["kind"] == "discovered") & (themes["status"] == "active")]
    active = active[active["tracked_twin"].isna()]
    own = {t: assigned.loc[assigned["theme_id"] == t, "chunk_id"] for t in active["theme_id"]}
    counted = active.assign(
        n_passages=[len(own[t]) for t in active["theme_id"]],
        n_calls=[call_of.loc[own[t]].nunique() for t in active["theme_id"]],
    )
    enough = counted[(counted["n_passages"] >= MIN_THEME_PASSAGES) & (counted["n_calls"] >= MIN_CALLS)]
    return enough.sort_values(["stability", "theme_id"], ascending=[False, True]).reset_index(drop=True)


def theme_toml(theme: Mapping[str, object], quotes: pd.DataFrame) -> str:
    """A [[theme]] block for a discovered theme: its terms as cues, its most typical passages (quotes) as examples."""
    import tomlkit

    terms = list(json.loads(str(theme["terms"])))
    count = f"{counted(int(str(theme['n_passages'])), 'passage')} of {counted(int(str(theme['n_calls'])), 'call')}"
    description = f"Found in {count}: {', '.join(terms)}. Say here in a sentence or two what it is."
    typical = quotes.drop_duplicates("call_id").head(MAX_EXAMPLES)
    block = tomlkit.table()
    block["id"], block["label"], block["description"] = str(theme["theme_id"]), str(theme["label"]), description
    block["examples"] = [_shortened(text) for text in typical["text"]]
    block["strong_cues"] = [t.lower() for t in terms if " " in t][:MAX_CUES]
    block["weak_cues"] = [t.lower() for t in terms if " " not in t][:MAX_CUES]
    blocks = tomlkit.aot()
    blocks.append(block)
    cited = "".join(f"# passage: {citation}\n" for citation in typical["citation"])
    return cited + tomlkit.dumps({"theme": blocks})


def cues_toml(theme_id: str, cues: pd.DataFrame) -> str:
    """Comments with the cues to add to a theme's lists, and their evidence; TOML cannot add to a list."""
    import tomlkit

    lines = [f"# {theme_id}: add to"]
    for kind, rows in cues.groupby("kind", sort=True):
        lines.append(f"#   {kind}_cues = [..., {', '.join(tomlkit.item(c).as_string() for c in rows['cue'])}]")
        lines += [f"#     {c}: {n} of {total} passages with it are assigned" for c, n, total in
                  rows[["cue", "n_assigned", "n_passages"]].itertuples(index=False, name=None)]  # fmt: skip
    return "\n".join(lines) + "\n"


def _shortened(text: str) -> str:
    """Whole sentences of at most 40 words; the first 40 words of a sentence that is longer."""
    ends = np.cumsum([len(s.split()) for s in _SENTENCE_END.split(text)]).tolist()
    fitting = [b for a, b in pairwise([0, *ends]) if b <= MAX_EXAMPLE_WORDS]
    return " ".join(text.split()[: max(fitting, default=MAX_EXAMPLE_WORDS)])

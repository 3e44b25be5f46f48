"""Suggestions for a catalog as people read them: TOML to paste, a sheet to judge, discovered themes worth tracking.

In: suggested cues, and tables of a run.  Out: TOML, CSV, and what a reader accepted on the CSV.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from themes.errors import SettingsError
from themes.formatting import counted
from themes.records import HOUSEKEEPING

MIN_CALLS = 2  # with a discovered theme before it is worth tracking
MIN_THEME_PASSAGES = 8  # assigned to a discovered theme before it is worth tracking
SHEET_COLUMNS = ("theme_id", "cue", "kind", "n_passages", "n_near", "n_calls", "n_companies")
N_SENTENCES = 3  # of a cue on the sheet
MAX_EXAMPLES, MAX_EXAMPLE_WORDS, MAX_CUES = 3, 40, 5  # of a suggested theme
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")


def themes_worth_tracking(themes: pd.DataFrame, chunk_themes: pd.DataFrame, chunks: pd.DataFrame) -> pd.DataFrame:
    """Discovered themes that are stories and no tracked one's, most stable first, with n_passages and n_calls."""
    assigned = chunk_themes[chunk_themes["assigned"].astype(bool)]
    call_of = chunks.set_index("chunk_id")["call_id"]
    active = themes[(themes["kind"] == "discovered") & (themes["status"] == "active")]
    active = active[active["tracked_twin"].isna() & (active["broader"] != HOUSEKEEPING)]
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
    """Comments with the cues to add to a theme's lists, and their evidence; TOML cannot add to a list.

    Parameters
    ----------
    theme_id : str
        The theme.
    cues : DataFrame
        Of :func:`themes.study.cue_suggestions.study_cues`, or as :func:`accepted_cues` reads them back.
    """
    import tomlkit

    lines = [f"# {theme_id}: would a reader of the theme call for these? Keep those that do, and add to"]
    for kind, rows in cues.groupby("kind", sort=True):
        lines.append(f"#   {kind}_cues = [..., {', '.join(tomlkit.item(c).as_string() for c in rows['cue'])}]")
        lines += [f"#     {row['cue']}: {_evidence(row)}" for row in rows.to_dict("records")]
    return "\n".join(lines) + "\n"


def _evidence(row: Mapping[Any, Any]) -> str:
    """How many passages a cue would reach, how many of them rightly, and a sentence with its place, on one line."""
    passages = counted(int(row["n_passages"]), "passage")
    companies = counted(int(row["n_companies"]), "company", "companies")
    said = " ".join(str(row["sentences"][0]).split()[:MAX_EXAMPLE_WORDS])
    text = (
        f"{passages} without a strong cue, {row['n_near']} near the theme ({companies}): “{said}” {row['citations'][0]}"
    )
    return "".join(letter for letter in text if letter.isprintable())  # TOML's comments allow no others


def judgement_sheet(cues: pd.DataFrame) -> str:
    """A CSV sheet on which a reader says of each cue whether it is useful, with up to three sentences to judge by."""
    sheet = cues[list(SHEET_COLUMNS)].copy()
    for k in range(N_SENTENCES):
        for name, column in (("sentence", "sentences"), ("citation", "citations")):
            sheet[f"{name}_{k + 1}"] = [own[k] if k < len(own) else "" for own in cues[column]]
    sheet.insert(3, "useful", "")
    return sheet.to_csv(index=False, lineterminator="\n")


def accepted_cues(sheet: Path) -> pd.DataFrame:
    """The cues that a reader marked useful (``yes``) on a sheet of :func:`judgement_sheet`.

    Returns
    -------
    DataFrame
        Columns theme_id, cue, kind, counts, sentences and citations (tuples).

    Raises
    ------
    SettingsError
        No such file, a column is missing, or something else than yes, no or nothing stands in ``useful``.
    """
    try:
        table = pd.read_csv(sheet, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{sheet}: cannot be read as CSV: {error}", mend="write one: --judge FILE") from error
    needed = [*SHEET_COLUMNS, "useful", "sentence_1", "citation_1"]
    if lacking := [name for name in needed if name not in table]:
        raise SettingsError(f"{sheet}: no column {', '.join(lacking)}", mend="write a sheet: --judge FILE")
    verdicts = table["useful"].str.strip().str.lower()
    if strange := sorted(set(verdicts) - {"yes", "no", ""}):
        raise SettingsError(f"{sheet}: useful: {strange[0]!r}", mend="write yes, no or nothing")
    kept = table[verdicts == "yes"]
    first = {f"{name}s": [[said] for said in kept[f"{name}_1"]] for name in ("sentence", "citation")}
    return kept.assign(**{name: pd.Series(own, index=kept.index, dtype=object) for name, own in first.items()})


def _shortened(text: str) -> str:
    """Whole sentences of at most 40 words; the first 40 words of a sentence that is longer."""
    ends = np.cumsum([len(s.split()) for s in _SENTENCE_END.split(text)]).tolist()
    fitting = [b for a, b in pairwise([0, *ends]) if b <= MAX_EXAMPLE_WORDS]
    return " ".join(text.split()[: max(fitting, default=MAX_EXAMPLE_WORDS)])

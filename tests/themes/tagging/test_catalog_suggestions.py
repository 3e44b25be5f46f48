"""Suggestions as people read them: what is printed is TOML of a catalog, and a sheet comes back as it was judged."""

from __future__ import annotations

import tomllib
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from themes.config.catalog import Catalog
from themes.errors import SettingsError
from themes.records import HOUSEKEEPING
from themes.tagging.catalog_suggestions import (
    accepted_cues,
    cues_toml,
    judgement_sheet,
    theme_toml,
    themes_worth_tracking,
)

CUES = pd.DataFrame(
    [("barges", "shallow sluice*", "strong", 12, 11, 5, 4, ("A shallow sluice.", "Two."), ("Ann, Acme, a.txt:3", "b:4")),
     ("barges", "sluice", "weak", 30, 12, 6, 4, ("The sluice\n opens.\x7f",), ("c.txt:5",))],
    columns=["theme_id", "cue", "kind", "n_passages", "n_near", "n_calls", "n_companies", "sentences", "citations"],
)  # fmt: skip


def test_suggested_cues_are_comments_with_the_lists_to_add_to() -> None:
    text = cues_toml("barges", CUES)
    assert tomllib.loads(text) == {}
    assert '#   strong_cues = [..., "shallow sluice*"]' in text
    assert "12 passages without a strong cue, 11 near the theme (4 companies)" in text
    assert "Ann, Acme, a.txt:3" in text
    assert len(text.splitlines()) == 5  # a sentence over two lines is one line


def judged(tmp_path: Path, *verdicts: str) -> Path:
    sheet = tmp_path / "sheet.csv"
    table = pd.read_csv(StringIO(judgement_sheet(CUES)), dtype=str, keep_default_na=False)
    table.assign(useful=verdicts).to_csv(sheet, index=False)
    return sheet


def test_sheet_asks_of_each_cue_whether_it_is_useful_with_sentences_to_judge_by() -> None:
    table = pd.read_csv(StringIO(judgement_sheet(CUES)), keep_default_na=False)
    assert table["useful"].tolist() == ["", ""]
    assert table[["sentence_1", "sentence_2", "sentence_3"]].iloc[0].tolist() == ["A shallow sluice.", "Two.", ""]


def test_only_what_a_reader_marked_useful_is_read_back(tmp_path: Path) -> None:
    kept = accepted_cues(judged(tmp_path, "no", " Yes"))
    assert kept["cue"].tolist() == ["sluice"]
    assert '#   weak_cues = [..., "sluice"]' in cues_toml("barges", kept)


def test_sheet_with_another_verdict_or_of_another_kind_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"useful: 'maybe'; write yes, no or nothing"):
        accepted_cues(judged(tmp_path, "maybe", ""))
    (tmp_path / "other.csv").write_text("cue,useful\nx,yes\n")
    with pytest.raises(SettingsError, match=r"no column theme_id, kind"):
        accepted_cues(tmp_path / "other.csv")


def test_themes_worth_tracking_are_active_large_enough_and_not_tracked_already() -> None:
    themes = pd.DataFrame(
        [("a", "active", None, 0.7), ("b", "active", "x", 0.9), ("c", "tentative", None, 0.3), ("d", "active", None, 0.9),
         ("e", "active", None, 0.9), ("f", "active", None, 0.9)],
        columns=["theme_id", "status", "tracked_twin", "stability"],
    ).assign(kind="discovered", broader=[*[None] * 5, HOUSEKEEPING])  # fmt: skip
    sizes = {"a": 9, "b": 9, "c": 9, "d": 8, "e": 7, "f": 9}
    rows = [(f"{t}{k}", t) for t, n in sizes.items() for k in range(n)]
    chunk_themes = pd.DataFrame(rows, columns=["chunk_id", "theme_id"]).assign(assigned=True)
    chunks = pd.DataFrame({"chunk_id": [c for c, _ in rows], "call_id": [c[-1] for c, _ in rows]})
    worth = themes_worth_tracking(themes, chunk_themes, chunks)
    assert worth[["theme_id", "n_passages"]].values.tolist() == [["d", 8], ["a", 9]]


@pytest.mark.parametrize("text", ['We said "so" — twice. ' * 9, "word " * 90, "A \\ and a \x7f are text. " * 9])
def test_theme_block_is_a_theme_of_a_catalog_with_short_examples_of_different_calls(text: str) -> None:
    theme = {
        "theme_id": "river-ice",
        "label": "River ice",
        "terms": '["river ice", "Thaw"]',
        "n_passages": 9,
        "n_calls": 2,
    }
    quotes = pd.DataFrame({"call_id": list("aabc"), "text": [text] * 4, "citation": ["one", "two", "three", "four"]})
    printed = theme_toml(theme, quotes)
    (parsed,) = Catalog.model_validate(tomllib.loads('name = "x"\n' + printed)).theme
    assert (parsed.id, parsed.strong_cues, parsed.weak_cues) == ("river-ice", ("river ice",), ("thaw",))
    assert len(parsed.examples) == 3
    assert all(0 < len(e.split()) <= 40 and text.startswith(e) for e in parsed.examples)
    assert "# passage: one" in printed
    assert "# passage: two" not in printed

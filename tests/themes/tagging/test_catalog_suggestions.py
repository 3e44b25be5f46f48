"""Suggestions: a planted cue is proposed, covered and common ones are not; what is printed is TOML of a catalog."""

from __future__ import annotations

import tomllib

import pandas as pd
import pytest

from themes.config.catalog import Catalog, TrackedTheme
from themes.tagging.catalog_suggestions import cues_toml, suggest_cues, theme_toml, themes_worth_tracking

THEME = TrackedTheme(
    id="barges", label="Barges", description="Boats.", strong_cues=("barge*",), weak_cues=("lock gate*",)
)
ABOUT = "The barge met a shallow sluice at the lock gates while Quist was there with the timber."
ELSEWHERE = "The timber was sold at the sawmill and the timber price was fair."


def passages(n_about: int = 12, n_elsewhere: int = 60, n_calls: int = 3) -> tuple[pd.DataFrame, frozenset[str]]:
    texts = [ABOUT] * n_about + [ELSEWHERE] * n_elsewhere
    table = pd.DataFrame({"chunk_id": [f"c{k}" for k in range(len(texts))], "text": texts})
    return table.assign(call_id=[f"call{k % n_calls}" for k in range(len(texts))]), frozenset(
        table["chunk_id"][:n_about]
    )


def suggested(**given: int) -> pd.DataFrame:
    table, assigned = passages(**given)
    return suggest_cues(THEME, table, assigned, frozenset({"quist"}), 8)


def test_planted_phrase_is_suggested_as_a_strong_cue_with_its_evidence() -> None:
    row = suggested().iloc[0]
    assert row[["theme_id", "cue", "kind", "n_passages", "n_assigned"]].tolist() == [
        "barges", "shallow sluice", "strong", 12, 12,
    ]  # fmt: skip
    assert row["z"] > 3


def test_what_cues_cover_names_and_words_said_everywhere_are_not_suggested() -> None:
    words = {word for cue in suggested()["cue"] for word in cue.split()}
    assert not words & {"barge", "lock", "gates", "quist", "timber"}
    assert {"shallow", "sluice"} <= words


def test_phrase_of_one_call_or_of_two_passages_is_not_suggested() -> None:
    assert suggested(n_calls=1).empty
    assert suggested(n_about=2).empty


def test_suggested_cues_are_comments_with_the_lists_to_add_to() -> None:
    text = cues_toml("barges", suggested())
    assert tomllib.loads(text) == {}
    assert '#   strong_cues = [..., "shallow sluice"' in text
    assert "#     shallow sluice: 12 of 12 passages with it are assigned" in text


def test_themes_worth_tracking_are_active_large_enough_and_not_tracked_already() -> None:
    themes = pd.DataFrame(
        [("a", "active", None, 0.7), ("b", "active", "x", 0.9), ("c", "tentative", None, 0.3), ("d", "active", None, 0.9),
         ("e", "active", None, 0.9)],
        columns=["theme_id", "status", "tracked_twin", "stability"],
    ).assign(kind="discovered")  # fmt: skip
    sizes = {"a": 9, "b": 9, "c": 9, "d": 8, "e": 7}
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

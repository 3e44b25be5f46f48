"""The sheet of names: what is drawn for it, that it is blind, and which marked sheets are refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from themes.errors import SettingsError, StudyError
from themes.evaluation.name_sheet import (
    COLUMNS,
    Kind,
    Marks,
    NameSheet,
    draw_sheet,
    load_filled,
    marks_of,
    table_to_mark,
)

# theme: kind, label, description, status, calls of its passages
THEMES: dict[str, tuple[str, str, str | None, str, str]] = {
    "barges": ("discovered", "Freight by barge", "Goods on the river.", "active", "aaaabbcdefg"),
    "ice": ("discovered", "Ice on the river", None, "tentative", "aaab"),
    "thanks": ("discovered", "Thanks", None, "active", "aab"),
    "hidden": ("discovered", "Hidden", "Hidden by a decision.", "retired", "ab"),
    "cork": ("tracked", "Cork shortage", "Cork is dear.", "active", "abcde"),
    "tax": ("tracked", "Glass tax", "A tax.", "active", ""),
}


def tables(labels: dict[str, str] | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    themes = [
        {"theme_id": t, "kind": kind, "label": (labels or {}).get(t, label), "description": about, "status": status}
        for t, (kind, label, about, status, _) in THEMES.items()
    ]
    chunks, assigned = [], []
    for theme, (kind, *_, calls) in THEMES.items():
        for k, call in enumerate(calls + "z"):  # of the last one the theme is not sure enough
            chunk = f"{call}:{theme}:{k}"
            words = f"passage {k} of {theme}"
            chunks.append({"chunk_id": chunk, "call_id": call, "source": "x.txt", "line": k, "speaker": "Lena", "role": "analyst", "text": words})  # fmt: skip
            assigned.append({"theme_id": theme, "chunk_id": chunk, "kind": kind, "assigned": k < len(calls)})
    return pd.DataFrame(themes), pd.DataFrame(assigned), pd.DataFrame(chunks)


def draw(kind: Kind = "discovered", seed: int = 7, run: int = 3, labels: dict[str, str] | None = None) -> NameSheet:
    return draw_sheet(*tables(labels), run=run, kind=kind, seed=seed)


def rows_of(sheet: NameSheet, theme_id: str) -> pd.DataFrame:
    return sheet.rows[sheet.rows["theme_id"] == theme_id]


def test_five_passages_are_drawn_each_of_another_call() -> None:
    for seed in range(20):
        own = rows_of(draw(seed=seed), "barges")  # seven calls
        assert own["passage"].tolist() == [1, 2, 3, 4, 5]
        assert own["call_id"].is_unique


def test_every_call_gives_one_before_any_gives_a_second() -> None:
    for seed in range(20):
        # four passages of two calls, and three of two: all are drawn, since there are no five
        assert sorted(rows_of(draw(seed=seed), "ice")["call_id"]) == list("aaab")
        assert sorted(rows_of(draw(seed=seed), "thanks")["call_id"]) == list("aab")


def test_another_seed_draws_other_passages_and_all_have_their_chance() -> None:
    drawn = [frozenset(rows_of(draw(seed=seed), "barges")["chunk_id"]) for seed in range(60)]
    assert len(set(drawn)) > 10
    assert len(frozenset().union(*drawn)) == 11  # and never the one that is not assigned


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_tables() -> None:
    themes, assigned, chunks = (table.iloc[::-1].reset_index(drop=True) for table in tables())
    again = draw_sheet(themes, assigned, chunks, run=3, kind="discovered", seed=7)
    pd.testing.assert_frame_equal(again.rows, draw().rows)
    assert again.id == draw().id


@pytest.mark.parametrize(
    ("kind", "shown", "n_left_out"),
    [("discovered", {"barges", "ice", "thanks"}, 0), ("tracked", {"cork"}, 1), ("all", {"barges", "ice", "thanks", "cork"}, 1)],
)  # fmt: skip
def test_themes_of_the_kind_that_are_shown_and_have_passages_are_on_the_sheet(
    kind: Kind, shown: set[str], n_left_out: int
) -> None:
    sheet = draw(kind)
    assert (set(sheet.rows["theme_id"]), sheet.n_left_out) == (shown, n_left_out)
    assert sheet.themes.index.tolist() == list(range(1, len(shown) + 1))


def test_order_of_themes_is_drawn_too() -> None:
    assert len({tuple(draw(seed=seed).themes["theme_id"]) for seed in range(30)}) == 6


def test_a_study_without_such_a_theme_is_one_line() -> None:
    themes, assigned, chunks = tables()
    with pytest.raises(StudyError, match="no tracked theme of run 3 has a passage; try another --kind"):
        draw_sheet(themes[themes["kind"] != "tracked"], assigned, chunks, run=3, kind="tracked", seed=7)


def test_the_id_tells_run_and_kind_and_changes_with_what_was_drawn() -> None:
    assert draw().id.startswith("run-3-discovered-")
    others = [draw(seed=8), draw("all"), draw(run=4), draw(labels={"ice": "Frozen river"})]
    assert len({sheet.id for sheet in [draw(), *others]}) == 5


def test_the_table_to_mark_is_blind_and_empty() -> None:
    sheet = draw("all")
    table = table_to_mark(sheet, [f"cited {k}" for k in range(len(sheet.rows))])
    assert tuple(table.columns) == COLUMNS
    assert (table[["slide_worthy", "procedure", "comment", "is_about"]] == "").all(axis=None)
    assert table["citation"].tolist()[:2] == ["cited 0", "cited 1"]
    cells = set(table.astype(str).to_numpy().ravel())
    assert not cells & (set(THEMES) | {"tracked", "discovered", "tentative", "active"})


Change = Callable[[list[dict[str, str]]], object]


def filled(path: Path, change: Change = lambda rows: None, sheet: NameSheet | None = None) -> Path:
    """A marked sheet, all yes before ``change``."""
    sheet = sheet or draw()
    table = table_to_mark(sheet, [""] * len(sheet.rows)).astype(str)
    rows = [{str(k): str(v) for k, v in row.items()} for row in table.to_dict("records")]
    for row in rows:
        row["is_about"] = "1"
        if row["passage"] == "1":
            row |= {"slide_worthy": "yes", "procedure": "no"}
    change(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path, sheet: NameSheet | None = None) -> Marks:
    return marks_of(load_filled(path), sheet or draw(), path.name)


def test_marks_come_back_by_their_numbers_whatever_happened_to_texts_and_order(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows.reverse()
        for row in rows:
            row |= {"name": "", "text": "garbled"}
        rows.append(dict.fromkeys(COLUMNS, " "))  # as spreadsheets leave behind

    marks = read(filled(tmp_path / "m.csv", change))
    assert marks.is_about == dict.fromkeys(draw().places, True)
    assert (marks.slide_worthy, marks.procedure) == (dict.fromkeys((1, 2, 3), True), dict.fromkeys((1, 2, 3), False))


def test_what_is_left_empty_or_taken_out_is_not_marked(tmp_path: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[0] |= {"slide_worthy": "", "is_about": "0", "comment": "'=IF(1) is no name"}
        rows[1] |= {"is_about": "", "comment": "too wide"}
        rows.pop()

    marks = read(filled(tmp_path / "m.csv", change))
    assert marks.slide_worthy == {2: True, 3: True}
    assert marks.comments == {1: "=IF(1) is no name / too wide"}
    assert len(marks.is_about) == len(draw().places) - 2
    assert marks.is_about[1, 1] is False
    assert (1, 2) not in marks.is_about


def put(row: int, **cells: str) -> Change:
    return lambda rows: rows[row].update(cells)


def every(**cells: str) -> Change:
    return lambda rows: [row.update(cells) for row in rows]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put(1, is_about="perhaps"), "m.csv:3: is_about 'perhaps'; write yes or no"),
        (put(1, slide_worthy="no"), "m.csv:3: slide_worthy has two answers for theme 1; keep one of them"),
        (put(1, passage="1"), "m.csv:3: the same passage as in row 2; keep one of them"),
        (put(0, passage="6"), "m.csv:2: no passage '6' of a theme '1' in this sheet; mend the row"),
        (put(0, theme="x"), "m.csv:2: no passage '1' of a theme 'x' in this sheet; mend the row"),
        (every(slide_worthy="", procedure="", is_about=""), "m.csv: no mark; write yes or no"),
        (put(1, sheet="run-2-all-00000000"), "m.csv: rows of two sheets, 'run-3-discovered-"),
        (every(sheet="Sheet 1"), "m.csv: no sheet 'Sheet 1'; try: themes evaluate STUDY --names"),
        (lambda rows: rows.clear(), "m.csv: no sheet ''; try: themes evaluate STUDY --names"),
        (every(sheet="run-3-discovered-00000000"), "m.csv: not the sheet of this study: run-3-discovered-00000000, and"),
    ],
)  # fmt: skip
def test_sheet_that_cannot_be_used_is_told_by_row_and_mend(tmp_path: Path, change: Change, message: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(filled(tmp_path / "m.csv", change))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("lacking", [("is_about",), ("sheet", "comment")])
def test_sheet_without_a_column_is_refused(tmp_path: Path, lacking: Sequence[str]) -> None:
    path = filled(tmp_path / "m.csv")
    pd.read_csv(path, dtype=str).drop(columns=list(lacking)).to_csv(path, index=False)
    with pytest.raises(SettingsError, match=f"m.csv: no column {', '.join(lacking)}; try: themes evaluate"):
        load_filled(path)


def test_renamed_theme_makes_another_sheet(tmp_path: Path) -> None:
    path = filled(tmp_path / "m.csv")
    with pytest.raises(SettingsError, match="not the sheet of this study"):
        read(path, draw(labels={"ice": "Frozen river"}))

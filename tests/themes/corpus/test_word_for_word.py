"""Calls of the same words under different names are one, and it is said aloud."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.themes.corpus.test_deduplication import heard, talk
from themes.corpus.deduplication import ReadCall
from themes.corpus.ingest import Intake, ReadingSettings, find_files, take_in
from themes.corpus.word_for_word import one_of_equal_words
from themes.records import TABLES, Doubt

NOTHING = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
FIRMS = {"OTTR": "Otter Peak Corporation", "HRNC": "Heron Cork Corporation", "VSTA": "Vesta Lock Corporation"}
QUARTERS = {"Q1 2021": "April 28, 2021", "Q2 2021": "July 28, 2021", "Q3 2021": "October 27, 2021"}


def set_aside(calls: Sequence[ReadCall], companies: Sequence[str | None]) -> dict[str, str]:
    """Source of each call that was set aside → source of the one that stays."""
    staying, copies = one_of_equal_words(calls, companies)
    assert {calls[k].call.source for k in staying}.isdisjoint(copies)
    assert len(staying) + len(copies) == len(calls)
    return {source: copy.chief for source, copy in copies.items()}


def test_equal_words_of_two_companies_are_one_call_of_the_first_path() -> None:
    words = talk(1)
    assert set_aside([heard(words, "b.txt"), heard(words, "a.txt")], ["ottr", "hrnc"]) == {"b.txt": "a.txt"}


def test_equal_words_of_two_quarters_are_one_call() -> None:
    words = talk(1)
    calls = [heard(words, "a.txt"), heard(words, "b.txt", "2013-02-05")]
    assert set_aside(calls, ["ottr", "ottr"]) == {"b.txt": "a.txt"}


def test_case_and_marks_make_no_other_words() -> None:
    words = talk(1)
    calls = [heard(words, "a.txt"), heard(words.upper().replace(" ", ", "), "b.txt")]
    assert set_aside(calls, ["ottr", "hrnc"]) == {"b.txt": "a.txt"}


def test_one_other_word_is_another_call() -> None:
    words = talk(1)
    assert set_aside([heard(words, "a.txt"), heard(f"{words[:-1]}0", "b.txt")], ["ottr", "hrnc"]) == {}


@pytest.mark.parametrize(("n_words", "n_copies"), [(49, 0), (50, 1)])
def test_few_words_may_stand_in_many_calls(n_words: int, n_copies: int) -> None:
    words = talk(1, n_words)
    assert len(set_aside([heard(words, "a.txt"), heard(words, "b.txt")], ["ottr", "hrnc"])) == n_copies


def test_heads_that_may_be_of_one_call_are_left_to_the_comparison_of_vendors() -> None:
    words = talk(1)
    labelled = [heard(words, "c.txt", fiscal_quarter="2012Q3"), heard(words, "d.txt", "2011-11-06", fiscal_quarter="2012Q3")]  # fmt: skip
    assert set_aside([heard(words, "a.txt"), heard(words, "b.txt", None)], ["ottr", None]) == {}
    assert set_aside(labelled, ["ottr", "ottr"]) == {}


def test_undated_calls_of_two_quarters_contradict_each_other() -> None:
    words = talk(1)
    calls = [heard(words, f"{q}.txt", None, fiscal_quarter=q) for q in ("2012Q3", "2012Q4")]
    assert set_aside(calls, ["ottr", "ottr"]) == {"2012Q4.txt": "2012Q3.txt"}


def test_company_that_the_words_name_is_kept_before_the_first_path() -> None:
    words = f"welcome to the call of Heron {talk(1)}"
    calls = [heard(words, "a.txt"), heard(words, "b.txt", company="Heron Cork")]
    assert set_aside(calls, ["ottr", "hrnc"]) == {"a.txt": "b.txt"}


def test_head_of_fewer_doubts_is_kept_before_the_first_path() -> None:
    words = talk(1)
    calls = [heard(words, "a.txt", doubts=(Doubt.about("title", "none"),)), heard(words, "b.txt", "2013-02-05")]
    assert set_aside(calls, ["ottr", "ottr"]) == {"a.txt": "b.txt"}


def test_call_that_has_an_id_is_kept() -> None:
    words = talk(1)
    calls = [heard(words, "b.txt", call_id="ottr-2012q3", new=False), heard(words, "a.txt")]
    assert set_aside(calls, ["ottr", "hrnc"]) == {"a.txt": "b.txt"}


def test_calls_of_earlier_runs_are_left_alone() -> None:
    words = talk(1)
    calls = [heard(words, path, call_id=path, new=False) for path in ("a.txt", "b.txt")]
    assert set_aside(calls, ["ottr", "hrnc"]) == {}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    facts=st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abc"), st.sampled_from(["2012-11-06", "2013-02-05"]))),
    data=st.data(),
)
def test_order_of_the_calls_does_not_matter(facts: list[tuple[int, str, str]], data: st.DataObject) -> None:
    calls = [heard(talk(seed), f"{k}.txt", day) for k, (seed, _, day) in enumerate(facts)]
    companies = [company for _, company, _ in facts]
    order = data.draw(st.permutations(range(len(calls))))
    shuffled = set_aside([calls[k] for k in order], [companies[k] for k in order])
    assert shuffled == set_aside(calls, companies)


SAID = (
    "Revenue grew eleven percent from a year ago as customers added capacity on our cork lines. Gross margin was forty "
    "one percent, up two points, because freight costs fell. We expect it to hold near that level for the rest of the "
    "year. We also opened a second plant at the river, which will reduce our unit costs once it runs at full load."
)


def nine(folder: Path) -> Path:
    """Nine files of one body, under titles of three companies and three quarters."""
    for (ticker, firm), (quarter, day) in itertools.product(FIRMS.items(), QUARTERS.items()):
        head = f"{firm} (NYSE: {ticker}) {quarter} Earnings Call\n{day}\n\n"
        body = f"Operator: Good day.\n\nMara Quist: {SAID}\n\nDov Marsh: Thank you. We see no change.\n"
        (folder / f"{ticker}-{quarter}.txt").write_text(head + body)
    return folder


def read(files: Sequence[Path], before: Mapping[str, pd.DataFrame] = NOTHING) -> Intake:
    return take_in(list(files), before, ReadingSettings())


def test_nine_names_of_one_call_are_one_and_each_other_file_says_why(tmp_path: Path) -> None:
    taken = read(find_files([str(nine(tmp_path))]))
    assert taken.tables["calls"]["call_id"].tolist() == ["hrnc-2021q1"]
    assert set(taken.tables["turns"]["call_id"]) == set(taken.tables["chunks"]["call_id"]) == {"hrnc-2021q1"}
    others = taken.tables["sources"].query("status == 'duplicate'")
    assert len(others) == 8
    assert all("word for word" in reason for reason in others["reason"])
    assert "Vesta Lock Corporation 2021Q3" in others.set_index("path").loc[str(tmp_path / "VSTA-Q3 2021.txt"), "reason"]
    (note,) = taken.notes
    assert "8 other files" in note


def test_copies_that_come_later_change_no_total(tmp_path: Path) -> None:
    files = find_files([str(nine(tmp_path))])
    first = read(files[4:5])
    later = read(files, first.tables)
    assert len(later.notes) == 1
    for name in ("calls", "turns", "chunks"):
        pd.testing.assert_frame_equal(later.tables[name], first.tables[name])
    after = read(files, later.tables)
    assert (after.notes, after.n_unchanged) == ((), 9)


def test_calls_that_share_their_boilerplate_alone_stay_apart(tmp_path: Path) -> None:
    for k, (ticker, firm) in enumerate(FIRMS.items()):
        head = f"{firm} (NYSE: {ticker}) Q1 2021 Earnings Call\nApril 28, 2021\n\n"
        (tmp_path / f"{ticker}.txt").write_text(f"{head}Operator: {SAID} {SAID}\n\nMara Quist: Sales rose {k + 3} percent.\n\nOperator: Good day.\n")  # fmt: skip
    taken = read(find_files([str(tmp_path)]))
    assert (len(taken.tables["calls"]), taken.notes) == (3, ())

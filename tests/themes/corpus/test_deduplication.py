"""The same call from two vendors is one call: judged by words, kept under one id."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest

from themes.corpus.deduplication import ReadCall, n_shared, one_call_each, same_calls, shingles
from themes.records import Basis, Call, Doubt, Inference

DAY = "2012-11-06"


def talk(seed: int, n_words: int = 400) -> str:
    """Words of a call of its own: no run of five of them stands in another call."""
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(('barge', 'cork', 'sawmill', 'lock'))}{chance.randrange(900)}" for _ in range(n_words))  # fmt: skip


def edited(words: str, every: int) -> str:
    """The words as another vendor has them: each n-th one is left out."""
    return " ".join(w for k, w in enumerate(words.split()) if k % every)


def heard(
    words: str, path: str, day: str | None = DAY, *, call_id: str | None = None, new: bool = True, **facts: object
) -> ReadCall:
    head: dict[str, object] = {
        "source": path, "layout": "plain", "company": "Otter Peak", "ticker": None, "event": "earnings",
        "fiscal_quarter": None, "call_date": day, "calendar_quarter": None, "title": None, "inferences": {},
        "participants": (), "turns": (), "doubts": (),
    }  # fmt: skip
    n = len(words.split())
    return ReadCall(Call(**(head | facts)), words, 9, n, 5, call_id, "text" if new else "", "d" * 64 if new else "")  # type: ignore[arg-type]


def joined(*calls: ReadCall, companies: Sequence[str | None] | None = None) -> tuple[list[ReadCall], dict[str, str]]:
    return one_call_each(calls, companies or ["ottr"] * len(calls))


def test_shingles_are_the_runs_of_five_words_each_once() -> None:
    assert len(shingles("a b c d e f")) == 2
    assert len(shingles("a b c d e a b c d e")) == 5
    assert len(shingles("a b c d")) == 0


def test_shingles_are_free_of_case_and_marks() -> None:
    one = shingles("We sold our barge’s logs, at last")
    assert n_shared(one, shingles("we SOLD our barge's logs at last")) == len(one) == 3


def test_edited_text_of_the_same_call_is_joined_and_the_fuller_one_stays() -> None:
    words = talk(1)
    staying, repeats = joined(heard(edited(words, 12), "a.txt"), heard(words, "b.txt"))
    assert [h.call.source for h in staying] == ["b.txt"]
    assert repeats == {"a.txt": "b.txt"}


@pytest.mark.parametrize(("n_common", "is_one"), [(60, False), (300, True)])
def test_common_passages_alone_make_no_call(n_common: int, is_one: bool) -> None:
    common = talk(1, n_common)
    a, b = (heard(f"{common} {talk(seed, 400 - n_common)}", f"{seed}.txt") for seed in (2, 3))
    assert bool(same_calls([a, b], ["ottr", "ottr"])) is is_one


def test_few_words_are_never_enough() -> None:
    assert same_calls([heard(talk(1, 20), "a.txt"), heard(talk(1, 20), "b.txt")], ["ottr", "ottr"]) == []


def test_short_text_within_a_long_one_is_the_same_call() -> None:
    words = talk(1, 3000)
    excerpt = " ".join(words.split()[500:900])
    assert same_calls([heard(words, "a.txt"), heard(excerpt, "b.txt")], ["ottr", "ottr"]) == [(0, 1)]


@pytest.mark.parametrize(("day", "is_one"), [("2012-11-13", True), ("2012-11-14", False), (None, True)])
def test_days_more_than_a_week_apart_are_two_calls(day: str | None, is_one: bool) -> None:
    words = talk(1)
    assert bool(same_calls([heard(words, "a.txt"), heard(words, "b.txt", day)], ["ottr", "ottr"])) is is_one


@pytest.mark.parametrize(("other", "is_one"), [("heron", False), (None, True)])
def test_calls_of_two_companies_are_two_and_an_unknown_company_may_be_any(other: str | None, is_one: bool) -> None:
    words = talk(1)
    assert bool(same_calls([heard(words, "a.txt"), heard(words, "b.txt")], ["ottr", other])) is is_one


def test_two_calls_of_earlier_runs_are_left_alone() -> None:
    words = talk(1)
    earlier = [heard(words, path, call_id=path, new=False) for path in ("a.txt", "b.txt")]
    assert same_calls(earlier, ["ottr", "ottr"]) == []


def test_fuller_text_that_comes_later_takes_over_the_id() -> None:
    words = talk(1)
    staying, _ = joined(heard(edited(words, 12), "a.txt", call_id="ottr-2012q3", new=False), heard(words, "b.txt"))
    assert [(h.call.source, h.call_id, h.is_new) for h in staying] == [("b.txt", "ottr-2012q3", True)]


def test_equal_texts_leave_the_earlier_one_in_place() -> None:
    words = talk(1)
    staying, _ = joined(heard(words, "a.txt"), heard(words, "b.txt", call_id="ottr-2012q3", new=False))
    assert [h.call.source for h in staying] == ["b.txt"]


def test_equal_texts_that_come_together_leave_the_first_path() -> None:
    words = talk(1)
    assert joined(heard(words, "b.txt"), heard(words, "a.txt"))[1] == {"b.txt": "a.txt"}


def test_three_texts_of_a_call_are_one() -> None:
    words = talk(1)
    texts = [heard(edited(words, n), f"{n}.txt") for n in (12, 15)] + [heard(words, "a.txt")]
    assert joined(*texts)[1] == {"12.txt": "a.txt", "15.txt": "a.txt"}


def test_what_only_the_shorter_text_states_is_kept() -> None:
    words = talk(1)
    short = heard(edited(words, 12), "a.txt", None, ticker="OTTR", fiscal_quarter="2012Q3", company="Otter")
    missing = Doubt.about("ticker", "neither stated nor inferable", is_missing=True)
    kept = joined(short, heard(words, "b.txt", doubts=(missing,)))[0][0].call
    assert (kept.ticker, kept.fiscal_quarter, kept.company, kept.call_date) == ("OTTR", "2012Q3", "Otter Peak", DAY)
    assert kept.inferences["ticker"] == (Basis.SAME_CALL, "the same call in a.txt")
    assert kept.warnings == ()


def test_correction_of_the_shorter_text_wins() -> None:
    words = talk(1)
    by_a_person = {"company": Inference(Basis.CORRECTION, "calls.csv")}
    short = heard(edited(words, 12), "a.txt", company="Heron", inferences=by_a_person)
    kept = joined(short, heard(words, "b.txt"))[0][0].call
    assert (kept.company, kept.inferred["company"]) == ("Heron", "calls.csv")


@pytest.mark.slow
def test_four_hundred_calls_are_compared_in_seconds() -> None:
    calls = [heard(talk(k, 2000), f"{k}.txt") for k in range(400)]
    start = time.process_time()
    assert same_calls(calls, [None] * 400) == []
    assert time.process_time() - start < 10  # about 0.3 s; all pairs would take minutes


def test_texts_of_one_label_are_compared_whatever_year_one_of_them_prints() -> None:
    words = talk(1)
    one, other = heard(words, "a.txt", fiscal_quarter="2012Q3"), heard(words, "b.txt", "2011-11-06", fiscal_quarter="2012Q3")  # fmt: skip
    assert same_calls([one, other], ["ottr", "ottr"]) == [(0, 1)]


@pytest.mark.parametrize("sources", [("a.txt", "b.txt"), ("b.txt", "a.txt")], ids=["right first", "wrong first"])
def test_of_two_days_the_one_that_fits_the_label_is_taken(sources: tuple[str, str]) -> None:
    words, (right, wrong) = talk(1), sources
    ((kept,), _) = joined(heard(words, right, fiscal_quarter="2012Q3"), heard(words, wrong, "2010-11-06", fiscal_quarter="2012Q3"))  # fmt: skip
    assert kept.call.call_date == DAY
    assert kept.call.inferred.get("call_date", "2010-11-06").endswith("2010-11-06")


def test_two_days_that_both_fit_the_label_are_a_doubt_that_names_both() -> None:
    words = talk(1)
    ((kept,), _) = joined(heard(words, "a.txt", fiscal_quarter="2012Q3"), heard(words, "b.txt", "2012-08-06", fiscal_quarter="2012Q3"))  # fmt: skip
    (doubt,) = kept.call.doubts
    assert (kept.call.call_date, doubt.field) == (DAY, "call_date")
    assert DAY in doubt.sentence
    assert "2012-08-06" in doubt.sentence

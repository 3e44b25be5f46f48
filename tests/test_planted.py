"""The planted sample: the committed files are what the generator writes, and the truth is what the files hold."""

import doctest
import tomllib
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.benchmarks import planted_cast, planted_curves, planted_passages, planted_truth
from tests.benchmarks.planted import NARRATIVES, SAMPLE, TOPICS, compose, truth, write_sample
from tests.benchmarks.planted_cast import call_day
from tests.benchmarks.planted_curves import Narrative, Teller, burst, fade, hump, new, none, passages_told, rise, steady
from tests.benchmarks.planted_layouts import DISCLAIMER, FICTION
from tests.benchmarks.planted_passages import read_library
from tests.benchmarks.planted_records import PlantedCall, count_words


@pytest.fixture(scope="module")
def calls() -> list[PlantedCall]:
    return compose()


@pytest.fixture(scope="module")
def stated() -> dict:
    return tomllib.loads((SAMPLE / "truth.toml").read_text(encoding="utf-8"))


def words_told(calls: list[PlantedCall], theme: str, company: str | None = None) -> list[int]:
    quarters = sorted({call.fiscal_quarter for call in calls})
    chosen = [call for call in calls if company in (None, call.company_key)]
    return [sum(count_words(c.passages, theme) for c in chosen if c.fiscal_quarter == quarter) for quarter in quarters]


def test_sample_files_are_byte_identical_when_written_again(tmp_path: Path) -> None:
    write_sample(tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    committed = {path.relative_to(SAMPLE): path.read_bytes() for path in SAMPLE.rglob("*") if path.is_file()}
    assert len(written) == 33
    assert written == committed


def test_another_seed_tells_the_same_stories_in_other_words(calls: list[PlantedCall]) -> None:
    others = compose(seed=7)
    assert all(a.text != b.text for a, b in zip(calls, others, strict=True))
    for narrative in NARRATIVES:
        assert [w > 0 for w in words_told(calls, narrative.theme)] == [
            w > 0 for w in words_told(others, narrative.theme)
        ]


def test_no_passage_is_told_twice_by_a_company_or_more_than_twice_in_all(calls: list[PlantedCall]) -> None:
    told = Counter((c.company_key, p.passage_id) for c in calls for p in c.passages if p.kind != "procedural")
    assert set(told.values()) == {1}
    assert max(Counter(passage_id for _, passage_id in told).values()) == 2


def test_every_call_has_450_to_600_spoken_words(calls: list[PlantedCall]) -> None:
    assert len(calls) == 32
    assert all(450 <= call.n_words <= 600 for call in calls)


def test_passages_are_numerous_and_of_readable_length() -> None:
    library = read_library()
    assert sum(len(passage.parts) for passage in library) >= 170
    told = [part for p in library for part in (p.parts if p.form == "remark" else p.parts[1:2])]
    assert all(35 <= len(text.split()) <= 90 for text in told)
    assert all(18 <= len(p.parts[0].split()) <= 45 for p in library if p.form == "exchange")
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("curve", "levels"),
    [
        (rise(0.5), [0.5, 0.625, 0.75, 0.875, 1.0]),
        (fade(), [1.0, 0.75, 0.5, 0.25, 0.0]),
        (hump(1, 2), [0.5, 1.0, 0.5, 0.0, 0.0]),
        (new(3), [0.0, 0.0, 0.0, 0.5, 1.0]),
        (burst(1, 2), [0.0, 1.0, 1.0, 0.0, 0.0]),
        (steady, [1.0] * 5),
        (none, [0.0] * 5),
    ],
)
def test_curve_over_five_quarters_has_the_levels_worked_out_by_hand(curve, levels) -> None:  # noqa: ANN001
    assert curve(5) == pytest.approx(levels)


def test_passages_told_moves_a_follower_later_and_rounds_halves_up() -> None:
    story = Narrative("x", "fade", fade(), (Teller("lead", 2), Teller("follower", 2, lag=2)))
    assert passages_told(story, "lead", 5) == [2, 2, 1, 1, 0]
    assert passages_told(story, "follower", 5) == [0, 0, 2, 2, 1]
    assert passages_told(story, "other", 5) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("theme", "company", "passages"),
    [
        ("broadband-stimulus", "tamberline", [3, 3, 2, 2, 1, 1, 0, 0]),
        ("broadband-stimulus", "dunmarrow", [0, 1, 1, 1, 1, 0, 0, 0]),
        ("coherent-100g", "ardenlight", [1, 1, 2, 2, 2, 2, 3, 3]),
        ("sdn", "peregrail", [0, 0, 0, 0, 1, 2, 2, 3]),
        ("sdn", "tamberline", [0] * 8),
        ("supply-chain", "ardenlight", [0, 0, 1, 2, 1, 0, 0, 0]),
        ("managed-operations", "dunmarrow", [1] * 8),
        ("subsea-cables", "ardenlight", [0, 3, 3, 0, 0, 0, 0, 0]),
        ("covid-19", "dunmarrow", [0] * 8),
    ],
)
def test_calls_hold_the_passages_that_the_curve_asks_for(
    calls: list[PlantedCall], theme: str, company: str, passages: list[int]
) -> None:
    # a remark, or an exchange with its question, is one passage of the plan: count the first part of each
    held = [
        sum(p.topic == theme and p.passage_id.endswith(".1") for p in call.passages)
        for call in calls
        if call.company_key == company
    ]
    assert held == passages


def test_words_of_the_corpus_follow_the_declared_shapes(calls: list[PlantedCall]) -> None:
    stimulus, optics, sdn = (words_told(calls, theme) for theme in ("broadband-stimulus", "coherent-100g", "sdn"))
    assert all(a > b for a, b in pairwise(stimulus[1:6]))
    assert stimulus[6:] == [0, 0]
    assert sum(optics[:2]) < sum(optics[2:4]) < sum(optics[4:6]) < sum(optics[6:])
    assert sdn[:4] == [0, 0, 0, 0]
    assert all(a < b for a, b in pairwise(sdn[3:]))
    supply = words_told(calls, "supply-chain")
    assert supply[:2] + supply[6:] == [0, 0, 0, 0]
    assert max(supply) in supply[3:5]
    margin = words_told(calls, "gross-margin")
    assert max(margin) <= 1.1 * min(margin)
    assert set(words_told(calls, "covid-19")) == {0}


@pytest.mark.parametrize("narrative", [n for n in NARRATIVES if n.lead], ids=lambda n: n.theme)
def test_lead_company_speaks_first(calls: list[PlantedCall], narrative: Narrative) -> None:
    first = {
        teller.company: [w > 0 for w in words_told(calls, narrative.theme, teller.company)].index(True)
        for teller in narrative.tellers
    }
    lead = first.pop(narrative.lead)
    assert all(lead < follower for follower in first.values())


def test_truth_file_is_what_truth_says(calls: list[PlantedCall], stated: dict) -> None:
    assert stated == truth(calls)


def test_truth_totals_equal_the_sums_of_their_parts(stated: dict) -> None:
    for call in stated["call"]:
        topics = call["n_words_by_topic"]
        assert sum(topics.values()) == call["n_content_words"] == sum(call["n_words_by_group"].values())
        for topic, by_group in call["n_words_by_topic_and_group"].items():
            assert sum(by_group) == topics[topic]
        assert sum(call["share_by_topic"].values()) == pytest.approx(1, abs=0.001)
    for topic in TOPICS:
        assert stated["n_content_words"][topic] == sum(call["n_words_by_topic"][topic] for call in stated["call"])


def test_metadata_is_stated_only_where_the_file_tells_it(stated: dict) -> None:
    for call in stated["call"]:
        text = (SAMPLE / call["file"]).read_text(encoding="utf-8")
        assert call["company"] in text
        assert ("ticker" in call) == (call["layout"] != "bare")
        assert ("call_date" in call) == (call["layout"] not in {"bare", "bullets"})
        if "ticker" in call:
            assert call["ticker"] in text
        if "call_date" in call:
            day = date.fromisoformat(call["call_date"])
            assert f"{day:%b. %d. %Y}" in text or f"{day:%B %d, %Y}".upper() in text


def test_every_file_says_that_it_is_fiction(stated: dict) -> None:
    for call in stated["call"]:
        text = (SAMPLE / call["file"]).read_text(encoding="utf-8")
        head = text.split("\n\n")[:2] if call["layout"] == "bullets" else text.splitlines()[:1]
        assert DISCLAIMER in text or any(FICTION in line for line in head)


def test_words_of_every_passage_stand_in_the_file_in_order(calls: list[PlantedCall]) -> None:
    for call in calls:
        # page lines stand between the words of a passage, so look for the words one by one
        words = iter(call.text.replace("\\$", "$").replace("•", " ").split())
        spoken = (word for passage in call.passages for word in passage.text.split())
        assert all(word in words for word in spoken), call.file


def test_page_line_cuts_sentences_in_the_two_line_layout(calls: list[PlantedCall]) -> None:
    for call in (call for call in calls if call.layout == "two_line_roster"):
        blocks = call.text.split("\n\n")
        page_line = blocks[3]
        at = [i for i, block in enumerate(blocks) if block == page_line]
        assert len(at) >= 3
        assert any(blocks[i + 1][0].islower() for i in at)


def test_dollars_are_escaped_in_headed_layouts_only(calls: list[PlantedCall]) -> None:
    for call in calls:
        headed = call.layout not in {"bare", "bullets"}
        assert call.text.count("$") == (
            call.text.count(r"\$") if headed else call.text.count("$") - call.text.count(r"\$")
        )


@pytest.mark.parametrize("days", [25, 29, 32, 36])
def test_calls_take_place_three_to_six_weeks_after_the_quarter_ends(days: int) -> None:
    for quarter in range(8):
        end = date(2011 + (quarter + 1) // 4, (quarter + 1) % 4 * 3 + 1, 1)
        assert 21 <= (call_day(quarter, days) - end).days + 1 <= 42


@pytest.mark.parametrize("module", [planted_cast, planted_curves, planted_passages, planted_truth])
def test_examples_in_docstrings_hold(module) -> None:  # noqa: ANN001
    assert doctest.testmod(module).failed == 0

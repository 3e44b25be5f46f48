"""What a theme may be called: names and descriptions that are good, and one example for each rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes.config.catalog import load_catalog
from themes.topics.name_rules import PROCEDURE, description_faults, name_faults, same_name

ROOT = Path(__file__).parents[3]
GOOD = (
    "Fiber shortages",
    "R&D spending",
    "Open RAN (O-RAN)",
    "Net debt below 1.5x",
    "Gross margin at 40%",
    "5G rollout",
)


@pytest.mark.parametrize("name", GOOD)
def test_good_names_pass(name: str) -> None:
    assert name_faults(name, ["Cork shortage"]) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "has 0 characters"),
        ("5G", "has 2 characters"),
        ("A" * 61, "has 61 characters"),
        ("one two three four five six seven eight barges", "has 9 words"),
        ("Freight\nby barge", "not one line"),
        ("Freight by\u2028barge", "not one line"),
        ("Freight \u202eegrab", "not one line"),
        ("Freight\u200b by barge", "not one line"),
        ("Freight\x1b[31m by barge", "not one line"),
        (" Freight by barge", "stray white space"),
        ("Freight  by barge", "stray white space"),
        ("<b>Freight</b>", "has markup"),
        ("**Freight** by barge", "has markup"),
        ("Freight &lt;by barge", "has markup"),
        ("[Freight](barge)", "has markup"),
        ("Freight: https://barge.test/x", "has an address"),
        ("Freight at barge.com", "has an address"),
        ("Freight by barge.", "punctuation"),
        ("Freight by barge…", "punctuation"),
        ("Freight by barge,", "punctuation"),
        ("“Freight by barge”", "punctuation"),
        ("The of and", "no word that says"),
        ("2012 and 2013", "no word that says"),
        ("Market for customers", "no word that says"),
        ("The submarine cable", "begins with an article"),
        ("A business", "begins with an article"),
        ("Questions and Answers", "part of every call"),
        ("Opening remarks", "part of every call"),
        ("Q&A session", "part of every call"),
    ],
)
def test_each_rule_names_its_fault(name: str, fault: str) -> None:
    assert any(fault in found for found in name_faults(name)), name_faults(name)


@pytest.mark.parametrize("taken", ["cork shortage", "Cork Shortages", "CORK-SHORTAGE!", "cork, shortage"])
def test_name_of_another_theme_is_taken_whatever_its_case_punctuation_and_number(taken: str) -> None:
    assert name_faults("Cork shortage", [taken]) == ["is that of another theme"]


@pytest.mark.parametrize("catalog", ["telecom", "general"])
def test_labels_that_people_gave_pass(catalog: str) -> None:
    labels = [t.label for t in load_catalog(ROOT / "data" / "catalogs" / f"{catalog}.toml").theme if len(t.label) > 3]
    assert {label: faults for label in labels if (faults := name_faults(label))} == {}


def test_another_word_is_another_name() -> None:
    assert name_faults("Cork shortage", ["Glass shortage", "Cork"]) == []


def test_names_of_procedure_are_written_as_names_are_compared() -> None:
    assert {name for name in PROCEDURE if same_name(name) != name} == set()


@pytest.mark.parametrize(
    ("description", "fault"),
    [
        ("Barges.", "has 7 characters"),
        ("Barges. " * 60, "has 480 characters"),
        ("Goods that travel by barge instead of by", "cut off"),
        ("Goods that travel by barge instead of...", "cut off"),
        ("Goods that travel by <i>barge</i> now.", "has markup"),
        ("Goods that travel\nby barge these days.", "not one line"),
        ("Goods by barge, see https://barge.test/all.", "has an address"),
    ],
)
def test_each_rule_of_descriptions_names_its_fault(description: str, fault: str) -> None:
    assert any(fault in found for found in description_faults(description)), description_faults(description)


def test_good_description_passes() -> None:
    assert description_faults("Goods that travel by barge instead of by road (3% of all).") == []

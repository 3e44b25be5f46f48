"""The telecom catalog as written: its ids, its sentences and the form of its cues (what a cue means is stated in the file)."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from themes.config.catalog import Catalog
from themes.config.packaged_data import subject_ids
from themes.tagging.time_limits import calls_outside

CATALOG = tomllib.loads((Path(__file__).parents[1] / "data" / "catalogs" / "telecom.toml").read_text(encoding="utf-8"))
THEMES: list[dict[str, Any]] = CATALOG["theme"]
EACH_THEME = pytest.mark.parametrize("theme", THEMES, ids=[theme["id"] for theme in THEMES])

IDS = (
    "broadband-stimulus ericsson-channel coherent-100g sdn usf-caf-reform fiber-exhaust-40g qwest-centurylink gross-margin "
    "international-expansion lte 5g cloud fiber-to-the-home supply-chain tariffs inflation covid-19 work-from-home"
).split()
TEXTS = ("id", "label", "description")
SENTENCES = ("examples", "near_misses")
CUES = ("strong_cues", "weak_cues", "not_cues")
LIMITS = ("from", "until")

# Cue -> why it may be strong in two themes. A cue that proves two things at once proves neither, so none is.
SHARED_STRONG_CUES: dict[str, str] = {}

# A word of a cue: letters and digits, marks only inside it, and a star only at its end, after two characters or more.
WORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9'&.]*[A-Za-z0-9]\*?)?")
ELLIPSIS = " ... "


def cues_of(theme: dict[str, Any]) -> list[str]:
    return [cue for kind in CUES for cue in theme.get(kind, [])]


def parts_of(cue: str) -> list[str]:
    return cue.split(ELLIPSIS)


def is_case_sensitive(part: str) -> bool:
    return part.isupper()


def test_catalog_names_itself_and_holds_the_tracked_ids_in_order() -> None:
    assert CATALOG.keys() == {"name", "description", "theme"}
    assert CATALOG["name"] == "telecom"
    assert CATALOG["description"].strip()
    assert [theme["id"] for theme in THEMES] == IDS


@EACH_THEME
def test_theme_has_known_fields_and_none_is_empty(theme: dict[str, Any]) -> None:
    known = {*TEXTS, *SENTENCES, *CUES, *LIMITS, "subjects"}
    assert theme.keys() <= known
    assert theme.keys() >= known - {"not_cues", "subjects", *LIMITS}
    assert all(theme[field].strip() == theme[field] != "" for field in TEXTS)
    assert all(theme[field] for field in theme)


@EACH_THEME
def test_theme_names_subjects_by_which_a_passage_may_be_about_it(theme: dict[str, Any]) -> None:
    subjects = theme.get("subjects", [])
    assert set(subjects) <= set(subject_ids()) - {"procedural", "safe-harbor", "other"}
    assert len(subjects) == len(set(subjects)) <= 3


@pytest.mark.parametrize(
    ("theme_id", "inside", "outside"),
    [
        ("broadband-stimulus", ["2008Q4", "2009Q1", "2012Q4", "2013Q4"], ["2007Q4", "2020Q1", "2021Q2"]),
        ("ericsson-channel", ["2012Q2", "2013Q4"], ["2011Q2", "2021Q1"]),
        ("usf-caf-reform", ["2009Q1", "2011Q4", "2021Q4"], ["2023Q2"]),
        ("qwest-centurylink", ["2010Q1", "2012Q4"], ["2009Q4", "2018Q1"]),
        ("covid-19", ["2019Q4", "2023Q4"], ["2009Q4", "2014Q3"]),
        ("work-from-home", ["2009Q2", "2020Q2"], []),
    ],
)
def test_theme_of_its_time_is_not_looked_for_when_the_same_words_are_another_story(
    theme_id: str, inside: list[str], outside: list[str]
) -> None:
    quarters = [*inside, *outside]
    calls = pd.DataFrame({"call_id": quarters, "calendar_quarter": quarters, "call_date": None})
    catalog = Catalog.model_validate(CATALOG)
    assert calls_outside(catalog, calls).get(theme_id, frozenset()) == set(outside)


@EACH_THEME
def test_theme_has_enough_whole_sentences(theme: dict[str, Any]) -> None:
    assert 5 <= len(theme["examples"]) <= 8
    assert 4 <= len(theme["near_misses"]) <= 6
    for sentence in theme["examples"] + theme["near_misses"]:
        assert re.fullmatch(r"[A-Z0-9].*[.?]", sentence), sentence
        assert 8 <= len(sentence.split()) <= 50, sentence


def test_sentences_are_distinct_across_themes() -> None:
    counts = Counter(
        " ".join(re.findall(r"\w+", sentence.lower()))
        for theme in THEMES
        for field in SENTENCES
        for sentence in theme[field]
    )
    assert [sentence for sentence, count in counts.items() if count > 1] == []


@EACH_THEME
def test_cue_stands_once_in_a_theme(theme: dict[str, Any]) -> None:
    counts = Counter(re.sub(r"[\s-]+", " ", cue.lower()) for cue in cues_of(theme))
    assert [cue for cue, count in counts.items() if count > 1] == []


def test_strong_cue_belongs_to_one_theme() -> None:
    counts = Counter(re.sub(r"[\s-]+", " ", cue.lower()) for theme in THEMES for cue in theme["strong_cues"])
    assert {cue for cue, count in counts.items() if count > 1} == set(SHARED_STRONG_CUES)
    assert all(reason.strip() for reason in SHARED_STRONG_CUES.values())


@EACH_THEME
def test_cue_is_made_of_words_with_stars_only_at_their_ends(theme: dict[str, Any]) -> None:
    for cue in cues_of(theme):
        for part in parts_of(cue):
            assert all(WORD.fullmatch(word) for word in part.split(" ")), cue


@EACH_THEME
def test_cue_in_two_parts_has_exactly_two_in_lower_case(theme: dict[str, Any]) -> None:
    for cue in cues_of(theme):
        if "..." in cue:
            assert len(parts_of(cue)) == 2, cue
            assert all(part.strip(" .") == part != "" for part in parts_of(cue)), cue
            assert cue == cue.lower(), f"{cue}: case-sensitive parts are not told apart here"


@EACH_THEME
def test_cue_is_all_capitals_or_all_lower_case(theme: dict[str, Any]) -> None:
    for cue in cues_of(theme):
        assert cue == cue.lower() or is_case_sensitive(cue), f"{cue}: mixed case would read as case-insensitive"

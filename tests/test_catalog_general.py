"""The catalog for any industry as written: its ids, its form (checked as that of telecom) and that it tells themes apart."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import test_catalog_telecom as telecom
from themes.config.catalog import TrackedTheme, load_catalog
from themes.tagging.cues import Sentences, find_cues

FILE = Path(__file__).parents[1] / "data" / "catalogs" / "general.toml"
CATALOG = tomllib.loads(FILE.read_text(encoding="utf-8"))
THEMES: list[dict[str, Any]] = CATALOG["theme"]
TRACKED = load_catalog(FILE).theme
EACH_THEME = pytest.mark.parametrize("theme", THEMES, ids=[theme["id"] for theme in THEMES])
EACH_TRACKED = pytest.mark.parametrize("theme", TRACKED, ids=[theme.id for theme in TRACKED])

IDS = (
    "guidance gross-margin pricing demand supply-chain inflation capital-return hiring restructuring "
    "artificial-intelligence regulation litigation currency mergers-acquisitions cybersecurity interest-rates "
    "credit-quality tariffs china new-products competition digital-transformation sustainability covid-19 "
    "work-from-home inventory capital-expenditure international-expansion"
).split()
SHARED_WITH_TELECOM = {
    "gross-margin", "supply-chain", "tariffs", "inflation", "covid-19", "work-from-home", "international-expansion"
}  # fmt: skip

# Planted sentences of several industries: what a passage that speaks of the theme says, and the same words in another sense.
PLANTED = {
    "guidance": ("For the year, we expect revenue of 4 billion dollars.", "The CDC guidance on masks changed in May."),
    "gross-margin": (
        "Gross margin fell by two points on markdowns.",
        "Operating margin fell by two points on overhead.",
    ),
    "pricing": ("The price increases of the spring have held.", "The share price fell in the spring."),
    "demand": ("Consumer demand weakened in the last weeks.", "Our video-on-demand library has grown."),
    "supply-chain": ("Lead times are still longer than a year.", "Supply chain software grew by a fifth."),
    "capital-return": ("We paid for the dividend and the buyback from cash.", "Return on capital was 14%."),
    "hiring": ("Headcount is flat, and we slowed hiring.", "Customer retention and inventory turnover improved."),
    "restructuring": ("Severance was 20 million dollars.", "One troubled debt restructuring was completed."),
    "artificial-intelligence": ("Half of our orders are for AI servers.", "Business intelligence tools sold well."),
    "currency": ("The stronger dollar cost us two points.", "Our FX trading desk did well."),
    "mergers-acquisitions": ("The acquisition of the bakery closed.", "Customer acquisition costs fell."),
    "cybersecurity": ("Ransomware stopped two plants.", "We returned the security deposits."),
    "interest-rates": ("Net interest income rose with higher rates.", "Growth rates were above plan."),
    "credit-quality": ("Charge-offs and delinquencies rose.", "The revolving credit facility is undrawn."),
    "tariffs": ("Tariffs cost us a point of margin.", "Mobile tariffs fell again."),
    "competition": ("We gained market share from both competitors.", "It was a competitive process for the site."),
    "sustainability": ("We cut greenhouse gas emissions.", "We doubt the sustainability of the margin."),
    "inventory": ("Inventory levels at dealers are lean.", "Our ad inventory is sold out."),
    "capital-expenditure": ("Capex doubles for the new plant.", "Working capital used some cash."),
}


def test_catalog_names_itself_and_holds_the_tracked_ids_in_order() -> None:
    assert CATALOG.keys() == {"name", "description", "theme"}
    assert CATALOG["name"] == "general"
    assert [theme["id"] for theme in THEMES] == IDS


def test_theme_of_both_catalogs_has_the_same_id() -> None:
    assert set(IDS) & set(telecom.IDS) == SHARED_WITH_TELECOM


def test_pandemic_alone_is_of_its_time_and_begins_as_in_telecom() -> None:
    limits = {theme["id"]: [theme.get(limit) for limit in telecom.LIMITS] for theme in [*telecom.THEMES, *THEMES]}
    assert {theme["id"] for theme in THEMES if set(telecom.LIMITS) & theme.keys()} == {"covid-19"}
    assert limits["covid-19"] == ["2019Q4", None]


@EACH_THEME
@pytest.mark.parametrize(
    "check",
    [
        telecom.test_theme_has_known_fields_and_none_is_empty,
        telecom.test_theme_names_subjects_by_which_a_passage_may_be_about_it,
        telecom.test_theme_has_enough_whole_sentences,
        telecom.test_cue_stands_once_in_a_theme,
        telecom.test_cue_is_made_of_words_with_stars_only_at_their_ends,
        telecom.test_cue_in_two_parts_has_exactly_two_in_lower_case,
        telecom.test_cue_is_all_capitals_or_all_lower_case,
    ],
    ids=lambda check: check.__name__.removeprefix("test_"),
)
def test_theme_has_the_form_of_a_telecom_theme(check: Callable[[dict[str, Any]], None], theme: dict[str, Any]) -> None:
    check(theme)


def test_sentences_are_distinct_across_themes_and_catalogs() -> None:
    counts = Counter(
        " ".join(re.findall(r"\w+", sentence.lower()))
        for theme in THEMES + telecom.THEMES
        for field in telecom.SENTENCES
        for sentence in theme[field]
    )
    assert [sentence for sentence, count in counts.items() if count > 1] == []


def test_strong_cue_belongs_to_one_theme() -> None:
    counts = Counter(re.sub(r"[\s-]+", " ", cue.lower()) for theme in THEMES for cue in theme["strong_cues"])
    assert [cue for cue, count in counts.items() if count > 1] == []


@EACH_TRACKED
def test_examples_hold_strong_cues_and_two_hold_none(theme: TrackedTheme) -> None:
    strong = find_cues(Sentences.of(theme.examples), theme).has_strong
    assert strong.sum() >= 2
    assert (strong == 0).sum() >= 2, "sentences that never name the theme teach its meaning"


@EACH_TRACKED
def test_near_misses_mostly_hold_no_strong_cue(theme: TrackedTheme) -> None:
    strong = find_cues(Sentences.of(theme.near_misses), theme).has_strong
    assert strong.sum() <= 2, [s for s, loud in zip(theme.near_misses, strong, strict=True) if loud]


@pytest.mark.parametrize("theme_id", PLANTED)
def test_strong_cue_hears_the_theme_and_not_the_other_sense(theme_id: str) -> None:
    theme = next(theme for theme in TRACKED if theme.id == theme_id)
    assert find_cues(Sentences.of(PLANTED[theme_id]), theme).has_strong.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("theme_id", PLANTED)
def test_planted_sentence_gives_its_own_theme_the_most_cues(theme_id: str) -> None:
    strong = {theme.id: find_cues(Sentences.of(PLANTED[theme_id][:1]), theme).has_strong[0] for theme in TRACKED}
    assert strong[theme_id] == 1.0
    assert sum(strong.values()) <= 2, strong

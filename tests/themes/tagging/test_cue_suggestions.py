"""Suggested cues: what passages near a theme say is proposed; what is covered, common, or of one company is not."""

from __future__ import annotations

import pandas as pd

from tests.fakes import HashingEncoder
from themes.config.catalog import TrackedTheme
from themes.records import TABLES
from themes.tagging.cue_suggestions import CueEvidence, LeftOut, suggest_cues
from themes.tagging.phrase_index import PhraseIndex

THEME = TrackedTheme(id="barges", label="River barges", description="Barges carry grain down the frozen river.")
ABOUT = "Barges carry grain down the frozen river of a shallow sluice at {place}."
ELSEWHERE = (
    "The timber price was fair.",
    "We sold timber at the sawmill.",
    "Our margin rose on timber.",
    "Thanks all.",
)
NO_SCORES = pd.DataFrame(columns=list(TABLES["chunk_themes"]))


def study(about: str = ABOUT, n_about: int = 12, n_companies: int = 4) -> pd.DataFrame:
    """Passages of which the first are about barges, spread over companies with a call each."""
    texts = [about.format(place="Quist")] * n_about + [ELSEWHERE[k % 4] for k in range(160)]
    table = pd.DataFrame({"chunk_id": [f"c{k:03}" for k in range(len(texts))], "text": texts})
    company = [f"co{k % n_companies}" for k in range(n_about)] + [f"co{k % 8}" for k in range(160)]
    return table.assign(company_id=company, call_id=[f"{name}-2012q1" for name in company])


def suggested(
    passages: pd.DataFrame,
    theme: TrackedTheme = THEME,
    scores: pd.DataFrame = NO_SCORES,
    left_out: LeftOut | None = None,
    limit: int = 8,
) -> pd.DataFrame:
    encoder = HashingEncoder(dimension=256)
    evidence = CueEvidence(
        passages,
        encoder.encode(passages["text"].tolist()),
        PhraseIndex.of(passages, frozenset({"quist"})),
        encoder.encode,
    )
    return suggest_cues(theme, evidence, scores, left_out or LeftOut(), limit)


def changed(**fields: object) -> TrackedTheme:
    return TrackedTheme.model_validate(THEME.model_dump(by_alias=True) | fields)


def rows(theme_id: str, chunks: list[str], **fields: object) -> pd.DataFrame:
    given = {"theme_id": theme_id, "assigned": False, "score": 0.0, "origin": "matcher", "strong_cue": False} | fields
    return pd.DataFrame({"chunk_id": chunks} | given).reindex(columns=list(TABLES["chunk_themes"]))


def test_phrase_of_passages_near_a_theme_of_one_sentence_is_suggested_with_its_counts() -> None:
    found = suggested(study()).set_index("cue")
    row = found.loc["shallow sluice"]
    assert row[["n_passages", "n_near", "n_calls", "n_companies"]].tolist() == [12, 12, 4, 4]
    assert row["examples"] == ("c000", "c001", "c002")


def test_names_and_words_said_everywhere_are_not_suggested() -> None:
    words = {word for cue in suggested(study())["cue"] for word in cue.split()}
    assert "sluice" in words
    assert not words & {"quist", "timber", "sawmill", "margin"}


def test_phrase_of_one_company_is_not_suggested_unless_the_study_has_no_other() -> None:
    assert "shallow sluice" not in set(suggested(study(n_companies=1))["cue"])
    lone = study().assign(company_id="co0")
    assert "shallow sluice" in set(suggested(lone)["cue"])


def test_passages_that_a_strong_cue_reaches_are_no_evidence() -> None:
    named = rows("barges", [f"c{k:03}" for k in range(12)], strong_cue=True, assigned=True, score=0.9)
    assert suggested(study(), scores=named).empty


def test_passages_that_people_decided_are_as_they_decided() -> None:
    refused = rows("barges", [f"c{k:03}" for k in range(12)], origin="person")
    assert "shallow sluice" not in set(suggested(study(), scores=refused)["cue"])


def test_what_cues_of_the_theme_cover_is_not_suggested_again() -> None:
    known = changed(weak_cues=("shallow sluice*", "grain"), not_cues=("frozen river",))
    cues = set(suggested(study(), theme=known, limit=50)["cue"])
    assert cues
    assert not {word for cue in cues for word in cue.split()} & {"sluice", "grain"}
    assert "frozen river" not in cues


def test_calls_outside_of_the_themes_limits_say_nothing() -> None:
    outside = frozenset(f"co{k}-2012q1" for k in range(3))
    assert "shallow sluice" not in set(suggested(study(), left_out=LeftOut(calls=outside))["cue"])


def test_name_that_the_theme_is_named_for_may_stand_in_a_cue() -> None:
    passages = study("Barges carry grain down the frozen river with Vesta sluices.")
    assert any("vesta" in cue for cue in suggested(passages)["cue"])
    assert not any("vesta" in cue for cue in suggested(passages, left_out=LeftOut(frozenset({"vesta"})))["cue"])


def test_initials_of_the_label_mean_the_label() -> None:
    passages = study("Barges carry grain down the frozen river, a RB record.")
    sure = dict(suggested(passages, limit=50)[["cue", "precision"]].to_numpy())
    assert sure["rb"] > sure.get("record", 0.0)
    other = dict(suggested(passages, theme=changed(label="River freight"), limit=50)[["cue", "precision"]].to_numpy())
    assert other.get("rb", 0.0) < sure["rb"]


def test_word_that_only_repeats_a_part_of_the_theme_is_a_weak_cue_at_most() -> None:
    kinds = dict(suggested(study("Barges, grain, river, sluice, sluice."), limit=50)[["cue", "kind"]].to_numpy())
    assert kinds["grain"] == "weak"
    assert kinds["sluice"] == "strong"


def test_study_without_passages_near_the_theme_suggests_nothing() -> None:
    assert suggested(study(n_about=0)).empty


def test_theme_described_in_everyday_words_alone_is_no_error() -> None:
    assert set(suggested(study(), theme=changed(label="Call", description="What they say."))["theme_id"]) <= {"barges"}


ENERGY = "Barges met energy costs: what the company pays for power, gas or fuel, and how it saves on them."


def of_energy(elsewhere: str = "") -> pd.DataFrame:
    """Passages of energy costs, and others that say forty words besides, as the phrases of a study are many."""
    passages = study(ENERGY)
    others = passages.index >= 12
    words = pd.Series([f" The {'abcde'[k % 5]}{'lmnopqrs'[k // 5 % 8]}oin was fair." for k in passages.index])
    passages.loc[others, "text"] = passages.loc[others, "text"] + words[others] + elsewhere
    return passages


def test_theme_is_judged_by_its_subject_too() -> None:
    named = changed(subjects=("energy-costs",))
    kinds = dict(suggested(of_energy(), theme=named, limit=50)[["cue", "kind"]].to_numpy())
    assert kinds.get("energy cost*") == "strong"
    assert "company" not in kinds
    assert "energy cost*" not in set(suggested(of_energy(), limit=50)["cue"])


def test_phrase_of_words_said_in_all_passages_alike_is_no_cue_however_near_the_subject() -> None:
    common = of_energy(" Energy came. The costs were fair.")
    assert "energy cost*" not in set(suggested(common, theme=changed(subjects=("energy-costs",)), limit=50)["cue"])

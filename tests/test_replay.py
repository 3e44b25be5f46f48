"""The sample corpus comes quarter by quarter: themes keep their ids, and what people decided stays so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.replaying import Step, replay
from themes.config.packaged_data import packaged_data
from themes.feedback.decisions import FILE_NAME, ThemeDecision, append_decisions
from themes.pipeline.refresh import refresh
from themes.store.runs import read_table
from themes.study.create import create_study
from themes.study.study import Study

pytestmark = pytest.mark.slow

AT = "2013-02-05T10:00:00+00:00"


def by_quarter() -> dict[str, list[Path]]:
    quarters: dict[str, list[Path]] = {}
    for path in sorted((packaged_data() / "sample" / "calls").glob("*.txt")):
        quarters.setdefault(re.search(r"\d{4}q\d", path.name).group().upper(), []).append(path)
    return dict(sorted(quarters.items()))


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, demo_study: Path) -> tuple[Path, list[Step]]:
    folder = tmp_path_factory.mktemp("replay")
    create_study(folder / "study", "telecom")
    shutil.copy(demo_study / "vectors.duckdb", folder / "study" / "vectors.duckdb")
    (folder / "inbox").mkdir()
    return folder / "study", list(replay(by_quarter(), folder / "study", folder / "inbox"))


def test_tracked_themes_are_the_same_in_every_run(replayed: tuple[Path, list[Step]]) -> None:
    assert len({step.tracked_ids for step in replayed[1]}) == 1
    assert len(replayed[1]) == 8


def test_themes_are_found_again_from_run_to_run(replayed: tuple[Path, list[Step]]) -> None:
    matches = [step.best_match for step in replayed[1][1:]]
    assert sum(matches) / len(matches) >= 0.8


def test_refresh_without_a_fit_agrees_with_the_last_fit(replayed: tuple[Path, list[Step]]) -> None:
    # fits on eight to thirty calls of some sixteen passages move as calls come; on 60 real calls, 85% agree
    agreements = [step.agreement for step in replayed[1] if step.agreement is not None]
    assert len(agreements) == 3
    assert sum(agreements) / 3 >= 0.7


def test_between_fits_no_published_share_moves(replayed: tuple[Path, list[Step]]) -> None:
    study, steps = replayed
    between = [s.done.run_id for s in steps[1:] if s.done.fitted is None and not s.done.events]
    assert between
    for run in between:
        keys = ["theme_id", "call_id", "speaker_group"]
        shares = [read_table(study, "prevalence", n).set_index(keys)["share"] for n in (run - 1, run)]
        assert shares[1].loc[shares[0].index].equals(shares[0]), run


def test_decisions_hold_after_five_fits_on_growing_data(tmp_path: Path, demo_study: Path) -> None:
    create_study(tmp_path / "study", "telecom")
    study, inbox, quarters = tmp_path / "study", tmp_path / "inbox", by_quarter()
    shutil.copy(demo_study / "vectors.duckdb", study / "vectors.duckdb")
    inbox.mkdir()
    names = list(quarters)
    for quarter in names[:3]:
        for file in quarters[quarter]:
            shutil.copy(file, inbox)
    refresh(study, (str(inbox),))
    found = Study.open(study).themes
    renamed, merged, into, hidden = found.loc[found["kind"] == "discovered", "theme_id"].tolist()[:4]
    decisions = [("rename", renamed, "A name of ours"), ("merge", merged, into), ("hide", hidden, "")]
    append_decisions(study / FILE_NAME, [ThemeDecision(action, theme, value, AT) for action, theme, value in decisions])
    for quarter in names[3:]:
        for file in quarters[quarter]:
            shutil.copy(file, inbox)
        done = refresh(study, refit="always")
        assert done.fitted == "asked for"
        themes = Study.open(study).themes.set_index("theme_id")
        rows = Study.open(study).table("chunk_themes")
        assert themes.loc[renamed, "label"] == "A name of ours"
        assert themes.loc[[merged, hidden], "status"].tolist() == ["retired", "retired"]
        assert not rows["theme_id"].isin([merged, hidden]).any()
        assert (rows["reason"] == f"merged by you: {merged}").sum() >= 4
        assert not any("no longer applies" in note for note in done.notes)

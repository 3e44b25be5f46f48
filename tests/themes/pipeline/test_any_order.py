"""Whatever people do to a study, in any order: it stays sound, and its report can be made."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reports.render.html import render
from reports.summary import summarize
from tests.fakes import HashingEncoder
from themes.config.packaged_data import packaged_data
from themes.feedback.decisions import FILE_NAME, ThemeAction, ThemeDecision, append_decisions
from themes.pipeline.refresh import refresh
from themes.store.runs import current_run, remove_runs
from themes.study.create import create_study
from themes.study.integrity import check_study
from themes.study.study import Study

pytestmark = pytest.mark.slow

CALLS = sorted((packaged_data() / "sample" / "calls").glob("*.txt"))
STEPS = 7


class Somebody:
    """A person with a study, who does one of many things, drawn by a seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.folder, self.inbox = folder / "study", folder / "inbox"
        self.inbox.mkdir()
        create_study(self.folder, "telecom")
        self.unread = self.chance.sample(CALLS, len(CALLS))
        self.head, *self.themes = (self.folder / "catalog.toml").read_text(encoding="utf-8").split("[[theme]]")
        self.tracked, self.skipped = set(range(len(self.themes))), set[str]()
        self.add(6)

    def do_something(self) -> str:
        deeds: list[Callable[[], None]] = [
            self.add, self.add, self.leave_out_or_not, self.edit_a_call, self.track_or_not, self.decide, self.decide,
            self.switch_discovery, self.prune, self.move,
        ]  # fmt: skip
        deed = self.chance.choice(deeds)
        deed()
        return deed.__name__

    def add(self, n: int = 0) -> None:
        for _ in range(min(len(self.unread), n or self.chance.choice([1, 2, 4]))):
            shutil.copy(self.unread.pop(), self.inbox)

    def leave_out_or_not(self) -> None:
        self.skipped ^= {self.chance.choice(sorted(file.name for file in self.inbox.iterdir()))}
        if len(self.skipped) == len(list(self.inbox.iterdir())):
            self.skipped.clear()  # a study without any call is refused
        lines = "".join(f"{name},yes\n" for name in sorted(self.skipped))
        (self.folder / "calls.csv").write_text(f"file,skip\n{lines}", encoding="utf-8")

    def edit_a_call(self) -> None:
        file = self.chance.choice(sorted(self.inbox.iterdir()))
        paragraphs = file.read_text(encoding="utf-8").split("\n\n")
        del paragraphs[self.chance.randrange(len(paragraphs) // 2, len(paragraphs))]
        file.write_text("\n\n".join(paragraphs), encoding="utf-8")

    def track_or_not(self) -> None:
        self.tracked ^= {self.chance.randrange(len(self.themes))}
        text = self.head + "".join("[[theme]]" + self.themes[k] for k in sorted(self.tracked))
        (self.folder / "catalog.toml").write_text(text, encoding="utf-8")

    def decide(self) -> None:
        if current_run(self.folder) is None:
            return
        themes = Study.open(self.folder).themes
        discovered = sorted(themes[themes["kind"] == "discovered"]["theme_id"])
        actions: list[ThemeAction] = ["rename", "merge", "hide", "show"]
        if discovered:
            theme, action = self.chance.choice(discovered), self.chance.choice(actions)
            into = self.chance.choice(sorted({*themes["theme_id"]} - {theme}))
            value = {"rename": f"My {theme}", "merge": into}.get(action, "")
            decision = ThemeDecision(action, theme, value, datetime.now(UTC).isoformat(timespec="seconds"))
            append_decisions(self.folder / FILE_NAME, [decision])

    def switch_discovery(self) -> None:
        file = self.folder / "study.toml"
        text = file.read_text(encoding="utf-8")
        other = "false" if "\nenabled = true" in text else "true"
        file.write_text(re.sub(r"\nenabled = \w+", f"\nenabled = {other}", text, count=1), encoding="utf-8")

    def prune(self) -> None:
        if current_run(self.folder) is not None:
            remove_runs(self.folder, 1)

    def move(self) -> None:
        self.folder = self.folder.rename(self.folder.with_name(f"moved-{self.chance.randrange(10**6)}"))


@pytest.mark.parametrize("seed", range(3))
def test_study_stays_sound_whatever_is_done_to_it(tmp_path: Path, seed: int) -> None:
    somebody = Somebody(tmp_path, seed)
    done = []
    for _ in range(STEPS):
        done.append(somebody.do_something())
        refit = somebody.chance.choice(["auto", "auto", "auto", "always", "never"])
        refresh(somebody.folder, (str(somebody.inbox),), refit=refit, encoder=HashingEncoder())
        study = Study.open(somebody.folder)
        # a decision about a theme that is gone is told as such, and rightly
        faults = [c for c in check_study(somebody.folder) if c.faults and c.name != "decisions apply"]
        assert faults == [], done
        shown = study.themes[study.themes["status"] != "retired"]
        assert shown["label"].is_unique, done
        assert not study.tables["chunk_themes"].duplicated(["chunk_id", "theme_id"]).any(), done
        assert render(summarize(study.tables)).rstrip().endswith("</html>"), done

"""Code blocks of README and docs, and how each kind is run."""

from __future__ import annotations

import configparser
import csv
import io
import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import tomlkit
import yaml
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from themes.cli.app import app
from themes.config.catalog import load_catalog
from themes.config.settings import StudySettings, load_settings

REPOSITORY = Path(__file__).parents[2]
CALLS = REPOSITORY / "data" / "sample" / "calls"
#: Documents whose blocks are run; those of CONTRIBUTING.md have a test of their own.
DOCUMENTS = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md")))
#: What a command needs that no test can give (a terminal, a second run, a language model), and what it then says.
LACKING = {
    "catalog draft": "no [llm]",
    "diff": "no run",
    "label": "no terminal to ask on",
    "llm check": "no [llm]",
}
#: Lines that set a machine up, and are not ours to run.
SET_UP = ("make ", "source ")
#: What stands for the reader's own.
OWN = {
    "STUDY": "study", "FOLDER": "calls", "path/to/transcripts": "calls", "call.txt": "calls/peregrail-2012q1.txt",
    "calls/draft.txt": str(CALLS / "tamberline-2012q4.txt"),
}  # fmt: skip
#: What Python reads for the reader's folder: one call is enough.
ONE_CALL = "calls/peregrail-2012q1.txt"
#: Ids of discovered themes in examples, in place of those that the sample happens to have.
INVENTED = ("capex-wireless", "opex", "opex-2", "team-job")


@dataclass(frozen=True)
class Block:
    """A block of code: where it begins, in which language, and its text."""

    line: int
    language: str
    text: str


def blocks(document: Path) -> list[Block]:
    """The blocks of a document, in order; one that is indented and not fenced has no language."""
    tokens = MarkdownIt("commonmark").enable("table").parse(document.read_text(encoding="utf-8"))
    found = [t for t in tokens if t.type in ("fence", "code_block")]
    return [Block((t.map or [0])[0] + 1, t.info.strip(), t.content) for t in found]


@dataclass
class Desk:
    """A folder with a study and transcripts, where the blocks of one document are run in their order."""

    folder: Path
    study: str = "study"
    names: dict[str, object] = field(default_factory=dict)

    def run(self, block: Block) -> None:
        """Run a block, or read it where it is data; AssertionError or the block's own error if it does not hold."""
        match block.language:
            case "python":
                text = block.text.replace("path/to/transcripts", ONE_CALL)
                exec(compile(text, f"line {block.line}", "exec"), self.names)
            case "bash" | "":
                for line in block.text.splitlines():
                    self.type(line)
            case "toml":
                self.write_toml(block.text)
            case "csv":
                self.write_csv(block.text)
            case "json":
                assert all(json.loads(line) for line in block.text.splitlines())
            case "yaml":
                assert yaml.safe_load(block.text)
            case "ini":
                parser = configparser.ConfigParser(strict=False)
                parser.read_string(block.text)
                assert parser.sections()
            case "text":
                pass
            case other:
                raise AssertionError(f"line {block.line}: {other!r} is no language that this test knows")

    def type(self, line: str) -> None:
        """Run one line as a shell would: a ``themes`` command, its output perhaps sent to a file."""
        words = shlex.split(line, comments=True)
        if not words or line.startswith(SET_UP):
            return
        assert words[0] == "themes", line
        target = words.pop() if ">" in words else ""
        words = [self.own(word) for word in words[1:] if word != ">"]
        if words[0] == "init":
            self.begin(words)
            return
        self.prepare(words)
        done = CliRunner().invoke(app, words)
        if done.exit_code == 1 and (said := self.lacking(words)):
            assert said in done.stderr, f"{line}: {done.stderr}"
            return
        assert done.exit_code == 0, f"{line}: {done.output}"
        if target:
            (self.folder / target).write_text(done.stdout, encoding="utf-8")

    def own(self, word: str) -> str:
        """What stands on this desk for a word of an example."""
        return self.themes.get(word) or OWN.get(word.rstrip("/"), word)

    @property
    def themes(self) -> Mapping[str, str]:
        """Ids of examples, and those of the study's discovered themes, in their order."""
        from themes.study.study import Study

        own = Study.open(self.folder / "demo").themes
        return dict(zip(INVENTED, own.loc[own["kind"] == "discovered", "theme_id"], strict=False))

    @staticmethod
    def lacking(words: list[str]) -> str:
        """What a command says that needs what is not here."""
        return next((said for start, said in LACKING.items() if " ".join(words).startswith(start)), "")

    def begin(self, words: list[str]) -> None:
        """Make a study; one by the name of a study that is there goes elsewhere, so that later blocks have theirs."""
        if (self.folder / words[1]).exists():
            words = ["init", f"{words[1]}-{len(list(self.folder.iterdir()))}", *words[2:]]
        else:
            self.study = words[1]
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        shutil.copy(self.folder / "demo" / "vectors.duckdb", words[1])  # the same calls, embedded once for all tests

    def prepare(self, words: list[str]) -> None:
        """Do what the reader is told to do by hand before a command: mark a sheet of names, or of cues."""
        for option, word in zip(words, words[1:], strict=False):
            if option == "--marked":
                (sheet,) = (self.folder / words[1]).glob("names-*.csv")
                marks = {"slide_worthy": "yes", "procedure": "no", "is_about": "1"}
                pd.read_csv(sheet, dtype=str).assign(**marks).to_csv(self.folder / word, index=False)

    def write_toml(self, text: str) -> None:
        """Put themes into the study's catalog and settings into its study.toml, as a reader would; both must hold."""
        written = tomllib.loads(text)
        folder = self.folder / self.study
        if "theme" in written:
            catalog = folder / "catalog.toml"
            catalog.write_text(catalog.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
            assert written["theme"][0]["id"] in {theme.id for theme in load_catalog(catalog).theme}
            return
        StudySettings.model_validate(written)
        settings = tomlkit.parse((folder / "study.toml").read_text(encoding="utf-8"))
        for name, section in written.items():
            if name not in ("llm", "report"):  # no server and no logo here
                settings[name] = section
        (folder / "study.toml").write_text(tomlkit.dumps(settings), encoding="utf-8")
        load_settings(folder / "study.toml")

    def write_csv(self, text: str) -> None:
        """Read a table; corrections become the study's calls.csv."""
        rows = list(csv.reader(io.StringIO(text)))
        assert len({len(row) for row in rows}) == 1, rows
        if rows[0][:2] == ["file", "company"]:
            (self.folder / self.study / "calls.csv").write_text(text, encoding="utf-8")


def spans(document: Path) -> list[str]:
    """Commands within sentences and tables, such as ``themes quotes study sdn``."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [span for span in re.findall(r"`(themes [^`]+)`", text) if not re.search(r"themes (--|COMMAND)", span)]

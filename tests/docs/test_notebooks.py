"""Every notebook runs from top to bottom on the sample study, without a network, and answers what the tables say."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.docs.snippets import REPOSITORY
from themes.study.study import Study

NOTEBOOKS = sorted((REPOSITORY / "docs" / "notebooks").glob("*.ipynb"))
#: Read by the notebook's own Python as it starts.
NO_NETWORK = """\
import socket


def refuse(*args, **kwargs):
    raise AssertionError(f"a connection was tried: {args!r}")


socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


@dataclass(frozen=True)
class Session:
    """A notebook that has run: its cells with their outputs, and the study that it wrote, if any."""

    cells: Mapping[str, NotebookNode]
    written: Path | None

    @property
    def answer(self) -> str:
        """What the last question's cell printed and showed."""
        outputs = self.cells["answer"].outputs
        return "\n".join(out.get("text") or out.data["text/plain"] for out in outputs)


Run = Callable[[str], Session]


def numbers(pattern: str, text: str) -> list[float]:
    """The numbers that a pattern finds, one a group."""
    found = re.search(pattern, text)
    assert found, text
    return [float(group.replace("−", "-")) for group in found.groups()]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, demo_study: Path) -> Run:
    """Run a notebook where it would be opened: the study of `make demo` and the sample's calls lie two folders up."""
    done: dict[str, Session] = {}

    def session(name: str) -> Session:
        if name not in done:
            done[name] = executed(name, tmp_path_factory.mktemp(name), demo_study)
        return done[name]

    return session


def executed(name: str, room: Path, demo: Path) -> Session:
    here, start, written = room / "docs" / "notebooks", room / "start", room / "written"
    for folder in (here, start, written):
        folder.mkdir(parents=True)
    (room / "demo").symlink_to(demo)
    (room / "data").symlink_to(REPOSITORY / "data")
    (start / "sitecustomize.py").write_text(NO_NETWORK)
    notebook = nbformat.read(REPOSITORY / "docs" / "notebooks" / f"{name}.ipynb", as_version=4)
    resources = {"metadata": {"path": str(here)}}
    client = NotebookClient(notebook, timeout=240, kernel_name="python3", resources=resources)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", f"{start}:{REPOSITORY}")
        patched.setenv("TMPDIR", str(written))  # where the notebook makes its folder
        client.execute()
    return Session({cell.id: cell for cell in notebook.cells}, next(written.glob("*/study"), None))


def first_session(session: Session, demo: Study) -> None:
    years = numbers(r"took (\d+\.\d+)% of the talk in 2011 and (\d+\.\d+)% in 2012", session.answer)
    by_quarter = demo.prevalence_by_quarter().query("theme_id == 'sdn' and scope == 'ALL'")
    mean = by_quarter.groupby(by_quarter["quarter"].str[:4])["share"].mean()
    assert years == [round(100 * mean["2011"], 1), round(100 * mean["2012"], 1)]
    assert years[0] == 0.0  # planted: nobody speaks of it before 2012


def own_calls(session: Session, demo: Study) -> None:
    assert "4 calls of 4 companies are read; 0 lack a date." in session.answer
    assert session.written is not None
    assert sorted(Study.open(session.written).table("sources")["status"]) == ["read"] * 4 + ["refused"]
    assert "1 file is refused" in session.answer


def own_theme(session: Session, demo: Study) -> None:
    before, after = numbers(r"f1 (\d+\.\d+) → (\d+\.\d+)", session.answer)
    assert after > before + 0.1
    assert session.written is not None
    study = Study.open(session.written)
    shares = study.shares("office-power", by="company").set_index("company")["share"]
    assert numbers(r"Dunmarrow Communications +(\d+\.\d+)", session.answer) == [shares["Dunmarrow Communications"]]
    assert shares.idxmax() == "Dunmarrow Communications"  # planted: the company that began it
    assert len(demo.themes) == len(study.themes) - 1  # the sample itself is as it was


def who_led(session: Session, demo: Study) -> None:
    first = demo.table("diffusion").query("theme_id == 'sdn' and rank == 1")
    assert numbers(r"by chance with p = (\d+\.\d+)", session.answer) == [round(first["p_value"].iloc[0], 2)]
    assert first["first_quarter"].iloc[0] in session.answer
    assert "mention it at all: Peregrail Corp, in 2012Q1" in session.answer  # planted
    assert "Who led is unknown" in session.answer  # of four companies nobody can be shown to lead


def themes_and_returns(session: Session, demo: Study) -> None:
    effect, n_events, planted = numbers(
        r"Event study: (\d+\.\d+) on (\d+) events \(planted (\d+\.\d+)\)", session.answer
    )
    dated = demo.calls.dropna(subset=["call_date"])
    assert n_events == len(dated) - dated["company_id"].nunique()  # each company's first call has none before it
    assert effect == pytest.approx(planted, abs=0.05)
    panel, n_rows, p_value = numbers(r"Panel: (\d+\.\d+) on (\d+) company quarters .* p = (\d+\.\d+)", session.answer)
    assert n_rows == len(demo.calls)
    assert panel == pytest.approx(planted, abs=0.1)
    assert p_value < 0.1


def refresh_day(session: Session, demo: Study) -> None:
    n_calls = len(demo.calls)
    assert f"{n_calls + 1} calls now, {n_calls} before." in session.answer
    prevalence = demo.table("prevalence").query("speaker_group == 'all'")
    alive = demo.themes.query("status != 'retired'")["theme_id"]
    assert f"Of {prevalence['theme_id'].isin(alive).sum()} published shares 0 moved." in session.answer
    assert session.written is not None
    new = Study.open(session.written).table("prevalence")
    new = new.query("call_id == 'pgrl-2013q1' and theme_id == 'sdn' and speaker_group == 'all'")
    assert numbers(r"SDN at Peregrail: (\d+\.\d+)%", session.answer) == [round(100 * new["share"].iloc[0], 1)]


def bring_your_own_bertopic(session: Session, demo: Study) -> None:
    assert session.written is not None
    study = Study.open(session.written)
    found = study.themes.query("kind == 'discovered' and status != 'retired'")
    n_before = len(demo.themes.query("kind == 'discovered' and status != 'retired'"))
    assert numbers(r"found (\d+) themes, the default model (\d+)", session.answer) == [len(found), n_before]
    assigned = study.table("chunk_themes").query("kind == 'discovered' and assigned")["theme_id"].value_counts()
    assert numbers(r"with (\d+) passages", session.answer) == [assigned.max()]


FACTS: Mapping[str, Callable[[Session, Study], None]] = {
    "first-session": first_session,
    "own-calls": own_calls,
    "own-theme": own_theme,
    "who-led": who_led,
    "themes-and-returns": themes_and_returns,
    "refresh-day": refresh_day,
    "bring-your-own-bertopic": bring_your_own_bertopic,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FACTS)
def test_notebook_runs_and_its_answer_is_in_the_tables(name: str, run: Run, demo_study: Path) -> None:
    FACTS[name](run(name), Study.open(demo_study))


@pytest.mark.slow
def test_exported_notebook_holds_its_charts_as_pictures(run: Run) -> None:
    from nbconvert import HTMLExporter

    cells = run("first-session").cells
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=list(cells.values())))
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    drawn = [base64.b64decode(picture).decode() for picture in pictures]
    assert len(drawn) == sum("study.plot." in cell.source for cell in cells.values() if cell.cell_type == "code")
    assert all("Software-defined networking" in chart for chart in drawn)


def test_every_notebook_has_its_facts_and_its_line_in_the_list() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(FACTS)
    listed = (REPOSITORY / "docs" / "notebooks" / "index.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((.+)\.ipynb\)", listed)) == set(FACTS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_short_has_a_question_and_an_answer_and_no_output(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert 8 <= len(notebook.cells) <= 15
    assert re.search(r"^# .+\n\n\*\*.+\?\*\*", notebook.cells[0].source)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "answer" in [cell.id for cell in code]
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []

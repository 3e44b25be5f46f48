"""Which catalog suits: a folder of telecom calls and one of others are told apart, with the figures that tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from themes.config.packaged_data import packaged_data
from themes.errors import StudyError
from themes.study.catalog_choice import suiting_catalog

CALL = """Acme{k} Mills (ACM{k}) Q2 2012 Earnings Call July 24, 2012

Executives
Ann Archer - Chief Executive Officer

Operator
Good day, and welcome to the Acme{k} Mills second quarter 2012 earnings call.

Ann Archer - Chief Executive Officer
{said}
"""


def write(folder: Path, said: str, n: int) -> None:
    for k in range(n):
        words = " ".join(f"Paragraph {k} of the mills says that flour sold well in region {p}." for p in range(40))
        (folder / f"{said[:4].strip()}{k}.txt").write_text(CALL.format(k=k, said=f"{said} {words}"))


def test_sample_corpus_of_telecom_suppliers_suits_the_telecom_catalog() -> None:
    choice = suiting_catalog([str(packaged_data() / "sample" / "calls")])
    assert choice.name == "telecom"
    assert choice.n_calls == 12
    assert choice.shares["telecom"] > 0.05


def test_calls_that_name_no_theme_of_an_industry_suit_the_general_catalog(tmp_path: Path) -> None:
    write(tmp_path, "Our bakeries did well.", 3)
    choice = suiting_catalog([str(tmp_path)])
    assert (choice.name, choice.n_calls, choice.shares) == ("general", 3, {"telecom": 0.0})
    assert str(choice).startswith("the catalog general suits: of ")


def test_folder_without_a_transcript_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("eggs\nmilk\n")
    with pytest.raises(StudyError, match="no transcript among 1 file"):
        suiting_catalog([str(tmp_path)])

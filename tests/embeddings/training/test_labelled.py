"""Labelled passages: how they are read, and how companies are put into folds."""

import json
from pathlib import Path

import numpy as np
import pytest

from embeddings.training.labelled import company_folds, load_labelled

LINE = {
    "id": "a", "ticker": "ACME", "source": "acme.txt", "block": "acme#1", "primary": "pricing",
    "themes": ["pricing", "competition"], "passing": ["china"], "topic": "price of widgets", "text": "We raised prices.",
}  # fmt: skip


def _file(tmp_path: Path, *lines: dict[str, object]) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_columns(tmp_path: Path) -> None:
    read = load_labelled(_file(tmp_path, LINE, LINE | {"ticker": "GOOGL"}))
    assert read.company == ("ACME", "GOOG")  # two tickers of one company
    assert read.subjects == ("competition", "pricing")
    assert read.material[0] == {"pricing", "competition"}
    assert read.rows(np.array([False, True])).company == ("GOOG",)


def test_paragraphs_with_an_exchange_are_blocks(tmp_path: Path) -> None:
    paragraph = {"source": "call.txt", "exchange": 3, "primary": "sdn", "themes": ["sdn"], "text": "SDN."}
    read = load_labelled(_file(tmp_path, paragraph))
    assert (read.block, read.company, read.topic) == (("call.txt 3",), ("call.txt",), ("",))


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    path = _file(tmp_path, LINE, {"text": "no labels"})
    with pytest.raises(ValueError, match=r"labels\.jsonl:2: .*source"):
        load_labelled(path)


def test_folds_hold_whole_companies_in_about_equal_numbers() -> None:
    companies = [f"C{k}" for k in range(23)] * 3
    folds = company_folds(companies, 5, seed=1)
    assert set(folds) == set(companies)
    assert set(np.bincount(list(folds.values())).tolist()) <= {4, 5}
    assert folds == company_folds(reversed(companies), 5, seed=1)

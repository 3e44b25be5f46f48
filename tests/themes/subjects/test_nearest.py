"""Nearest subjects: what a text says decides, or the heads where they are sure; a text of no subject has none."""

from __future__ import annotations

import numpy as np
import pytest

from tests.fakes import HashingEncoder
from themes.subjects.heads import SubjectHeads
from themes.subjects.nearest import nearest_subjects
from themes.subjects.subjects import Subject, load_subjects

ENCODER = HashingEncoder(dimension=256)
TAX = next(subject for subject in load_subjects() if subject.id == "tax")


def heads(log_odds: float) -> SubjectHeads:
    """Heads that hold every text to be about shipping rather than tax, with these log odds."""
    weight, bias = np.zeros((2, 256), dtype=np.float32), np.array([log_odds, 0.0], dtype=np.float32)
    return SubjectHeads(("logistics-freight", "tax"), weight, bias, weight, bias)


def test_text_in_the_words_of_a_subject_is_nearest_to_it() -> None:
    assert [s.id for s in nearest_subjects(TAX.scope, ENCODER.encode, None)] == ["tax"]


def test_text_of_no_subject_has_none() -> None:
    assert nearest_subjects("Barges quivered under a violet moon", ENCODER.encode, None) == ()


@pytest.mark.parametrize(("log_odds", "expected"), [(3.0, ["logistics-freight", "tax"]), (-0.5, ["tax"])])
def test_subject_of_the_heads_comes_first_where_they_are_sure(log_odds: float, expected: list[str]) -> None:
    assert [s.id for s in nearest_subjects(TAX.scope, ENCODER.encode, heads(log_odds))] == expected


def test_scope_leaves_out_what_a_subject_is_not() -> None:
    lending = Subject(id="lending", name="Lending", group="g", description="Loans made. Loans lost are another.")
    assert lending.scope == "Lending. Loans made."

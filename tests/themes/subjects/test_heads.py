"""Subject heads with weights of one number each, so that every probability can be worked out on paper."""

from __future__ import annotations

from math import exp

import numpy as np
import pandas as pd
import pytest

from embeddings.models import NAMES, resolve_model
from themes.config.packaged_data import subject_ids
from themes.subjects.heads import SubjectHeads, load_heads, with_subjects

EAST, NORTH = np.eye(2, dtype=np.float32)
#: The material head of `tax` saw too few passages: its weights are zero.
HEADS = SubjectHeads(
    ("pricing", "china", "tax"),
    np.array([[2, 0], [0, 1], [0, 0]], dtype=np.float32),
    np.zeros(3, dtype=np.float32),
    np.array([[3, 0], [0, 4], [0, 0]], dtype=np.float32),
    np.array([-1, -2, 9], dtype=np.float32),
)


def test_primary_is_a_softmax() -> None:
    total = exp(2) + 1 + 1
    assert HEADS.primary(np.array([EAST]))[0].tolist() == pytest.approx([exp(2) / total, 1 / total, 1 / total])


def test_log_odds_are_those_of_the_likeliest_subject() -> None:
    odds = HEADS.material_log_odds(np.array([EAST, NORTH]), ["china", "pricing"])
    assert odds.tolist() == [2.0, 2.0]  # 3 - 1 for pricing, 4 - 2 for china


def test_a_subject_of_too_few_passages_is_not_known() -> None:
    assert HEADS.knows(["tax", "china"])
    assert not HEADS.knows(["tax"])
    assert not HEADS.knows(["barges"])
    assert HEADS.material_log_odds(np.array([EAST]), ["tax", "pricing"]).tolist() == [2.0]


def _chunks(*kinds: str) -> pd.DataFrame:
    calls = [f"c{k // 2}" for k in range(len(kinds))]
    return pd.DataFrame({"chunk_id": [f"p{k}" for k in range(len(kinds))], "call_id": calls, "kind": kinds})


def test_content_passages_get_their_likeliest_subject() -> None:
    table = with_subjects(_chunks("content", "procedural", "content"), np.array([EAST, EAST, NORTH]), HEADS)
    assert table["subject"].tolist() == ["pricing", None, "china"]
    expected = [round(exp(2) / (exp(2) + 2), 4), None, round(exp(1) / (exp(1) + 2), 4)]
    assert table["subject_probability"].round(4).replace({np.nan: None}).tolist() == expected


def test_subjects_of_a_call_do_not_depend_on_the_others() -> None:
    rng = np.random.default_rng(0)
    chunks, vectors = _chunks(*["content"] * 40), rng.normal(size=(40, 2)).astype(np.float32)
    whole = with_subjects(chunks, vectors, HEADS)
    alone = with_subjects(chunks.iloc[10:12].reset_index(drop=True), vectors[10:12], HEADS)
    pd.testing.assert_frame_equal(whole.iloc[10:12].reset_index(drop=True), alone, check_exact=True)


def test_without_heads_both_columns_are_empty() -> None:
    table = with_subjects(_chunks("content"), np.array([EAST]), None)
    assert table[["subject", "subject_probability"]].isna().all(axis=None)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plain"])
def test_heads_of_a_packaged_update_are_of_the_listed_subjects(name: str) -> None:
    heads = load_heads(resolve_model(name).model_id)
    assert heads is not None
    assert set(heads.subjects) <= set(subject_ids())
    assert heads.primary_weight.shape == heads.material_weight.shape == (len(heads.subjects), 384)
    assert heads.knows(["gross-margin"])


def test_models_without_an_update_have_no_heads() -> None:
    assert load_heads(resolve_model("plain").model_id) is None
    assert load_heads("BAAI/bge-small-en-v1.5@0123abcd/fp32") is None

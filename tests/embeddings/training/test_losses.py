"""Losses on vectors of two dimensions, whose values are worked out by hand."""

import math

import pytest
import torch

from embeddings.training.losses import description_match, phrase_match, subject_contrast

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]


def _apart(n: int) -> torch.Tensor:
    return torch.eye(n, dtype=torch.bool)


def test_contrast_of_one_pair_against_one_other() -> None:
    # the first two are one subject; for both, cosine 1 to the other of the subject and 0 to the third
    vectors = torch.tensor([EAST, EAST, NORTH])
    shares = torch.tensor([[1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=torch.bool)
    loss = subject_contrast(vectors, torch.tensor([0, 0, 1]), shares, _apart(3), 1.0)
    assert loss.item() == pytest.approx(-math.log(math.e / (math.e + 1)))


def test_contrast_leaves_a_block_out() -> None:
    # the only passage of the same subject is of the same block: nothing is compared
    vectors = torch.tensor([EAST, EAST, NORTH], requires_grad=True)
    block = torch.tensor([[1, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=torch.bool)
    loss = subject_contrast(vectors, torch.tensor([0, 0, 1]), _apart(3), block, 1.0)
    assert loss.item() == 0
    loss.backward()


def test_contrast_ignores_passages_that_share_a_subject_beside_the_primary_one() -> None:
    vectors = torch.tensor([EAST, EAST, EAST])
    shares = torch.ones(3, 3, dtype=torch.bool)
    # the third has another primary subject but shares one: without it the first two have nothing to be told from
    loss = subject_contrast(vectors, torch.tensor([0, 0, 1]), shares, _apart(3), 1.0)
    assert loss.item() == pytest.approx(0, abs=1e-6)


def test_phrases_of_the_same_block_are_no_rivals() -> None:
    vectors, phrases = torch.tensor([EAST, NORTH]), torch.tensor([EAST, NORTH])
    alone = phrase_match(vectors, phrases, torch.ones(2, 2, dtype=torch.bool), 1.0)
    rivals = phrase_match(vectors, phrases, _apart(2), 1.0)
    assert alone.item() == pytest.approx(0, abs=1e-6)
    assert rivals.item() == pytest.approx(-math.log(math.e / (math.e + 1)))


def test_a_subject_touched_in_passing_counts_against() -> None:
    vectors, descriptions = torch.tensor([EAST]), torch.tensor([EAST, EAST, NORTH])
    passing = description_match(vectors, descriptions, torch.tensor([0]), torch.tensor([[False, False, False]]), 1.0)
    material = description_match(vectors, descriptions, torch.tensor([0]), torch.tensor([[False, True, False]]), 1.0)
    assert passing.item() == pytest.approx(-math.log(math.e / (2 * math.e + 1)))
    assert material.item() == pytest.approx(-math.log(math.e / (math.e + 1)))

"""Batches: everything is seen, in groups of a subject, the same for the same seed."""

from itertools import islice

import numpy as np

from embeddings.training.batches import length_batches, subject_batches

SUBJECT = np.repeat(np.arange(6), 8)


def test_a_pass_sees_every_passage_once() -> None:
    batches = list(islice(subject_batches(SUBJECT, 12, 4, seed=1), 4))
    assert sorted(np.concatenate(batches).tolist()) == list(range(48))


def test_passages_of_a_subject_come_in_groups() -> None:
    for batch in islice(subject_batches(SUBJECT, 12, 4, seed=1), 8):
        groups = SUBJECT[batch].reshape(3, 4)
        assert (groups == groups[:, :1]).all()


def test_the_same_seed_gives_the_same_batches() -> None:
    one, again, other = (list(islice(subject_batches(SUBJECT, 12, 4, seed), 8)) for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(one, again, strict=True))
    assert any((a != b).any() for a, b in zip(one, other, strict=True))


def test_lengths_of_a_batch_are_alike() -> None:
    texts = ["x" * n for n in range(10, 2010, 10)]
    batches = length_batches(texts, 20, seed=3)
    assert sorted(np.concatenate(batches).tolist()) == list(range(200))
    within = np.mean([np.ptp([len(texts[k]) for k in batch]) for batch in batches])
    assert within < 600  # of 1,990 over all

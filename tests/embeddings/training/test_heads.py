"""Heads of subjects on vectors in which each subject has a direction of its own."""

import numpy as np

from embeddings.training.heads import fit_heads
from embeddings.training.labelled import Labelled


def test_heads_find_planted_subjects() -> None:
    rng = np.random.default_rng(0)
    directions = {"pricing": [1, 0, 0, 0], "china": [0, 1, 0, 0], "tax": [0, 0, 1, 0], "mix": [0, 0, 0, 1]}
    primary = [name for name in ("pricing", "tax", "mix") for _ in range(40)]
    also_china = [k % 2 == 0 for k in range(120)]
    rows = np.array([directions[p] for p in primary], float) + np.outer(also_china, directions["china"]) * 0.8
    vectors = (rows + rng.normal(0, 0.05, rows.shape)).astype(np.float32)
    material = tuple(frozenset({p} | ({"china"} if c else set())) for p, c in zip(primary, also_china, strict=True))
    n = len(primary)
    passages = Labelled(("",) * n, ("A",) * n, ("c",) * n, ("b",) * n, tuple(primary), material, material, ("",) * n)
    subjects, tensors = fit_heads(vectors, passages, 3.0)
    assert subjects == ("china", "mix", "pricing", "tax")
    head = {name.split(".", 1)[1]: values.astype(float) for name, values in tensors.items()}
    logits = vectors @ head["primary.weight"].T + head["primary.bias"]
    assert [subjects[k] for k in logits.argmax(axis=1)] == primary  # china, nobody's primary subject, is never taken
    speaks = (vectors @ head["material.weight"].T + head["material.bias"])[:, 0] > 0
    assert speaks.tolist() == also_china

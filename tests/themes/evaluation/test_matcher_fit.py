"""The fit of the matcher's weights, on evidence whose part in the outcome is planted."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd

from themes.evaluation.matcher_fit import FIRST, GROUPS, _fitted, _Labels, _Theme, _toml
from themes.tagging.cues import Cues
from themes.tagging.evidence import Evidence, Weights
from themes.tagging.passages import Passages

N = 4000


def _labels(subject_weight: float) -> _Labels:
    """Passages of one exchange each, in which nothing but words and subject decides; no context to carry."""
    rng = np.random.default_rng(0)
    spoken = pd.DataFrame(
        {
            "call_id": [f"c{k}" for k in range(N)], "turn_index": 0, "exchange_index": 0, "role": "executive",
            "is_short": False, "text": "Boats.",
        }
    )  # fmt: skip
    says, subject = (rng.random(N) < 0.3).astype(float), rng.normal(0, 2, N)
    cues = Cues(says, says, np.zeros(N), ((),) * N)
    evidence = Evidence(cues, np.zeros(N), np.zeros(N), subject)
    words = (Weights().strong + Weights().strong_share) * says
    speaks = rng.random(N) < 1 / (1 + np.exp(-(0.5 * words + subject_weight * subject - 2)))
    theme = _Theme("planted boats", evidence, np.zeros(N), speaks)
    passages = Passages(spoken, np.zeros((N, 1), dtype=np.float32))
    return _Labels(passages, np.arange(N), np.array(["A"] * N), [theme])


def test_planted_weights_are_found() -> None:
    weights = dict(zip((*GROUPS, "bias"), _fitted(_labels(0.8), np.ones(N, dtype=bool)), strict=True))
    assert abs(weights["words"] - 0.5) < 0.1
    assert abs(weights["subject"] - 0.8) < 0.1


def test_no_weight_changes_its_sign() -> None:
    weights = _fitted(_labels(-0.8), np.ones(N, dtype=bool))
    assert weights[GROUPS.index("subject")] == 0


def test_what_says_nothing_keeps_the_weight_it_began_with() -> None:
    weights = _fitted(_labels(0.8), np.ones(N, dtype=bool))
    assert weights[GROUPS.index("meaning")] == FIRST[GROUPS.index("meaning")]


def test_the_file_holds_all_weights() -> None:
    table = tomllib.loads(_toml(FIRST, 10, 2, "default"))["with_subjects"]
    assert table.keys() == vars(Weights()).keys()
    assert Weights(**table).strong == round(Weights().strong * FIRST[0], 3)

"""Training on the real model, a few steps: what is learnt, kept and written."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.encoder import load_update
from embeddings.training.fitting import Checkpoints, Progress, distil, fit_labels
from embeddings.training.labelled import Labelled
from embeddings.training.low_rank import Trainee
from embeddings.training.settings import load_training_settings
from embeddings.weights import MODEL_NAME, REVISION

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]

PRICES = [f"We raised the price of our {thing} by three percent." for thing in ("tyres", "doors", "lamps", "pumps")]
TAXES = [f"Our tax rate in {place} fell by two points." for place in ("Spain", "Texas", "Japan", "Wales")]
SETTINGS = load_training_settings().model_copy(update={"batch": 8, "checkpoint_steps": 2})
THREE = SETTINGS.encoders["three-layer"]


def _passages() -> Labelled:
    primary = ("pricing",) * 4 + ("tax",) * 4
    material = tuple(frozenset({p}) for p in primary)
    blocks, topics = tuple(map(str, range(8))), ("price rises",) * 4 + ("tax rates",) * 4
    return Labelled((*PRICES, *TAXES), ("A",) * 8, ("c",) * 8, blocks, primary, material, (frozenset(),) * 8, topics)


def _silent(stage: str, done: int, total: int, loss: float) -> None:
    pass


def _fit(n_steps: int, file: Path | None = None, told: Progress = _silent) -> tuple[Trainee, NDArray[np.float32]]:
    how = THREE.model_copy(update={"epochs": float(n_steps)})
    settings = SETTINGS.model_copy(update={"encoders": {"three-layer": how}})
    trainee, passages = Trainee(how, 1), _passages()
    base = trainee.encode(passages.text)
    kept = Checkpoints(file, settings.checkpoint_steps)
    fit_labels(trainee, passages, base, {"pricing": "", "tax": ""}, "three-layer", settings, kept, told)
    return trainee, base


def _lead(vectors: NDArray[np.float32]) -> float:
    """Mean cosine within a subject less that between subjects."""
    cosines = vectors @ vectors.T
    return cosines[:4, :4].mean() + cosines[4:, 4:].mean() - 2 * cosines[:4, 4:].mean()


def test_labels_pull_subjects_apart() -> None:
    trainee, base = _fit(12)
    assert _lead(trainee.encode(_passages().text)) > _lead(base) + 0.05


def test_an_interrupted_fit_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole, _ = _fit(6)
    file = tmp_path / "state.pt"

    class Stop(Exception):
        pass

    def interrupt(stage: str, done: int, total: int, loss: float) -> None:
        if done == 4:
            raise Stop

    with pytest.raises(Stop):
        _fit(6, file, interrupt)
    told = []
    again, _ = _fit(6, file, lambda stage, done, total, loss: told.append(done))
    assert told == [6]
    for (name, one), (_, other) in zip(whole.parameters(), again.parameters(), strict=True):
        assert np.array_equal(one.detach().numpy(), other.detach().numpy()), name


def test_distilling_comes_nearer_to_the_teacher() -> None:
    texts = (PRICES + TAXES) * 4
    teacher, student = Trainee(SETTINGS.encoders["six-layer"], 1), Trainee(THREE, 1)
    wanted = teacher.encode(texts)
    before = (student.encode(texts) * wanted).sum(axis=1).mean()
    distil(student, texts, wanted, THREE.model_copy(
        update={"distillation": THREE.distillation.model_copy(update={"batch": 2})}
    ), 1, Checkpoints(None, 100), _silent)  # fmt: skip
    assert (student.encode(texts) * wanted).sum(axis=1).mean() > before + 0.01


def test_the_update_file_gives_the_trained_vectors(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    trainee, _ = _fit(6)
    file = tmp_path / "trained.safetensors"
    told = {"base": f"{MODEL_NAME}@{REVISION}", "layers": "0,2,5", "name": "trained", "license": "Apache-2.0"}
    save_file(trainee.update(), file, told)
    encoded, trained = load_update(file).encode(PRICES), trainee.encode(PRICES)
    assert (encoded * trained).sum(axis=1).min() > 0.999

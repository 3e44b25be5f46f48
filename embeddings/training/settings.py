"""The settings of a training, all from ``settings.toml`` beside this file.

In: the TOML file.  Out: frozen :class:`TrainingSettings`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

SETTINGS_FILE = Path(__file__).with_name("settings.toml")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LossWeights(_Frozen):
    """Weights of the parts of the loss; a part of weight 0 is left out."""

    subject: float = Field(ge=0)
    material: float = Field(ge=0)
    contrast: float = Field(ge=0)
    topic: float = Field(ge=0)
    description: float = Field(ge=0)


class Distillation(_Frozen):
    """Learning another encoder's vectors of unlabelled passages before the labelled ones."""

    teacher: str
    n_passages: int = Field(gt=0)
    learning_rate: float = Field(gt=0)
    batch: int = Field(gt=1)


class EncoderTraining(_Frozen):
    """One encoder: layers of the packaged model that are kept, rank of the updates, pace."""

    layers: tuple[int, ...]
    rank: int = Field(gt=0)
    norms: bool
    learning_rate: float = Field(gt=0)
    epochs: float = Field(ge=0)
    distillation: Distillation | None = None


class HeadTraining(_Frozen):
    """The heads of subjects."""

    inverse_ridge: float = Field(gt=0)


class TrainingSettings(_Frozen):
    """All of settings.toml."""

    seed: int
    n_folds: int = Field(gt=1)
    hold_out: frozenset[str]
    batch: int = Field(gt=1)
    of_a_subject: int = Field(gt=1)
    temperature: float = Field(gt=0)
    checkpoint_steps: int = Field(gt=0)
    losses: LossWeights
    encoders: dict[str, EncoderTraining]
    heads: HeadTraining


def load_training_settings(path: Path = SETTINGS_FILE) -> TrainingSettings:
    """Read and check the settings; raises pydantic's ValidationError, naming the key, where one cannot be used."""
    return TrainingSettings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))

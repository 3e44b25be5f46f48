"""Fitting an encoder: first to another encoder's vectors, then to what readers said.

In: a :class:`Trainee` and passages.  Out: the same trainee, trained.  Every ``checkpoint_steps`` the state is written,
and a fit that was interrupted goes on from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from embeddings.training.batches import Rows, length_batches, subject_batches
from embeddings.training.labelled import Labelled
from embeddings.training.losses import description_match, phrase_match, subject_contrast
from embeddings.training.low_rank import Trainee
from embeddings.training.settings import EncoderTraining, LossWeights, TrainingSettings

Progress = Callable[[str, int, int, float], None]  # stage, steps done, steps to do, mean loss since the last call

WARM_UP_STEPS = 50
LAST_RATE = 0.05  # of the learning rate, at the end of its cosine
LARGEST_GRADIENT = 1.0  # norm
HEAD_RATE = 1e-2
HEAD_SCALE = 8.0  # of the class means that a head begins with
RARE = -4.0  # log odds of a material subject that the head begins with
LABEL_SMOOTHING = 0.05
GEOMETRY = 2.0  # weight of the cosines between passages against that of each passage to its target


@dataclass(frozen=True)
class Checkpoints:
    """Where a fit keeps its state, and how often it does; without a file it keeps none."""

    file: Path | None
    every: int


def distil(
    trainee: Trainee,
    texts: Sequence[str],
    targets: NDArray[np.float32],
    how: EncoderTraining,
    seed: int,
    kept: Checkpoints,
    progress: Progress,
) -> None:
    """Learn vectors: each text near its target, and the cosines between texts those between targets.

    Parameters
    ----------
    trainee : Trainee
        Changed in place.
    texts : sequence of str
        Unlabelled passages.
    targets : ndarray of float32, shape (n_texts, d)
        Unit rows: what the teacher makes of them.
    how : EncoderTraining
        With a distillation.
    seed : int
        Of the order.
    kept : Checkpoints
        Where the state is kept.
    progress : callable
        Called after each step.
    """
    assert how.distillation is not None
    goal = torch.from_numpy(targets)

    def loss(rows: Rows) -> Tensor:
        vectors, wanted = trainee.vectors([texts[k] for k in rows.tolist()]), goal[rows]
        cosines = vectors @ vectors.T - wanted @ wanted.T
        return (1 - (vectors * wanted).sum(1)).mean() + GEOMETRY * cosines.square().mean()

    batches = length_batches(texts, how.distillation.batch, seed)
    groups = [{"params": [p for _, p in trainee.parameters()], "lr": how.distillation.learning_rate, "weight_decay": 0}]
    _descend(trainee, nn.Module(), groups, loss, (iter(batches), len(batches)), kept, ("distilling", progress))


def fit_labels(
    trainee: Trainee,
    passages: Labelled,
    base: NDArray[np.float32],
    descriptions: dict[str, str],
    name: str,
    settings: TrainingSettings,
    kept: Checkpoints,
    progress: Progress,
) -> None:
    """Learn what readers said of passages.

    Parameters
    ----------
    trainee : Trainee
        Changed in place.
    passages : Labelled
        What is trained on.
    base : ndarray of float32, shape (n_passages, d)
        Vectors of the passages by the trainee as it is: the heads begin with the means of their subjects.
    descriptions : dict of str to str
        A line on each subject.
    name : str
        Encoder of the settings.
    settings : TrainingSettings
        Batches, losses and pace.
    kept : Checkpoints
        Where the state is kept.
    progress : callable
        Called after each step.
    """
    how = settings.encoders[name]
    if not how.epochs:
        return
    readers = _Readers.of(passages, descriptions, settings)
    heads = _heads(base, readers)
    groups = [
        {"params": [p for _, p in trainee.parameters()], "lr": how.learning_rate, "weight_decay": 0.01},
        {"params": list(heads.parameters()), "lr": HEAD_RATE, "weight_decay": 0.001},
    ]
    n_steps = round(len(passages) // settings.batch * how.epochs)
    batches = subject_batches(readers.primary.numpy(), settings.batch, settings.of_a_subject, settings.seed)
    _descend(
        trainee, heads, groups, lambda rows: readers.loss(trainee, heads, rows), (batches, n_steps), kept,
        (f"learning labels, {name}", progress),
    )  # fmt: skip


@dataclass(frozen=True)
class _Readers:
    """What readers said, as tensors: subjects by number; ``topics`` and descriptions as texts."""

    passages: Labelled
    primary: Tensor
    material: Tensor
    block: NDArray[np.int64]
    descriptions: tuple[str, ...]
    weights: LossWeights
    temperature: float

    @classmethod
    def of(cls, passages: Labelled, descriptions: dict[str, str], settings: TrainingSettings) -> _Readers:
        number = {subject: k for k, subject in enumerate(passages.subjects)}
        material = torch.zeros(len(passages), len(number))
        for row, own in enumerate(passages.material):
            material[row, [number[subject] for subject in own]] = 1
        primary = torch.tensor([number[subject] for subject in passages.primary])
        block = np.unique(passages.block, return_inverse=True)[1]
        texts = tuple(descriptions[subject] for subject in number)
        return cls(passages, primary, material, block, texts, settings.losses, settings.temperature)

    def loss(self, trainee: Trainee, heads: nn.ModuleDict, rows: Rows) -> Tensor:
        """The weighted sum of the parts on a batch."""
        weights, places = self.weights, rows.tolist()
        vectors = trainee.vectors([self.passages.text[k] for k in places])
        primary, material = self.primary[rows], self.material[rows]
        same_block = torch.from_numpy(self.block[rows][:, None] == self.block[rows][None])
        total = vectors.sum() * 0
        if weights.subject:
            logits = heads["primary"](vectors)
            total = total + weights.subject * functional.cross_entropy(logits, primary, label_smoothing=LABEL_SMOOTHING)
        if weights.material:
            logits = heads["material"](vectors)
            each = functional.binary_cross_entropy_with_logits(logits, material, reduction="sum") / len(rows)
            total = total + weights.material * each
        if weights.contrast:
            shares = material @ material.T > 0
            part = subject_contrast(vectors, primary, shares, same_block, self.temperature)
            total = total + weights.contrast * part
        if weights.topic:
            total = total + weights.topic * self._topics(trainee, vectors, places, same_block)
        if weights.description:
            total = total + weights.description * self._described(trainee, vectors, primary, material)
        return total

    def _topics(self, trainee: Trainee, vectors: Tensor, places: list[int], same_block: Tensor) -> Tensor:
        told = [k for k, place in enumerate(places) if self.passages.topic[place]]
        phrases = trainee.vectors([self.passages.topic[places[k]] for k in told])
        return phrase_match(vectors[told], phrases, same_block[told][:, told], self.temperature)

    def _described(self, trainee: Trainee, vectors: Tensor, primary: Tensor, material: Tensor) -> Tensor:
        """Against the subjects of the batch, those that its passages only touch among them."""
        present = torch.unique(primary)
        described = trainee.vectors([self.descriptions[k] for k in present.tolist()])
        place = torch.searchsorted(present, primary)
        also = material[:, present] > 0
        also[torch.arange(len(place)), place] = False
        return description_match(vectors, described, place, also, self.temperature)


def _heads(base: NDArray[np.float32], readers: _Readers) -> nn.ModuleDict:
    """Linear heads that begin with the mean of each subject's passages, less that of all."""
    vectors = torch.from_numpy(base)
    of_subject = functional.one_hot(readers.primary, readers.material.shape[1]).float()
    means = of_subject.T @ (vectors - vectors.mean(0)) / of_subject.sum(0).clamp(min=1)[:, None]
    heads = {}
    for name, bias in (("primary", 0.0), ("material", RARE)):
        head = nn.Linear(vectors.shape[1], len(means))
        head.weight.data, head.bias.data = HEAD_SCALE * means, torch.full((len(means),), bias)
        heads[name] = head
    return nn.ModuleDict(heads)


def _descend(
    trainee: Trainee,
    heads: nn.Module,
    groups: list[dict[str, object]],
    loss_of: Callable[[Rows], Tensor],
    steps: tuple[Iterator[Rows], int],
    kept: Checkpoints,
    told: tuple[str, Progress],
) -> None:
    """AdamW with a warm-up and a cosine, from the last checkpoint on."""
    batches, n_steps = steps
    optimizer = torch.optim.AdamW(groups)
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, n_steps))
    parts = _Parts(trainee, heads, optimizer, pace)
    first = parts.restored(kept.file)
    losses = []
    for step, rows in enumerate(islice(batches, first, n_steps), first + 1):
        loss = loss_of(rows)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([p for _, p in trainee.parameters()], LARGEST_GRADIENT)
        optimizer.step()
        pace.step()
        losses.append(loss.item())
        if step % kept.every == 0 or step == n_steps:
            parts.keep(kept.file, step)
            told[1](told[0], step, n_steps, float(np.mean(losses)))
            losses = []


def _rate(step: int, n_steps: int) -> float:
    """Share of the learning rate at a step."""
    cosine = (1 + math.cos(math.pi * min(1.0, step / n_steps))) / 2
    return min(1.0, (step + 1) / WARM_UP_STEPS) * (LAST_RATE + (1 - LAST_RATE) * cosine)


@dataclass(frozen=True)
class _Parts:
    """All that changes while a fit goes on."""

    trainee: Trainee
    heads: nn.Module
    optimizer: torch.optim.Optimizer
    pace: torch.optim.lr_scheduler.LRScheduler

    def keep(self, file: Path | None, step: int) -> None:
        """Write the state, whole or not at all."""
        if file is None:
            return
        state = {
            "step": step,
            "trained": {name: p.detach() for name, p in self.trainee.parameters()},
            "heads": self.heads.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "pace": self.pace.state_dict(),
        }
        half = file.with_suffix(".part")
        torch.save(state, half)
        half.replace(file)

    def restored(self, file: Path | None) -> int:
        """Take up the state of a file where there is one; steps done so far."""
        if file is None or not file.is_file():
            return 0
        state = torch.load(file, weights_only=True)
        self.trainee.load(state["trained"])
        self.heads.load_state_dict(state["heads"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.pace.load_state_dict(state["pace"])
        return int(state["step"])

"""Updates of the packaged model: what training for earnings calls adds to it, as low-rank changes of its weights.

In: an update file and the weights of the packaged model.  Out: the weights of the updated model, in float32.  A file
holds, for a weight W, two thin matrices A and B whose product is added, W + B A (Hu et al. 2022, LoRA), and may hold
the change of a bias or of a LayerNorm's parameter; it says which layers are kept, and numbers those from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EncoderError
from embeddings.weights import MODEL_NAME, REVISION

Weights = Mapping[str, NDArray[np.float32]]

BASE = f"{MODEL_NAME}@{REVISION}"
OTHERS = "subjects."  # tensors of this prefix are for another module
_LAYER = re.compile(r"encoder\.layer\.(\d+)\.(.+)")
_UPDATED = ("encoder.layer.", "embeddings.LayerNorm.")  # what a text's vector rests on; the model's pooler it does not


@dataclass(frozen=True)
class Update:
    """An update as its file has it.

    ``source`` names the file in errors; ``layers`` are the kept layers of the packaged model, counted from 0;
    ``tensors`` hold the matrices ``….A`` of shape (rank, inputs) and ``….B`` of shape (outputs, rank), and ``….delta``.
    """

    source: str
    layers: tuple[int, ...]
    tensors: Weights


def read_update(path: Path) -> Update:
    """Read an update file, its numbers as float32.

    Raises
    ------
    EncoderError
        If it is no safetensors file, does not say which layers are kept, or is for another model.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as file:
            told = file.metadata() or {}
            names = [name for name in file.keys() if not name.startswith(OTHERS)]  # noqa: SIM118  # no mapping
            tensors = {name: file.get_tensor(name).astype(np.float32) for name in names}
    except (SafetensorError, OSError) as error:
        raise EncoderError(f"{path}: not an update of the sentence model ({error})") from error
    if told.get("base") != BASE:
        raise EncoderError(f"{path}: an update of {told.get('base', 'no model that it names')}, expected {BASE}")
    layers = told.get("layers", "")
    if not re.fullmatch(r"\d+(,\d+)*", layers):
        raise EncoderError(f"{path}: the layers that are kept are {layers!r}, expected such as '0,2,5'")
    return Update(str(path), tuple(map(int, layers.split(","))), tensors)


def updated_weights(base: Weights, update: Update) -> dict[str, NDArray[np.float32]]:
    """The weights of the packaged model with an update: layers that are not kept left out, changes added.

    Parameters
    ----------
    base : mapping of str to ndarray of float32
        Weights of the packaged model by name, such as ``encoder.layer.0.attention.self.query.weight``.
    update : Update
        What is added.

    Returns
    -------
    dict of str to ndarray of float32
        Layers numbered from 0; arrays that do not change are those of ``base``.

    Raises
    ------
    EncoderError
        If the update names a layer, a weight or a shape that the model does not have, or one of A and B alone.
    """
    weights = _with_layers(base, update)
    for name, change in _changes(update):
        fits = name.startswith(_UPDATED) and name in weights and weights[name].shape == change.shape
        if not fits:
            raise EncoderError(f"{update.source}: {name} {change.shape} fits no weight of {BASE}")
        weights[name] = weights[name] + change
    return weights


def _with_layers(base: Weights, update: Update) -> dict[str, NDArray[np.float32]]:
    """The base's weights without the layers that are not kept."""
    new_number = {layer: number for number, layer in enumerate(update.layers)}
    n_layers = len({match[1] for name in base if (match := _LAYER.fullmatch(name))})
    if sorted(new_number) != list(update.layers) or update.layers[-1] >= n_layers:
        raise EncoderError(f"{update.source}: layers {update.layers} are not some of {n_layers} in their order")
    weights = {}
    for name, weight in base.items():
        match = _LAYER.fullmatch(name)
        if match is None:
            weights[name] = weight
        elif int(match[1]) in new_number:
            weights[f"encoder.layer.{new_number[int(match[1])]}.{match[2]}"] = weight
    return weights


def _changes(update: Update) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """What is added to which weight."""
    for name, tensor in update.tensors.items():
        stem, _, part = name.rpartition(".")
        if part == "delta" and tensor.ndim == 1:  # a bias or a LayerNorm's parameter
            yield stem, tensor
        elif part in ("A", "B"):
            a, b = update.tensors.get(f"{stem}.A"), update.tensors.get(f"{stem}.B")
            if a is None or b is None:
                raise EncoderError(f"{update.source}: {name} stands alone, A and B come in pairs")
            if a.ndim != 2 or b.ndim != 2 or b.shape[1] != a.shape[0]:
                raise EncoderError(f"{update.source}: {stem}: B {b.shape} and A {a.shape} have no product")
            if part == "A":
                yield f"{stem}.weight", b @ a
        else:
            raise EncoderError(f"{update.source}: {name} {tensor.shape} is no A, B or delta of one dimension")

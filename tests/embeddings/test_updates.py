"""Updates of the packaged model: what is added where, and files that do not fit."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from embeddings import weights
from embeddings.errors import EncoderError
from embeddings.updates import BASE, Update, read_update, updated_weights
from embeddings.weights import UPDATES, packaged_model, packaged_update

QUERY = "encoder.layer.{}.attention.self.query"
MAX_BYTES = 2_000_000


def tiny_model(n_layers: int = 4) -> dict[str, np.ndarray]:
    """A model whose every weight tells its layer: 10 for layer 1, 20 for layer 2."""
    model = {"embeddings.LayerNorm.bias": np.zeros(2, np.float32), "pooler.dense.weight": np.zeros((2, 2), np.float32)}
    for layer in range(n_layers):
        model[QUERY.format(layer) + ".weight"] = np.full((3, 2), 10 * layer, np.float32)
        model[QUERY.format(layer) + ".bias"] = np.full(3, 10 * layer, np.float32)
    return model


def update_of(tensors: Mapping[str, np.ndarray], layers: tuple[int, ...] = (0, 2)) -> Update:
    return Update("tiny", layers, {name: np.asarray(tensor, np.float32) for name, tensor in tensors.items()})


def write(path: Path, metadata: dict[str, str], **tensors: np.ndarray) -> Path:
    save_file(tensors or {"x.delta": np.zeros(1, np.float16)}, path, metadata=metadata)
    return path


def test_kept_layers_are_numbered_from_zero_and_the_others_left_out() -> None:
    made = updated_weights(tiny_model(), update_of({}, (0, 2, 3)))
    assert [made[QUERY.format(i) + ".weight"][0, 0] for i in range(3)] == [0, 20, 30]
    assert len(made) == 2 + 2 * 3
    assert updated_weights(tiny_model(), update_of({}, (0, 1, 2, 3))).keys() == tiny_model().keys()


def test_product_is_added_to_the_weight_of_the_kept_layer() -> None:
    base, layer = tiny_model(), QUERY.format(1)
    a, b = [[1, 2]], [[1], [0], [-1]]
    made = updated_weights(base, update_of({f"{layer}.A": a, f"{layer}.B": b, f"{layer}.bias.delta": [1, 2, 3]}))
    assert made[f"{layer}.weight"].tolist() == [[21, 22], [20, 20], [19, 18]]  # layer 1 of those kept is the base's 2
    assert made[f"{layer}.bias"].tolist() == [21, 22, 23]
    assert made[f"{layer}.weight"].dtype == np.float32
    assert base[QUERY.format(2) + ".weight"].tolist() == [[20, 20]] * 3


def test_change_of_the_first_layernorm_is_added() -> None:
    made = updated_weights(tiny_model(), update_of({"embeddings.LayerNorm.bias.delta": [1, 2]}))
    assert made["embeddings.LayerNorm.bias"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({QUERY.format(0) + ".A": np.ones((1, 2))}, "stands alone, A and B come in pairs"),
        ({QUERY.format(0) + ".B": np.ones((3, 1))}, "stands alone, A and B come in pairs"),
        ({QUERY.format(0) + ".A": np.ones((1, 2)), QUERY.format(0) + ".B": np.ones((3, 2))}, "have no product"),
        ({QUERY.format(0) + ".A": np.ones((1, 3)), QUERY.format(0) + ".B": np.ones((3, 1))}, "fits no weight of all-M"),
        ({QUERY.format(2) + ".A": np.ones((1, 2)), QUERY.format(2) + ".B": np.ones((3, 1))}, "fits no weight of all-M"),
        ({QUERY.format(0) + ".bias.delta": np.ones(2)}, "fits no weight of all-M"),
        ({QUERY.format(0) + ".weight.delta": np.ones((3, 2))}, "is no A, B or delta of one dimension"),
        ({"encoder.layer.0.other.bias.delta": np.ones(2)}, "fits no weight of all-M"),
        ({"pooler.dense.A": np.ones((1, 2)), "pooler.dense.B": np.ones((2, 1))}, "fits no weight of all-M"),
        ({QUERY.format(0) + ".weight": np.ones((3, 2))}, "is no A, B or delta"),
    ],
)
def test_tensor_that_fits_nothing_is_refused(tensors: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(EncoderError, match=message) as caught:
        updated_weights(tiny_model(), update_of(tensors))
    assert str(caught.value).startswith("tiny: ")


@pytest.mark.parametrize("layers", [(2, 0), (0, 0), (0, 4)])
def test_layers_that_the_model_does_not_have_in_that_order_are_refused(layers: tuple[int, ...]) -> None:
    with pytest.raises(EncoderError, match="are not some of 4 in their order"):
        updated_weights(tiny_model(), update_of({}, layers))


def test_file_is_read_in_float32_without_the_tensors_of_others(tmp_path: Path) -> None:
    tensors = {"a.A": np.full((1, 2), 0.5, np.float16), "subjects.weight": np.ones(4, np.float16)}
    update = read_update(write(tmp_path / "u.safetensors", {"base": BASE, "layers": "0,2,5"}, **tensors))
    assert (update.layers, list(update.tensors)) == ((0, 2, 5), ["a.A"])
    assert (update.tensors["a.A"].dtype, update.tensors["a.A"].tolist()) == (np.float32, [[0.5, 0.5]])


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"layers": "0"}, "an update of no model that it names, expected all-MiniLM-L6-v2@1110a243fdf4"),
        ({"layers": "0", "base": "all-MiniLM-L6-v2@main"}, "an update of all-MiniLM-L6-v2@main, expected"),
        ({"base": BASE}, "the layers that are kept are '', expected"),
        ({"base": BASE, "layers": "all"}, "the layers that are kept are 'all', expected"),
    ],
)
def test_file_for_another_model_or_without_layers_is_refused(
    tmp_path: Path, metadata: dict[str, str], message: str
) -> None:
    with pytest.raises(EncoderError, match=message):
        read_update(write(tmp_path / "u.safetensors", metadata))


def test_file_of_another_kind_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "u.safetensors").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(EncoderError, match="not an update of the sentence model") as caught:
        read_update(tmp_path / "u.safetensors")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", UPDATES)
def test_packaged_update_fits_the_packaged_model_and_is_small(name: str) -> None:
    path = packaged_update(name)
    update = read_update(path)
    base = load_file(packaged_model() / "model.safetensors")
    made = updated_weights(base, update)
    changed = [n for n in made if n.startswith("encoder.layer.0.") and not np.array_equal(made[n], base[n])]
    assert changed
    assert path.stat().st_size <= MAX_BYTES


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package, empty, beside which lies ``data``."""
    shutil.copytree(packaged_update("six-layer").parent, tmp_path / "data" / "encoder")
    (tmp_path / "embeddings").mkdir()
    monkeypatch.setattr(weights, "__file__", str(tmp_path / "embeddings" / "weights.py"))
    return tmp_path / "embeddings"


def test_update_lies_inside_the_package_when_it_is_installed(installed: Path) -> None:
    assert packaged_update("six-layer") == installed.parent / "data" / "encoder" / "six-layer.safetensors"
    (installed.parent / "data" / "encoder").rename(installed / "_data")
    assert packaged_update("six-layer") == installed / "_data" / "six-layer.safetensors"


def test_changed_or_missing_update_is_refused_with_the_command_to_mend_it(installed: Path) -> None:
    path = installed.parent / "data" / "encoder" / "six-layer.safetensors"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(EncoderError, match=r"sha256 is .* nothing was loaded; reinstall it: pip install .*callthemes"):
        packaged_update("six-layer")
    path.unlink()
    with pytest.raises(EncoderError, match=r"six-layer.safetensors: cannot be read .*; reinstall it: pip install"):
        packaged_update("six-layer")

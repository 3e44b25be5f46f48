"""Which model, which revision, which precision: settled before anything heavy is loaded.

In: a model name as a person writes it.  Out: a :class:`ModelChoice`, whose ``model_id`` keys the vector cache.
torch is imported only where an NVIDIA device may be present and must be asked; the network is used only for a hub name
that is not in the local hub cache.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from embeddings.errors import EncoderError
from embeddings.weights import DIMENSION, MODEL_NAME, REVISION, file_sha256

logger = logging.getLogger(__name__)

Precision = Literal["auto", "float32", "bfloat16"]

_SHORT = {"float32": "fp32", "bfloat16": "bf16"}
_HUB_NAME = re.compile(r"(?P<name>[\w.-]+(?:/[\w.-]+)?)(?:@(?P<revision>[\w./-]+))?")
# What decides a vector: weights, configuration, vocabulary.  Not the model's README, nor ONNX or TensorFlow twins.
_MODEL_FILES = (".safetensors", ".bin", ".json", ".txt", ".model")


@dataclass(frozen=True)
class ModelChoice:
    """A model as it will be loaded.

    ``kind`` says whether ``location`` is unused (packaged), a folder, or a hub name; ``dimension`` is None where it is
    known only after loading.
    """

    model_id: str
    kind: Literal["packaged", "folder", "hub"]
    location: str
    revision: str
    precision: Literal["float32", "bfloat16"]
    dimension: int | None = None


def resolve_model(model: str = "default", *, precision: Precision = "auto") -> ModelChoice:
    """Settle which model is meant, without loading it.

    Parameters
    ----------
    model : str
        ``default`` (the packaged all-MiniLM-L6-v2), an existing folder, or a hub name such as
        ``BAAI/bge-small-en-v1.5`` or ``BAAI/bge-small-en-v1.5@<revision>``.  A hub name without a revision means the
        one in the local hub cache, else the newest on the hub.
    precision : {"auto", "float32", "bfloat16"}
        ``auto`` is bfloat16 where the hardware multiplies it natively, else float32.

    Returns
    -------
    ModelChoice
        With a ``model_id`` such as ``all-MiniLM-L6-v2@1110a243/bf16``.

    Raises
    ------
    EncoderError
        If the name is neither a folder nor a model that the hub (or its local cache) has.
    """
    settled = settle_precision(precision)
    suffix = _SHORT[settled]
    if model == "default":
        model_id = f"{MODEL_NAME}@{REVISION[:8]}/{suffix}"
        return ModelChoice(model_id, "packaged", MODEL_NAME, REVISION, settled, DIMENSION)
    folder = Path(model).expanduser()
    if folder.is_dir():
        revision = folder_revision(folder)
        return ModelChoice(f"{folder.resolve().name}@{revision[:8]}/{suffix}", "folder", str(folder), revision, settled)
    match = _HUB_NAME.fullmatch(model)
    if match is None or model.startswith("."):
        raise EncoderError(
            f"{model}: no such folder, and not a hub name",
            mend="give 'default', a folder, or a name such as BAAI/bge-small-en-v1.5",
        )
    name = match["name"] if "/" in match["name"] else f"sentence-transformers/{match['name']}"
    revision = _hub_revision(name, match["revision"] or "main")
    return ModelChoice(f"{name}@{revision[:8]}/{suffix}", "hub", name, revision, settled)


def settle_precision(precision: Precision) -> Literal["float32", "bfloat16"]:
    """Turn ``auto`` into what the hardware is good at; bfloat16 without its instructions is slower than float32."""
    if precision not in ("auto", "float32", "bfloat16"):
        raise EncoderError(f"precision is {precision!r}, allowed are auto, float32, bfloat16")
    if precision != "auto":
        return precision
    return "bfloat16" if _hardware_has_bfloat16() else "float32"


def cpu_has_bfloat16(cpuinfo: str) -> bool:
    """Say whether a Linux ``/proc/cpuinfo`` names x86's bfloat16 instructions (AVX512_BF16 or AMX).

    Examples
    --------
    >>> cpu_has_bfloat16("flags : fpu avx512f avx512_bf16")
    True
    >>> cpu_has_bfloat16("flags : fpu avx2")
    False
    """
    return re.search(r"\b(avx512_bf16|amx_bf16)\b", cpuinfo) is not None


def folder_revision(folder: Path) -> str:
    """Hash the files of a model folder that decide its vectors, names included: 64 hex digits."""
    digest = hashlib.sha256()
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.suffix in _MODEL_FILES)
    if not names:
        raise EncoderError(f"{folder}: no model in this folder (no weights, no configuration)")
    for name in names:
        if (folder / name).is_file():
            digest.update(f"{name}\0{file_sha256(folder / name)}\n".encode())
    return digest.hexdigest()


def _hardware_has_bfloat16() -> bool:
    if _may_have_cuda():
        import torch

        if torch.cuda.is_available():
            return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    try:
        return cpu_has_bfloat16(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        # Elsewhere than on Linux the flags are not to be read cheaply; float32 is right everywhere.
        return False


def _may_have_cuda() -> bool:
    nodes = ("/dev/nvidiactl", "/dev/dxg", "/proc/driver/nvidia/version")
    return sys.platform == "win32" or any(Path(node).exists() for node in nodes)


def _hub_revision(name: str, revision: str) -> str:
    """Return the commit that ``revision`` means: the local cache's if it has the model, else the hub's."""
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        cached = huggingface_hub.try_to_load_from_cache(name, "config.json", revision=revision)
        if isinstance(cached, str):
            return Path(cached).parent.name
        logger.info("asking the hub for %s@%s", name, revision)
        commit = huggingface_hub.model_info(name, revision=revision, timeout=30).sha
    except (HfHubHTTPError, HFValidationError, OSError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EncoderError(
            f"{name}@{revision}: not a folder, not in the local hub cache, and the hub gave no answer ({reason})",
            mend="check the name and the network, or use 'default'",
        ) from error
    if commit is None:
        raise EncoderError(f"{name}@{revision}: the hub names no commit for it", mend="give a revision: name@commit")
    return commit

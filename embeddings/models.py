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
from embeddings.weights import DIMENSION, MODEL_NAME, REVISION, UPDATES, file_sha256

logger = logging.getLogger(__name__)

Precision = Literal["auto", "float32", "bfloat16"]

PLAIN = "plain"  #: the packaged model as published
DEFAULT = "three-layer"  #: the packaged model that ``default`` means
NAMES = ("default", PLAIN, *UPDATES)  #: what the packaged models are called

_SHORT: dict[Literal["float32", "bfloat16"], str] = {"float32": "fp32", "bfloat16": "bf16"}
_UPDATE_PREFIX = "callthemes-"
_HUB_NAME = re.compile(r"(?P<name>[\w.-]+(?:/[\w.-]+)?)(?:@(?P<revision>[\w./-]+))?")
# What decides a vector: weights, configuration, vocabulary.  Not the model's README, nor ONNX or TensorFlow twins.
_MODEL_FILES = (".safetensors", ".bin", ".json", ".txt", ".model")


@dataclass(frozen=True)
class ModelChoice:
    """A model as it will be loaded.

    ``kind`` says whether ``location`` is the name of a packaged model (``plain`` or an update's), a folder, or a hub
    name; ``dimension`` is None where it is known only after loading.
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
        ``plain`` (the packaged all-MiniLM-L6-v2), ``six-layer`` or ``three-layer`` (the same with an update for
        earnings calls), ``default`` (one of those), an existing folder, or a hub name such as
        ``BAAI/bge-small-en-v1.5`` or ``BAAI/bge-small-en-v1.5@<revision>``.  A hub name without a revision means the
        one in the local hub cache, else the newest on the hub.  A folder that is called as a packaged model needs its
        path: ``./plain``.
    precision : {"auto", "float32", "bfloat16"}
        ``auto`` is bfloat16 where the hardware multiplies it natively, else float32.

    Returns
    -------
    ModelChoice
        With a ``model_id`` such as ``all-MiniLM-L6-v2@1110a243/bf16``, where 1110a243 begins the revision; of an
        update, the sha256 of its file.

    Raises
    ------
    EncoderError
        If the name is neither a folder nor a model that the hub (or its local cache) has.
    """
    settled = settle_precision(precision)
    suffix = _SHORT[settled]
    if model in NAMES:
        name = DEFAULT if model == "default" else model
        revision = UPDATES.get(name, REVISION)
        return ModelChoice(f"{_packaged_id(name)}/{suffix}", "packaged", name, revision, settled, DIMENSION)
    folder = Path(model).expanduser()
    if folder.is_dir():
        revision = folder_revision(folder)
        return ModelChoice(f"{folder.resolve().name}@{revision[:8]}/{suffix}", "folder", str(folder), revision, settled)
    match = _HUB_NAME.fullmatch(model)
    if match is None or model.startswith("."):
        raise EncoderError(
            f"{model}: no such folder, and not a hub name",
            mend=f"give {', '.join(NAMES)}, a folder, or a name such as BAAI/bge-small-en-v1.5",
        )
    name = match["name"] if "/" in match["name"] else f"sentence-transformers/{match['name']}"
    revision = _hub_revision(name, match["revision"] or "main")
    return ModelChoice(f"{name}@{revision[:8]}/{suffix}", "hub", name, revision, settled)


def packaged_setting(model_id: str) -> tuple[str, Precision] | None:
    """Name and precision that ask for a packaged model by its id; None for other models and other versions' updates.

    Examples
    --------
    >>> packaged_setting("all-MiniLM-L6-v2@1110a243/bf16")
    ('plain', 'bfloat16')
    """
    for name in (PLAIN, *UPDATES):
        for precision, suffix in _SHORT.items():
            if model_id == f"{_packaged_id(name)}/{suffix}":
                return name, precision
    return None


def is_replaced(model_id: str, model: str) -> bool:
    """Whether a packaged model was used where now another is asked for by name; its precision does not count.

    Parameters
    ----------
    model_id : str
        Of the model that was used; that of a folder or hub model gives False.
    model : str
        Asked for, as :func:`resolve_model` takes it; a folder or hub name gives False.

    Examples
    --------
    >>> is_replaced("all-MiniLM-L6-v2@1110a243/bf16", "six-layer")
    True
    """
    used = model_id.rpartition("/")[0]
    is_packaged = used.startswith((f"{MODEL_NAME}@", _UPDATE_PREFIX))
    return is_packaged and model in NAMES and used != _packaged_id(DEFAULT if model == "default" else model)


def _packaged_id(name: str) -> str:
    """The id of a packaged model but for its precision."""
    return f"{_UPDATE_PREFIX}{name}@{UPDATES[name][:8]}" if name in UPDATES else f"{MODEL_NAME}@{REVISION[:8]}"


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
    if may_have_cuda():
        import torch

        if torch.cuda.is_available():
            return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return this_cpu_has_bfloat16()


def this_cpu_has_bfloat16() -> bool:
    """Whether this machine's processor multiplies bfloat16; elsewhere than on Linux its flags are not to be read.

    Where they are not, float32 is right: it is so everywhere.
    """
    try:
        return cpu_has_bfloat16(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return False


def may_have_cuda() -> bool:
    """Whether there may be an NVIDIA device: what the system says without torch, which alone knows."""
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
            mend=f"check the name and the network, or use one that is packaged: {', '.join(NAMES)}",
        ) from error
    if commit is None:
        raise EncoderError(f"{name}@{revision}: the hub names no commit for it", mend="give a revision: name@commit")
    return commit

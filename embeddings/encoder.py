"""Text to unit vectors, with a sentence-transformers model fitted to the hardware.

In: texts.  Out: a float32 array, one unit row a text.  Three things make it faster than the library's own loop on a CPU
with the same results: bfloat16 where the processor multiplies it natively, small batches that stay in cache, and
batches of equal length.  Token lengths are padded to a multiple of eight and never to the longest of the batch, so a
text's vector does not depend on which texts it was encoded with.  The transformer alone runs in bfloat16: pooling and
normalisation are float32, since bfloat16 norms are off by up to .4%.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.errors import EncoderError
from embeddings.models import PLAIN, ModelChoice, Precision, resolve_model
from embeddings.similarity import unit_rows
from embeddings.updates import Update, read_update, updated_weights
from embeddings.weights import file_sha256, packaged_model, packaged_update

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

CPU_BATCH = 16  # 8 to 16 rows of a hundred tokens stay in a core's cache: 30% faster than 64
GPU_BATCH = 128
PAD_TO = 8  # tokens
MIN_TOKENS = 16  # a batch of fewer goes through another kernel of MKL (seen with AVX2) and ends in other last bits
_TOKENIZE_AT_ONCE = 1024  # texts; bounds the memory that a million texts' token ids would take


class Encoder(Protocol):
    """Anything that turns texts into unit vectors of one dimension."""

    @property
    def model_id(self) -> str:
        """Name, revision and precision; equal ids promise equal vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Encode texts; returns shape (n, dimension), unit rows; ``progress`` gets the number of texts done."""


class SentenceTransformerEncoder:
    """A loaded sentence-transformers model.

    Parameters
    ----------
    model : SentenceTransformer
        A model whose first module is a text transformer.
    model_id : str
        Name, revision and precision.

    Raises
    ------
    EncoderError
        If the model says no dimension, or is of a kind that has no tokens to pad (static vectors, images).
    """

    def __init__(self, model: SentenceTransformer, model_id: str) -> None:
        self._model = model.eval()
        self._model_id = model_id
        self._modules = list(model.children())
        for module in self._modules[1:]:
            module.float()
        self._batch = GPU_BATCH if model.device.type == "cuda" else CPU_BATCH
        self._prompt = model.prompts.get(model.default_prompt_name or "", "")
        if hasattr(model.tokenizer, "padding_side"):
            model.tokenizer.padding_side = "right"
        self._dimension: int = self.encode(["dimension"]).shape[1]

    @property
    def model_id(self) -> str:
        """Name, revision and precision, such as ``all-MiniLM-L6-v2@1110a243/bf16``."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """Tokens after which a text is cut off; 0 where the model has no limit."""
        return int(self._model.max_seq_length or 0)

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Encode texts, longest first; the result does not depend on their order or company.

        Parameters
        ----------
        texts : sequence of str
            May be empty, and may hold empty texts.
        progress : callable, optional
            Called with the number of texts done so far.

        Returns
        -------
        ndarray of float32, shape (n, dimension)
            Unit rows, in the order of ``texts``.

        Raises
        ------
        EncoderError
            If the model gives a vector that is not finite or has no direction.
        """
        if not len(texts):
            return np.zeros((0, self._dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i))
        rows: dict[int, NDArray[np.float32]] = {}
        for start in range(0, len(order), _TOKENIZE_AT_ONCE):
            group = order[start : start + _TOKENIZE_AT_ONCE]
            for places, vectors in self._encode_group([self._prompt + texts[i] for i in group]):
                rows.update(zip((group[place] for place in places), vectors, strict=True))
                if progress is not None:
                    progress(len(rows))
        return self._checked(np.stack([rows[i] for i in range(len(texts))]), texts)

    def _encode_group(self, texts: list[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        features = self._tokens(texts)
        lengths = features["attention_mask"].sum(dim=1).tolist()
        # Some models have no position beyond their limit, and theirs need not be a multiple of eight.
        limit = self.max_tokens or sys.maxsize
        padded = [max(int(length), min(-(-int(length) // PAD_TO) * PAD_TO, limit)) for length in lengths]
        for places in _equal_batches(padded, self._batch):
            length = padded[places[0]]
            repeated = places * -(-MIN_TOKENS // (length * len(places)))
            yield places, self._forward(_take(features, repeated, length))[: len(places)]

    def _tokens(self, texts: list[str]) -> Mapping[str, torch.Tensor]:
        # sentence-transformers 6 renamed `tokenize` to `preprocess`.
        tokenize = getattr(self._model, "preprocess", None) or self._model.tokenize
        features: Mapping[str, torch.Tensor] = tokenize(texts)
        if "attention_mask" not in features:
            raise EncoderError(
                f"{self._model_id}: not a text transformer (no attention mask)",
                mend="use 'default' or another sentence-transformers model of that kind",
            )
        return features

    def _forward(self, features: dict[str, torch.Tensor]) -> NDArray[np.float32]:
        import torch

        with torch.inference_mode():
            state = {k: v.to(self._model.device) if torch.is_tensor(v) else v for k, v in features.items()}
            for module in self._modules:
                state = module(state)
                state = {k: v.float() if _is_floating(v) else v for k, v in state.items()}
            vectors: NDArray[np.float32] = state["sentence_embedding"].cpu().numpy()
        return vectors

    def _checked(self, vectors: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float32]:
        norms = np.linalg.norm(vectors, axis=1)
        bad = np.flatnonzero(~np.isfinite(norms) | (norms == 0))
        if len(bad):
            raise EncoderError(
                f"{self._model_id}: {len(bad)} of {len(texts)} vectors are not usable (not finite, or zero), "
                f"the first for {texts[bad[0]][:60]!r}",
                mend="try precision = 'float32', or another model",
            )
        return unit_rows(vectors)


def load_encoder(model: str | ModelChoice = "default", *, precision: Precision = "auto") -> SentenceTransformerEncoder:
    """Load a sentence model; takes seconds, most of them imports.

    Parameters
    ----------
    model : str or ModelChoice
        A packaged model's name, a folder, or a hub name, see :func:`embeddings.models.resolve_model`; or what that
        settled on, precision included.  The network is used for hub names only.
    precision : {"auto", "float32", "bfloat16"}
        ``auto`` asks the hardware.

    Returns
    -------
    SentenceTransformerEncoder
        On a CUDA device if there is one, else Apple's, else the CPU.

    Raises
    ------
    EncoderError
        If the model cannot be found, verified or loaded.
    """
    choice = resolve_model(model, precision=precision) if isinstance(model, str) else model
    has_update = choice.kind == "packaged" and choice.location != PLAIN
    update = read_update(packaged_update(choice.location)) if has_update else None
    return SentenceTransformerEncoder(_load(choice, update), choice.model_id)


def load_update(path: Path, *, precision: Precision = "auto") -> SentenceTransformerEncoder:
    """Load the packaged model with an update that is not packaged, such as one just trained.

    Parameters
    ----------
    path : Path
        An update file (:mod:`embeddings.updates`).
    precision : {"auto", "float32", "bfloat16"}
        ``auto`` asks the hardware.

    Raises
    ------
    EncoderError
        If it is no update of the packaged model, or that model cannot be verified or loaded.
    """
    plain = resolve_model(PLAIN, precision=precision)
    return SentenceTransformerEncoder(_load(plain, read_update(path)), f"{path.stem}@{file_sha256(path)[:8]}")


def _load(choice: ModelChoice, update: Update | None) -> SentenceTransformer:
    is_packaged = choice.kind == "packaged"
    name = str(packaged_model()) if is_packaged else choice.location
    with _quiet_libraries():
        import torch
        from sentence_transformers import SentenceTransformer

        device, precision = _device(), getattr(torch, choice.precision)
        kwargs: dict[str, object] = {"dtype": torch.float32 if update else precision}
        if device == "cpu" and is_packaged:
            # At these lengths and heads of 32 dimensions, plain products beat the fused kernel on a CPU by about 5%.
            kwargs["attn_implementation"] = "eager"
        try:
            model = SentenceTransformer(
                name,
                device=device,
                revision=choice.revision if choice.kind == "hub" else None,
                local_files_only=choice.kind != "hub",
                trust_remote_code=False,
                model_kwargs=kwargs,
            )
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise EncoderError(
                f"{name}: cannot be loaded as a sentence model ({reason})",
                mend="check the name or folder, or use 'default'",
            ) from error
    if update:
        _apply(update, model, precision)
    return model


def _apply(update: Update, model: SentenceTransformer, precision: torch.dtype) -> None:
    """Give a model loaded in float32 an update's layers and weights, and then its precision."""
    import torch

    bert = model[0].auto_model
    weights = updated_weights({name: w.cpu().numpy() for name, w in bert.state_dict().items()}, update)
    bert.encoder.layer = torch.nn.ModuleList(bert.encoder.layer[kept] for kept in update.layers)
    bert.config.num_hidden_layers = len(update.layers)
    bert.load_state_dict({name: torch.from_numpy(weight) for name, weight in weights.items()})
    bert.to(precision)


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _equal_batches(padded: Sequence[int], size: int) -> Iterator[list[int]]:
    """Yield positions in batches of one padded length each, longest first: memory runs out at once or never."""
    order = sorted(range(len(padded)), key=lambda i: (-padded[i], i))
    batch: list[int] = []
    for place in order:
        if batch and (len(batch) == size or padded[place] != padded[batch[0]]):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _take(features: Mapping[str, torch.Tensor], places: list[int], length: int) -> dict[str, torch.Tensor]:
    """Take rows of every token tensor, cut or zero-padded on the right to ``length`` tokens."""
    import torch

    shape = features["attention_mask"].shape
    taken = {}
    for name, value in features.items():
        if torch.is_tensor(value) and value.shape == shape:
            rows = value[places, :length]
            taken[name] = torch.nn.functional.pad(rows, (0, length - rows.shape[1]))
        else:
            taken[name] = value
    return taken


def _is_floating(value: object) -> bool:
    import torch

    return isinstance(value, torch.Tensor) and value.is_floating_point()


@contextlib.contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep the libraries' own progress bars and notices off the terminal while a model loads."""
    from transformers.utils import logging as transformers_logging

    names = ("sentence_transformers", "transformers", "huggingface_hub")
    levels = {name: logging.getLogger(name).level for name in names}
    had_bar = transformers_logging.is_progress_bar_enabled()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    for name in names:
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        if had_bar:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]

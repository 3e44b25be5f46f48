"""The model in training: the packaged one, frozen, with low-rank updates of its linear layers.

In: which layers are kept, the rank.  Out: :class:`Trainee`, whose vectors have gradients, and the tensors of an update
file (:mod:`embeddings.updates`).  The update of a weight is B A, of a rank far below its size (Hu et al. 2022).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from embeddings.models import settle_precision
from embeddings.training.settings import EncoderTraining
from embeddings.weights import packaged_model

MAX_TOKENS = 256
PAD_TO = 8  # tokens
ENCODED_AT_ONCE = 32


class LowRank(nn.Module):
    """A frozen linear layer and its update: W x + B (A x), with B zero at first.

    Parameters
    ----------
    linear : Linear
        Of shape (outputs, inputs).
    rank : int
        Rows of A, columns of B.
    generator : torch.Generator
        Draws A.
    """

    def __init__(self, linear: nn.Linear, rank: int, generator: torch.Generator) -> None:
        super().__init__()
        self.linear = linear
        self.A = nn.Parameter(torch.randn(rank, linear.in_features, generator=generator) / linear.in_features**0.5)
        self.B = nn.Parameter(torch.zeros(linear.out_features, rank))

    def forward(self, inputs: Tensor) -> Tensor:
        """Outputs of the updated layer."""
        thin = functional.linear(inputs, self.A.to(inputs.dtype))
        updated: Tensor = self.linear(inputs) + functional.linear(thin, self.B.to(inputs.dtype))
        return updated


class Trainee:
    """The packaged model with updates that can be trained.

    Parameters
    ----------
    how : EncoderTraining
        Layers kept, rank, and whether biases and LayerNorms change as well.
    seed : int
        Of the updates' first values.
    """

    def __init__(self, how: EncoderTraining, seed: int) -> None:
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        folder = str(packaged_model())
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._is_bf16 = settle_precision("auto") == "bfloat16"
        dtype = torch.bfloat16 if self._is_bf16 else torch.float32
        model: Any = AutoModel.from_pretrained(folder, local_files_only=True, dtype=dtype)
        model.eval().requires_grad_(False)
        model.encoder.layer = nn.ModuleList([model.encoder.layer[k] for k in how.layers])
        generator = torch.Generator().manual_seed(seed)
        for parent in list(model.encoder.modules()):
            for name, child in list(parent.named_children()):
                if isinstance(child, nn.Linear):
                    setattr(parent, name, LowRank(child, how.rank, generator))
        self._first: dict[str, Tensor] = {}
        if how.norms:
            self._free_norms(model.encoder)
        self._model = model

    def _free_norms(self, encoder: nn.Module) -> None:
        """Let biases and the parameters of LayerNorms change, in float32; what they were is kept."""
        for name, parameter in encoder.named_parameters():
            if parameter.dim() == 1:
                parameter.data = parameter.data.float()
                parameter.requires_grad_(True)
                self._first[name] = parameter.data.clone()

    def parameters(self) -> Iterator[tuple[str, nn.Parameter]]:
        """Name and value of what is trained."""
        for name, parameter in self._model.encoder.named_parameters():
            if parameter.requires_grad:
                yield name, parameter

    def load(self, values: dict[str, Tensor]) -> None:
        """Set what is trained to ``values``, as :meth:`parameters` names them."""
        for name, parameter in self.parameters():
            parameter.data.copy_(values[name])

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors with gradients, shape (n_texts, d), float32."""
        tokens = self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, pad_to_multiple_of=PAD_TO,
            return_tensors="pt",
        )  # fmt: skip
        mask = tokens["attention_mask"]
        with torch.autocast("cpu", torch.bfloat16, enabled=self._is_bf16):
            states = self._model(input_ids=tokens["input_ids"], attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).float()
        return functional.normalize((states.float() * weight).sum(1) / weight.sum(1), dim=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors without gradients, shape (n_texts, d)."""
        order = sorted(range(len(texts)), key=lambda k: (-len(texts[k]), k))
        rows: dict[int, NDArray[np.float32]] = {}
        with torch.inference_mode():
            for start in range(0, len(order), ENCODED_AT_ONCE):
                some = order[start : start + ENCODED_AT_ONCE]
                rows.update(zip(some, self.vectors([texts[k] for k in some]).numpy(), strict=True))
        return np.stack([rows[k] for k in range(len(texts))])

    def update(self) -> dict[str, NDArray[np.float16]]:
        """Tensors of an update file."""
        tensors = {}
        for name, parameter in self.parameters():
            value = parameter.detach()
            if name in self._first:
                # a linear layer's bias stands one module deeper than in the packaged model
                name, value = f"{name.replace('.linear.', '.')}.delta", value - self._first[name]
            tensors[f"encoder.{name}"] = cast(NDArray[np.float16], value.half().contiguous().numpy())
        return tensors

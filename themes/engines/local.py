"""The local engine: everything in this process, one batch after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.cached import VectorCache, encode_cached
from embeddings.encoder import Encoder
from themes.tagging.matcher import Matcher, Tagged, tag_parts
from themes.tagging.passages import Passages


@dataclass(frozen=True)
class LocalEngine:
    """Embeds and tags in this process.

    Parameters
    ----------
    texts_per_batch : int
        Texts encoded between two commits to the cache: what an interruption may lose.
    calls_per_part : int
        Calls tagged together: bounds the memory that evidence takes, at 200 calls about 20,000 passages.
    """

    texts_per_batch: int = 256
    calls_per_part: int = 200

    def __post_init__(self) -> None:
        if self.texts_per_batch < 1 or self.calls_per_part < 1:
            given = f"texts_per_batch={self.texts_per_batch}, calls_per_part={self.calls_per_part}"
            raise ValueError(f"{given}: both must be at least 1")

    def embed(
        self,
        encoder: Encoder,
        texts: Sequence[str],
        hashes: Sequence[str],
        cache: VectorCache,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Encode what the cache lacks, batch by batch."""
        return encode_cached(encoder, texts, hashes, cache, batch_size=self.texts_per_batch, progress=progress)

    def tag(self, matcher: Matcher, passages: Passages) -> Tagged:
        """Tag part by part."""
        return tag_parts(matcher, list(passages.split(self.calls_per_part)))

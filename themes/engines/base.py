"""The protocol of an engine.

An engine decides where the two heavy stages run and how much they take at a time.  It does not decide what comes out:
vectors are those of the cache, rows those of the matcher, whatever the batches.  A new engine is one module here and
one line in :mod:`themes.engines.registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from embeddings.cached import VectorCache
from embeddings.encoder import Encoder
from themes.tagging.matcher import Matcher, Tagged
from themes.tagging.passages import Passages


class Engine(Protocol):
    """Runs embedding and tagging."""

    def embed(
        self,
        encoder: Encoder,
        texts: Sequence[str],
        hashes: Sequence[str],
        cache: VectorCache,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Vectors of texts, shape (n_texts, d), as the cache holds them; those that it lacks are put there.

        Parameters
        ----------
        encoder : Encoder
            Not called when the cache has everything.
        texts, hashes : sequence of str, same length
            Equal hashes mean equal texts.
        cache : VectorCache
            Of this process; what an interruption costs is for the engine to say.
        progress : callable, optional
            Called with (texts encoded, texts to encode).
        """

    def tag(self, matcher: Matcher, passages: Passages) -> Tagged:
        """Rows of ``chunk_themes`` of the passages, and the background they rest on, as by :func:`tag_parts`.

        The sums of all parts come before the first part is tagged; parts are whole calls.
        """

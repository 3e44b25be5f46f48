"""Text to unit vectors: encoders, verified weights, a cache, similarity.  Knows nothing of calls."""

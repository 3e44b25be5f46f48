"""Discovered themes: clustering, naming, and the same theme under the same id."""

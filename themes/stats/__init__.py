"""Statistics that know nothing of calls."""

"""Tracked themes: which passages speak of the themes of a catalog."""

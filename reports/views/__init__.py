"""Data of the views beside themes and companies."""

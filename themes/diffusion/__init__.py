"""Who mentioned a theme first, and how it spread."""

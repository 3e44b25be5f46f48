"""Interactive charts, for the page and for notebooks."""

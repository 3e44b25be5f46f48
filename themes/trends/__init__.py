"""Which themes rise, fade, begin and end."""

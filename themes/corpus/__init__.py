"""From files to the tables sources, calls, turns and chunks."""

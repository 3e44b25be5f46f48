"""From report data to files: HTML, Markdown, JSON, tables."""

"""Files that are not plain text, made into text: bytes in, text out, one module a kind."""

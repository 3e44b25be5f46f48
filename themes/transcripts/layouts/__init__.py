"""Vendor layouts, one module each; :mod:`themes.transcripts.layouts.registry` lists them."""

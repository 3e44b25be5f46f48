"""Drawings without a library: one small <svg> each."""

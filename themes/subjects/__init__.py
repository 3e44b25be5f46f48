"""Subjects: what earnings calls of any industry speak about, one vocabulary for all companies."""

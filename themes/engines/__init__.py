"""Engines: where and in which batches texts are embedded and calls are tagged."""

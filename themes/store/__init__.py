"""The study folder: immutable run files, the current run, the lock, the vector cache."""

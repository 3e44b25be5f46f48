"""The version of callthemes; a module of its own, so that no stage imports the package's root."""

__version__ = "0.1.0"

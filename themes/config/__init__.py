"""What people write: study.toml, catalog.toml, and the data that comes with callthemes."""

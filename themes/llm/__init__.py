"""A language model, where study.toml asks for one: names, a second reader, drafts of themes; the only way out."""

"""How good a study is, with labels and without."""

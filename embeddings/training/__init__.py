"""Training of the encoder updates and of the subject heads, on labelled passages; nothing here runs in a study."""

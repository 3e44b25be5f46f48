"""The stages in their order, and the refresh that runs them."""

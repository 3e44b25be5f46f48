"""What people decide: renames, merges, verdicts on passages, and what to ask them next."""

"""Words, phrases and identifiers; nothing of calls or themes."""

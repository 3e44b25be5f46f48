"""From tables to the records of a report."""

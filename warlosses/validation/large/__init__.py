"""Contributions beyond memory: the same rules, as SQL where the rows are."""

"""Contributions: a file is read, typed, checked by rules, and reported on."""

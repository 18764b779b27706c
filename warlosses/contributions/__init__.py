"""Contributions: read a file, run the rules, report. The public names are in `warlosses`."""

"""How the command line shows tables, claims, rules and reports in a terminal."""

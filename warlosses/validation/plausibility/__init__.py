"""How likely a figure is by its series' own past, and what was probably meant."""

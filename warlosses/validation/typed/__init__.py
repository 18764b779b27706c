"""From text cells to typed columns, and what could not be typed."""

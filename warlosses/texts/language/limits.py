"""How long a text may be: reading one takes as many seconds as it has pages."""

MOST_CHARACTERS = 250_000  # a hundred pages; no statement and no article is longer

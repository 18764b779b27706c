"""How long a text may be: reading one takes as many seconds as it has pages."""

MOST_CHARACTERS = 200_000  # eighty pages; no statement and no article is longer

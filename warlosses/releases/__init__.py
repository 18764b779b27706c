"""The user's side of releases: which there are, fetched, trusted, checked and found."""

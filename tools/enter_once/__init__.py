"""Sources without a public file to fetch again: read once, into contributions."""

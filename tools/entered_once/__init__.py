"""Sources without a public file to fetch again: read once, they live on as contributions."""

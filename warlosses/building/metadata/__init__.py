"""What catalogues and tools read about a release: one module a standard, one for the facts."""

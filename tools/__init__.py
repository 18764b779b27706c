"""What maintainers run: in the repository only, in no wheel."""

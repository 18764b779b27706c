"""From copies of the sources to a release on disk."""

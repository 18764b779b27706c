"""The release seen: the explorer page, and charts of frames."""

"""Files and frames of every kind, read into sheets of text cells with their places."""

"""The command line: it calls the public names of the package, and shows what they return."""

"""Files that are made from the declarations in the package."""

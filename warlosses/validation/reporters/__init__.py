"""A report in a format that people or programs read: one module a format."""

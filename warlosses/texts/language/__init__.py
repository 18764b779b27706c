"""A text in several languages, read into statements of figures."""

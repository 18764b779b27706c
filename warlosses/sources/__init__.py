"""The sources: one small reader each, a copy in, readings out; and the table of them."""

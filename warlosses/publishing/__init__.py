"""A release made public: signed, put out, and the keys that sign."""

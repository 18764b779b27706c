"""From a release to frames, and what is worked out from them."""

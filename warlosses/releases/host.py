"""Where things lie on a release host, and the role that signs releases."""

from __future__ import annotations

RELEASES = "releases"


ROLE = "releases"


METADATA, TARGETS = "metadata", "targets"


# The newest release in files of other kinds, at addresses that stay.
LATEST = "latest"

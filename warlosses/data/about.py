"""What the dataset is called and by whom it is made: for citations, and for its metadata."""

from __future__ import annotations

TITLE = "warlosses: daily loss claims in the Russo-Ukrainian war"
DESCRIPTION = (
    "Who claimed, on which day, that how many of what were lost by whom, and where each figure was "
    "read. A row is a claim, not a fact."
)
AUTHOR = "The warlosses contributors"
HOMEPAGE = "https://github.com/warlosses/warlosses"
KEYWORDS = ("open data", "OSINT", "Ukraine", "Russia", "losses")
# By the SPDX identifier that a manifest has.
LICENCE_PAGES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}

"""The names of the tables' columns, once, for those that must not wait for pandera.

`warlosses.schema` declares what is in them; a test holds these names against it.
"""

from __future__ import annotations

# What makes a claim: with `period_start`, where that is not the usual one.
KEY = ("claimant", "belligerent", "category", "outcome", "measure", "as_of")
SERIES = KEY[:4]
FIGURES = ("value", "value_low", "value_high")
STATED = (*FIGURES, "qualifier")

CLAIMS = (
    *("claim_id", "as_of", "period_start"),
    *KEY[:5],
    *STATED,
    *("unit", "status", "n_sources", "n_agreeing", "source_id", "source_url"),
    *("first_recorded_at", "last_changed_at", "note"),
)
OBSERVATIONS = (
    *("claim_id", "source_id"),
    *STATED,
    *("source_url", "raw_label", "recorded_at", "superseded_at", "note"),
)

# A contribution, and what of it has to be there (besides one of the figures).
CONTRIBUTION = ("as_of", *KEY[:5], *STATED, "period_start", "source_url", "note")
KEY_REQUIRED = ("as_of", "claimant", "belligerent", "category")
REQUIRED = (*KEY_REQUIRED, "source_url")
DEFAULTS = {"outcome": "lost", "measure": "cumulative", "qualifier": "exact"}
CODES = ("claimant", "belligerent", "category", "outcome", "measure", "qualifier")
DAYS = ("as_of", "period_start")
# What stood before, beside the cell to fill in: a template has it for the eye. It is not read.
REFERENCE = "previous"

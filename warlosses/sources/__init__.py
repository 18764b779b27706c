"""The sources: one small reader each, bytes in, readings out; and the table of them."""

from __future__ import annotations

from warlosses.sources._registry import READERS as READERS
from warlosses.sources._registry import Reader as Reader

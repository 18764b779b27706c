"""Names for arrays: what they hold is said, even where numpy's types lose it in arithmetic."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Flags: TypeAlias = np.ndarray[Any, Any]
Floats: TypeAlias = np.ndarray[Any, Any]
Integers: TypeAlias = np.ndarray[Any, Any]

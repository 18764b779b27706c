"""The columns and rules of the pandera models, in plain words: what a pandera type is, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warlosses.schema import TABLES, Contributions

if TYPE_CHECKING:
    import pandera.pandas as pa

MODELS: dict[str, type[pa.DataFrameModel]] = {**TABLES, "contribution": Contributions}
ORIGIN = "Generated from warlosses/schema.py and the code lists in schemas/; do not edit."


@dataclass(frozen=True)
class Column:
    """One column of a model, without pandera's ways of saying it."""

    name: str
    kind: str  # string, int64, int16, date or timestamp
    pandas_type: str  # of a frame that keeps to the model
    description: str
    nullable: bool
    unique: bool
    default: str | None
    unit: str
    codes: str
    references: str
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    min_length: int = 0
    minimum: int | None = None

    @property
    def may_be_empty(self) -> bool:
        """Whether the empty text passes the model's checks."""
        allows = not self.allowed or "" in self.allowed
        return self.kind == "string" and allows and not self.pattern and not self.min_length

    @property
    def must_be_given(self) -> bool:
        """Whether a row without it is refused."""
        return not self.nullable and self.default is None


def columns(model: type[pa.DataFrameModel]) -> list[Column]:
    """Return a model's columns in their order.

    >>> [c.name for c in columns(TABLES["claims"]) if c.unique]
    ['claim_id']
    """
    return [column_of(str(name), c) for name, c in model.to_schema().columns.items()]


def column_of(name: str, column: Any) -> Column:
    """Return what a pandera column says of itself."""
    facts = column.metadata or {}
    checks: dict[str, Any] = {}
    for check in column.checks:
        match check.name:
            case "isin":
                checks["allowed"] = tuple(check.statistics["allowed_values"])
            case "str_matches":
                checks["pattern"] = check.statistics["pattern"]
            case "str_length":
                checks["min_length"] = check.statistics["min_value"]
            case "greater_than_or_equal_to":
                checks["minimum"] = check.statistics["min_value"]
            case unknown:
                raise NotImplementedError(f"column {name}: no export for the check {unknown}")
    kind = "date" if facts.get("is_day") else _kind(str(column.dtype))
    return Column(
        name=name,
        kind=kind,
        pandas_type=_PANDAS_TYPES.get(kind, str(column.dtype)),
        description=column.description,
        nullable=column.nullable,
        unique=column.unique,
        default=column.default,
        unit=facts.get("unit", ""),
        codes=facts.get("codes", ""),
        references=facts.get("references", ""),
        **checks,
    )


# Of integers the model says whether they may be missing.
_PANDAS_TYPES = {"string": "str", "date": "datetime64[ms]", "timestamp": "datetime64[ms, UTC]"}


def _kind(dtype: str) -> str:
    """Return the kind of a pandas type.

    >>> _kind("datetime64[ms, UTC]"), _kind("Int64"), _kind("string[pyarrow]")
    ('timestamp', 'int64', 'string')
    """
    name = dtype.lower().split("[")[0]
    return {"datetime64": "timestamp", "str": "string"}.get(name, name)


def rules(model: type[pa.DataFrameModel]) -> dict[str, str]:
    """Return the rules that rows keep as a whole: name and sentence."""
    return {str(c.name): str(c.description) for c in model.to_schema().checks}


def limits(column: Column) -> dict[str, Any]:
    """Return what a value must keep to, in the words that both standards share."""
    named = {
        "enum": [code for code in column.allowed if code],
        "pattern": column.pattern,
        "minLength": column.min_length,
    }
    given = {name: limit for name, limit in named.items() if limit}
    return given if column.minimum is None else given | {"minimum": column.minimum}


def sentence(text: str) -> str:
    """Return a description as a sentence.

    >>> sentence("day of the claim")
    'Day of the claim.'
    """
    return f"{text[0].upper()}{text[1:]}."

"""Values of Arrow as text: numbers and days in their plain form, each distinct one once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from warlosses.validation.readers.cells import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable


_TEXTS = pa.dictionary(pa.int32(), pa.string())
# Whole numbers below this are exact as floats of 64 bits.
_EXACT = 2**53

_is = pa.types


def is_text(kind: pa.DataType) -> bool:
    """Whether a type holds text, or bytes that may be text."""
    return bool(
        _is.is_string(kind)
        or _is.is_large_string(kind)
        or _is.is_string_view(kind)
        or _is.is_binary(kind)
        or _is.is_large_binary(kind)
        or _is.is_binary_view(kind)
    )


def is_readable(kind: pa.DataType) -> bool:
    """Whether a type's values can stand in a cell of text.

    >>> is_readable(pa.date32()), is_readable(pa.list_(pa.int64()))
    (True, False)
    """
    if _is.is_dictionary(kind):
        return is_readable(kind.value_type)
    return is_text(kind) or bool(
        _is.is_null(kind)
        or _is.is_boolean(kind)
        or _is.is_integer(kind)
        or _is.is_floating(kind)
        or _is.is_decimal(kind)
        or _is.is_date(kind)
        or _is.is_timestamp(kind)
    )


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text, or as a dictionary of texts: numbers and days in their plain form.

    Each distinct value is written out once.

    >>> as_text(pa.chunked_array([[3661.0, None, 0.5]])).to_pylist()
    ['3661', None, '0.5']
    """
    kind = column.type
    if _is.is_null(kind):
        return column.cast(pa.string())
    if _is.is_string(kind):
        column.validate(full=True)  # not all that calls itself text is UTF-8
        return column
    if is_text(kind):
        return pa.chunked_array([_utf8(chunk) for chunk in column.chunks], pa.string())
    if not _is.is_dictionary(kind):
        if _is.is_floating(kind):
            column = column.cast(pa.float64())
        column = column.dictionary_encode()
    chunks = [
        pa.DictionaryArray.from_arrays(chunk.indices.cast(pa.int32()), _values(chunk.dictionary))
        for chunk in column.chunks
    ]
    return pa.chunked_array(chunks, _TEXTS)


def _values(values: pa.Array) -> pa.Array:
    """Return the distinct values of a column as text."""
    kind = values.type
    if is_text(kind):
        return _utf8(values)
    if _is.is_integer(kind) or _is.is_date(kind) or _is.is_boolean(kind):
        return values.cast(pa.string())
    if _is.is_timestamp(kind):
        return _moments(values)
    if _is.is_floating(kind):
        return _floats(values)
    if _is.is_dictionary(kind):
        return _values(values.dictionary_decode())
    return texts_of(values.to_pylist())


def _floats(values: pa.Array) -> pa.Array:
    """Return floats as text: whole ones without a point, of what is no number nothing."""
    is_whole = pc.and_(pc.equal(pc.floor(values), values), pc.less(pc.abs(values), _EXACT))
    whole = pc.if_else(is_whole, values, pa.scalar(0, values.type)).cast(pa.int64())
    numbers = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
    return pc.if_else(is_whole, whole.cast(pa.string()), numbers.cast(pa.string()))


def _moments(values: pa.Array) -> pa.Array:
    """Return days by the clock that they are kept in, with their time where it is not midnight."""
    if values.type.tz is not None:
        values = pc.local_timestamp(values)
    texts = pc.strftime(values, format="%Y-%m-%dT%H:%M:%S")
    return pc.replace_substring_regex(texts, r"(T00:00:00)?(\.0*)?$", "")


def _utf8(values: pa.Array) -> pa.Array:
    texts = values.cast(pa.string())
    texts.validate(full=True)
    return texts


def texts_of(values: Iterable[Any]) -> pa.Array:
    """Return Python values as text cells, as other readers give them."""
    # What UTF-8 cannot say (a lone surrogate) is shown by its number; the rules will refuse it.
    texts = (cell_text(_plain(value)) for value in values)
    return pa.array(
        [
            text
            if text is None or text.isascii()
            else text.encode("utf-8", "backslashreplace").decode()
            for text in texts
        ],
        pa.string(),
    )


def _plain(value: Any) -> Any:
    """Return a scalar of numpy or pandas as Python's own; what stands for nothing as None."""
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        return value.item() if value.ndim == 0 else value
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value

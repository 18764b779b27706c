"""What is measured, against what, and how close it ought to come."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from case import Case, Settings
from harness import (
    ROOT,
    Measured,
    NotMeasuredError,
    bytes_read,
    time_call,
    time_calls,
    time_processes,
)
from texts import CASES as OF_TEXTS
from validation import CASES as OF_VALIDATION

import warlosses as wl
from warlosses.codes import categories
from warlosses.releases.find import find_release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CLAIMS = find_release().path("claims")
CALLS_A_RUN = 10
_WIDE: dict[str, Any] = {
    "layout": "wide",
    "claimants": "ua_general_staff",
    "belligerents": "RU",
}
_ONE_COMMAND = """
import typer
app = typer.Typer()
@app.command()
def greet(name: str) -> None:
    "Say hello."
app()
"""


def _code(ours: str, theirs: str, settings: Settings) -> Measured:
    return time_processes(["-c", ours], ["-c", theirs], settings.runs)


def _help(settings: Settings) -> Measured:
    if not (ROOT / "warlosses" / "__main__.py").is_file():
        raise NotMeasuredError("this checkout has no warlosses/__main__.py")
    return time_processes(
        ["-m", "warlosses", "--help"], ["-c", _ONE_COMMAND, "--help"], settings.runs
    )


def _wide(settings: Settings) -> Measured:
    ours = f"import warlosses as wl; wl.load(**{_WIDE!r})"
    theirs = f"import pandas as pd\nfor path in {_json_files(settings)!r}:\n    pd.read_json(path)"
    return _code(ours, theirs, settings)


def _warm_wide(settings: Settings) -> Measured:
    paths = _json_files(settings)
    return time_calls(
        lambda: wl.load(**_WIDE),
        lambda: [pd.read_json(path) for path in paths],
        settings.runs * CALLS_A_RUN,
    )


def _json_files(settings: Settings) -> list[str]:
    if settings.mirror is None:
        raise NotMeasuredError("needs --mirror DIR, a folder of copies of the real sources")
    folder = settings.mirror.resolve() / "petroivaniuk"
    paths = [folder / f"russia_losses_{name}.json" for name in ("equipment", "personnel")]
    for path in paths:
        if not path.is_file():
            raise NotMeasuredError(f"{path}: expected a copy of the source; found none")
    return [str(path) for path in paths]


def _warm_arrow(settings: Settings) -> Measured:
    text = [
        column.name
        for column in pq.read_schema(CLAIMS)
        if pa.types.is_string(column.type) and column.name != "claim_id"
    ]
    return time_calls(
        lambda: wl.load(backend="arrow"),
        lambda: pq.read_table(CLAIMS, read_dictionary=text),
        settings.runs * CALLS_A_RUN,
    )


def _share(backend: str, wanted: Iterable[str], _: Settings) -> Measured:
    """Measure the most that is read for one of these categories, as a share of the file."""
    wl.load(backend=backend, categories="submarines")
    read = [bytes_read(partial(wl.load, backend=backend, categories=code)) for code in wanted]
    size = CLAIMS.stat().st_size
    most = max(read) + (_mapped_by_polars() if backend == "polars" else 0)
    return Measured(most, size, most / size, "bytes")


@cache
def _mapped_by_polars() -> int:
    """Return the bytes of the file (its footer) that polars maps, which no count of reads shows."""
    return max(0, CLAIMS.stat().st_size - bytes_read(partial(pl.read_parquet, CLAIMS)))


def _alone(call: Callable[[], object]) -> Callable[[Settings], Measured]:
    return lambda settings: time_call(call, settings.runs)


CASES = (
    Case(
        "import",
        "`import warlosses`",
        "an empty interpreter",
        1.1,
        partial(_code, "import warlosses", "pass"),
    ),
    Case("help", "`warlosses --help`", "a typer app of one command", 1.2, _help),
    Case(
        "pandas",
        "`import`, `wl.load()`",
        "`import`, `pd.read_parquet`",
        1.15,
        partial(
            _code,
            "import warlosses as wl; wl.load()",
            f"import pandas as pd; pd.read_parquet({str(CLAIMS)!r})",
        ),
    ),
    Case(
        "polars",
        '`import`, `wl.load(backend="polars")`',
        "`import`, `pl.read_parquet`",
        1.15,
        partial(
            _code,
            "import warlosses as wl; wl.load(backend='polars')",
            f"import polars as pl; pl.read_parquet({str(CLAIMS)!r})",
        ),
    ),
    Case(
        "arrow",
        '`import`, `wl.load(backend="arrow")`',
        "`import`, `pq.read_table`",
        1.15,
        partial(
            _code,
            "import warlosses as wl; wl.load(backend='arrow')",
            f"import pyarrow.parquet as pq; pq.read_table({str(CLAIMS)!r})",
        ),
    ),
    Case(
        "arrow-warm",
        '`wl.load(backend="arrow")`, again and again',
        "`pq.read_table` with `read_dictionary`",
        1.1,
        _warm_arrow,
    ),
    Case(
        "wide",
        '`import`, `wl.load(layout="wide")` of the General Staff',
        "`import`, `pd.read_json` of the same figures",
        1.0,
        _wide,
    ),
    Case(
        "wide-warm",
        '`wl.load(layout="wide")`, again and again',
        "`pd.read_json` of the same figures",
        1.0,
        _warm_wide,
    ),
    Case(
        "read-tanks",
        "bytes read for one category: tanks",
        "size of `claims.parquet`",
        0.1,
        partial(_share, "pandas", ["tanks"]),
    ),
    Case(
        "read-worst",
        "bytes read for one category: the worst",
        "size of `claims.parquet`",
        0.1,
        partial(_share, "pandas", categories()),
    ),
    Case(
        "read-polars",
        "the same with polars",
        "size of `claims.parquet`",
        0.1,
        partial(_share, "polars", categories()),
    ),
    Case(
        "duckdb",
        '`wl.load(backend="duckdb")`, all of it to Arrow',
        "",
        None,
        _alone(lambda: wl.load(backend="duckdb").to_arrow_table()),
    ),
    Case(
        "known-on",
        '`wl.load(known_on="2024-06-30")`',
        "",
        None,
        _alone(lambda: wl.load(known_on="2024-06-30")),
    ),
    Case(
        "daily",
        '`wl.daily(claimant="ua_general_staff")`',
        "",
        None,
        _alone(lambda: wl.daily(claimant="ua_general_staff")),
    ),
    *OF_VALIDATION,
    *OF_TEXTS,
)

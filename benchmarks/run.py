"""Measure warlosses against the plain calls it stands on.

    python benchmarks/run.py [--mirror DIR] [--only NAME] [--runs N] [--write]

Times are no tests: a target missed is said so in the table, and the exit status is 0.
"""

from __future__ import annotations

import argparse
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cases import CALLS_A_RUN, CASES, Case, Settings
from harness import ROOT, Measured, NotMeasuredError

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- benchmarks:begin -->", "<!-- benchmarks:end -->"
HEADER = ("ours", "against", "ours", "theirs", "ratio", "target", "met")


def main() -> int:
    """Run the cases asked for and print their table."""
    arguments = _parse()
    settings = Settings(arguments.runs, arguments.mirror)
    wanted = [case for case in CASES if not arguments.only or case.name in arguments.only]
    rows = []
    for case in wanted:
        print(f"{case.name} ...", file=sys.stderr, flush=True)
        try:
            rows.append(_row(case, case.measure(settings)))
        except (NotMeasuredError, ImportError) as reason:
            rows.append(_empty_row(case, str(reason)))
    text = f"{_table(rows)}\n\n{_conditions(settings)}\n"
    print(text)
    return _write_page(text) if arguments.write else 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mirror", type=Path, help="folder of copies of the real sources")
    parser.add_argument("--only", action="append", choices=[case.name for case in CASES])
    parser.add_argument("--runs", type=int, default=9, help="pairs a case (default: 9)")
    parser.add_argument(
        "--write", action="store_true", help="rewrite the table in docs/benchmarks.md"
    )
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error(f"--runs: expected 1 or more; found {arguments.runs}")
    if arguments.write and arguments.only:
        parser.error("--write writes the whole table; drop --only")
    return arguments


def _row(case: Case, found: Measured) -> tuple[str, ...]:
    met = ""
    if case.target is not None and found.ratio is not None:
        met = "yes" if found.ratio <= case.target else "no"
    theirs = "" if found.theirs is None else _amount(found.theirs, found.unit)
    ratio = "" if found.ratio is None else f"{found.ratio:.3f}"
    ours = _amount(found.ours, found.unit)
    return (case.ours, case.theirs, ours, theirs, ratio, _target(case), met)


def _empty_row(case: Case, reason: str) -> tuple[str, ...]:
    return (case.ours, case.theirs, "", "", "", _target(case), f"not measured: {reason}")


def _target(case: Case) -> str:
    return "" if case.target is None else f"{case.target:.2f}"


def _amount(number: float, unit: str) -> str:
    return f"{number:,.0f} B" if unit == "bytes" else f"{number:,.1f} {unit}"


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = [HEADER, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    padded = [
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    ]
    padded.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in padded)


def _conditions(settings: Settings) -> str:
    mirror = " --mirror DIR" if settings.mirror else ""
    used = ", ".join(f"{name} {_version(name)}" for name in ("pandas", "pyarrow", "polars"))
    return (
        f"`python benchmarks/run.py{mirror}` with Python {platform.python_version()}, {used}, on "
        f"{datetime.now(UTC).date()}. Medians of {settings.runs} interleaved pairs of whole "
        f"processes (`import`, `--help`), or of {settings.runs * CALLS_A_RUN} pairs of calls; the "
        "ratio is taken within each pair, and its target is the most that it ought to be."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _write_page(text: str) -> int:
    found = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
    before, begin, rest = found.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        print(f"{PAGE}: expected the lines {BEGIN} and {END}; nothing written.", file=sys.stderr)
        return 1
    PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

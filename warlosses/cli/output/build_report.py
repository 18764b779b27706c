"""How the command line tells what a build made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


_PRINTED_SINGLY = 3


def render_build(report: dict[str, Any]) -> str:
    """Return the report as text for a terminal."""
    off = report["increments_that_do_not_add_up"]
    return "\n".join(
        [
            f"{report['claims']:,} claims from {report['observations']:,} observations",
            *_agreement_lines(report),
            *_claim_lines(report, "disputed"),
            *_claim_lines(report, "corrected"),
            *_fall_lines(report["falls"]),
            f"\nPrinted increments that are not the difference of the totals: {len(off)}",
            *_rejected_lines(report["rejected"]),
        ]
    )


def _agreement_lines(report: dict[str, Any]) -> Iterator[str]:
    yield "\nBulletin cells by agreement of the sources"
    for cell in report["bulletin_cells_by_agreement"]:
        yield f"  {cell['n_agreeing']} of {cell['n_sources']} agree: {cell['cells']:,}"
    yield f"  three-way splits: {report['three_way_splits']}"
    odd = ", ".join(f"{k} {v}" for k, v in report["odd_one_out"].items()) or "none"
    yield f"  odd one out: {odd}"


def _claim_lines(report: dict[str, Any], kind: str) -> Iterator[str]:
    yield f"\n{kind.capitalize()}: {len(report[kind])} claims"
    for cell in report[kind]:
        yield f"  {cell['claim_id']}: {_number(cell['value'])}"
        yield from map(_reading_line, cell["readings"])
        if kind == "corrected":
            yield f"    {cell['note']}"


def _fall_lines(falls: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each fall; for Oryx, which has many, one for each explanation."""
    yield f"\nFalls of cumulative series: {sum(len(f['day_before_after']) for f in falls):,}"
    common = Counter[str]()
    for group in falls:
        series, explanation = group["series"], group["explanation"]
        if series.startswith("oryx."):
            common[explanation] += len(group["day_before_after"])
            continue
        for day, before, after in group["day_before_after"]:
            yield f"  {series} {day}: {before:,} -> {after:,}: {explanation}"
    for explanation, number in common.most_common():
        yield f"  oryx, {number:,} times: {explanation}"


def _rejected_lines(rejected: list[dict[str, Any]]) -> Iterator[str]:
    yield f"\nRows that could not be used: {sum(row['rows'] for row in rejected):,}"
    for row in rejected:
        days = " to ".join(dict.fromkeys(filter(None, (row["first_day"], row["last_day"]))))
        yield f"  {row['rows']:,} x {row['source_id']} {days}: {row['reason']}"
        if row["rows"] <= _PRINTED_SINGLY:
            yield from (f"      {place}" for place in row["places"])


def _reading_line(reading: dict[str, Any]) -> str:
    return f"    {reading['source_id']}: {_number(reading['value'])}  {reading['source_url']}"


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"

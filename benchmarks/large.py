"""Rules beyond memory: time beside a bare scan by the same engine, and the most memory used.

    python benchmarks/large.py ROWS [ROWS ...] [--memory 1GB] [--csv]

Each figure is of a process of its own, which is given the file and nothing else.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from many_rows import write, write_csv

_MEASURED = """
import json, resource, sys, time
path, what, memory = sys.argv[1:]
import duckdb
import warlosses as wl
begun = time.perf_counter()
if what == "scan":
    columns = duckdb.sql(f"select * from '{path}' limit 0").columns
    hashes = ", ".join(f"bit_xor(hash({name}))" for name in columns)
    duckdb.sql("set preserve_insertion_order = false")
    duckdb.sql(f"select {hashes} from '{path}'").fetchall()
else:
    select = ["WL1", "WL20"] if what == "rows" else []
    wl.validate(path, engine="duckdb", memory=memory, select=select)
seconds = time.perf_counter() - begun
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measured(path: Path, what: str, memory: str) -> tuple[float, float]:
    """Return the seconds that a process took, and the most MiB that it held."""
    command = [sys.executable, "-c", _MEASURED, str(path), what, memory]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, memory_used = json.loads(done.stdout)
    return seconds, memory_used


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("rows", type=int, nargs="+")
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--csv", action="store_true")
    arguments = parser.parse_args()
    print("| rows | scan | rules of a row | all rules | most memory |")
    print("|---|---|---|---|---|")
    for number in arguments.rows:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"rows.{'csv' if arguments.csv else 'parquet'}"
            (write_csv if arguments.csv else write)(path, number)
            scan, _ = measured(path, "scan", arguments.memory)
            row_rules, _ = measured(path, "rows", arguments.memory)
            every, most = measured(path, "all", arguments.memory)
        times = f"{scan:.2f} s | {row_rules:.1f} s ({row_rules / scan:.1f}) "
        print(f"| {number:,} | {times}| {every:.1f} s ({every / scan:.0f}) | {most:.0f} MiB |")


if __name__ == "__main__":
    main()

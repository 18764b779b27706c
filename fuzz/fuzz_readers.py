"""Coverage-guided fuzzing of what turns bytes into rows, with Atheris (see CONTRIBUTING.md).

    python fuzz/fuzz_readers.py FORMAT [-max_total_time=120] [other options of libFuzzer]

FORMAT is csv, tsv, json, ndjson, parquet or xlsx. Whatever reading raises, and a place that does
not lead back to its cell, is a failure; the bytes that led there are kept.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

import atheris

KIND = sys.argv[1]
FOLLOWED = ["warlosses", "openpyxl"] if KIND == "xlsx" else ["warlosses"]
with atheris.instrument_imports(include=FOLLOWED):
    import seeds

    from warlosses.validation.catalogue import CATALOGUE
    from warlosses.validation.readers import (  # noqa: F401  those that reading imports late
        csv_exact,
        frames,
        json_rows,
        parquet,
        xlsx,
    )
    from warlosses.validation.readers.limits import ReadLimits
    from warlosses.validation.readers.notes import Notes
    from warlosses.validation.readers.read import read_contribution

# Low, so that short inputs meet them too.
LIMITS = ReadLimits(max_bytes=100_000, max_rows=40, max_columns=16, max_cell=300, max_findings=5)
MOST_ROWS = 5


def check(data: bytes) -> None:
    """Read some bytes as a contribution; fail if what comes back does not hold together."""
    sheet = read_contribution(data, name=f"fuzzed.{KIND}", limits=LIMITS)
    assert sheet.cells.num_columns == 0 or sheet.cells.num_rows == sheet.n_rows
    for finding in sheet.findings:
        assert finding.rule in CATALOGUE
        assert finding.line is None or finding.line >= 1
        assert finding.position is None or finding.position >= 1
    check_places(sheet)
    if sheet.format in ("csv", "tsv"):
        check_fast(data, sheet)


def check_places(sheet) -> None:
    """Follow the place of each text cell of the first rows back to the file."""
    for column in sheet.cells.column_names:
        for row, text in enumerate(sheet.cells[column].to_pylist()[:MOST_ROWS], start=1):
            line = sheet.places.line(row, column)
            position = sheet.places.position(row, column)
            sheet.places.pointer(row, column)
            if text is None or position is None or sheet.format not in ("csv", "tsv"):
                continue
            found = sheet.places.text_of_line(line)[position - 1 :]
            starts = (text.splitlines()[0], text.replace('"', '""').splitlines()[0])
            assert found.startswith(starts), (row, column, text, found)


def check_fast(data: bytes, sheet) -> None:
    """Read again with the fast reader of CSV, which has to give the same cells."""
    from warlosses.validation.readers.encoding import to_utf8
    from warlosses.validation.readers.notes import RefusedError

    notes = Notes("fuzzed", LIMITS)
    try:
        table = csv_exact.read_csv(to_utf8(data, notes), notes, fast_from=0)
    except RefusedError:
        return
    if sheet.cells.num_columns:
        assert table.cells.to_pylist() == sheet.cells.to_pylist()


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Mutate a part of a workbook and pack it again; now and then, the packed bytes."""
    import io
    import zipfile

    chosen = random.Random(seed)
    if chosen.random() < 0.1:  # noqa: PLR2004
        return atheris.Mutate(data, max_size)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001  an earlier mutation broke it
        return atheris.Mutate(data, max_size)
    if not parts:
        return atheris.Mutate(data, max_size)
    sheets = [name for name in parts if "sheet" in name.casefold() or "strings" in name.casefold()]
    name = chosen.choice(sheets if sheets and chosen.random() < 0.7 else list(parts))  # noqa: PLR2004
    parts[name] = atheris.Mutate(parts[name], len(parts[name]) + 200)
    return seeds.packed(parts)[:max_size]


def main() -> None:
    """Write seeds and dictionary, and start."""
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{KIND}-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds.of_format(KIND)):
        (corpus / f"seed{number}").write_bytes(seed)
    words = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in seeds.WORDS]
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in words))
    options = [
        f"-dict={folder / 'words.dict'}",
        f"-artifact_prefix={folder}/",
        "-max_len=20000",
        "-timeout=20",
        "-rss_limit_mb=2000",
    ]
    print(f"corpus and findings: {folder}", file=sys.stderr)
    arguments = [sys.argv[0], *options, *sys.argv[2:], str(corpus)]
    custom = {"custom_mutator": mutate} if KIND == "xlsx" else {}
    atheris.Setup(arguments, check, **custom)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

"""What the worst inputs that we know cost: each as long as is read, in a process of its own.

``python benchmarks/bounds.py`` prints a table of processor seconds and peak memory; no row may have
more than 10 s or 1 GB. The shapes are those that cost most when they were looked for.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 9_900_000
TEXT = 199_000  # of a longer text `parse` and `check` read nothing
COLUMNS = "as_of,claimant,belligerent,category,outcome,measure,value,source_url"
ROW = "2023-04-18,ua_general_staff,RU,tanks,lost,cumulative,3661,https://www.mil.gov.ua/news/2023/04/18/x"


def repeated(piece: str, size: int = SIZE) -> bytes:
    """Return a text of about a size, in bytes."""
    return (piece * (size // len(piece.encode()))).encode()


def csv_of(rows: bytes) -> bytes:
    """Return a contribution with these rows."""
    return f"{COLUMNS}\n".encode() + rows


def numbered(pattern: str, size: int = SIZE) -> bytes:
    """Return lines of a pattern with a number in each, so that no two are alike."""
    many = size // len(pattern.format(10**6).encode())
    return "".join(pattern.format(n) for n in range(10**6, 10**6 + many)).encode()


def zipped(sheet: bytes, shared: bytes = b"<sst/>") -> bytes:
    """Return a workbook around a sheet's XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override '
        f'PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets><sheet name="s" '
        'sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="a" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": shared.decode(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>'.encode() + sheet + b"</sheetData></worksheet>",
        )
    return buffer.getvalue()


PARSE = ("parse", "-", "--as-of", "2023-04-18", "--claimant", "ua_general_staff")
TANKS = "танків - 3661 (+1) од, "
SENTENCE = "Russia has lost over 3,600 tanks since Feb. 24, 2022. "
CHECK = ("check", "-", "--on", "2023-04-18")
# Name: the command, how the file is called (None: standard input), what is in it.
CASES: dict[str, tuple[tuple[str, ...], str | None, Callable[[], bytes]]] = {
    "CSV, equal rows": (("validate",), "a.csv", lambda: csv_of(repeated(ROW + "\n"))),
    "CSV, each row wrong in its own way": (
        ("validate",), "a.csv",
        lambda: csv_of(numbered("x{0},c{0},b{0},k{0},o{0},m{0},v{0},l{0}\n")),
    ),
    "CSV, one cell": (("validate",), "a.csv", lambda: csv_of(repeated("7"))),
    "CSV, nothing but quotes": (("validate",), "a.csv", lambda: csv_of(repeated('"'))),
    "CSV, nothing but commas": (("validate",), "a.csv", lambda: csv_of(repeated(","))),
    "JSON, nested deep": (("validate",), "a.json", lambda: repeated("[")),
    "JSON, one digit after the other": (("validate",), "a.json", lambda: b"[" + repeated("9")),
    "JSON, unknown keys": (
        ("validate",), "a.json",
        lambda: json.dumps([{f"k{n}": n for n in range(600_000)}]).encode(),
    ),
    "NDJSON, no line is JSON": (("validate",), "a.ndjson", lambda: repeated("{\n")),
    "XLSX, a sheet that unpacks to 200 MB": (
        ("validate",), "a.xlsx", lambda: zipped(b"<row><c><v>1</v></c></row>" * 8_000_000),
    ),
    "XLSX, cells far apart": (
        ("validate",), "a.xlsx",
        lambda: zipped(b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n)
                                for n in range(1, 1_000_000, 11))),
    ),
    "bulletin, one statement again and again": (PARSE, None, lambda: repeated(TANKS, TEXT)),
    "bulletin, other figures each time": (PARSE, None, lambda: numbered("танків - {}\n", TEXT)),
    "bulletin, nothing but digits": (PARSE, None, lambda: repeated("3661 ", TEXT)),
    "article, one sentence again and again": (
        CHECK, None, lambda: repeated(SENTENCE, TEXT),
    ),
    "article, one word": (CHECK, None, lambda: repeated("a", TEXT)),
    "article, brackets": (CHECK, None, lambda: repeated("(", TEXT)),
    "article, ranges": (CHECK, None, lambda: repeated("between 60,000 and 70,000 ", TEXT)),
}  # fmt: skip


def cost(case: str) -> tuple[float, int, int]:
    """Return the processor seconds, the peak memory in MB, and the exit status of one run."""
    arguments, name, _ = CASES[case]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (name or "stdin")
        # Made in another process: the memory that it takes would count for the child.
        subprocess.run([sys.executable, __file__, case, str(path)], check=True)
        command = [sys.executable, "-m", "warlosses", *arguments, *([str(path)] if name else [])]
        with path.open("rb") as given:
            running = subprocess.Popen(
                command, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, status, used = os.wait4(running.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, os.waitstatus_to_exitcode(status)


def main() -> None:
    """Print the table, and end with 1 if something is beyond the bounds."""
    if len(sys.argv) == 3:
        _, _, content = CASES[sys.argv[1]]
        Path(sys.argv[2]).write_bytes(content())
        return
    print("| input | seconds | MB | exit |\n|---|---|---|---|")
    beyond = False
    for case in CASES:
        seconds, memory, status = cost(case)
        beyond |= seconds > 10 or memory > 1000 or status not in range(4)
        print(f"| {case} | {seconds:.1f} | {memory} | {status} |", flush=True)
    sys.exit(beyond)


if __name__ == "__main__":
    main()

"""What fuzzing starts from: valid files of each format, made of the same rows, and odd ones."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

LINK = "https://www.mil.gov.ua/news/2023/04/18/losses"
ROWS = [
    {
        "as_of": "2023-04-18",
        "claimant": "ua_general_staff",
        "belligerent": "RU",
        "category": category,
        "value": value,
        "source_url": LINK,
        "note": note,
    }
    for category, value, note in (
        ("tanks", 3661, ""),
        ("uavs", 2353, 'about "so many", they say;\nor more'),
        ("personnel", 183130, "знищено"),
    )
]
# What a mutation hardly finds by itself.
WORDS = [
    *('"', '""', "\r\n", "\r", ",", ";", "\t", "|", "sep=;\n", "\ufeff", "\u200b", "\u00a0", "\0"),
    *("{", "}", "[", "]", ":", "\\u0000", "\\ud800", "NaN", "-Infinity", "1e999", "null", "true"),
    *("as_of", "claimant", "belligerent", "category", "value", "value_low", "value_high", "note"),
    *("source_url", "outcome", "measure", "qualifier", "period_start", "previous", "2023-04-18"),
    *('<row r="1">', '<c r="XFD1" t="s">', '<c t="inlineStr"><is><t>', '<c t="e">', '<c t="b">'),
    *('<c t="d">', 's="1"', "<f>", "<v>45034</v>", "<mergeCell/>", "<!DOCTYPE", "<si><t>", "</v>"),
    *('state="hidden"', 'date1904="1"', "PAR1", "PK\x03\x04", "\x15\x00\x15", "\x19\x1c", "=1+1"),
]


def of_format(kind: str) -> list[bytes]:
    """Return the seeds of a format."""
    made = {
        "csv": lambda: [as_csv(mark) for mark in ",;\t|"],
        "tsv": lambda: [as_csv("\t")],
        "json": lambda: [json.dumps(ROWS).encode(), json.dumps(ROWS, indent=1).encode()],
        "ndjson": lambda: ["\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS).encode()],
        "parquet": lambda: [as_parquet(**options) for options in PARQUET],
        "xlsx": lambda: [as_xlsx()],
    }
    return made[kind]() + ODD.get(kind, [])


def as_csv(mark: str) -> bytes:
    """Return the rows as CSV."""
    import csv

    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROWS[0]), delimiter=mark)
    writer.writeheader()
    writer.writerows(ROWS)
    return text.getvalue().encode()


# Ways to write the same Parquet file; unpacked, so that a mutation reaches what is inside.
PARQUET = (
    {"compression": "none"},
    {"compression": "none", "use_dictionary": False, "data_page_version": "2.0"},
    {"compression": "snappy", "row_group_size": 1, "store_schema": False},
)


def as_parquet(**options: object) -> bytes:
    """Return the rows as Parquet, days, numbers and codes as such."""
    table = pa.Table.from_pylist(ROWS)
    days = pa.array([dt.date(2023, 4, 18)] * len(ROWS))
    table = table.set_column(0, "as_of", days)
    table = table.set_column(3, "category", table["category"].dictionary_encode())
    table = table.append_column("value_low", pa.array([1.0, None, 2.5]))
    table = table.append_column("period_start", days.cast(pa.timestamp("ns", "UTC")))
    file = pa.BufferOutputStream()
    pq.write_table(table, file, **options)
    return bytes(file.getvalue())


def as_xlsx() -> bytes:
    """Return the rows as a workbook of stored parts, with a formula, a date and an error in it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append([*ROWS[0], "value_low", "value_high"])
    for row in ROWS:
        sheet.append([dt.datetime(2023, 4, 18), *list(row.values())[1:], "=1+1", "#N/A"])
    workbook.create_sheet("empty").sheet_state = "hidden"
    file = io.BytesIO()
    workbook.save(file)
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if "theme" not in name]  # half of the size
        return packed({name: archive.read(name) for name in names})


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP file of some parts, stored as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return file.getvalue()


ODD = {
    "csv": [
        b"sep=;\nas_of;value;\n18.04.2023;3 661,0;\n",
        "\ufeffas_of,claimant\r\r\n\r".encode(),
        'as_of,note\n2023-04-18,"танки\u200b"\n'.encode("utf-16"),
        b'as_of,note\n2023-04-18,"never closed\n',
        "as_of,note\n2023-04-18,знищено\n".encode("cp1251"),
    ],
    "json": [
        b'[{"value": [1, {"a": "\\ud83d\\ude00"}], "value": 1e400, "note": NaN}, {}, 3]',
        b'{"as_of": 1}\n{"as_of": 2}\n',
    ],
    "ndjson": [b'[{"as_of": "2023-04-18"}]', b'{"as_of":\n1}\n{"as_of": 2} 3\n'],
}

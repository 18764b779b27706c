"""The file itself. The reader finds these; here is what they mean."""

from __future__ import annotations

from warlosses.validation.examples import HEADER, TANKS, lines
from warlosses.validation.rule import Example, Rule

_RIGHT = Example(lines(TANKS))
_RIGHT_JSON = Example(
    '[{"as_of": "2023-04-18", "claimant": "ua_general_staff", "belligerent": "RU",\n'
    '  "category": "tanks", "value": 3661,\n'
    '  "source_url": "https://www.mil.gov.ua/news/2023/04/18/losses"}]\n',
    format="json",
)

RULES = (
    Rule(
        code="WL001",
        name="unreadable-file",
        severity="error",
        title="The file cannot be read",
        message="cannot be read as {format}: {reason}",
        what="Reads CSV, TSV, JSON (a list of objects), NDJSON, Parquet (plain columns) and XLSX "
        "(one sheet with rows), told apart by the file's name and its first bytes.",
        why="A file that is only half read would lose rows without a word.",
        cure="Save the file again in one of these formats; for JSON, look at the place named.",
        failing=Example('[{"as_of": "2023-04-18", "claimant": \n', format="json"),
        passing=_RIGHT_JSON,
    ),
    Rule(
        code="WL002",
        name="not-utf8",
        severity="error",
        title="The text is not UTF-8",
        message="expected UTF-8 text; found {found}",
        what="Reads text as UTF-8, with or without a byte order mark, and as nothing else.",
        why="The same bytes are other letters in another encoding; guessing turns names and notes "
        "into nonsense that nobody notices.",
        cure="Save the file as UTF-8; spreadsheets call it 'CSV UTF-8'.",
        failing=Example(lines(TANKS + ",танки", header=HEADER + ",note").encode("cp1251")),
        passing=Example(lines(TANKS + ",танки", header=HEADER + ",note").encode()),
    ),
    Rule(
        code="WL003",
        name="no-rows",
        severity="error",
        title="The file has no rows",
        message="expected a header and at least one row; found {found}",
        what="Asks for at least one row below the header.",
        why="An empty file is usually one that was saved before it was filled in.",
        cure="Fill in the file; `warlosses template` makes one for a day and a claimant.",
        failing=Example(lines()),
        passing=_RIGHT,
    ),
    Rule(
        code="WL004",
        name="column-missing",
        severity="error",
        title="A required column is missing",
        message="required column {column} is missing",
        what="Asks for the columns as_of, claimant, belligerent, category and source_url, and for "
        "one of value, value_low and value_high.",
        why="Without them a row does not say who claimed what, when, or where it can be read.",
        cure="Add the column.",
        failing=Example(lines(TANKS.rpartition(",")[0], header=HEADER.removesuffix(",source_url"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL005",
        name="unknown-column",
        severity="error",
        title="Unknown column",
        message="unknown column {column!r}{more}",
        what="Knows the columns as_of, claimant, belligerent, category, outcome, measure, value, "
        "value_low, value_high, qualifier, period_start, source_url and note.",
        why="What stands in an unknown column would be lost.",
        cure="Rename the column, or remove it; remarks belong in note.",
        failing=Example(lines(TANKS + ",a remark", header=HEADER + ",notes")),
        passing=Example(lines(TANKS + ",a remark", header=HEADER + ",note")),
    ),
    Rule(
        code="WL006",
        name="column-twice",
        severity="error",
        title="A column stands twice",
        message="column {column!r} stands here for the second time",
        what="Lets each column, or each key of a JSON object, stand only once.",
        why="Nobody can tell which of the two is meant.",
        cure="Remove one of them.",
        failing=Example(lines(TANKS + ",3661", header=HEADER + ",value")),
        passing=_RIGHT,
    ),
    Rule(
        code="WL007",
        name="ragged-row",
        severity="error",
        title="A row has too few or too many fields",
        message="expected {expected} fields as in the header; found {found}",
        what="Compares the number of a row's fields with the header's.",
        why="A delimiter too many or too few moves every figure behind it into another column; "
        "often it is a thousands mark, or a comma in a note without quotes.",
        cure="Put text that holds the delimiter in double quotes; write numbers without marks.",
        failing=Example(lines(TANKS.replace("3661", "3,661"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL008",
        name="over-a-limit",
        severity="error",
        title="Larger than the limits allow",
        message="{what}: at most {limit} allowed; found {found}",
        what="Bounds the file's size, its rows and columns, the length of a cell, the depth of "
        "JSON, and what XLSX and Parquet unpack to.",
        why="A file that unpacks to a thousand times its size stops whoever reads it. No true "
        "contribution comes near these limits.",
        cure="Split the file by days; shorten the cell.",
        failing=Example("[" * 2000 + "]" * 2000 + "\n", format="json"),
        passing=_RIGHT_JSON,
    ),
    Rule(
        code="WL009",
        name="header-not-clear",
        severity="error",
        title="No line of column names, or it is not clear what separates them",
        message="{found}",
        what="Asks for a first line of column names. Takes the comma, semicolon, tab or bar that "
        "the header's known columns are separated by, and refuses when that is none or more than "
        "one, or when the row below, or a first line such as `sep=;`, speaks for another.",
        why="Without names, or separated at the wrong mark, figures end up in other columns.",
        cure="Begin with the column names, without a title above them; separate all fields by "
        "commas; `warlosses template` shows how.",
        failing=Example("as_of,claimant;belligerent,category;value,source_url\n" + TANKS + "\n"),
        passing=_RIGHT,
    ),
    Rule(
        code="WL010",
        name="harmless-oddity",
        severity="info",
        title="An oddity of the file that changes nothing",
        message="{found}; read anyway",
        what="Notes a byte order mark, UTF-16, another delimiter than the comma, rows of "
        "delimiters alone, formulas, hidden rows, other sheets, an index of pandas, and the like.",
        why="Nothing is recognised in silence.",
        cure="Nothing needs to be done.",
        failing=Example(lines(TANKS).encode("utf-8-sig")),
        passing=_RIGHT,
    ),
)

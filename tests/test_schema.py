"""The models: they accept what is released, and each of their rules fires, alone and together."""

from __future__ import annotations

import pandas as pd
import pandera.errors
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warlosses import columns as names
from warlosses.building import contributed
from warlosses.building.writer import arrow_schema
from warlosses.paths import datasets_dir
from warlosses.releases.find import find_release
from warlosses.releases.manifest import TABLE_NAMES
from warlosses.schema import TABLES, Contributions
from warlosses.schema_columns import MODELS, columns

PANDAS_TYPES = {
    "string": "str",
    "int64": "Int64",
    "int16": "Int16",
    "date": "datetime64[ms]",
    "timestamp": "datetime64[ms, UTC]",
}
LINK = "https://example.org/bulletin"
STATED = {
    "as_of": "2023-04-18",
    "period_start": "2022-02-24",
    "claimant": "ua_general_staff",
    "belligerent": "RU",
    "category": "tanks",
    "outcome": "lost",
    "measure": "cumulative",
    "value": 3661,
    "value_low": None,
    "value_high": None,
    "qualifier": "exact",
    "source_url": LINK,
    "note": "",
}
GOOD = {
    "claims": STATED
    | {
        "claim_id": "a",
        "unit": "items",
        "status": "single",
        "n_sources": 1,
        "n_agreeing": 1,
        "source_id": "orc-losses",
        "first_recorded_at": "2023-04-18T08:00Z",
        "last_changed_at": "2023-04-18T08:00Z",
    },
    "observations": {
        "claim_id": "a",
        "source_id": "orc-losses",
        "value": 3661,
        "value_low": None,
        "value_high": None,
        "qualifier": "exact",
        "source_url": LINK,
        "raw_label": "tanks",
        "recorded_at": "2023-04-18T08:00Z",
        "superseded_at": None,
        "note": "",
    },
    "corrections": {
        "claim_id": "a",
        "from_value": 361,
        "to_value": 3661,
        "kind": "transcription_error",
        "reason": "a digit is missing",
        "evidence_url": LINK,
        "decided_on": "2026-10-01",
    },
    "sources": {
        "source_id": "a",
        "title": "A",
        "repo": "",
        "licence": "MIT",
        "copyright": "",
        "use": "publish",
        "carries": "tanks",
        "rank": 1,
        "hedges": "no",
        "transcribes": "statement",
    },
    "claimants": {
        "code": "a",
        "name_en": "A",
        "name_uk": "",
        "name_ru": "",
        "kind": "media",
        "side": "third",
        "statements_a_day": "",
        "definition": "",
    },
    "categories": {
        "code": "a",
        "parent": "",
        "unit": "items",
        "label_en": "A",
        "label_uk": "",
        "label_ru": "",
        "definition": "",
        "valid_from": None,
        "valid_to": None,
        "merged_into": "",
    },
    "contribution": STATED,
}
# Each rule on whole rows, and what breaks it.
ROW_RULES = {
    ("claims", "has_a_figure"): {"value": None},
    ("claims", "period_in_order"): {"period_start": "2023-04-19"},
    ("claims", "totals_not_negative"): {"value": -1},
    ("claims", "names_no_cross_check_value"): {"source_id": "minfin-csv"},
    ("observations", "superseded_after_recorded"): {"superseded_at": "2023-04-18T07:59Z"},
    ("contribution", "has_a_figure"): {"value": None},
    ("contribution", "period_in_order"): {"period_start": "2023-04-19"},
    ("contribution", "totals_not_negative"): {"value": -1},
}


def frame(table, *changes):
    """A good row, and one more for each change to it."""
    rows = [GOOD[table] | change for change in ({}, *changes)]
    listed = columns(MODELS[table])
    key = next((c.name for c in listed if c.unique), None)
    for number, row in enumerate(rows[1:]):
        if key and key not in changes[number]:
            row[key] = f"other {number}"
    return pd.DataFrame(
        {c.name: pd.Series([r[c.name] for r in rows]).astype(PANDAS_TYPES[c.kind]) for c in listed}
    )


# What pandera reports of whole columns; the failure case is the column's name.
OF_COLUMNS = {"column_in_dataframe", "add_missing_has_default", "column_in_schema"}


def failures(table, broken):
    """What lazy validation finds: (column or None, rule, row or None)."""
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        MODELS[table].validate(broken, lazy=True)
    found = caught.value.failure_cases
    return {
        (
            case.failure_case if case.check in OF_COLUMNS else column,
            str(case.check).split("(")[0],
            None if pd.isna(case.index) else int(case.index),
        )
        for case in found.itertuples(index=False)
        for column in [str(case.column) if case.schema_context == "Column" else None]
    }


def cell_rules(table):
    """Every rule on one cell: its column, its name, and a value that breaks it."""
    for column in columns(MODELS[table]):
        if column.must_be_given:
            yield column.name, "not_nullable", None
        if column.allowed:
            yield column.name, "isin", "no such code"
        if column.pattern:
            yield column.name, "str_matches", "ftp://example.org"
        if column.min_length:
            yield column.name, "str_length", "x" * (column.min_length - 1)
        if column.minimum is not None:
            yield column.name, "greater_than_or_equal_to", column.minimum - 1
        if column.unique:
            yield column.name, "field_uniqueness", GOOD[table][column.name]


def broken_cells(*tables):
    return [
        pytest.param(table, *rule, id=f"{table}-{rule[0]}-{rule[1]}")
        for table in tables
        for rule in cell_rules(table)
    ]


def row_rules(table):
    return {rule: change for (name, rule), change in ROW_RULES.items() if name == table}


@pytest.mark.parametrize("table", TABLES)
def test_accepts_the_bundled_release(table):
    data = pq.read_table(find_release().path(table)).to_pandas(
        date_as_object=False,
        types_mapper={pa.int64(): pd.Int64Dtype(), pa.int16(): pd.Int16Dtype()}.get,
    )
    for name in data.select_dtypes("datetimetz"):  # of one UTC; older pyarrow brings another
        data[name] = data[name].dt.tz_convert("UTC")
    TABLES[table].validate(data, lazy=True)


@pytest.mark.parametrize("path", contributed.contribution_files(datasets_dir() / "contributions"))
def test_accepts_the_bundled_contributions(path):
    text = pd.read_csv(path, dtype="str", keep_default_na=False)
    kinds = {c.name: PANDAS_TYPES[c.kind] for c in columns(Contributions)}
    data = text.replace("", None).astype(kinds)
    assert len(Contributions.validate(data, lazy=True)) == len(text)


@pytest.mark.parametrize("table", MODELS)
def test_accepts_a_good_row(table):
    MODELS[table].validate(frame(table), lazy=True)


def test_an_increment_may_be_negative():
    increment = {"measure": "increment", "period_start": "2023-04-18", "value": -1}
    MODELS["claims"].validate(frame("claims", increment), lazy=True)


def test_every_rule_on_rows_has_a_failing_example():
    declared = {(name, c.name) for name, m in MODELS.items() for c in m.to_schema().checks}
    assert set(ROW_RULES) == declared


@pytest.mark.parametrize(("table", "column", "rule", "value"), broken_cells(*MODELS))
def test_rule_on_a_cell_fires(table, column, rule, value):
    assert (column, rule, 1) in failures(table, frame(table, {column: value}))


@pytest.mark.parametrize(("table", "rule"), ROW_RULES)
def test_rule_on_a_row_fires(table, rule):
    assert (None, rule, 1) in failures(table, frame(table, ROW_RULES[table, rule]))


@pytest.mark.parametrize("table", MODELS)
def test_all_rules_fire_at_once(table):
    cells = list(cell_rules(table))
    rows = row_rules(table)
    broken = frame(table, *({column: value} for column, _, value in cells), *rows.values())
    expected = {(column, rule, n) for n, (column, rule, _) in enumerate(cells, 1)}
    expected |= {(None, rule, n) for n, rule in enumerate(rows, 1 + len(cells))}
    assert expected <= failures(table, broken)


@pytest.mark.parametrize(
    ("table", "column"), [(name, c.name) for name, m in MODELS.items() for c in columns(m)]
)
def test_wrong_type_fires(table, column):
    broken = frame(table).astype({column: "float64" if column == "rank" else "category"})
    assert (column, "dtype", None) in failures(table, broken)


@pytest.mark.parametrize(
    ("table", "column"), [(name, c.name) for name, m in TABLES.items() for c in columns(m)]
)
def test_missing_column_fires(table, column):
    assert (column, "column_in_dataframe", None) in failures(
        table, frame(table).drop(columns=column)
    )


@pytest.mark.parametrize("table", MODELS)
def test_structure_hides_no_broken_cell(table):
    *_, untyped, gone = (c.name for c in columns(MODELS[table]))
    cells = [c for c in cell_rules(table) if c[0] not in (untyped, gone)]
    broken = frame(table, *({column: value} for column, _, value in cells))
    broken = broken.drop(columns=gone).astype({untyped: "category"}).assign(extra=1)
    expected = {(column, rule, n) for n, (column, rule, _) in enumerate(cells, 1)}
    expected |= {(untyped, "dtype", None), ("extra", "column_in_schema", None)}
    if table in TABLES:  # a contribution may leave its last column out
        expected.add((gone, "column_in_dataframe", None))
    assert expected <= failures(table, broken)


@pytest.mark.parametrize("table", TABLES)
def test_order_of_columns_fires(table):
    broken = frame(table)
    found = failures(table, broken[broken.columns[::-1]])
    assert "column_ordered" in {rule for _, rule, _ in found}


def test_tables_are_those_of_a_release():
    assert tuple(TABLES) == TABLE_NAMES


def test_contribution_agrees_with_its_reader():
    listed = columns(Contributions)
    assert tuple(c.name for c in listed) == names.CONTRIBUTION
    assert {c.name: c.default for c in listed if c.default} == names.DEFAULTS


def test_contribution_in_any_order_takes_its_defaults():
    given = frame("contribution")[
        ["source_url", "value", "as_of", "category", "claimant", "belligerent"]
    ]
    row = Contributions.validate(given, lazy=True).iloc[0]
    assert (row["outcome"], row["measure"], row["qualifier"]) == ("lost", "cumulative", "exact")
    assert (row["note"], pd.isna(row["period_start"])) == ("", True)


@pytest.mark.parametrize("column", ["as_of", "claimant", "belligerent", "category", "source_url"])
def test_contribution_needs(column):
    found = failures("contribution", frame("contribution").drop(columns=column))
    assert (column, "add_missing_has_default", None) in found


@pytest.mark.parametrize("table", TABLES)
def test_arrow_schema_follows_the_model(table):
    types = {
        "string": pa.string(),
        "int64": pa.int64(),
        "int16": pa.int16(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("ms", "UTC"),
    }
    expected = [(c.name, types[c.kind], c.nullable) for c in columns(TABLES[table])]
    assert [(f.name, f.type, f.nullable) for f in arrow_schema(table)] == expected


@pytest.mark.parametrize(
    ("table", "column", "kind", "nullable"),
    [
        ("claims", "as_of", pa.date32(), False),
        ("claims", "value", pa.int64(), True),
        ("claims", "source_url", pa.string(), False),
        ("claims", "n_sources", pa.int16(), False),
        ("claims", "first_recorded_at", pa.timestamp("ms", "UTC"), False),
        ("observations", "superseded_at", pa.timestamp("ms", "UTC"), True),
        ("corrections", "to_value", pa.int64(), False),
        ("categories", "valid_to", pa.date32(), True),
    ],
)
def test_arrow_field(table, column, kind, nullable):
    field = arrow_schema(table).field(column)
    assert (field.type, field.nullable) == (kind, nullable)
    assert field.metadata[b"description"]


@pytest.mark.parametrize(
    ("table", "listed"), [("claims", names.CLAIMS), ("observations", names.OBSERVATIONS)]
)
def test_the_names_of_columns_are_those_declared(table, listed):
    assert tuple(column.name for column in columns(TABLES[table])) == listed

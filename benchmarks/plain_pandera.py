"""The checks of `warlosses validate`, as a plain pandera schema on pandas: what we measure against.

    python benchmarks/plain_pandera.py FILE

Each rule that can be said so is one check, as pandera's documentation would write it. The series'
own past is a rolling median and its spread, which costs less than what `warlosses` weighs.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

import warlosses as wl
from warlosses import codes

KEY = ["claimant", "belligerent", "category", "outcome", "measure", "period_start", "as_of"]
SERIES = KEY[:-1]
FIGURES = ["value", "value_low", "value_high"]
START = pd.Timestamp(codes.WAR_START)
PEOPLE = ["lost", "killed", "wounded", "killed_or_wounded", "missing", "prisoner"]
ITEMS = ["lost", "destroyed", "damaged", "abandoned", "captured"]
LOWER, UPPER = ["at_least", "more_than"], ["almost", "up_to"]
HOST = r"^https?://([^/?#\s.:]+\.)+[^/?#\s.:]{2,}(:[0-9]+)?([/?#]|$)"
HOME = r"^https?://[^/?#]+/?$"
DAY = r"(?P<y>20[2-9]\d)[-/._]?(?P<m>0[1-9]|1[0-2])[-/._]?(?P<d>0[1-9]|[12]\d|3[01])"
WINDOW, FAR = 30, 8.0


def read(path: Path) -> pd.DataFrame:
    """Read a file and fill in the defaults."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
    else:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    frame = frame.assign(
        **{name: pd.to_numeric(frame[name]).astype("Int64") for name in FIGURES},
        as_of=pd.to_datetime(frame["as_of"]),
        outcome=frame["outcome"].fillna("lost"),
        measure=frame["measure"].fillna("cumulative"),
        qualifier=frame["qualifier"].fillna("exact"),
    )
    usual = frame["as_of"].where(frame["measure"] == "increment", START)
    return frame.assign(period_start=pd.to_datetime(frame["period_start"]).fillna(usual))


def schema(held: pd.DataFrame) -> pa.DataFrameSchema:
    """Return the schema."""
    figure = pa.Column("Int64", pa.Check.in_range(-100_000_000, 100_000_000), nullable=True)
    listed = {
        "claimant": list(codes.claimants()),
        "category": list(codes.categories()),
        **{n: list(codes.terms(n)) for n in ("belligerent", "outcome", "measure", "qualifier")},
    }
    today = pd.Timestamp(datetime.now(UTC).date())
    columns = {
        **{name: pa.Column("str", pa.Check.isin(known)) for name, known in listed.items()},
        **dict.fromkeys(FIGURES, figure),
        "as_of": pa.Column("datetime64[ns]", pa.Check.in_range(START, today), coerce=True),
        "period_start": pa.Column("datetime64[ns]", coerce=True),
        "source_url": pa.Column("str", [pa.Check.str_matches(HOST), pa.Check(not_a_home_page)]),
    }
    checks = [
        *(pa.Check(check) for check in (has_a_figure, totals_not_negative, period_in_order)),
        *(pa.Check(check) for check in (bounds_in_order, hedge_fits, outcome_fits, in_use)),
        *(pa.Check(check) for check in (link_of_the_day, adds_up, grows, no_leap, moves)),
        pa.Check(lambda frame: agrees(frame, held)),
    ]
    return pa.DataFrameSchema(columns, checks=checks, unique=KEY)


def not_a_home_page(links: pd.Series) -> pd.Series:
    return ~links.str.match(HOME)


def has_a_figure(frame: pd.DataFrame) -> pd.Series:
    return frame[FIGURES].notna().any(axis=1)


def totals_not_negative(frame: pd.DataFrame) -> pd.Series:
    return (frame["measure"] == "increment") | ~(frame[FIGURES] < 0).any(axis=1)


def period_in_order(frame: pd.DataFrame) -> pd.Series:
    return frame["period_start"] <= frame["as_of"]


def bounds_in_order(frame: pd.DataFrame) -> pd.Series:
    value, low, high = (frame[name] for name in FIGURES)
    return ~((low > high) | (value < low) | (value > high)).fillna(False)


def hedge_fits(frame: pd.DataFrame) -> pd.Series:
    value, low, high = (frame[name] for name in FIGURES)
    hedge = frame["qualifier"]
    wrong = (hedge == "exact") & (low.notna() | high.notna())
    wrong |= (hedge == "range") & (low.isna() | high.isna())
    wrong |= hedge.isin(LOWER) & ~((low == value).fillna(False) & high.isna())
    wrong |= hedge.isin(UPPER) & ~((high == value).fillna(False) & low.isna())
    return ~wrong


def outcome_fits(frame: pd.DataFrame) -> pd.Series:
    unit = frame["category"].map({c.code: c.unit for c in codes.categories().values()})
    people, items = frame["outcome"].isin(PEOPLE), frame["outcome"].isin(ITEMS)
    return ((unit == "people") & people) | ((unit == "items") & items)


def in_use(frame: pd.DataFrame) -> pd.Series:
    known = codes.categories().values()
    first = frame["category"].map({c.code: pd.Timestamp(c.valid_from) for c in known})
    last = frame["category"].map({c.code: pd.Timestamp(c.valid_to) for c in known})
    outside = (frame["as_of"] < first) | (frame["as_of"] > last)
    return ~(outside & (frame["claimant"] == "ua_general_staff"))


def link_of_the_day(frame: pd.DataFrame) -> pd.Series:
    found = frame["source_url"].str.extract(DAY)
    day = pd.to_datetime(found["y"] + "-" + found["m"] + "-" + found["d"], errors="coerce")
    return day.isna() | (day >= frame["as_of"])


def gains(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the totals by series and day, with what each gained on the one before it."""
    totals = frame[frame["measure"] == "cumulative"].sort_values([*SERIES, "as_of"])
    by = totals.groupby(SERIES, sort=False, observed=True)["value"]
    return totals.assign(gain=by.diff())


def adds_up(frame: pd.DataFrame) -> pd.Series:
    parts = ["claimant", "belligerent", "category", "outcome", "as_of"]
    printed = frame[frame["measure"] == "increment"].set_index(parts)["value"]
    totals = gains(frame)
    beside = printed.reindex(pd.MultiIndex.from_frame(totals[parts]))
    wrong = pd.Series(beside.to_numpy() != totals["gain"].to_numpy(), totals.index)
    known = pd.Series(beside.notna().to_numpy(), totals.index) & totals["gain"].notna()
    return ~(wrong & known).reindex(frame.index, fill_value=False)


def grows(frame: pd.DataFrame) -> pd.Series:
    return ~(gains(frame)["gain"] < 0).fillna(False).reindex(frame.index, fill_value=False)


def no_leap(frame: pd.DataFrame) -> pd.Series:
    totals = gains(frame)
    gain = totals["gain"].astype("float64")
    by = [totals[name] for name in SERIES]
    rolling = gain.groupby(by, sort=False, observed=True).rolling(WINDOW, min_periods=14)
    middle = rolling.median().reset_index(drop=True).set_axis(totals.index)
    off = (gain - middle).abs()
    spread = off.groupby(by, sort=False, observed=True).rolling(WINDOW, min_periods=14).median()
    spread = spread.reset_index(drop=True).set_axis(totals.index)
    far = off > FAR * 1.4826 * spread.clip(lower=1) + 10
    return ~far.reindex(frame.index, fill_value=False)


def moves(frame: pd.DataFrame) -> pd.Series:
    totals = gains(frame)
    still = (totals["gain"] == 0).fillna(False).astype("float64")
    by = [totals[name] for name in SERIES]
    usual = still.groupby(by, sort=False, observed=True).rolling(WINDOW, min_periods=14).mean()
    usual = usual.reset_index(drop=True).set_axis(totals.index)
    odd = (still == 1) & (usual < 1.5 / WINDOW)
    return ~odd.reindex(frame.index, fill_value=False)


def agrees(frame: pd.DataFrame, held: pd.DataFrame) -> pd.Series:
    settled = frame[KEY].merge(held, how="left", on=KEY)["value"].set_axis(frame.index)
    return ~(settled != frame["value"]).fillna(False)


def main() -> int:
    """Validate a file; print how many failures there are."""
    frame = read(Path(sys.argv[1]))
    claims = wl.load(claimants=sorted(set(frame["claimant"]) & set(codes.claimants())))
    held = claims[[*KEY, "value"]].astype(dict.fromkeys(KEY[:5], "str"))
    held = held.assign(**{n: held[n].astype("datetime64[ns]") for n in KEY[5:]})
    try:
        schema(held).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        print(cases.groupby("check")["index"].nunique().to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())

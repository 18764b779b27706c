"""Replay what was entered live, day by day, and count what `warlosses.validate` would have caught.

    python -m tools.backtest CORPUS [--increments] [--with-dataset] [--ignore CODE]
        [--since DAY] [--until DAY]
    python -m tools.backtest --planted [DAYS]

The corpus is a CSV file, packed or not, of the figures of one transcription of the General Staff's
bulletin: ``as_of``, ``category``, ``submitted`` (as first entered) and ``settled`` (what it came to
be). Each day's figures are one contribution, checked against claims that end the day before. A day
is wrong if any of its figures was, and caught if it gets any error or warning.

``--increments`` puts the increments that the bulletin printed beside the totals, as far as the
dataset holds them; other days are left out. ``--with-dataset`` leaves the day's own claims in the
baseline, as if another transcription had come first. ``--ignore WL307`` leaves out what only the
dataset's ledger of readings can tell.

``--planted`` plants gross errors of eight kinds in right days instead (`tools.planted`), and counts
those that are errors. It needs no corpus.

What no check of one day's totals can see, because a right figure looks the same:

- a wrong figure within the usual gains ("10485" for 10482);
- a total left as yesterday's in a category that often stands still (ships, submarines, aircraft);
- a figure one too high for a category that now and then gains one. (Where it stays so, a source
  that read it the day before too gives it away once the dataset has settled that day otherwise.)

Those take the printed increments, or a second source. And some right figures look wrong: a claimant
that restates a total makes it fall, and one that forgets a category makes it stand still.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from tools.planted import plant, planted_text
from warlosses.data.load import load
from warlosses.errors import ArgumentError
from warlosses.validation.plausibility.slips import intended
from warlosses.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("as_of", "category", "submitted", "settled")
CLAIMANT, BELLIGERENT = "ua_general_staff", "RU"
# The corpus holds no links, so a stand-in has their place, and the rules of links are left out.
_LINK = "https://example.org/bulletin"
_PLANTED_DAYS = 250
_UNSEEN = """\
Not to be seen from one day's totals: wrong figures within the usual gains, totals left as the
day before's where the category often stands still, small slips in categories that seldom move."""


class Score(NamedTuple):
    """How many days, figures and slips were caught or flagged.

    Attributes
    ----------
    wrong_days, wrong_caught, right_days, right_flagged : int
        Days with a wrong figure, those of them with an error or warning; the same of right days.
    errors_on_right : int
        Right days with an error, not just a warning.
    slips_caught, slips_proposed : int
        Figures one slip away from the settled one that a finding names; those of them whose
        proposal is the settled one.
    rules : pandas.DataFrame
        By rule: wrong and right days, and wrong and right figures, with a finding.
    kinds : pandas.DataFrame
        By kind of mistake: figures, and those of them on a day that was caught.
    """

    wrong_days: int
    wrong_caught: int
    right_days: int
    right_flagged: int
    errors_on_right: int
    slips_caught: int
    slips_proposed: int
    rules: pd.DataFrame
    kinds: pd.DataFrame


def read_corpus(path: str) -> pd.DataFrame:
    """Return a corpus file, by day and category; of a cell entered twice, the first entry."""
    corpus = pd.read_csv(path)
    lacking = [name for name in COLUMNS if name not in corpus.columns]
    if lacking:
        raise ArgumentError(
            f"{path}: expected the columns {', '.join(COLUMNS)}; it lacks {', '.join(lacking)}"
        )
    corpus = corpus[list(COLUMNS)].assign(as_of=pd.to_datetime(corpus["as_of"]))
    corpus = corpus.drop_duplicates(["as_of", "category"])
    return corpus.sort_values(["as_of", "category"], ignore_index=True)


def replay(
    corpus: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    increments: bool = False,
    with_dataset: bool = False,
    ignore: Sequence[str] = (),
) -> pd.DataFrame:
    """Check each day of a corpus as one contribution; return the errors and warnings.

    Parameters
    ----------
    corpus : pandas.DataFrame
        As `read_corpus` gives it.
    claims : pandas.DataFrame
        The claimant's claims, as `load` gives them.
    increments : bool
        Put the printed increments of `claims` beside the totals.
    with_dataset : bool
        Leave the claims of the day itself in the baseline.
    ignore : sequence of str
        Rules to leave out, besides those of links.

    Returns
    -------
    pandas.DataFrame
        One row a finding: ``as_of``, ``category`` (empty where it is about the whole), ``rule``,
        ``severity``, ``suggestion``.
    """
    claims = claims.sort_values("as_of", ignore_index=True)
    days = claims["as_of"]
    printed = claims[claims["measure"] == "increment"]
    told = []
    for day in corpus["as_of"].drop_duplicates():
        figures = corpus[corpus["as_of"] == day]
        rows = figures[["category", "submitted"]].rename(columns={"submitted": "value"})
        rows = rows.assign(measure="cumulative")
        if increments:
            beside = printed.loc[printed["as_of"] == day, ["category", "value", "measure"]]
            rows = pd.concat([rows, beside[beside["category"].isin(rows["category"])]])
        rows = rows.astype({"category": "str", "measure": "str", "value": "int64"})
        ends = day + pd.Timedelta(days=1) if with_dataset else day
        baseline = claims.iloc[: days.searchsorted(ends)]
        report = validate(_contribution(rows, day), baseline, ignore=["WL4", *ignore])
        for finding in report.findings:
            if finding.severity != "info":
                name = rows["category"].iloc[finding.row - 1] if finding.row else ""
                told.append((day, name, finding.rule, finding.severity, finding.suggestion))
    return pd.DataFrame(told, columns=["as_of", "category", "rule", "severity", "suggestion"])


def _contribution(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    return rows.assign(
        as_of=day.date().isoformat(),
        claimant=CLAIMANT,
        belligerent=BELLIGERENT,
        source_url=_LINK,
    ).reset_index(drop=True)


def score(corpus: pd.DataFrame, findings: pd.DataFrame) -> Score:
    """Return what the findings caught, and what they flagged without need."""
    is_wrong = corpus["submitted"] != corpus["settled"]
    wrong_day = is_wrong.groupby(corpus["as_of"]).any()
    flagged = wrong_day.index.isin(findings["as_of"])
    with_error = findings.loc[findings["severity"] == "error", "as_of"]
    own = findings.merge(corpus, on=["as_of", "category"])
    own = own.assign(is_wrong=own["submitted"] != own["settled"])
    slips = own[own["is_wrong"] & _one_slip(own)].drop_duplicates(["as_of", "category"])
    proposed = slips["suggestion"] == slips["settled"].astype("str")
    on_wrong = findings["as_of"].map(wrong_day)
    rules = pd.DataFrame(
        {
            "wrong days": findings[on_wrong].groupby("rule")["as_of"].nunique(),
            "right days": findings[~on_wrong].groupby("rule")["as_of"].nunique(),
            "wrong figures": own[own["is_wrong"]].groupby("rule").size(),
            "right figures": own[~own["is_wrong"]].groupby("rule").size(),
        }
    )
    caught = corpus["as_of"].isin(findings["as_of"])
    kinds = pd.DataFrame({"kind": _kinds(corpus), "caught": caught})[is_wrong]
    return Score(
        wrong_days=int(wrong_day.sum()),
        wrong_caught=int((wrong_day & flagged).sum()),
        right_days=int((~wrong_day).sum()),
        right_flagged=int((~wrong_day & flagged).sum()),
        errors_on_right=int((~wrong_day & wrong_day.index.isin(with_error)).sum()),
        slips_caught=len(slips),
        slips_proposed=int(proposed.sum()),
        rules=rules.fillna(0).astype(int),
        kinds=kinds.groupby("kind").agg(figures=("caught", "size"), caught=("caught", "sum")),
    )


def _one_slip(rows: pd.DataFrame) -> pd.Series[bool]:
    pairs = zip(rows["submitted"], rows["settled"], strict=True)
    is_slip = [int(meant) in intended(int(typed)) for typed, meant in pairs]
    return pd.Series(is_slip, rows.index, dtype=bool)


def _kinds(corpus: pd.DataFrame) -> pd.Series[str]:
    """Name each wrong figure's kind, by what had been settled for the days before."""
    by_category = corpus.groupby("category")["settled"]
    last = by_category.shift(1)
    # Some categories stand still on most days: then "left as it was" tells of the day before.
    older = pd.concat([by_category.shift(n) == corpus["submitted"] for n in range(2, 11)], axis=1)
    kinds = pd.Series("several digits or another figure", corpus.index)
    kinds[_one_slip(corpus)] = "one slip of a digit"
    kinds[older.any(axis=1) & (corpus["submitted"] < last)] = "an earlier total"
    kinds[corpus["submitted"] == last] = "left as the day before"
    return kinds


def report_text(result: Score) -> str:
    """Return a score as text."""
    lines = [
        _share_text("wrong days caught", result.wrong_caught, result.wrong_days),
        _share_text("right days flagged", result.right_flagged, result.right_days),
        _share_text("right days with an error", result.errors_on_right, result.right_days),
        _share_text(
            "one-digit slips caught, first proposal right",
            result.slips_proposed,
            result.slips_caught,
        ),
        "",
        result.rules.to_string(),
        "",
        result.kinds.to_string(),
        "",
        _UNSEEN,
    ]
    return "\n".join(lines)


def _share_text(name: str, part: int, whole: int) -> str:
    """Return a share as a line.

    >>> _share_text("right days flagged", 14, 1453)
    'right days flagged: 14 of 1453 (0.96 %)'
    """
    share = f"{100 * part / whole:.2f} %" if whole else "none"
    return f"{name}: {part} of {whole} ({share})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the backtest and print its score; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.backtest", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("corpus", nargs="?", help="CSV file: as_of, category, submitted, settled")
    parser.add_argument(
        "--planted",
        nargs="?",
        type=int,
        const=_PLANTED_DAYS,
        help="plant gross errors on DAYS days",
    )
    parser.add_argument("--increments", action="store_true", help="with the printed increments")
    parser.add_argument("--with-dataset", action="store_true", help="keep the day's own claims")
    parser.add_argument("--ignore", action="append", default=[], help="leave out a rule")
    parser.add_argument("--since", help="first day, YYYY-MM-DD")
    parser.add_argument("--until", help="last day, YYYY-MM-DD")
    given = parser.parse_args(arguments)
    claims = load(claimants=CLAIMANT, belligerents=BELLIGERENT, outcomes="lost")
    if given.planted:
        sys.stdout.write(planted_text(plant(claims, given.planted)) + "\n")
        return 0
    if given.corpus is None:
        parser.error("expected a CORPUS, or --planted")
    corpus = read_corpus(given.corpus)
    if given.since or given.until:
        first, last = pd.Timestamp(given.since or "2022"), pd.Timestamp(given.until or "2100")
        corpus = corpus[corpus["as_of"].between(first, last)].reset_index(drop=True)
    if given.increments:
        printed = claims.loc[claims["measure"] == "increment", "as_of"]
        corpus = corpus[corpus["as_of"].isin(printed)].reset_index(drop=True)
    findings = replay(
        corpus,
        claims,
        increments=given.increments,
        with_dataset=given.with_dataset,
        ignore=given.ignore,
    )
    sys.stdout.write(report_text(score(corpus, findings)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

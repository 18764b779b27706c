"""Score `warlosses.check` on articles in the shapes of real pages: how often it is right, and how.

``python -m tools.score_texts`` prints, by cause and in all, how many articles are judged as they
should be, how many correct statements are called inconsistent (accused), how many that are no
claim's are called consistent (vouched), and how many figures are left unverifiable or unread.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import warlosses as wl

SHAPES = Path(__file__).parent.parent / "tests" / "texts" / "article" / "shapes.jsonl"


def read_shapes(path: Path = SHAPES) -> list[dict[str, Any]]:
    """Return the articles: ``cause``, ``on``, ``text``, ``rows`` of category, value, verdict."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judged(shape: dict[str, Any]) -> list[tuple[str, int | None, str]]:
    """Return what `check` tells of an article, in the form of its ``rows``."""
    verdicts = wl.check(shape["text"], on=shape["on"])
    return [
        (row["category"], None if row["verdict"] == "unread" else int(row["value"]), row["verdict"])
        for row in verdicts.to_dict("records")
    ]


def score(shape: dict[str, Any]) -> Counter[str]:
    """Count what became of an article's statements."""
    wanted = Counter((category, value, verdict) for category, value, verdict in shape["rows"])
    came = Counter(judged(shape))
    beyond = came - wanted
    told: Counter[str] = Counter(verdict for _, _, verdict in came.elements())
    told["figures"] = sum(wanted.values())
    told["right"] = sum((came & wanted).values())
    told["accused"] = sum(n for (_, _, verdict), n in beyond.items() if verdict == "inconsistent")
    told["vouched"] = sum(n for (_, _, verdict), n in beyond.items() if verdict == "consistent")
    # a figure left unverifiable that none asked for does no harm
    harm = sum(n for (_, _, verdict), n in beyond.items() if verdict != "unverifiable")
    told["holds"] = int(not harm and not wanted - came)
    return told


def main() -> int:
    """Print the rates; the exit status is 1 if any article is not judged as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print each article that does not hold")
    shown = parser.parse_args().show
    whole: Counter[str] = Counter()
    by_cause: dict[str, list[int]] = defaultdict(list)
    for shape in read_shapes():
        told = score(shape)
        whole += told
        by_cause[shape["cause"]].append(told["holds"])
        if shown and not told["holds"]:
            print(
                f"{shape['on']} {shape['text']}\n  wanted {shape['rows']}\n  came {judged(shape)}"
            )
    for cause, holds in by_cause.items():
        print(f"{cause:12} {sum(holds)} of {len(holds)} articles")
    articles = sum(len(holds) for holds in by_cause.values())
    print(
        f"in all {whole['holds']} of {articles} articles, {whole['right']} of {whole['figures']} "
        f"figures; {whole['accused']} accused wrongly, {whole['vouched']} vouched for wrongly; "
        f"{whole['consistent']} consistent, {whole['inconsistent']} inconsistent, "
        f"{whole['unverifiable']} unverifiable, {whole['unread']} unread"
    )
    return int(whole["holds"] < articles)


if __name__ == "__main__":
    raise SystemExit(main())

"""The card of a dataset repository on Hugging Face; it also says which files are which table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.building.metadata.facts import yaml_lines
from warlosses.data import about

if TYPE_CHECKING:
    from warlosses.building.metadata.facts import Facts

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)


def hugging_face_card(facts: Facts) -> str:
    """Return the README.md to put beside the release's files."""
    rows = facts.tables[0].file.rows or 0
    head = {
        "license": facts.licence.lower(),
        "pretty_name": about.TITLE,
        "language": ["en", "uk", "ru"],
        "tags": [word.lower() for word in about.KEYWORDS],
        "size_categories": [next((name for limit, name in _SIZES if rows < limit), "n>10M")],
        "configs": [
            {
                "config_name": table.name,
                "data_files": table.file.name,
                **({"default": True} if table.name == "claims" else {}),
            }
            for table in facts.tables
        ],
    }
    listed = [
        f"| `{table.name}` | {table.file.rows:,} | {table.description} |" for table in facts.tables
    ]
    sources = [_source(source) for source in facts.sources]
    return "\n".join(
        [
            "---",
            *yaml_lines(head),
            "---",
            "",
            f"# {about.TITLE}",
            "",
            f"{about.DESCRIPTION} Data version {facts.version}, through {facts.last_day}.",
            "",
            "| table | rows | what a row is |",
            "|---|---|---|",
            *listed,
            "",
            f"The data is licensed under {facts.licence}. Home: {about.HOMEPAGE}",
            "",
            "## Sources",
            "",
            *sources,
            "",
            "## Citation",
            "",
            facts.citation,
            "",
        ]
    )


def _source(source: dict[str, str]) -> str:
    terms = ", ".join(filter(None, (source["licence"], source["copyright"])))
    title = f"[{source['title']}]({source['repo']})" if source["repo"] else source["title"]
    return f"- {title}: {terms}"

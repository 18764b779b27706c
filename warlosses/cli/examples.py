"""Examples of each command, as its help shows them; a test looks that they can be typed."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "show": (
        "warlosses show tanks --on 2023-04-18",
        "warlosses show --claimant oryx,ua_general_staff --on latest",
        "warlosses show personnel --latest 7 --format csv",
    ),
    "daily": (
        "warlosses daily personnel --claimant ua_general_staff --latest 14",
        "warlosses daily tanks --claimant oryx --belligerent RU --format csv",
    ),
    "compare": (
        "warlosses compare tanks --belligerent RU --since 2023-04-01 --until 2023-04-18",
        "warlosses compare personnel --belligerent RU --format csv",
    ),
    "history": ("warlosses history ua_general_staff.RU.personnel.lost.cumulative.2024-01-02",),
    "coverage": (
        "warlosses coverage --claimant ua_general_staff",
        "warlosses coverage --measure increment --format csv",
    ),
    "search": ("warlosses search howitzer", "warlosses search танки --language uk"),
    "info": ("warlosses info", "warlosses info --format json"),
    "export": (
        "warlosses export -o claims.csv --claimant ua_general_staff --measure cumulative",
        "warlosses export --layout wide --claimant ua_general_staff -o wide.xlsx",
        "warlosses export --column as_of,category,value --latest 30 --labels uk",
    ),
    "cite": (
        "warlosses cite 2026.9.6 --style bibtex",
        "warlosses cite --category tanks --on 2023-04-18",
    ),
    "explore": ("warlosses explore", "warlosses explore --out explorer.html --no-open"),
    "plot": (
        "warlosses plot tanks --claimant ua_general_staff -o tanks.html",
        "warlosses plot tanks --kind compare --belligerent RU -o tanks.svg",
        "warlosses plot --kind coverage --claimant ua_general_staff -o coverage.png",
    ),
    "metadata": ("warlosses metadata 2026.9.6 --output metadata",),
    "sources": ("warlosses sources", "warlosses sources --format csv"),
    "template": ("warlosses template --on 2026-08-16 --claimant ua_general_staff -o day.csv",),
    "parse": ("warlosses parse post.txt", "warlosses parse post.txt --explain"),
    "check": (
        "warlosses check article.txt --on 2023-04-18",
        "warlosses check article.txt --strict",
    ),
    "validate": (
        "warlosses validate day.csv",
        "warlosses parse post.txt | warlosses validate -",
    ),
    "explain": ("warlosses explain WL305", "warlosses explain"),
    "releases": ("warlosses releases --url https://example.org/data --root root.json",),
    "download": ("warlosses download 2026.9.6",),
    "verify": ("warlosses verify --offline",),
    "diff": ("warlosses diff 2026.8.8 2026.9.6 --format notes",),
    "cache": ("warlosses cache", "warlosses cache --keep 2"),
    "update": ("warlosses update",),
    "build": ("warlosses build --mirror copies --out releases",),
    "publish": ("warlosses publish releases/2026.9.6 --repo published --root root.json",),
    "release-daily": ("warlosses release-daily --repo published --root root.json",),
    "keys": ("warlosses keys show --repo published --root root.json",),
    "keys new": ("warlosses keys new targets-1.pem",),
    "keys begin": (
        (
            "warlosses keys begin --root a.pub --root b.pub --targets a.pub --targets b.pub "
            "--releases r.pub --snapshot s.pub --timestamp t.pub --out drafts"
        ),
    ),
    "keys change": (
        (
            "warlosses keys change releases --repo published --root root.json --add r2.pub "
            "--out drafts"
        ),
    ),
    "keys sign": ("warlosses keys sign drafts/1.root.json --key a.pem",),
    "keys install": ("warlosses keys install drafts/1.root.json --repo published",),
    "keys show": ("warlosses keys show --repo published --root root.json",),
}


def epilog(name: str) -> str | None:
    """Return a command's examples as the end of its help: a line each."""
    lines = EXAMPLES.get(name)
    return "\n\n".join(["Examples:", *lines]) if lines else None

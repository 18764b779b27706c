"""How long the explorer takes to its first chart, against a bare page with the same bars.

``python benchmarks/explorer.py`` loads both in turn, in Debian's Chromium, and prints medians and
their ratio. Needs ``pip install 'warlosses[browser]'``.
"""

from __future__ import annotations

import gzip
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import warlosses as wl

ROUNDS = 15


def bare(svgs: list[str]) -> str:
    """Return a page that holds the drawn charts and nothing else."""
    return f"<!DOCTYPE html><title>bare</title><body>{''.join(svgs)}"


def first_chart(page: Page, address: str) -> float:
    """Return the milliseconds from the start of loading to a chart on the screen."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(".plot svg, body > svg")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    return float(
        page.evaluate(
            "() => Math.max(...['first-chart', 'first-contentful-paint']"
            ".flatMap(n => performance.getEntriesByName(n)).map(e => e.startTime))"
        )
    )


def main() -> None:
    """Measure, in pairs."""
    folder = Path(tempfile.mkdtemp())
    explorer = wl.explore(folder / "explorer.html")
    print(
        f"{explorer.stat().st_size:,} bytes, {len(gzip.compress(explorer.read_bytes(), 9)):,} gzip"
    )
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page.goto(explorer.as_uri())
        page.wait_for_selector(".plot svg")
        svgs = page.evaluate("[...document.querySelectorAll('.plot svg')].map(s => s.outerHTML)")
        plain = folder / "bare.html"
        plain.write_text(bare(svgs), encoding="utf-8")
        times: dict[str, list[float]] = {"explorer": [], "bare": []}
        for _ in range(ROUNDS):
            times["explorer"].append(first_chart(page, explorer.as_uri()))
            times["bare"].append(first_chart(page, plain.as_uri()))
        browser.close()
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(*(f"{name} {value:.0f} ms" for name, value in medians.items()), sep=", ")
    print(f"ratio {medians['explorer'] / medians['bare']:.2f}")


if __name__ == "__main__":
    main()

# The habits of this repository: `just` lists them. Each also runs without just, as it stands here.

_default:
    @just --list

# What a pull request has to pass, but for the slow tests
check: lint types layers generated quick

# Style and formatting
lint:
    ruff check .
    ruff format --check .

# Strict types of the package, the tools and what tests share
types:
    mypy

# The rooms and the way arrows go (.importlinter)
layers:
    lint-imports

# Files made from declarations are current
generated:
    python -m tools.generate --check

# The quick subset of the tests
quick:
    python -m pytest -n auto -m "not slow and not mirror"

# All tests; MIRROR is a folder of copies of the real sources
test MIRROR="":
    python -m pytest -n auto {{ if MIRROR == "" { "" } else { "--mirror=" + MIRROR } }}

# Mend what a program can mend
fix:
    ruff check --fix .
    ruff format .

# Make the generated files anew
generate:
    python -m tools.generate

# What CI runs, on a clean clone of the last commit
ci:
    bash .ci/run

# The docs site, with the explorer in it
docs:
    python -m warlosses explore --no-open -o docs/explorer.html
    zensical build --clean --strict

# Pin what the signing and building jobs install, each file by its hash
lock:
    echo 'hatchling>=1.27' | uv pip compile -q --generate-hashes --universal --python-version 3.12 --no-annotate --no-header pyproject.toml - -o .github/locks/release.txt
    printf 'build\nhatchling>=1.27\n' | uv pip compile -q --generate-hashes --universal --python-version 3.12 --no-annotate --no-header - -o .github/locks/build.txt

# Known mistakes in the workflows
workflows:
    zizmor --offline .github

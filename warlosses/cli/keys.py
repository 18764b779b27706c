"""Commands for the keepers of the keys: docs/releasing.md tells when to use which."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warlosses.cli.output.say import say

if TYPE_CHECKING:
    from warlosses.publishing.keys import Signatures
    from warlosses.publishing.state import Trust

keys = typer.Typer(
    name="keys",
    help="Make, sign with and change the keys of a release repository (docs/releasing.md).",
    no_args_is_help=True,
    add_completion=False,
)
_Repo = Annotated[Path, typer.Option("--repo", metavar="DIR", help="The release repository.")]
_Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        metavar="FILE",
        help="The root of trust to verify the repository by, from elsewhere than the host; by "
        "default WARLOSSES_ROOT, else the package's own.",
    ),
]
_Drafts = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the drafts.")]
_KeyFiles = Annotated[
    list[Path],
    typer.Option("--key", metavar="FILE", help="A private key; repeatable."),
]


def _public(name: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        f"--{name}", metavar="FILE", help=f"Public key (.pub) of the role {name}; repeatable."
    )
    return option


@keys.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where the private key goes.")],
) -> None:
    """Make a key pair: FILE, encrypted by WARLOSSES_KEY_PASSWORD if it is set, and FILE.pub."""
    # Late, in each command: signing brings libraries that take longer than the rest to import.
    from warlosses.publishing.keys import PASSWORD, new_key

    say(str(new_key(path, os.environ.get(PASSWORD))))
    if not os.environ.get(PASSWORD):
        say(f"not encrypted: set {PASSWORD} for a keeper's key", err=True)


@keys.command()
def begin(
    *,
    root: Annotated[list[Path], _public("root")],
    targets: Annotated[list[Path], _public("targets")],
    releases: Annotated[list[Path], _public("releases")],
    snapshot: Annotated[list[Path], _public("snapshot")],
    timestamp: Annotated[list[Path], _public("timestamp")],
    threshold: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many keepers sign root and targets.")
    ] = 2,
    out: _Drafts,
) -> None:
    """Write drafts of the first root and targets, for their keepers to sign."""
    from warlosses.publishing import keys as ceremony

    files = {"root": root, "targets": targets, "releases": releases, "snapshot": snapshot,
             "timestamp": timestamp}  # fmt: skip
    public = {role: [ceremony.read_public(path) for path in paths] for role, paths in files.items()}
    for draft in ceremony.begin(public, {"root": threshold, "targets": threshold}, out):
        say(str(draft))


@keys.command()
def change(
    role: Annotated[
        str, typer.Argument(metavar="ROLE", help="root, targets, releases, snapshot, timestamp.")
    ],
    *,
    repo: _Repo,
    root: _Root = None,
    add: Annotated[
        list[Path] | None, typer.Option("--add", metavar="FILE", help="Public key to add.")
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", metavar="KEYID", help="Beginning of the id of a key to remove."),
    ] = None,
    threshold: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="How many have to sign from now on.")
    ] = None,
    out: _Drafts,
) -> None:
    """Write a draft in which a role has other keys; without a change, one that expires later."""
    from warlosses.publishing import keys as ceremony
    from warlosses.publishing.state import find_trust

    public = [ceremony.read_public(path) for path in add or []]
    draft = ceremony.change(
        repo,
        role,
        out,
        trust=find_trust(repo, root),
        add=public,
        remove=remove or [],
        threshold=threshold,
    )
    say(str(draft))


@keys.command()
def sign(
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="A draft of root or targets.")],
    *,
    key: _KeyFiles,
    repo: Annotated[
        Path | None, typer.Option("--repo", metavar="DIR", help="The repository it is for.")
    ] = None,
    root: _Root = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="I have read elsewhere what it changes: do not ask.")
    ] = False,
) -> None:
    """Sign a draft, once its keeper has read what it changes and said yes."""
    from warlosses.publishing import keys as ceremony

    trust = _trust(repo, root)
    say("\n".join(ceremony.describe(draft, repo, trust)), err=True)
    if not yes and not typer.confirm("Sign it?", err=True):
        raise typer.Exit(1)
    signers = [ceremony.read_signer(path) for path in key]
    _tell(ceremony.sign_draft(draft, signers, repo, trust))


@keys.command()
def install(
    draft: Annotated[Path, typer.Argument(metavar="DRAFT", help="A draft that enough signed.")],
    *,
    repo: _Repo,
    root: _Root = None,
) -> None:
    """Put a draft into the repository; then `warlosses publish --renew` signs the rest."""
    from warlosses.publishing import keys as ceremony

    say(str(ceremony.install(draft, repo, _trust(repo, root))))


@keys.command()
def show(*, repo: _Repo, root: _Root = None) -> None:
    """Show who has to sign what, and until when it is good."""
    from warlosses.cli.output.table import table
    from warlosses.publishing.keys import overview
    from warlosses.publishing.state import find_trust

    header = ["role", "version", "expires", "keys", "threshold", "ids"]
    rows = overview(repo, find_trust(repo, root))
    say("\n".join(table(header, rows, left=["role", "expires", "ids"])))


def _trust(repo: Path | None, root: Path | None) -> Trust | None:
    """Return what to verify a repository by; None for the first drafts, before there is a root."""
    from warlosses.errors import ReleaseError
    from warlosses.publishing.state import find_trust

    if repo is None:
        return None
    try:
        return find_trust(repo, root)
    except ReleaseError:
        if root is not None:
            raise
        return None


def _tell(progress: Signatures) -> None:
    signed = ", ".join(keyid[:8] for keyid in progress.signed_by)
    say(f"{progress.path}: signed by {signed}; {progress.lacking} more needed")

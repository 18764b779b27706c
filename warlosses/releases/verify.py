"""Check every file of the releases that are here: against what was signed, if it is known."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError, TrustError, unknown
from warlosses.files import Described
from warlosses.notebook import html_table
from warlosses.releases.cache import cached_releases, read_record
from warlosses.releases.catalogue import catalogue
from warlosses.releases.find import releases_here
from warlosses.releases.listing import listed_release
from warlosses.releases.manifest import MANIFEST, NOTES, RECORD
from warlosses.releases.settings import has_host
from warlosses.releases.signed_index import read_signed_manifest

if TYPE_CHECKING:
    from warlosses.releases.catalogue import Catalogue
    from warlosses.releases.signed_index import Entry


@dataclass(frozen=True)
class CheckedFile:
    """One file of a release that is here.

    Attributes
    ----------
    version, file, path : str
        Where.
    problem : str
        What is wrong; empty where the file is as it was signed.
    """

    version: str
    file: str
    path: str
    problem: str


@dataclass(frozen=True)
class Verification:
    """What `verify` found.

    Attributes
    ----------
    files : list of CheckedFile
        Every file checked.
    unsigned : list of str
        Versions that no signed index here has: built here, or bundled, where no host is known or
        before they were published. Their files are held against the list that came with them.
    note : str
        How far the signed metadata itself can be relied on.
    """

    files: list[CheckedFile]
    unsigned: list[str]
    note: str

    @property
    def ok(self) -> bool:
        """Whether every file is as it was released."""
        return not any(file.problem for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {"ok": self.ok, **asdict(self)}

    def __bool__(self) -> bool:
        return self.ok

    def _repr_html_(self) -> str:
        wrong = [asdict(file) for file in self.files if file.problem]
        state = f"{len(wrong):,} of {len(self.files):,} files are not as they were released"
        if self.ok:
            state = f"all {len(self.files):,} files are as they were released"
        unsigned = f"; not signed: {', '.join(self.unsigned)}" if self.unsigned else ""
        rows = wrong or [asdict(file) for file in self.files]
        return html_table(rows, caption=f"{state}{unsigned}; {self.note}")


def verify(
    version: str | None = None,
    *,
    file: str | Path | None = None,
    url: str | None = None,
    root: str | Path | None = None,
    offline: bool | None = None,
) -> Verification:
    """Check the files of the releases that are here against the signed metadata.

    Those that it does not have, and all where no host is known, are checked for damage, against
    the list and the manifest that came with them; that needs no network.

    Parameters
    ----------
    version : str, optional
        One release; by default all that are here.
    file : path, optional
        Instead of releases, a file that any program fetched from the host's ``latest/``, under the
        name that it has there: is it the one of the newest release, as signed?
    url, root : optional
        The host and its root of trust, as for `download`.
    offline : bool, optional
        Take the metadata that was fetched last, its signatures checked again.

    Returns
    -------
    Verification
        ``.ok``, ``.files``, ``.unsigned``, ``.note``.

    Raises
    ------
    TrustError
        The metadata itself is not as it was signed.
    ReleaseError
        There is no such release here, or ``latest/`` is of another one.
    ArgumentError
        No file at ``latest/`` has that name.
    """
    if file is not None:
        return _verify_latest(Path(file), version, catalogue(url=url, root=root, offline=offline))
    signed, note = _signed(url, root, offline)
    folders = releases_here() | cached_releases()  # what was fetched can be checked whole
    if version is not None:
        if version not in folders:
            raise ReleaseError(
                f"no release {version} here to verify; found {', '.join(folders) or 'none'}. "
                f"`warlosses download {version}` fetches it."
            )
        folders = {version: folders[version]}
    files: list[CheckedFile] = []
    for name, folder in folders.items():
        files += _check(folder, signed[name]) if name in signed else _check_unsigned(folder, name)
    return Verification(files, [name for name in folders if name not in signed], note)


def _verify_latest(path: Path, version: str | None, listed: Catalogue) -> Verification:
    latest = listed.latest
    if version not in (None, latest.version):
        raise ReleaseError(
            f"latest/: expected files of {version}; found those of {latest.version or 'none'}. "
            f"`warlosses download {version}` fetches a release by its version."
        )
    if path.name not in latest.files:
        raise unknown("file of latest/", path.name, latest.files)
    problem = latest.files[path.name].problem_with(path)
    checked = CheckedFile(latest.version, path.name, str(path), problem)
    return Verification([checked], [], _note(listed.asked, listed.expires))


def _signed(
    url: str | None, root: str | Path | None, offline: bool | None
) -> tuple[dict[str, Entry], str]:
    """Return what was signed by version, and how far it can be relied on."""
    if url is None and not has_host():
        return {}, "no release host is known: looked for damage only, by the lists beside the files"
    listed = catalogue(url=url, root=root, offline=offline)
    return {entry.version: entry for entry in listed.entries}, _note(listed.asked, listed.expires)


def _check(folder: Path, entry: Entry) -> list[CheckedFile]:
    has_notes = (folder / RECORD).is_file() or (folder / NOTES).is_file()
    notes = {NOTES: entry.notes} if has_notes else {}  # with a download; the bundled one has none
    return _check_files(
        entry.version, folder, entry.manifest.problem_with(folder / MANIFEST), notes
    )


def _check_unsigned(folder: Path, version: str) -> list[CheckedFile]:
    """Look for damage by what lies beside the release: the record of its download, or the list."""
    wrong, notes = "", {}
    try:
        if (folder / RECORD).is_file():
            entry = read_record(folder)["entry"]
            wrong = Described.parse(entry["manifest"]).problem_with(folder / MANIFEST)
            notes = {NOTES: Described.parse(entry["notes"])}
        else:
            listed_release(folder.parent, version)
    except ReleaseError:
        wrong = "not the one that the folder's list names"
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        wrong = f"its record is broken ({error!r:.80})"
    return _check_files(version, folder, wrong, notes)


def _check_files(
    version: str, folder: Path, wrong: str, notes: dict[str, Described]
) -> list[CheckedFile]:
    """Hold a release's files against its manifest, unless that is itself wrong."""
    expected = dict(notes)
    if not wrong:
        try:
            content = (folder / MANIFEST).read_bytes()
            expected |= read_signed_manifest(content, version).files
        except TrustError as error:
            wrong = str(error)
    problems = {MANIFEST: wrong}
    problems |= {
        name: described.problem_with(folder / name) for name, described in expected.items()
    }
    if wrong and folder.is_dir():  # without its list the others can't be told right from wrong
        names = [path.name for path in sorted(folder.iterdir()) if path.name not in problems]
        problems |= dict.fromkeys(
            names, "its manifest is not the right one, so it can't be checked"
        )
    return [
        CheckedFile(version, name, str(folder / name), problem)
        for name, problem in problems.items()
    ]


def _note(asked: bool, expires: datetime | None) -> str:
    if asked or expires is None:
        return "the host was asked now"
    if expires < datetime.now(UTC):
        return (
            f"signatures are right, but expired on {expires:%Y-%m-%d}: whether there is anything "
            "newer can't be told offline"
        )
    return f"by what the host said last, good until {expires:%Y-%m-%d}"

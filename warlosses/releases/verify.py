"""Check every file of the releases that are here against what was signed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError, TrustError
from warlosses.files import Described, sha256
from warlosses.notebook import html_table
from warlosses.paths import bundled_releases_dir
from warlosses.releases.cache import RECORD, cached_release, cached_versions
from warlosses.releases.catalogue import catalogue
from warlosses.releases.index import NOTES, parse_manifest
from warlosses.releases.release import MANIFEST, local_releases, read_index

if TYPE_CHECKING:
    from pathlib import Path

    from warlosses.releases.index import Entry


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
        Every file checked against the signed metadata.
    unsigned : list of str
        Versions that the index does not have: built here, or bundled before they were published.
    note : str
        How far the signed metadata itself can be relied on.
    """

    files: list[CheckedFile]
    unsigned: list[str]
    note: str

    @property
    def ok(self) -> bool:
        """Whether every file is as it was signed."""
        return not any(file.problem for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {"ok": self.ok, **asdict(self)}

    def __bool__(self) -> bool:
        return self.ok

    def _repr_html_(self) -> str:
        wrong = sum(bool(file.problem) for file in self.files)
        state = f"{wrong:,} of {len(self.files):,} files are not as they were signed"
        if self.ok:
            state = f"all {len(self.files):,} files are as they were signed"
        rows = [asdict(file) for file in self.files if file.problem] or [
            asdict(file) for file in self.files
        ]
        unsigned = f"; not signed: {', '.join(self.unsigned)}" if self.unsigned else ""
        return html_table(rows, caption=f"{state}{unsigned}; {self.note}")


def verify(
    version: str | None = None,
    *,
    url: str | None = None,
    root: str | Path | None = None,
    offline: bool | None = None,
) -> Verification:
    """Check the files of the releases that are here against the signed metadata.

    Parameters
    ----------
    version : str, optional
        One release; by default all that are here.
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
        There is no such release here.
    """
    listed = catalogue(url=url, root=root, offline=offline)
    signed = {entry.version: entry for entry in listed.entries}
    folders = _folders()
    if version is not None:
        if version not in folders:
            raise ReleaseError(
                f"no release {version} here to verify; found {', '.join(folders) or 'none'}. "
                f"`warlosses download {version}` fetches it."
            )
        folders = {version: folders[version]}
    files: list[CheckedFile] = []
    for name, folder in folders.items():
        if name in signed:
            files += _check(folder, signed[name])
    unsigned = [name for name in folders if name not in signed]
    return Verification(files, unsigned, _note(listed.asked, listed.expires))


def _folders() -> dict[str, Path]:
    """Return the folder of each release that is here; a fetched one before a bundled one."""
    bundled = bundled_releases_dir()
    found = local_releases()
    found |= {name: bundled / name for name in read_index(bundled)}
    return found | {name: cached_release(name).folder for name in cached_versions()}


def _check(folder: Path, entry: Entry) -> list[CheckedFile]:
    expected = {MANIFEST: entry.manifest}
    if (folder / RECORD).is_file() or (folder / NOTES).is_file():
        expected[NOTES] = entry.notes  # comes with a download; the bundled release has none
    problem = _problem(folder / MANIFEST, entry.manifest)
    if not problem:
        try:
            expected |= parse_manifest((folder / MANIFEST).read_bytes(), entry.version)
        except TrustError as error:
            problem = str(error)
    found = {name: _problem(folder / name, described) for name, described in expected.items()}
    found[MANIFEST] = problem
    if problem:  # without its list the others can't be told right from wrong
        names = [path.name for path in sorted(folder.iterdir()) if path.name not in found]
        found |= dict.fromkeys(
            names, "the manifest, which says what it has to be, is not as signed"
        )
    return [
        CheckedFile(entry.version, name, str(folder / name), wrong) for name, wrong in found.items()
    ]


def _problem(path: Path, described: Described) -> str:
    try:
        size = path.stat().st_size
        if size != described.bytes:
            return f"expected {described.bytes:,} bytes; found {size:,}"
        return "" if sha256(path) == described.sha256 else "its SHA-256 is not the signed one"
    except OSError as error:
        return f"can't be read: {error.strerror}"


def _note(asked: bool, expires: datetime | None) -> str:
    if asked or expires is None:
        return "the host was asked now"
    if expires < datetime.now(UTC):
        return (
            f"signatures are right, but expired on {expires:%Y-%m-%d}: whether there is anything "
            "newer can't be told offline"
        )
    return f"by what the host said last, good until {expires:%Y-%m-%d}"

"""Check every file of the releases that are here against what was signed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError, TrustError
from warlosses.notebook import html_table
from warlosses.releases.cache import RECORD, cached_releases
from warlosses.releases.catalogue import catalogue
from warlosses.releases.find import releases_here
from warlosses.releases.manifest import MANIFEST, NOTES
from warlosses.releases.signed_index import read_signed_manifest

if TYPE_CHECKING:
    from pathlib import Path

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
        wrong = [asdict(file) for file in self.files if file.problem]
        state = f"{len(wrong):,} of {len(self.files):,} files are not as they were signed"
        if self.ok:
            state = f"all {len(self.files):,} files are as they were signed"
        unsigned = f"; not signed: {', '.join(self.unsigned)}" if self.unsigned else ""
        rows = wrong or [asdict(file) for file in self.files]
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
        if name in signed:
            files += _check(folder, signed[name])
    unsigned = [name for name in folders if name not in signed]
    return Verification(files, unsigned, _note(listed.asked, listed.expires))


def _check(folder: Path, entry: Entry) -> list[CheckedFile]:
    expected = {MANIFEST: entry.manifest}
    if (folder / RECORD).is_file() or (folder / NOTES).is_file():
        expected[NOTES] = entry.notes  # comes with a download; the bundled release has none
    wrong = entry.manifest.problem_with(folder / MANIFEST)
    if not wrong:
        try:
            content = (folder / MANIFEST).read_bytes()
            expected |= read_signed_manifest(content, entry.version).files
        except TrustError as error:
            wrong = str(error)
    problems = {name: described.problem_with(folder / name) for name, described in expected.items()}
    problems[MANIFEST] = wrong
    if wrong:  # without its list the others can't be told right from wrong
        names = [path.name for path in sorted(folder.iterdir()) if path.name not in problems]
        unknown = "the manifest, which says what it has to be, is not as signed"
        problems |= dict.fromkeys(names, unknown)
    return [
        CheckedFile(entry.version, name, str(folder / name), problem)
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

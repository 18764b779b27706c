"""Which parts of a workbook's package are read, as openpyxl goes about it."""

from __future__ import annotations

import re

_TYPES = "[Content_Types].xml"
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"(?<![A-Za-z])([A-Za-z]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
# What openpyxl looks for by its name.
_BY_NAME = {"styles.xml", "theme1.xml", "core.xml", "app.xml", "custom.xml"}
# What no reader of cells follows: a printer's settings, Power Query's own files, pictures.
_NEVER_READ = (
    *("printerSettings", "customXml", "customXmlProps", "image", "vmlDrawing", "oleObject"),
    *("package", "vbaProject", "queryTable", "ctrlProp", "activeXControlBinary", "control"),
    *("slicer", "timeline", "calcChain", "connections", "thumbnail", "customProperty"),
)


def is_package(name: str) -> bool:
    """Whether a part tells of other parts, or is the workbook, which says what its sheets are.

    >>> is_package("xl/_rels/workbook.xml.rels"), is_package("xl/media/image1.png")
    (True, False)
    """
    plain = name.replace("\\", "/").casefold()
    is_workbook = re.fullmatch(r"xl/workbook[^/]*\.xml", plain) is not None
    return plain == _TYPES.casefold() or plain.endswith(".rels") or is_workbook


class Package:
    """What the parts that tell of others have told so far; names are compared by their last word.

    Examples
    --------
    >>> package = Package()
    >>> package.take("xl/_rels/workbook.xml.rels", b'<Relationship Id="a" Type="x/worksheet" '
    ...              b'Target="worksheets/sheet1.xml"/>')
    >>> package.is_read("xl/worksheets/sheet1.xml"), package.is_read("xl/.DS_Store")
    (True, False)
    """

    def __init__(self) -> None:
        self._read: set[str] = set(_BY_NAME)
        self._set_aside: dict[bytes, set[str]] = {}
        self._ids: set[bytes] = set()

    def take(self, name: str, text: bytes) -> None:
        """Take in what a part tells: a list of relations or of types, or the workbook."""
        if name.casefold().endswith(".rels"):
            for tag in _RELATION.findall(text):
                self._relate(_attributes(tag))
        elif name.casefold() == _TYPES.casefold():
            for tag in _OVERRIDE.findall(text):
                facts = _attributes(tag)
                if b"customXml" not in facts.get(b"contenttype", b""):
                    self._read.add(_last(facts.get(b"partname", b"")))
        else:
            # A sheet is found by the number of its relation, whatever that says that it is.
            for key, one, other in _ATTRIBUTE.findall(text):
                if key.lower() == b"id":
                    self._ids.add(one or other)
        for number in self._ids & self._set_aside.keys():
            self._read |= self._set_aside[number]

    def is_read(self, name: str) -> bool:
        """Whether a part may be read; of those that tell of others, each."""
        return is_package(name) or name.casefold().rpartition("/")[2] in self._read

    def _relate(self, facts: dict[bytes, bytes]) -> None:
        target = _last(facts.get(b"target", b""))
        if facts.get(b"type", b"").rpartition(b"/")[2].decode(errors="replace") in _NEVER_READ:
            self._set_aside.setdefault(facts.get(b"id", b""), set()).add(target)
        else:
            self._read.add(target)


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {key.lower(): one or other for key, one, other in _ATTRIBUTE.findall(tag)}


def _last(target: bytes) -> str:
    path = target.decode(errors="replace").replace("\\", "/").casefold()
    return path.rpartition("/")[2]

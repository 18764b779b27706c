"""What reading has to say: findings, collected with a bound on their number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NoReturn, TypedDict, Unpack

from warlosses.validation.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warlosses.validation.readers.limits import ReadLimits
    from warlosses.validation.rule import Rule


class Facts(TypedDict, total=False):
    """What a finding may say beside its rule and message."""

    suggestion: str | None
    row: int | None
    line: int | None
    column: str | None
    value: str | None
    position: int | None
    pointer: str | None


class RefusedError(Exception):
    """The file can't be read any further; the finding that says so has been noted."""


class Notes:
    """The findings of reading one file."""

    def __init__(self, file: str, limits: ReadLimits) -> None:
        self.file = file
        self.limits = limits
        self._kept: list[Finding] = []
        self._count: Counter[str] = Counter()

    def add(self, code: str, fields: Mapping[str, object], **facts: Unpack[Facts]) -> None:
        """Note a finding, unless there are very many of its rule already.

        The fields fill the template of the rule's message; the facts say where it is.

        Raises
        ------
        RefusedError
            There are so many that reading on would only take time.
        """
        self._count[code] += 1
        if self._count[code] > self.limits.max_noted:
            raise RefusedError
        if self._count[code] <= self.limits.max_findings:
            rule = _rule(code)
            if facts.get("value") is not None:
                facts["value"] = shown(str(facts["value"]))
            message = rule.message.format(**fields)
            self._kept.append(Finding(code, rule.severity, self.file, message, **facts))

    def refuse(self, code: str, fields: Mapping[str, object], **facts: Unpack[Facts]) -> NoReturn:
        """Note a finding after which nothing more can be read."""
        self.add(code, fields, **facts)
        raise RefusedError

    def refuse_large(self, what: str, limit: str, found: str, **facts: Unpack[Facts]) -> NoReturn:
        """Note that a limit is exceeded; nothing more is read."""
        self.refuse("WL008", {"what": what, "limit": limit, "found": found}, **facts)

    def is_full(self, code: str) -> bool:
        """Whether more findings of a rule would only be counted: nobody asks for their places."""
        return self._count[code] >= self.limits.max_findings

    def has_any_but(self, *codes: str) -> bool:
        """Whether anything but findings of these rules has been noted."""
        return any(code not in codes for code in self._count)

    def findings(self) -> list[Finding]:
        """Return what was noted, and for each rule with too many findings how many more."""
        most = self.limits.max_findings
        more = [
            Finding(
                code,
                _rule(code).severity,
                self.file,
                f"{count - most:,} more places like the {most:,} listed"
                + ("; nothing was read behind them" if count > self.limits.max_noted else ""),
                suggestion="Mend what the listed ones have in common and check again.",
            )
            for code, count in self._count.items()
            if count > most
        ]
        return self._kept + more


def _rule(code: str) -> Rule:
    """Return the declaration of one of the file's rules."""
    # Imported late: the families import a lot, and a file without findings needs none of it.
    from warlosses.validation.readers import rules

    return next(rule for rule in rules.RULES if rule.code == code)


def shown(text: str, most: int = 60) -> str:
    """Return a text short enough for a message.

    >>> shown("x" * 100, 5)
    'xxxxx... (100 characters)'
    """
    return text if len(text) <= most else f"{text[:most]}... ({len(text):,} characters)"

"""What a draft would change, in words: a keeper signs what is read here, not a file of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuf.api.metadata import Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuf.api.metadata import Targets


def describe_draft(draft: Root | Targets, standing: Root | Targets | None) -> list[str]:
    """Return what a draft says, against what stands.

    Parameters
    ----------
    draft : Root or Targets
        What is to be signed.
    standing : Root or Targets, optional
        The verified one that it would replace; None where it would be the first.
    """
    title = f"{draft.type}.json, version {draft.version}"
    if standing is None:
        lines = [f"{title}: the first one, there is nothing to compare it with"]
    else:
        lines = [f"{title}, in place of version {standing.version}"]
        if draft.version != standing.version + 1:
            lines.append(f"! expected version {standing.version + 1}")
    before = f"{standing.expires:%Y-%m-%d} -> " if standing is not None else ""
    lines.append(f"  good until {before}{draft.expires:%Y-%m-%d}")
    changes = list(_roles_changed(draft, standing))
    lines += changes or ["  the same keys, thresholds and files as before"]
    return lines


def _roles_changed(draft: Root | Targets, standing: Root | Targets | None) -> Iterator[str]:
    old_roles = _roles(standing) if standing is not None else {}
    new_roles = _roles(draft)
    for role in (*new_roles, *(name for name in old_roles if name not in new_roles)):
        if role not in new_roles:
            yield f"! role {role} is gone"
            continue
        keys, threshold, paths = new_roles[role]
        if standing is not None and role not in old_roles:
            yield f"! role {role} is new"
        old_keys, old_threshold, old_paths = old_roles.get(role, (frozenset(), None, None))
        for keyid in sorted(keys - old_keys):
            yield f"  {role}: key {keyid[:16]} may sign" + (" from now on" if old_keys else "")
        for keyid in sorted(old_keys - keys):
            yield f"  {role}: key {keyid[:16]} may no longer sign"
        if threshold != old_threshold:
            was = "" if old_threshold is None else f" (before: {old_threshold})"
            yield f"  {role}: {threshold} of {len(keys)} have to sign{was}"
        if paths != old_paths and paths is not None:
            was = "" if old_paths is None else f" (before: {old_paths})"
            yield f"  {role}: signs {paths}{was}"
    if not isinstance(draft, Root) and draft.targets:
        yield f"! it names files of its own: {', '.join(sorted(draft.targets))}"


def _roles(signed: Root | Targets) -> dict[str, tuple[frozenset[str], int, str | None]]:
    """Return for each role that a file speaks of: its keys, threshold, and what it may sign."""
    if isinstance(signed, Root):
        return {n: (frozenset(r.keyids), r.threshold, None) for n, r in signed.roles.items()}
    delegated = signed.delegations.roles if signed.delegations else None
    return {
        name: (
            frozenset(role.keyids),
            role.threshold,
            ", ".join([*(role.paths or ()), *(role.path_hash_prefixes or ())])
            + ("" if role.terminating else ", and asks others too"),
        )
        for name, role in (delegated or {}).items()
    }

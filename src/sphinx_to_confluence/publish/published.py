"""What does the manifest on Confluence say of the last publish? Kept in its first shard, for ``status``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sphinx_to_confluence.bundle.model import Bundle
from sphinx_to_confluence.publish.state import manifest_prefix
from sphinx_to_confluence.rest.model import RemoteProperty

KEY = "published"


@dataclass(frozen=True, slots=True)
class Published:
    """The last publish that wrote something.

    :param at: in UTC, as a text of ISO 8601; empty when an earlier release published, which did not say.
    :param commit: empty when it is not known; so are ``release`` and ``generator``.
    :param is_complete: whether it did all that was to be done.
    """

    at: str = ""
    commit: str = ""
    is_dirty: bool = False
    release: str = ""
    generator: str = ""
    is_complete: bool = True


def published_now(bundle: Bundle, *, is_complete: bool) -> dict[str, Any]:
    """Return what the manifest is to say of a publish that ends just now; what is not known is left out."""
    facts = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": bundle.origin.commit,
        "dirty": bundle.origin.is_dirty,
        "release": bundle.release,
        "generator": bundle.generator,
        "incomplete": not is_complete,
    }
    return {name: value for name, value in facts.items() if value}


def stored(shards: Mapping[str, RemoteProperty], project_id: str) -> dict[str, Any]:
    """Return what the manifest says, as it is stored."""
    first = shards.get(f"{manifest_prefix(project_id)}0")
    value = first.value if first else None
    found = value.get(KEY) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def published(shards: Mapping[str, RemoteProperty], project_id: str) -> Published:
    """Read what the manifest says."""
    facts = stored(shards, project_id)

    def text(name: str) -> str:
        value = facts.get(name)
        return value if isinstance(value, str) else ""

    return Published(
        at=text("at"),
        commit=text("commit"),
        is_dirty=facts.get("dirty") is True,
        release=text("release"),
        generator=text("generator"),
        is_complete=facts.get("incomplete") is not True,
    )

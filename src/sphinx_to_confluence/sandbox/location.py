"""Where a request goes: by which door it comes in, and to which operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sphinx_to_confluence.sandbox import operations
from sphinx_to_confluence.sandbox.auth import Door
from sphinx_to_confluence.sandbox.operations import Operation

TENANT_INFO = "/_edge/tenant_info"
_GATEWAY = re.compile(r"/ex/confluence/([^/]+)/(.*)", re.DOTALL)
_API = re.compile(r"(api/v2|rest/api)(/|$)")


@dataclass(frozen=True, slots=True)
class Location:
    """What a method and a path mean.

    :param door: ``None`` for what is no part of the API.
    :param path: below the site, as the operations have it.
    :param cloud_id: the one in the path, at the gateway.
    """

    door: Door | None
    path: str
    cloud_id: str | None = None
    operation: Operation | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Map:
    """How the paths of a sandbox are laid out.

    :param root: what all paths of the site begin with, ``/wiki`` on Cloud.
    """

    cloud: bool
    root: str

    def locate(self, method: str, path: str, *, signed: bool = False) -> Location:
        """What a request means.

        :param signed: whether it has credentials: what browsers and programs both ask for is told apart by that.
        """
        if not self.cloud:
            return self._locate_on_data_center(method, path, signed=signed)
        if (match := _GATEWAY.fullmatch(path)) is not None:
            below = match[2] if match[2].startswith("wiki/") else f"wiki/{match[2]}"
            return _found(Door.GATEWAY, operations.CLOUD, method, below, match[1])
        below = path.removeprefix("/")
        if below.startswith("wiki/") and _API.match(below.removeprefix("wiki/")):
            return _found(Door.SITE, operations.CLOUD, method, below)
        if below.startswith("file/"):
            return _found(Door.MEDIA, operations.MEDIA, method, below)
        if below.startswith("oauth/"):
            return _found(Door.TOKENS, operations.TOKENS, method, below)
        return Location(None, below)

    def _locate_on_data_center(self, method: str, path: str, *, signed: bool) -> Location:
        below = path.removeprefix(self.root).removeprefix("/")
        if path.startswith(f"{self.root}/rest/api") or (
            signed and path.startswith(f"{self.root}/download/")
        ):
            return _found(Door.DATA_CENTER, operations.DATA_CENTER, method, below)
        return Location(None, below)


def _found(
    door: Door,
    table: tuple[Operation, ...],
    method: str,
    path: str,
    cloud_id: str | None = None,
) -> Location:
    found = operations.find(table, method, path)
    if found is None:
        return Location(door, path, cloud_id)
    return Location(door, path, cloud_id, *found)

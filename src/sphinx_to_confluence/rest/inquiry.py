"""What does Confluence tell about who asks, what they may do, and which release it is? For the command ``check``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sphinx_to_confluence.config.endpoint import Endpoint, Flavour
from sphinx_to_confluence.config.excerpt import excerpt
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.caller import Call, Caller
from sphinx_to_confluence.rest.model import Space
from sphinx_to_confluence.rest.operations import Cloud, DataCenter
from sphinx_to_confluence.rest.people import Person, signed_in

Right = tuple[str, str]
"""An operation and what it is done to, in the words of Confluence: ``("create", "page")``."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Questions that publishing does not ask; each is one request that changes nothing."""

    caller: Caller

    @property
    def endpoint(self) -> Endpoint:
        """Where the questions go."""
        return self.caller.endpoint

    @property
    def _on_cloud(self) -> bool:
        return self.endpoint.flavour is Flavour.CLOUD

    def signed_in(self) -> Person:
        """Who the credentials belong to.

        :raises BadCredentials: when they count for nobody.
        :raises MissingScope: when the token may not ask.
        """
        operation = Cloud.CURRENT_USER if self._on_cloud else DataCenter.CURRENT_USER
        return signed_in(self.caller, operation, "could not sign in to Confluence")

    def space_rights(self, space: Space) -> frozenset[Right] | None:
        """What the user may do in a space; ``None`` on Data Center, which tells it only to its administrators."""
        if not self._on_cloud:
            return None
        call = Call(
            operation=Cloud.SPACE_OPERATIONS,
            tried=f"could not read what the user may do in the space {space.key}",
            path={"space_id": space.id},
        )
        return self.caller.value(call, lambda data: _rights(data["operations"]))

    def page_rights(self, page_id: str) -> frozenset[Right]:
        """What the user may do with a page."""
        tried = f"could not read what the user may do with the page {page_id}"
        if self._on_cloud:
            call = Call(operation=Cloud.PAGE_OPERATIONS, tried=tried, path={"page_id": page_id})
        else:
            call = Call(
                operation=DataCenter.PAGE,
                tried=tried,
                path={"page_id": page_id},
                params={"expand": "operations"},
            )
        return self.caller.value(call, lambda data: _rights(data["operations"]))

    def release(self) -> str:
        """Which release of Data Center it is; empty when it does not tell, as releases before 10 need not."""
        call = Call(
            operation=DataCenter.SERVER_INFORMATION,
            tried="could not read the release of the server",
        )
        try:
            return self.caller.value(call, lambda data: excerpt(str(data["version"])))
        except RestError:
            return ""


def _rights(rows: Sequence[Any]) -> frozenset[Right]:
    return frozenset((str(row["operation"]), str(row["targetType"])) for row in rows)

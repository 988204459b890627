"""What is known so far, while a check goes on?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from requests.adapters import BaseAdapter

from sphinx_to_confluence.check.needs import ScopeRow
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.endpoint import Endpoint
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.publish.location import Location
from sphinx_to_confluence.rest import client_of
from sphinx_to_confluence.rest.caller import Caller
from sphinx_to_confluence.rest.clock import Clock, SystemClock
from sphinx_to_confluence.rest.cloud import CloudClient
from sphinx_to_confluence.rest.datacenter import DataCenterClient
from sphinx_to_confluence.rest.inquiry import Inquiry
from sphinx_to_confluence.rest.model import Space
from sphinx_to_confluence.rest.reach import Reached

if TYPE_CHECKING:
    from sphinx_to_confluence.config.unbuilt import Unbuilt

T = TypeVar("T")

MOST_REPEATS = 1
LONGEST_FIRST_WAIT_S = 1.0
"""Somebody is waiting: what fails is not tried for minutes, as a publish would."""


@dataclass(slots=True)
class State:
    """What the steps find, for those that come behind.

    :param adapters: transport adapters by prefix, for tests.
    :param notes: sentences that the client told since the last step.
    :param doubts: what looks wrong about the secrets, and what to do.
    """

    options: Unbuilt
    adapters: Mapping[str, BaseAdapter] = field(default_factory=dict)
    clock: Clock = field(default_factory=SystemClock)
    notes: list[str] = field(default_factory=list)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    credentials_or_none: Credentials | None = None
    reached: Reached | None = None
    caller_or_none: Caller | None = None
    first_endpoint: Endpoint | None = None
    space_or_none: Space | None = None
    location_or_none: Location | None = None
    scopes: list[ScopeRow] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The options, with less patience than a publish has."""
        given = self.options.settings
        return replace(
            given,
            publish_retry_attempts=min(given.publish_retry_attempts, MOST_REPEATS),
            publish_retry_duration=min(given.publish_retry_duration, LONGEST_FIRST_WAIT_S),
        )

    @property
    def credentials(self) -> Credentials:
        """The secrets, once they were had."""
        return _known(self.credentials_or_none)

    @property
    def caller(self) -> Caller:
        """What makes calls, once it is known where they go."""
        return _known(self.caller_or_none)

    @property
    def inquiry(self) -> Inquiry:
        """What asks questions that publishing does not ask."""
        return Inquiry(self.caller)

    @property
    def client(self) -> CloudClient | DataCenterClient:
        """What publishing asks with."""
        return client_of(self.caller)

    @property
    def space(self) -> Space:
        """The space, once it was found."""
        return _known(self.space_or_none)

    @property
    def location(self) -> Location:
        """Where the pages go, once it was found."""
        return _known(self.location_or_none)

    def taken_notes(self) -> list[str]:
        """Return what was told since the last time."""
        taken = list(self.notes)
        self.notes.clear()  # the client goes on adding to this very list
        return taken

    def close(self) -> None:
        """Give the connections back."""
        if self.caller_or_none is not None:
            self.caller_or_none.close()


def _known(value: T | None) -> T:
    if value is None:
        raise LookupError("a step was not taken that this one needs")
    return value

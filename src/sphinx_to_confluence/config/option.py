"""What is an option? One declaration that registration, validation, coercion and the manual all read."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

T = TypeVar("T")

PREFIX = "confluence_"

Check = Callable[[Any], str | None]
"""Takes an accepted value; returns what is wrong with it, as a clause, or ``None``."""


class Group(enum.Enum):
    """The chapters of the configuration reference, in the order of the manual."""

    ESSENTIAL = "Essential"
    CREDENTIALS = "Credentials"
    ENDPOINT = "Endpoint"
    PAGES = "Pages and titles"
    LOOK = "Look of a page"
    PUBLISHING = "Publishing"
    NETWORK = "Network"


class Rebuild(enum.Enum):
    """What has to be done again when the value changes; the value is Sphinx's own rebuild category."""

    NOTHING = ""
    PAGES = "confluence"  # every page is written again; documents are not read again
    ENVIRONMENT = "env"  # every document is read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One declared option.

    :param name: without the prefix ``confluence_``.
    :param types: what ``conf.py`` may hold; ``None`` (not set) is always accepted when it is the default.
    :param default: used when nothing else is given.
    :param rebuild: what a change of the value makes necessary.
    :param check: looks at the value when its type is right.
    :param choices: the accepted values, when only a few are.
    :param help: the manual's text, one paragraph of reStructuredText.
    :param example: a valid value as it would stand in ``conf.py``.
    :param since: the release that brought the option.
    :param secret: never stored, logged or pickled; see :mod:`sphinx_to_confluence.config.credentials`.
    """

    name: str
    types: tuple[type, ...]
    default: Any
    group: Group
    help: str
    example: str
    rebuild: Rebuild = Rebuild.NOTHING
    check: Check | None = None
    choices: tuple[Any, ...] = ()
    since: str = "0.1"
    secret: bool = False

    @property
    def config_name(self) -> str:
        """The name in ``conf.py``: ``confluence_server_url``."""
        return PREFIX + self.name

    @property
    def environment_variable(self) -> str:
        """The environment variable that gives the value when ``conf.py`` does not: ``CONFLUENCE_SERVER_URL``."""
        return self.config_name.upper()


_KEY = "option"


def option(
    default: T,
    *types: type,
    group: Group,
    help: str,  # noqa: A002 - the word every option table uses
    example: str,
    rebuild: Rebuild = Rebuild.NOTHING,
    check: Check | None = None,
    choices: tuple[Any, ...] = (),
    since: str = "0.1",
    secret: bool = False,
) -> T:
    """Declare an option as the field of a dataclass; the field's name is the option's."""
    metadata: Mapping[str, Any] = {
        _KEY: {
            "types": types,
            "group": group,
            "help": " ".join(help.split()),
            "example": example,
            "rebuild": rebuild,
            "check": check,
            "choices": choices,
            "since": since,
            "secret": secret,
        }
    }
    # Mutable defaults are declared as tuples and mappings that nobody changes; dataclasses refuse a bare dict.
    if isinstance(default, dict):
        return cast(T, dataclasses.field(default_factory=lambda: dict(default), metadata=metadata))
    return cast(T, dataclasses.field(default=default, metadata=metadata))


def options_of(declaration: type) -> tuple[Option, ...]:
    """All options that a dataclass declares, in the order of its fields."""
    return tuple(
        Option(
            name=field.name,
            default=field.default
            if field.default is not dataclasses.MISSING
            else cast(Callable[[], Any], field.default_factory)(),
            **field.metadata[_KEY],
        )
        for field in dataclasses.fields(declaration)
        if _KEY in field.metadata
    )

"""What is an option? One declaration that registration, validation, coercion and the manual all read."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar, cast

T = TypeVar("T")

PREFIX = "confluence_"

FUNCTION = cast("type", Callable)
"""Stands among the types of an option that takes a function."""

Check = Callable[[Any], str | None]
"""Takes an accepted value; returns what is wrong with it, as a clause, or ``None``."""

FromText = Callable[[str], Any]
"""Takes a text from outside ``conf.py``; raises :class:`~sphinx_to_confluence.config.coerce.CoercionError`."""


class Group(enum.Enum):
    """The chapters of the configuration reference, in the order of the manual."""

    ESSENTIAL = "Essential"
    CREDENTIALS = "Credentials"
    ENDPOINT = "Endpoint"
    PAGES = "Pages and titles"
    LOOK = "Look of a page"
    MARKUP = "Directives and roles"
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

    :param name: without the prefix.
    :param prefix: of the name in ``conf.py``.
    :param types: what ``conf.py`` may hold; ``None`` (not set) is always accepted when it is the default.
    :param default: used when nothing else is given.
    :param rebuild: what a change of the value makes necessary.
    :param check: looks at the value when its type is right.
    :param choices: the accepted values, when only a few are.
    :param from_text: reads a text from ``-D`` or the environment where the types do not tell how.
    :param is_path: whether the value names files, which are looked up in the source directory.
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
    from_text: FromText | None = None
    is_path: bool = False
    since: str = "0.1"
    secret: bool = False
    prefix: str = PREFIX

    @property
    def accepted(self) -> str:
        """What may stand in ``conf.py``, in words: ``text or a function``."""
        if self.choices:
            return _enumerated([repr(choice) for choice in self.choices])
        types = [kind for kind in self.types if kind is not int or float not in self.types]
        return _enumerated([_IN_WORDS.get(kind, kind.__name__) for kind in types])

    @property
    def config_name(self) -> str:
        """The name in ``conf.py``: ``confluence_server_url``."""
        return self.prefix + self.name

    @property
    def environment_variable(self) -> str:
        """The environment variable that gives the value when ``conf.py`` does not: ``CONFLUENCE_SERVER_URL``."""
        return self.config_name.upper()


_IN_WORDS: Mapping[type, str] = {
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    tuple: "a tuple",
    dict: "a dictionary",
    FUNCTION: "a function",
}


def _enumerated(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


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
    from_text: FromText | None = None,
    is_path: bool = False,
    since: str = "0.1",
    secret: bool = False,
    prefix: str = PREFIX,
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
            "from_text": from_text,
            "is_path": is_path,
            "since": since,
            "secret": secret,
            "prefix": prefix,
        }
    }
    if isinstance(default, Mapping):  # dataclasses refuse a default that could be changed
        return cast(
            "T",
            dataclasses.field(
                default_factory=lambda: MappingProxyType(dict(default)), metadata=metadata
            ),
        )
    field: T = dataclasses.field(default=default, metadata=metadata)
    return field


def options_of(declaration: type) -> tuple[Option, ...]:
    """All options that a dataclass declares, in the order of its fields."""
    return tuple(
        Option(name=field.name, default=_default_of(field), **field.metadata[_KEY])
        for field in dataclasses.fields(declaration)
        if _KEY in field.metadata
    )


def _default_of(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return dict(field.default_factory())
    return field.default

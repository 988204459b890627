"""Where does the value of an option come from, and is it one that the option accepts?"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sphinx_to_confluence.config.coerce import CoercionError, coerce
from sphinx_to_confluence.config.option import FUNCTION, Option


class Place(enum.Enum):
    """Where a value may be given; the first one that gives a value goes before the others."""

    COMMAND_LINE = "given with -D"
    CONF_PY = "given in conf.py"
    ENVIRONMENT = "given in the environment variable {variable}"
    BUNDLE = "recorded in the bundle when it was built"


_OF_TEXTS = (Place.COMMAND_LINE, Place.ENVIRONMENT)
"""The places that have only texts, which become what the option accepts."""


class MistakeError(ValueError):
    """A value that an option does not accept; the message is a clause that does not repeat the value."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was given; never shown, since it may be a secret or hold one by mistake."""

    option: Option
    place: Place
    value: Any = field(repr=False)

    @property
    def where(self) -> str:
        """The place in words."""
        return self.place.value.format(variable=self.option.environment_variable)

    def read(self) -> Any:
        """Return the value as the option has it.

        :raises MistakeError: when the option does not accept it.
        """
        value = self.value
        # Numbers and lists come from a program that calls Sphinx; a command line has only texts.
        if self.place in _OF_TEXTS and isinstance(value, str):
            try:
                value = coerce(self.option, value)
            except CoercionError as error:
                raise MistakeError(str(error)) from None
        if value is None:
            return self.option.default
        return accepted(self.option, value)

    def problem(self, clause: str) -> str:
        """Say what is wrong with the value, and what would be right."""
        option = self.option
        return (
            f"{option.config_name} {clause}.\n"
            f"    It is of type {type(self.value).__name__}, {self.where}. Accepted: {option.accepted}. "
            f"Example: {option.config_name} = {option.example}"
        )


def accepted(option: Option, value: Any) -> Any:
    """Return the value, lists as tuples; nobody can change it.

    :raises MistakeError: when the option does not accept it.
    """
    if not any(_is_a(value, kind) for kind in option.types):
        raise MistakeError("is of the wrong type")
    if option.choices and value not in option.choices:
        raise MistakeError("is none of the values to choose from")
    is_function = FUNCTION in option.types and callable(value)
    clause = option.check(value) if option.check and not is_function else None
    if clause:
        raise MistakeError(clause)
    return tuple(value) if isinstance(value, list) else value


def _is_a(value: Any, kind: type) -> bool:
    if kind is FUNCTION:
        return callable(value)
    # True is an int to Python, but no number to people.
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


@dataclass(frozen=True, slots=True)
class Sources:
    """The places, each with its values by the option's name in that place."""

    command_line: Mapping[str, Any] = field(repr=False)
    conf_py: Mapping[str, Any] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    bundle: Mapping[str, Any] = field(repr=False, default_factory=dict)

    def at(self, place: Place, option: Option) -> Given | None:
        """Look in one place; ``None`` in conf.py and an empty variable mean "not given here"."""
        value: Any = None
        match place:
            case Place.COMMAND_LINE:
                if option.config_name not in self.command_line:
                    return None
                return Given(option, place, self.command_line[option.config_name])
            case Place.CONF_PY:
                value = self.conf_py.get(option.config_name)
            case Place.ENVIRONMENT:
                value = self.environment.get(option.environment_variable) or None
            case Place.BUNDLE:
                value = self.bundle.get(option.config_name)
        return None if value is None else Given(option, place, value)

    def find(self, option: Option) -> Given | None:
        """Find the value that counts, that of the first place."""
        return next(filter(None, (self.at(place, option) for place in Place)), None)

    def find_any(self, options: Sequence[Option]) -> tuple[Given, ...]:
        """All values at the first place that has one, for options that stand for the same thing."""
        for place in Place:
            found = tuple(filter(None, (self.at(place, option) for option in options)))
            if found:
                return found
        return ()

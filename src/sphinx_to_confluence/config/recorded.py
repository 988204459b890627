"""Which options travel in the bundle, from the job that builds to one that publishes?

Those that say how to publish. Never a secret, nor what decides to whom a secret is sent or how the connection is
secured: a build may run code of others, and a job that has a token must not be led elsewhere by what it is handed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinx_to_confluence.config.option import FUNCTION, Group, Option, options_of
from sphinx_to_confluence.config.settings import Settings

_OF_OTHER_GROUPS = frozenset(
    {
        "space_key",
        "parent_page",
        "publish_root",
        "timeout",
        "publish_workers",
        "publish_delay",
        "publish_retry_attempts",
        "publish_retry_duration",
    }
)
"""Options that say how to publish, in groups that hold others as well."""

_NOT_OF_THE_GROUP = frozenset({"publish_dryrun"})
"""Whether a publish is tried is said where it is done."""


def recorded_options() -> tuple[Option, ...]:
    """The options that a bundle may hold, in the order of their declaration."""
    return tuple(option for option in options_of(Settings) if _travels(option))


def recorded(settings: Settings) -> dict[str, Any]:
    """What a build writes into its bundle: the options with another value than the default, as JSON has them."""
    values = {option: getattr(settings, option.name) for option in recorded_options()}
    return {
        option.config_name: list(value) if isinstance(value, tuple) else value
        for option, value in values.items()
        if value != option.default
    }


def of_a_bundle(options: Mapping[str, Any]) -> dict[str, Any]:
    """Take what a bundle may say out of what one does say; it may come from anywhere."""
    names = {option.config_name for option in recorded_options()}
    return {name: value for name, value in options.items() if name in names}


def _travels(option: Option) -> bool:
    if option.secret or option.is_path or FUNCTION in option.types:
        return False
    in_group = option.group is Group.PUBLISHING and option.name not in _NOT_OF_THE_GROUP
    return in_group or option.name in _OF_OTHER_GROUPS

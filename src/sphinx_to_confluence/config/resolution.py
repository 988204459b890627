"""Which settings come out of the places where values are given, and what is wrong with them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sphinx_to_confluence.config.option import Option, options_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import MistakeError, Sources
from sphinx_to_confluence.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Resolution:
    """Settings in which what was wrong is left at its default, and what was wrong.

    :param faulty: the names of the options that have a problem.
    """

    settings: Settings
    problems: tuple[str, ...]
    faulty: frozenset[str]


def resolve_settings(sources: Sources, srcdir: Path) -> Resolution:
    """Read every option; all mistakes are collected."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    faulty: set[str] = set()
    for option in options_of(Settings):
        given = sources.find(option)
        if given is None:
            continue
        try:
            values[option.name] = _finished(option, given.read(), srcdir)
        except MistakeError as mistake:
            problems.append(given.problem(str(mistake)))
            faulty.add(option.name)
    return Resolution(Settings(**values), tuple(problems), frozenset(faulty))


def contradictions(settings: Settings) -> Iterator[str]:
    """Options that cannot be right together, for every builder."""
    if settings.parent_page is not None and settings.publish_root is not None:
        yield (
            "confluence_parent_page and confluence_publish_root are both set.\n"
            "    The first names the page that the documentation is put below, the second the page that it becomes: "
            "remove one."
        )
    wishes = {
        "confluence_orphans": settings.orphans if settings.orphans != "report" else None,
        "confluence_cleanup_archive": "archive" if settings.cleanup_archive else None,
        "confluence_cleanup_purge": "trash" if settings.cleanup_purge else None,
    }
    named = [name for name, wish in wishes.items() if wish is not None]
    if len(set(wishes.values()) - {None}) > 1:
        yield (
            f"{' and '.join(named)} say different things about pages whose documents are gone.\n"
            "    Set confluence_orphans alone, to 'report', 'archive' or 'trash'."
        )
    if settings.cloud is False and settings.gateway_only:
        name, what = (
            ("confluence_api_token_scoped is on", "Scoped API tokens")
            if settings.api_token_scoped
            else ("confluence_oauth_client_id is set", "OAuth credentials of service accounts")
        )
        yield (
            f"{name}, but confluence_cloud = False says that the server is a Data Center.\n"
            f"    {what} exist on Confluence Cloud only. On Data Center use a personal access token "
            "(confluence_publish_token)."
        )


def missing_for_publishing(resolution: Resolution) -> Iterator[str]:
    """Options without which nothing can be published."""
    settings = resolution.settings
    for option in options_of(Settings):
        needed = option.name in {"server_url", "space_key"} and option.name not in resolution.faulty
        if settings.publish and needed and getattr(settings, option.name) is None:
            yield (
                f"{option.config_name} is not set, but confluence_publish is on.\n"
                f"    Accepted: {option.accepted}. Example: {option.config_name} = {option.example}"
            )


def configuration_error(problems: Sequence[str]) -> ConfigurationError:
    """All problems as one error."""
    count = len(problems)
    return ConfigurationError(
        "there is a mistake in the configuration"
        if count == 1
        else f"there are {count} mistakes in the configuration",
        answered="\n  ".join(problems),
    )


def _finished(option: Option, value: Any, srcdir: Path) -> Any:
    """Make paths absolute and dictionaries unchangeable."""
    if option.is_path and isinstance(value, tuple):
        return tuple(str(srcdir / file) for file in value)
    if option.is_path and value is not None:
        return str(srcdir / value)
    return MappingProxyType(dict(value)) if isinstance(value, dict) else value

"""Which documentation and which bundle is a command about, and what do its options say?"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sphinx_to_confluence.bundle.model import MANIFEST_NAME
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.config.unbuilt import Unbuilt, read_options
from sphinx_to_confluence.errors import ConfigurationError

_CONF_DIRS = (".", "doc", "docs", "source", "doc/source", "docs/source")
"""Where conf.py is looked for; those of sphinx-quickstart among them."""

_BUILDS = ("build/confluence", "_build/confluence")
"""Where the output of a build is looked for, from the current directory, that of conf.py and the one above it."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare where the options come from: ``-c``, ``-C``, ``-D``, ``--source``; and ``--json``."""
    group = parser.add_argument_group("options of publishing")
    where = group.add_mutually_exclusive_group()
    where.add_argument(
        "-c",
        dest="confdir",
        metavar="DIR",
        type=Path,
        help="directory of conf.py (default: the first of "
        + ", ".join(_CONF_DIRS)
        + " that has one)",
    )
    where.add_argument(
        "-C",
        dest="no_conf",
        action="store_true",
        help="read no conf.py: only -D, environment variables and what the bundle has recorded",
    )
    group.add_argument(
        "--source",
        metavar="DIR",
        type=Path,
        help="source directory, if it is not that of conf.py",
    )
    add_overrides(group)
    add_json(parser)


def add_overrides(parser: argparse._ActionsContainer) -> None:
    """Declare ``-D``; :func:`overrides_of` reads what it gathers."""
    parser.add_argument(
        "-D",
        dest="overrides",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give an option another value than conf.py does, as for sphinx-build",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """Declare ``--json``."""
    parser.add_argument(
        "--json",
        dest="as_json",
        action="store_true",
        help="print one JSON document to standard output, and all else to standard error",
    )


def add_bundle(parser: argparse.ArgumentParser, *, name: str = "BUNDLE", more: str = "") -> None:
    """Declare the output directory of a build as an argument that can be left out.

    :param name: what the argument is called in the help.
    :param more: what else it may be, for the help.
    """
    parser.add_argument(
        "bundle",
        metavar=name,
        nargs="?",
        type=Path,
        help=f"output directory of sphinx-build -b confluence{more} (default: build/confluence or _build/confluence, "
        "here or beside the documentation)",
    )


def add_yes(parser: argparse.ArgumentParser) -> None:
    """Declare ``--yes``."""
    parser.add_argument("--yes", action="store_true", help="do not ask")


def options_of(
    arguments: argparse.Namespace, console: Console, recorded: Mapping[str, Any] | None = None
) -> Unbuilt:
    """Read the options: ``-D``, then conf.py, then environment variables, then what the bundle has recorded.

    :param recorded: ``options`` of a :class:`~sphinx_to_confluence.bundle.model.Bundle`.
    :raises ConfigurationError: when there are mistakes, or several conf.py to choose from.
    """
    confdir = conf_dir(arguments)
    source = arguments.source or confdir
    return read_options(
        source,
        confdir=confdir,
        overrides=overrides_of(arguments.overrides),
        bundle=recorded,
        terminal=console.terminal,
        warn=console.warn,
    )


def conf_dir(arguments: argparse.Namespace) -> Path | None:
    """Return the directory of conf.py, or ``None`` when there is none, or none is to be read.

    :raises ConfigurationError: when several places have one.
    """
    if arguments.no_conf:
        return None
    if arguments.confdir is not None:
        named: Path = arguments.confdir
        return named
    found = [Path(place) for place in _CONF_DIRS if (Path(place) / "conf.py").is_file()]
    if len(found) > 1:
        raise ConfigurationError(
            "there is more than one conf.py",
            answered=f"In {', '.join(map(str, found))}.",
            remedy=f"Name the directory of the one that is meant: -c {found[0]}",
        )
    return found[0] if found else None


def bundle_dir(arguments: argparse.Namespace) -> Path:
    """Return the output directory that is named, or the one that is found.

    :raises ConfigurationError: when there is none, or more than one.
    """
    found = find_bundle_dir(arguments)
    if found is None:
        places = ", ".join(str(place) for place in _build_places(arguments))
        raise ConfigurationError(
            "there is no built documentation",
            answered=f"Looked in {places}.",
            remedy=f"Build it: {build_command(arguments)}\n"
            "  Or name the directory that it was built into.",
        )
    return found


def find_bundle_dir(arguments: argparse.Namespace) -> Path | None:
    """Return the output directory that is named, or the one that is found; ``None`` when there is none.

    :raises ConfigurationError: when there is more than one.
    """
    if arguments.bundle is not None:
        named: Path = arguments.bundle
        return named
    found = [place for place in _build_places(arguments) if (place / MANIFEST_NAME).is_file()]
    if len(found) > 1:
        raise ConfigurationError(
            "there is more than one built documentation",
            answered=f"In {', '.join(map(str, found))}.",
            remedy="Name the one that is meant.",
        )
    return found[0] if found else None


def build_command(arguments: argparse.Namespace) -> str:
    """Return the command that builds the documentation."""
    return f"sphinx-build -b confluence {conf_dir(arguments) or 'SOURCEDIR'} build/confluence"


def _build_places(arguments: argparse.Namespace) -> list[Path]:
    """Where a build may have its output, each place once, the likeliest first."""
    confdir = conf_dir(arguments)
    starts = [Path()] if confdir is None else [Path(), confdir, confdir / ".."]
    places = {
        (start / build).resolve(): start / build
        for start in reversed(starts)
        for build in reversed(_BUILDS)
    }
    return list(reversed(places.values()))


def overrides_of(pairs: list[str]) -> dict[str, str]:
    """Read what ``-D`` was given.

    :raises ConfigurationError: when one of them gives no value.
    """
    overrides = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigurationError(
                f"-D {pair} gives no value", remedy="Write -D NAME=VALUE, as for sphinx-build."
            )
        overrides[name] = value
    return overrides

"""What do the options say, for a command that builds nothing? ``conf.py`` is read; no extension is loaded.

A bundle that was built elsewhere needs no ``conf.py``: it has recorded how it is to be published.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.tags import Tags

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.gather import gather, problems_of_secrets
from sphinx_to_confluence.config.misspelt import misspelt
from sphinx_to_confluence.config.obtain import Obtainer
from sphinx_to_confluence.config.recorded import of_a_bundle
from sphinx_to_confluence.config.resolution import (
    configuration_error,
    contradictions,
    resolve_settings,
)
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import MistakeError, Sources
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """The options of a documentation, and its credentials for whoever asks.

    :param sources: where the values come from; for telling that, never the values of secrets.
    :param extensions: what ``extensions`` in conf.py lists; ``None`` when no conf.py was read.
    """

    settings: Settings
    credentials: Callable[[], Credentials]
    sources: Sources = field(repr=False)
    extensions: tuple[str, ...] | None = None


def read_options(
    source: Path | None,
    *,
    confdir: Path | None = None,
    overrides: Mapping[str, str] | None = None,
    bundle: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    terminal: Terminal | None = None,
    warn: Callable[[str], None],
) -> Unbuilt:
    """Read the options from where ``sphinx-build`` has them: ``-D``, ``conf.py`` and environment variables.

    Options that another extension, or ``setup()`` in ``conf.py``, sets while Sphinx starts are not seen, unless a
    bundle has recorded them.

    :param source: the source directory, from which the names of files start; ``None`` when there is none, and so no
        ``conf.py``: names of files then start from the current directory.
    :param confdir: directory of the ``conf.py``; the source directory unless given.
    :param overrides: what is given with ``-D``.
    :param bundle: what a bundle has recorded, which counts when no other place gives a value.
    :param warn: gets sentences for the person.
    :raises ConfigurationError: when there is no ``conf.py``, or there are mistakes; all of them.
    """
    given = dict(overrides or {})
    directory = confdir or source
    names = names_in_conf_py(directory, given) if directory else {}
    sources = Sources(
        given,
        _options_among(names),
        os.environ if environ is None else environ,
        of_a_bundle(bundle or {}),
    )
    # What conf.py has beside ours may be options of another extension, which is not loaded here.
    for sentence in misspelt(given, {option.config_name for option in all_options()}):
        warn(sentence)
    options = options_from(sources, source or Path.cwd(), terminal=terminal, warn=warn)
    listed = tuple(map(str, names.get("extensions") or ())) if directory else None
    return replace(options, extensions=listed)


def options_from(
    sources: Sources,
    srcdir: Path,
    *,
    terminal: Terminal | None = None,
    warn: Callable[[str], None],
) -> Unbuilt:
    """Read the options from these places.

    :param srcdir: the source directory, from which the names of files start.
    :param warn: gets sentences for the person.
    :raises ConfigurationError: when there are mistakes; all of them.
    """
    if _ignores_environment(sources):
        sources = replace(sources, environment={})
    found = resolve_settings(sources, srcdir)
    problems = [
        *found.problems,
        *problems_of_secrets(sources),
        *contradictions(found.settings),
    ]
    if problems:
        raise configuration_error(problems)

    def credentials() -> Credentials:
        chosen = terminal or Terminal()
        obtainer = Obtainer(srcdir, warn=warn, has_person=chosen.is_there)
        return gather(found.settings, sources, obtainer, chosen)

    return Unbuilt(found.settings, credentials, sources)


def names_in_conf_py(confdir: Path, overrides: Mapping[str, str]) -> Mapping[str, Any]:
    """Run a ``conf.py`` as Sphinx does, and return all that it defines, by name.

    :raises ConfigurationError: when there is none, or it fails.
    """
    if not (confdir / "conf.py").is_file():
        raise ConfigurationError(
            f"cannot read the conf.py in {confdir}",
            answered="There is none.",
            remedy="Name the directory that sphinx-build is given, and with -c that of conf.py if it is another one.",
        )
    try:
        # Sphinx goes into the directory before it opens the file, so a relative name would be looked for within it.
        config = Config.read(confdir.resolve(), overrides=dict(overrides), tags=Tags())
    except ConfigError as error:
        raise ConfigurationError(
            f"cannot read the conf.py in {confdir}", answered=str(error)
        ) from None
    # There is no public way to names that no extension has registered.
    names: dict[str, Any] = config._raw_config  # noqa: SLF001
    return names


def read_conf_py(confdir: Path, overrides: Mapping[str, str]) -> dict[str, Any]:
    """Run a ``conf.py`` and return the options of ours that it sets, by name.

    :raises ConfigurationError: when there is none, or it cannot be run.
    """
    return _options_among(names_in_conf_py(confdir, overrides))


def _options_among(names: Mapping[str, Any]) -> dict[str, Any]:
    options = (option.config_name for option in all_options())
    return {name: names[name] for name in options if name in names}


def _ignores_environment(sources: Sources) -> bool:
    (option,) = (option for option in all_options() if option.name == "disable_env_conf")
    given = sources.find(option)
    try:
        return given is not None and bool(given.read())
    except MistakeError:  # told with all others
        return False

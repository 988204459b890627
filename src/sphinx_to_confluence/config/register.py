"""How do the options meet Sphinx in a build? (``unbuilt`` reads them without one; nothing else here knows Sphinx.)

Sphinx pickles its configuration into ``environment.pickle`` and, with ``-vv``, logs all of it when it emits
``config-inited``. So secrets leave the configuration as soon as this extension is loaded, and functions with them,
which may have a secret in their ``repr`` and cannot be pickled. What ``conf.py``'s own ``setup()`` or another extension
puts there later leaves it at the next event. Sphinx learns the names of these options only when that line is written.
"""

from __future__ import annotations

import os
from bdb import BdbQuit
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError
from sphinx.util import logging

from sphinx_to_confluence.config.coerce import CoercionError, coerce
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.declared import credential_options
from sphinx_to_confluence.config.gather import advice, gather, problems_of_secrets
from sphinx_to_confluence.config.misspelt import misspelt
from sphinx_to_confluence.config.obtain import Obtainer
from sphinx_to_confluence.config.option import FUNCTION, Option, Rebuild, options_of
from sphinx_to_confluence.config.resolution import (
    Resolution,
    configuration_error,
    contradictions,
    missing_for_publishing,
    resolve_settings,
)
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import Given, MistakeError, Place, Sources
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.warnings import ConfluenceWarning

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

logger = logging.getLogger(__name__)

_BEFORE_ALL_OTHERS = 0
_AFTER_OTHER_EXTENSIONS = 790  # Sphinx compares the types of all values at 800
_AFTER_ALL_OTHERS = 999

_STORAGE_FORMAT = "confluence_storage"
"""What our builders produce; the needs of publishing do not concern the others."""


class Configuration:
    """Registers the options, reads them once, and gives out :class:`Settings` and :class:`Credentials`.

    :param environ: the environment variables; by default those of the process.
    :param terminal: where the person is asked.
    :param checks: what knows of more mistakes in the settings than their declarations do.
    """

    def __init__(
        self,
        app: Sphinx,
        *,
        environ: Mapping[str, str] | None = None,
        terminal: Terminal | None = None,
        checks: Sequence[Callable[[Settings], Iterable[str]]] = (),
    ) -> None:
        self._checks = (contradictions, *checks)
        self._environ = os.environ if environ is None else environ
        self._terminal = terminal or Terminal()
        self._srcdir = Path(app.srcdir)
        self._withdrawn: dict[Place, dict[str, Given]] = {place: {} for place in Place}
        self._resolution: Resolution | None = None
        self._credentials: Credentials | None = None
        for option in _PUBLIC:
            _register(app, option)
        self._withdraw(app.config)
        self._unreadable = tuple(_coerce_overrides(app.config.overrides))
        app.connect("config-inited", self._hide, priority=_BEFORE_ALL_OTHERS)
        app.connect("config-inited", self._resolve, priority=_AFTER_OTHER_EXTENSIONS)
        app.connect("builder-inited", self._before_building, priority=_BEFORE_ALL_OTHERS)
        app.connect("env-updated", self._before_pickling, priority=_AFTER_ALL_OTHERS)

    @property
    def settings(self) -> Settings:
        """The settings; there from ``config-inited`` on."""
        if self._resolution is None:
            raise RuntimeError("the settings are read at config-inited")
        return self._resolution.settings

    def credentials(self) -> Credentials:
        """Have the credentials from their sources; programs run and questions are asked at the first call.

        :raises CredentialError: when a secret cannot be had.
        """
        if self._credentials is None:
            obtainer = Obtainer(self._srcdir, warn=_advise, has_person=self._terminal.is_there)
            self._credentials = gather(self.settings, self._sources(), obtainer, self._terminal)
        return self._credentials

    def _hide(self, app: Sphinx, config: Config) -> None:
        self._withdraw(config)
        for option in _PRIVATE:
            _register(app, option)

    def _resolve(self, _: Sphinx, config: Config) -> None:
        self._withdraw(config)
        sources = self._sources(config)
        if _ignores_environment(sources):
            self._environ = {}
            sources = self._sources(config)
        found = resolve_settings(sources, self._srcdir)
        _warn_of_misspelt(config)
        problems = [*self._unreadable, *found.problems, *problems_of_secrets(sources)]
        for check in self._checks:
            problems += check(found.settings)
        if problems:
            raise _sphinx_error([*problems, *missing_for_publishing(found)])
        self._resolution = found
        for option in _PUBLIC:
            # Sphinx compares these values with those of the last build: it has to see what the environment gave, too.
            if option.rebuild is not Rebuild.NOTHING:
                config[option.config_name] = _plain(getattr(found.settings, option.name))

    def _before_building(self, app: Sphinx) -> None:
        self._withdraw(app.config)
        for option in credential_options():
            given = self._withdrawn[Place.COMMAND_LINE].get(option.config_name)
            # What is no text was given by a program that calls Sphinx.
            if option.secret and given is not None and isinstance(given.value, str):
                logger.info(
                    "%s was given with -D. That works, but every user of this machine can see it in the list of "
                    "processes, and a shell keeps it in its history.",
                    option.config_name,
                )
        if app.builder.format != _STORAGE_FORMAT or self._resolution is None:
            return
        problems = tuple(missing_for_publishing(self._resolution))
        if problems:
            raise _sphinx_error(problems)
        if self.settings.publish:
            for sentence in advice(self.settings, self._sources()):
                _advise(sentence)

    def _before_pickling(self, app: Sphinx, _: object) -> None:
        self._withdraw(app.config)

    def _withdraw(self, config: Config) -> None:
        """Take what is private out of Sphinx's configuration and keep it here."""
        for place, values in _places(config):
            for option in _PRIVATE:
                value = values.pop(option.config_name, None)
                # Defaults end up in the configuration when somebody looks at them; an empty text in conf.py is an
                # environment variable that it looked up and that was not there. With -D it takes the value away.
                is_given = value is not None if place is Place.COMMAND_LINE else bool(value)
                if is_given:
                    self._withdrawn[place][option.config_name] = Given(option, place, value)

    def _sources(self, config: Config | None = None) -> Sources:
        """All places where values are given; without a configuration those of private options only."""
        withdrawn = {
            place: {name: given.value for name, given in found.items()}
            for place, found in self._withdrawn.items()
        }
        command_line = config.overrides if config else {}
        conf_py = _given_in_conf_py(config) if config else {}
        return Sources(
            {**command_line, **withdrawn[Place.COMMAND_LINE]},
            {**conf_py, **withdrawn[Place.CONF_PY]},
            self._environ,
        )


_PRIVATE = (
    *credential_options(),
    *(option for option in options_of(Settings) if FUNCTION in option.types),
)
_PUBLIC = tuple(option for option in options_of(Settings) if option not in _PRIVATE)


def _register(app: Sphinx, option: Option) -> None:
    # None in conf.py means "not set". Sphinx takes any rebuild category; what it does not know rebuilds nothing.
    rebuild: Any = option.rebuild.value
    types = (*option.types, NoneType)
    app.add_config_value(option.config_name, option.default, rebuild, types)


def _plain(value: Any) -> Any:
    """A value that can be pickled."""
    return dict(value) if isinstance(value, Mapping) else value


def _places(config: Config) -> Iterator[tuple[Place, MutableMapping[str, Any]]]:
    """Where Sphinx keeps values; those set by a program are found under their names in the object itself."""
    yield Place.COMMAND_LINE, config.overrides
    yield Place.CONF_PY, _names_in_conf_py(config)
    yield Place.CONF_PY, vars(config)


def _names_in_conf_py(config: Config) -> dict[str, Any]:
    """Everything that conf.py defines; there is no public way to the names that are not registered."""
    names: dict[str, Any] = config._raw_config  # noqa: SLF001
    return names


def _given_in_conf_py(config: Config) -> Mapping[str, Any]:
    """Values by name that conf.py or another extension gave, not the defaults that Sphinx fills in."""
    names, current = _names_in_conf_py(config), vars(config)
    given = {o.config_name: names[o.config_name] for o in _PUBLIC if o.config_name in names}
    for option in _PUBLIC:
        name = option.config_name
        if name in current and (name in names or current[name] != option.default):
            given[name] = current[name]
    return given


def _coerce_overrides(overrides: MutableMapping[str, Any]) -> Iterator[str]:
    """Give the texts from ``-D`` their meaning before Sphinx does, which knows fewer; yields what is wrong."""
    for option in _PUBLIC:
        text = overrides.get(option.config_name)
        if isinstance(text, str):
            try:
                overrides[option.config_name] = coerce(option, text)
            except CoercionError as error:
                del overrides[option.config_name]
                yield Given(option, Place.COMMAND_LINE, text).problem(str(error))


def _ignores_environment(sources: Sources) -> bool:
    (option,) = (option for option in _PUBLIC if option.name == "disable_env_conf")
    given = sources.find(option)
    try:
        return given is not None and bool(given.read())
    except MistakeError:  # told with all others
        return False


def _warn_of_misspelt(config: Config) -> None:
    for sentence in misspelt({**_names_in_conf_py(config), **config.overrides}, config.values):
        _warn(ConfluenceWarning.MISSPELT_OPTION, sentence)


def _advise(sentence: str) -> None:
    _warn(ConfluenceWarning.OPTION, sentence)


def _warn(warning: ConfluenceWarning, sentence: str) -> None:
    logger.warning("%s", sentence, type="confluence", subtype=warning.value)


class ToldConfigError(ConfigError, BdbQuit):
    """A configuration error that the log has shown already, so that ``sphinx-build`` only has to end with exit code 2.

    Sphinx 9.0 puts any other error into a report about Sphinx itself, with a traceback and the wish to open an issue
    there. Of ``BdbQuit``, with which people leave the debugger, 8.1 and 9.0 show nothing.
    """


def _sphinx_error(problems: Sequence[str]) -> ToldConfigError:
    """Show all problems, and make the error that ends the build."""
    message = str(configuration_error(problems))
    logger.error("%s", message)
    return ToldConfigError(message)

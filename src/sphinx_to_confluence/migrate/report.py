"""What does moving over mean for one documentation? Its options, its files and its environment, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.gather import problems_of_secrets
from sphinx_to_confluence.config.option import PREFIX
from sphinx_to_confluence.config.resolution import contradictions, resolve_settings
from sphinx_to_confluence.config.sources import Sources
from sphinx_to_confluence.config.unbuilt import names_in_conf_py
from sphinx_to_confluence.migrate.conf_py import SECRETS, THEIR_EXTENSION, ConfPy
from sphinx_to_confluence.migrate.options import SINGLE_TOCTREE, TheirOption, known_options
from sphinx_to_confluence.migrate.sources import Finding, search
from sphinx_to_confluence.migrate.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class GivenOption:
    """An option that the documentation sets.

    :param verdict: ``None`` for a name that neither of the two knows.
    :param line: of ``conf.py``; ``None`` when it is set in another way.
    """

    name: str
    verdict: Verdict | None
    note: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found out.

    :param after: what ``conf.py`` is to be.
    :param secrets: options whose value stands in ``conf.py`` itself, with their lines.
    :param by_hand: lines of ``conf.py`` that a person has to change, and why.
    :param refused: what is wrong with values that ``conf.py`` gives to options that are there, in sentences.
    :param environment: environment variables that have no meaning here, or another name.
    """

    conf_py: ConfPy
    after: str
    options: tuple[GivenOption, ...]
    secrets: tuple[tuple[str, int], ...]
    by_hand: tuple[tuple[int, str], ...]
    refused: tuple[str, ...]
    findings: tuple[Finding, ...]
    environment: tuple[GivenOption, ...]

    @property
    def is_changed(self) -> bool:
        """Whether lines of ``conf.py`` have to change."""
        return self.after != self.conf_py.text


def report_on(confdir: Path, environ: Mapping[str, str], *, overrides: Mapping[str, str]) -> Report:
    """Read ``conf.py``, run it as Sphinx does, and look through the files of the project.

    :raises ConfigurationError: when it cannot be read.
    """
    conf_py = ConfPy(confdir / "conf.py")
    theirs = known_options()
    after = conf_py.moved_over(theirs)
    values = names_in_conf_py(confdir, overrides)
    return Report(
        conf_py,
        after,
        tuple(_options(conf_py, values, theirs)),
        tuple(
            (each.name, each.line)
            for each in conf_py.assignments()
            if each.name in SECRETS and each.holds_text
        ),
        tuple(_by_hand(conf_py, after, theirs)),
        tuple(_refused(values, confdir)),
        tuple(search(confdir)),
        tuple(_environment(environ, theirs)),
    )


def _options(
    conf_py: ConfPy, values: Mapping[str, Any], theirs: Mapping[str, TheirOption]
) -> Iterator[GivenOption]:
    lines: dict[str, int] = {}
    for each in conf_py.assignments():
        lines.setdefault(each.name, each.line)
    ours = {option.config_name for option in all_options()}
    given = {
        name: None
        for name in (*lines, *values)
        if name.startswith(PREFIX) or name == SINGLE_TOCTREE
    }
    for name in given:
        option = theirs.get(name)
        if option is not None:
            note = f"``{option.instead}``" if option.instead else option.note
            yield GivenOption(name, option.verdict, note, lines.get(name))
        elif name not in ours and not _is_code(values.get(name)):
            yield GivenOption(name, None, "no option of either", lines.get(name))


def _is_code(value: Any) -> bool:
    """Whether ``conf.py`` has it for its own use."""
    return isinstance(value, ModuleType) or callable(value)


def _by_hand(
    conf_py: ConfPy, after: str, theirs: Mapping[str, TheirOption]
) -> Iterator[tuple[int, str]]:
    for line in conf_py.imports_of_theirs():
        yield line, f"imports something of ``{THEIR_EXTENSION}``"
    if not conf_py.names_theirs and not conf_py.names_ours:
        yield (
            1,
            "names neither of the two extensions: put ``sphinx_to_confluence`` into ``extensions``",
        )
    left = {each.name for each in ConfPy(conf_py.path, after).assignments()}
    for each in conf_py.assignments():
        option = theirs.get(each.name)
        if (
            option is not None
            and option.verdict in (Verdict.DROPPED, Verdict.RENAMED)
            and each.name in left
        ):
            yield each.line, f"sets ``{each.name}``, which is {option.verdict.value}"


def _refused(values: Mapping[str, Any], confdir: Path) -> Iterator[str]:
    sources = Sources({}, values, {})
    found = resolve_settings(sources, confdir)
    yield from (*found.problems, *problems_of_secrets(sources), *contradictions(found.settings))


def _environment(
    environ: Mapping[str, str], theirs: Mapping[str, TheirOption]
) -> Iterator[GivenOption]:
    for variable in sorted(environ):
        option = theirs.get(variable.lower())
        if option is None or variable != variable.upper() or not environ[variable]:
            continue
        if option.verdict in (Verdict.DROPPED, Verdict.RENAMED):
            note = f"``{option.instead.upper()}``" if option.instead else option.note
            yield GivenOption(variable, option.verdict, note)

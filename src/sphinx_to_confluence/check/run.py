"""How does a check go? Step by step, until one fails; what comes behind is not reached."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import sphinx
from requests.adapters import BaseAdapter

from sphinx_to_confluence import __version__
from sphinx_to_confluence.check.before import (
    choose_endpoint,
    look_at_options,
    look_at_secret,
    reach_server,
)
from sphinx_to_confluence.check.findings import Finding, Mark, Report
from sphinx_to_confluence.check.inside import (
    find_permissions,
    find_place,
    find_scopes,
    find_space,
    find_user,
)
from sphinx_to_confluence.check.state import State
from sphinx_to_confluence.errors import ConfluenceError, MissingScope
from sphinx_to_confluence.rest.clock import Clock, SystemClock

if TYPE_CHECKING:
    from sphinx_to_confluence.config.unbuilt import Unbuilt

STEPS: Sequence[tuple[str, Callable[[State], Finding]]] = (
    ("options", look_at_options),
    ("secret", look_at_secret),
    ("connection", reach_server),
    ("endpoint", choose_endpoint),
    ("user", find_user),
    ("space", find_space),
    ("place", find_place),
    ("permissions", find_permissions),
    ("scopes", find_scopes),
)
"""What is looked at, in this order."""


def versions() -> Mapping[str, str]:
    """Which releases are at work here."""
    return {
        "sphinx-to-confluence": __version__,
        "sphinx": sphinx.__version__,
        "python": platform.python_version(),
    }


def check(
    options: Unbuilt,
    *,
    show: Callable[[Finding], None],
    adapters: Mapping[str, BaseAdapter] | None = None,
    clock: Clock | None = None,
) -> Report:
    """Look at all that publishing needs, and change nothing.

    :param show: is handed each finding as soon as it is there.
    :param adapters: transport adapters by prefix; tests reach the sandbox so.
    """
    report = Report()
    with closing(State(options, adapters=adapters or {}, clock=clock or SystemClock())) as state:
        for finding in _findings(state):
            report.findings.append(finding)
            show(finding)
        report.scopes, report.advice = state.scopes, state.advice
    return report


def _findings(state: State) -> Iterator[Finding]:
    failed: Finding | None = None
    for name, step in STEPS:
        # Which scopes there are is worth knowing most when one is missing.
        lacks_scope = failed is not None and isinstance(failed.error, MissingScope)
        if failed is not None and not (name == "scopes" and lacks_scope):
            yield Finding(name, Mark.NOT_REACHED)
            continue
        try:
            finding = step(state)
        except ConfluenceError as error:
            finding = Finding(name, Mark.WRONG, error.tried, error=error)
        if finding.mark is Mark.WRONG:
            failed = failed or finding
        yield finding

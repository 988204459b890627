"""The directives ``declared-operations``, ``-scopes`` and ``-probes``: REST calls and scopes, from the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from generated import Generated, list_table, literals
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata

from sphinx_to_confluence.rest import operations as table
from sphinx_to_confluence.rest import probes
from sphinx_to_confluence.rest.operations import (
    TWELVE_SCOPES,
    Cloud,
    DataCenter,
    Operation,
    Repeat,
    operations,
)
from sphinx_to_confluence.rest.routes import filled

_FLAVOURS: dict[str, type[Cloud | DataCenter]] = {"cloud": Cloud, "datacenter": DataCenter}

_CALLED_BY_NOTHING = {
    "read:content.property:confluence": "Nothing: no call that Confluence documents today asks for it. "
    "Properties of pages, which it is named after, are read with ``read:page:confluence``.",
    "write:content.property:confluence": "Nothing: no call that Confluence documents today asks for it. "
    "Properties of pages are written with ``write:page:confluence``.",
}
"""The scopes of the twelve that no row of the table names, and why a token should have them all the same."""


def _scope_order(scope: str) -> tuple[int, str]:
    return ("read", "write", "delete").index(scope.partition(":")[0]), scope


class DeclaredScopes(Generated):
    """List scopes and what needs them: ``required`` are the twelve, ``optional`` all others that a call asks for."""

    required_arguments = 1
    sources: ClassVar = (table,)

    def lines(self) -> Iterator[str]:
        """Write the table."""
        kind = self.chosen(("required", "optional"))
        asked_for = {scope for row in operations(Cloud) for scope in row.granular}
        if (
            asked_for & _CALLED_BY_NOTHING.keys()
            or TWELVE_SCOPES - asked_for - _CALLED_BY_NOTHING.keys()
        ):
            raise ExtensionError("what no call needs has changed: see _CALLED_BY_NOTHING")
        scopes = TWELVE_SCOPES if kind == "required" else asked_for - TWELVE_SCOPES
        rows = (_scope_row(scope) for scope in sorted(scopes, key=_scope_order))
        yield from list_table(("Scope", "Needed for", "Calls"), rows, widths=(32, 40, 28))


def _scope_row(scope: str) -> tuple[str, str, str]:
    calls = [row for row in operations(Cloud) if scope in row.granular]
    if not calls:
        return f"``{scope}``", _CALLED_BY_NOTHING[scope], ""
    features = "; ".join(dict.fromkeys(row.feature for row in calls))
    return f"``{scope}``", features[0].upper() + features[1:], literals(row.name for row in calls)


class DeclaredProbes(Generated):
    """List the calls that tell which scopes a token has, and why none of them does anything."""

    sources: ClassVar = (table, probes)

    def lines(self) -> Iterator[str]:
        """Write the table."""
        rows = (
            (
                literals(probe.operation.granular),
                f"``{probe.operation.method} {filled(probe.operation.path, probe.path)}``",
                probe.harmless,
            )
            for probe in probes.PROBES
        )
        yield from list_table(("Scope", "Call", "Why it does nothing"), rows, widths=(28, 40, 32))


class DeclaredOperations(Generated):
    """List the REST calls of ``cloud`` or ``datacenter``."""

    required_arguments = 1
    sources: ClassVar = (table,)

    def lines(self) -> Iterator[str]:
        """Write the table; Data Center knows no scopes."""
        flavour = self.chosen(tuple(_FLAVOURS))
        header, widths, cells = _LAYOUTS[flavour]
        rows = (cells(row) for row in operations(_FLAVOURS[flavour]))
        yield from list_table(header, rows, widths=widths)


def _call(row: Operation) -> tuple[str, str, str]:
    return f"``{row.name}``", f"``{row.method} {row.path}``", row.feature


def _repeat(row: Operation) -> str:
    return "send again" if row.repeat is Repeat.SAFE else "look first"


def _cloud_cells(row: Operation) -> tuple[str, ...]:
    return *_call(row), literals(row.granular), literals(row.classic), _repeat(row)


def _data_center_cells(row: Operation) -> tuple[str, ...]:
    return *_call(row), _repeat(row)


_LAYOUTS: dict[
    str, tuple[tuple[str, ...], tuple[int, ...], Callable[[Operation], tuple[str, ...]]]
] = {
    # header, widths, cells of a row
    "cloud": (
        ("Name", "Call", "Needed for", "Granular scopes", "Classic scope", "Answer lost"),
        (14, 30, 16, 20, 12, 8),
        _cloud_cells,
    ),
    "datacenter": (
        ("Name", "Call", "Needed for", "Answer lost"),
        (20, 40, 28, 12),
        _data_center_cells,
    ),
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Make the directives known."""
    app.add_directive("declared-operations", DeclaredOperations)
    app.add_directive("declared-scopes", DeclaredScopes)
    app.add_directive("declared-probes", DeclaredProbes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

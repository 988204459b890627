"""Are the columns of cells those that browsers show?"""

from __future__ import annotations

import pytest

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.grid import rows_of
from sphinx_to_confluence.storage.parse import parse


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ("<tr><td/><td/></tr>", [["0", "1"]]),
        ('<tr><td colspan="2"/><td/></tr>', [["0-1", "2"]]),
        ('<tr><td rowspan="2"/><td/></tr><tr><td/></tr><tr><td/></tr>', [["0", "1"], ["1"], ["0"]]),
        (
            '<tr><td/><td rowspan="3" colspan="2"/></tr><tr><td/><td/></tr>',
            [["0", "1-2"], ["0", "3"]],
        ),
        (
            '<thead><tr><th rowspan="9"/></tr></thead><tbody><tr><td/></tr></tbody>',
            [["0"], ["0"]],
        ),
        ('<tr><td colspan="x"/><td colspan="0"/><td colspan="-1"/></tr>', [["0", "1", "2"]]),
        ('<tr><td colspan="99999999999999"/></tr>', [["0-999"]]),
        ("<tr><td><table><tr><td/></tr></table></td></tr>", [["0"]]),
    ],
)
def test_columns(rows: str, columns: list[list[str]]) -> None:
    """Cells that reach to the right or down move others; parts of a table do not reach into each other."""
    table = Element("table", children=parse(rows))
    shown = [
        [
            str(cell.columns.start)
            if len(cell.columns) == 1
            else f"{cell.columns.start}-{cell.columns.stop - 1}"
            for cell in row.cells
        ]
        for row in rows_of(table)
    ]
    assert shown == columns

"""How are diagrams of ``sphinxcontrib.plantuml`` written?"""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path

from docutils import nodes

from sphinx_to_confluence.translate.commands import CommandError, run_command
from sphinx_to_confluence.translate.diagrams import Diagram, add_diagram
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.pictures import CSS_DPI, DENSITY, Made
from sphinx_to_confluence.translate.registry import handles

# "ERROR", the number of a line, and what is wrong with it.
_COMPLAINT = r"^ERROR\n\d+\n.*$"

_INCLUDE = re.compile(r"^\s*!include(?:_many|_once|sub)?\s+([^!<\s][^!\n]*)", re.MULTILINE)


@handles(
    "sphinxcontrib.plantuml.plantuml",
    becomes="The macro of an app, if there is a template ``plantuml``; an image drawn by the command ``plantuml``; "
    "else its source.",
)
def plantuml(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A diagram."""
    page.anchors(node)
    given = page.builder.config.plantuml
    command = [
        *(shlex.split(given) if isinstance(given, str) else given),
        *("-pipe", "-charset", "utf-8", "-filename", node["filename"], "-tpng"),
        f"-Sdpi={DENSITY * CSS_DPI}",
    ]
    source = str(node["uml"])
    folder = Path(page.builder.srcdir, node["incdir"])

    def draw(made: Made) -> None:
        run_command(
            command,
            directory=folder,
            text=source,
            output=made.file(".png"),
            complaint=_COMPLAINT,
        )
        if not made.file(".png").stat().st_size:
            raise CommandError(f"{command[0]!r} wrote no image")

    diagram = Diagram(
        kind="plantuml",
        source=source,
        suffix=".puml",
        about={"command": command, "folder": node["incdir"], "included": _included(source, folder)},
        draw=draw,
        option="plantuml",
    )
    add_diagram(diagram, node, page, out)


def _included(source: str, folder: Path) -> list[str]:
    """Hashes of the files that a diagram includes."""
    files = (folder / name.strip() for name in _INCLUDE.findall(source))
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()]

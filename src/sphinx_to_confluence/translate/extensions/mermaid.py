"""How are diagrams of ``sphinxcontrib.mermaid`` written?"""

from __future__ import annotations

import itertools
import shlex
from pathlib import Path

from docutils import nodes

from sphinx_to_confluence.translate.commands import CommandError, run_command
from sphinx_to_confluence.translate.diagrams import Diagram, add_diagram
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.pictures import DENSITY, Made
from sphinx_to_confluence.translate.registry import handles

_SCALES = frozenset({"-s", "--scale"})


@handles(
    "sphinxcontrib.mermaid.mermaid",
    becomes="The macro of an app, if there is a template ``mermaid``; an image drawn by ``mmdc``; else its source.",
)
def mermaid(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A diagram that a browser draws on HTML pages."""
    page.anchors(node)
    config = page.builder.config
    given = config.mermaid_cmd
    command = [*(shlex.split(given) if isinstance(given, str) else given), *config.mermaid_params]
    if config.mermaid_sequence_config:
        command += ["--configFile", str(config.mermaid_sequence_config)]
    density = _scale(command)
    if density is None:
        density = float(DENSITY)
        command += ["--scale", str(DENSITY)]
    source = str(node["code"])

    def draw(made: Made) -> None:
        written = made.file(".mmd")
        written.write_text(source, encoding="utf-8")
        run_command(
            [*command, "-i", str(written), "-o", str(made.file(".png"))],
            directory=Path(page.builder.confdir),
        )
        if not made.file(".png").is_file():
            raise CommandError(f"{command[0]!r} wrote no image")

    diagram = Diagram(
        kind="mermaid",
        source=source,
        suffix=".mmd",
        about={"command": command},
        draw=draw,
        option="mermaid_cmd",
        density=density,
    )
    add_diagram(diagram, node, page, out)


def _scale(command: list[str]) -> float | None:
    """The scale that a project gives to ``mmdc`` itself."""
    for argument, value in itertools.pairwise(command):
        if argument in _SCALES:
            try:
                return float(value)
            except ValueError:
                return None
    return None

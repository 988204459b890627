"""Files on a page: shown in a frame, or listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_to_confluence.directives.base import (
    STORAGE_FORMAT,
    ConfluenceDirective,
    bullet_points,
    untranslated,
)
from sphinx_to_confluence.directives.options import between, boolean, choice, text

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class confluence_view_file(nodes.paragraph):
    """A file that is shown on the page: a reference for download, and which ``macro`` shows it.

    ``parameters`` are those of the macro, but for the file.
    """


class confluence_attachments(nodes.container):
    """A list of the files on the page; ``parameters`` are those of the macro."""


class ViewFile(ConfluenceDirective):
    """``.. confluence_view_file::``."""

    macro: ClassVar[str] = "view-file"
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"height": between(1, 10000)}

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        target = self.arguments[0].strip()
        shown = nodes.literal(target, target.rpartition("/")[2], classes=["xref", "download"])
        # Sphinx looks for the file, and gives it to every builder.
        link = addnodes.download_reference(
            target, "", shown, reftype="download", refdomain="", reftarget=target,
            refdoc=self.env.docname, refexplicit=False, refwarn=False,
        )  # fmt: skip
        self.set_source_info(link)
        parameters = self.parameters({"height": "height"})
        node = confluence_view_file("", "", link, macro=self.macro, parameters=parameters)
        return [self.located(untranslated(node))]


class ViewPdf(ViewFile):
    """``.. confluence_viewpdf::``."""

    macro = "viewpdf"


class Attachments(ConfluenceDirective):
    """``.. confluence_attachments::``."""

    option_spec: ClassVar[dict[str, Any]] = {
        "patterns": text,
        "labels": text,
        "sort-by": choice("date", "size", "name", "createddate"),
        "sort-order": choice("ascending", "descending"),
        "old": boolean,
        "upload": boolean,
        "preview": boolean,
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        names = {"sort-by": "sortBy", "sort-order": "sortOrder"}
        parameters = self.parameters({name: names.get(name, name) for name in self.option_spec})
        return [self.located(confluence_attachments(parameters=parameters))]


class FilesForOthers(SphinxPostTransform):
    """Other builders know no attachments; they list what the document offers for download."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Fill in the lists."""
        for node in self.document.findall(confluence_attachments):
            offered: dict[str, nodes.Node] = {}
            for link in self.document.findall(addnodes.download_reference):
                offered.setdefault(link["reftarget"], link.deepcopy())
            if offered:
                node += bullet_points(
                    [[nodes.paragraph("", "", link)] for link in offered.values()]
                )


def _for_other_builders(app: Sphinx) -> None:
    if app.builder.format != STORAGE_FORMAT:
        app.add_post_transform(FilesForOthers)


def setup(app: Sphinx) -> None:
    """Register directives and nodes."""
    app.add_directive("confluence_view_file", ViewFile)
    app.add_directive("confluence_viewpdf", ViewPdf)
    app.add_directive("confluence_attachments", Attachments)
    app.add_node(confluence_view_file)
    app.add_node(confluence_attachments)
    app.connect("builder-inited", _for_other_builders)

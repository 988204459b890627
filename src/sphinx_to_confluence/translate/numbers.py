"""Which numbers do sections, figures, tables and listings carry?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.page import PageContext


def section_number(section: nodes.Element, page: PageContext) -> str:
    """The number before a heading, with what separates the two; empty when there is none."""
    if not page.settings.add_secnumbers:
        return ""
    numbers = page.builder.env.toc_secnumbers.get(page.docname, {})
    own = f"#{section['ids'][0]}" if section["ids"] else ""
    # Sphinx keeps the number of the first section of a document under "", those of the others under "#id".
    anchor = own if own in numbers or section is not page.title_section else ""
    return spelled(numbers.get(anchor), page)


def spelled(number: tuple[int, ...] | None, page: PageContext) -> str:
    """A section number as it stands before a title."""
    if not number or not page.settings.add_secnumbers:
        return ""
    return ".".join(map(str, number)) + page.settings.secnumber_suffix


def caption_number(node: nodes.Element, page: PageContext) -> str:
    """What stands before a caption, such as ``Fig. 2.1``; empty without ``numfig``."""
    builder = page.builder
    if not builder.config.numfig or not node["ids"]:
        return ""
    figure_type = builder.env.domains.standard_domain.get_enumerable_node_type(node)
    if not figure_type:
        return ""
    numbers = builder.env.toc_fignumbers.get(page.docname, {}).get(figure_type, {})
    number = next((numbers[node_id] for node_id in node["ids"] if node_id in numbers), None)
    prefix = builder.config.numfig_format.get(figure_type, "")
    if number is None or not prefix:
        return ""
    return str(prefix % ".".join(map(str, number)))


def equation_number(node: nodes.math_block, page: PageContext) -> str:
    """The number of a formula, as ``:eq:`` says it; empty when it has none."""
    builder = page.builder
    if builder.config.math_numfig and builder.config.numfig:
        numbers = builder.env.toc_fignumbers.get(page.docname, {}).get("displaymath", {})
        number = next((numbers[node_id] for node_id in node["ids"] if node_id in numbers), ())
        # Sphinx 8.2 has an option for what stands before the last part.
        separator = getattr(builder.config, "math_numsep", ".")
        return str(separator.join(".".join(map(str, number)).rsplit(".", 1)))
    return str(node.get("number") or "")


def captioned(number: str, *, has_text: bool) -> str:
    """A number and what separates it from a caption."""
    return f"{number}: " if number and has_text else number

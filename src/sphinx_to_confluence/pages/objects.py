"""What is a described object called in a heading?"""

from __future__ import annotations

from sphinx import addnodes


def object_heading(description: addnodes.desc) -> str:
    """The text of the heading of an object, as Sphinx has it in tables of contents; empty when it has none.

    Of several signatures the first has the name.
    """
    if description.get("no-contents-entry"):
        return ""
    signature = next(description.findall(addnodes.desc_signature), None)
    if signature is None or signature.parent is not description:
        return ""
    name = signature.get("_toc_name") or _declared_name(signature)
    return " ".join(name.split())


def _declared_name(signature: addnodes.desc_signature) -> str:
    names = [name.astext() for name in signature.findall(addnodes.desc_name) if declares(name)]
    return names[0] if names else ""


def declares(name: addnodes.desc_name) -> bool:
    """Whether this is the name of the object itself; parameters of C++ templates have names as well."""
    return getattr(name.parent, "sphinx_line_type", "declarator") == "declarator"

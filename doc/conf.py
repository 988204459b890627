"""The manual of sphinx-to-confluence: HTML, and pages that the extension publishes itself.

Where to publish to is not said here: ``sphinx-to-confluence sandbox --publish doc`` says it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx import addnodes

import sphinx_to_confluence

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sphinx-to-confluence"
author = "The sphinx-to-confluence developers"
copyright = author
release = version = sphinx_to_confluence.__version__

extensions = [
    "sphinx_to_confluence",
    "sphinx.ext.autodoc",
    "declared_options",
    "declared_commands",
    "declared_warnings",
    "declared_errors",
    "declared_operations",
    "declared_schema",
    "declared_nodes",
    "declared_macros",
    "declared_rules",
    "declared_moves",
    "unreleased",
]
exclude_patterns = ["_build"]
highlight_language = "none"
# Options begin with two hyphens, and messages are searched for as they are printed.
smartquotes = False
nitpicky = True
nitpick_ignore_regex = [
    # What autodoc finds in signatures. Their inventories are on the network, and the manual builds without one.
    (r"py:.*", r"(pathlib|collections\.abc|typing|datetime|requests)\..+"),
    # What is passed on as it was got.
    (
        r"py:.*",
        (
            r"sphinx_to_confluence\.(config\.(terminal\.Terminal|sources\.Sources|settings\.Settings|credentials\.Credentials)"
            r"|publish\.(progress\.Progress|notes\.Note|report\.(Failure|LostComment)))"
        ),
    ),
    # What the sandbox hands out is passed on by its users, who need not know what is in it.
    (r"py:.*", r"sphinx_to_confluence\.sandbox\.(records|transport)\..+"),
    # Operations are described by the fields of their JSON.
    (r"py:.*", r"sphinx_to_confluence\.publish\.operations\.(?!Plan).+"),
    # They are described as data; Sphinx 8.1 looks for a NewType among the classes only.
    (r"py:class", r"sphinx_to_confluence\.config\.endpoint\.(ApiBase|SiteBase)"),
]

linkcheck_ignore = [
    # Addresses of examples, which nobody is meant to open.
    r"https?://([\w.-]+\.)?example\.(com|org|atlassian\.net)\b.*",
    r"https?://(localhost|127\.0\.0\.1)\b.*",
    # A page of one's own account: it wants a login.
    r"https://id\.atlassian\.com/.*",
]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 80

html_theme = "alabaster"
html_static_path = ["_css"]
html_css_files = ["manual.css"]
html_theme_options = {
    "description": "Sphinx documentation as Confluence pages",
    "fixed_sidebar": True,
    "page_width": "1180px",
    "sidebar_width": "240px",
}


def setup(app):
    """Make the directive known that describes an event of Sphinx."""
    app.add_object_type("event", "event", "pair: %s; event", _event)


def _event(_env, signature, node):
    """Describe ``name (arguments)`` under its name alone."""
    name, _, arguments = signature.partition(" ")
    node += addnodes.desc_name(name, name)
    parameters = addnodes.desc_parameterlist()
    for argument in arguments.strip("()").split(", "):
        parameters += addnodes.desc_parameter("", "", addnodes.desc_sig_name("", argument))
    node += parameters
    return name

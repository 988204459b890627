"""A project in Markdown that uses everything MyST-Parser has."""

project = "Everything in MyST"
extensions = ["sphinx_to_confluence", "myst_parser"]
exclude_patterns = ["included.md"]
numfig = True
confluence_math = "source"  # whatever is installed to draw formulas

myst_enable_extensions = [
    "alert",
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "html_admonition",
    "html_image",
    "linkify",
    "replacements",
    "section_ref",
    "smartquotes",
    "strikethrough",
    "substitution",
    "tasklist",
]
myst_heading_anchors = 4
myst_html_meta = {"description lang=en": "Everything in MyST"}
myst_substitutions = {"product": "The **product**", "release": "2.0"}
myst_url_schemes = {
    "http": None,
    "https": None,
    "mailto": None,
    "wiki": "https://en.wikipedia.org/wiki/{{path}}#{{fragment}}",
    "issue": {"url": "https://example.org/issues/{{path}}", "title": "Issue {{path}}"},
}
# MyST-Parser warns that strikethrough is for HTML only, whatever the builder.
suppress_warnings = ["myst.strikethrough"]

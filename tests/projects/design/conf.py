"""A project that uses every component of sphinx-design, in reStructuredText and in Markdown."""

project = "Everything in sphinx-design"
extensions = ["sphinx_to_confluence", "sphinx_design", "myst_parser"]
myst_enable_extensions = ["colon_fence"]
# The separators of cards are deprecated, but much used.
suppress_warnings = ["design.card_legacy"]
sd_custom_directives = {
    "dropdown-tip": {
        "inherit": "dropdown",
        "argument": "A tip",
        "options": {"icon": "light-bulb", "color": "success"},
    }
}

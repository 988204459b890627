"""Turn a Sphinx project into Confluence pages and publish them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0.dev0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the parts with Sphinx; the only place where they meet."""
    # The publisher is used without Sphinx, too, and should not have to load it.
    from sphinx_to_confluence.builder.builder import ConfluenceBuilder
    from sphinx_to_confluence.builder.collector import PageFactsCollector
    from sphinx_to_confluence.builder.events import EVENTS
    from sphinx_to_confluence.builder.furniture import furniture_problems
    from sphinx_to_confluence.builder.html_only import widen_conditions
    from sphinx_to_confluence.builder.others import tell_others
    from sphinx_to_confluence.builder.single import SingleConfluenceBuilder
    from sphinx_to_confluence.config.register import Configuration
    from sphinx_to_confluence.directives import setup as setup_directives
    from sphinx_to_confluence.translate.app_macros import template_problems
    from sphinx_to_confluence.translate.extensions.sphinx_tabs import make_builders_known

    configuration = Configuration(app, checks=[template_problems, furniture_problems])

    def configure_builder(app: Sphinx) -> None:
        if isinstance(app.builder, ConfluenceBuilder):
            app.builder.configure(configuration.settings, configuration.credentials)

    app.connect("config-inited", make_builders_known)
    app.connect("config-inited", tell_others)
    # After linkcode, which adds its links at this event.
    app.connect("doctree-read", widen_conditions, priority=900)
    app.connect("builder-inited", configure_builder)
    app.add_env_collector(PageFactsCollector)
    for event in EVENTS:
        app.add_event(event)
    app.add_builder(ConfluenceBuilder)
    app.add_builder(SingleConfluenceBuilder)
    setup_directives(app)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }

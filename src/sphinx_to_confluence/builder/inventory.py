"""What can other projects refer to? Everything that the domains of Sphinx have a name for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sphinx_to_confluence.builder.record import PageRecord
from sphinx_to_confluence.bundle.inventory import Entry, Inventory
from sphinx_to_confluence.pages.site import Locate, where_it_was

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_to_confluence.pages.site import Site


def inventory_of(
    env: BuildEnvironment,
    site: Site,
    records: Mapping[str, PageRecord],
    locate: Locate = where_it_was,
) -> Inventory:
    """Gather all objects, with the places that they have on our pages.

    What Sphinx knows and a page does not show, such as a label in an ``only`` directive that is left out, leads to the
    top of the page.
    """
    places = {docname: frozenset(record.places.places) for docname, record in records.items()}
    entries = tuple(_entries(env, site, places, locate))
    return Inventory(env.config.project, env.config.version, entries)


def _entries(
    env: BuildEnvironment, site: Site, places: Mapping[str, frozenset[str]], locate: Locate
) -> Iterator[Entry]:
    for domain_name, domain in sorted(env.domains.items()):
        for name, shown, kind, source, anchor, priority in sorted(domain.get_objects(), key=str):
            docname, node_id = locate(source, anchor)
            if docname not in places:
                continue
            fragment = site.fragment(docname, node_id) if node_id else ""
            yield Entry(
                kind=f"{domain_name}:{kind}",
                name=name,
                priority=int(priority),
                docname=docname,
                fragment=fragment if fragment in places[docname] else "",
                shown="-" if shown == name else str(shown),
            )

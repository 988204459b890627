"""One project is published; another one refers to it, and each reference leads to its place on Confluence."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urldefrag

import pytest
import requests

from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.publish import publish_with
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox

USER = "writer@example.com"

PUBLISHED = {
    "index.rst": """
        Home: "all" of it
        =================

        .. toctree::
           :numbered:

           guide
           api
        """,
    "guide.rst": """
        .. _guide top:

        Guide & more (v2)
        =================

        .. _odd:

        What's new? 100% of US$
        -----------------------

        Twice
        -----

        .. _twice:

        Twice
        -----

        .. _Größe [x]:

        Größe: ``a <b>``
        ----------------

        .. _figure:

        .. figure:: logo.png

           A caption
           of two lines

        .. _table:

        .. table:: A table

           ==  ==
           1   2
           ==  ==

        .. _code:

        .. code-block:: python
           :caption: Some code

           run()

        .. _paragraph:

        A paragraph.

        .. only:: html

           .. _not here:

           Not here
           --------
        """,
    "logo.png": b"picture",
    "api.rst": """
        API
        ===

        .. py:module:: engine

        .. py:class:: Engine(power)

           .. py:method:: start()

        .. c:function:: int run(void)

        .. cpp:function:: template <typename T> T half(T value)

        .. js:function:: tell(text)

        .. option:: --fast

        .. envvar:: ENGINE

        .. glossary::

           oil
              Keeps it going.

        .. productionlist::
           word: `letter`
           letter: "a"
        """,
}

REFERRING = """
    Elsewhere
    =========

    :ref:`guide top` :ref:`odd` :ref:`twice` :ref:`Größe [x]` :ref:`figure` :ref:`table` :ref:`code`
    :ref:`a paragraph <paragraph>` :ref:`not here` :doc:`engine:guide` :external+engine:doc:`guide`
    :py:mod:`engine` :py:class:`engine.Engine` :py:meth:`engine.Engine.start` :c:func:`run` :cpp:func:`half`
    :js:func:`tell` :option:`--fast` :envvar:`ENGINE` :term:`oil` :token:`word` :any:`ENGINE`
    """
COUNT = 22


def published(project, sandbox):
    """Build and publish the first project; return where its bundle is and what it is below."""
    project.write(PUBLISHED)
    cloud = sandbox.flavour == "cloud"
    built = project.build(options={"confluence_editor": "v2" if cloud else "v1"})
    assert [line for line in built.warnings if "confluence.link" in line] == []
    token = sandbox.add_token(
        "scoped" if cloud else "pat", user=USER, **({"scopes": TWELVE_SCOPES} if cloud else {})
    )
    settings = Settings(
        publish=True,
        server_url=sandbox.addresses.site_url,
        space_key="DOC",
        api_token_scoped=cloud,
        server_user=USER if cloud else None,
    )
    credentials = (
        Credentials(server_user=USER, api_token=token)
        if cloud
        else Credentials(publish_token=token)
    )
    client = connect(settings, credentials, adapters=sandbox.adapters(), notify=print)
    try:
        publish_with(client, read_bundle(built.outdir), settings, say=print, warn=pytest.fail)
    finally:
        client.close()
    return built.outdir, client.endpoint.site_base


def ids_of(sandbox, address):
    """All that a page that the sandbox shows has an id for."""
    with requests.Session() as session:
        for prefix, adapter in sandbox.adapters().items():
            session.mount(prefix, adapter)
        answer = session.get(address)
    assert answer.status_code == 200, address
    return {unescape(found) for found in re.findall(r'\bid="([^"]*)"', answer.text)}


@pytest.mark.parametrize("builder", ["html", "confluence"])
@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_every_reference_leads_to_its_place(project, tmp_path, flavour, builder):
    """All kinds of references resolve, to a page that there is and to a place that is on it."""
    more = {} if flavour == "cloud" else {"flavour": flavour, "context_path": "/confluence"}
    with Sandbox(**more) as sandbox:
        sandbox.add_space("DOC", "Documentation")
        bundle, base = published(project, sandbox)
        other = type(project)(tmp_path / "other")
        other.conf(f"""
            extensions += ["sphinx.ext.intersphinx"]
            intersphinx_mapping = {{"engine": ({base!r}, {str(bundle / "objects.inv")!r})}}
            nitpicky = True
            """)
        other.write({"index.rst": REFERRING})
        built = other.build(builder)
        assert built.warnings == []
        page = built.text("index.html" if builder == "html" else "index.conf")
        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', page)]
        links = [link for link in links if link.startswith(base)]
        assert len(links) == COUNT
        fragments = set()
        for link in links:
            address, fragment = urldefrag(link)
            fragments.add(unquote(fragment))
            assert not fragment or unquote(fragment) in ids_of(sandbox, address), link
        if flavour == "cloud":
            assert "1.1.-What’s-new?-100%-of-US$" in fragments
            assert "engine.Engine.start" in fragments
        else:
            assert "1.Guide&more(v2)-odd" in fragments
            assert "2.API-engine.Engine.start" in fragments

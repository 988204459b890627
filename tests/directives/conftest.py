"""A project that uses every directive and role."""

from __future__ import annotations

import pytest

CONF = """
confluence_mentions = {"ada": "557058:550e8400-e29b-41d4-a716-446655440000"}
confluence_jira_servers = {
    "main": {"id": "1", "name": "System JIRA", "url": "https://jira.example.org/"},
}
linkcheck_ignore = [".*"]
man_pages = [("index", "manual", "Manual", ["somebody"], 1)]
texinfo_documents = [("index", "manual", "Manual", "somebody", "manual", "All.", "Misc")]
latex_documents = [("index", "manual.tex", "Manual", "somebody", "manual")]
copyright = "somebody"
version = "1"
"""

EVERYTHING = r"""
Everything :confluence_status:`beta <yellow>`
#############################################

.. confluence_metadata::
   :labels: how-to

.. confluence_toc::
   :max-level: 2

.. confluence_expand::
   :title: How it *works*

   Hidden at first.

.. confluence_panel::
   :title: Mind this
   :bg-color: #DEEBFF
   :title-color: #0052CC

   In a panel.

.. confluence_excerpt::

   In short.

.. confluence_excerpt::
   :hidden:

   For other pages only.

.. confluence_page_properties::
   :hidden:

   :State: for reports only

.. confluence_page_properties::

   :Owner: :confluence_mention:`Ada Lovelace <ada>`

.. confluence_page_properties_report:: how-to

.. confluence_excerpt_include:: !sub/page

.. confluence_include:: HR:Holidays

.. confluence_children::

.. confluence_children:: HR:Policies

.. confluence_doc:: sub/page

.. confluence_link:: The example <https://www.example.org/>

.. confluence_view_file:: data.csv

.. confluence_viewpdf:: manual.pdf

.. confluence_attachments::

.. confluence_newline::

.. confluence_latex:: a^2

.. confluence_html:: <b>Bright</b>

.. confluence_table_width:: 500px

.. list-table::

   * - In a table

.. jira:: project = DOC
   :maximum-issues: 3

.. jira_issue:: DOC-12

.. confluence_tasks::

   - [ ] To be done
   - [x] Has been done

     - [x] A part

.. confluence_decisions::

   - We decided.

First section
=============

:confluence_doc:`sub/page`, :confluence_emoticon:`tick`, :confluence_latex:`b^2`,
:confluence_link:`https://www.example.org/x`, :confluence_mention:`ada`, :confluence_status:`late [red]`,
:confluence_strike:`wrong`, :confluence_date:`2026-01-31`, :jira:`DOC-13`.

.. toctree::

   sub/page
"""


@pytest.fixture
def everything(project):
    """A project whose root document uses every directive and role."""
    project.conf(CONF)
    project.write(
        {
            "index.rst": EVERYTHING,
            "sub/page.rst": """
                :labels: how-to

                Sub page
                ========

                .. confluence_excerpt::

                   The sub page, in short.
                """,
            "data.csv": "1,2\n",
            "manual.pdf": b"%PDF-1.4\n",
        }
    )
    return project

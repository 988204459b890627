"""Which options does the established extension have, and what becomes of each? One row each, of release 3.2.0.

The command ``migrate`` and the table in the manual are both made from these rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sphinx_to_confluence.config.option import PREFIX
from sphinx_to_confluence.migrate.verdicts import Verdict, read_table

UNDOCUMENTED = "Undocumented"
REMOVED = "Of older releases"


@dataclass(frozen=True, slots=True)
class TheirOption:
    """One option of theirs.

    :param name: as it stands in ``conf.py``.
    :param chapter: where the table has it.
    :param note: how it differs, or why it is dropped; inline reStructuredText.
    :param instead: the option of ours that takes its value as it is, where that has another name; else empty.
    """

    name: str
    chapter: str
    verdict: Verdict
    note: str = ""
    instead: str = ""


# name, without the prefix, and behind ">" the option of ours that takes its value | verdict | how it differs, or why
_TABLE = r"""
# Essential
publish | better | Confluence is asked after the build, not before it; only what differs is sent
server_url | better | with or without ``/wiki``, or as copied from the browser
space_key | same
server_user | same
api_token | better | never reaches the disk, and may come from a program or a file
    (``confluence_api_token_command``, ``confluence_api_token_file``)
api_token_scoped | better | any address of the site will do; the cloud id is asked for without the token, and a
    scope that is missing is named
publish_token | better | a user beside it does not take its place; never reaches the disk, and may come from a
    program or a file (``confluence_publish_token_command``, ``confluence_publish_token_file``)
server_pass | better | never reaches the disk, and may come from a program or a file
    (``confluence_server_pass_command``, ``confluence_server_pass_file``)
cloud | better | a host that is not Atlassian's is asked whether it is Cloud
# Pages
add_secnumbers | same
secnumber_suffix | same
code_block_theme | same
default_alignment | same
default_table_width | better | on Cloud as well in lengths such as ``20cm`` and in percent
disable_env_conf | same
domain_indices | better | unset, the index of Python modules has a page when a toctree names ``modindex``; an
    index without entries has none
editor | same | for all pages; that of a single one cannot be chosen
header_file | better | pages are written again when the file changes
footer_file | better | as ``confluence_header_file``; stands at the end of generated pages, too
header_data | same
footer_data | same
include_search | same
use_index | same
page_generation_notice | same
page_hierarchy | same | when it is off, pages stand side by side below the root page, not beside it
prev_next_buttons_location | same
sourcelink | same
singleconfluence_toctree | same
# Publishing
append_labels | better | ``False`` takes labels off on Cloud as well; a label alone that changes is published
api_mode | dropped | worked out from the site
ask_user | same
ask_password | same
cleanup_purge | better | removes only pages that this project published and nobody edited, and no more at once
    than ``confluence_orphans_limit`` allows; the same as ``confluence_orphans = 'trash'``
cleanup_archive | better | as ``confluence_cleanup_purge``; the same as ``confluence_orphans = 'archive'``
cleanup_from_root | dropped | only pages of this project are ever removed, wherever they stand
disable_notifications | same
full_width | better | unset, a width that somebody chose on Confluence stays
global_labels | same
parent_page | better | a folder on Cloud as well, by its id; ``'title:2024'`` for a title of digits only.
    Without it the pages go below the home page of the space, on Data Center too
publish_dryrun | better | shows what would really change, and leaves the plan in a file
publish_prefix | same
publish_postfix | different | ``{hash}`` is eight characters made of the document's name, theirs forty: such
    pages get another title with the first publish
publish_root | same
root_homepage | dropped | choose the home page once, in the settings of the space: a token for publishing should
    not be able to change a space. Where theirs has chosen it, give its id as ``confluence_publish_root``
timeout | better | 30 seconds unless you say otherwise, not for ever
watch | better | pages that exist are left alone; a token that may not unwatch pages can publish all the same
# Advanced publishing
additional_mime_types | dropped | a file that is named with its ending is shown whatever its kind; for ``.*`` PNG,
    SVG, JPEG and GIF are looked for
asset_override | dropped | files are compared by their content; ``confluence_publish_force`` writes all pages
ca_cert | same
client_cert | better | relative to the source directory in any case, and used through a proxy as well
client_cert_pass | better | never reaches the disk, and may come from a program or a file
    (``confluence_client_cert_pass_command``, ``confluence_client_cert_pass_file``)
cleanup_search_mode | dropped | pages are known by a list of this project, not searched for
disable_autogen_title | dropped | a document without a title is called after its file; leave it out with
    ``confluence_publish_denylist``
disable_ssl_validation | same
ignore_titlefix_on_index | same
page_search_mode | dropped | pages are listed, not searched for
parent_override_transform | dropped | the toctrees say where a page stands, hidden ones too, and each page is
    put back there
proxy | better | user and password have an option of their own, ``confluence_proxy_auth``
publish_allowlist | better | with ``*`` as well, and in the environment with commas; pages that are passed over do not
    count as gone. Not the name of a file: read it in ``conf.py``
publish_denylist | better | as ``confluence_publish_allowlist``
publish_debug | dropped | an error says what was sent where and what was answered, never a token;
    ``sphinx-to-confluence check`` tries the connection
publish_delay | same | rarely needed: what Confluence says of its limits is heeded
publish_force | same
publish_headers | better | hidden as secrets are, and never sent to another host
publish_intersphinx | better | holds all documents after an incremental build as well, and leads to anchors
publish_onlynew | same
publish_orphan | same | pages below the root page; when it is off, those that are there stay
publish_orphan_container | dropped | such pages stand below the root page; a hidden toctree puts them elsewhere
publish_override_api_prefix | dropped | worked out from the site
publish_postfix_hash_modifier | dropped | ``{hash}`` is made of the document's name alone, so it never changes
publish_retry_attempts | better | 4 by default; broken connections are tried again as well, where that is safe
publish_retry_duration | better | doubled each time; what Confluence asks for goes first
publish_trample | dropped | a page of somebody else is never taken unasked; hand one over with
    ``sphinx-to-confluence migrate --map DOCNAME=ID``
publish_skip_commented_pages | better | on Data Center too; rarely needed, since comments stay on their words
request_session_override | different | called for every connection that is used at the same time, not once
server_auth | same
server_cookies | better | hidden as secrets are, and never sent to another host
title_overrides | same
version_comment | same
# Processing
file_suffix | same
link_suffix | dropped | links between pages are made of ids, so that they bear a new title
html_macro | same
jira_servers | better | with ``url``, other builders link to the issues
lang_overrides | same
latex_macro | same
mathjax | dropped | no scripts run on a page: without an app formulas are images, for which no LaTeX is needed;
    see ``confluence_math``
manifest_data | dropped | the output directory holds all that is published, and can be published from
mentions | same
navdocs_transform | same
permit_raw_html | better | without it HTML is converted, not left out
remove_title | same
tab_macro | better | without it tabs are expands or labelled blocks, not left out
mermaid_html_macro | dropped | an app shows diagrams that are given as text: ``confluence_macro_templates =
    {'mermaid': …}``
# Undocumented
adv_admonition_overrides | dropped | ``confluence_admonition_looks`` says what classes of yours look like
adv_bulk_archiving | dropped | pages are always archived together
adv_cloud > cloud | renamed
adv_disable_anchor_fix | dropped | there is no such fix: links lead to ids that hold
adv_disable_cloud_prop_delay | dropped | there is no such delay
adv_disable_init | dropped | a build without ``confluence_publish`` uses no network
adv_embedded_certs | dropped | ``confluence_ca_cert`` names the authorities to trust
adv_ignore_nodes | dropped | nodes that are not known are shown by their content, with one warning for each kind
adv_inlined_images | dropped | an image stands in the line where it does in the source
adv_node_handler | dropped | ``app.add_node(…, confluence=(visit, depart))`` and ``handles`` do that
adv_permit_editor | dropped | ``confluence_editor`` is for all pages
adv_restricted | dropped | take the extension out of ``extensions`` instead
adv_win32_imgmath_hack | dropped | formulas need no such help
# Of older releases
asset_force_standalone | dropped | files always belong to the page that shows them
lang_transform > lang_overrides | renamed | a function from one name to the other, as before
master_homepage | dropped | as ``confluence_root_homepage``
parent_page_id_check | dropped | give the id as ``confluence_parent_page``
publish_disable_api_prefix | dropped | worked out from the site
publish_subset > publish_allowlist | renamed
purge > cleanup_purge | renamed
purge_from_master | dropped | as ``confluence_cleanup_from_root``
purge_from_root | dropped | as ``confluence_cleanup_from_root``
space_name > space_key | renamed
"""

SINGLE_TOCTREE = "singleconfluence_toctree"
"""Their one option without the prefix."""


def known_options() -> Mapping[str, TheirOption]:
    """All options by name, in the order of the table: those of release 3.2.0, and of older ones at the end."""
    return {option.name: option for option in _rows()}


def _rows() -> Iterator[TheirOption]:
    for chapter, name, verdict, note in read_table(_TABLE):
        name, _, instead = name.partition(" > ")
        yield TheirOption(_full(name), chapter, verdict, note, _full(instead) if instead else "")


def _full(name: str) -> str:
    return name if name == SINGLE_TOCTREE else PREFIX + name

"""How are our own small things in a line written? Lozenges, emoticons, people, dates, issues, cards."""

from __future__ import annotations

import re

from docutils import nodes

from sphinx_to_confluence.directives.inline import (
    confluence_date,
    confluence_emoticon,
    confluence_mention,
    confluence_status,
    confluence_strike,
)
from sphinx_to_confluence.directives.jira import confluence_jira, confluence_jira_issue
from sphinx_to_confluence.directives.other_pages import confluence_card, confluence_inline_card
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.macros import JIRA, STATUS
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.registry import handles
from sphinx_to_confluence.warnings import ConfluenceWarning

# An id as of an account of Atlassian: 24 digits, or a number and a UUID, which are longer than names.
_ACCOUNT_ID = re.compile(r"[0-9a-f]{24}|[\w-]+:[\w-]+")
_USER_KEY = re.compile(r"[0-9a-f]{32}")
_STRUCK = {"style": "text-decoration: line-through;"}


@handles(confluence_status)
def status(node: confluence_status, page: PageContext, out: Out) -> None:
    """A lozenge."""
    colour = node["colour"]
    if colour == "Purple" and not page.on_cloud:
        page.approximate("a purple status is blue", node)
        colour = "Blue"
    parameters = {"title": node.astext(), "colour": colour}
    if node["outline"]:
        parameters["subtle"] = "true"
    page.anchors(node)
    out.add(STATUS.element(parameters), at=node)


@handles(confluence_emoticon)
def emoticon(node: confluence_emoticon, page: PageContext, out: Out) -> None:
    """An emoticon."""
    page.anchors(node)
    out.empty("ac:emoticon", {"ac:name": node["emoticon"]}, at=node)


@handles(confluence_mention)
def mention(node: confluence_mention, page: PageContext, out: Out) -> None:
    """A person, whom Confluence shows with their present name, and tells that they were mentioned."""
    page.anchors(node)
    user = node["user"]
    is_account = _ACCOUNT_ID.fullmatch(user) is not None
    if is_account != page.on_cloud:
        message = (
            'there is no account id for "%s": add one to confluence_mentions'
            if page.on_cloud
            else '"%s" has an account id of Cloud: Data Center needs a user name or user key in confluence_mentions'
        )
        page.warn(ConfluenceWarning.OPTION, message, node["key"], node=node)
        page.children(node)
        return
    kind = (
        "ri:account-id"
        if is_account
        else "ri:userkey"
        if _USER_KEY.fullmatch(user)
        else "ri:username"
    )
    out.add(Element("ac:link", children=[Element("ri:user", {kind: user})]), at=node)


@handles(confluence_date)
def date(node: confluence_date, page: PageContext, out: Out) -> None:
    """A day, as a lozenge."""
    page.anchors(node)
    out.empty("time", {"datetime": node["date"]}, at=node)


@handles(confluence_strike)
def strike(node: confluence_strike, page: PageContext, out: Out) -> None:
    """Text that is struck out."""
    page.anchors(node)
    with out.element("span", _STRUCK):
        page.children(node)


@handles(confluence_jira, confluence_jira_issue)
def issues(node: nodes.Element, page: PageContext, out: Out) -> None:
    """An issue of Jira, or those that a query finds."""
    page.anchors(node)
    out.add(JIRA.element(node["parameters"]), at=node)


@handles(confluence_card)
def card(node: confluence_card, page: PageContext, out: Out) -> None:
    """A link in a line of its own, as a card; in a list or a quote there is room for a small one only."""
    cramped = inside(node, nodes.list_item, nodes.block_quote)
    attributes = {"data-card-appearance": "inline" if cramped else node["card"]}
    if not cramped:
        attributes |= {
            f"data-{name}": str(node[name]) for name in ("layout", "width") if name in node
        }
    with out.element("p", at=node):
        _as_card(node, attributes, page, out)


@handles(confluence_inline_card)
def inline_card(node: confluence_inline_card, page: PageContext, out: Out) -> None:
    """A link in a line of text, as a small card."""
    _as_card(node, {"data-card-appearance": "inline"}, page, out)


def _as_card(node: nodes.Element, attributes: dict[str, str], page: PageContext, out: Out) -> None:
    """The link in a node, as a card; Data Center has links only, and so has a place on the same page."""
    page.anchors(node)
    with out.collect() as fragment:
        page.children(node)
    if page.on_cloud:
        for link in fragment.walk():
            if link.name == "a" and not link.attributes.get("href", "").startswith("#"):
                link.attributes |= attributes
    out.put(fragment.children)

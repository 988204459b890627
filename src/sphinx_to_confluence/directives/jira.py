"""Issues of Jira, one or many."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from docutils import nodes
from docutils.nodes import Node, system_message
from sphinx.util import logging

from sphinx_to_confluence.directives.base import ConfluenceDirective, untranslated
from sphinx_to_confluence.directives.inline import ConfluenceRole
from sphinx_to_confluence.directives.options import between, boolean, text
from sphinx_to_confluence.warnings import ConfluenceWarning

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+")
_KEY_AND_SERVER = re.compile(r"(?P<key>[^<>]*?)\s*<(?P<server>[^<>]+)>", re.DOTALL)


class confluence_jira_issue(nodes.inline):
    """An issue; ``parameters`` are those of the macro, its text is the key, as a link where the server is known."""


class confluence_jira(nodes.paragraph):
    """The issues that a query finds, or how many they are; ``parameters`` are those of the macro."""


_SERVER_OPTIONS: dict[str, Any] = {"server": text, "server-id": text, "server-name": text}


class Server:
    """What a Jira is called in the macro, and where it is.

    :param url: without a slash at its end; empty when it is not known.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.parameters = {
            parameter: fields[field]
            for field, parameter in (("name", "server"), ("id", "serverId"))
            if field in fields
        }
        self.url = fields.get("url", "").rstrip("/")

    def link(self, text: str, path: str, value: str) -> nodes.Node:
        """A link to something on the server, or the text of one."""
        if not self.url:
            return nodes.Text(text)
        return nodes.reference("", text, refuri=self.url + path + quote(value, safe=""))


def _named(name: str, servers: Mapping[str, Mapping[str, str]], location: str) -> Server:
    """The server with this name in ``confluence_jira_servers``; a name that is not there is told."""
    if name not in servers:
        known = ", ".join(servers) or "none at all"
        logger.warning(
            'confluence_jira_servers has no "%s"; it has %s',
            name,
            known,
            location=location,
            type="confluence",
            subtype=ConfluenceWarning.OPTION.value,
        )
    return Server(servers.get(name, {}))


def _only(servers: Mapping[str, Mapping[str, str]]) -> Server:
    """The server that is meant when none is named: the only one that there is, else Confluence knows."""
    return Server(next(iter(servers.values())) if len(servers) == 1 else {})


class _JiraDirective(ConfluenceDirective):
    """A directive about issues."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {**_SERVER_OPTIONS}

    def server(self) -> Server:
        """The server that the options name."""
        name, given = self.options.get("server"), self.options.keys() & {"server-id", "server-name"}
        if name and given:
            raise self.mistake("server, and server-id or server-name, are two ways to say the same")
        if len(given) == 1:
            raise self.mistake("server-id and server-name are needed both")
        if given:
            return Server({"id": self.options["server-id"], "name": self.options["server-name"]})
        servers = self.config.confluence_jira_servers or {}
        return _named(name, servers, self.get_location()) if name else _only(servers)


class Jira(_JiraDirective):
    """``.. jira::`` and a query."""

    option_spec: ClassVar[dict[str, Any]] = {
        **_SERVER_OPTIONS,
        "columns": text,
        "count": boolean,
        "maximum-issues": between(1, 1000),
    }

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        query, server = text(self.arguments[0]), self.server()
        names = {"columns": "columns", "count": "count", "maximum-issues": "maximumIssues"}
        parameters = {**server.parameters, **self.parameters(names), "jqlQuery": query}
        node = confluence_jira("", "Jira issues: ", parameters=parameters)
        node += server.link(query, "/issues/?jql=", query)
        return [self.located(untranslated(node))]


class JiraIssue(_JiraDirective):
    """``.. jira_issue::`` and a key."""

    def run(self) -> list[nodes.Node]:
        """Make the node."""
        key = text(self.arguments[0])
        if not _KEY.fullmatch(key):
            raise self.mistake(f'"{key}" is not the key of an issue, such as DOC-12')
        return [self.located(untranslated(nodes.paragraph("", "", issue(key, self.server()))))]


class JiraRole(ConfluenceRole):
    """``:jira:`DOC-12```, or ``:jira:`DOC-12 <server>``` when there is more than one server."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        """Make the node."""
        match = _KEY_AND_SERVER.fullmatch(self.text.strip())
        key = match["key"] if match else self.text.strip()
        if not _KEY.fullmatch(key):
            return self.mistake(f'"{key}" is not the key of an issue, such as DOC-12')
        servers = self.config.confluence_jira_servers or {}
        server = (
            _named(match["server"].strip(), servers, self.get_location())
            if match
            else _only(servers)
        )
        return self.shown(issue(key, server))


def issue(key: str, server: Server) -> confluence_jira_issue:
    """The node of an issue."""
    return confluence_jira_issue(
        "",
        "",
        server.link(key, "/browse/", key),
        parameters={**server.parameters, "key": key},
        classes=["confluence-jira"],
    )


def setup(app: Sphinx) -> None:
    """Register directives, role and nodes."""
    app.add_directive("jira", Jira)
    app.add_directive("jira_issue", JiraIssue)
    app.add_role("jira", JiraRole())
    app.add_node(confluence_jira)
    app.add_node(confluence_jira_issue)

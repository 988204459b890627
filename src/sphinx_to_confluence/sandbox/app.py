"""The sandbox as a web application: the doors, the handlers behind them, and the pages for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.utils import formatdate

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Request

from sphinx_to_confluence.sandbox import (
    api_dc,
    api_dc_comments,
    api_search,
    api_v1,
    api_v1_files,
    api_v2,
    api_v2_attached,
    api_v2_comments,
    api_v2_tree,
    auth,
    media,
    oauth,
    refusals,
)
from sphinx_to_confluence.sandbox.auth import Door, Rejection
from sphinx_to_confluence.sandbox.exchange import Exchange, Handler, Reply, Site
from sphinx_to_confluence.sandbox.location import TENANT_INFO, Location, Map
from sphinx_to_confluence.sandbox.problems import Refused
from sphinx_to_confluence.sandbox.records import Token, TokenKind
from sphinx_to_confluence.sandbox.viewer import Flavour, Live, blueprint

ORIGIN = "sphinx_to_confluence.origin"
"""Key in the WSGI environment: scheme and host of the site as people reach it."""
LOCATION = "sphinx_to_confluence.location"
"""Key in the WSGI environment: the :class:`Location` of the request."""
MEDIA_ORIGIN = "sphinx_to_confluence.media_origin"
"""Key in the WSGI environment: scheme and host of the server that files of Cloud are fetched from."""
LET_IN = "sphinx_to_confluence.let_in"
"""Key in the WSGI environment: a list that the kind of token is put into once somebody is let in."""

HANDLERS: Mapping[str, Handler] = {
    **api_v2.handlers,
    **api_v2_tree.handlers,
    **api_v2_attached.handlers,
    **api_v2_comments.handlers,
    **api_v1.handlers,
    **api_v1_files.handlers,
    **api_dc_comments.handlers,
    **api_search.handlers,
    **api_dc.handlers,
}
_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def create_app(site: Site, layout: Map, live: Live) -> Flask:
    """The application that serves a site.

    :param live: what the pages for people show of the build that they come from.
    """
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined] # of the default provider, whose order is arbitrary

    def api() -> Response | None:
        """Answer what programs ask for, before it is looked up among the pages for people."""
        location = request.environ.get(LOCATION) or layout.locate(request.method, request.path)
        if location.door is None:
            return None
        return _response(_answer(site, request, location, location.door))

    def nothing(path: str) -> Response:  # noqa: ARG001 - part of the address
        return _response(refusals.html(404, "<h1>Not Found</h1>"))

    def tenant_info() -> Response:
        if site.options.login_page:
            return _response(refusals.login_page(site.options.login_page))
        if not (site.options.tenant_info and layout.cloud):
            return _response(refusals.html(404, "<h1>Not Found</h1>"))
        return _response(Reply({"cloudId": site.cloud_id}))

    app.add_url_rule(TENANT_INFO, "tenant_info", tenant_info)
    if layout.cloud:
        # A person who types the host alone; what Confluence answers there depends on the site's other products.
        app.add_url_rule("/", "front", lambda: redirect(f"{layout.root}/"))
    app.add_url_rule("/<path:path>", "nothing", nothing, methods=_METHODS)

    def dated(response: Response) -> Response:
        """Date an answer by a clock that is wrong."""
        if skew := site.options.clock_skew_s:
            now = datetime.fromisoformat(site.store.now()).timestamp()
            response.headers["Date"] = formatdate(now + skew, usegmt=True)
        return response

    app.before_request(api)
    app.after_request(dated)
    flavour = Flavour.CLOUD if layout.cloud else Flavour.DATA_CENTER
    app.register_blueprint(blueprint(site.store, flavour=flavour, root=layout.root, live=live))
    return app


def _answer(site: Site, asked: Request, location: Location, door: Door) -> Reply:
    """The reply to a request that came in by a door."""
    path, now = location.path, site.store.now()
    if site.options.login_page:
        return refusals.login_page(site.options.login_page)
    if door in (Door.SITE, Door.GATEWAY) and site.options.ip_allow_list:
        return refusals.ip_not_allowed()
    if door is Door.DATA_CENTER and site.options.single_sign_on:
        return refusals.single_sign_on()
    if door is Door.GATEWAY and location.cloud_id != site.cloud_id:
        return refusals.gateway(404, "No message available", asked.path, now)
    operation = location.operation
    if operation is None:
        if door is Door.GATEWAY:
            return refusals.gateway(404, "No message available", asked.path, now)
        return refusals.html(404, "<h1>Not Found</h1>")
    if door is Door.MEDIA:
        return media.deliver(site.store, asked, location.values)
    if door is Door.TOKENS:
        return oauth.grant(site.store, asked)
    caller = auth.admit(site, asked, door)
    if isinstance(caller, Rejection):
        return refusals.rejection(caller, door, path, now)
    asked.environ.get(LET_IN, []).append(caller.kind)
    if operation.removed and caller.kind is not TokenKind.CLASSIC:
        return refusals.gone()
    # The gateway compares scopes before it looks at what the ids in the path belong to.
    if auth.has_scopes(caller) and not operation.allows(caller.scopes):
        return refusals.SCOPE_MISMATCH
    origin = str(asked.environ.get(ORIGIN, asked.host_url.rstrip("/")))
    media_origin = str(asked.environ.get(MEDIA_ORIGIN, origin))
    exchange = Exchange(asked, operation, location.values, caller, site, origin, media_origin)
    return _with_user(door, caller, _handle(exchange, path))


def _handle(exchange: Exchange, path: str) -> Reply:
    handler = HANDLERS[exchange.operation.name]
    try:
        return handler(exchange)
    except Refused as problem:
        if path.startswith("wiki/api/v2/"):
            return refusals.refusal_v2(problem)
        return refusals.refusal_v1(problem, exchange.site.options)


def _with_user(door: Door, caller: Token, reply: Reply) -> Reply:
    if door is not Door.DATA_CENTER:
        return reply
    headers = {**reply.headers, "X-AUSERNAME": caller.user.email}
    return Reply(reply.body, reply.status, headers, reply.media_type)


def _response(reply: Reply) -> Response:
    if reply.body is None:
        return Response(status=reply.status, headers=dict(reply.headers))
    if isinstance(reply.body, bytes):
        body: str | bytes = reply.body
        media_type = reply.media_type or "application/octet-stream"
    elif isinstance(reply.body, str):
        body, media_type = reply.body, reply.media_type or "text/plain;charset=utf-8"
    else:
        body = json.dumps(reply.body, ensure_ascii=False)
        media_type = "application/json"
    return Response(body, reply.status, dict(reply.headers), content_type=media_type)

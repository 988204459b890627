"""The sandbox as a web application: the doors, the handlers behind them, and the pages for people."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Flask, Response, request
from werkzeug.wrappers import Request

from sphinx_to_confluence.sandbox import (
    api_dc,
    api_v1,
    api_v1_files,
    api_v2,
    api_v2_attached,
    auth,
    refusals,
)
from sphinx_to_confluence.sandbox.auth import Door, Rejection
from sphinx_to_confluence.sandbox.exchange import Exchange, Handler, Reply, Site
from sphinx_to_confluence.sandbox.location import TENANT_INFO, Location, Map
from sphinx_to_confluence.sandbox.problems import Refused
from sphinx_to_confluence.sandbox.records import Token, TokenKind
from sphinx_to_confluence.sandbox.viewer import Flavour, blueprint

ORIGIN = "sphinx_to_confluence.origin"
"""Key in the WSGI environment: scheme and host of the site as people reach it."""
LOCATION = "sphinx_to_confluence.location"
"""Key in the WSGI environment: the :class:`Location` of the request."""
LET_IN = "sphinx_to_confluence.let_in"
"""Key in the WSGI environment: a list that the kind of token is put into once somebody is let in."""

HANDLERS: Mapping[str, Handler] = {
    **api_v2.handlers,
    **api_v2_attached.handlers,
    **api_v1.handlers,
    **api_v1_files.handlers,
    **api_dc.handlers,
}
_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def create_app(site: Site, layout: Map) -> Flask:
    """The application that serves a site."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined] # of the default provider, whose order is arbitrary

    def api(path: str) -> Response:
        location = request.environ.get(LOCATION) or layout.locate(request.method, f"/{path}")
        return _response(_answer(site, request, location))

    def tenant_info() -> Response:
        if not (site.options.tenant_info and layout.cloud):
            return _response(refusals.html(404, "<h1>Not Found</h1>"))
        return _response(Reply({"cloudId": site.cloud_id}))

    app.add_url_rule(TENANT_INFO, "tenant_info", tenant_info)
    app.add_url_rule("/<path:path>", "api", api, methods=_METHODS)
    flavour = Flavour.CLOUD if layout.cloud else Flavour.DATA_CENTER
    app.register_blueprint(blueprint(site.store, flavour=flavour, root=layout.root))
    return app


def _answer(site: Site, asked: Request, location: Location) -> Reply:
    door, path, now = location.door, location.path, site.store.now()
    if door is None:
        return refusals.html(404, "<h1>Not Found</h1>")
    if door is Door.GATEWAY and location.cloud_id != site.cloud_id:
        return refusals.gateway(404, "No message available", asked.path, now)
    operation = location.operation
    if operation is None:
        if door is Door.GATEWAY:
            return refusals.gateway(404, "No message available", asked.path, now)
        return refusals.html(404, "<h1>Not Found</h1>")
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
    exchange = Exchange(asked, operation, location.values, caller, site, origin)
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
    if isinstance(reply.body, str):
        body, media_type = reply.body, reply.media_type or "text/plain;charset=utf-8"
    else:
        body = json.dumps(reply.body, ensure_ascii=False)
        media_type = "application/json"
    return Response(body, reply.status, dict(reply.headers), content_type=media_type)

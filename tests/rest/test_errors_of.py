"""What each answer of Confluence means to a person."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path

import pytest

from sphinx_to_confluence import errors, rest
from sphinx_to_confluence.config.endpoint import ApiBase, Endpoint, Flavour
from sphinx_to_confluence.errors import RestError
from sphinx_to_confluence.rest.answers import NOT_JSON, Answer
from sphinx_to_confluence.rest.auth import SignInKind
from sphinx_to_confluence.rest.case import Case
from sphinx_to_confluence.rest.errors_of import error_of, lost
from sphinx_to_confluence.rest.model import RemotePage, Space, Status
from sphinx_to_confluence.rest.operations import Api, Cloud, DataCenter, Repeat, operations

CAPTCHA = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://x/login.action"}
TITLE_V2 = (
    "A page with this title already exists: A page already exists with the same TITLE in this space"
)
TITLE_V1 = "A page with this title already exists: A page already exists with the title X in the space with key Y"
XHTML = "Error parsing xhtml: Unexpected close tag </p>; expected </b>.\n at [row,col {unknown-source}]: [12,34]"


def meet(talk, answer, call, *, server=None, **kwargs):
    """Meet an answer with a call and return the error; nothing is repeated."""
    conversation = talk(
        answer, publish_retry_attempts=0, **({"server": server} if server else {}), **kwargs
    )
    with pytest.raises(RestError) as caught:
        call(conversation.client)
    return caught.value


def read(client):
    """Read a page."""
    return client.page_body("7")


def upload(client):
    """Upload this file."""
    client.upload_attachment(
        "7",
        Path(__file__),
        filename="a.png",
        media_type="image/png",
        comment="c",
        existing=None,
        minor_edit=True,
    )


def update(client):
    """Update a page."""
    page = RemotePage("7", "Setup", "10", "1", Status.CURRENT, 4, "m")
    client.update_page(
        page, title="Setup", body="<p/>", parent_id="1", message="m2", minor_edit=True
    )


def create(client):
    """Create a page."""
    client.create_page(Space("10", "DOC", "D", "1"), parent_id="1", title="Setup", body="<p/>")


def make_property(client):
    """Write a property."""
    client.set_property("7", "k", 1, existing=None)


GATEWAY_404 = {
    "timestamp": "t",
    "status": 404,
    "error": "Not Found",
    "message": "No message available",
    "path": "/x",
}


class TestCloud:
    """Answers of Cloud, on the site and on the gateway."""

    @pytest.mark.parametrize("on_gateway", [False, True])
    def test_bare_not_found_is_a_refused_credential(self, talk, confluence, on_gateway):
        """The v2 API says Not Found and no more to a wrong or expired token."""
        server = confluence.gateway if on_gateway else f"{confluence.site}/wiki"
        error = meet(talk, confluence.v2_error(404, "Not Found", "NOT_FOUND"), read, server=server)
        assert type(error) is errors.BadCredentials
        assert str(error) == (
            "could not read the page 7.\n"
            "  The server answered 404: Not Found.\n"
            "  Confluence Cloud answers alike when the e-mail address is not that of the token, when the token is "
            "mistyped, expired (each does after a year at most) or revoked, and when the account has no access to "
            "Confluence.\n"
            "  Find out which it is:\n"
            "    1. Log in at https://id.atlassian.com/manage-profile/security/api-tokens with the address in "
            "confluence_server_user.\n"
            "       If that fails, the address is wrong.\n"
            "    2. Look for the token in the list there. If it is missing, or its date is over, make a new one.\n"
            "    3. Open the site in a browser as the same user. Who is offered to request access has none."
        )

    @pytest.mark.parametrize(
        "title",
        [
            "Cannot find a page with id [7]",
            "Could not find page with id [7]",
            "Content with id: [7] not found",
        ],
    )
    def test_genuine_not_found_names_the_id(self, talk, confluence, title):
        """A page that is not there is no matter of credentials."""
        error = meet(talk, confluence.v2_error(404, title), read)
        assert (type(error), error.status, error.operation) == (errors.NotFound, 404, "page")

    @pytest.mark.parametrize("message", ["Not Found", "No message available"])
    def test_unknown_cloud_id(self, talk, confluence, message):
        """A 404 in the gateway's own envelope points at the cloud id."""
        body = {**GATEWAY_404, "message": message}
        error = meet(talk, confluence.reply(404, body), read, server=confluence.gateway)
        assert type(error) is errors.NotFound
        assert "_edge/tenant_info" in error.remedy

    def test_token_of_a_person_that_is_sent_alone(self, talk, confluence):
        """The gateway answers it in the same way, so both are said."""
        error = meet(
            talk,
            confluence.reply(404, GATEWAY_404),
            read,
            server=confluence.gateway,
            credentials={"api_token": "very-secret"},
        )
        assert type(error) is errors.BadCredentials
        assert "such a token needs its user. Or the gateway knows no" in error.cause
        assert "confluence_server_user" in error.remedy
        assert "_edge/tenant_info" in error.remedy

    def test_list_of_addresses(self, talk, confluence):
        """The text is that of Atlassian's article; the token may be right."""
        said = "The IP address has been rejected because it is not on the allowed list."
        answer = confluence.reply(403, {"errorMessages": [said], "errors": {}})
        error = meet(talk, answer, read)
        assert type(error) is errors.PermissionDenied
        assert error.answered == f"The server answered 403: {said}"
        assert "IP allowlists" in error.remedy

    def test_not_found_in_plain_text(self, talk, confluence):
        """A server that answers 404 with a text is another one, or is below another path."""
        error = meet(talk, confluence.reply(404, "no such path"), read)
        assert type(error) is errors.NotConfluence

    def test_missing_scope(self, talk, confluence):
        """The scope and the feature that needs it are named, and that a new token is needed."""
        error = meet(talk, confluence.scope_mismatch, read, server=confluence.gateway)
        assert type(error) is errors.MissingScope
        assert (error.scopes, error.feature) == (
            ("read:page:confluence",),
            "reading what is published already",
        )
        assert str(error) == (
            "could not read the page 7.\n"
            "  The server answered 401: Unauthorized; scope does not match.\n"
            "  The token was made without the scope read:page:confluence, needed for: reading what is published "
            "already.\n"
            "  A token cannot be given scopes later. Make a new one with read:page:confluence at "
            "https://id.atlassian.com/manage-profile/security/api-tokens, then run again."
        )

    @pytest.mark.parametrize("by", ["header", "text"])
    def test_missing_scope_by_either_sign(self, talk, confluence, by):
        """The header or the text suffices."""
        answer = {
            "header": confluence.reply(
                401, {"code": 401}, {"X-Failure-Category": "FAILURE_CLIENT_SCOPE_CHECK"}
            ),
            "text": confluence.reply(
                401, {"code": 401, "message": "Unauthorized; scope does not match"}
            ),
        }[by]
        error = meet(talk, answer, upload, server=confluence.gateway)
        assert type(error) is errors.MissingScope
        assert error.scopes == ("read:content-details:confluence", "write:attachment:confluence")

    def test_missing_scope_leaves_out_what_worked(self, talk, confluence):
        """Scopes that earlier calls proved are not blamed."""
        conversation = talk(
            confluence.listing(confluence.page()),
            confluence.scope_mismatch,
            server=confluence.gateway,
        )
        list(conversation.client.pages_by_id(["7"]))
        with pytest.raises(errors.MissingScope) as caught:
            make_property(conversation.client)
        assert caught.value.scopes == ("write:page:confluence",)

    @pytest.mark.parametrize(
        "message",
        ["caller cannot access Confluence", "Current user not permitted to use Confluence"],
    )
    def test_v1_refused_credential(self, talk, confluence, message):
        """The v1 API says 403 with a text of its own to a wrong or expired token."""
        error = meet(talk, confluence.v1_error(403, message), upload, server=confluence.gateway)
        assert type(error) is errors.BadCredentials

    def test_bearer_token_of_a_person(self, talk, confluence):
        """A token without a user gets the hint that people's tokens need one."""
        error = meet(
            talk,
            confluence.v2_error(404, "Not Found"),
            read,
            server=confluence.gateway,
            credentials={"api_token": "t-o-k-e-n"},
        )
        assert type(error) is errors.BadCredentials
        assert "confluence_server_user" in error.remedy

    def test_no_credentials(self, talk, confluence):
        """Who has configured nothing is told so before anything is asked."""
        with pytest.raises(errors.CredentialError, match="no secret to sign in with") as caught:
            meet(talk, confluence.v2_error(404, "Not Found"), read, credentials={})
        assert "Set the environment variable CONFLUENCE_API_TOKEN;" in caught.value.remedy

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            (XHTML, (12, 34)),
            ("Error parsing xhtml: x at [row,col]:[3,4]", (3, 4)),
            ("Error parsing xhtml: something", (None, None)),
            ("Content body cannot be converted to new editor format", (None, None)),
        ],
    )
    def test_invalid_body(self, talk, confluence, text, place):
        """Row and column are read from the text when they are in it."""
        error = meet(talk, confluence.v2_error(400, text), update)
        assert (type(error), (error.row, error.column)) == (errors.InvalidBody, place)

    def test_new_editor_in_the_detail(self, talk, confluence):
        """What is in the detail of an error counts as well as its title."""
        body = {
            "errors": [
                {
                    "title": "Bad Request",
                    "detail": "Content body cannot be converted to new editor format",
                }
            ]
        }
        assert type(meet(talk, confluence.reply(400, body), update)) is errors.InvalidBody


@pytest.mark.parametrize("server", ["cloud", "data center"])
@pytest.mark.parametrize(
    ("status", "text", "call", "kind"),
    [
        (400, TITLE_V2, create, errors.TitleTaken),
        (400, TITLE_V1, update, errors.TitleTaken),
        (409, TITLE_V1, create, errors.TitleTaken),
        (409, "no idea", create, errors.TitleTaken),
        (
            409,
            "Version must be incremented when updating a page. Current Version: [5]",
            update,
            errors.VersionConflict,
        ),
        (
            409,
            "Version must be incremented on update. Current version is: 5",
            update,
            errors.VersionConflict,
        ),
        (409, "no idea", update, errors.VersionConflict),
        (400, "Can not set page as its own parent", update, errors.InvalidRequest),
        (400, "The file is too large", upload, errors.TooLarge),
        (404, "The attachment exceeds the maximum size", upload, errors.TooLarge),
        (413, "Payload Too Large", update, errors.TooLarge),
        (403, "User not permitted to edit this page", update, errors.PermissionDenied),
        (410, "This deprecated endpoint has been removed", read, errors.Gone),
        (429, "slow down", read, errors.RateLimited),
        (500, "oops", read, errors.ServerError),
        (503, "oops", read, errors.ServerError),
        (401, "no", read, errors.BadCredentials),
        (418, "teapot", read, errors.InvalidRequest),
    ],
)
def test_common_answers(talk, confluence, server, status, text, call, kind):
    """Both envelopes, on both products."""
    at = confluence.server if server == "data center" else confluence.gateway
    for answer in (confluence.v2_error(status, text), confluence.v1_error(status, text)):
        error = meet(talk, answer, call, server=at)
        assert (type(error), error.status) == (kind, status)
        assert error.tried
        assert error.answered
        assert error.cause
        assert error.remedy


class TestNotConfluence:
    """Something else answers."""

    @pytest.mark.parametrize("status", [200, 403, 404])
    def test_page_for_people(self, talk, confluence, status):
        """HTML is no answer, whatever its status."""
        error = meet(talk, confluence.html(status, "Welcome"), read, server=confluence.server)
        assert type(error) is errors.NotConfluence
        assert error.answered == f'The server answered {status}: an HTML page, "Welcome".'

    @pytest.mark.parametrize(
        "title", ["Log In - Confluence", "Sign in to your account", "SAML redirect"]
    )
    def test_login_page(self, talk, confluence, title):
        """A login page is told from others."""
        error = meet(talk, confluence.html(200, title), read, server=confluence.server)
        assert "login page" in error.cause

    def test_json_under_a_false_type(self, talk, confluence):
        """The content type is not asked: JSON is JSON."""
        answer = confluence.reply(
            200, {"body": {"storage": {"value": "x"}}}, {"Content-Type": "text/html"}
        )
        assert talk(answer).client.page_body("7") == "x"

    @pytest.mark.parametrize("body", [[], {}, "7", 7, {"body": None}, {"body": {"storage": []}}])
    def test_json_of_another_shape(self, talk, confluence, body):
        """JSON that is not what Confluence sends is an error that says so, not a crash."""
        answer = confluence.reply(200, body if not isinstance(body, str) else '"7"')
        assert type(meet(talk, answer, read)) is errors.NotConfluence

    @pytest.mark.parametrize(
        "body", [[], {}, {"results": None}, {"results": [None]}, {"results": [{"id": 1}]}]
    )
    def test_listing_of_another_shape(self, talk, confluence, body):
        """The same for listings."""
        error = meet(
            talk, confluence.reply(200, body), lambda client: list(client.pages_by_id(["7"]))
        )
        assert type(error) is errors.NotConfluence

    @pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN", "1e999"])
    def test_numbers_that_are_none(self, talk, confluence, number):
        """Python reads them in JSON, but no version has such a number."""
        row = json.dumps(confluence.page()).replace('"number": 1', f'"number": {number}')
        answer = confluence.reply(200, f'{{"results": [{row}]}}')
        error = meet(talk, answer, lambda client: list(client.pages_by_id(["7"])))
        assert type(error) is errors.NotConfluence

    def test_empty_answer_to_a_question(self, talk, confluence):
        """Reading has to give something."""
        assert type(meet(talk, confluence.reply(200), read)) is errors.NotConfluence


class TestDataCenter:
    """Signs that only Data Center gives."""

    def test_captcha(self, talk, confluence):
        """A CAPTCHA is told from a wrong password."""
        for status in (401, 403):
            error = meet(
                talk, confluence.html(status, "x", **CAPTCHA), read, server=confluence.server
            )
            assert type(error) is errors.BadCredentials
            assert "CAPTCHA" in error.cause

    def test_anonymous(self, talk, confluence):
        """An answer to somebody who is not signed in is none, when there are credentials."""
        answer = confluence.reply(
            200, {"body": {"storage": {"value": "x"}}}, {"X-AUSERNAME": "anonymous"}
        )
        error = meet(talk, answer, read, server=confluence.server)
        assert type(error) is errors.BadCredentials

    def test_basic_authentication_disabled(self, talk, confluence):
        """The way out is another kind of token."""
        answer = confluence.html(403, "Basic Authentication has been disabled on this instance.")
        error = meet(talk, answer, read, server=confluence.server)
        assert type(error) is errors.BadCredentials
        assert "confluence_publish_token" in error.remedy


class TestShownTexts:
    """What a server says is shown with care."""

    def test_control_characters_and_length(self, talk, confluence):
        """No escape sequences, no line ends, no novels."""
        text = "a\x1b[31mred\x00\n\u202eb\u2028c " + "x" * 5000
        shown = meet(talk, confluence.v2_error(400, text), read).answered
        assert shown.startswith("The server answered 400: a [31mred b c xxx")
        assert len(shown) < 340
        assert shown.isprintable()

    @pytest.mark.parametrize("cut", range(280, 300, 4))
    def test_secrets(self, talk, confluence, cut):
        """A secret that a server or proxy echoes is hidden, also where shortening would cut it."""
        text = "x" * cut + confluence.token
        error = meet(talk, confluence.v2_error(400, text), read)
        assert confluence.token[:8] not in f"{error} {error!r}"

    @pytest.mark.parametrize("status", [99, 299, 600, 999])
    def test_status_that_no_standard_knows(self, talk, confluence, status):
        """An odd status has a class as well."""
        assert isinstance(meet(talk, confluence.reply(status, "plain"), read), RestError)

    def test_deep_json(self, talk, confluence):
        """JSON that is too deep to be read is not JSON, and what can be read is not followed to its end."""
        for depth in (50, 900, 200_000):
            answer = confluence.reply(400, "[" * depth + "]" * depth)
            assert isinstance(meet(talk, answer, read), RestError)


def rest_errors():
    """All classes of errors that the clients raise."""
    found, waiting = [], [RestError]
    while waiting:
        children = waiting.pop().__subclasses__()
        found += children
        waiting += children
    return found


def test_every_class_is_raised_with_cause_and_remedy():
    """Walk the tree: each class is named in the client, which fills all four parts of an error."""
    sources = "".join(
        inspect.getsource(importlib.import_module(module.name))
        for module in pkgutil.iter_modules(rest.__path__, rest.__name__ + ".")
    )
    unused = [
        kind.__name__ for kind in rest_errors() if not re.search(rf"\b{kind.__name__}\b", sources)
    ]
    assert unused == []


@pytest.mark.parametrize(
    "row",
    [*operations(Cloud), *operations(DataCenter)],
    ids=lambda row: f"{row.api.value} {row.name}",
)
@pytest.mark.parametrize(
    "status", [301, 400, 401, 403, 404, 405, 407, 409, 410, 413, 415, 429, 500, 502, 503, 507]
)
def test_every_status_of_every_call_has_an_error(row, status):
    """Whatever is answered to whichever call, the error says what, why and what to do."""
    flavour = Flavour.DATA_CENTER if row.api is Api.DATA_CENTER else Flavour.CLOUD
    for data, title in (
        ({"message": "?"}, None),
        (None, None),
        (NOT_JSON, "Page"),
        (NOT_JSON, None),
    ):
        for kind in SignInKind:
            case = Case(
                answer=Answer(status=status, headers={}, data=data, page_title=title),
                operation=row,
                tried="could not do it",
                endpoint=Endpoint(ApiBase("https://x.example.com/"), None, flavour),
                sign_in=kind,
            )
            for error in (error_of(case), lost(case) if row.repeat is Repeat.LOOK_FIRST else None):
                if error is not None:
                    assert all(
                        (error.tried, error.answered, error.cause, error.remedy, error.operation)
                    )

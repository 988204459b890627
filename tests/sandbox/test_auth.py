"""Who is let in by which door, and what everybody else is told."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Call

BARE_404 = {"errors": [{"status": 404, "code": "NOT_FOUND", "title": "Not Found", "detail": None}]}


@pytest.mark.parametrize(
    ("door", "kind", "as_bearer", "status"),
    [
        ("site", "classic", False, 200),
        ("site", "scoped", False, 401),
        ("site", "service", False, 401),
        ("site", "service", True, 401),
        ("site", "oauth", True, 401),
        ("site", "password", False, 404),
        ("gateway", "classic", False, 200),
        ("gateway", "scoped", False, 200),
        ("gateway", "service", False, 200),
        ("gateway", "service", True, 200),
        ("gateway", "oauth", True, 200),
        ("gateway", "scoped", True, 404),
        ("gateway", "oauth", False, 404),
        ("gateway", "pat", True, 404),
    ],
)
def test_token_and_door(caller, door, kind, as_bearer, status):
    """Scoped tokens of all kinds work at the gateway only; a user's own only as Basic."""
    answer = caller(door, kind, bearer=as_bearer).v2("GET", "spaces")
    assert answer.status_code == status


def test_scoped_token_on_the_site_gets_a_page_of_the_web_server(caller):
    """The site does not know scoped tokens, and its refusal is no JSON."""
    answer = caller("site").v2("GET", "spaces")
    assert answer.headers["Content-Type"] == "text/html;charset=utf-8"
    assert "HTTP Status 401" in answer.text


@pytest.mark.parametrize("door", ["site", "gateway"])
@pytest.mark.parametrize("broken", ["wrong", "expired", "revoked", "other user", "none"])
def test_bad_credentials(sandbox, call_as, door, broken):
    """Version 2 hides behind a bare 404, version 1 says 403 in two wordings, whatever is wrong."""
    token = sandbox.add_token("classic", expired=broken == "expired")
    if broken == "revoked":
        sandbox.revoke_token(token)
    sandbox.add_user("other@example.com", "Other")
    user = "other@example.com" if broken == "other user" else ADMIN_EMAIL
    auth = None if broken == "none" else (user, "nonsense" if broken == "wrong" else token)
    url = sandbox.addresses.site_url if door == "site" else sandbox.addresses.gateway_url + "wiki"
    someone = call_as(sandbox, url, auth)
    v2 = someone.v2("GET", "spaces")
    current = someone.v1("GET", "user/current")
    watch = someone.v1("DELETE", "user/watch/content/1")
    assert (v2.status_code, v2.json()) == (404, BARE_404)
    assert (current.status_code, current.json()["message"]) == (
        403,
        "caller cannot access Confluence",
    )
    assert (watch.status_code, watch.json()["message"]) == (
        403,
        "Current user not permitted to use Confluence",
    )


def test_basic_authentication_switched_off(sandbox, api):
    """The administrator can leave service accounts as the only way in."""
    sandbox.options.basic_auth = False
    answer = api.v2("GET", "spaces")
    assert answer.status_code == 403
    assert answer.json()["message"] == "Basic Authentication has been disabled on this instance"


def test_no_access_to_the_product(sandbox, api):
    """A user of the site who may not use Confluence is answered as somebody with a wrong token."""
    sandbox.options.no_product_access.add(ADMIN_EMAIL)
    spaces, current = api.v2("GET", "spaces"), api.v1("GET", "user/current")
    assert (spaces.status_code, spaces.json()) == (404, BARE_404)
    assert (current.status_code, current.json()["message"]) == (
        403,
        "caller cannot access Confluence",
    )


def test_list_of_addresses(sandbox, api, call_as):
    """Whose address is not on the list is told so; the cloud id is told to everybody."""
    sandbox.options.ip_allow_list = True
    answer = api.v2("GET", "spaces")
    assert answer.status_code == 403
    assert "not on the allowed list" in answer.json()["errorMessages"][0]
    someone = call_as(sandbox, sandbox.addresses.origin, None)
    assert someone("GET", "_edge/tenant_info").status_code == 200


def test_login_page_in_front(sandbox, api, call_as):
    """A proxy that wants people to log in answers everything with a page, as if nothing were wrong."""
    sandbox.options.login_page = "Sign in <here>"
    someone = call_as(sandbox, sandbox.addresses.origin, None)
    for answer in (api.v2("GET", "spaces"), someone("GET", "_edge/tenant_info")):
        assert answer.status_code == 200
        assert "<title>Sign in &lt;here&gt;</title>" in answer.text


def test_clock_that_is_wrong(sandbox, api):
    """The answers are dated by a clock that is as wrong as it is told to be."""
    assert "Date" not in api.v2("GET", "spaces").headers
    sandbox.options.clock_skew_s = 3600
    assert api.v2("GET", "spaces").headers["Date"].startswith("Tue, 24 Nov 2026 01:")


PROBES = [
    ("read:attachment", "GET", "api/v2/pages/1/attachments"),
    ("read:content-details", "GET", "rest/api/user/current"),
    ("read:content.metadata", "GET", "api/v2/pages/1/ancestors"),
    ("read:page", "GET", "api/v2/pages/1"),
    ("read:space", "GET", "api/v2/spaces"),
    ("write:attachment", "POST", "rest/api/content/1/child/attachment"),
    ("write:page", "PUT", "api/v2/pages/1"),
    ("write:watcher", "DELETE", "rest/api/user/watch/content/1"),
    ("delete:attachment", "DELETE", "api/v2/attachments/1"),
    ("delete:page", "DELETE", "api/v2/pages/1"),
]


@pytest.mark.parametrize(("scope", "method", "path"), PROBES, ids=[probe[0] for probe in PROBES])
def test_missing_scope_is_seen_before_the_object(caller, scope, method, path):
    """Without the scope every id gets the gateway's 401, with it the call gets as far as the id."""
    without = caller(scopes=TWELVE_SCOPES - {f"{scope}:confluence"})(method, path)
    with_it = caller()(method, path)
    assert without.status_code == 401
    assert without.json() == {"code": 401, "message": "Unauthorized; scope does not match"}
    assert without.headers["X-Failure-Category"] == "FAILURE_CLIENT_SCOPE_CHECK"
    assert with_it.status_code != 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "rest/api/content/1/label"),
        ("DELETE", "rest/api/content/1/label/x"),
        ("GET", "rest/api/user/watch/content/1"),
        ("GET", "api/v2/pages/1/direct-children"),
        ("GET", "api/v2/pages/1/inline-comments"),
        ("POST", "api/v2/folders"),
    ],
)
def test_beyond_the_twelve_scopes(api, method, path):
    """What the twelve scopes do not allow."""
    assert api(method, path).status_code == 401


def test_classic_scopes_work_on_version_1_only(caller):
    """A token with the classic scopes may read the user and not the spaces."""
    old = caller(scopes={"read:confluence-user", "read:confluence-space.summary"})
    assert old.v1("GET", "user/current").status_code == 200
    assert old.v2("GET", "spaces").status_code == 401


def test_classic_token_needs_no_scopes(caller):
    """A classic token may do what its user may do, at the gateway as well."""
    assert caller("gateway", "classic", scopes=()).create("Page").status_code == 200


def test_tenant_info(sandbox, call_as):
    """Everybody is told the cloud id; a site that is no Cloud site says nothing of the kind."""
    someone = call_as(sandbox, sandbox.addresses.origin, None)
    assert someone("GET", "_edge/tenant_info").json() == {"cloudId": sandbox.cloud_id}
    sandbox.options.tenant_info = False
    assert someone("GET", "_edge/tenant_info").status_code == 404
    assert sandbox.requests == (
        Call("GET", "/_edge/tenant_info", "", "tenant_info", 200, None),
        Call("GET", "/_edge/tenant_info", "", "tenant_info", 404, None),
    )


def test_gateway_without_wiki(sandbox, call_as):
    """The gateway takes paths without ``/wiki`` as well."""
    auth = (ADMIN_EMAIL, sandbox.add_token("classic"))
    assert call_as(sandbox, sandbox.addresses.gateway_url, auth).v2("GET", "spaces").ok


def test_wrong_cloud_id(sandbox, call_as):
    """The gateway answers for sites that do not exist in its own words."""
    url = "https://api.atlassian.com/ex/confluence/00000000-0000-0000-0000-000000000000/wiki"
    answer = call_as(sandbox, url, (ADMIN_EMAIL, sandbox.add_token("classic"))).v2("GET", "spaces")
    assert (answer.status_code, answer.json()["error"]) == (404, "Not Found")
    assert "errors" not in answer.json()


@pytest.mark.parametrize(
    ("door", "media_type"), [("gateway", "application/json"), ("site", "text/html;charset=utf-8")]
)
def test_unknown_call(caller, door, media_type):
    """What the sandbox does not answer is a 404 that is not of the API, and it is noted."""
    someone = caller(door, "classic")
    answer = someone.v2("GET", "whiteboards/1")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, media_type)
    assert [call.operation for call in someone.sandbox.requests] == [None]


def test_removed_calls_of_version_1(sandbox, caller):
    """What the documents name no more still answers a classic token, and is gone for the others."""
    path = f"content/{sandbox.store.space('DOC').homepage_id}"
    assert caller("site", "classic").v1("GET", path).json()["title"] == "Documentation"
    gone = caller("gateway", "oauth", bearer=True).v1("GET", path)
    assert (gone.status_code, gone.json()["message"]) == (
        410,
        "GoneException: This deprecated endpoint has been removed",
    )


class TestPermissions:
    """A user who may read a space, or not even that."""

    @pytest.fixture
    def writer(self, sandbox):
        """A user who is not the admin."""
        return sandbox.add_user("writer@example.com", "Writer")

    def test_reader(self, sandbox, caller, writer):
        """Reading works; version 2 pretends the page is not there for writing, version 1 says 403."""
        sandbox.set_access("DOC", writer, "read")
        home = sandbox.store.space("DOC").homepage_id
        reader = caller(user=writer)
        assert reader.v2("GET", f"pages/{home}").status_code == 200
        update = reader.update(home, "Documentation", 2)
        upload = reader.upload("PUT", f"content/{home}/child/attachment", "a.png")
        assert update.status_code == 404
        assert home in update.json()["errors"][0]["title"]
        assert (upload.status_code, upload.json()["message"]) == (
            403,
            f"User not permitted to edit page with id {home}",
        )

    def test_stranger(self, sandbox, caller, writer):
        """The space is not listed, its pages are not found."""
        sandbox.set_access("DOC", writer, "none")
        home = sandbox.store.space("DOC").homepage_id
        stranger = caller(user=writer)
        assert stranger.v2("GET", "spaces", params={"keys": "DOC"}).json()["results"] == []
        assert stranger.v2("GET", "pages").json()["results"] == []
        assert stranger.v2("GET", f"pages/{home}").status_code == 404


def test_no_secret_is_kept(tmp_path):
    """The file of a sandbox does not hold the tokens that it knows."""
    from sphinx_to_confluence.sandbox import Sandbox

    with Sandbox(tmp_path / "store") as sandbox:
        token = sandbox.add_token("classic")
    assert token.encode() not in (tmp_path / "store").read_bytes()

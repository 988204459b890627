"""From settings and credentials to a client, and the detour through the gateway for a token that nobody announced."""

from __future__ import annotations

import pytest
import requests

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.endpoint import Flavour
from sphinx_to_confluence.errors import ConfigurationError, ConfluenceError, EndpointError
from sphinx_to_confluence.rest.auth import HeaderAuth
from sphinx_to_confluence.rest.cloud import CloudClient
from sphinx_to_confluence.rest.datacenter import DataCenterClient
from sphinx_to_confluence.sandbox import TWELVE_SCOPES

TOMCAT = "HTTP Status 401 – Unauthorized"


def calls(sandbox):
    """The requests that the sandbox got."""
    return [(call.method, call.path, call.status) for call in sandbox.requests]


class TestRoutes:
    """Where the calls go."""

    def test_classic_token(self, sandbox, in_sandbox):
        """A classic token works on the site, without a request for the cloud id."""
        client = in_sandbox("classic").client
        assert client.space("DOC").key == "DOC"
        assert isinstance(client, CloudClient)
        assert calls(sandbox) == [("GET", "/wiki/api/v2/spaces", 200)]

    def test_scoped_token(self, sandbox, in_sandbox, confluence):
        """With the flag the cloud id is asked for once, and everything goes to the gateway."""
        client = in_sandbox().client
        client.space("DOC")
        assert calls(sandbox) == [
            ("GET", "/_edge/tenant_info", 200),
            ("GET", f"/ex/confluence/{confluence.cloud_id}/wiki/api/v2/spaces", 200),
        ]
        assert client.endpoint.site_base == f"{sandbox.addresses.site_url}/"

    def test_gateway_by_hand(self, sandbox, in_sandbox):
        """The address for people comes from the first answer, and pages are never shown on the gateway."""
        client = in_sandbox(server_url=sandbox.addresses.gateway_url, api_token_scoped=False).client
        assert client.endpoint.site_base is None
        space = client.space("DOC")
        assert client.endpoint.site_base == f"{sandbox.addresses.site_url}/"
        assert client.page_url(space, "7") == f"{sandbox.addresses.site_url}/spaces/DOC/pages/7"

    def test_custom_domain(self, talk, confluence):
        """A host that is not Atlassian's is asked without credentials, and is Cloud when it has a cloud id."""
        conversation = talk(
            confluence.reply(200, {"cloudId": confluence.cloud_id}),
            confluence.reply(200, {"body": {"storage": {"value": "x"}}}),
            server="https://docs.example.com/wiki",
        )
        assert conversation.client.page_body("7") == "x"
        assert [sent.url.partition("?")[0] for sent in conversation.sent] == [
            "https://docs.example.com/_edge/tenant_info",
            "https://docs.example.com/wiki/api/v2/pages/7",
        ]
        assert ["Authorization" in sent.headers for sent in conversation.sent] == [False, True]

    def test_data_center(self, talk, confluence):
        """Any other host is a Data Center."""
        conversation = talk(confluence.reply(200), server=confluence.server)
        assert isinstance(conversation.client, DataCenterClient)
        assert conversation.client.endpoint.flavour is Flavour.DATA_CENTER

    def test_notices_are_told(self, talk, confluence):
        """What the resolver trimmed is said once."""
        conversation = talk(
            confluence.reply(200), server=f"{confluence.site}/wiki/spaces/DOC/overview"
        )
        assert conversation.said == [
            f"confluence_server_url is more than the address of the site; {confluence.site}/wiki/ is used."
        ]


class TestUnannouncedScopedToken:
    """The flag is not set, but the token is a scoped one."""

    ALL = {  # noqa: RUF012
        "server_user": "me@example.com",
        "api_token": "t-o-k-e-n",
        "server_cookies": {"sso": "v-a-l"},
        "publish_headers": {"X-Company-Key": "k-e-y"},
    }

    def test_detour(self, sandbox, in_sandbox, confluence):
        """The site refuses, the gateway takes it, and the person is told what to put into conf.py."""
        conversation = in_sandbox(api_token_scoped=False)
        space = conversation.client.space("DOC")
        list(conversation.client.pages_in_space(space))
        gateway = f"/ex/confluence/{confluence.cloud_id}/wiki/api/v2"
        assert calls(sandbox) == [
            ("GET", "/wiki/api/v2/spaces", 401),
            ("GET", "/_edge/tenant_info", 200),
            ("GET", f"{gateway}/spaces", 200),
            ("GET", f"{gateway}/spaces/{space.id}/pages", 200),
        ]
        assert len(conversation.said) == 1
        assert "confluence_api_token_scoped = True" in conversation.said[0]

    def test_scope_is_missing_there(self, in_sandbox):
        """A missing scope on the gateway is told as that, together with the advice."""
        conversation = in_sandbox(
            api_token_scoped=False, scopes=TWELVE_SCOPES - {"read:space:confluence"}
        )
        with pytest.raises(errors.MissingScope) as caught:
            conversation.client.space("DOC")
        assert caught.value.scopes == ("read:space:confluence",)
        assert "confluence_api_token_scoped = True" in conversation.said[0]

    def test_only_the_token_goes_along(self, talk, confluence):
        """Cookies and headers of the site stay there: nobody has asked for another host."""
        conversation = talk(
            confluence.html(401, TOMCAT),
            confluence.reply(200, {"cloudId": confluence.cloud_id}),
            confluence.reply(200, {"body": {"storage": {"value": "x"}}}),
            credentials=self.ALL,
        )
        assert conversation.client.page_body("7") == "x"
        site, tenant, gateway = conversation.sent
        assert (site.headers["Cookie"], site.headers["X-Company-Key"]) == ("sso=v-a-l", "k-e-y")
        for sent in (tenant, gateway):
            assert not {"Cookie", "X-Company-Key"} & set(sent.headers)
        assert gateway.url.startswith(confluence.gateway)
        assert gateway.headers["Authorization"] == site.headers["Authorization"]

    @pytest.mark.parametrize("case", ["flag", "by hand"])
    def test_all_goes_to_a_gateway_that_is_asked_for(self, talk, confluence, case):
        """With the flag or the address the gateway is what cookies and headers are for."""
        options = (
            {"api_token_scoped": True, "cloud_id": confluence.cloud_id}
            if case == "flag"
            else {"server": confluence.gateway}
        )
        conversation = talk(
            confluence.reply(200, {"body": {"storage": {"value": "x"}}}),
            credentials=self.ALL,
            **options,
        )
        assert conversation.client.page_body("7") == "x"
        headers = conversation.sent[0].headers
        assert (headers["Cookie"], headers["X-Company-Key"]) == ("sso=v-a-l", "k-e-y")

    def test_gateway_refuses_as_well(self, talk, confluence):
        """The error tells of both attempts, and the next call does not go there again."""
        site = confluence.html(401, TOMCAT)
        tenant = confluence.reply(200, {"cloudId": confluence.cloud_id})
        gateway = confluence.v2_error(404, "Not Found", "NOT_FOUND")
        conversation = talk(site, tenant, gateway, site)
        for _ in range(2):
            with pytest.raises(errors.BadCredentials) as caught:
                conversation.client.page_body("7")
            if len(conversation.sent) == 3:
                assert "The site said: The server answered 401" in caught.value.answered
                assert confluence.gateway in caught.value.answered
                assert "The server answered 404: Not Found." in caught.value.answered
        assert [sent.url.split("/wiki")[0] for sent in conversation.sent] == [
            confluence.site,
            f"{confluence.site}/_edge/tenant_info",
            confluence.gateway.rstrip("/"),
            confluence.site,
        ]
        assert "confluence_api_token_scoped = True" in caught.value.remedy
        assert conversation.said == []

    def test_gateway_cannot_be_worked_out(self, talk, confluence):
        """Without a cloud id the error says so, and what the token looks like."""
        conversation = talk(confluence.html(401, TOMCAT), confluence.reply(404, "nothing"))
        with pytest.raises(errors.BadCredentials) as caught:
            conversation.client.page_body("7")
        assert "scoped API token" in caught.value.cause
        assert "tenant_info" in caught.value.cause
        assert len(conversation.sent) == 2

    @pytest.mark.parametrize("case", ["JSON", "Data Center", "password", "auth", "flag", "later"])
    def test_other_refusals(self, talk, confluence, case):
        """Nothing else makes us try the gateway."""
        refusal = confluence.html(401, TOMCAT)
        good = confluence.reply(200, {"body": {"storage": {"value": "x"}}})
        match case:
            case "JSON":
                conversation = talk(confluence.reply(401, {"message": "no"}))
            case "Data Center":
                conversation = talk(refusal, server=confluence.server)
            case "password":
                conversation = talk(
                    refusal, credentials={"server_user": "u", "server_pass": "p-a-s-s"}
                )
            case "auth":  # it goes before the token, and would go to the gateway
                conversation = talk(
                    refusal, credentials={"api_token": "t", "server_auth": HeaderAuth("Own x")}
                )
            case "flag":
                conversation = talk(refusal, api_token_scoped=True, cloud_id=confluence.cloud_id)
            case _:
                conversation = talk(good, refusal)
                conversation.client.page_body("7")
        before = len(conversation.sent)
        with pytest.raises(errors.BadCredentials):
            conversation.client.page_body("7")
        assert len(conversation.sent) == before + 1


class TestSettings:
    """What goes along with each request."""

    GOOD = {"body": {"storage": {"value": "x"}}}  # noqa: RUF012

    def test_headers_and_cookies(self, talk, confluence):
        """Our own name, the person's headers and cookies."""
        conversation = talk(
            confluence.reply(200, self.GOOD),
            server=confluence.server,
            credentials={
                "publish_headers": {"X-Company-Key": "k-e-y"},
                "server_cookies": {"sso": "v-a-l"},
            },
        )
        conversation.client.page_body("7")
        headers = conversation.sent[0].headers
        assert headers["User-Agent"].startswith("sphinx-to-confluence/")
        assert (headers["X-Company-Key"], headers["Cookie"]) == ("k-e-y", "sso=v-a-l")

    def test_hook_changes_the_session(self, talk, confluence):
        """The function may change the session that it gets."""

        def hook(session):
            session.headers["X-Hook"] = "1"

        conversation = talk(confluence.reply(200, self.GOOD), request_session_override=hook)
        conversation.client.page_body("7")
        assert conversation.sent[0].headers["X-Hook"] == "1"
        assert conversation.sent[0].headers["Authorization"].startswith("Basic ")

    def test_hook_returns_another_session(self, talk, confluence, tmp_path, monkeypatch):
        """Another session is used as it is, still without anything from ~/.netrc."""
        netrc = tmp_path / "netrc"
        netrc.write_text("default login intruder password x\n", encoding="utf-8")
        monkeypatch.setenv("NETRC", str(netrc))
        other = requests.Session()
        other.headers["X-Other"] = "1"
        conversation = talk(
            confluence.reply(200, self.GOOD), request_session_override=lambda _: other
        )
        conversation.client.page_body("7")
        assert conversation.sent[0].headers["X-Other"] == "1"
        assert "Authorization" not in conversation.sent[0].headers

    def test_hook_raises(self, talk, confluence):
        """Its exception may quote the credentials of the session: kind and place are told, and nothing else."""

        def hook(session):
            raise RuntimeError(session.auth(requests.Request("GET", confluence.site).prepare()))

        with pytest.raises(ConfigurationError) as caught:
            talk(confluence.reply(200), request_session_override=hook)
        line = hook.__code__.co_firstlineno + 1
        assert str(caught.value) == (
            "confluence_request_session_override cannot be used.\n"
            f"  The function raised RuntimeError in {__file__}, line {line}.\n"
            "  The message is not shown here, since it might hold a secret: call the function by hand."
        )
        assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)

    def test_hook_returns_rubbish(self, talk, confluence):
        """Anything else is a mistake with a name."""
        with pytest.raises(ConfigurationError, match="confluence_request_session_override"):
            talk(confluence.reply(200), request_session_override=lambda _: 7)

    def test_missing_certificates(self, talk, confluence, tmp_path):
        """Files that are not there are named before anything is sent."""
        for name, value in (
            ("ca_cert", str(tmp_path / "none.pem")),
            ("client_cert", str(tmp_path / "none.pem")),
        ):
            with pytest.raises(ConfluenceError, match=r"none\.pem") as caught:
                talk(confluence.reply(200), **{name: value})
            assert f"confluence_{name}" in caught.value.remedy

    def test_no_address(self, talk, confluence):
        """Without an address there is nothing to connect to."""
        with pytest.raises(ConfigurationError, match="address"):
            talk(confluence.reply(200), server=None)

    def test_tenant_info_fails(self, talk, confluence):
        """With the flag a site without tenant info is an error of the endpoint."""
        with pytest.raises(EndpointError):
            talk(confluence.html(404, "Not found"), api_token_scoped=True)


class TestSiteBase:
    """The address for people, when only the gateway is known."""

    @pytest.mark.parametrize(
        ("base", "expected"),
        [
            ("https://example.atlassian.net/wiki", "https://example.atlassian.net/wiki/"),
            ("https://docs.example.com", "https://docs.example.com/wiki/"),
            ("http://127.0.0.1:8080/wiki", "http://127.0.0.1:8080/wiki/"),
            ("http://example.atlassian.net/wiki", None),
            ("javascript:alert(1)", None),
            ("https://user:pass@example.com/wiki", None),
            ("https://example.com/wiki?x=1", None),
            ("https://[/wiki", None),
            ("https://example.com/\x1b[2Jwiki", None),
            ("gateway", None),
            (7, None),
        ],
    )
    def test_only_a_proper_address(self, talk, confluence, base, expected):
        """An address that should not be shown to people is not taken."""
        base = f"{confluence.gateway}wiki" if base == "gateway" else base
        conversation = talk(confluence.listing(base=base), server=confluence.gateway)
        list(conversation.client.pages_by_id(["7"]))
        assert conversation.client.endpoint.site_base == expected

    def test_asks_the_user_when_v2_does_not_say(self, talk, confluence):
        """Without a base in the v2 answer a v1 call tells it."""
        conversation = talk(
            confluence.listing({"id": 10, "key": "DOC", "homepageId": 1}),
            confluence.reply(
                200, {"type": "known", "_links": {"base": "https://example.atlassian.net/wiki"}}
            ),
            server=confluence.gateway,
        )
        space = conversation.client.space("DOC")
        assert (
            conversation.client.page_url(space, "7")
            == "https://example.atlassian.net/wiki/spaces/DOC/pages/7"
        )

    def test_nobody_says(self, talk, confluence):
        """If nobody tells, addresses are relative; the gateway is never shown."""
        conversation = talk(
            confluence.listing({"id": 10, "key": "DOC"}),
            confluence.v1_error(403, "no"),
            server=confluence.gateway,
        )
        space = conversation.client.space("DOC")
        assert conversation.client.page_url(space, "7") == "/wiki/spaces/DOC/pages/7"

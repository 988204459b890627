"""Service accounts: access tokens for a client id and a secret, and tokens that are sent as they are."""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.endpoint import Endpoint, Flavour, token_url_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import (
    BadCredentials,
    ConfigurationError,
    ConfluenceError,
    ConnectionFailed,
    CredentialError,
    EndpointError,
    InvalidRequest,
    MissingScope,
    NotConfluence,
    RateLimited,
    ServerError,
)
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox

BOT = "bot@serviceaccount.atlassian.com"
TOKEN_URL = "https://auth.atlassian.com/oauth/token"


class Account:
    """A service account in a sandbox whose clock is that of its clients."""

    def __init__(self, stack, clock):
        self.clock = clock
        self.ahead_s = 0.0
        self.sandbox = stack.enter_context(Sandbox(clock=self._time))
        self.sandbox.add_space("DOC", "Documentation")
        self.said = []
        self._stack = stack

    def _time(self):
        return datetime.fromtimestamp(self.clock.now() + self.ahead_s, UTC)

    def connect(self, *, scopes=TWELVE_SCOPES, lifetime_s=3600, **changes):
        """Make a client with new credentials, for the address of the site."""
        client_id, secret = self.sandbox.add_oauth_client(
            user=BOT, scopes=scopes, lifetime_s=lifetime_s
        )
        given = {"oauth_client_id": client_id, "oauth_client_secret": secret} | changes
        self.secret = secret
        client = connect(
            Settings(
                server_url=self.sandbox.addresses.site_url,
                oauth_client_id=given["oauth_client_id"],
                publish_retry_attempts=1,
            ),
            Credentials(**given),
            adapters=self.sandbox.adapters(),
            notify=self.said.append,
            clock=self.clock,
        )
        return self._stack.enter_context(closing(client))

    def pass_time(self, seconds):
        """Let time pass for everybody."""
        self.clock.sleep(seconds, lambda: False)

    @property
    def calls(self):
        """What was asked for, with the status of each answer."""
        return [(call.operation, call.status) for call in self.sandbox.requests]

    @property
    def tokens(self):
        """How many tokens were asked for."""
        return sum(name == "request_token" for name, _ in self.calls)


@pytest.fixture
def account(clock):
    """A service account."""
    with ExitStack() as stack:
        yield Account(stack, clock)


def test_the_gateway_is_found_without_a_flag(account):
    """The address of the site and the credentials are enough; one token serves all calls."""
    client = account.connect()
    client.space("DOC")
    client.space("DOC")
    assert account.calls == [
        ("tenant_info", 200),
        ("request_token", 200),
        ("list_spaces", 200),
        ("list_spaces", 200),
    ]
    assert client.endpoint.api_base == account.sandbox.addresses.gateway_url
    assert {call.token_kind for call in account.sandbox.requests[2:]} == {"oauth"}


def test_a_token_is_replaced_before_its_end(account):
    """A minute before, so that no call meets the end."""
    client = account.connect(lifetime_s=600)
    client.space("DOC")
    account.pass_time(539)
    client.space("DOC")
    assert account.tokens == 1
    account.pass_time(1)
    client.space("DOC")
    assert account.tokens == 2
    assert {status for _, status in account.calls} == {200}


def test_a_token_that_ends_early_is_replaced_once(account):
    """The clock of the server is ahead: its 401 costs one more token and the call is made again."""
    client = account.connect(lifetime_s=600)
    client.space("DOC")
    account.ahead_s = 3600
    client.space("DOC")
    assert account.calls[3:] == [("list_spaces", 401), ("request_token", 200), ("list_spaces", 200)]


def test_a_write_that_was_refused_is_sent_again_whole(account):
    """With its body, and only once: what was refused was not carried out."""
    client = account.connect(lifetime_s=600)
    space = client.space("DOC")
    account.ahead_s = 3600
    client.create_page(space, parent_id=space.homepage_id, title="Setup", body="<p>x</p>")
    pages = account.sandbox.store.pages("DOC")
    assert [page.title for page in pages if page.id != space.homepage_id] == ["Setup"]


def test_a_service_account_without_access_is_told_so(account, monkeypatch):
    """Another token does not help, and no third one is asked for."""
    client = account.connect()
    monkeypatch.setattr(
        "sphinx_to_confluence.sandbox.oauth._AUDIENCE", "nobody"
    )  # tokens that open nothing
    with pytest.raises(BadCredentials) as refused:
        client.space("DOC")
    assert account.tokens == 2
    assert refused.value.cause.startswith("The access token was had just now, so the client id")
    assert "product access for Confluence" in refused.value.remedy


def test_a_wrong_secret_is_told_as_one(account):
    """Nothing but the token was asked for then, and the secret is not shown."""
    client = account.connect(oauth_client_secret="not-the-secret")
    with pytest.raises(BadCredentials) as refused:
        client.space("DOC")
    assert account.calls == [("tenant_info", 200), ("request_token", 401)]
    assert str(refused.value) == (
        "could not get an access token from https://auth.atlassian.com/oauth/token.\n"
        "  The server answered 401: Unauthorized; access_denied.\n"
        "  The client id or the secret is wrong, or an administrator has revoked them.\n"
        "  Check confluence_oauth_client_id and confluence_oauth_client_secret. New ones are made at "
        "https://admin.atlassian.com: Directory, Service accounts, Create credentials, OAuth 2.0."
    )
    assert "not-the-secret" not in repr(refused.value)


def test_one_thread_asks_for_all(account):
    """Eight threads begin at once, and again when the token has ended early: two tokens in all."""
    client = account.connect(lifetime_s=600)
    for ahead_s in (0.0, 3600.0):
        account.ahead_s = ahead_s
        together = threading.Barrier(8)
        found = []

        def look(together=together, found=found):
            together.wait()
            found.append(client.space("DOC").key)

        threads = [threading.Thread(target=look) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == ["DOC"] * 8
    assert account.tokens == 2


def test_a_good_token_is_used_while_no_other_is_to_be_had(account):
    """The server for tokens is down before the end of a token: that is no reason to stop before it."""
    client = account.connect(lifetime_s=600)
    client.space("DOC")
    account.sandbox.faults.fail(operation="request_token")
    account.pass_time(550)
    client.space("DOC")
    account.pass_time(100)
    with pytest.raises(ServerError, match="could not get an access token"):
        client.space("DOC")


def test_the_granted_scopes_are_known(account):
    """They come with the token, so that nobody has to try them out."""
    assert account.connect(scopes={"read:page:confluence"}).granted_scopes() == {
        "read:page:confluence"
    }
    assert account.connect().granted_scopes() == set(TWELVE_SCOPES)


def test_other_tokens_do_not_tell_their_scopes(in_sandbox):
    """There is nobody to ask."""
    assert in_sandbox().client.granted_scopes() is None


def test_the_missing_scope_is_named_alone(account, tmp_path):
    """One of the two that uploads need is there, and the error knows that it is."""
    scopes = set(TWELVE_SCOPES) - {"read:content-details:confluence"}
    client = account.connect(scopes=scopes)
    (tmp_path / "a.png").write_bytes(b"x")
    with pytest.raises(MissingScope) as missing:
        client.upload_attachment(
            "1",
            tmp_path / "a.png",
            filename="a.png",
            media_type="image/png",
            comment="",
            existing=None,
            minor_edit=True,
        )
    assert missing.value.scopes == ("read:content-details:confluence",)
    assert missing.value.cause.startswith(
        "The OAuth credentials were made without the scope read:content-details:confluence"
    )
    assert "for the service account, at https://admin.atlassian.com" in missing.value.remedy


@pytest.fixture
def token_talk(talk, confluence):
    """Make a client whose token requests are answered as the test says, and all others with an empty listing."""

    def make(*answers, **changes):
        script = confluence.script(confluence.listing())
        replies = list(answers)

        def answer(sent):
            if sent.url != TOKEN_URL:
                return confluence.listing(
                    {"id": "1", "key": "DOC", "name": "D", "homepageId": "2", "type": "global"}
                )
            given = replies.pop(0) if len(replies) > 1 else replies[0]
            if isinstance(given, BaseException):
                raise given
            return given

        script.answers = [answer]
        return talk(
            script=script,
            credentials={"oauth_client_id": "the-id", "oauth_client_secret": "the-secret"}
            | changes.pop("credentials", {}),
            oauth_client_id="the-id",
            cloud_id=confluence.cloud_id,
            **changes,
        )

    return make


def granted(confluence, token="the-access-token", **changes):
    """Make the answer with a token."""
    body = {"access_token": token, "expires_in": 3600, "token_type": "Bearer", "scope": "a b"}
    return confluence.reply(200, body | changes)


def test_what_goes_where(token_talk, confluence):
    """The secret goes to the server for tokens, in a form, and the token to the gateway; cookies go to one of them."""
    said = token_talk(
        granted(confluence),
        credentials={"server_cookies": {"sso": "1"}, "publish_headers": {"X-Key": "2"}},
    )
    said.client.space("DOC")
    asked, used = said.sent
    assert (asked.method, asked.url) == ("POST", TOKEN_URL)
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["the-id"],
        "client_secret": ["the-secret"],
        "audience": ["api.atlassian.com"],
    }
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert not {"Authorization", "Cookie", "X-Key"} & set(asked.headers)
    assert used.url.startswith(confluence.gateway)
    assert used.headers["Authorization"] == "Bearer the-access-token"
    assert used.headers["X-Key"] == "2"


def test_an_access_token_is_redacted(token_talk, confluence):
    """What the server says back does not show it."""
    said = token_talk(granted(confluence))
    said.client.space("DOC")
    said.script.answers = [
        confluence.v1_error(400, "you sent the-access-token and the-secret, did you")
    ]
    with pytest.raises(InvalidRequest) as refused:
        said.client.space("DOC")
    assert "you sent <hidden> and <hidden>, did you" in refused.value.answered


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("html", NotConfluence),
        ("no token", NotConfluence),
        ("header injection", NotConfluence),
        ("redirect", NotConfluence),
        ("not found", NotConfluence),
        ("bad request", InvalidRequest),
        ("invalid client", BadCredentials),
        ("too many", RateLimited),
        ("broken", ServerError),
        ("refused", ConnectionFailed),
    ],
)
def test_what_is_no_token(token_talk, confluence, answer, error):
    """Each of the answers that are none has an error of its own, and the call that needs the token is not sent."""
    answers = {
        "html": confluence.html(200, "Proxy"),
        "no token": confluence.reply(200, {"token": "x"}),
        "header injection": granted(confluence, token="a\r\nX-Evil: 1"),
        "redirect": confluence.reply(302, "", {"Location": "https://evil.example/"}),
        "not found": confluence.html(404, "Nothing here"),
        "bad request": confluence.reply(400, {"error": "invalid_request"}),
        "invalid client": confluence.reply(400, {"error": "invalid_client"}),
        "too many": confluence.reply(429, {"error": "too_many_requests"}),
        "broken": confluence.reply(502, "<html><title>Bad Gateway</title></html>"),
        "refused": confluence.refused,
    }
    said = token_talk(answers[answer], publish_retry_attempts=0)
    with pytest.raises(error) as raised:
        said.client.space("DOC")
    assert raised.value.tried == f"could not get an access token from {TOKEN_URL}"
    assert raised.value.cause
    assert raised.value.remedy
    assert [sent.url for sent in said.sent] == [TOKEN_URL]


def test_what_passes_is_tried_again(token_talk, confluence):
    """As often and as fast as other requests, and the person is told."""
    said = token_talk(
        confluence.reply(503, {}, {"Retry-After": "7"}), confluence.reset, granted(confluence)
    )
    said.client.space("DOC")
    assert said.clock.waits[0] == 7.0
    assert len(said.sent) == 4
    assert said.said[0] == (
        f"No access token from {TOKEN_URL}: The server answered 503: Service Unavailable. Trying again in 7 s."
    )


def test_a_token_without_a_time_is_replaced_soon(token_talk, confluence):
    """The answer does not say how long it is good, so not much is taken for granted."""
    said = token_talk(granted(confluence, expires_in="a while"))
    for _ in range(2):
        said.client.space("DOC")
        said.clock.sleep(241, None)
    assert [sent.url == TOKEN_URL for sent in said.sent] == [True, False, True, False]


@pytest.mark.parametrize("half", ["oauth_client_id", "oauth_client_secret"])
def test_one_half_is_an_error(half, confluence):
    """It names the other half."""
    other = {"oauth_client_id", "oauth_client_secret"} - {half}
    settings = Settings(
        server_url=confluence.site, cloud_id=confluence.cloud_id, api_token_scoped=True
    )
    with pytest.raises(CredentialError) as error:
        connect(settings, Credentials(**{half: "x"}))
    assert f"confluence_{other.pop()}" in error.value.remedy


def test_data_center_is_refused(confluence):
    """Its service accounts work in another way."""
    settings = Settings(server_url=confluence.server, cloud=False, oauth_client_id="x")
    with pytest.raises(ConfigurationError, match="personal access token"):
        connect(settings, Credentials(oauth_client_id="x", oauth_client_secret="y"))


@pytest.mark.parametrize(
    ("site", "settings", "expected"),
    [
        ("https://example.atlassian.net/wiki/", {}, TOKEN_URL),
        ("https://docs.example.com/wiki/", {}, TOKEN_URL),
        (None, {}, TOKEN_URL),
        (
            "https://example.atlassian-us-gov-mod.net/wiki/",
            {},
            "https://auth.atlassian-us-gov-mod.com/oauth/token",
        ),
        ("https://x.atlassian.net/", {"oauth_token_url": "https://a.b/c "}, "https://a.b/c"),
    ],
)
def test_where_tokens_come_from(site, settings, expected):
    """The part of Cloud that the site is in decides, unless an option does."""
    endpoint = Endpoint("https://api.atlassian.com/ex/confluence/x/", site, Flavour.CLOUD)
    assert token_url_of(Settings(**settings), endpoint) == expected


@pytest.mark.parametrize(
    ("site", "settings", "error"),
    [
        ("https://a.b.atlassian-isolated.net/wiki/", {}, EndpointError),
        ("https://x.atlassian.net/", {"oauth_token_url": "http://a.b/c"}, ConfigurationError),
    ],
)
def test_secrets_are_not_sent_to_a_guess_or_in_the_open(site, settings, error):
    """An address that nobody documents has to be given, and one that everybody can read is refused."""
    endpoint = Endpoint("https://gateway.example/", site, Flavour.CLOUD)
    with pytest.raises(error, match="oauth_token_url"):
        token_url_of(Settings(**settings), endpoint)


@pytest.mark.parametrize("user", [BOT, None], ids=["Basic", "Bearer"])
@pytest.mark.parametrize("scoped", [True, False], ids=["flag", "no flag"])
def test_tokens_of_service_accounts(account, user, scoped):
    """With the account's address as Basic, without it as Bearer; and the gateway is found with and without the flag."""
    token = account.sandbox.add_token("service", scopes=TWELVE_SCOPES, user=BOT)
    client = connect(
        Settings(server_url=account.sandbox.addresses.site_url, api_token_scoped=scoped),
        Credentials(server_user=user, api_token=token),
        adapters=account.sandbox.adapters(),
        notify=account.said.append,
        clock=account.clock,
    )
    with closing(client):
        assert client.space("DOC").key == "DOC"
        assert client.endpoint.api_base == account.sandbox.addresses.gateway_url
    assert account.calls[-1] == ("list_spaces", 200)
    assert bool(account.said) is not scoped


def test_where_basic_is_disabled_oauth_is_not(account):
    """An administrator who has switched API tokens off has left this way open."""
    account.sandbox.options.basic_auth = False
    assert account.connect().space("DOC").key == "DOC"


def test_every_error_is_one_of_ours(token_talk, confluence):
    """Also from a server that answers nonsense."""
    said = token_talk(confluence.reply(200, "[1, 2"), publish_retry_attempts=0)
    with pytest.raises(ConfluenceError):
        said.client.space("DOC")

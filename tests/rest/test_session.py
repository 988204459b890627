"""What goes over real sockets: redirects, certificates, proxies and connections that break."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import CredentialError
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.rest.model import RemoteAttachment, Space

FILE = RemoteAttachment("att9", "a b.png", "image/png", 3, "")
PAGE = {"body": {"storage": {"value": "x"}}}


class TestRedirects:
    """Credentials, cookies and headers never leave the origin."""

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_to_another_origin(self, server, client_of, method, status):
        """Another port is another origin: nothing goes there, and the error names the host."""
        other = server(lambda *_: (200, {}, PAGE))
        first = server(lambda *_: (status, {"Location": f"{other.url}/login?from=x"}, b""))
        client = client_of(first.url)
        with pytest.raises(errors.NotConfluence) as caught:
            {
                "GET": lambda: client.page_body("7"),
                "PUT": lambda: client.add_labels("7", ["a"]),
                "DELETE": lambda: client.unwatch("7"),
            }[method]()
        assert (len(first.seen), other.seen) == (1, [])
        assert first.seen[0][2]["Cookie"] == "sso=c-o-o-k-i-e"
        assert "127.0.0.1" in caught.value.answered
        assert "single sign-on" in caught.value.cause

    def test_on_the_same_origin(self, server, client_of):
        """Reading follows a redirect that stays."""
        first = server(
            lambda _, path: (
                (302, {"Location": "/moved?a=b"}, b"") if "rest" in path else (200, {}, PAGE)
            )
        )
        assert client_of(first.url).page_body("7") == "x"
        assert [seen[1] for seen in first.seen] == [
            "/rest/api/content/7?expand=version%2Cbody.storage",
            "/moved?a=b",
        ]
        assert {seen[2]["Authorization"] for seen in first.seen} == {"Bearer p-a-t-secret"}

    def test_away_in_two_steps(self, server, client_of):
        """The second step is looked at like the first."""
        other = server(lambda *_: (200, {}, PAGE))
        first = server(
            lambda _, path: (302, {"Location": "/a" if "rest" in path else other.url}, b"")
        )
        with pytest.raises(errors.NotConfluence):
            client_of(first.url).page_body("7")
        assert (len(first.seen), other.seen) == (2, [])

    def test_writing_is_never_redirected(self, server, client_of):
        """A POST would become a GET on the way, so it is not followed even on the same origin."""
        first = server(lambda *_: (302, {"Location": "/login.action"}, b""))
        with pytest.raises(errors.BadCredentials, match="wants us to log in"):
            client_of(first.url).add_labels("7", ["a"])
        assert len(first.seen) == 1

    def test_round_and_round(self, server, client_of):
        """A circle ends."""
        first = server(lambda *_: (302, {"Location": "/again"}, b""))
        with pytest.raises(errors.NotConfluence):
            client_of(first.url).page_body("7")
        assert len(first.seen) == 6

    @pytest.mark.parametrize(
        "location",
        [
            "http://[",
            "//",
            "https://",
            "javascript:x",
            "\u00e4",
            "",
            "http://x:abc/",
            "http://x:99999/",
        ],
    )
    def test_addresses_that_are_none(self, server, client_of, location):
        """A target that cannot be read is an error like others."""
        first = server(lambda *_: (302, {"Location": location}, b""))
        for call in (
            lambda client: client.page_body("7"),
            lambda client: client.add_labels("7", ["a"]),
            lambda client: client.attachment_data("7", FILE),
        ):
            with pytest.raises(errors.RestError):
                call(client_of(first.url))


class TestBrokenConnections:
    """Faults of the network, in the sentences that people read."""

    def test_nobody_listens(self, client_of):
        """A refused connection; nothing was sent, so even a creation is not in doubt."""
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{held.getsockname()[1]}"
            with pytest.raises(errors.ConnectionFailed) as caught:
                client_of(url).create_page(
                    Space("D", "D", "D", "1"), parent_id="1", title="T", body=""
                )
        assert type(caught.value) is errors.ConnectionFailed
        host = url.removeprefix("http://")
        assert caught.value.answered == f"{host}: The server does not take the connection."
        assert "the address in confluence_server_url" in caught.value.remedy

    def test_gateway_out_of_reach(self):
        """The network may know the site and not the gateway: the host is named, and not the address that is right."""
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            host = f"127.0.0.1:{held.getsockname()[1]}"
            settings = Settings(
                server_url="https://example.atlassian.net/wiki",
                api_token_scoped=True,
                cloud_id="550e8400-e29b-41d4-a716-446655440000",
                api_gateway=f"http://{host}/ex/confluence/",
                publish_retry_attempts=0,
            )
            client = connect(settings, Credentials(server_user="a@b.c", api_token="t"))
            with pytest.raises(errors.ConnectionFailed) as caught:
                client.page_body("7")
        assert caught.value.answered == f"{host}: The server does not take the connection."
        assert f"the API gateway, {host}, and not to the site" in caught.value.remedy

    def test_hangs_up(self, server, client_of):
        """No answer at all: an update may have been done."""
        first = server(lambda *_: None)
        client = client_of(first.url)
        with pytest.raises(errors.ConnectionFailed, match="broke"):
            client.page_body("7")
        with pytest.raises(errors.AnswerLost):
            client.create_page(Space("D", "D", "D", "1"), parent_id="1", title="T", body="")

    def test_half_an_answer(self, server, client_of):
        """An answer that is shorter than announced is none."""
        first = server(lambda *_: (200, {"Content-Length": "1000", "Connection": "close"}, PAGE))
        with pytest.raises(errors.ConnectionFailed, match="broke"):
            client_of(first.url).page_body("7")

    def test_answer_takes_too_long(self, server, client_of):
        """The timeout is that of the settings."""
        release = threading.Event()
        first = server(lambda *_: (release.wait(10), None)[1])
        try:
            with pytest.raises(errors.ConnectionFailed, match="in time"):
                client_of(first.url, timeout=0.2).page_body("7")
        finally:
            release.set()

    def test_no_such_host(self, client_of):
        """A name that does not exist is not asked for again."""
        with pytest.raises(errors.ConnectionFailed) as caught:
            client_of("https://no-such-host.invalid", publish_retry_attempts=4).page_body("7")
        assert "not known" in caught.value.answered or "not take" in caught.value.answered


class TestProxies:
    """The way through a proxy."""

    def test_proxy_with_password(self, server, client_of, secrets, monkeypatch):
        """The configured proxy wins over that of the environment, and gets its password in a header."""
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        proxy = server(lambda *_: (200, {}, PAGE))
        client = client_of(
            "http://wiki.example.com",
            credentials=secrets | {"proxy_auth": "user:p@ss wörd"},
            proxy=proxy.url,
            allow_insecure_http=True,
        )
        assert client.page_body("7") == "x"
        method, path, headers = proxy.seen[0]
        assert (method, path) == (
            "GET",
            "http://wiki.example.com/rest/api/content/7?expand=version%2Cbody.storage",
        )
        assert headers["Proxy-Authorization"] == "Basic dXNlcjpwQHNzIHfDtnJk"

    @pytest.mark.parametrize("where", ["environment", "option"])
    @pytest.mark.parametrize("cloud", [None, False])
    def test_this_very_machine_needs_none(self, server, client_of, monkeypatch, where, cloud):
        """Nobody may be on the way to a loopback address, neither of the calls nor of the one for the cloud id."""
        proxy = server(lambda *_: (200, {}, PAGE))
        first = server(lambda _, path: (200, {}, PAGE) if "rest" in path else (404, {}, b""))
        if where == "environment":
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, proxy.url)
            for name in ("NO_PROXY", "no_proxy"):
                monkeypatch.delenv(name, raising=False)
        option = {"proxy": proxy.url} if where == "option" else {}
        assert client_of(first.url, cloud=cloud, **option).page_body("7") == "x"
        assert (len(first.seen), proxy.seen) == (1 if cloud is False else 2, [])

    @pytest.mark.parametrize(
        ("status", "says"), [(407, "confluence_proxy_auth"), (403, "does not let")]
    )
    def test_refusing_proxy(self, server, client_of, status, says):
        """A tunnel that is refused is a matter of the proxy; nothing of ours went through it."""
        proxy = server(lambda *_: (status, {}, b""))
        with pytest.raises(errors.ConnectionFailed) as caught:
            client_of("https://wiki.example.com", proxy=proxy.url).page_body("7")
        assert says in caught.value.cause
        assert [seen[0] for seen in proxy.seen] == ["CONNECT"]
        assert "secret" not in json.dumps(proxy.seen)

    def test_proxy_is_not_there(self, client_of):
        """A proxy that does not answer is named as such."""
        with pytest.raises(errors.ConnectionFailed, match="through the proxy"):
            client_of("https://wiki.example.com", proxy="http://127.0.0.1:9").page_body("7")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """A self-signed certificate for 127.0.0.1, and its key with and without a pass phrase."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl program to make certificates")
    folder = tmp_path_factory.mktemp("certificates")

    def run(*arguments):
        subprocess.run([openssl, *arguments], cwd=folder, check=True, capture_output=True)

    run(
        *(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "3650",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
        ),
        *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
    )
    run("rsa", "-aes256", "-in", "key.pem", "-out", "locked.pem", "-passout", "pass:phrase")
    return folder


@pytest.fixture
def tls(certificates):
    """The TLS context of a server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "cert.pem", certificates / "key.pem")
    return context


class TestCertificates:
    """Whom we trust, and who we are."""

    def test_unknown_authority(self, server, client_of, tls):
        """A certificate that nobody vouches for is refused at once, with the option that helps."""
        first = server(lambda *_: (200, {}, PAGE), tls)
        with pytest.raises(errors.ConnectionFailed) as caught:
            client_of(first.url, publish_retry_attempts=4).page_body("7")
        assert "is not trusted" in caught.value.answered
        assert "confluence_ca_cert" in caught.value.remedy
        assert first.seen == []

    def test_named_authority(self, server, client_of, certificates, tls, monkeypatch):
        """The configured authority is trusted, whatever the environment names."""
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent/bundle.pem")
        first = server(lambda *_: (200, {}, PAGE), tls)
        assert client_of(first.url, ca_cert=str(certificates / "cert.pem")).page_body("7") == "x"

    @pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
    def test_authority_of_the_environment(
        self, server, client_of, certificates, tls, monkeypatch, variable
    ):
        """The variables that requests and curl know are honoured."""
        monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
        monkeypatch.setenv(variable, str(certificates / "cert.pem"))
        first = server(lambda *_: (200, {}, PAGE), tls)
        assert client_of(first.url).page_body("7") == "x"

    @pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
    def test_no_checking(self, server, client_of, tls):
        """Who says so gets it."""
        first = server(lambda *_: (200, {}, PAGE), tls)
        assert client_of(first.url, disable_ssl_validation=True).page_body("7") == "x"

    @pytest.mark.parametrize("checked", [True, False])
    @pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
    def test_client_certificate(self, server, client_of, certificates, secrets, tls, checked):
        """The server wants to know who we are; the key has a pass phrase."""
        tls.verify_mode = ssl.CERT_REQUIRED
        tls.load_verify_locations(certificates / "cert.pem")
        first = server(lambda *_: (200, {}, PAGE), tls)
        trust = (
            {"ca_cert": str(certificates / "cert.pem")}
            if checked
            else {"disable_ssl_validation": True}
        )
        pair = (str(certificates / "cert.pem"), str(certificates / "locked.pem"))
        client = client_of(
            first.url,
            credentials=secrets | {"client_cert_pass": "phrase"},
            client_cert=pair,
            **trust,
        )
        assert client.page_body("7") == "x"
        with pytest.raises(errors.ConnectionFailed):
            client_of(first.url, **trust).page_body("7")

    @pytest.mark.parametrize("phrase", [None, "wrong"])
    def test_wrong_pass_phrase(self, client_of, certificates, phrase):
        """A key that cannot be opened is said before anything is sent, and nobody is asked on the terminal."""
        pair = (str(certificates / "cert.pem"), str(certificates / "locked.pem"))
        with pytest.raises(CredentialError) as caught:
            client_of(
                "https://wiki.example.com",
                credentials={"client_cert_pass": phrase},
                client_cert=pair,
            )
        assert "confluence_client_cert_pass" in caught.value.remedy
        assert "wrong" not in caught.value.tried

    def test_no_tls_at_all(self, server, client_of):
        """https:// to a server that speaks http."""
        first = server(lambda *_: (200, {}, PAGE))
        with pytest.raises(errors.ConnectionFailed) as caught:
            client_of(first.url.replace("http:", "https:")).page_body("7")
        assert "encrypted" in caught.value.answered

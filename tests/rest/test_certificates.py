"""Naming who has signed a certificate that is not trusted."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.rest.certificates import issuer_of
from sphinx_to_confluence.rest.clock import SystemClock
from sphinx_to_confluence.rest.reach import reach

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not there")


class Greeting(BaseHTTPRequestHandler):
    """Answers everything with an empty object, and notes what came."""

    def handle_one_request(self):
        """Answer a request of any method."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self.server.seen.append((self.command, self.path, self.headers.get("Authorization")))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else b"{}")
        self.close_connection = True

    def log_message(self, *_args):
        """Print nothing."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate of a company's own authority, and the key."""
    folder = tmp_path_factory.mktemp("authority")
    certificate, key = folder / "a.crt", folder / "a.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(certificate)),
            *("-subj", "/O=Example Corp/CN=Example Corp Proxy Ä/", "-utf8"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
def server(authority):
    """A server that shows this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    with HTTPServer(("127.0.0.1", 0), Greeting) as server:
        server.seen = []
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = f"https://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()


@needs_openssl
def test_issuer_is_named(server):
    """The error says who has signed the certificate, and nothing of ours was sent to find that out."""
    settings = Settings(
        server_url=server.url, cloud=False, publish_retry_attempts=0, request_session_override=None
    )
    credentials = Credentials(publish_token="very-secret")
    with (
        closing(connect(settings, credentials)) as client,
        pytest.raises(errors.ConnectionFailed) as caught,
    ):
        client.space("DOC")
    assert caught.value.answered.endswith('; it was issued by "Example Corp Proxy Ä".')
    assert "confluence_ca_cert" in caught.value.remedy
    assert server.seen == [("HEAD", "/", None)]


@needs_openssl
def test_reached_over_tls(server, authority):
    """With the authority named, the version of TLS and the issuer are told, and how far the clocks are apart."""
    settings = Settings(server_url=server.url, ca_cert=str(authority[0]))
    found = reach(f"{server.url}/x", settings, Credentials(), {}, SystemClock())
    assert found.tls.startswith("TLSv1")
    assert found.issuer == "Example Corp"
    assert found.answer.data == {}
    assert abs(found.skew_s) < 60


@pytest.mark.parametrize(
    "data", [b"", b"\x30", b"\x30\x82\xff\xff", b"\x30\x03\x02\x01\x01", b"x" * 99]
)
def test_what_is_no_certificate(data):
    """What a server shows need not be a certificate."""
    assert issuer_of(data) == ""

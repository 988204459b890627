"""Fetching files: from the media host of Cloud, from Data Center, and from servers that mean no good."""

from __future__ import annotations

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.rest import downloads
from sphinx_to_confluence.rest.model import RemoteAttachment

FILE = RemoteAttachment("att9", "a b.png", "image/png", 3, "")
PNG = {"Content-Type": "image/png"}


def put(wiki, page, path, data, name="Übersicht 1.png"):
    """Upload a file, or a new version of it."""
    path.write_bytes(data)
    known = {found.filename: found for found in wiki.client.attachments(page.id)}
    wiki.client.upload_attachment(
        page.id,
        path,
        filename=name,
        media_type="image/png",
        comment="",
        existing=known.get(name),
        minor_edit=True,
    )
    return next(found for found in wiki.client.attachments(page.id) if found.filename == name)


class TestInTheSandbox:
    """As it should go, in both flavours."""

    def test_versions(self, wiki, tmp_path):
        """The current version, and an older one."""
        page = wiki.page()
        for data in (b"first", b"\x00\xff second"):
            found = put(wiki, page, tmp_path / "x", data)
        fetched = [wiki.client.attachment_data(page.id, found, version) for version in (None, 2, 1)]
        assert fetched == [b"\x00\xff second", b"\x00\xff second", b"first"]

    @pytest.mark.parametrize("data", [b"", b'{"errors": []}', b"<html>x</html>", b"x" * 1_000_000])
    def test_any_content(self, wiki, tmp_path, data):
        """Nothing is read into what is in a file."""
        page = wiki.page()
        assert wiki.client.attachment_data(page.id, put(wiki, page, tmp_path / "x", data)) == data

    def test_no_such_version(self, wiki, tmp_path):
        """The error names the file and the page."""
        page = wiki.page()
        found = put(wiki, page, tmp_path / "x", b"x")
        with pytest.raises(errors.RestError) as caught:
            wiki.client.attachment_data(page.id, found, 7)
        assert caught.value.tried == (
            'could not fetch version 7 of the file "Übersicht 1.png" of the page "Setup"'
        )

    def test_busy_server(self, wiki, tmp_path):
        """It is asked again, like for anything else."""
        page = wiki.page()
        found = put(wiki, page, tmp_path / "x", b"x")
        wiki.sandbox.faults.fail("GET", path="download", nth=1)
        wiki.sandbox.faults.drop("GET", path="download", nth=2)
        assert wiki.client.attachment_data(page.id, found) == b"x"


class TestElsewhere:
    """Another host gets nothing of ours."""

    def test_nothing_goes_along(self, server, client_of):
        """No credentials, no cookies, no headers of the person's; not even when it sends us back."""
        back = []
        media = server(lambda *_: (302, {"Location": back[0]}, b""))

        def answer(_method, path):
            if path.startswith("/kept"):
                return 200, PNG, b"png"
            return 302, {"Location": f"{media.url}/file?token=t"}, b""

        first = server(answer)
        back.append(f"{first.url}/kept")
        assert client_of(first.url).attachment_data("7", FILE) == b"png"
        asked, kept = (headers for _, _, headers in first.seen)
        assert asked["Authorization"] == "Bearer p-a-t-secret"
        ((_, path, sent),) = media.seen
        assert path == "/file?token=t"
        for headers in (sent, kept):
            assert not {"Authorization", "Cookie", "X-Company-Key"} & set(headers)

    def test_path_on_data_center(self, server, client_of):
        """The name is one segment below the context path, the version a parameter."""
        first = server(lambda *_: (200, PNG, b"png"))
        client_of(f"{first.url}/wiki").attachment_data("7", FILE, 3)
        ((method, path, headers),) = first.seen
        assert (method, path) == ("GET", "/wiki/download/attachments/7/a%20b.png?version=3")
        assert (headers["Accept"], headers["Accept-Encoding"]) == ("*/*", "identity")

    @pytest.mark.parametrize(
        "location",
        [
            "http://media.example.com/x",
            "http://127.0.0.1:1/x",
            "https://127.0.0.1:1/x",
            "ftp://a/x",
        ],
    )
    def test_unsafe_steps(self, talk, confluence, location):
        """A file is not fetched without encryption, nor from this machine when a server elsewhere says so."""
        conversation = talk(
            confluence.reply(302, None, {"Location": location}),
            server=confluence.server,
            credentials={"publish_token": confluence.token},
        )
        with pytest.raises(errors.NotConfluence, match="could not fetch the file"):
            conversation.client.attachment_data("7", FILE)
        assert len(conversation.sent) == 1

    def test_round_and_round(self, server, client_of):
        """A circle ends."""
        first = server(lambda *_: (302, {"Location": "/again"}, b""))
        with pytest.raises(errors.NotConfluence):
            client_of(first.url).attachment_data("7", FILE)
        assert len(first.seen) == 6

    @pytest.mark.parametrize("sso", [True, False])
    def test_login_page(self, server, client_of, confluence, sso):
        """A page to log in is never taken for the file, wherever it comes from."""
        _, page, _ = confluence.html(200, "Log in - Company")
        other = server(lambda *_: (200, {"Content-Type": "text/html;charset=UTF-8"}, page))
        first = server(
            lambda *_: (
                (302, {"Location": other.url}, b"")
                if sso
                else (200, {"Content-Type": "text/html;charset=UTF-8"}, page)
            )
        )
        with pytest.raises(errors.NotConfluence, match="login page"):
            client_of(first.url).attachment_data("7", FILE)

    def test_html_file(self, server, client_of):
        """A file may be a page itself: Confluence sends it to be saved."""
        headers = {"Content-Type": "text/html", "Content-Disposition": 'attachment; filename="x"'}
        first = server(lambda *_: (200, headers, b"<html></html>"))
        assert client_of(first.url).attachment_data("7", FILE) == b"<html></html>"

    def test_nobody(self, server, client_of):
        """Data Center shows files to nobody as well, but perhaps not this one."""
        first = server(lambda *_: (200, PNG | {"X-AUSERNAME": "anonymous"}, b"png"))
        with pytest.raises(errors.BadCredentials):
            client_of(first.url).attachment_data("7", FILE)

    def test_without_end(self, server, client_of, monkeypatch):
        """What never ends is not read to its end."""
        monkeypatch.setattr(downloads, "LARGEST_FILE_BYTES", 1000)
        first = server(lambda *_: (200, PNG, b"x" * 1_000_000))
        with pytest.raises(errors.TooLarge, match="could not fetch the file"):
            client_of(first.url).attachment_data("7", FILE)

    def test_breaks_off(self, server, client_of):
        """Half a file is none."""
        headers = PNG | {"Content-Length": "1000", "Connection": "close"}
        first = server(lambda *_: (200, headers, b"png"))
        with pytest.raises(errors.ConnectionFailed, match="broke"):
            client_of(first.url).attachment_data("7", FILE)

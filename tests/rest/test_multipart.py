"""The bytes of an upload."""

from __future__ import annotations

import pytest
from werkzeug.formparser import parse_form_data
from werkzeug.test import EnvironBuilder

from sphinx_to_confluence.rest.multipart import FileForm


def form_of(path, filename="a.png", **fields):
    """A form for a file."""
    return FileForm(
        path=path, filename=filename, media_type="image/png", fields=fields, boundary="BOUNDARY"
    )


def test_bytes(tmp_path):
    """The comment says that it is UTF-8, the name of the file goes out raw."""
    path = tmp_path / "x"
    path.write_bytes(b"\x00\xffdata")
    with form_of(path, "Übersicht 1.png", minorEdit="true", comment="größer").open() as body:
        length, content = len(body), body.read()
    assert content == (
        "--BOUNDARY\r\n"
        'Content-Disposition: form-data; name="minorEdit"\r\n'
        "Content-Type: text/plain; charset=utf-8\r\n\r\ntrue\r\n"
        "--BOUNDARY\r\n"
        'Content-Disposition: form-data; name="comment"\r\n'
        "Content-Type: text/plain; charset=utf-8\r\n\r\ngrößer\r\n"
        "--BOUNDARY\r\n"
        'Content-Disposition: form-data; name="file"; filename="Übersicht 1.png"\r\n'
        "Content-Type: image/png\r\n\r\n".encode()
        + b"\x00\xffdata"
        + b"\r\n--BOUNDARY--\r\n"
    )
    assert length == len(content)


@pytest.mark.parametrize(
    "name", ["plain.png", "a b.png", "日本語.png", "50%.png", "a%2Fb.png", "a&b;c.png", "é.png"]
)
def test_an_independent_parser_reads_it(tmp_path, name):
    """What another implementation of forms reads is what was put in."""
    path = tmp_path / "x"
    content = bytes(range(256)) * 1000
    path.write_bytes(content)
    form = form_of(path, name, comment="sha256:ab")
    with form.open() as body:
        environ = EnvironBuilder(
            method="PUT", data=b"".join(body), headers={"Content-Type": form.content_type}
        ).get_environ()
    _, fields, files = parse_form_data(environ)
    with files["file"].stream as stream:
        assert (fields.to_dict(), files["file"].filename, stream.read()) == (
            {"comment": "sha256:ab"},
            name,
            content,
        )


@pytest.mark.parametrize("name", ['a"b.png', "a\r\nX-Evil: 1.png"])
def test_names_cannot_end_the_header(tmp_path, name):
    """Quotes and line ends are escaped in the way of browsers."""
    path = tmp_path / "x"
    path.write_bytes(b"")
    with form_of(path, name).open() as body:
        head = body.read().split(b"\r\n\r\n")[0]
    assert head.count(b"\r\n") == 2
    assert head.count(b'"') == 4


def test_is_read_in_pieces_and_again(tmp_path):
    """No read gives more than asked for, and every opening starts at the first byte."""
    path = tmp_path / "x"
    path.write_bytes(b"y" * 100_000)
    form = form_of(path)
    for _ in range(2):
        with form.open() as body:
            pieces = list(iter(lambda: body.read(1000), b""))
            assert max(map(len, pieces)) == 1000
            assert sum(map(len, pieces)) == len(body)


def test_missing_file(tmp_path):
    """A file that is gone is no fault of the connection."""
    with pytest.raises(FileNotFoundError), form_of(tmp_path / "none").open():
        pass

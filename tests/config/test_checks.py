"""What can be wrong with a value of the right type."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config import checks
from sphinx_to_confluence.config.declared import all_options

HOLDS_USER = "holds a user name or a token before the '@'; credentials have options of their own"
PROXY_USER = (
    "holds a user name or a password before the '@'; that belongs into confluence_proxy_auth"
)
NO_KEY = "is no space key: it consists of letters and digits, or starts with '~'"
BLANK = "holds a blank, a backslash or a control character"


@pytest.mark.parametrize(
    ("check", "value", "clause"),
    [
        (checks.server_url, "https://example.atlassian.net/wiki", None),
        (checks.server_url, "http://localhost:8090", None),
        (checks.server_url, "https://bücher.example/wiki", None),
        (checks.server_url, "https://u:s3cret@example.atlassian.net", HOLDS_USER),
        (checks.server_url, "https://s3cret@example.atlassian.net", HOLDS_USER),
        (checks.server_url, "ftp://s3cret@example.atlassian.net", HOLDS_USER),
        (checks.server_url, "https://example.atlassian.net\\@evil.example", HOLDS_USER),
        (checks.server_url, "example.atlassian.net/wiki", "does not start with 'https://'"),
        (checks.server_url, "", "does not start with 'https://'"),
        (checks.server_url, "https://", "has no valid host name"),
        (checks.server_url, "https://-a-.example", "has no valid host name"),
        (checks.server_url, "https://a..example", "has no valid host name"),
        (checks.server_url, "https://example.com:x", "is not a valid address"),
        (checks.server_url, "https://example.com:99999", "is not a valid address"),
        (checks.server_url, "https://[::1", "is not a valid address"),
        (checks.server_url, "https://example.com/a b", BLANK),
        (checks.server_url, "https://example.com/\x1b[2J", BLANK),
        (
            checks.server_url,
            "https://example.com/a/../b",
            "holds '.' or '..' as a part of the path",
        ),
        (checks.proxy, "http://proxy.example.com:3128", None),
        (checks.proxy, "proxy.example.com:3128", None),
        (checks.proxy, "socks5h://proxy.example.com", None),
        (checks.proxy, "http://u:s3cret@proxy.example.com", PROXY_USER),
        (checks.proxy, "u:s3cret@proxy.example.com", PROXY_USER),
        (
            checks.proxy,
            "ftp://proxy.example.com",
            "does not start with 'http://', 'https://' or 'socks5://'",
        ),
        (checks.proxy, "http://", "has no valid host name"),
        (checks.space_key, "DOC", None),
        (checks.space_key, "doc2", None),
        (checks.space_key, "~712020a1b2-c3", None),
        (checks.space_key, "~writer@example.com", None),
        (checks.space_key, "", NO_KEY),
        (checks.space_key, "my space", NO_KEY),
        (checks.space_key, "A" * 256, NO_KEY),
        (
            checks.space_key,
            "https://example.atlassian.net/wiki/spaces/DOC",
            "is an address; the key is the part after '/spaces/'",
        ),
        (checks.not_empty, "x", None),
        (checks.not_empty, " ", "is empty"),
        (checks.admonition_looks, {"legal": "important", "box": "#eae6FF"}, None),
        (checks.admonition_looks, {"legal": 1}, "has a key or a value that is no text"),
        (
            checks.admonition_looks,
            {"legal": "tip", "b": "red", "a": "#fff"},
            "has neither an admonition nor a colour such as '#EAE6FF' for 'a', 'b'",
        ),
        (checks.length, 600, None),
        (checks.length, "0.5em", None),
        (checks.length, "80%", None),
        (checks.length, "0px", "is no length such as 600, '20cm' or '80%'"),
        (checks.length, "-1", "is no length such as 600, '20cm' or '80%'"),
        (checks.length, "wide", "is no length such as 600, '20cm' or '80%'"),
        (checks.page_id, 1, None),
        (checks.page_id, 0, "is not the id of a page, which is a number above zero"),
        (checks.page_reference, 123, None),
        (checks.page_reference, "123", None),
        (checks.page_reference, "title:2024", None),
        (checks.page_reference, -1, "is not the id of a page, which is a number above zero"),
        (checks.page_reference, "0", "is not the id of a page, which is a number above zero"),
        (checks.page_reference, "title: ", "is empty"),
        (checks.cloud_id, "550E8400-e29b-41d4-a716-446655440000", None),
        (checks.cloud_id, "550e8400", "is no UUID"),
        (checks.text_to_text, {"a": "b"}, None),
        (checks.text_to_text, {"a": 1}, "has a key or a value that is no text"),
        (checks.text_to_text, {1: "a"}, "has a key or a value that is no text"),
        (checks.list_of_text, ["a"], None),
        (checks.list_of_text, ["a", ""], "has an item that is empty or no text"),
        (checks.list_of_text, ["a", 1], "has an item that is empty or no text"),
        (checks.file_suffix, ".conf", None),
        (checks.file_suffix, ".conf.xml", None),
        (checks.file_suffix, ".json", "is taken by files of another kind"),
        *[
            (checks.file_suffix, bad, "is no suffix: a dot, then letters and digits")
            for bad in ("", "conf", ".", "./../x", ".a/b")
        ],
        (checks.positive, 0.1, None),
        (checks.positive, 0, "is not a number above zero"),
        (checks.positive, float("nan"), "is not a number above zero"),
        (checks.share, 0, None),
        (checks.share, 1.0, None),
        (checks.share, 20, "is not between 0 and 1"),
        (checks.share, float("nan"), "is not between 0 and 1"),
        (checks.not_negative, 0, None),
        (checks.not_negative, -1, "is less than zero or endless"),
        (checks.client_cert, "a.pem", None),
        (checks.client_cert, ("a.pem", "a.key"), None),
        (checks.client_cert, " ", "is empty"),
        (checks.client_cert, ["a", "b", "c"], "is not a pair of certificate and key"),
        (checks.client_cert, ["a", None], "has an item that is empty or no text"),
        (checks.command, "pass show x", None),
        (checks.command, ["pass", "show"], None),
        (checks.command, "", "is empty"),
        (checks.command, [], "is empty"),
        (checks.command, "pass 'x", "has a quotation mark without its partner"),
        (checks.one_line, "pässwörd with blank", None),
        (
            checks.one_line,
            "a\r\nX-Evil: 1",
            "holds a line break, perhaps at its end, or another control character",
        ),
        (checks.one_line_each, {"a": "b"}, None),
        (checks.one_line_each, {"a": 1}, "has a key or a value that is no text"),
        (
            checks.one_line_each,
            {"a": "b\nc"},
            "has a key or a value with a line break or another control character",
        ),
        (checks.user_and_password, "user:pass:word", None),
        (checks.user_and_password, "s3cret", "is not of the form 'user:password'"),
    ],
)
def test_a_check_says_in_a_clause_what_is_wrong(check, value, clause):
    """Or nothing; no clause repeats the value."""
    assert check(value) == clause


@pytest.mark.parametrize("option", all_options(), ids=lambda option: option.name)
def test_every_default_passes_its_own_check(option):
    """What nobody has set is right."""
    if option.check and option.default is not None:
        assert option.check(option.default) is None
    if option.choices:
        assert option.default is None or option.default in option.choices

"""What an address says that was copied from a browser."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config.pasted import Pasted, read_pasted
from sphinx_to_confluence.errors import ConfigurationError

SITE = "https://example.atlassian.net"
CLOUD = {"server_url": f"{SITE}/wiki", "is_cloud": True}
SERVER = "https://wiki.example.com/confluence"
SANDBOX = "http://127.0.0.1:8090/wiki"
ID = "550e8400-e29b-41d4-a716-446655440000"
DOC = {"space_key": "DOC"}
PAGE = {**DOC, "page_id": 12345}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Cloud
        (f"{SITE}/wiki/spaces/DOC/pages/12345/My+Title", CLOUD | PAGE),
        (f"{SITE}/wiki/spaces/DOC/pages/12345", CLOUD | PAGE),
        (f"{SITE}/wiki/spaces/DOC/pages/12345/My+Title?focusedCommentId=7#x", CLOUD | PAGE),
        (f"{SITE}/wiki/spaces/DOC/pages/edit-v2/12345?draftShareId=x", CLOUD | PAGE),
        (f"{SITE}/wiki/spaces/DOC/overview", CLOUD | DOC),
        (f"{SITE}/wiki/spaces/DOC/overview?homepageId=9", CLOUD | DOC),
        (f"{SITE}/wiki/spaces/DOC/pages", CLOUD | DOC),
        (f"{SITE}/wiki/spaces/DOC/pages/{'1' * 5000}/x", CLOUD | DOC),  # no id is so long
        (f"{SITE}/wiki/spaces/DOC", CLOUD | DOC),
        (f"{SITE}/wiki/spaces/DOC/folder/12345?atlOrigin=x", CLOUD | PAGE),
        (f"{SITE}/wiki/spaces/~5b10a/pages/12345", CLOUD | PAGE | {"space_key": "~5b10a"}),
        (f"{SITE}/wiki/spaces/%7E5b10a/overview", CLOUD | {"space_key": "~5b10a"}),
        (f"{SITE}/wiki/spaces/viewspace.action?key=DOC", CLOUD | DOC),
        (f"{SITE}/wiki/pages/viewpage.action?pageId=12345", CLOUD | {"page_id": 12345}),
        (f"{SITE}/wiki/home", CLOUD),
        (SITE, CLOUD),
        ("example.atlassian.net/wiki/spaces/DOC/overview", CLOUD | DOC),
        (f"  <{SITE}/wiki>  ", CLOUD),
        (f"{SITE}/jira/software/projects/X", CLOUD),
        (
            f"https://api.atlassian.com/ex/confluence/{ID}/wiki/api/v2/spaces",
            {
                "server_url": f"https://api.atlassian.com/ex/confluence/{ID}/",
                "is_cloud": True,
                "is_gateway": True,
            },
        ),
        # Data Center
        (f"{SERVER}/display/DOC/My+Title", {"page_title": "My Title", "is_cloud": False} | DOC),
        (f"{SERVER}/display/DOC", {"is_cloud": False} | DOC),
        (f"{SERVER}/display/DOC/Ümläute%3F", {"page_title": "Ümläute?", "is_cloud": False} | DOC),
        (f"{SERVER}/spaces/DOC/pages/12345/My+Title", PAGE),
        (f"{SERVER}/pages/viewpage.action?pageId=12345", {"page_id": 12345}),
        (
            f"{SERVER}/pages/viewpage.action?spaceKey=DOC&title=My+Title",
            {"page_title": "My Title"} | DOC,
        ),
        (SERVER, {}),
        (f"{SERVER}/", {}),
        # the sandbox, and other hosts that do not tell what they are
        (f"{SANDBOX}/spaces/DOC/pages/12345/T", {"server_url": SANDBOX} | PAGE),
        ("127.0.0.1:8090/wiki/spaces/DOC/overview", {"server_url": SANDBOX} | DOC),
        (SANDBOX, {"server_url": SANDBOX}),
    ],
)
def test_read(text, said):
    """The site, the space and the page; the rest is left alone."""
    assert read_pasted(text) == Pasted(**({"server_url": SERVER} | said))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{SITE}/wiki/x/AbCdEf", "a short link"),
        ("https://api.atlassian.com/ex/confluence/", "holds no cloud id"),
        ("https://user:very-secret@example.atlassian.net/wiki", "before the '@'"),
        ("ftp://example.com", "does not start with"),
        ("", "no valid host name"),
        ("not an address", "holds a blank"),
    ],
)
def test_refused(text, words):
    """What cannot be read is said, and never repeated."""
    with pytest.raises(ConfigurationError, match=words) as caught:
        read_pasted(text)
    assert "very-secret" not in str(caught.value)

"""What stands before a Data Center, and how it refuses: each in words that a person understands in one read."""

from __future__ import annotations

from contextlib import closing

import pytest

from sphinx_to_confluence import errors
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.rest import connect
from sphinx_to_confluence.rest.model import Status
from sphinx_to_confluence.sandbox import ADMIN_EMAIL

PASSWORD = {"server_user": "me", "server_pass": "very-secret"}
LOGIN_FORM = '<form><input name="u"><input type="password" name="p"></form>'
SAML_FORM = (
    '<body onload="document.forms[0].submit()"><form><input name="SAMLRequest" value="x"></form>'
)


def read(client):
    """Read a page."""
    client.page_body("7")


def label(client):
    """Write something."""
    client.add_labels("7", ["a"])


@pytest.fixture
def meet(talk, confluence):
    """Meet an answer of a Data Center and return the error; it is sent once, so no login fails twice."""

    def make(answer, call=read, credentials=PASSWORD):
        conversation = talk(answer, server=confluence.server, credentials=credentials)
        with pytest.raises(errors.RestError) as caught:
            call(conversation.client)
        assert len(conversation.sent) == 1
        return caught.value

    return make


@pytest.fixture
def page(confluence):
    """Make an HTML page with a title and a body."""

    def make(status, title="", body="x", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
        return confluence.reply(status, text, {"Content-Type": "text/html"} | headers)

    return make


class TestLogin:
    """The credentials are not taken."""

    @pytest.mark.parametrize(
        "headers",
        [
            {
                "X_Authentication_Denied_Reason": "CAPTCHA_CHALLENGE; login-url=https://w/login.action"
            },
            {"X_Seraph_LoginReason": "AUTHENTICATION_DENIED"},
            {"X_Seraph_LoginReason": "AUTHENTICATION_DENIED, AUTHENTICATED_FAILED"},
        ],
    )
    @pytest.mark.parametrize("status", [401, 403])
    def test_captcha(self, meet, page, status, headers):
        """Not even the right password helps before somebody has logged in with a browser, at an address to click."""
        error = meet(page(status, "Unauthorized (401)", **headers))
        assert type(error) is errors.BadCredentials
        assert str(error) == (
            "could not read the page 7.\n"
            f'  The server answered {status}: an HTML page, "Unauthorized (401)".\n'
            "  After several failed logins Confluence wants this user to solve a CAPTCHA.\n"
            "  Log in once with a browser, at https://wiki.example.com/confluence/, then check the password; "
            "a personal access token avoids this."
        )

    def test_wrong_personal_access_token(self, meet, page):
        """Nobody is sent to look for a password who has a token."""
        answer = page(401, X_Seraph_LoginReason="AUTHENTICATED_FAILED")
        error = meet(answer, credentials={"publish_token": "very-secret"})
        assert type(error) is errors.BadCredentials
        assert error.cause == "The personal access token is wrong, expired or revoked."
        assert "confluence_publish_token" in error.remedy
        assert "password" not in str(error)

    def test_wrong_password(self, meet, page):
        """The next ones lead to a CAPTCHA, so that is said before it happens."""
        error = meet(page(401, X_Seraph_LoginReason="AUTHENTICATED_FAILED"))
        assert type(error) is errors.BadCredentials
        assert "CAPTCHA" in error.cause

    def test_basic_disabled(self, meet, confluence, page):
        """In both forms."""
        text = "Basic Authentication has been disabled on this instance."
        for answer in (page(403, text), confluence.v1_error(401, text)):
            error = meet(answer)
            assert type(error) is errors.BadCredentials
            assert "Basic authentication" in error.cause
            assert "confluence_publish_token" in error.remedy

    @pytest.mark.parametrize("offer", ["Negotiate", "NTLM", "Negotiate, NTLM"])
    def test_windows(self, meet, page, offer):
        """A single sign-on that wants another kind of credentials altogether."""
        error = meet(page(401, WWW_Authenticate=offer))
        assert type(error) is errors.BadCredentials
        assert "Kerberos" in error.cause
        assert "confluence_server_auth" in error.remedy

    @pytest.mark.parametrize("status", [403, 404])
    def test_nobody(self, meet, confluence, status):
        """What is not there for nobody may be there for somebody: the credentials have to be right first."""
        _, body, _ = confluence.v1_error(status, "No content found with id : ContentId{id=7}")
        answer = status, body, {"X-AUSERNAME": "anonymous"}
        error = meet(answer, credentials={"server_cookies": {"sso": "old"}})
        assert type(error) is errors.BadCredentials
        assert "expire" in error.cause
        assert "somebody who is not signed in" in error.answered

    def test_known_user(self, meet, confluence):
        """For somebody it is not there."""
        _, body, _ = confluence.v1_error(404, "No content found with id : ContentId{id=7}")
        assert type(meet((404, body, {"X-AUSERNAME": "me"}))) is errors.NotFound


class TestInTheSandbox:
    """The sandbox refuses as the documents say."""

    def test_wrong_passwords(self, open_wiki, clock):
        """The third one is followed by a CAPTCHA, and then not even the right one helps."""
        sandbox = open_wiki("datacenter").sandbox
        right = sandbox.add_token("password")

        def refusal(password):
            client = connect(
                Settings(server_url=sandbox.addresses.site_url),
                Credentials(server_user=ADMIN_EMAIL, server_pass=password),
                adapters=sandbox.adapters(),
                clock=clock,
            )
            with closing(client), pytest.raises(errors.BadCredentials) as caught:
                client.space("DOC")
            return caught.value.cause

        causes = [refusal(password) for password in ("a", "b", "c", right)]
        assert ["password is wrong" in cause for cause in causes] == [True, True, True, False]
        assert "solve a CAPTCHA" in causes[-1]

    def test_single_sign_on(self, open_wiki):
        """A proxy sends everybody to a login page."""
        wiki = open_wiki("datacenter")
        wiki.sandbox.options.single_sign_on = True
        with pytest.raises(errors.NotConfluence, match=r"go to login\.example\.com"):
            wiki.client.space("DOC")


class TestSingleSignOn:
    """A page to log in stands where Confluence should."""

    @pytest.mark.parametrize(
        ("title", "body"),
        [
            ("Log In - Confluence", "x"),
            ("Sign in to your account", "x"),
            ("", LOGIN_FORM),
            ("Company", SAML_FORM),
            ("Anmelden", "x"),
        ],
    )
    @pytest.mark.parametrize("status", [200, 403])
    def test_page(self, meet, page, status, title, body):
        """It is known by its title or its form."""
        error = meet(page(status, title, body))
        assert type(error) is errors.NotConfluence
        assert "login page" in error.cause
        assert "single sign-on" in error.remedy

    def test_other_page(self, meet, page):
        """A page without either is some page; the context path is the first thing to look at."""
        error = meet(page(404, "Welcome", "<form><input type=text></form>"))
        assert "context path" in error.remedy

    @pytest.mark.parametrize("call", [read, label])
    def test_redirect_to_another_host(self, meet, confluence, call):
        """Nothing is sent there."""
        location = "https://sso.example.com/saml?from=x"
        error = meet(confluence.reply(302, None, {"Location": location}), call)
        assert type(error) is errors.NotConfluence
        assert error.answered == "The server answered 302 and wants us to go to sso.example.com."
        assert "personal access token" in error.remedy

    @pytest.mark.parametrize(
        "location",
        [
            "/confluence/login.action?os_destination=%2Frest",
            "/confluence/plugins/servlet/samlsso",
            "/adfs/ls",
        ],
    )
    def test_redirect_on_the_same_host(self, meet, confluence, location):
        """To log in: the credentials were not taken."""
        error = meet(confluence.reply(302, None, {"Location": location}), label)
        assert type(error) is errors.BadCredentials
        assert error.answered == "The server answered 302 and wants us to log in."

    @pytest.mark.parametrize("location", ["/wiki/rest/api/x", "http://wiki.example.com/x"])
    def test_moved(self, meet, confluence, location):
        """Elsewhere on the same server: the address that is configured is not the right one."""
        error = meet(confluence.reply(301, None, {"Location": location}), label)
        assert type(error) is errors.NotConfluence
        assert "https or below another path" in error.cause


class TestProxies:
    """What stands in front lets something not through."""

    def test_too_large(self, meet, page):
        """Where the limit is to be raised."""
        error = meet(page(413, "413 Request Entity Too Large"), label)
        assert type(error) is errors.TooLarge
        assert "client_max_body_size" in error.remedy

    @pytest.mark.parametrize("title", ["405 Not Allowed", "Forbidden"])
    def test_method(self, meet, page, title):
        """Firewalls that let people read only."""
        error = meet(page(405, title), label)
        assert type(error) is errors.NotConfluence
        assert "lets no POST through" in error.cause

    def test_read_only(self, meet, confluence):
        """Confluence itself, while it is being worked on."""
        error = meet(confluence.reply(405, {"reason": "READ_ONLY", "message": "x"}), label)
        assert type(error) is errors.PermissionDenied
        assert "read-only" in error.cause

    def test_forged(self, meet, confluence):
        """The header that says that nobody forged it did not arrive."""
        error = meet(confluence.v1_error(403, "XSRF check failed"), label)
        assert type(error) is errors.PermissionDenied
        assert "X-Atlassian-Token" in error.cause

    def test_password_for_the_proxy(self, meet, page):
        """Not that of Confluence."""
        error = meet(page(407, "Proxy Authentication Required"))
        assert type(error) is errors.NotConfluence
        assert "confluence_proxy_auth" in error.remedy

    def test_firewall(self, meet, page):
        """A page that says no."""
        error = meet(page(403, "Blocked"), label)
        assert type(error) is errors.NotConfluence
        assert "firewall" in error.cause

    @pytest.mark.parametrize("status", [502, 503, 504])
    def test_server_is_down(self, talk, confluence, page, status):
        """It is asked again, as it may come back; then the page's title is shown."""
        conversation = talk(
            page(status, "Bad Gateway"), server=confluence.server, credentials=PASSWORD
        )
        with pytest.raises(errors.ServerError, match='an HTML page, "Bad Gateway"'):
            read(conversation.client)
        assert len(conversation.sent) == 5


class TestOldVersions:
    """Data Centers that are not of yesterday."""

    @pytest.mark.parametrize("status", [400, 404])
    def test_no_scan(self, open_wiki, status):
        """Before 7.18 pages are listed by offset, all of them and each once."""
        wiki = open_wiki("datacenter")
        pages = {wiki.sandbox.add_page("DOC", f"Page {number}").id for number in range(230)}
        wiki.sandbox.faults.fail("GET", path="content/scan", status=status)
        found = [page.id for page in wiki.client.pages_in_space(wiki.space)]
        assert len(found) == len(set(found)) == 231
        assert pages < set(found)

    def test_scan_that_breaks_off(self, open_wiki):
        """What fails in the middle is no sign of an old version: nothing is listed twice."""
        wiki = open_wiki("datacenter")
        for number in range(230):
            wiki.sandbox.add_page("DOC", f"Page {number}")
        wiki.sandbox.faults.fail("GET", path="content/scan", nth=2, status=404)
        with pytest.raises(errors.NotFound):
            list(wiki.client.pages_in_space(wiki.space, [Status.CURRENT]))

    def test_ids_of_files(self, talk, confluence):
        """A bare number, a comment among the metadata, and deleting it as the content that it is."""
        row = {"id": "9", "title": "a.png", "metadata": {"comment": "c", "mediaType": "image/png"}}
        conversation = talk(
            confluence.listing(row),
            confluence.reply(204),
            server=confluence.server,
            credentials=PASSWORD,
        )
        (found,) = conversation.client.attachments("7")
        assert (found.id, found.comment, found.media_type) == ("9", "c", "image/png")
        conversation.client.delete_attachment(found)
        sent = conversation.sent[-1]
        assert (sent.method, sent.path) == ("DELETE", "/confluence/rest/api/content/9")

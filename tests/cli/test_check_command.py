"""``sphinx-to-confluence check``: what is printed when all is right, and for each thing that can be wrong."""

from __future__ import annotations

import base64
import json
import re
import socket
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import main
from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES, Sandbox

WRITER = "writer@example.com"
OTHER_ID = "550e8400-e29b-41d4-a716-446655440000"
ALL_SCOPES = TWELVE_SCOPES | LABEL_SCOPES


class Site:
    """A sandbox behind a socket, the options for it and the environment."""

    def __init__(self, sandbox, addresses, folder, monkeypatch, capsys):
        self.sandbox, self.addresses = sandbox, addresses
        self._folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        self.env = {}
        self.conf = {"server_url": addresses.site_url, "space_key": "DOC"}

    def token(self, kind="scoped", scopes=TWELVE_SCOPES, user=WRITER, **more):
        """Put a token into the environment."""
        secret = self.sandbox.add_token(kind, scopes=scopes, user=user, **more)
        name = "PUBLISH_TOKEN" if kind == "pat" else "API_TOKEN"
        self.env = {f"CONFLUENCE_{name}": secret}

    def check(self, *arguments, confdir=True, extensions=("sphinx_to_confluence",), **changes):
        """Run the command; returns the exit code, standard output and standard error, with the addresses replaced."""
        conf = {name: value for name, value in (self.conf | changes).items() if value is not None}
        lines = [f"confluence_{name} = {value!r}\n" for name, value in conf.items()]
        lines.append(f"extensions = {list(extensions)!r}\n")
        (self._folder / "conf.py").write_text("".join(lines), encoding="utf-8")
        for name, value in self.env.items():
            self._monkeypatch.setenv(name, value)
        named = ["-c", str(self._folder)] if confdir else []
        code = main(["check", *named, *arguments])
        out, err = self._capsys.readouterr()
        hidden = ("TOKEN", "PASS", "SECRET")
        secrets = [value for name, value in self.env.items() if name.endswith(hidden)]
        secrets = [value for value in secrets if len(value) > 8]
        assert not any(secret in out + err for secret in secrets)
        return code, self._neutral(out), self._neutral(err)

    def _neutral(self, text):
        text = text.replace(self.addresses.origin.removeprefix("http://"), "SITE")
        text = text.replace(self.sandbox.cloud_id, "CLOUD-ID")
        return re.sub(r"^sphinx-to-confluence .*, python .*\n", "", text)


@pytest.fixture
def serve(tmp_path, monkeypatch, capsys):
    """Serve a sandbox of a flavour."""
    opened = []

    def make(flavour="cloud", **options):
        sandbox = Sandbox(flavour=flavour, **options)
        sandbox.add_space("DOC", "Documentation")
        sandbox.add_user(WRITER, "Wendy Writer")
        serving = sandbox.serve()
        opened.append((sandbox, serving))
        return Site(sandbox, serving.__enter__(), tmp_path, monkeypatch, capsys)

    yield make
    for sandbox, serving in opened:
        serving.__exit__(None, None, None)
        sandbox.close()


@pytest.fixture
def cloud(serve):
    """A Cloud site, and a scoped token with the twelve scopes."""
    site = serve()
    site.sandbox.add_page("DOC", "Manuals")
    site.conf |= {
        "cloud": True,
        "api_gateway": f"{site.addresses.origin}/ex/confluence/",
        "api_token_scoped": True,
        "server_user": WRITER,
        "parent_page": "Manuals",
    }
    site.token()
    return site


@pytest.fixture
def data_center(serve):
    """A Data Center below a context path, and a personal access token."""
    site = serve("datacenter", context_path="/confluence")
    site.conf["cloud"] = False
    site.token("pat")
    return site


class TestAllIsRight:
    """Nothing is wrong, and everything is said."""

    def test_cloud(self, cloud):
        """The whole output, as the manual shows it."""
        code, out, err = cloud.check()
        assert (code, err) == (0, "")
        page = cloud.sandbox.store.page_by_title("DOC", "Manuals").id
        space = cloud.sandbox.store.space("DOC").id
        assert out == WHOLE.format(page=page, space=space)

    def test_nothing_is_changed(self, cloud):
        """Not a single request did anything."""
        before = cloud.sandbox.state("DOC")
        cloud.check()
        assert cloud.sandbox.state("DOC") == before
        done = [call for call in cloud.sandbox.writes if call.status < 400]
        assert {call.operation for call in done} == {"convert_ids"}

    def test_data_center(self, data_center):
        """A Data Center knows no scopes, and tells its release."""
        code, out, err = data_center.check()
        assert (code, err) == (0, "")
        assert "ok           endpoint     Confluence Data Center: http://SITE/confluence/" in out
        assert "The server is Confluence Data Center 10.2.0." in out
        assert (
            "ok           scopes       none: a personal access token may do all that its user may"
            in out
        )

    def test_json(self, cloud):
        """The same as data, with the verdict on each scope; nothing but JSON on standard output."""
        code, out, _ = cloud.check("--json")
        told = json.loads(out)
        assert (code, told["command"], told["exit_code"]) == (0, "check", 0)
        steps = {one["step"]: one for one in told["steps"]}
        assert {one["mark"] for one in steps.values()} == {"ok"}
        assert steps["endpoint"]["cloud_id"] == "CLOUD-ID"
        assert steps["secret"]["secrets"] == [
            {
                "option": "confluence_api_token",
                "from": "given in the environment variable CONFLUENCE_API_TOKEN",
            }
        ]
        assert steps["user"]["user"]["email"] == WRITER
        assert {row["token"] for row in told["scopes"]} == {
            "granted",
            "missing",
            "not needed by any call today",
        }

    def test_classic_token_on_the_gateway(self, cloud):
        """It works there, as on Atlassian's; the check says that it has no scopes."""
        cloud.token("classic")
        code, out, _ = cloud.check()
        assert code == 0
        assert "none: it is a classic token, which may do all that its user may" in out
        assert "The site takes it as well as the gateway" in out

    def test_classic_token_on_the_site(self, cloud):
        """A site takes no other tokens."""
        cloud.token("classic")
        code, out, _ = cloud.check(api_token_scoped=None)
        assert code == 0
        assert "scopes       none: only a classic token works on the site" in out

    def test_token_of_a_service_account(self, cloud):
        """Sent alone; its scopes are told like those of a person's token."""
        cloud.token("service", TWELVE_SCOPES - {"write:watcher:confluence"})
        code, out, _ = cloud.check(server_user=None)
        assert code == 0
        assert "sent alone (Bearer)" in " ".join(out.split())
        assert "warning      scopes       missing: write:watcher:confluence" in out

    def test_oauth_credentials(self, cloud):
        """The server for access tokens names the scopes, so that none is tried out."""
        client_id, secret = cloud.sandbox.add_oauth_client(
            scopes=TWELVE_SCOPES - {"write:watcher:confluence"}, user=WRITER
        )
        cloud.env = {"CONFLUENCE_OAUTH_CLIENT_SECRET": secret}
        code, out, _ = cloud.check(
            server_user=None,
            api_token_scoped=None,
            oauth_client_id=client_id,
            oauth_token_url=cloud.addresses.token_url,
        )
        assert code == 0
        assert "the access tokens that it gets are sent alone (Bearer)" in " ".join(out.split())
        assert "warning      scopes       missing: write:watcher:confluence" in out
        assert [call.operation for call in cloud.sandbox.requests if call.status == 401] == []

    def test_oauth_credentials_without_a_scope_that_is_needed(self, cloud):
        """What is missing is named, and where new credentials come from."""
        client_id, secret = cloud.sandbox.add_oauth_client(
            scopes=TWELVE_SCOPES - {"write:page:confluence"}, user=WRITER
        )
        cloud.env = {"CONFLUENCE_OAUTH_CLIENT_SECRET": secret}
        code, _, err = cloud.check(
            server_user=None,
            api_token_scoped=None,
            oauth_client_id=client_id,
            oauth_token_url=cloud.addresses.token_url,
        )
        assert code == 4
        assert "The server for access tokens does not name them" in err
        assert "https://admin.atlassian.com" in err

    def test_credentials_of_a_service_account(self, cloud):
        """The access tokens that they get have scopes as well."""
        scopes = TWELVE_SCOPES - {"write:page:confluence"}
        client_id, secret = cloud.sandbox.add_oauth_client(scopes=scopes)
        cloud.env = {"CONFLUENCE_OAUTH_CLIENT_SECRET": secret}
        code, out, err = cloud.check(
            server_user=None,
            api_token_scoped=None,
            oauth_client_id=client_id,
            oauth_token_url=cloud.addresses.token_url,
        )
        assert code == 4
        assert "the access tokens that it gets are sent alone (Bearer)" in " ".join(out.split())
        assert "write:page:confluence              missing  needed" in out
        assert "Have new ones made for the service account" in err

    def test_bundle(self, cloud, tmp_path):
        """A job without conf.py takes what the build has recorded; the address and the token it has itself."""
        source = tmp_path / "source"
        source.mkdir()
        (source / "conf.py").write_text(
            "extensions = ['sphinx_to_confluence']\nconfluence_space_key = 'DOC'\n"
        )
        (source / "index.rst").write_text("Title\n=====\n\nText.\n")
        bundle = str(tmp_path / "bundle")
        build = [sys.executable, "-m", "sphinx", "-q", "-b", "confluence", str(source), bundle]
        subprocess.run(build, check=True)
        for name in ("server_url", "cloud", "api_gateway", "api_token_scoped", "server_user"):
            cloud.env[f"CONFLUENCE_{name.upper()}"] = str(cloud.conf[name])
        code, out, _ = cloud.check("-C", bundle, confdir=False)
        assert code == 0
        assert "confluence_space_key = 'DOC'  (recorded in the bundle when it was built)" in out

    def test_all_scopes_at_an_address_of_the_gateway(self, cloud):
        """There it cannot be told whether it is a classic token: it is sent to no site that an answer names."""
        cloud.token(scopes=ALL_SCOPES | {"read:comment:confluence", "write:comment:confluence"})
        code, out, _ = cloud.check(server_url=cloud.addresses.gateway_url, api_token_scoped=None)
        assert code == 0
        assert "all are there; or it is a classic token, which has none" in " ".join(out.split())


WHOLE = """\
ok           options      7 options of publishing
                          confluence_server_url = 'http://SITE/wiki'  (conf.py)
                          confluence_api_token_scoped = True  (conf.py)
                          confluence_space_key = 'DOC'  (conf.py)
                          confluence_parent_page = 'Manuals'  (conf.py)
                          confluence_server_user = 'writer@example.com'  (conf.py)
                          confluence_cloud = True  (conf.py)
                          confluence_api_gateway = 'http://SITE/ex/confluence/'  (conf.py)
ok           secret       confluence_api_token, from the environment variable CONFLUENCE_API_TOKEN; sent with
                          the user writer@example.com
ok           connection   SITE answers (not encrypted)
                          The clocks agree.
ok           endpoint     Confluence Cloud, through the API gateway:
                          http://SITE/ex/confluence/CLOUD-ID/
                          confluence_api_token_scoped is on, so that calls go through Atlassian's API gateway
                          (the one of confluence_api_gateway); the cloud id was asked from
                          http://SITE/_edge/tenant_info.
ok           user         Wendy Writer (writer@example.com), a person
ok           space        DOC "Documentation" (id {space})
ok           place        below the page "Manuals" (id {page})
                          http://SITE/wiki/spaces/DOC/pages/{page}
ok           permissions  the user may add pages, add attachments, delete pages, delete attachments, edit the
                          page
ok           scopes       all that this project uses are there

Scope                              Token    Here      For
read:space:confluence              granted  needed    finding the space
read:page:confluence               granted  needed    reading what is published already
write:page:confluence              granted  needed    publishing, moving and ordering pages, their width
delete:page:confluence             granted  used      taking created pages back (undo, remove)
read:attachment:confluence         granted  needed    comparing the files on pages that change
read:content-details:confluence    granted  needed    images and files, and objects.inv (confluence_publish_intersphinx)
write:attachment:confluence        granted  needed    images and files, and objects.inv (confluence_publish_intersphinx)
delete:attachment:confluence       granted  used      removing files that are no longer on a page
read:content.metadata:confluence   granted  not used  only with confluence_orphans = 'archive', or a folder as \
confluence_parent_page
read:content.property:confluence   -        not used  nothing: no call of Confluence asks for it today
write:content.property:confluence  -        not used  nothing: no call of Confluence asks for it today
write:watcher:confluence           granted  used      not watching created pages (confluence_watch is off)
read:label:confluence              missing  not used  only for documents with a field 'labels', and \
confluence_global_labels
write:label:confluence             missing  not used  only for documents with a field 'labels', and \
confluence_global_labels
read:comment:confluence            missing  extra     naming whose inline comments lose their text
write:comment:confluence           missing  not used  only with confluence_lost_comments = 'footer'
"""


class TestScopes:
    """What is said when scopes are missing."""

    def test_needed_and_used(self, cloud):
        """The one that publishing needs makes it wrong; the new token is to have all that this project uses."""
        cloud.token(scopes=TWELVE_SCOPES - {"write:page:confluence", "write:watcher:confluence"})
        code, out, err = cloud.check(global_labels=["docs"])
        assert code == 4
        assert (
            "wrong scopes missing: write:page:confluence, write:watcher:confluence, "
            "read:label:confluence, write:label:confluence Scope Token"
        ) in " ".join(out.split())
        assert (
            "write:label:confluence             missing  used      labels (docs: confluence_global"
            in out
        )
        assert err.startswith(
            "sphinx-to-confluence: the token lacks a scope that publishing needs.\n"
            '  The gateway answers "scope does not match" to calls that need write:page:confluence.\n'
        )
        assert "with these 14 scopes:\n    read:space:confluence\n" in err

    def test_the_first_call_is_refused(self, cloud):
        """The table is shown even though the space cannot be found; the error names all that is missing."""
        lacking = {"read:space:confluence", "read:page:confluence"}
        cloud.token(scopes=TWELVE_SCOPES - lacking)
        code, out, err = cloud.check()
        assert code == 4
        assert "wrong        space        could not find the space DOC\nnot reached  place\n" in out
        assert "the token lacks 2 scopes that publishing needs" in err

    def test_the_token_may_not_ask_who_it_is(self, cloud):
        """That is a warning at first; what it means for files is told with the scopes."""
        cloud.token(scopes=TWELVE_SCOPES - {"read:content-details:confluence"})
        code, out, err = cloud.check()
        assert code == 4
        assert "warning      user         the token is taken, but it may not ask whose it is" in out
        assert "calls that need read:content-details:confluence" in err

    def test_watching(self, cloud):
        """A scope that the configuration makes useless is not missed."""
        cloud.token(scopes=TWELVE_SCOPES - {"write:watcher:confluence"})
        code, out, _ = cloud.check(watch=True)
        assert code == 0
        assert (
            "write:watcher:confluence           missing  not used  nothing while confluence_watch"
            in out
        )


def _token(**changes):
    return lambda site: site.token(**changes)


def _env(name, value):
    def change(site):
        site.env = {name: value}

    return change


def _option(name, value):
    return lambda site: setattr(site.sandbox.options, name, value)


def _nobody_there(site):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    site.conf["server_url"] = f"http://127.0.0.1:{port}/wiki"


def _read_only(site):
    reader = site.sandbox.add_user("reader@example.com", "Reader")
    site.sandbox.set_access("DOC", reader, "read")
    site.token(user="reader@example.com")
    site.conf["server_user"] = "reader@example.com"


def _restricted(site):
    page = site.sandbox.store.page_by_title("DOC", "Manuals")
    site.sandbox.restrict_page(page.id, site.sandbox.admin)


def _set(**changes):
    return lambda site: site.conf.update(changes)


def _without_product(site):
    site.sandbox.options.no_product_access.add(WRITER)


ALIKE = (
    "  The server answered 403: caller cannot access Confluence.\n"
    "  Confluence Cloud answers alike when the e-mail address is not that of the token, when the token is mistyped, "
    "expired (each does after a year at most) or revoked, and when the account has no access to Confluence.\n"
    "  Find out which it is:\n"
)

WRONG_ON_CLOUD = [
    # what is done, the step that fails, the exit code, what is said
    ("wrong e-mail", _set(server_user="wendy@example.com"), "user", 4, ALIKE),
    ("expired token", _token(expired=True), "user", 4, ALIKE),
    ("no access to the product", _without_product, "user", 4, ALIKE),
    (
        "no token",
        _env("CONFLUENCE_API_TOKEN", ""),
        "secret",
        2,
        "there is no secret to sign in with.\n"
        "  CONFLUENCE_API_TOKEN is set, but empty.\n"
        "  In a CI job: the variable is not passed on to this job, or it is one for protected branches only.\n"
        "  Set the environment variable CONFLUENCE_API_TOKEN; other places",
    ),
    (
        "unfilled variable",
        _env("CONFLUENCE_API_TOKEN", "${CI_TOKEN}"),
        "secret",
        2,
        "confluence_api_token cannot be a token: it is the name of a variable, and not what is in it.\n",
    ),
    (
        "quoted token",
        _env("CONFLUENCE_API_TOKEN", "'ATATT3xFfGF0'"),
        "secret",
        2,
        "there are quotation marks around it",
    ),
    (
        "with the word Bearer",
        _env("CONFLUENCE_API_TOKEN", "Bearer ATATT3xFfGF0"),
        "secret",
        2,
        "it begins with the name of a way to sign in",
    ),
    (
        "wrong cloud id beside a site",
        _set(cloud_id=OTHER_ID),
        "endpoint",
        2,
        f"  http://SITE/_edge/tenant_info says that the cloud id is CLOUD-ID.\n  It is set to {OTHER_ID}",
    ),
    (
        "wrong cloud id in an address",
        lambda site: site.conf.update(
            server_url=f"{site.addresses.origin}/ex/confluence/{OTHER_ID}/", api_token_scoped=False
        ),
        "user",
        4,
        "The gateway knows no Confluence site with this cloud id.",
    ),
    (
        "wrong space key",
        _set(space_key="DCO"),
        "space",
        4,
        'Perhaps one of these is meant: DOC ("Documentation").',
    ),
    (
        "wrong parent page",
        _set(parent_page="Manual"),
        "place",
        4,
        "Confluence shows no current page of that title in the space DOC.",
    ),
    ("may only read", _read_only, "permissions", 4, "look at the space, and add nothing to it"),
    ("restricted page", _restricted, "permissions", 4, "look at the page, and not change it"),
    (
        "list of addresses",
        _option("ip_allow_list", value=True),
        "user",
        4,
        "The organisation lets only certain IP addresses in",
    ),
    (
        "page to log in",
        _option("login_page", value="Example Corp: Sign in"),
        "endpoint",
        4,
        'the server answered 200: an HTML page, "Example Corp: Sign in".\n',
    ),
    (
        "Basic disabled",
        _option("basic_auth", value=False),
        "user",
        4,
        "An administrator has disabled signing in with a user and a password or token",
    ),
    (
        "no such site",
        _option("tenant_info", value=False),
        "endpoint",
        2,
        "could not find a Confluence Cloud site at SITE.\n",
    ),
    ("nobody there", _nobody_there, "connection", 4, "The server does not take the connection."),
    (
        "mistyped domain",
        _set(server_url="https://example.atlassian.nte/wiki", api_gateway=None),
        "connection",
        4,
        "perhaps https://example.atlassian.net/wiki is meant",
    ),
    (
        "proxy that is not there",
        _set(server_url="https://example.atlassian.net/wiki", proxy="http://127.0.0.1:9"),
        "connection",
        4,
        "could not reach example.atlassian.net through the proxy http://127.0.0.1:9.\n"
        "  No connection through the proxy.\n",
    ),
    (
        "token of a person, alone",
        _set(server_user=None),
        "user",
        4,
        "it is the token of a person: such a token needs its user",
    ),
    ("no space key", _set(space_key=None), "options", 2, "Set confluence_space_key = 'DOC'"),
]

WRONG_ON_DATA_CENTER = [
    (
        "expired token",
        _token(kind="pat", expired=True),
        "user",
        4,
        "access token is wrong, expired",
    ),
    (
        "context path forgotten",
        lambda site: site.conf.update(server_url=site.addresses.origin),
        "user",
        4,
        "on Data Center it includes the context path, such as /confluence",
    ),
    ("wrong space key", _set(space_key="DOCS"), "space", 4, 'is meant: DOC ("Documentation")'),
    ("no access to the product", _without_product, "user", 4, "the global permission Can Use"),
    (
        "single sign-on",
        _option("single_sign_on", value=True),
        "user",
        4,
        "wants us to go to login.example.com",
    ),
]


def _marks(out):
    rows = (re.split(r"  +", line.strip()) for line in out.splitlines())
    words = {"ok", "warning", "wrong", "not reached"}
    return {step: mark for mark, step, *_ in (row for row in rows if row[0] in words)}


class TestWrong:
    """Each thing that can be wrong is told by what is wrong with it, once, with the exit code of its error."""

    @pytest.mark.parametrize(
        ("change", "step", "code", "said"),
        [row[1:] for row in WRONG_ON_CLOUD],
        ids=[row[0] for row in WRONG_ON_CLOUD],
    )
    def test_cloud(self, cloud, change, step, code, said):
        """On Cloud."""
        change(cloud)
        self.look(cloud, step, code, said)

    @pytest.mark.parametrize(
        ("change", "step", "code", "said"),
        [row[1:] for row in WRONG_ON_DATA_CENTER],
        ids=[row[0] for row in WRONG_ON_DATA_CENTER],
    )
    def test_data_center(self, data_center, change, step, code, said):
        """On Data Center."""
        change(data_center)
        self.look(data_center, step, code, said)

    def look(self, site, step, code, said):
        """Check, and compare; what comes behind the step that fails is not reached."""
        found, out, err = site.check(publish_retry_attempts=0)
        marks = _marks(out)
        steps = list(marks)
        assert marks[step] == "wrong"
        assert {marks[one] for one in steps[steps.index(step) + 1 :]} <= {"not reached"}
        assert said in err
        assert found == code
        assert err.startswith("sphinx-to-confluence: ")

    def test_scoped_token_on_the_site(self, cloud):
        """The check tries the gateway by itself, and says that the token works there and what to put into conf.py."""
        code, out, _ = cloud.check(api_token_scoped=None)
        assert code == 0
        told = " ".join(out.split())
        assert "This token works there: http://SITE/ex/confluence/CLOUD-ID/" in told
        assert "confluence_api_token_scoped = True, confluence_cloud_id = 'CLOUD-ID'" in told
        assert _marks(out)["user"] == "warning"

    def test_wrong_token_with_anonymous_access(self, data_center):
        """Data Center answers, but as to nobody."""
        data_center.sandbox.options.anonymous_access = True
        data_center.env = {"CONFLUENCE_PUBLISH_TOKEN": "a-wrong-token"}
        code, _, err = data_center.check()
        assert code == 4
        assert "Confluence answered, but as to somebody who is not signed in." in err

    def test_captcha(self, data_center):
        """After some wrong passwords another answer comes."""
        data_center.env = {"CONFLUENCE_SERVER_PASS": "wrong-password"}
        data_center._monkeypatch.delenv("CONFLUENCE_PUBLISH_TOKEN", raising=False)
        data_center.conf["server_user"] = WRITER
        data_center.sandbox.options.captcha_after = 1
        assert "The user or the password is wrong." in data_center.check()[2]
        assert "wants this user to solve a CAPTCHA" in data_center.check()[2]

    def test_clock(self, cloud):
        """A clock that is wrong is a warning."""
        cloud.sandbox.options.clock_skew_s = -7200
        code, out, _ = cloud.check()
        assert code == 0
        assert "The clock of this machine is 2 hours ahead of that of the server." in out
        assert _marks(out)["connection"] == "warning"

    def test_expired_access_token(self, cloud):
        """What a token says about itself is a hint, and the first thing to look at when it is refused."""
        claims = base64.urlsafe_b64encode(json.dumps({"exp": 1_700_000_000}).encode()).decode()
        cloud.env = {"CONFLUENCE_API_TOKEN": f"eyJhbGciOiJub25lIn0.{claims.rstrip('=')}.c2ln"}
        code, out, err = cloud.check(server_user=None)
        assert code == 4
        assert "an access token that has expired, on 2023-11-14 at 22:13" in out
        assert "Look at this first: confluence_api_token is an access token that has expired" in err

    def test_json_of_an_error(self, cloud):
        """The steps and the error, in one document."""
        cloud.conf["space_key"] = "DCO"
        code, out, err = cloud.check("--json")
        told = json.loads(out)
        assert (code, told["exit_code"], told["error"]["type"]) == (4, 4, "NotFound")
        assert [one["mark"] for one in told["steps"]][4:] == ["ok", "wrong", *["not reached"] * 3]
        assert "sphinx-to-confluence:" not in err

    def test_personal_access_token_for_cloud(self, cloud):
        """The user that is configured is not sent with it, which is what has to be said."""
        cloud._monkeypatch.delenv("CONFLUENCE_API_TOKEN", raising=False)
        cloud.env = {"CONFLUENCE_PUBLISH_TOKEN": "a-token-of-somewhere"}
        code, out, err = cloud.check()
        assert (code, _marks(out)["secret"]) == (4, "warning")
        assert (
            "Look at this first: confluence_publish_token is for Data Center, and this is Confluence Cloud: "
            "it is sent without the user. Give the API token of that user as confluence_api_token"
        ) in err

    def test_api_token_for_data_center(self, data_center):
        """It goes out as a password, which nobody has set."""
        data_center._monkeypatch.delenv("CONFLUENCE_PUBLISH_TOKEN", raising=False)
        data_center.env = {"CONFLUENCE_API_TOKEN": "a-token-of-cloud"}
        code, out, err = data_center.check(server_user=WRITER)
        assert (code, _marks(out)["secret"]) == (4, "warning")
        assert (
            "Give a personal access token as confluence_publish_token (CONFLUENCE_PUBLISH_TOKEN)"
            in (err)
        )

    def test_no_conf_py(self, cloud, tmp_path):
        """What was read is said; it is none that has been found."""
        empty = tmp_path / "empty"
        empty.mkdir()
        cloud._monkeypatch.chdir(empty)
        code, _, err = cloud.check(confdir=False)
        assert code == 2
        assert "No conf.py was read." in err

    def test_extension_is_not_listed(self, cloud):
        """Options without the extension are of no use to sphinx-build; but it may be loaded otherwise."""
        code, out, _ = cloud.check(extensions=["sphinx.ext.todo"])
        assert (code, _marks(out)["options"]) == (0, "warning")
        assert "extensions in conf.py does not list this extension" in out

    def test_silence(self, cloud):
        """A server that takes the request and says nothing is not waited for longer than the option says."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}/wiki"
            code, _, err = cloud.check(server_url=url, timeout=0.2)
        assert code == 4
        assert "did not answer in time" in err

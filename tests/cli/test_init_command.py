"""``sphinx-to-confluence init``: from an address out of the browser to a ``conf.py`` that works."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import build_parser, init, main
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.sandbox import TWELVE_SCOPES, Sandbox

WRITER = "writer@example.com"
CONF = 'project = "Handbook"\n\nextensions = [\n    "sphinx.ext.todo",\n]\n'


class Person:
    """Somebody at the keyboard, with answers."""

    is_there = True

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def ask(self, question):
        """Answer the next question."""
        self.asked.append(question)
        return self.answers.pop(0)

    ask_hidden = ask


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A sandbox behind a socket with the page Manuals, and a project without options in the current directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("API_TOKEN", "PUBLISH_TOKEN", "SERVER_PASS"):
        monkeypatch.delenv(f"CONFLUENCE_{name}", raising=False)
    (tmp_path / "doc").mkdir()
    (tmp_path / "doc" / "conf.py").write_text(CONF)
    (tmp_path / "doc" / "index.rst").write_text("Handbook\n========\n\nHello.\n")
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        sandbox.addresses_of_socket = addresses
        sandbox.page = sandbox.add_page("DOC", "Manuals")
        sandbox.url = f"{addresses.site_url}/spaces/DOC/pages/{sandbox.page.id}/Manuals"
        sandbox.secret = sandbox.add_token("scoped", scopes=TWELVE_SCOPES, user=WRITER)
        yield sandbox


@pytest.fixture
def conf_py(tmp_path):
    """The file."""
    return tmp_path / "doc" / "conf.py"


def flags(site, kind="scoped", *more):
    """Everything as arguments."""
    return [*("init", "--yes", "--url", site.url, "--token-kind", kind, "--user", WRITER), *more]


def options(site, **changes):
    """The options that are written for the sandbox, as they stand in conf.py."""
    origin = site.addresses_of_socket.origin
    values = {
        "server_url": f"{origin}/wiki",
        "cloud": True,
        "api_token_scoped": True,
        "api_gateway": f"{origin}/ex/confluence/",
        "server_user": WRITER,
        "space_key": "DOC",
        "parent_page": int(site.page.id),
    } | changes
    return {f"confluence_{name}": value for name, value in values.items() if value is not None}


def said(path):
    """The options that a conf.py sets."""
    names = {}
    exec(path.read_text(encoding="utf-8"), {}, names)
    return {name: value for name, value in names.items() if name.startswith("confluence_")}


class TestPerson:
    """Somebody answers questions."""

    def test_all_defaults(self, site, conf_py, capsys):
        """The address, the e-mail address, the token and a yes are all that has to be typed."""
        person = Person(site.url, "", WRITER, "", "", "", site.secret, "y")
        code = init.run(build_parser().parse_args(["init"]), Console("init", terminal=person))
        assert (code, person.answers) == (0, [])
        assert said(conf_py) == options(site)
        assert conf_py.read_text().startswith(CONF)
        out = capsys.readouterr().out
        assert site.secret not in out + conf_py.read_text()
        assert "ok           scopes       all that this project uses are there" in out
        assert '+extensions = [*extensions, "sphinx_to_confluence"]' in out
        assert "export CONFLUENCE_API_TOKEN=..." in out
        assert out.endswith("  sphinx-to-confluence plan\n  sphinx-to-confluence publish\n")

    def test_result_builds_and_publishes(self, site, monkeypatch):
        """At once, by the commands that are shown."""
        monkeypatch.setenv("CONFLUENCE_API_TOKEN", site.secret)
        assert main(flags(site, "scoped", "--token-env")) == 0
        build = [sys.executable, "-m", "sphinx", "-b", "confluence", "doc", "build/confluence"]
        subprocess.run(build, check=True, capture_output=True)
        assert main(["publish"]) == 0
        assert site.outline("DOC") == {"Documentation": {"Manuals": {"Handbook": {}}}}

    def test_wrong_answers_are_asked_again(self, site, capsys):
        """Until they can be right; a token in the wrong place is refused."""
        person = Person(
            *(site.url, "nothing", "1", WRITER, "a b", "DOC", "home"),
            *("file", "ATATT3xFfGF0abcdef", "token.txt", "n"),
        )
        arguments = build_parser().parse_args(["init", "--no-check"])
        init.run(arguments, Console("init", terminal=person))
        out = capsys.readouterr().out
        assert "That is none of scoped, classic, service, oauth." in out
        assert "That is no space key" in out
        assert "That looks like a token itself" in out
        assert "ATATT3" not in out
        assert "Nothing was written." in out

    def test_what_does_not_work(self, site, conf_py, capsys):
        """It is told, and nothing is written unless the person wants it."""
        answers = (site.url, "scoped", "wendy@example.com", "", "", "environment", site.secret)
        arguments = build_parser().parse_args(["init"])
        with pytest.raises(Exception, match="could not sign in"):
            init.run(arguments, Console("init", terminal=Person(*answers, "n")))
        assert conf_py.read_text() == CONF
        init.run(arguments, Console("init", terminal=Person(*answers, "y", "y")))
        assert said(conf_py)["confluence_server_user"] == "wendy@example.com"
        assert "Find out which it is" in capsys.readouterr().out

    @pytest.mark.parametrize(
        "answer",
        [
            ["--user", "ATATT3xFfGF0abcdef"],
            ["--parent", "ATATT3xFfGF0abcdef"],
            ["--token-command", "echo ATATT3xFfGF0abcdef"],
        ],
    )
    def test_a_token_in_an_argument(self, site, conf_py, capsys, answer):
        """It is refused wherever it stands, and not shown."""
        before = conf_py.read_bytes()
        arguments = flags(site, "scoped", "--no-check", *answer)
        assert main(arguments) == 2
        printed = capsys.readouterr()
        assert "looks like a token itself" in printed.err
        assert "ATATT3x" not in printed.out + printed.err
        assert conf_py.read_bytes() == before

    def test_without_a_token(self, site, conf_py, capsys):
        """Somebody who has none yet sets the project up all the same."""
        person = Person(site.url, "scoped", WRITER, "", "", "environment", "", "y")
        init.run(build_parser().parse_args(["init"]), Console("init", terminal=person))
        assert "Not checked, since there is no token yet" in capsys.readouterr().out
        assert said(conf_py) == options(site)


class TestArguments:
    """Nobody is asked."""

    def test_again(self, site, conf_py, monkeypatch, capsys):
        """The second run writes its block anew; the same answers change nothing."""
        monkeypatch.setenv("CONFLUENCE_API_TOKEN", site.secret)
        assert main(flags(site, "scoped", "--token-env")) == 0
        first = conf_py.read_bytes()
        assert main(flags(site, "scoped", "--token-env")) == 0
        assert "says all of this already" in capsys.readouterr().out
        assert conf_py.read_bytes() == first
        assert main(flags(site, "scoped", "--token-env", "--parent", "home")) == 0
        assert said(conf_py) == options(site, parent_page=None)
        assert conf_py.read_text().startswith(CONF)

    @pytest.mark.parametrize(
        ("kind", "more", "expected"),
        [
            ("classic", ["--token-env"], {"api_token_scoped": None, "api_gateway": None}),
            (
                "scoped",
                ["--token-command", "pass show confluence"],
                {"api_token_command": "pass show confluence"},
            ),
            ("scoped", ["--token-keyring", "confluence"], {"api_token_keyring": "confluence"}),
            ("scoped", ["--token-file", "../token.txt"], {"api_token_file": "../token.txt"}),
            ("service", ["--token-env"], {"server_user": None}),
            ("oauth", ["--token-env"], {"server_user": None, "oauth_client_id": WRITER}),
            (
                "pat",
                ["--token-env"],
                {
                    "cloud": False,
                    "server_user": None,
                    "api_token_scoped": None,
                    "api_gateway": None,
                },
            ),
            (
                "password",
                ["--token-env", "--parent", "My page"],
                {
                    "cloud": False,
                    "api_token_scoped": None,
                    "api_gateway": None,
                    "parent_page": "My page",
                },
            ),
        ],
    )
    def test_kinds(self, site, conf_py, kind, more, expected):
        """Each kind of token has its own options, and the options are accepted by a build."""
        assert main(flags(site, kind, "--no-check", *more)) == 0
        assert said(conf_py) == options(site, **expected)

    def test_print(self, site, tmp_path, capsys):
        """The lines alone, without a conf.py."""
        (tmp_path / "doc" / "conf.py").unlink()
        assert main(flags(site, "scoped", "--token-env", "--no-check", "--print")) == 0
        out = capsys.readouterr().out
        assert 'extensions = ["sphinx_to_confluence"]\nconfluence_server_url = "http' in out

    def test_no_conf_py(self, site, tmp_path, capsys):
        """Nothing is created, and it is said how to make a documentation."""
        (tmp_path / "doc" / "conf.py").unlink()
        assert main(flags(site)) == 2
        assert "sphinx-quickstart" in capsys.readouterr().err
        assert not (tmp_path / "doc" / "conf.py").exists()

    def test_json(self, site, monkeypatch, capsys):
        """The options, the check and what was written."""
        monkeypatch.setenv("CONFLUENCE_API_TOKEN", site.secret)
        assert main(flags(site, "scoped", "--token-env", "--json")) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["options"] == options(site)
        assert (told["checked"], told["written"]) == (True, True)
        assert {one["mark"] for one in told["check"]["steps"]} == {"ok"}

    def test_missing_answer(self, site, capsys):
        """What is missing, and which argument gives it."""
        assert main(["init", "--yes", "--url", site.url, "--token-kind", "scoped"]) == 2
        assert "E-mail address" in capsys.readouterr().err

    @pytest.mark.usefixtures("site")
    def test_kind_of_another_product(self, capsys):
        """A token of Data Center does not go with a site of Cloud."""
        url = "https://example.atlassian.net/wiki/spaces/DOC/overview"
        assert main(["init", "--yes", "--url", url, "--token-kind", "pat"]) == 2
        err = capsys.readouterr().err
        assert "--token-kind pat does not fit the address" in err
        assert "scoped, classic, service, oauth" in err

    def test_failing_check(self, site, conf_py, monkeypatch, capsys):
        """Nothing is written, and the exit code is that of what is wrong."""
        monkeypatch.setenv("CONFLUENCE_API_TOKEN", site.secret)
        assert main(flags(site, "scoped", "--token-env", "--space", "DCO")) == 4
        assert 'Perhaps one of these is meant: DOC ("Documentation")' in capsys.readouterr().err
        assert conf_py.read_text() == CONF


class TestExistingOptions:
    """The conf.py has options of publishing already."""

    def test_other_values(self, site, conf_py, capsys):
        """They are shown; without somebody to ask, --overwrite is needed."""
        conf_py.write_text(f'{CONF}confluence_space_key = "OLD"\n')
        arguments = flags(site, "scoped", "--token-env", "--no-check")
        assert main(arguments) == 2
        shown = capsys.readouterr()
        assert "confluence_space_key  'OLD'  'DOC'" in shown.out
        assert "--overwrite" in shown.err
        assert main([*arguments, "--overwrite"]) == 0
        assert said(conf_py) == options(site)
        assert conf_py.read_text().startswith(f'{CONF}confluence_space_key = "OLD"\n')

    def test_same_values(self, site, conf_py):
        """They are not written twice."""
        conf_py.write_text(f'{CONF}confluence_space_key = "DOC"\n')
        assert main(flags(site, "scoped", "--token-env", "--no-check")) == 0
        assert conf_py.read_text().count("confluence_space_key") == 1

    def test_set_back(self, site, conf_py):
        """What the answers do without, and would not go together with them, is set back."""
        conf_py.write_text(
            f"{CONF}confluence_publish_root = 7\nconfluence_cloud_id = 'x'\n"
            "confluence_api_token = lambda: 'x'\n"
        )
        more = ("--token-file", "../token", "--no-check", "--overwrite")
        assert main(flags(site, "scoped", *more)) == 0
        found = said(conf_py)
        assert found["confluence_publish_root"] is None
        assert found["confluence_cloud_id"] is None
        assert found["confluence_api_token"] is None
        assert found["confluence_api_token_file"] == "../token"

    def test_broken(self, site, conf_py, capsys):
        """A file that Python cannot read is left alone."""
        conf_py.write_text("project = ")
        assert main(flags(site)) == 2
        assert "cannot put options into the conf.py" in capsys.readouterr().err


def test_data_center_is_asked(tmp_path, monkeypatch, capsys):
    """A host that does not tell is asked whether it is Cloud, and a Data Center is none."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf.py").write_text(CONF)
    with Sandbox(flavour="datacenter", context_path="/confluence") as sandbox:
        sandbox.add_space("DOC", "Documentation")
        token = sandbox.add_token("pat", user=WRITER)
        with sandbox.serve() as addresses:
            url = f"{addresses.site_url}/spaces/DOC/pages/7"
            person = Person(url, "", "", "home", "", token, "y")
            init.run(build_parser().parse_args(["init"]), Console("init", terminal=person))
    assert said(tmp_path / "conf.py") == {
        "confluence_server_url": addresses.site_url,
        "confluence_cloud": False,
        "confluence_space_key": "DOC",
    }
    out = capsys.readouterr().out
    assert "It is Confluence Data Center." in out
    assert "export CONFLUENCE_PUBLISH_TOKEN=..." in out


def test_answers_that_cannot_be_right(tmp_path, monkeypatch):
    """An argument with a wrong value is told with its name."""
    monkeypatch.chdir(tmp_path)
    arguments = ["init", "--print", "--url", "https://example.atlassian.net", "--space", "a/b"]
    parsed = build_parser().parse_args([*arguments, "--token-kind", "service", "--token-env"])
    with pytest.raises(ConfigurationError, match="--space gives is"):
        init.run(parsed, Console("init"))

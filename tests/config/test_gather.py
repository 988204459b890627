"""Secrets from each source, and what a person is told when one cannot be had."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from requests.auth import HTTPBasicAuth

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.gather import advice, gather, problems_of_secrets
from sphinx_to_confluence.config.obtain import Obtainer
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import Sources
from sphinx_to_confluence.errors import CredentialError


class Person:
    """Somebody at the terminal, or nobody."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    @property
    def is_there(self):
        """Whether the person has anything to say."""
        return bool(self.answers)

    def ask(self, question):
        """Answer a question."""
        return self._answer("shown", question)

    def ask_hidden(self, question):
        """Answer a question without being watched."""
        return self._answer("hidden", question)

    def _answer(self, how, question):
        self.asked.append((how, question))
        answer = self.answers.pop(0)
        if answer is None:
            raise EOFError
        return answer


def sources(command_line=None, conf_py=None, environment=None):
    """The three places, by names without the prefix."""
    return Sources(
        {f"confluence_{name}": value for name, value in (command_line or {}).items()},
        {f"confluence_{name}": value for name, value in (conf_py or {}).items()},
        {f"CONFLUENCE_{name.upper()}": value for name, value in (environment or {}).items()},
    )


@pytest.fixture
def had(tmp_path):
    """Gather credentials in a temporary source directory; what was warned of is in ``had.warned``."""

    def gathered(*places, settings=None, person=None):
        obtainer = Obtainer(tmp_path, gathered.warned.append)
        return gather(settings or Settings(), sources(*places), obtainer, person or Person())

    gathered.warned = []
    return gathered


def printing(text, *, code=0, complaint=""):
    """A program that prints something."""
    script = f"import sys; print({text!r}); print({complaint!r}, file=sys.stderr); sys.exit({code})"
    return [sys.executable, "-c", script]


def write_secret(path: Path, text="  s3cret\n", mode=0o600):
    """A file that only its owner can read."""
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


@pytest.mark.parametrize(
    "places",
    [
        ({"api_token": "s3cret"},),
        ({}, {"api_token": "s3cret"}),
        ({}, {"api_token": lambda: "s3cret"}),
        ({}, {"api_token_command": printing("  s3cret  ")}),
        ({}, {"api_token_command": "echo s3cret"}),
        ({}, {"api_token_command": ("echo", "s3cret")}),
        ({"api_token_command": "echo s3cret"},),
        ({}, {"api_token_file": "token"}),
        ({"api_token_file": "token"},),
        ({}, {}, {"api_token": "s3cret"}),
        ({}, {}, {"api_token_command": "echo s3cret"}),
        ({}, {}, {"api_token_file": "token"}),
    ],
)
def test_a_token_can_come_from_every_source(had, tmp_path, places):
    """The value, a function, a program or a file, in each place."""
    write_secret(tmp_path / "token")
    assert had(*places) == Credentials(api_token="s3cret")
    assert had.warned == []


@pytest.mark.parametrize(
    ("places", "token"),
    [
        (({"api_token": "a"}, {"api_token": "b"}, {"api_token": "c"}), "a"),
        (({"api_token_command": "echo a"}, {"api_token": "b"}), "a"),
        (({}, {"api_token_command": "echo b"}, {"api_token": "c"}), "b"),
        (({}, {"api_token": lambda: "b"}, {"api_token": "c"}), "b"),
        (({}, {}, {"api_token": "c"}), "c"),
        (({"api_token": ""}, {"api_token": "b"}), None),
    ],
)
def test_the_place_decides_before_the_way(had, places, token):
    """The command line goes before conf.py and conf.py before the environment, however they give the secret."""
    assert had(*places) == Credentials(api_token=token)


def test_secrets_of_every_kind_are_had(had):
    """Dictionaries as JSON or pairs, from programs as well; auth objects as they are."""
    auth = HTTPBasicAuth("writer", "s3cret")
    assert had(
        {},
        {
            "publish_token": "personal",
            "server_pass": "password",
            "publish_headers": {"X-Key": "key"},
            "server_cookies_command": ["echo", '{"sso": "cookie"}'],
            "server_auth": lambda: auth,
            "client_cert_pass": "phrase",
        },
        {"proxy_auth": "user:password"},
        settings=Settings(server_user="writer"),
    ) == Credentials(
        server_user="writer",
        publish_token="personal",
        server_pass="password",
        publish_headers={"X-Key": "key"},
        server_cookies={"sso": "cookie"},
        server_auth=auth,
        client_cert_pass="phrase",
        proxy_auth="user:password",
    )
    assert had({}, {"server_auth": auth}).server_auth is auth


def test_a_program_runs_without_a_shell_in_the_source_directory(had, tmp_path):
    """Nothing in an argument is a command."""
    write_secret(tmp_path / "token")
    assert had({}, {"api_token_command": "cat token"}).api_token == "s3cret"
    assert had({}, {"api_token_command": "echo a;id $HOME `id`"}).api_token == "a;id $HOME `id`"


@pytest.mark.skipif(os.name != "posix", reason="permissions are another matter there")
def test_a_file_that_everybody_can_read_is_warned_of(had, tmp_path):
    """It is used all the same."""
    write_secret(tmp_path / "token", mode=stat.S_IRUSR | stat.S_IROTH)
    assert had({}, {"api_token_file": "token"}).api_token == "s3cret"
    assert had.warned == [
        "the file of confluence_api_token_file, given in conf.py, holds a secret and can be read by every user of "
        "this machine; 'chmod o-r' mends that"
    ]


def raises():
    """A function that fails and would tell the secret."""
    raise KeyError("s3cret")


def where_it_raises():
    """The line that the message names."""
    return f"{__file__}, line {raises.__code__.co_firstlineno + 2}"


def from_conf_py(name):
    """How a message names the source."""
    return f"confluence_{name}, given in conf.py"


@pytest.mark.parametrize(
    ("conf_py", "message"),
    [
        (
            {"api_token": raises},
            "cannot get confluence_api_token.\n"
            f"  The function ({from_conf_py('api_token')}) raised KeyError in {where_it_raises()}.\n"
            "  The message is not shown here, since it might hold the secret: call the function by hand.",
        ),
        (
            {"api_token": lambda: None},
            "cannot use confluence_api_token.\n"
            f"  What comes from {from_conf_py('api_token')}, is no value.\n"
            "  Accepted: text or a function.",
        ),
        (
            {"api_token": lambda: ["s3cret"]},
            "cannot use confluence_api_token.\n"
            f"  What comes from {from_conf_py('api_token')}, is of the wrong type.\n"
            "  Accepted: text or a function.",
        ),
        (
            {"api_token": lambda: "s3cret\nX-Evil: 1"},
            "cannot use confluence_api_token.\n"
            f"  What comes from {from_conf_py('api_token')}, holds a line break, perhaps at its end, "
            "or another control character.\n"
            "  Accepted: text or a function.",
        ),
        (
            {
                "api_token_command": printing(
                    "s3cret", code=3, complaint="locked, not s3cret\x1b[2J"
                )
            },
            f"cannot get a secret from the program of {from_conf_py('api_token_command')}.\n"
            "  It ended with exit code 3: locked, not <hidden> [2J\n"
            "  Run it by hand to see what is wrong.",
        ),
        (
            {"api_token_command": printing("s3cret", code=3)},
            f"cannot get a secret from the program of {from_conf_py('api_token_command')}.\n"
            "  It ended with exit code 3.\n"
            "  Run it by hand to see what is wrong.",
        ),
        (
            {"api_token_command": "ATATT-s3cret"},
            f"cannot get a secret from the program of {from_conf_py('api_token_command')}.\n"
            "  It could not be run: No such file or directory.\n"
            "  The option names a program and its arguments, not the secret itself.",
        ),
        (
            {"api_token_command": printing("")},
            "cannot use confluence_api_token.\n"
            f"  What comes from {from_conf_py('api_token_command')}, is empty.\n"
            "  Accepted: text or a function.",
        ),
        (
            {"api_token_file": "ATATT-s3cret"},
            f"cannot read the file of {from_conf_py('api_token_file')}.\n"
            "  No such file or directory.\n"
            "  The option names a file, relative to the source directory, and not the secret itself.",
        ),
        (
            {"api_token_file": "ATATT-s3cret\0"},
            f"cannot read the file of {from_conf_py('api_token_file')}.\n"
            "  ValueError.\n"
            "  The option names a file, relative to the source directory, and not the secret itself.",
        ),
        (
            {"api_token_file": "two-lines"},
            "cannot use confluence_api_token.\n"
            f"  What comes from {from_conf_py('api_token_file')}, holds a line break, perhaps at its end, "
            "or another control character.\n"
            "  Accepted: text or a function.",
        ),
        (
            {"api_token_file": "binary"},
            "cannot use confluence_api_token.\n"
            f"  What comes from {from_conf_py('api_token_file')}, is not UTF-8.\n"
            "  Accepted: text or a function.",
        ),
        (
            {"server_cookies_command": "echo s3cret"},
            "cannot use confluence_server_cookies.\n"
            f"  What comes from {from_conf_py('server_cookies_command')}, is neither JSON nor 'name=value' with ';' "
            "between.\n"
            "  Accepted: a dictionary or a function.",
        ),
    ],
)
def test_a_source_that_fails_is_told_without_the_secret(had, tmp_path, conf_py, message):
    """The message names the source; what was read, printed or named never shows."""
    write_secret(tmp_path / "two-lines", "s3cret\ns3cret")
    (tmp_path / "binary").write_bytes(b"s3cret\xff")
    with pytest.raises(CredentialError) as error:
        had({}, conf_py)
    assert str(error.value) == message
    assert error.value.__suppress_context__ or error.value.__context__ is None


SITE = "https://example.atlassian.net/wiki"
PLACE = "https://example.com/confluence"


@pytest.mark.parametrize(
    ("settings", "answers", "asked", "credentials"),
    [
        (
            Settings(server_url=SITE, ask_user=True, ask_password=True),
            ["writer@example.com", " s3cret "],
            [
                ("shown", f"User for {SITE}: "),
                ("hidden", f"API token of writer@example.com for {SITE}: "),
            ],
            Credentials(server_user="writer@example.com", api_token="s3cret"),
        ),
        (
            Settings(server_url=PLACE, server_user="writer", ask_user=True, ask_password=True),
            ["s3cret"],
            [("hidden", f"Password of writer for {PLACE}: ")],
            Credentials(server_user="writer", server_pass="s3cret"),
        ),
        (
            Settings(server_url=SITE, api_token_scoped=True, ask_password=True),
            ["s3cret"],
            [("hidden", f"API token for {SITE}: ")],
            Credentials(api_token="s3cret"),
        ),
    ],
)
def test_a_person_is_asked_for_what_is_not_configured(had, settings, answers, asked, credentials):
    """The token on Cloud, the password on Data Center; what is secret is not shown."""
    person = Person(*answers)
    assert had(settings=settings, person=person) == credentials
    assert person.asked == asked


@pytest.mark.parametrize("secret", ["api_token", "publish_token", "server_pass"])
def test_nobody_is_asked_for_what_is_configured(had, secret):
    """Questions come last."""
    settings = Settings(server_user="writer", ask_user=True, ask_password=True)
    credentials = had({}, {secret: "s3cret"}, settings=settings)
    assert credentials == Credentials(server_user="writer", **{secret: "s3cret"})


@pytest.mark.parametrize(
    ("person", "message"),
    [
        (
            Person(),
            "cannot ask for what confluence_ask_password says.\n"
            "  There is no terminal to ask on; that is so in CI, in cron jobs and in pipes.\n"
            "  Turn it off and give the secret in another way, such as an environment variable.",
        ),
        (Person(None), "nothing was typed for confluence_ask_password."),
        (Person(" "), "nothing was typed for confluence_ask_password."),
    ],
)
def test_without_an_answer_there_is_an_error(had, person, message):
    """Nobody there, the end of the input, or nothing typed."""
    with pytest.raises(CredentialError) as error:
        had(settings=Settings(ask_password=True), person=person)
    assert str(error.value) == message


def test_mistakes_in_secrets_are_told_without_them():
    """The type, never the value, and more than one way in one place."""
    conf_py = {
        "api_token": ["s3cret"],
        "server_cookies": {"a": 1},
        "publish_token": "s3cret\n",
        "server_pass": "s3cret",
        "server_pass_file": "x",
        "server_auth": ("writer", "s3cret"),
        "client_cert_pass_command": "'s3cret",
    }
    environment = {"proxy_auth": "s3cret", "publish_headers": '{"Authorization": s3cret'}
    assert list(problems_of_secrets(sources({}, conf_py, environment))) == [
        "confluence_api_token is of the wrong type.\n"
        "    It is of type list, given in conf.py. Accepted: text or a function. "
        "Example: confluence_api_token = os.environ['CI_CONFLUENCE_TOKEN']",
        "confluence_publish_token holds a line break, perhaps at its end, or another control character.\n"
        "    It is of type str, given in conf.py. Accepted: text or a function. "
        "Example: confluence_publish_token = os.environ['CI_CONFLUENCE_TOKEN']",
        "confluence_server_pass and confluence_server_pass_file give the same secret in the same place.\n"
        "    Remove all but one of them.",
        "confluence_server_cookies has a key or a value that is no text.\n"
        "    It is of type dict, given in conf.py. Accepted: a dictionary or a function. "
        "Example: confluence_server_cookies = {'sso': os.environ['SSO_COOKIE']}",
        "confluence_publish_headers starts like JSON, but is none.\n"
        "    It is of type str, given in the environment variable CONFLUENCE_PUBLISH_HEADERS. "
        "Accepted: a dictionary or a function. "
        "Example: confluence_publish_headers = {'X-Company-Key': os.environ['COMPANY_KEY']}",
        "confluence_client_cert_pass_command has a quotation mark without its partner.\n"
        "    It is of type str, given in conf.py. Accepted: text, a list or a tuple. "
        "Example: confluence_client_cert_pass_command = ['pass', 'show', 'confluence/client_cert_pass']",
        "confluence_proxy_auth is not of the form 'user:password'.\n"
        "    It is of type str, given in the environment variable CONFLUENCE_PROXY_AUTH. Accepted: text or a function. "
        "Example: confluence_proxy_auth = os.environ['PROXY_AUTH']",
        "confluence_server_auth is of the wrong type.\n"
        "    It is of type tuple, given in conf.py. Accepted: AuthBase or a function. "
        "Example: confluence_server_auth = HTTPDigestAuth('writer', os.environ['CI_CONFLUENCE_PASSWORD'])",
    ]


NO_USER = (
    "there is a confluence_api_token, but no confluence_server_user: on the address of the site an API token only "
    "works with the e-mail address of its user (without one it is sent as Bearer, which is for service accounts on "
    "the API gateway)"
)
GATEWAY = "https://api.atlassian.com/ex/confluence/550e8400-e29b-41d4-a716-446655440000"


@pytest.mark.parametrize(
    ("settings", "secrets", "sentences"),
    [
        ({"server_url": SITE, "server_user": "w"}, ["api_token"], []),
        ({"server_url": SITE}, ["api_token"], [NO_USER]),
        ({"server_url": SITE, "ask_user": True}, ["api_token"], []),
        ({"server_url": SITE, "api_token_scoped": True}, ["api_token"], []),
        ({"server_url": GATEWAY}, ["api_token"], []),
        ({"server_url": PLACE}, ["api_token"], []),
        (
            {"server_url": SITE, "server_user": "w"},
            ["api_token", "publish_token"],
            [
                "confluence_api_token is used, and confluence_publish_token is not: remove the one that does not "
                "belong to this server"
            ],
        ),
        (
            {"server_url": PLACE},
            ["api_token", "publish_token", "server_pass"],
            [
                "confluence_publish_token is used, and confluence_api_token is not: remove the one that does not "
                "belong to this server"
            ],
        ),
        (
            {"server_url": PLACE},
            ["publish_token", "server_pass"],
            ["there is a token, so that confluence_server_pass is not used: remove it"],
        ),
    ],
)
def test_what_hardly_can_be_meant_is_told(settings, secrets, sentences):
    """A token without its user, and more secrets than are used."""
    given = sources({}, dict.fromkeys(secrets, "s3cret"))
    assert list(advice(Settings(**settings), given)) == sentences

"""Which value counts, and how mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_to_confluence.config.resolution import (
    configuration_error,
    contradictions,
    missing_for_publishing,
    resolve_settings,
)
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import Sources

SRCDIR = Path("/project/doc")


def found(command_line=None, conf_py=None, environment=None):
    """Resolve what is given in the three places, by names without the prefix."""
    return resolve_settings(
        Sources(
            {f"confluence_{name}": value for name, value in (command_line or {}).items()},
            {f"confluence_{name}": value for name, value in (conf_py or {}).items()},
            {f"CONFLUENCE_{name.upper()}": v for name, v in (environment or {}).items()},
        ),
        SRCDIR,
    )


@pytest.mark.parametrize(
    ("command_line", "conf_py", "environment", "value"),
    [
        ({}, {}, {}, None),
        ({}, {}, {"space_key": "ENV"}, "ENV"),
        ({}, {"space_key": "CONF"}, {"space_key": "ENV"}, "CONF"),
        ({"space_key": "CLI"}, {"space_key": "CONF"}, {"space_key": "ENV"}, "CLI"),
        # Not set: None in conf.py, as the established extension has it, and an empty variable, as CI has it.
        ({}, {"space_key": None}, {"space_key": "ENV"}, "ENV"),
        ({}, {}, {"space_key": ""}, None),
        # With -D somebody can take a value away.
        ({"space_key": ""}, {"space_key": "CONF"}, {"space_key": "ENV"}, None),
    ],
)
def test_the_command_line_goes_before_conf_py_and_conf_py_before_the_environment(
    command_line, conf_py, environment, value
):
    """The first place that gives a value decides."""
    resolution = found(command_line, conf_py, environment)
    assert resolution.problems == ()
    assert resolution.settings == Settings(space_key=value)


def test_values_are_read_into_their_final_form():
    """Lists become tuples, texts from outside their values, and paths start in the source directory."""
    resolution = found(
        {"timeout": "5", "publish_dryrun": True},
        {
            "global_labels": ["a", "b"],
            "title_overrides": {"index": "Start"},
            "ca_cert": "ca.pem",
            "client_cert": ("a.pem", "/etc/a.key"),
            "publish_prefix": None,
            "parent_page": "title:2024",
        },
        {"publish": "yes", "publish_root": "7"},
    )
    assert resolution.problems == ()
    assert resolution.settings == Settings(
        timeout=5.0,
        publish_dryrun=True,
        global_labels=("a", "b"),
        title_overrides={"index": "Start"},
        ca_cert="/project/doc/ca.pem",
        client_cert=("/project/doc/a.pem", "/etc/a.key"),
        parent_page="title:2024",
        publish=True,
        publish_root=7,
    )


def test_all_mistakes_are_told_at_once():
    """Each with the option, the type and place of the value, what is accepted and an example; never the value."""
    resolution = found(
        {"timeout": "soon"},
        {
            "server_url": "https://writer:s3cret@example.atlassian.net",
            "space_key": ["DOC"],
            "editor": "v3",
            "publish_retry_attempts": True,
            "global_labels": "a,b",
        },
        {"publish": "perhaps", "publish_root": "-3"},
    )
    assert str(configuration_error(resolution.problems)) == (
        "there are 8 mistakes in the configuration.\n"
        "  confluence_publish is none of 1/0, true/false, yes/no, on/off.\n"
        "    It is of type str, given in the environment variable CONFLUENCE_PUBLISH. Accepted: True or False. "
        "Example: confluence_publish = True\n"
        "  confluence_server_url holds a user name or a token before the '@'; credentials have options of their own.\n"
        "    It is of type str, given in conf.py. Accepted: text. "
        "Example: confluence_server_url = 'https://example.atlassian.net/wiki'\n"
        "  confluence_space_key is of the wrong type.\n"
        "    It is of type list, given in conf.py. Accepted: text. Example: confluence_space_key = 'DOC'\n"
        "  confluence_publish_root is not the id of a page, which is a number above zero.\n"
        "    It is of type str, given in the environment variable CONFLUENCE_PUBLISH_ROOT. Accepted: a whole number. "
        "Example: confluence_publish_root = 123456\n"
        "  confluence_global_labels is of the wrong type.\n"
        "    It is of type str, given in conf.py. Accepted: a list or a tuple. "
        "Example: confluence_global_labels = ['manual', 'generated']\n"
        "  confluence_editor is none of the values to choose from.\n"
        "    It is of type str, given in conf.py. Accepted: 'v1' or 'v2'. Example: confluence_editor = 'v1'\n"
        "  confluence_timeout is not a number.\n"
        "    It is of type str, given with -D. Accepted: a number. Example: confluence_timeout = 60\n"
        "  confluence_publish_retry_attempts is of the wrong type.\n"
        "    It is of type bool, given in conf.py. Accepted: a whole number. "
        "Example: confluence_publish_retry_attempts = 6"
    )


def test_a_function_stands_for_a_dictionary():
    """Its result is looked at when it is called."""
    assert found({}, {"lang_overrides": str.lower}).settings == Settings(lang_overrides=str.lower)


def test_values_do_not_show_in_a_repr():
    """What stands in a wrong place may be a secret."""
    given = found({}, {"server_url": "s3cret"})
    sources = Sources({"a": "s3cret"}, {"b": "s3cret"}, {"c": "s3cret"})
    assert "s3cret" not in f"{given!r}{sources!r}"


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            Settings(parent_page="Manuals", publish_root=1),
            "confluence_parent_page and confluence_publish_root are both set.\n"
            "    The first names the page that the documentation is put below, the second the page that it becomes: "
            "remove one.",
        ),
        (
            Settings(cloud=False, api_token_scoped=True),
            "confluence_api_token_scoped is on, but confluence_cloud = False says that the server is a Data Center.\n"
            "    Scoped API tokens exist on Confluence Cloud only. On Data Center use a personal access token "
            "(confluence_publish_token).",
        ),
        (
            Settings(orphans="trash", cleanup_archive=True),
            "confluence_orphans and confluence_cleanup_archive say different things about pages whose documents are "
            "gone.\n    Set confluence_orphans alone, to 'report', 'archive' or 'trash'.",
        ),
        (
            Settings(cleanup_purge=True, cleanup_archive=True),
            "confluence_cleanup_archive and confluence_cleanup_purge say different things about pages whose documents "
            "are gone.\n    Set confluence_orphans alone, to 'report', 'archive' or 'trash'.",
        ),
    ],
)
def test_options_that_contradict_each_other_are_told(settings, problem):
    """Whatever is built."""
    assert list(contradictions(settings)) == [problem]


def test_what_publishing_needs_is_told():
    """The address and the space; not when they are given wrongly, which is told already."""
    assert list(missing_for_publishing(found({}, {"publish": True}))) == [
        "confluence_server_url is not set, but confluence_publish is on.\n"
        "    Accepted: text. Example: confluence_server_url = 'https://example.atlassian.net/wiki'",
        "confluence_space_key is not set, but confluence_publish is on.\n"
        "    Accepted: text. Example: confluence_space_key = 'DOC'",
    ]
    wrong = {"publish": True, "server_url": "x", "space_key": "x y"}
    assert list(missing_for_publishing(found({}, wrong))) == []
    assert list(missing_for_publishing(found({}, {}))) == []

"""How the options meet Sphinx."""

from __future__ import annotations

from types import NoneType

import pytest
from sphinx.errors import ConfigError

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.settings import Settings


def test_every_option_is_registered_as_it_is_declared(probe):
    """Name, default, rebuild category and types; ``None`` is accepted for "not set"."""
    app = probe.build("dummy").app
    for option in all_options():
        registered = app.config.values[option.config_name]
        assert registered.default == option.default
        assert registered.rebuild == option.rebuild.value
        assert set(registered.valid_types) == {*option.types, NoneType}
        assert app.config[option.config_name] == option.default


def test_settings_come_from_the_command_line_then_conf_py_then_the_environment(probe, monkeypatch):
    """Texts from outside mean what they mean for people, booleans and lists included."""
    for name, text in {"SPACE_KEY": "ENV", "PUBLISH_PREFIX": "env", "TIMEOUT": "5"}.items():
        monkeypatch.setenv(f"CONFLUENCE_{name}", text)
    probe.conf("confluence_publish_prefix = 'conf'\nconfluence_parent_page = 'Manuals'\n")
    built = probe.build(
        "dummy",
        options={
            "confluence_publish": "no",
            "confluence_page_hierarchy": "off",
            "confluence_global_labels": "a, b",
            "confluence_parent_page": "123",
            "confluence_title_overrides": "index=Start",
            "confluence_title_overrides.other": "Other",
        },
    )
    assert built.warnings == []
    assert built.app.probe.settings == Settings(
        publish_prefix="conf",
        space_key="ENV",
        timeout=5.0,
        page_hierarchy=False,
        global_labels=("a", "b"),
        parent_page=123,
        title_overrides={"index": "Start"},
    )


def test_single_entries_of_a_dictionary_can_be_given(probe):
    """As Sphinx has it: ``-D option.key=value``."""
    built = probe.build("dummy", options={"confluence_title_overrides.a/b": "Other"})
    assert built.app.probe.settings.title_overrides == {"a/b": "Other"}


@pytest.mark.parametrize("how", ["conf.py", "command line", "environment"])
def test_the_environment_can_be_ignored(probe, monkeypatch, how):
    """``confluence_disable_env_conf`` concerns secrets, too."""
    monkeypatch.setenv("CONFLUENCE_SPACE_KEY", "ENV")
    monkeypatch.setenv("CONFLUENCE_API_TOKEN", "s3cret")
    options = {}
    match how:
        case "conf.py":
            probe.conf("confluence_disable_env_conf = True\n")
        case "command line":
            options["confluence_disable_env_conf"] = "1"
        case "environment":
            monkeypatch.setenv("CONFLUENCE_DISABLE_ENV_CONF", "yes")
    app = probe.build("dummy", options=options).app
    assert app.probe.settings.space_key is None
    assert app.probe.credentials() == Credentials()


def test_mistakes_stop_the_build_with_one_message(probe, monkeypatch):
    """Those of all places, secrets included, whatever is built; what publishing lacks is added."""
    monkeypatch.setenv("CONFLUENCE_WATCH", "perhaps")
    probe.conf(
        """
        confluence_editor = 3
        confluence_api_token = ["s3cret"]
        confluence_publish = True
        confluence_server_url = "https://s3cret@example.com"
        """
    )
    with pytest.raises(ConfigError) as error:
        probe.build("dummy", options={"confluence_publish_dryrun": "maybe"})
    assert str(error.value) == (
        "there are 6 mistakes in the configuration.\n"
        "  confluence_publish_dryrun is none of 1/0, true/false, yes/no, on/off.\n"
        "    It is of type str, given with -D. Accepted: True or False. Example: confluence_publish_dryrun = True\n"
        "  confluence_server_url holds a user name or a token before the '@'; credentials have options of their own.\n"
        "    It is of type str, given in conf.py. Accepted: text. "
        "Example: confluence_server_url = 'https://example.atlassian.net/wiki'\n"
        "  confluence_editor is of the wrong type.\n"
        "    It is of type int, given in conf.py. Accepted: 'v1' or 'v2'. Example: confluence_editor = 'v1'\n"
        "  confluence_watch is none of 1/0, true/false, yes/no, on/off.\n"
        "    It is of type str, given in the environment variable CONFLUENCE_WATCH. Accepted: True or False. "
        "Example: confluence_watch = True\n"
        "  confluence_api_token is of the wrong type.\n"
        "    It is of type list, given in conf.py. Accepted: text or a function. "
        "Example: confluence_api_token = os.environ['CI_CONFLUENCE_TOKEN']\n"
        "  confluence_space_key is not set, but confluence_publish is on.\n"
        "    Accepted: text. Example: confluence_space_key = 'DOC'"
    )


def test_what_publishing_needs_only_concerns_builders_of_ours(probe):
    """The same conf.py builds HTML on a machine that has no address in its environment."""
    probe.conf("confluence_publish = True\n")
    assert probe.build("dummy").warnings == []
    with pytest.raises(ConfigError) as error:
        probe.build("storage")
    assert str(error.value) == (
        "there are 2 mistakes in the configuration.\n"
        "  confluence_server_url is not set, but confluence_publish is on.\n"
        "    Accepted: text. Example: confluence_server_url = 'https://example.atlassian.net/wiki'\n"
        "  confluence_space_key is not set, but confluence_publish is on.\n"
        "    Accepted: text. Example: confluence_space_key = 'DOC'"
    )


def test_what_hardly_can_be_meant_is_warned_of_when_publishing(probe):
    """With the code ``confluence.option``, so that it can be silenced."""
    probe.conf(
        """
        confluence_publish = True
        confluence_server_url = "https://example.com/confluence"
        confluence_space_key = "DOC"
        confluence_publish_token = "s3cret"
        confluence_server_pass = "s3cret"
        """
    )
    assert probe.build("dummy").warnings == []
    assert probe.build("storage").warnings == [
        "WARNING: there is a token, so that confluence_server_pass is not used: remove it [confluence.option]"
    ]


def test_misspelt_names_are_warned_of_with_the_nearest_real_one(probe):
    """In conf.py and with -D; not what belongs to other extensions, nor functions and modules of conf.py."""
    probe.write(
        {
            "other.py": """
                def setup(app):
                    app.add_config_value("confluence_other_extension", 1, "", ())
            """,
            "confluence_helpers.py": "",
        }
    )
    probe.conf(
        """
        import confluence_helpers
        extensions.append("other")
        confluence_other_extension = 2
        confluence_publish_prefx = "x"
        confluence_server_ulr = "x"
        confluence_frobnicate = 1
        def confluence_prepare_it(): pass
        def confluence_lang_overides(name): pass
        """
    )
    built = probe.build("dummy", options={"confluence_api_tokn": "s3cret"})
    end = "[confluence.misspelt_option]"
    assert [line for line in built.warnings if "unknown config value" not in line] == [
        f"WARNING: confluence_publish_prefx is no option; did you mean confluence_publish_prefix? {end}",
        f"WARNING: confluence_server_ulr is no option; did you mean confluence_server_url? {end}",
        f"WARNING: confluence_frobnicate is no option and has no effect {end}",
        f"WARNING: confluence_lang_overides is no option; did you mean confluence_lang_overrides? {end}",
        f"WARNING: confluence_api_tokn is no option; did you mean confluence_api_token? {end}",
    ]


def everything_in(config):
    """All values that Sphinx's configuration holds, wherever it keeps them."""
    return f"{vars(config)!r}{config._raw_config!r}{config.overrides!r}{config!r}"


SET_LATER = {
    "setup of conf.py": """
        def setup(app):
            app.config.confluence_api_token = "s3cret"
    """,
    "config-inited": """
        def setup(app):
            def late(app, config):
                config.confluence_api_token = "s3cret"
            app.connect("config-inited", late)
    """,
    "builder-inited": """
        def setup(app):
            def late(app):
                app.config.confluence_api_token = "s3cret"
            app.connect("builder-inited", late)
    """,
    "env-updated": """
        def setup(app):
            def late(app, env):
                app.config.confluence_api_token = "s3cret"
            app.connect("env-updated", late)
    """,
}


@pytest.mark.parametrize(
    ("conf", "options"),
    [
        ("confluence_api_token = 's3cret'", {}),
        ("", {"confluence_api_token": "s3cret"}),
        *[(conf, {}) for conf in SET_LATER.values()],
    ],
    ids=["conf.py", "command line", *SET_LATER],
)
def test_secrets_leave_the_configuration_of_sphinx(probe, conf, options):
    """Wherever and whenever they are put there; they are had from us all the same."""
    probe.conf(conf)
    app = probe.build("dummy", options=options).app
    assert "s3cret" not in everything_in(app.config)
    assert app.probe.credentials() == Credentials(api_token="s3cret")


@pytest.mark.parametrize(
    ("conf", "options", "token"),
    [
        ("confluence_api_token = os.environ.get('NOT_THERE', '')", {}, "from the environment"),
        ("confluence_api_token = 'from conf.py'", {"confluence_api_token": ""}, None),
    ],
)
def test_an_empty_secret_in_conf_py_is_none_and_on_the_command_line_takes_one_away(
    probe, monkeypatch, conf, options, token
):
    """CI gives empty variables for secrets that a job may not see."""
    monkeypatch.setenv("CONFLUENCE_API_TOKEN", "from the environment")
    probe.conf(f"import os\n{conf}\n")
    app = probe.build("dummy", options=options).app
    assert app.probe.credentials() == Credentials(api_token=token)


def test_functions_leave_the_configuration_of_sphinx(probe):
    """They could not be pickled, and may hold a secret; the settings have them."""
    probe.conf(
        """
        import functools
        confluence_lang_overrides = functools.partial(print, "s3cret")
        confluence_request_session_override = functools.partial(print, "s3cret")
        """
    )
    built = probe.build("dummy")
    assert built.warnings == []
    assert "s3cret" not in everything_in(built.app.config)
    assert built.app.probe.settings.lang_overrides.args == ("s3cret",)
    assert built.app.probe.settings.request_session_override.args == ("s3cret",)


def test_a_secret_on_the_command_line_works_but_is_noticed(probe):
    """Every user of the machine can read it; that is no reason to fail."""
    built = probe.build("dummy", options={"confluence_api_token": "s3cret"})
    assert built.warnings == []
    notices = [line for line in built.status.splitlines() if "confluence_" in line]
    assert notices == [
        "confluence_api_token was given with -D. That works, but every user of this machine can see it in the list of "
        "processes, and a shell keeps it in its history."
    ]


def test_a_secret_from_a_program_is_not_noticed(probe):
    """What calls Sphinx from Python and gives a function shows nothing to anybody."""
    built = probe.build("dummy", options={"confluence_api_token": lambda: "s3cret"})
    assert "given with -D" not in built.status


@pytest.mark.parametrize("how", ["conf.py", "command line", "environment"])
def test_another_secret_rebuilds_nothing(probe, monkeypatch, how):
    """No document is read again."""
    probe.conf("import os\nif 'CONF' in os.environ: confluence_api_token = os.environ['CONF']\n")
    for token in ("one", "two"):
        options = {"confluence_api_token": token} if how == "command line" else {}
        if how != "command line":
            monkeypatch.setenv("CONF" if how == "conf.py" else "CONFLUENCE_API_TOKEN", token)
        built = probe.build("dummy", options=options)
    assert "0 added, 0 changed, 0 removed" in built.status
    assert "[config changed" not in built.status


def test_sphinx_sees_what_the_environment_gave(probe, monkeypatch):
    """Otherwise it could not tell that something has to be built again."""
    monkeypatch.setenv("CONFLUENCE_PUBLISH_PREFIX", "env")
    assert probe.build("dummy").app.config.confluence_publish_prefix == "env"


def test_credentials_are_had_once_and_only_when_they_are_asked_for(probe):
    """A build that does not publish runs no program and calls no function."""
    probe.conf(
        """
        calls = []
        def confluence_api_token():
            calls.append("s3cret")
            return calls[-1]
        confluence_server_pass_command = "touch ran"
        """
    )
    app = probe.build("dummy").app
    calls = app.config._raw_config["calls"]
    assert (calls, (probe.srcdir / "ran").exists()) == ([], False)
    probe.conf("del confluence_server_pass_command\n")
    app = probe.build("dummy").app
    calls = app.config._raw_config["calls"]
    assert app.probe.credentials() is app.probe.credentials()
    assert calls == ["s3cret"]


def test_programs_and_files_are_found_from_the_source_directory(probe):
    """Not from where sphinx-build happens to be started; the warning about the file comes from Sphinx."""
    probe.write({"token.txt": "s3cret\n"})
    (probe.srcdir / "token.txt").chmod(0o644)
    probe.conf(
        """
        confluence_api_token_file = "token.txt"
        confluence_server_pass_command = "cat token.txt"
        def setup(app):
            app.connect("build-finished", lambda app, error: app.probe.credentials())
        """
    )
    built = probe.build("dummy")
    assert built.app.probe.credentials() == Credentials(api_token="s3cret", server_pass="s3cret")
    assert built.warnings == [
        "WARNING: the file of confluence_api_token_file, given in conf.py, holds a secret and can be read by every "
        "user of this machine; 'chmod o-r' mends that [confluence.option]"
    ]


def test_settings_are_not_there_before_they_are_read(probe):
    """Who asks too early is told when."""
    probe.conf("def setup(app):\n    app.probe.settings\n")
    with pytest.raises(Exception, match="the settings are read at config-inited"):
        probe.build("dummy")

"""The declarations, from which registration, validation and the manual follow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sphinx_to_confluence.config.coerce import coerce
from sphinx_to_confluence.config.credentials import Credentials, companions_of
from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.option import FUNCTION, options_of
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.config.sources import accepted

OPTIONS = all_options()


def test_every_option_is_declared_once():
    """Settings, secrets and the companions of secrets have different names."""
    names = [option.name for option in OPTIONS]
    assert len(set(names)) == len(names)
    assert {option.name for option in OPTIONS if option.secret} == {
        option.name for option in options_of(Credentials)
    }
    assert not any(option.secret for option in options_of(Settings))


@pytest.mark.parametrize("secret", options_of(Credentials), ids=lambda option: option.name)
def test_every_secret_that_is_text_has_companions(secret):
    """A program or a file can give it; an auth object is no text."""
    names = [companion.name for companion in companions_of(secret)]
    expected = [] if secret.name == "server_auth" else ["_command", "_file", "_keyring"]
    assert names == [secret.name + ending for ending in expected]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_declaration_is_complete(option):
    """Help that ends as a sentence does, and an example that the option accepts."""
    assert option.help.endswith(".")
    assert option.types
    assert option.config_name == f"{option.prefix}{option.name}"
    assert option.prefix == ("" if option.name.startswith("singleconfluence_") else "confluence_")
    assert option.environment_variable == option.config_name.upper()
    try:
        example = ast.literal_eval(option.example)
    except ValueError:  # a name or a call: a secret, or a function
        assert option.secret or FUNCTION in option.types
    else:
        assert accepted(option, example) is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("publish", "True or False"),
        ("publish_root", "a whole number"),
        ("timeout", "a number"),
        ("parent_page", "text or a whole number"),
        ("client_cert", "text, a tuple or a list"),
        ("edited_pages", "'fail', 'keep' or 'overwrite'"),
        ("lang_overrides", "a dictionary or a function"),
        ("api_token", "text or a function"),
        ("server_auth", "AuthBase or a function"),
    ],
)
def test_what_is_accepted_is_told_in_words(name, words):
    """For messages and the manual."""
    (option,) = (option for option in OPTIONS if option.name == name)
    assert option.accepted == words


def test_settings_are_frozen():
    """Also the dictionaries in them."""
    settings = Settings()
    with pytest.raises(AttributeError):
        settings.publish = True
    with pytest.raises(TypeError):
        settings.title_overrides["index"] = "x"


def test_the_option_page_of_the_manual_has_every_group():
    """The reference is generated group by group; none is left out."""
    manual = Path(__file__).parents[2] / "doc"
    written = "".join(path.read_text(encoding="utf-8") for path in manual.rglob("*.rst"))
    if "declared-options::" not in written:
        pytest.skip("the manual has no configuration reference yet")
    for group in {option.group for option in OPTIONS}:
        assert f"declared-options:: {group.name.lower()}" in written


def test_texts_and_values_mean_the_same():
    """What ``-D`` gives is accepted as what conf.py gives."""
    texts = {bool: "yes", int: "7", float: "7", str: "text", list: "a,b", dict: "a=b"}
    for option in OPTIONS:
        kind = next((kind for kind in option.types if kind in texts), None)
        if kind and not option.check and not option.choices:
            accepted(option, coerce(option, texts[kind]))

"""Texts from ``-D`` and the environment as values of options."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.config.coerce import CoercionError, coerce
from sphinx_to_confluence.config.declared import all_options

OPTIONS = {option.name: option for option in all_options()}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        *[("publish", text, True) for text in ("1", "true", "True", "YES", " on ")],
        *[("publish", text, False) for text in ("0", "false", "FALSE", "no", "Off")],
        ("full_width", "on", True),
        ("full_width", "", None),
        ("publish_root", "123", 123),
        ("publish_root", " 123 ", 123),
        ("publish_retry_attempts", "0", 0),
        ("timeout", "60", 60.0),
        ("timeout", "0.5", 0.5),
        ("space_key", "DOC", "DOC"),
        ("space_key", "", None),
        ("publish_prefix", "", ""),
        ("publish_prefix", " a, b=c; ", " a, b=c; "),
        ("editor", "v1", "v1"),
        ("parent_page", "123", 123),
        ("parent_page", "Manuals", "Manuals"),
        ("parent_page", "title:2024", "title:2024"),
        ("parent_page", "²", "²"),
        ("global_labels", "a, b,,c ", ("a", "b", "c")),
        ("global_labels", "", ()),
        ("title_overrides", "index=Start; a/b = x=y;", {"index": "Start", "a/b": "x=y"}),
        ("title_overrides", ' {"index": "a;b"}', {"index": "a;b"}),
        ("title_overrides", "", {}),
        ("lang_overrides", "pycon=python", {"pycon": "python"}),
        ("server_cookies", "a=1; b=2", {"a": "1", "b": "2"}),
        ("publish_headers", '{"Authorization": "Bearer x"}', {"Authorization": "Bearer x"}),
        ("client_cert", "a.pem", "a.pem"),
        ("client_cert", "a.pem, a.key", ("a.pem", "a.key")),
        ("api_token", "tok", "tok"),
        ("api_token_command", "pass show 'a b'", "pass show 'a b'"),
        ("api_token_file", "token.txt", "token.txt"),
    ],
)
def test_a_text_becomes_what_conf_py_would_hold(name, text, value):
    """Each type in every spelling that people use."""
    coerced = coerce(OPTIONS[name], text)
    assert (type(coerced), coerced) == (type(value), value)


@pytest.mark.parametrize(
    ("name", "text", "clause"),
    [
        ("publish", "maybe", "is none of 1/0, true/false, yes/no, on/off"),
        ("publish", "", "is none of 1/0, true/false, yes/no, on/off"),
        ("publish_root", "12a", "is not a whole number"),
        ("publish_retry_attempts", "1.5", "is not a whole number"),
        ("timeout", "soon", "is not a number"),
        ("timeout", "nan", "is not a number"),
        ("timeout", "inf", "is not a number"),
        ("title_overrides", "index", "is neither JSON nor 'name=value' with ';' between"),
        ("title_overrides", "=x", "is neither JSON nor 'name=value' with ';' between"),
        ("title_overrides", '{"index": s3cret', "starts like JSON, but is none"),
        ("title_overrides", "{" * 100_000, "starts like JSON, but is none"),
        ("request_session_override", "function", "can only be given in conf.py"),
        ("server_auth", "user:s3cret", "can only be given in conf.py"),
    ],
)
def test_a_text_that_means_nothing_is_told_without_repeating_it(name, text, clause):
    """The clause follows the name of the option."""
    with pytest.raises(CoercionError) as error:
        coerce(OPTIONS[name], text)
    assert str(error.value) == clause


@pytest.mark.parametrize("option", all_options(), ids=lambda option: option.name)
def test_every_option_can_be_given_as_a_text_or_says_that_it_cannot(option):
    """No option is forgotten by the table of types."""
    try:
        coerce(option, "x=1")
    except CoercionError as error:
        assert str(error)

"""What the manual shows can be used: every sample of code is read by the program that it is for."""

from __future__ import annotations

import ast
import importlib
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import jinja2
import pytest
import yaml
from commands_shown import complaint_about
from samples import Sample, commands_of, samples_of, samples_of_file, words_of
from sphinx.application import Sphinx
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.declared import all_options
from sphinx_to_confluence.config.gather import problems_of_secrets
from sphinx_to_confluence.config.option import options_of
from sphinx_to_confluence.config.resolution import (
    contradictions,
    missing_for_publishing,
    resolve_settings,
)
from sphinx_to_confluence.config.sources import Sources
from sphinx_to_confluence.translate.app_macros import template_problems

ROOT = Path(__file__).parents[2]

NOT_CODE = {"text", "none"}
"""Languages of blocks that show what is printed, or a file of names: nothing reads them."""

SHELLS = ("console", "shell", "bash")

_OPTION_LIKE = re.compile(r"\b(?:single)?confluence_\w+")
_VARIABLE_LIKE = re.compile(r"(?<![\w])CONFLUENCE_[A-Z_]+")
_JENKINS_SHELL = re.compile(r"""\bsh\s+(['"])(.+?)\1""")
_NAMESPACES = 'xmlns:ac="urn:ac" xmlns:ri="urn:ri" xmlns:at="urn:at"'


@pytest.fixture(scope="module")
def samples(manual) -> list[Sample]:
    """All samples of the manual and of the README."""
    return [*samples_of(manual.env), *samples_of_file(ROOT / "README.rst")]


def _of(samples: Iterable[Sample], *languages: str) -> list[Sample]:
    found = [sample for sample in samples if sample.language in languages and not sample.untested]
    assert found, f"the manual has no sample in {languages}"
    return found


def test_every_sample_is_tested_or_says_why_not(samples):
    """A language that no test below reads takes a comment ``.. untested: why`` before each of its blocks."""
    tested = {*SHELLS, "python", "yaml", "json", "xml", "html+jinja", "rst", "md", "groovy"}
    silent = [
        f"{sample.where}: {sample.language}"
        for sample in samples
        if sample.language not in tested | NOT_CODE and not sample.untested
    ]
    assert silent == []


def test_commands_exist(samples):
    """Commands are called with arguments that they have, and options of Sphinx by names that are options."""
    complaints = [
        f"{sample.where}: {complaint}"
        for sample in samples
        if not sample.untested
        for words in _commands(sample)
        if (complaint := complaint_about(words))
    ]
    assert complaints == []


def _commands(sample: Sample) -> Iterator[list[str]]:
    if sample.language in SHELLS:
        yield from commands_of(sample)
    elif sample.language == "groovy":
        for _, line in _JENKINS_SHELL.findall(sample.text):
            yield from words_of(line)
    elif sample.language == "yaml":
        for document in yaml.safe_load_all(sample.text):
            for line in _scripts(document):
                yield from words_of(line)


def _scripts(value: object) -> Iterator[str]:
    """Find what GitHub (``run``) and GitLab (``script``) run."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"run", "script", "before_script", "after_script"}:
                texts = [inner] if isinstance(inner, str) else inner
                yield from (line for text in texts for line in text.splitlines())
            else:
                yield from _scripts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _scripts(inner)


def test_python_compiles(samples):
    """Python is Python, and what it imports from this package is there."""
    missing = []
    for sample in _of(samples, "python"):
        for node in ast.walk(ast.parse(sample.text, filename=sample.where)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sphinx_to"):
                module = importlib.import_module(node.module)
                names = (alias.name for alias in node.names)
                missing += [
                    f"{sample.where}: {name}" for name in names if not hasattr(module, name)
                ]
    assert missing == []


def test_configurations_are_accepted(samples, tmp_path, monkeypatch):
    """What stands in a ``conf.py`` of the manual is accepted by this release, with no mistake in it."""
    for name in ("CI_CONFLUENCE_TOKEN", "SSO_COOKIE", "COMPANY_USER"):
        monkeypatch.setenv(name, "value")
    complaints = [
        f"{sample.where}: {complaint}"
        for sample in _of(samples, "python")
        if "confluence_" in sample.text and _is_configuration(sample.text)
        for complaint in _complaints_about_configuration(sample, tmp_path)
    ]
    assert complaints == []


def _is_configuration(text: str) -> bool:
    targets = (node.targets for node in ast.parse(text).body if isinstance(node, ast.Assign))
    names = [target.id for group in targets for target in group if isinstance(target, ast.Name)]
    return any(_OPTION_LIKE.fullmatch(name) for name in names)


def _complaints_about_configuration(sample: Sample, srcdir: Path) -> Iterator[str]:
    names: dict[str, object] = {}
    exec(compile(sample.text, sample.where, "exec"), names)
    known = _option_names()
    given = {name: value for name, value in names.items() if _OPTION_LIKE.fullmatch(name)}
    yield from (f"{name} is no option" for name in given if name not in known)
    sources = Sources({}, given, {})
    found = resolve_settings(sources, srcdir)
    yield from (
        *found.problems,
        *problems_of_secrets(sources),
        *contradictions(found.settings),
        *template_problems(found.settings),
    )
    if "extensions" in names:
        yield from missing_for_publishing(found)


def _option_names() -> set[str]:
    options = list(all_options())
    secrets = [option.config_name for option in options_of(Credentials)]
    return {option.config_name for option in options} | {
        f"{name}_{source}" for name in secrets for source in ("command", "file", "keyring")
    }


def test_environment_variables_exist(samples):
    """A variable ``CONFLUENCE_…`` of a sample is one that is read."""
    known = {name.upper() for name in _option_names()}
    unknown = [
        f"{sample.where}: {name}"
        for sample in samples
        if not sample.untested
        for name in _VARIABLE_LIKE.findall(sample.text)
        if name not in known
    ]
    assert unknown == []


def test_yaml_parses(samples):
    """YAML is YAML, and says something."""
    for sample in _of(samples, "yaml"):
        assert any(yaml.safe_load_all(sample.text)), sample.where


def test_json_parses(samples):
    """JSON is JSON."""
    for sample in _of(samples, "json"):
        json.loads(sample.text)


def test_storage_format_is_well_formed(samples):
    """Storage format is well-formed XML."""
    for sample in _of(samples, "xml"):
        ET.fromstring(f"<all {_NAMESPACES}>{sample.text}</all>")


def test_templates_parse(samples):
    """Templates are templates of Jinja."""
    for sample in _of(samples, "html+jinja"):
        jinja2.Environment(autoescape=True).parse(sample.text)


def test_installs_what_there_is(samples):
    """Extras that the manual installs are declared."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {
        extra
        for sample in samples
        for group in re.findall(r"(?:sphinx-to-confluence|\.)\[([\w,-]+)\]", sample.text)
        for extra in group.split(",")
    }
    assert named - set(project["optional-dependencies"]) == set()


_MARKUP_CONF = """
extensions = [
    "sphinx_to_confluence", "myst_parser", "sphinx_design", "sphinx_tabs.tabs", "sphinx.ext.autosummary",
    "sphinx.ext.graphviz", "sphinx.ext.todo", "sphinx.ext.mathjax", "sphinx_togglebutton",
]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist", "html_image", "substitution"]
confluence_jira_servers = {"main": {"id": "550e8400-e29b-41d4-a716-446655440000", "name": "Jira"}}
confluence_mentions = {"ada": "557058:1", "sam": "557058:2"}
# A sample is a part of a document: what it refers to is elsewhere.
suppress_warnings = ["ref", "toc", "image", "download", "myst.xref_missing", "confluence.link", "confluence.title",
    "confluence.option"]
"""


def test_markup_is_understood(samples, tmp_path):
    """Documents of the manual's samples have directives and roles that exist, called as they want to be."""
    (tmp_path / "conf.py").write_text(_MARKUP_CONF, encoding="utf-8")
    # The examples of nodes are built by tests of their own.
    others = (sample for sample in samples if not sample.where.startswith("reference/nodes"))
    shown = _of(others, "rst", "md")
    for number, sample in enumerate(shown):
        path = tmp_path / f"sample{number}.{sample.language}"
        path.write_text(sample.text, encoding="utf-8")
    (tmp_path / "index.rst").write_text("Samples\n=======\n", encoding="utf-8")
    warnings = io.StringIO()
    with patch_docutils(str(tmp_path)), docutils_namespace():
        out = tmp_path / "out"
        app = Sphinx(
            tmp_path, tmp_path, out, out, "confluence", status=None, warning=warnings,
            confoverrides={"confluence_disable_env_conf": True},
        )  # fmt: skip
        app.build()
    complaints = re.findall(
        r"sample(\d+)\.\w+:?(\S*) (.*)", strip_escape_sequences(warnings.getvalue())
    )
    assert [f"{shown[int(n)].where}:{line} {text}" for n, line, text in complaints] == []

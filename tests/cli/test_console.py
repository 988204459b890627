"""What a command prints, and how it asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from sphinx_to_confluence.cli import main
from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.config.terminal import Terminal
from sphinx_to_confluence.errors import BadCredentials, ConfigurationError


class Person(Terminal):
    """Somebody who gives these answers, one after the other, and then ends the input."""

    is_there = True

    def __init__(self, *answers):
        self.answers = list(answers)
        self.questions = []

    def ask(self, question):
        """Give the next answer."""
        self.questions.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    ask_hidden = ask


class Nobody(Terminal):
    """No terminal."""

    is_there = False


def test_lines_and_warnings(capsys):
    """Lines go to standard output, warnings to standard error."""
    console = Console("plan")
    console.say("one line")
    console.warn("careful")
    assert capsys.readouterr() == ("one line\n", "warning: careful\n")


def test_texts_of_others_are_only_texts(capsys):
    """Neither a cursor movement nor a text that turns the direction of reading gets to the terminal."""
    Console("plan").say("title \x1b[2J\x1b]0;x\x07 and \u202e back\nnext line")
    assert capsys.readouterr().out == "title \\x1b[2J\\x1b]0;x\\x07 and \\x202e back\nnext line\n"


def test_colours_of_others(capsys):
    """Where no colours are shown, those that others wrote into a text are told as well."""
    Console("plan").say("a \x1b[32mgood\x1b[0m page")
    assert capsys.readouterr().out == "a \\x1b[32mgood\\x1b[0m page\n"


class TestColours:
    """Where a text can be marked."""

    def test_wanted(self, monkeypatch, capsys):
        """FORCE_COLOR asks for them, and what is marked is still only a text."""
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("FORCE_COLOR", "1")
        console = Console("check")
        console.say(console.paint("ok \x1b[5m", "good"))
        assert capsys.readouterr().out == "\x1b[32mok \\x1b[5m\x1b[0m\n"

    def test_not_wanted(self, monkeypatch):
        """NO_COLOR goes before everything else."""
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("NO_COLOR", "1")
        assert Console("check").paint("ok", "good") == "ok"

    def test_no_terminal(self, monkeypatch):
        """A file or a pipe gets none."""
        monkeypatch.delenv("FORCE_COLOR", raising=False)
        assert Console("check").paint("ok", "good") == "ok"


def test_table(capsys):
    """Columns are aligned by what a terminal shows, wide letters and marks included."""
    console = Console("check")
    console.table(["scope", "state"], [["read:page", "granted"], ["文書", "e\u0301"], ["a", ""]])
    assert capsys.readouterr().out == (
        "scope      state\nread:page  granted\n文書       e\u0301\na\n"
    )


class TestConfirm:
    """A question that wants a yes."""

    @pytest.mark.parametrize(
        ("answers", "expected"),
        [(["y"], True), (["YES "], True), (["no"], False), ([""], False), ([], False)],
    )
    def test_answer(self, answers, expected):
        """Only a yes is a yes."""
        person = Person(*answers)
        assert Console("undo", terminal=person).confirm("Do that?") is expected
        assert person.questions == ["Do that? [y/N] "]

    def test_yes_given(self):
        """With --yes nobody is asked."""
        assert Console("undo", yes=True, terminal=Nobody()).confirm("Do that?")

    def test_nobody(self):
        """Without a terminal the error names --yes."""
        with pytest.raises(ConfigurationError, match="--yes"):
            Console("undo", terminal=Nobody()).confirm("Do that?")


class TestAsk:
    """A question that wants a text."""

    def test_answer_and_default(self):
        """An empty answer, and the end of the input, are the default."""
        person = Person(" DOC ", "")
        console = Console("init", terminal=person)
        answers = [console.ask("Space", "XX") for _ in range(3)]
        assert answers == ["DOC", "XX", "XX"]
        assert person.questions[0] == "Space [XX]: "

    def test_nobody(self):
        """The help of the command is named."""
        with pytest.raises(ConfigurationError, match="init --help"):
            Console("init", terminal=Nobody()).ask("Space")

    def test_json_keeps_questions_out_of_the_document(self, capsys):
        """The question goes to standard error."""
        Console("init", as_json=True, terminal=Person("DOC")).ask("Space")
        assert capsys.readouterr() == ("", "Space: ")


class TestJson:
    """What programs get."""

    def test_result(self, capsys):
        """One document, with all that was added; lines go to standard error."""
        console = Console("status", as_json=True)
        console.say("a line")
        console.result(pages=3)
        console.finish(0)
        out, err = capsys.readouterr()
        assert json.loads(out) == {"command": "status", "exit_code": 0, "pages": 3}
        assert err == "a line\n"

    def test_error(self, capsys):
        """An error has its four answers, and the exit code."""
        console = Console("check", as_json=True)
        console.fail(
            BadCredentials("cannot sign in", answered="401", cause="expired", remedy="new")
        )
        assert json.loads(capsys.readouterr().out) == {
            "command": "check",
            "exit_code": 4,
            "error": {
                "type": "BadCredentials",
                "tried": "cannot sign in",
                "answered": "401",
                "cause": "expired",
                "remedy": "new",
            },
        }


def test_no_commands_for_github(monkeypatch, capsys):
    """What others wrote is no command to the runner of a job; what is meant as one is."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    console = Console("plan")
    console.say("first\n ::add-mask::secret\n+::set-env::\n##[add-mask]x")
    console.to_runner("::error title=a::b")
    assert capsys.readouterr().out == (
        "first\n :\u2060:add-mask::secret\n+::set-env::\n##\u2060[add-mask]x\n::error title=a::b\n"
    )


def test_no_commands_for_github_in_documents(monkeypatch, capsys):
    """Nor is what they wrote one in the JSON and the Markdown that go to the log; the JSON has it as it is."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    console = Console("plan", as_json=True)
    console.put("::add-mask::x\n")
    console.result(title="##[add-mask]x")
    console.finish(0)
    printed = capsys.readouterr().out
    markdown, _, document = printed.partition("\n")
    assert markdown == ":\u2060:add-mask::x"
    assert "##[" not in document
    assert json.loads(document)["title"] == "##[add-mask]x"


def test_json_where_there_is_only_ascii(tmp_path):
    """A terminal or a pipe that has no letter for a text gets JSON nevertheless."""
    build = tmp_path / "größe"
    build.mkdir()
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "CONFLUENCE_SPACE_KEY": "Größe"}
    command = [sys.executable, "-m", "sphinx_to_confluence", "plan", "-C", "--json", str(build)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "größe" in json.loads(done.stdout)["error"]["tried"]


class TestUsage:
    """Arguments that cannot be read."""

    def test_for_programs(self, capsys):
        """Programs get one JSON document, and people the usage."""
        with pytest.raises(SystemExit) as end:
            main(["plan", "--json", "--lines", "few"])
        printed = capsys.readouterr()
        document = json.loads(printed.out)
        assert end.value.code == document["exit_code"] == 2
        assert document["command"] == "plan"
        assert "--lines" in document["error"]["tried"]
        assert printed.err.startswith("usage: sphinx-to-confluence plan")

    def test_for_people(self, capsys):
        """Without --json there is no document."""
        with pytest.raises(SystemExit):
            main(["plan", "--lines", "few"])
        assert capsys.readouterr().out == ""


def test_colons_elsewhere(capsys):
    """Nothing is put into lines where no runner reads them."""
    Console("plan").say("::")
    assert capsys.readouterr().out == "::\n"


def test_a_reader_who_has_enough(tmp_path):
    """A pipe that is closed, as head closes it, ends the command without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as output:
        command = [sys.executable, "-m", "sphinx_to_confluence", "check", "-C", "--json"]
        done = subprocess.run(
            command, stdout=output, stderr=subprocess.PIPE, cwd=tmp_path, text=True, check=False
        )
    assert done.returncode == 141
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr

"""The command line as a whole: exit codes, where words go, and what a mistake of any kind ends with."""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from handoff_cli import __version__, cli
from handoff_cli.cli import COMMANDS, GROUPS, main
from handoff_cli.errors import NO, UNDECIDED, USAGE, YES, HandoffError

PYTHON = (sys.executable, "-m", "handoff_cli")
Out = pytest.CaptureFixture[str]


@pytest.fixture
def act(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], int]], None]:
    """Let `handoff check` do this instead."""

    def replace(what: Callable[[], int]) -> None:
        stub = SimpleNamespace(HELP="x", configure=lambda parser: None, run=lambda args: what())
        monkeypatch.setattr(cli.importlib, "import_module", lambda name: stub)

    return replace


def raising(error: BaseException) -> Callable[[], int]:
    def act() -> int:
        raise error

    return act


def test_version(capsys: Out) -> None:
    assert main(["--version"]) == YES
    assert capsys.readouterr().out == f"handoff {__version__}\n"


def test_help_shows_every_command_below_those_it_is_for(capsys: Out) -> None:
    assert main(["--help"]) == YES
    out = capsys.readouterr().out
    for group, commands in GROUPS.items():
        section = out.split(f"{group}:\n")[1].split("\n\n")[0]
        assert [line.split()[0] for line in section.splitlines()] == list(commands)


def test_no_command_is_wrong_usage_and_never_a_yes(capsys: Out) -> None:
    assert main([]) == USAGE
    shown = capsys.readouterr()
    assert not shown.out
    assert "COMMAND" in shown.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chek", "there is no command 'chek'; did you mean 'check'?"),
        ("acept", "did you mean 'accept'?"),
        ("zzz", "`handoff --help` lists them all"),
        ("x\x1b[31m", "there is no command 'x\\x1b[31m'"),
    ],
)
def test_an_unknown_command_names_the_nearest(typed: str, said: str, capsys: Out) -> None:
    assert main([typed]) == USAGE
    assert said in capsys.readouterr().err


def test_help_texts_are_there_and_differ() -> None:
    assert all(COMMANDS.values())
    assert len(set(COMMANDS.values())) == len(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_is_for(name: str, capsys: Out) -> None:
    command = importlib.import_module(f"handoff_cli.commands.{name}")
    assert (name, COMMANDS[name]) == (command.NAME, command.HELP)
    parser = argparse.ArgumentParser()
    command.configure(parser)
    assert [action.dest for action in parser._actions if not action.help] == []
    assert main([name, "--help"]) == YES
    assert f"usage: handoff {name}" in capsys.readouterr().out


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_the_exit_code_is_the_commands(code: int, act: Callable[..., None]) -> None:
    act(lambda: code)
    assert main(["check"]) == code


@pytest.mark.parametrize("code", [NO, USAGE, UNDECIDED])
def test_what_a_person_has_to_put_right_goes_to_stderr(code: int, act: Callable[..., None], capsys: Out) -> None:
    act(raising(HandoffError("There is no ledger.", hint="Run `handoff init`.", exit_code=code)))
    assert main(["check"]) == code
    assert capsys.readouterr() == ("", "handoff: There is no ledger.\n  → Run `handoff init`.\n")


def test_t115_an_error_shows_hostile_names_as_text(act: Callable[..., None], capsys: Out) -> None:
    act(raising(HandoffError("x\x1b[2J\n::error::y\r ##vso[task]", hint="\u202eabc")))
    main(["check"])
    shown = capsys.readouterr().err
    assert shown == "handoff: x\\x1b[2J\n: :error::y\\r # #vso[task]\n  → \\u202eabc\n"


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError(), ValueError("a\x1b[1m"), OSError(5, "io")])
def test_t15_a_bug_never_reads_as_a_yes(error: Exception, act: Callable[..., None], capsys: Out) -> None:
    act(raising(error))
    assert main(["check"]) == UNDECIDED
    shown = capsys.readouterr()
    assert not shown.out
    assert "this is our bug" in shown.err
    assert f"handoff {__version__}, Python {sys.version.split()[0]}" in shown.err
    assert type(error).__name__ in shown.err
    assert "Traceback" not in shown.err
    assert "\x1b" not in shown.err


def test_the_traceback_is_shown_when_asked_for(
    act: Callable[..., None], capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDOFF_DEBUG", "1")
    act(raising(KeyError("x")))
    assert main(["check"]) == UNDECIDED
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c(act: Callable[..., None], capsys: Out) -> None:
    act(raising(KeyboardInterrupt()))
    assert main(["check"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_command_that_leaves_without_a_code_is_no_yes(act: Callable[..., None]) -> None:
    act(raising(SystemExit()))
    assert main(["check"]) == USAGE


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is another error there")
@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_reader_that_has_gone_is_no_bug(lines: int) -> None:
    script = (
        "import sys, types; from handoff_cli import cli; sys.stdin.readline()\n"
        f"run = lambda args: sys.stdout.write('x\\n' * {lines}) and 0\n"
        "cli.importlib = types.SimpleNamespace(import_module=lambda name: types.SimpleNamespace("
        "HELP='x', configure=lambda parser: None, run=run))\n"
        "sys.argv[1:] = ['check']; cli.run()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(b"\n", timeout=60)
    assert (process.returncode, err) == (141, b"")


def test_help_imports_no_more_than_it_needs() -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", *PYTHON[1:], "--help"], capture_output=True, check=True)
    modules = {line.rsplit(b"|", 1)[1].strip().decode() for line in done.stderr.splitlines() if b"|" in line}
    ours = {name for name in modules if name.startswith("handoff_cli")}
    assert ours <= {"handoff_cli", "handoff_cli.cli", "handoff_cli.errors"}
    roots = {name.split(".")[0] for name in modules}
    heavy = {"yaml", "jsonschema", "git", "markdown_it", "gerbonara", "dataclasses", "inspect", "json", "pathlib"}
    assert "argparse" in roots
    assert not roots & heavy


@pytest.mark.parametrize("encoding", [None, "latin-1", "ascii"])
def test_a_pipe_gets_utf_8_and_a_chosen_encoding_escapes(encoding: str | None) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONIOENCODING", "PYTHONUTF8")}
    environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment |= {"PYTHONIOENCODING": encoding} if encoding else {}
    script = "from handoff_cli import cli; cli.main = lambda: print('\\u2192 \\xe9 \\udcff'); cli.run()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=True)
    shown = {None: "→ é \\udcff", "latin-1": "\\u2192 é \\udcff", "ascii": "\\u2192 \\xe9 \\udcff"}[encoding]
    assert done.stdout.decode(encoding or "utf-8").strip() == shown


def test_a_pipe_gets_the_same_line_ends_on_every_system() -> None:
    """As Windows opens it: without a word of ours each line would end in two characters, and reports could not be compared."""
    opened = "import sys; sys.stdout.reconfigure(newline='\\r\\n')"
    script = f"{opened}; from handoff_cli import cli; cli.main = lambda: print('a\\nb'); cli.run()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"a\nb\n"

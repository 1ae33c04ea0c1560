"""The command line: which command, and what becomes of everything that can go wrong.

Only the chosen command is imported, so that `handoff --help` costs no more than Python itself.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

from handoff_cli import __version__
from handoff_cli.errors import UNDECIDED, USAGE, HandoffError

INTERRUPTED: Final = 130
NOT_READ: Final = 141
"""What a shell reports of a program stopped by Ctrl-C, or by a pipe that nobody reads any more."""

GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    "Sales": {
        "new": "start a deal: a folder whose files say what belongs in them",
        "inspect": "show what is in a customer's ZIP, and what is wrong with it; needs no deal",
        "pack": "build the golden pack from what the customer sent, which stays beside it untouched",
        "raid": "print the entries the RAID log still owes to the facts of a deal, or add them",
        "submit": "offer a deal to the PM (or the policy to an admin): commit, push, open the pull request",
        "request": "write the e-mail that asks the customer for what is open",
    },
    "Project Manager": {
        "accept": "accept a package: from here on the project is yours",
        "reject": "return a package, with reasons, on the record",
        "withdraw": "take back an acceptance that has not taken effect",
    },
    "Auditor": {
        "audit": "replay the history: who owns what on what evidence, and every step nobody decided",
    },
    "CI": {
        "gate": "judge a change: every deal it touches, and whether it may be merged",
        "announce": "tell a pull request how it stands: status, comment and label",
        "observe": "record what the reviews of a pull request decide, as the witness",
    },
    "Server": {
        "receive": "judge a push on the server, as git's pre-receive hook",
    },
    "Everybody": {
        "check": "list what is missing or contradictory in a deal, and who must act",
        "explain": "say what a rule asks, why, and how to satisfy it",
        "status": "show who owns a deal, since when, and on what evidence",
        "init": "set up handoff in a repository",
        "doctor": "show what protects the gate and what does not, with the setting to change",
        "demo": "play the whole story in a temporary repository",
    },
}
"""Who a command is for → its name and its help. The module is `handoff_cli.commands.<name>`."""

COMMANDS: Final[Mapping[str, str]] = {name: help for group in GROUPS.values() for name, help in group.items()}


def run() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail_to_write(stream)
    # Nearly all that one run makes stays to its end: searching it for garbage, above all at the exit, is a tenth of a check.
    gc.set_threshold(50_000, 20, 20)
    code = main()
    gc.freeze()
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Whatever happens, only a command that says so itself ends with 0."""
    try:
        code = _exit_code(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except HandoffError as error:
        return _told(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return NOT_READ
    except Exception as error:
        return _reported(error)
    return code


def _exit_code(words: Sequence[str]) -> int:
    """The command's own code, or that with which argparse leaves after help or a wrong option."""
    try:
        return _dispatch(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE


def _dispatch(words: Sequence[str]) -> int:
    top = _top_parser()
    if not words:
        top.print_help(sys.stderr)
        return USAGE
    name, rest = top.parse_args(words[:1]).command, words[1:]
    if name not in COMMANDS:
        top.error(_unknown(name))
    command = importlib.import_module(f"handoff_cli.commands.{name}")
    parser = argparse.ArgumentParser(f"handoff {name}", description=command.HELP)
    command.configure(parser)
    code: int = command.run(parser.parse_args(rest))
    return code


def _top_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "handoff",
        usage="handoff COMMAND [OPTION…]",
        description="The handoff from Sales to Project Management as a formal quality gate, kept in git.",
        epilog=_overview(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"handoff {__version__}")
    parser.add_argument("command", help=argparse.SUPPRESS)
    return parser


def _overview() -> str:
    width = max(map(len, COMMANDS))
    groups = (
        "\n".join([f"{group}:", *(f"  {name:<{width}}  {help}" for name, help in commands.items())])
        for group, commands in GROUPS.items()
    )
    return "\n\n".join([*groups, "`handoff COMMAND --help` shows the options of a command."])


def _unknown(name: str) -> str:
    import difflib

    from handoff_cli.reporters.plain import plain

    near = difflib.get_close_matches(name, COMMANDS, n=1)
    said = f"there is no command '{plain(name)}'"
    return f"{said}; did you mean '{near[0]}'?" if near else f"{said}; `handoff --help` lists them all"


def _told(error: HandoffError) -> int:
    """Say what a person has to put right. The text may quote a file's name, which may hold anything."""
    _say(f"handoff: {error.message}", *([f"  → {error.hint}"] if error.hint else []))
    return error.exit_code


def _reported(error: Exception) -> int:
    """Our own mistake. It decides nothing: the exit code is that of a gate which cannot decide."""
    import platform

    if os.environ.get("HANDOFF_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    _say(
        f"handoff: this is our bug, not a fault of your deal: {type(error).__name__}: {error}",
        "  Nothing was decided. Please report it, with what the same command says under HANDOFF_DEBUG=1.",
        f"  handoff {__version__}, Python {platform.python_version()}, {platform.platform()}",
    )
    return UNDECIDED


def _say(*texts: str) -> None:
    from handoff_cli.reporters.plain import inert, plain

    for text in texts:
        sys.stderr.write("".join(f"{inert(plain(line))}\n" for line in text.split("\n")))


def _never_fail_to_write(stream: TextIO) -> None:
    """A file or a pipe gets UTF-8 and plain line ends on every system, so that the same report is the same bytes; a terminal keeps
    its own and gets escapes for what it cannot show."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
    reconfigure(encoding=stream.encoding if chosen else "utf-8", errors="backslashreplace")
    if not stream.isatty():
        reconfigure(newline="\n")


def _close_quietly() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""The same on Linux, macOS and Windows: no file is read or written in the alphabet or the line ends of the machine."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from handoff_cli.git.names import unlawful

TOP = Path(__file__).parent.parent
CODE = sorted([*TOP.joinpath("handoff_cli").rglob("*.py"), *TOP.joinpath("tests").rglob("*.py")])
LONGEST = 160


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def keywords(call: ast.Call) -> dict[str | None, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords}


def takes_the_machines_encoding(call: ast.Call, name: str) -> bool:
    given = keywords(call)
    if "encoding" in given or None in given:
        return False
    if name in ("read_text", "write_text"):
        return isinstance(call.func, ast.Attribute) and len(call.args) <= (name == "write_text")
    if name in ("run", "Popen", "check_output"):
        return bool({"text", "universal_newlines"} & set(given))
    return name in ("open", "fdopen", "TemporaryFile", "NamedTemporaryFile") and not is_binary(call, name)


def is_binary(call: ast.Call, name: str) -> bool:
    """By its mode. What has none and is no file of ours (an archive, a descriptor) is told by its owner or its arguments."""
    texts = [arg.value for arg in (*call.args, *keywords(call).values()) if isinstance(arg, ast.Constant)]
    if any(isinstance(text, str) and "b" in text and len(text) <= 3 for text in texts) or name.endswith(
        "TemporaryFile"
    ):
        return True
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in (
        "os",
        "tarfile",
        "zipped",
        "archive",
        "packed",
        "book",
        "opener",
    )


def where(path: Path, call: ast.Call) -> str:
    return f"{path.relative_to(TOP).as_posix()}:{call.lineno}"


def test_every_text_is_read_and_written_as_what_it_is() -> None:
    found = [
        where(path, call) for path in CODE for call, name in calls(path) if takes_the_machines_encoding(call, name)
    ]
    assert not found, "without `encoding=` a Windows machine reads and writes its own alphabet"


def test_the_tool_writes_no_line_ends_of_the_machine() -> None:
    ours = [path for path in CODE if path.is_relative_to(TOP / "handoff_cli")]
    writing = [(path, call) for path in ours for call, name in calls(path) if name == "write_text"]
    found = [where(path, call) for path, call in writing if "newline" not in keywords(call)]
    assert not found, "bytes, or `newline=`: what is hashed must not differ on Windows"


def committed() -> list[str]:
    out = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=False).stdout
    return [name for name in out.decode().split("\0") if name]


def test_every_file_of_this_repository_can_be_checked_out_anywhere() -> None:
    names = committed()
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if unlawful(name) or len(name) > LONGEST] == []
    modes = subprocess.run(
        ["git", "ls-files", "-s"], cwd=TOP, capture_output=True, check=False, encoding="utf-8"
    ).stdout
    assert not [line for line in modes.splitlines() if line.startswith("120000")], "a link is a text file on Windows"


def test_every_text_of_this_repository_ends_its_lines_as_unix_does() -> None:
    """Scripts that a shell reads, and templates and schemas that are packed, must not depend on who checked them out."""
    names = [name for name in committed() if not name.startswith("projects/")]
    asked = "\0".join(names).encode()
    command = ["git", "check-attr", "-z", "--stdin", "text", "eol"]
    out = subprocess.run(command, cwd=TOP, input=asked, capture_output=True, check=False).stdout.decode().split("\0")
    told = {(out[at], out[at + 1]): out[at + 2] for at in range(0, len(out) - 2, 3)}
    loose = [name for name in names if told[name, "text"] != "unset" and told[name, "eol"] != "lf"]
    assert sorted({PurePosixPath(name).suffix or name for name in loose}) == []

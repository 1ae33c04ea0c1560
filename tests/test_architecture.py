"""The arrows of the design: who may import whom, and what only one place may do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "handoff_cli"

ALLOWED = {
    "core": {"errors"},
    "documents": {"core", "errors", "resources"},
    "datapack": {"core", "errors"},
    "rules": {"core"},
    "git": {"core", "errors"},
    "ledger": {"core", "errors", "git"},
    "forge": {"core", "errors"},
    "reporters": {"core", "errors"},
    "commands": None,
}
"""Folder → the parts of the package it may import; None: everything. The use cases beside the folders import all but commands."""

ONLY = {
    "yaml": {"documents"},
    "jsonschema": {"documents"},
    "markdown_it": {"documents"},
    "subprocess": {"git", "ledger", "forge"},
    "git": {"git"},
    "gerbonara": set(),
    "zipfile": {"datapack"},
    "zlib": {"datapack"},
    "socket": {"forge"},
    "urllib": {"forge"},
    "http": {"forge"},
}
IMPURE = {
    "os",
    "pathlib",
    "io",
    "time",
    "random",
    "secrets",
    "shutil",
    "tempfile",
    "subprocess",
    "socket",
    "sys",
    "logging",
}
ASKED = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "monotonic"),
}
"""How the clock is asked; `datetime.time` is a type."""
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        yield (parts[0] if len(parts) > 1 else parts[0].removesuffix(".py")), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "handoff_cli" and len(parts) > 1 else None


MODULES = list(modules())
IDS = [path.relative_to(PACKAGE).as_posix() for _, path in MODULES]


@pytest.mark.parametrize(("part", "path"), MODULES, ids=IDS)
def test_arrows_only_go_one_way(part: str, path: Path) -> None:
    allowed = ALLOWED.get(part)
    for name in imports(path):
        target = own(name)
        if target is None or name == "handoff_cli.__version__":
            continue
        if allowed is not None:
            assert target in allowed | {part}, f"{part} imports {name}"
        elif part not in ("commands", "cli", "__main__"):
            assert target not in ("commands", "cli"), f"{part} imports {name}"


@pytest.mark.parametrize(("part", "path"), MODULES, ids=IDS)
def test_what_only_one_place_may_use(part: str, path: Path) -> None:
    for name in imports(path):
        root = name.split(".")[0]
        assert part in ONLY.get(root, {part}), f"{part} imports {name}"


@pytest.mark.parametrize(("part", "path"), [m for m in MODULES if m[0] in ("core", "rules")])
def test_core_and_rules_are_pure(part: str, path: Path) -> None:
    for name in imports(path):
        assert name.split(".")[0] not in IMPURE, f"{path} imports {name}"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in CLOCKS | {"open", "print", "getenv"}, f"{path}:{node.lineno} calls {called}"


@pytest.mark.parametrize(("part", "path"), MODULES, ids=IDS)
def test_one_module_asks_the_clock(part: str, path: Path) -> None:
    """And another one waits for a forge: its stopwatch is a parameter."""
    if path.relative_to(PACKAGE).as_posix() in ("commands/clock.py", "forge/pace.py"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in ASKED, f"{path}:{node.lineno}: ask commands/clock.py"


@pytest.mark.parametrize(("part", "path"), [m for m in MODULES if m[0] not in ("commands", "cli", "__main__")])
def test_only_commands_write(part: str, path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("print", "input"), f"{path}:{node.lineno}"


def test_one_broad_except_in_the_whole_program() -> None:
    broad = []
    for _, path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                names = [n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)] if node.type else ["Exception"]
                if {"Exception", "BaseException"} & set(names):
                    broad.append(f"{path.relative_to(PACKAGE).as_posix()}")
    assert broad == ["cli.py"]


def test_every_module_says_what_it_is() -> None:
    for _, path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path

"""The commands `check` and `new`, and what all commands share: the choice of deals, colours, writing a report."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from handoff_cli import __version__
from handoff_cli.cli import main
from handoff_cli.commands import output, selection
from handoff_cli.core.finding import Finding
from handoff_cli.core.report import DealReport, Report
from handoff_cli.errors import NO, USAGE, YES, HandoffError
from handoff_cli.reporters import REPORTERS, Options
from tests.reporters.reports import APPROVER, CURRENCY, RISK, WAIVED

Out = pytest.CaptureFixture[str]


class Terminal:
    def __init__(self, *, is_terminal: bool) -> None:
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.skipif(sys.platform == "win32", reason="the console decides there")
@pytest.mark.parametrize(
    ("choice", "terminal", "environment", "wanted"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", True, {"FORCE_COLOR": "0"}, False),
        ("auto", False, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_who_decides_about_colour(choice: str, terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    assert output.wants_color(choice, Terminal(is_terminal=terminal), environment) is wanted  # type: ignore[arg-type]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "projects" / "BRW-1042" / "evidence" / "projects" / "OLD-1").mkdir(parents=True)
    (tmp_path / "projects" / "BRW-1042" / "quote.yaml").touch()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "handoff.yaml").touch()
    (tmp_path / "README.md").touch()
    (tmp_path / "projects" / "README.md").touch()
    if sys.platform != "win32":
        (tmp_path / "projects" / "BRW-1042" / "linked.pdf").symlink_to(tmp_path.parent)
        (tmp_path / "projects" / "LINK-1").symlink_to(tmp_path.parent)
    return tmp_path


@pytest.mark.parametrize(
    ("folder", "words", "meant"),
    [
        ("", [], ()),
        ("", ["BRW-1042"], ("BRW-1042",)),
        ("", ["projects/BRW-1042/quote.yaml", "projects/BRW-1042/", "BRW-1042"], ("BRW-1042",)),
        ("", ["projects\\BRW-1042\\quote.yaml"], ("BRW-1042",)),
        ("", ["projects/BRW-1042/evidence/projects/OLD-1/x.pdf"], ("BRW-1042",)),
        ("", ["projects/GONE-1/deal.yaml", "BRW-1042"], ("GONE-1", "BRW-1042")),
        ("", ["projects/BRW-1042/quote.yaml", "handoff.yaml"], ()),
        ("", [".gitattributes", "BRW-1042"], ()),
        ("", ["projects/README.md"], ()),
        ("", ["projects/BRW-1042/linked.pdf"], ("BRW-1042",)),
        ("", ["projects/LINK-1"], ("LINK-1",)),
        ("", ["projects"], ()),
        ("", ["."], ()),
        ("projects", ["BRW-1042"], ("BRW-1042",)),
        ("projects/BRW-1042", ["quote.yaml"], ("BRW-1042",)),
        ("projects/BRW-1042", ["."], ("BRW-1042",)),
    ],
)
def test_which_deals_are_meant(repository: Path, folder: str, words: list[str], meant: tuple[str, ...]) -> None:
    assert selection.selected(repository / folder, words) == meant


@pytest.mark.parametrize("word", ["README.md", "docs/x.md", "../elsewhere/projects/BRW-1042/deal.yaml"])
def test_what_is_no_deal_is_said(repository: Path, word: str) -> None:
    with pytest.raises(HandoffError, match=r"no deal|outside this repository"):
        selection.selected(repository, [word])


def report(*findings: Finding) -> Report:
    return Report(__version__, deals=(DealReport("BRW-1042", findings=findings),))


UNREADABLE = replace(RISK, kind="malformed")


@pytest.mark.parametrize(
    ("findings", "options", "code"),
    [
        ((), [], YES),
        ((APPROVER,), [], YES),
        ((WAIVED,), [], YES),
        ((RISK,), [], NO),
        ((RISK, CURRENCY), ["--draft"], YES),
        ((RISK, UNREADABLE), ["--draft"], NO),
        ((replace(UNREADABLE, severity="warn"),), ["--draft"], YES),
    ],
)
@pytest.mark.parametrize("format", REPORTERS)
def test_check_says_no_when_something_rejects(
    findings: tuple[Finding, ...], options: list[str], code: int, format: str, checked: Checked, capsys: Out
) -> None:
    checked.answer = report(*findings)
    assert main(["check", "--format", format, *options]) == code
    shown = capsys.readouterr()
    assert shown.out == REPORTERS[format](checked.answer, Options(draft="--draft" in options))
    assert not shown.err


def test_check_passes_on_what_is_meant(checked: Checked) -> None:
    main(["check", "BRW-1042", "OLD-1", "--ref", "HEAD~1"])
    assert checked.asked == (Path.cwd(), ("BRW-1042", "OLD-1"), "HEAD~1")


def test_a_log_shows_no_lines_of_a_document(checked: Checked, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    checked.answer = report(CURRENCY)
    main(["check"])
    assert "currency: USD" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    main(["check"])
    assert "currency: USD" not in capsys.readouterr().out


class Checked:
    """Stands for the use case: what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: tuple[Path, tuple[str, ...], str | None] | None = None
        self.answer = report()

    def __call__(
        self, start: Path, deals: Sequence[str], *, ref: str | None = None, since: str | None = None
    ) -> Report:
        self.asked = (start, tuple(deals), ref)
        return self.answer


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Checked:
    for name in ("CI", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    stub = Checked()
    monkeypatch.setattr(importlib.import_module("handoff_cli.commands.check"), "check", stub)
    return stub


def test_new_writes_a_folder_and_names_its_files(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.chdir(repository / "projects" / "BRW-1042")
    assert main(["new", "BRW-1043", "--customer", "Brightwater Instruments Ltd", "--kind", "cable"]) == YES
    shown = capsys.readouterr()
    written = {path.relative_to(repository).as_posix() for path in (repository / "projects/BRW-1043").rglob("*.*")}
    assert set(shown.out.splitlines()) == written
    assert "projects/BRW-1043/quote.yaml" in written
    assert "handoff check BRW-1043" in shown.err
    assert main(["new", "BRW-1043"]) == USAGE


def test_new_outside_a_repository_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["new", "BRW-1043"]) != YES
    assert list(tmp_path.iterdir()) == []
    assert "→" in capsys.readouterr().err

"""What every test stands on: no configuration of the machine, no key, no clock, no person but the ones a test names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.gitrepo import FIXED, Repo

_PERSONAL = ("SSH_", "EMAIL", "XDG_CONFIG_HOME", "PRE_COMMIT", "NO_COLOR", "FORCE_COLOR", "HANDOFF_")

# How long an example takes says more about what else the machine does; in CI the examples are the same in every run.
settings.register_profile(
    "ours", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update",
        action="store_true",
        help="write the texts kept by tests/mistakes, tests/rules, tests/forge/comments",
    )


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether to write what is said now; read the difference before it is committed."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(autouse=True)
def _no_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in [name for name in os.environ if name.startswith(("GIT_", *_PERSONAL))]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("CI", raising=False)
    for name, value in FIXED.items():
        monkeypatch.setenv(name, value)
    home = str(tmp_path_factory.mktemp("home"))
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("USERPROFILE", home)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository whose branch is `main`."""
    return Repo.init(tmp_path / "repo")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured, beside what it may cost."""
    done = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    costs = [cost for report in done for name, cost in getattr(report, "user_properties", ()) if name == "cost"]
    if costs:
        terminalreporter.section("costs")
    for cost in costs:
        terminalreporter.write_line(str(cost))

"""A company on a forge: the bare repository behind a fake GitHub or Gitea, a clone for Sales, one for the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.forge.site import Site
from tests.forge.bare import BareGit
from tests.forge.company import HOST, Company, Open, found
from tests.forge.contract import hold
from tests.forge.gitea import GITEA
from tests.forge.github import GITHUB
from tests.forge.hub import Hub
from tests.forge.server import Dialect, Server, serving
from tests.forge.tape import Exchange, Player, folder, tapes
from tests.gitrepo import FIXED, Repo
from tests.ledger import keys as ssh
from tests.ownership.conftest import _files_are_parsed_once  # noqa: F401 (the same files are read by every test here, too)
from tests.ownership.shop import Ran, copied, sample


@pytest.fixture(scope="session")
def forge_keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("forge-keys")
    return {who: ssh.make(folder, who) for who in ("dana", "arvid", "witness")}


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory, forge_keys: Mapping[str, Path]) -> dict[str, Path]:
    """Templates by what the policy says; each is built when the first test wants it."""
    return {}


@pytest.fixture(params=[GITHUB, GITEA], ids=["github", "gitea"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


@pytest.fixture
def open_company(
    dialect: Dialect,
    founded: dict[str, Path],
    forge_keys: Mapping[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Open]:
    stack = ExitStack()
    served: list[Server] = []

    def open_(evidence: str = "observed", merge: str = "manual") -> Company:
        name = f"{evidence}-{merge}"
        if name not in founded:
            folder = tmp_path_factory.mktemp("company") / name
            with pytest.MonkeyPatch.context() as patch:
                for variable, value in {**FIXED, "GIT_TEMPLATE_DIR": ""}.items():
                    patch.setenv(variable, value)
                found(folder, forge_keys, evidence, merge, patch)
            founded[name] = folder
        copied(founded[name], tmp_path / "company")
        server = stack.enter_context(serving(Server(Hub(BareGit(Repo(tmp_path / "company" / "server.git"))), dialect)))
        served.append(server)
        return Company(tmp_path / "company", server, forge_keys, monkeypatch, capsys)

    with stack:
        yield open_
    for server in served:
        hold(server)


@pytest.fixture
def company(open_company: Open) -> Company:
    """The ledger is founded, nothing is offered; the policy wants what a witness saw."""
    return open_company()


@pytest.fixture(scope="session")
def player() -> Iterator[Player]:
    with serving(Player()) as player:
        yield player


@pytest.fixture(scope="session")
def recorded() -> dict[str, tuple[Exchange, ...]]:
    return tapes(folder("traffic"))


@pytest.fixture(scope="session")
def exchanges(recorded: dict[str, tuple[Exchange, ...]]) -> list[Exchange]:
    return [one for tape in recorded.values() for one in tape]


@pytest.fixture
def at_desk(company: Company, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Commands as somebody types them in his clone, whose remote is known to lie on the fake forge."""

    def run(who: str, *words: str) -> Ran:
        kind: Any = company.server.dialect.name
        site = Site(kind=kind, host=HOST, api=company.server.base, owner="sales", name="deals")
        for command in ("submit", "deciding"):
            monkeypatch.setattr(f"handoff_cli.commands.{command}.connect", lambda *_: company.forge(who))
        monkeypatch.setattr("handoff_cli.commands.submit.site_of", lambda *_: site)
        return company.run(who, *words)

    return run


@pytest.fixture
def package(company: Company) -> Repo:
    repo = Repo(company.folder / "tom")
    repo.git("fetch", "-q", "origin")
    repo.git("checkout", "-q", "-B", "main", "origin/main")
    return repo.write(sample())

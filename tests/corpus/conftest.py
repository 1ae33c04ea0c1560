"""The stage, built once and copied for every test; and the case, which holds a test to what its row promises."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.core.digest import digest
from handoff_cli.core.record import Genesis
from handoff_cli.git.repository import Repository
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.store import found
from handoff_cli.serve import install
from handoff_cli.standing import policy_entries
from tests.corpus import package
from tests.corpus.case import Case
from tests.corpus.people import PEOPLE, policy
from tests.corpus.stage import AT, MAIN, Stage
from tests.gitrepo import FIXED, Repo
from tests.ledger import keys as ssh

LEDGER_ID = "7f9c2ba4e88f827d616045507605853e"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    return {who: ssh.make(folder, who) for who in (*PEOPLE, "mallory")}


@pytest.fixture(scope="session")
def handed(tmp_path_factory: pytest.TempPathFactory, keys: Mapping[str, Path]) -> Path:
    """Two deals handed over to Dana, on a server with the hook and in the laboratory."""
    folder = tmp_path_factory.mktemp("stage")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in FIXED.items():
            patch.setenv(name, value)
        stage = Stage(folder, keys)
        Repo.init(stage.lab.path, bare=True)
        Repo.init(stage.server.path, bare=True)
        install(stage.server.path)
        _found(stage)
        for deal in (package.DEAL, package.OTHER):
            head = stage.offer(deal, quantity=400)
            stage.set(ledger=stage.accept(head, deal))
            stage.set(main=stage.merge(head))
    return folder


def _found(stage: Stage) -> None:
    first = stage.lab.commit_tree(stage.lab.tree(), message="nothing")
    stage.lab.git("update-ref", MAIN, first)
    start = stage.commit(
        {"handoff.yaml": policy(stage.keys), ".gitattributes": "projects/** -text\n", "README.md": "Deals.\n"},
        by="arvid",
    )
    repo = Repository.discover(stage.lab.path)
    genesis = Genesis(
        ledger=LEDGER_ID,
        target="main",
        start=start,
        policy=digest(policy_entries(repo, start)) or "",
        by="arvid",
        at=AT,
    )
    stage.set(main=start, ledger=found(repo, genesis, stage.signature(encode(genesis), "arvid", "arvid")))


@pytest.fixture
def stage(handed: Path, keys: Mapping[str, Path], tmp_path: Path) -> Stage:
    shutil.copytree(handed, tmp_path / "stage", symlinks=True)
    return Stage(tmp_path / "stage", keys)


@pytest.fixture
def case(request: pytest.FixtureRequest, stage: Stage) -> Case:
    """The row that the test is named after."""
    return Case.of(request.node.originalname, stage)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, Any, Any]:
    result = yield
    case = pyfuncitem.funcargs.get("case")
    if isinstance(case, Case):
        case.check()
    return result

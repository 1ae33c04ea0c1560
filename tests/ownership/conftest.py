"""The same company at several points of its story. Each is built once by the commands themselves and copied for every test."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from handoff_cli.core.pack import Pack
from handoff_cli.core.tree import Node
from handoff_cli.datapack.reader import read
from handoff_cli.documents import load
from tests.gitrepo import FIXED, Repo
from tests.ledger import keys as ssh
from tests.ownership.shop import DEAL, OFFER, PEOPLE, Shop, author, copied, identify, sample, setup

Templates = Callable[[str], Path]


@pytest.fixture(autouse=True, scope="package")
def _files_are_parsed_once() -> Iterator[None]:
    """Every command of every test reads the same documents and the same pack again; what they mean is tested elsewhere."""
    packs: dict[tuple[str, int, str, bytes], Pack] = {}

    def read_once(name: str, manifest: Node, archive: str, data: bytes) -> Pack:
        key = (name, id(manifest), archive, data)
        if key not in packs:
            packs[key] = read(name, manifest, archive, data)
        return packs[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handoff_cli.documents.load", functools.cache(load))
        patch.setattr("handoff_cli.datapack.reader.read", read_once)
        yield


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    return {who: ssh.make(folder, who) for who in PEOPLE}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, keys: Mapping[str, Path]) -> Templates:
    """A folder with the server and everybody's clone: `signed` and `claimed` hold an offer, `handed` what came of it."""
    made: dict[str, Path] = {}

    def get(name: str) -> Path:
        if name not in made:
            folder = tmp_path_factory.mktemp(name) / "shop"
            with pytest.MonkeyPatch.context() as patch:
                for variable, value in {**FIXED, "GIT_TEMPLATE_DIR": ""}.items():
                    patch.setenv(variable, value)
                _BUILD[name](folder, keys, get, patch)
            for repo in folder.iterdir():
                Repo(repo).git("gc", "-q", "--prune=now")  # one file instead of hundreds to copy
            made[name] = folder
        return made[name]

    return get


def _founded(folder: Path, keys: Mapping[str, Path], evidence: str, patch: pytest.MonkeyPatch) -> None:
    """The policy on main, the ledger, and the sample deal offered."""
    server = Repo.init(folder / "server.git", bare=True)
    first = identify(server.clone(folder / "arvid"), "arvid")
    first.commit("Who is who, and what the gate asks for", setup(evidence, keys), by=author("arvid"))
    first.git("push", "-q", "origin", "HEAD:main")
    _run(patch, folder / "arvid", "init", "--sign", str(keys["arvid"]))
    for who in PEOPLE:
        repo = first if who == "arvid" else identify(server.clone(folder / who), who)
        repo.config("remote.origin.url", "../server.git")
    tom = Repo(folder / "tom").branch(OFFER)
    tom.commit(f"Offer {DEAL}", sample(), by=author("tom"))
    tom.git("push", "-q", "origin", OFFER)


def _run(patch: pytest.MonkeyPatch, where: Path, *words: str) -> None:
    from handoff_cli.cli import main

    patch.chdir(where)
    assert main(list(words)) == 0


def _signed(folder: Path, keys: Mapping[str, Path], _: Templates, patch: pytest.MonkeyPatch) -> None:
    _founded(folder, keys, "signed", patch)


def _claimed(folder: Path, keys: Mapping[str, Path], _: Templates, patch: pytest.MonkeyPatch) -> None:
    _founded(folder, keys, "claimed", patch)


def _handed(folder: Path, keys: Mapping[str, Path], get: Templates, patch: pytest.MonkeyPatch) -> None:
    copied(get("signed"), folder)
    _run(patch, folder / "dana", "accept", DEAL, "--sign", str(keys["dana"]), "--yes")


_BUILD = {"signed": _signed, "claimed": _claimed, "handed": _handed}


@pytest.fixture
def open_shop(
    template: Templates,
    keys: Mapping[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[str], Shop]:
    def open_(name: str) -> Shop:
        copied(template(name) / "server.git", tmp_path / name / "server.git")
        return Shop(template(name), tmp_path / name, keys, monkeypatch, capsys)

    return open_


@pytest.fixture
def shop(open_shop: Callable[[str], Shop]) -> Shop:
    """The deal is offered, complete; the policy asks for signatures."""
    return open_shop("signed")


@pytest.fixture
def handed(open_shop: Callable[[str], Shop]) -> Shop:
    """Dana has accepted the deal and merged it."""
    return open_shop("handed")


@pytest.fixture
def claimed(open_shop: Callable[[str], Shop]) -> Shop:
    """The deal is offered; the policy takes everybody at his word."""
    return open_shop("claimed")

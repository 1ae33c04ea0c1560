"""Which forge an address means, and whose token goes there."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from handoff_cli.connect import connect, find_token, site_of
from handoff_cli.errors import HandoffError
from handoff_cli.forge.gitea import Gitea
from handoff_cli.forge.github import GitHub
from handoff_cli.forge.site import site
from handoff_cli.git.repository import Repository
from tests.gitrepo import Repo


@pytest.mark.parametrize(
    "remote",
    [
        "https://github.com/sales/deals.git",
        "https://github.com/sales/deals",
        "https://x-access-token:ghs_abc@GitHub.com/sales/deals.git",
        "git@github.com:sales/deals.git",
        "ssh://git@github.com/sales/deals.git",
        "ssh://git@ssh.github.com:443/sales/deals.git",
        "github.com:sales/deals",
    ],
)
def test_github_by_any_of_its_addresses(remote: str) -> None:
    found = site(remote, {})
    assert (found.kind, found.host, found.api) == ("github", "github.com", "https://api.github.com")
    assert (found.owner, found.name) == ("sales", "deals")
    assert isinstance(found.forge(None), GitHub)


@pytest.mark.parametrize(
    ("remote", "kind", "host", "api"),
    [
        ("https://git.example/sales/deals", "github", "git.example", "https://git.example/api/v3"),
        ("https://git.example:8443/sales/deals", "gitea", "git.example:8443", "https://git.example:8443/api/v1"),
        ("ssh://git@git.example:2222/sales/deals.git", "gitea", "git.example", "https://git.example/api/v1"),
        ("git@codeberg.org:sales/deals.git", None, "codeberg.org", "https://codeberg.org/api/v1"),
    ],
)
def test_a_forge_of_ones_own(remote: str, kind: str | None, host: str, api: str) -> None:
    found = site(remote, {}, kind=kind)
    assert (found.host, found.api) == (host, api)


@pytest.mark.parametrize(("api", "kind"), [("/api/v1", "gitea"), ("/api/v3", "github")])
def test_ci_says_which_forge_it_is(api: str, kind: str) -> None:
    """Gitea's runners name their variables after GitHub's."""
    ci = {"GITHUB_SERVER_URL": "https://git.example", "GITHUB_API_URL": f"https://git.example{api}"}
    assert site("https://git.example/sales/deals", ci).kind == kind
    with pytest.raises(HandoffError, match="What kind of forge is other"):
        site("https://other.example/sales/deals", ci)


def test_an_unknown_forge_is_asked_about() -> None:
    with pytest.raises(HandoffError, match="What kind of forge") as caught:
        site("https://git.example/sales/deals.git", {})
    assert "git config handoff.forge" in caught.value.hint


@pytest.mark.parametrize(
    "remote",
    ["/srv/git/deals.git", "C:/deals.git", "C:\\deals.git", "../server.git", "file:///srv/deals.git", "https://github.com/deals",
     "https://github.com/a/b/c", "https://github.com/../deals", "https://github.com/sales/", "", "https:///sales/deals"],
)  # fmt: skip
def test_what_is_no_forge(remote: str) -> None:
    with pytest.raises(HandoffError, match="no repository on a forge"):
        site(remote, {}, kind="github")


def test_a_password_in_an_address_is_not_repeated() -> None:
    for secret in ("hunter2", "hunter@2"):
        with pytest.raises(HandoffError) as caught:
            site(f"https://me:{secret}@github.com/deals", {})
        assert "2" not in caught.value.message


def cloned(repo: Repo, address: str = "https://git.example/sales/deals.git") -> Repository:
    repo.git("remote", "add", "origin", address)
    repo.config("handoff.forge", "gitea")
    return Repository.discover(repo.path)


def test_the_forge_of_a_clone(repo: Repo) -> None:
    forge = connect(cloned(repo), "origin", {"GITEA_TOKEN": "t0ken"})
    assert isinstance(forge, Gitea)
    assert repr(forge) == "Gitea(git.example/sales/deals)"


def test_no_remote_and_no_token(repo: Repo) -> None:
    here = cloned(repo)
    with pytest.raises(HandoffError, match="no remote"):
        connect(here, None, {})
    with pytest.raises(HandoffError, match=r"no access token for git\.example") as caught:
        connect(here, "origin", {"GITHUB_TOKEN": "of another forge"})
    assert "GITEA_TOKEN or FORGEJO_TOKEN" in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="the helper is a shell script")
def test_what_git_has_stored(repo: Repo, tmp_path: Path) -> None:
    helper = tmp_path / "helper"
    helper.write_text("#!/bin/sh\ncat >/dev/null\necho username=tom\necho password=st0red\n", encoding="utf-8")
    helper.chmod(helper.stat().st_mode | stat.S_IXUSR)
    here = cloned(repo)
    repo.config("credential.helper", str(helper))
    assert find_token(here, site_of(here, "origin", {}), {}).reveal() == "st0red"
    assert find_token(here, site_of(here, "origin", {}), {"GITEA_TOKEN": "first"}).reveal() == "first"


@pytest.mark.skipif(sys.platform == "win32", reason="gh is played by a shell script")
def test_what_gh_is_logged_in_with(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gh = tmp_path / "gh"
    gh.write_text('#!/bin/sh\ntest "$*" = "auth token --hostname github.com" && echo gho_1\n', encoding="utf-8")
    gh.chmod(0o755)
    here = cloned(repo, "git@github.com:sales/deals.git")
    repo.config("handoff.forge", "github")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert find_token(here, site_of(here, "origin", {}), {}).reveal() == "gho_1"

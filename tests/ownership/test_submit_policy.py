"""`handoff submit policy` over real git: exactly handoff.yaml and .gitattributes, and never together with a deal."""

from __future__ import annotations

import io
import sys

import pytest

from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, LEDGER, OFFER, Shop, author, identify, records, sample

BRANCH = "offer/policy"
WORDS = ("submit", "policy")


@pytest.fixture
def desk(shop: Shop) -> Repo:
    """Arvid's clone on main, where he has made the gate stricter."""
    repo = shop.clone("arvid")
    repo.git("fetch", "-q", "--prune", "origin")
    repo.git("checkout", "-q", "-B", "main", "origin/main")
    return stricter(repo)


def stricter(repo: Repo, old: str = "profile: chapter", new: str = "profile: handbook") -> Repo:
    text = (repo.path / "handoff.yaml").read_text(encoding="utf-8")
    assert old in text
    return repo.write({"handoff.yaml": text.replace(old, new)})


def changed(shop: Shop) -> list[str]:
    return shop.server.git("diff", "--name-only", f"main...{BRANCH}").splitlines()


def test_from_the_change_to_the_policy_in_force(shop: Shop, desk: Repo) -> None:
    desk.write({"notes.txt": "mine\n", ".gitattributes": "projects/** -text\n*.zip binary\n"})
    ran = shop.run("arvid", *WORDS)
    assert ran.code == 0, ran.err
    assert (
        f"The policy is offered on {BRANCH} of origin.\nA change of the policy: waiting for an admin (Arvid Holm).\n"
        in ran.out
    )
    assert (
        f"`git fetch`, then `handoff gate --head origin/{BRANCH}` shows it, `handoff accept policy` puts it in force"
        in ran.out
    )
    assert "nothing but the policy was committed" in ran.out
    assert changed(shop) == [".gitattributes", "handoff.yaml"]
    told = f"{author('arvid')}|Change the policy"
    assert shop.server.git("show", "-s", "--format=%an <%ae>|%s", BRANCH) == told
    assert desk.git("status", "--porcelain") == "?? notes.txt"
    assert "is offered already, just as it lies here" in shop.run("arvid", *WORDS).out

    assert shop.accept("arvid", deal="policy").code == 0
    assert shop.records()[-1]["kind"] == "policy"
    assert "profile: handbook" in shop.server.git("show", "main:handoff.yaml")
    desk.git("fetch", "-q", "origin")
    assert shop.run("arvid", *WORDS).code == 1, "there is nothing to offer now"
    stricter(desk, "profile: handbook", "profile: chapter")
    again = shop.run("arvid", *WORDS)
    assert "begun anew from what the target carries" in again.out
    assert changed(shop) == ["handoff.yaml"]


@pytest.mark.parametrize("how", ["edited", "new", "committed", "on the branch"])
def test_a_deal_that_changes_too_is_refused(shop: Shop, desk: Repo, how: str) -> None:
    """In the folder, in a commit of one's own, or on the branch where somebody else has put it."""
    if how == "new":
        desk.write({"projects/ACME-2/deal.yaml": "deal: ACME-2\n"})
    elif how == "on the branch":
        shop.commit("tom", BRANCH, sample())
    else:
        desk.write(sample())
        if how == "committed":
            desk.commit("Both at once", by=author("arvid"))
    before = shop.refs()
    ran = shop.run("arvid", *WORDS)
    assert (ran.code, shop.refs()) == (1, before), ran.out
    assert ("ACME-2" if how == "new" else DEAL) in ran.err
    assert "by itself" in ran.err


def test_deals_others_have_committed_are_nobody_s_heap(shop: Shop, desk: Repo) -> None:
    """Arvid looks at Tom's offer and changes the policy there: the offer begins at the target all the same."""
    desk.git("stash", "-q")
    desk.git("checkout", "-q", "-B", "look", f"origin/{OFFER}")
    desk.git("stash", "pop", "-q")
    assert shop.run("arvid", *WORDS).code == 0
    assert changed(shop) == ["handoff.yaml"]
    assert desk.git("symbolic-ref", "--short", "HEAD") == "look"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("roles: [admin]", "roles: [sales]", "nobody has the role `admin`"),
        ("people:", "people: [", "handoff.yaml:"),
        ("profile: chapter", "profile: chapter\nnonsense: 1", "nonsense"),
    ],
)
def test_a_policy_that_nobody_could_accept_is_not_offered(
    shop: Shop, desk: Repo, old: str, new: str, said: str
) -> None:
    desk.git("checkout", "-q", "--", "handoff.yaml")
    stricter(desk, old, new)
    before = shop.refs()
    ran = shop.run("arvid", *WORDS)
    assert (ran.code, shop.refs()) == (1, before), ran.err
    assert said in ran.err


def test_one_admin_does_not_undo_another(shop: Shop, desk: Repo) -> None:
    text = shop.server.git("show", "main:handoff.yaml").replace("evidence: signed", "evidence: claimed")
    theirs = shop.commit("tom", BRANCH, {"/handoff.yaml": f"{text}\n"}, by=author("tom"))
    ran = shop.run("arvid", *WORDS)
    assert ran.code == 1
    assert f"You changed handoff.yaml as well: `git diff {theirs[:12]} -- handoff.yaml` shows both" in ran.err
    assert "git restore" not in ran.err, "his own change would be gone"
    assert f"handoff submit policy --seen {theirs[:12]}" in ran.err
    assert shop.run("arvid", *WORDS, "--seen", theirs).code == 0


def test_what_others_put_beside_the_policy_is_named(shop: Shop, desk: Repo) -> None:
    theirs = shop.commit("tom", BRANCH, {"/README.md": "Hello.\n"}, by=author("tom"))
    ran = shop.run("arvid", *WORDS, "--seen", theirs)
    assert ran.code == 1
    assert "`README.md`" in ran.err
    assert "ask them to" in ran.err
    assert "git stash" not in ran.err, "no deal is in the way"


def test_without_a_remote(shop: Shop) -> None:
    here = identify(shop.fresh("here"), "arvid")
    here.git("branch", "-q", LEDGER, f"origin/{LEDGER}")
    here.git("remote", "remove", "origin")
    stricter(here)
    ran = shop.run(here.path, *WORDS)
    assert ran.code == 0, ran.err
    assert f"The policy is offered on {BRANCH} here." in ran.out
    assert f"`handoff gate --head {BRANCH}` shows it" in ran.out
    sign = ("accept", "policy", "--sign", str(shop.keys["arvid"]), "--yes")
    assert shop.run(here.path, *sign).code == 0
    assert records(here)[-1]["kind"] == "policy"


def test_the_last_question_is_asked_about_the_policy(shop: Shop, desk: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.run("arvid", *WORDS)
    answer = io.StringIO("policy\n")
    answer.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", answer)
    told = shop.run("arvid", "accept", "policy", "--sign", str(shop.keys["arvid"]))
    assert told.code == 0, told.err
    assert "Type the word policy to accept it: " in told.err
    assert FOLDER not in shop.server.git("ls-tree", "-r", "--name-only", "main")

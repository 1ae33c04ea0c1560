"""`handoff submit` over real git: what is offered, what is left alone, and what others did in the meantime."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handoff_cli.serve import install
from tests.gitrepo import Repo
from tests.ownership.shop import DEAL, FOLDER, OFFER, Shop, author, identify, sample

WORDS = ("submit", DEAL)


@pytest.fixture
def desk(shop: Shop) -> Repo:
    """Tom's clone, standing on main, with the package as files that git does not know yet."""
    shop.anew()
    tom = shop.clone("tom")
    tom.git("fetch", "-q", "--prune", "origin")
    tom.git("checkout", "-q", "-B", "main", "origin/main")
    tom.git("branch", "-q", "-D", OFFER)
    return tom.write(sample())


def offered(shop: Shop) -> str:
    return shop.server.rev_parse(OFFER)


def changed(shop: Shop, *revisions: str) -> list[str]:
    return shop.server.git("diff", "--name-only", *revisions).splitlines()


def status(repo: Repo) -> str:
    return repo.git("status", "--porcelain", "--untracked-files=all")


def edit(repo: Repo, name: str, old: str, new: str) -> None:
    place = repo.path / FOLDER / name
    text = place.read_bytes().decode()
    assert old in text
    place.write_bytes(text.replace(old, new, 1).encode())


def test_the_folder_and_nothing_else_is_offered(shop: Shop, desk: Repo) -> None:
    desk.write({"notes.txt": "mine\n", "staged.txt": "mine too\n", "projects/OTHER-1/deal.yaml": "deal: OTHER-1\n"})
    desk.git("add", "staged.txt")
    ran = shop.run("tom", *WORDS)
    assert ran.code == 0, ran.err
    assert f"{DEAL} is offered on {OFFER} of origin.\nComplete: waiting for Dana Reyes (PM).\n" in ran.out
    assert changed(shop, "main", OFFER) == sorted(sample())
    assert (
        shop.server.git("show", "-s", "--format=%an <%ae>|%cn|%s", OFFER) == f"{author('tom')}|Tom Okafor|Offer {DEAL}"
    )
    assert desk.git("symbolic-ref", "--short", "HEAD") == OFFER
    assert f"Your clone stands on the branch {OFFER} now" in ran.out
    assert status(desk).splitlines() == ["A  staged.txt", "?? notes.txt", "?? projects/OTHER-1/deal.yaml"]
    assert shop.accept().code == 0
    assert shop.status()["owner"] == "pm"


def test_what_git_ignores_is_named(shop: Shop, desk: Repo) -> None:
    desk.write({".gitignore": "*.tmp\n", f"{FOLDER}/evidence/~quote.tmp": "x\n"})
    ran = shop.run("tom", *WORDS)
    assert f"Not offered, because git is told to ignore it (.gitignore): {FOLDER}/evidence/~quote.tmp.\n" in ran.out
    assert changed(shop, "main", OFFER) == sorted(sample())


def test_a_second_run_changes_nothing(shop: Shop, desk: Repo) -> None:
    shop.run("tom", *WORDS)
    before, here = shop.refs(), desk.git("for-each-ref")
    ran = shop.run("tom", *WORDS)
    assert (ran.code, shop.refs(), desk.git("for-each-ref")) == (0, before, here)
    assert f"{DEAL} is offered already, just as it lies here" in ran.out
    assert "Your clone" not in ran.out


def test_what_is_missing_is_told_and_offered_all_the_same(shop: Shop, desk: Repo) -> None:
    (desk.path / FOLDER / "why.md").unlink()
    ran = shop.run("tom", *WORDS)
    assert ran.code == 0
    assert "It is not complete yet: 1 thing missing. The PM is asked when it is;" in ran.out
    assert f"{FOLDER}/why.md" not in changed(shop, "main", OFFER)


def test_what_cannot_be_read_is_not_offered(shop: Shop, desk: Repo) -> None:
    desk.write({f"{FOLDER}/quote.yaml": "quote: [\n"})
    before = shop.refs()
    ran = shop.run("tom", *WORDS)
    assert (ran.code, shop.refs()) == (1, before)
    assert f"{FOLDER}/quote.yaml:" in ran.err
    assert desk.git("symbolic-ref", "--short", "HEAD") == "main"


def test_bytes_are_offered_as_they_are(shop: Shop, desk: Repo) -> None:
    desk.config("core.autocrlf", "true")
    data = (desk.path / FOLDER / "why.md").read_bytes().replace(b"\n", b"\r\n")
    desk.write({f"{FOLDER}/why.md": data})
    assert shop.run("tom", *WORDS).code == 0
    assert shop.server.git_bytes("show", f"{OFFER}:{FOLDER}/why.md") == data
    assert status(desk) == ""


def test_commits_made_by_hand_keep_their_names(shop: Shop, desk: Repo) -> None:
    desk.branch(OFFER)
    desk.commit("The package", by=author("tom"))
    edit(desk, "deviations.yaml", "Blue solder mask", "Dark blue solder mask")
    mira = desk.commit("As agreed", by=author("mira"))
    edit(desk, "deal.yaml", "First shipment", "First lot")
    ran = shop.run("tom", *WORDS, "--message", "Rename the milestone")
    assert ran.code == 0, ran.err
    assert shop.server.git("log", "--format=%an %s", f"main..{OFFER}").splitlines() == [
        "Tom Okafor Rename the milestone", "Mira Lindqvist As agreed", "Tom Okafor The package",
    ]  # fmt: skip
    assert mira in shop.server.git("rev-list", OFFER)
    assert status(desk) == ""


def test_another_persons_change_is_not_offered_under_my_name(shop: Shop, desk: Repo) -> None:
    desk.branch("mixed")
    desk.commit("The package and more", {"other.txt": "x\n"}, by=author("mira"))
    before = shop.refs()
    ran = shop.run("tom", *WORDS)
    assert (ran.code, shop.refs()) == (1, before)
    assert f"{DEAL} holds a change by mira.lindqvist@nordhall.example" in ran.err


def test_own_commits_with_other_files_between_are_left_where_they_are(shop: Shop, desk: Repo) -> None:
    desk.branch("mixed")
    head = desk.commit("The package and more", {"other.txt": "x\n"}, by=author("tom"))
    assert shop.run("tom", *WORDS).code == 0
    assert changed(shop, "main", OFFER) == sorted(sample())
    assert (desk.rev_parse("HEAD"), desk.git("symbolic-ref", "--short", "HEAD")) == (head, "mixed")


def test_what_a_colleague_changed_on_the_offer_is_not_undone(shop: Shop, desk: Repo) -> None:
    shop.run("tom", *WORDS)
    text = (desk.path / FOLDER / "deviations.yaml").read_text(encoding="utf-8")
    theirs = shop.commit("arvid", OFFER, {"deviations.yaml": text.replace("Blue", "Dark blue", 1)}, by=author("mira"))
    edit(desk, "deal.yaml", "First shipment", "First lot")
    ran = shop.run("tom", *WORDS)
    assert (ran.code, offered(shop)) == (1, theirs)
    assert f"{FOLDER}/deviations.yaml changed in the shared repository since you last had it" in ran.err
    assert f"git restore --source={theirs[:12]} -- {FOLDER}/deviations.yaml" in ran.err

    desk.git("restore", f"--source={theirs[:12]}", "--", f"{FOLDER}/deviations.yaml")
    assert shop.run("tom", *WORDS).code == 0
    assert changed(shop, theirs, OFFER) == [f"{FOLDER}/deal.yaml"]
    assert shop.server.git("rev-parse", f"{OFFER}^") == theirs


def test_what_is_known_may_be_undone(shop: Shop, desk: Repo) -> None:
    shop.run("tom", *WORDS)
    theirs = shop.commit("arvid", OFFER, {"why.md": None}, by=author("mira"))
    assert shop.run("tom", *WORDS).code == 1
    assert shop.run("tom", *WORDS, "--seen", theirs[:6]).code == 1
    assert shop.run("tom", *WORDS, "--seen", theirs[:12]).code == 0
    assert changed(shop, theirs, OFFER) == [f"{FOLDER}/why.md"]


@pytest.mark.parametrize("squashed", [False, True], ids=["merged", "squashed"])
def test_a_change_after_the_handover_begins_anew(shop: Shop, desk: Repo, squashed: bool) -> None:
    """On a server that judges every push."""
    install(shop.server.path)
    assert shop.run("tom", *WORDS).code == 0
    if squashed:
        assert shop.accept("dana", "--no-merge").code == 0
        arvid = shop.clone("arvid")
        arvid.git("fetch", "-q", "origin")
        arvid.git("checkout", "-q", "-B", "main", "origin/main")
        arvid.git("merge", "-q", "--squash", f"origin/{OFFER}")
        arvid.commit("Squashed", by=author("dana"))
        arvid.git("push", "-q", "origin", "main")
    else:
        shop.accept()
    assert shop.status()["owner"] == "pm"
    old = offered(shop)
    edit(desk, "deal.yaml", "First shipment", "First lot")
    ran = shop.run("tom", *WORDS)
    assert ran.code == 0, ran.err
    assert "begun anew from what the target carries" in ran.out
    assert shop.server.git("rev-parse", f"{OFFER}^") == shop.main()
    assert changed(shop, "main", OFFER) == [f"{FOLDER}/deal.yaml"]
    assert old != offered(shop)
    assert shop.status()["offer"]["outcome"] == "waiting"


def test_what_the_pm_changed_on_the_target_is_not_undone(shop: Shop, desk: Repo) -> None:
    shop.run("tom", *WORDS)
    shop.accept()
    shop.commit("dana", "main", shop.edited("raid.yaml", "mitigating", "open"))
    edit(desk, "deal.yaml", "First shipment", "First lot")
    ran = shop.run("tom", *WORDS)
    assert ran.code == 1
    assert f"{FOLDER}/raid.yaml changed in the shared repository" in ran.err


def test_nothing_to_offer(shop: Shop, desk: Repo) -> None:
    shop.run("tom", *WORDS)
    shop.accept()
    ran = shop.run("tom", *WORDS)
    assert ran.code == 1
    assert "there is nothing to offer" in ran.err


def test_somebody_the_policy_does_not_know(shop: Shop, desk: Repo) -> None:
    desk.config("user.email", "somebody@elsewhere.example")
    ran = shop.run("tom", *WORDS)
    assert ran.code == 1
    assert "The policy does not know 'somebody@elsewhere.example'" in ran.err


def test_a_deal_that_is_not_there(shop: Shop, desk: Repo) -> None:
    assert shop.run("tom", "submit", "ACME-1").code == 2
    assert shop.run("tom", "submit", "handoff.yaml").code == 2


@pytest.mark.parametrize("word", [f"{FOLDER}\\quote.yaml"])
def test_named_by_any_of_its_files(shop: Shop, desk: Repo, word: str) -> None:
    assert shop.run("tom", "submit", word).code == 0
    assert changed(shop, "main", OFFER) == sorted(sample())


def test_a_program_among_the_files(shop: Shop, desk: Repo) -> None:
    (desk.path / FOLDER / "evidence" / "run.sh").write_text("x\n", encoding="utf-8")
    desk.git("add", FOLDER)
    desk.git("update-index", "--chmod=+x", f"{FOLDER}/evidence/run.sh")
    desk.config("core.fileMode", "false")
    ran = shop.run("tom", *WORDS)
    assert ran.code == 1
    assert "evidence/run.sh: it is marked as a program" in ran.err


def test_without_a_forge_the_pm_is_told_what_to_type(shop: Shop, desk: Repo) -> None:
    ran = shop.run("tom", *WORDS)
    assert "No pull request was opened" in ran.out
    told = re.search(r"`git fetch`, then `handoff (gate .+?)` shows it, `handoff (accept .+?)` takes it over", ran.out)
    assert told
    shop.clone("dana").git("fetch", "-q")
    shown = shop.run("dana", *told[1].split())
    assert f"{DEAL}: complete" in shown.out, shown.err
    assert told[2] == f"accept {DEAL}"


def test_a_repository_of_its_own(shop: Shop, tmp_path: Path) -> None:
    """Without a remote the branch here is the offer."""
    alone = shop.fresh("alone", "tom")
    alone.git("branch", "handoff-ledger", "origin/handoff-ledger")
    alone.git("remote", "remove", "origin")
    identify(alone, "tom").write(sample())
    ran = shop.run(alone.path, *WORDS)
    assert ran.code == 0, ran.err
    assert f"is offered on {OFFER} here" in ran.out
    told = re.search(r"`handoff (gate .+?)` shows it", ran.out)
    assert told
    assert f"{DEAL}: complete" in shop.run(alone.path, *told[1].split()).out
    assert alone.git("diff", "--name-only", "main", OFFER).splitlines() == sorted(sample())

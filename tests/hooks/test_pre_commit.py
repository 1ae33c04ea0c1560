"""The hook under real `git commit`s: work in progress passes, what cannot be read does not, and nothing is lost."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from handoff_cli.new import skeleton
from tests.hooks.configured import CONFIG, DEAL, QUOTE, Desk

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-in for the installed program is a shell script"
)

CURRENCY = re.compile(rb"^currency: .*$", re.MULTILINE)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk.at(tmp_path)


def without_currency(quote: bytes) -> bytes:
    return CURRENCY.sub(b"currency:", quote)


def unreadable(quote: bytes) -> bytes:
    return CURRENCY.sub(b"currency: [EUR", quote)


def line_of_currency(quote: bytes) -> int:
    return quote[: quote.index(b"\ncurrency:")].count(b"\n") + 2


def assert_blocked(said: str, quote: bytes) -> None:
    """Our message is on the screen: file, line, what is wrong, and what to do."""
    assert f"{QUOTE}:{line_of_currency(quote)}:" in said
    assert "malformed" in said
    assert "are not closed" in said
    assert "→ Close them" in said
    assert "Traceback" not in said


def test_work_in_progress_passes(desk: Desk) -> None:
    new = skeleton("ACME-1042", customer="Acme Ltd", sales="tom", pm="dana", kind="pcba")
    outcome = desk.stage({f"projects/ACME-1042/{name}": data for name, data in new.items()}).commit()
    assert outcome.made, outcome.said
    assert "handoff check" in outcome.said
    assert "Passed" in outcome.said


def test_a_missing_field_passes(desk: Desk) -> None:
    outcome = desk.stage({QUOTE: without_currency(desk.read(QUOTE))}).commit()
    assert outcome.made, outcome.said


def test_what_cannot_be_read_is_blocked_with_our_words(desk: Desk) -> None:
    broken = unreadable(desk.read(QUOTE))
    outcome = desk.stage({QUOTE: broken}).commit()
    assert not outcome.made
    assert_blocked(outcome.said, broken)
    assert desk.read(QUOTE) == broken, "a check never writes"
    assert desk.repo.git("diff", "--cached", "--name-only") == QUOTE, "what was staged stays staged"


def test_commit_all(desk: Desk) -> None:
    good = desk.read(QUOTE)
    desk.repo.write({QUOTE: unreadable(good)})
    outcome = desk.commit("-a")
    assert not outcome.made
    assert_blocked(outcome.said, good)
    desk.repo.write({QUOTE: without_currency(good)})
    outcome = desk.commit("-a")
    assert outcome.made, outcome.said
    assert desk.committed(QUOTE) == without_currency(good)


def test_commit_of_one_path_judges_that_path(desk: Desk) -> None:
    good = desk.read(QUOTE)
    desk.stage({QUOTE: unreadable(good)})
    desk.repo.write({f"{DEAL}/raid.yaml": desk.read(f"{DEAL}/raid.yaml") + b"# seen\n"})
    outcome = desk.commit(f"{DEAL}/raid.yaml")
    assert outcome.made, outcome.said
    assert desk.committed(QUOTE) == good
    assert desk.read(QUOTE) == unreadable(good), "the other change is still there"
    assert desk.repo.git("diff", "--cached", "--name-only") == QUOTE, "and still staged"
    outcome = desk.commit(QUOTE)
    assert not outcome.made
    assert_blocked(outcome.said, good)


@pytest.mark.parametrize("command", [(), ("-a",), ("quote.yaml",)])
def test_from_a_folder_of_the_deal(desk: Desk, command: tuple[str, ...]) -> None:
    good = desk.read(QUOTE)
    desk.stage({QUOTE: unreadable(good)})
    outcome = desk.commit(*command, cwd=DEAL)
    assert not outcome.made
    assert_blocked(outcome.said, good)
    desk.stage({QUOTE: without_currency(good)})
    outcome = desk.commit(*command, cwd=DEAL)
    assert outcome.made, outcome.said


def test_what_is_not_staged_is_not_judged_and_comes_back(desk: Desk) -> None:
    good = desk.read(QUOTE)
    desk.stage({QUOTE: without_currency(good)})
    later = unreadable(good)
    desk.repo.write({QUOTE: later, f"{DEAL}/raid.yaml": b"[\n"})
    outcome = desk.commit()
    assert outcome.made, outcome.said
    assert desk.committed(QUOTE) == without_currency(good)
    assert desk.read(QUOTE) == later
    assert desk.read(f"{DEAL}/raid.yaml") == b"[\n"


def test_what_is_staged_is_judged_even_when_it_has_been_mended_since(desk: Desk) -> None:
    good = desk.read(QUOTE)
    desk.stage({QUOTE: unreadable(good)})
    desk.repo.write({QUOTE: without_currency(good)})
    outcome = desk.commit()
    assert not outcome.made
    assert_blocked(outcome.said, good)
    assert desk.read(QUOTE) == without_currency(good)


def test_a_merge_with_markers_left_in_is_blocked(desk: Desk) -> None:
    good = desk.read(QUOTE)
    desk.repo.branch("other")
    desk.stage({QUOTE: CURRENCY.sub(b"currency: USD", good)}).commit("--no-verify")
    desk.repo.checkout("main")
    desk.stage({QUOTE: CURRENCY.sub(b"currency: CHF", good)}).commit("--no-verify")
    assert "CONFLICT" in desk.run("git", "merge", "other").stdout
    assert b"<<<<<<<" in desk.read(QUOTE)
    outcome = desk.commit("-a")
    assert not outcome.made
    assert "two versions of this part stand in the file" in outcome.said
    outcome = desk.stage({QUOTE: good}).commit()
    assert outcome.made, outcome.said
    assert len(desk.repo.git("rev-list", "--parents", "-1", "HEAD").split()) == 3
    assert desk.committed(QUOTE) == good


def test_windows_line_ends(desk: Desk) -> None:
    good = desk.read(QUOTE).replace(b"\n", b"\r\n")
    outcome = desk.stage({QUOTE: good}).commit()
    assert outcome.made, outcome.said
    assert desk.committed(QUOTE) == good, "projects/** -text: what is stored is what was written"
    outcome = desk.stage({QUOTE: CURRENCY.sub(b"currency: [EUR\r", good)}).commit()
    assert not outcome.made
    assert_blocked(outcome.said, good)


def test_a_deal_may_be_deleted(desk: Desk) -> None:
    desk.repo.git("rm", "-qr", DEAL)
    outcome = desk.commit()
    assert outcome.made, outcome.said


def test_a_document_may_be_deleted_and_is_then_missing(desk: Desk) -> None:
    outcome = desk.stage({QUOTE: None, f"{DEAL}/why.md": desk.read(f"{DEAL}/why.md") + b"\nMore.\n"}).commit()
    assert outcome.made, outcome.said


def test_a_wrong_policy_is_blocked_with_its_line(desk: Desk) -> None:
    outcome = desk.stage({"handoff.yaml": desk.read("handoff.yaml").replace(b"[admin]", b"[boss]")}).commit()
    assert not outcome.made
    assert re.search(r"handoff\.yaml:\d+: ", outcome.said)
    assert "boss" in outcome.said


def test_files_that_belong_to_no_deal_do_not_start_it(desk: Desk) -> None:
    outcome = desk.stage({"README.md": "# ours\n", "docs/projects.md": "x\n"}).commit()
    assert outcome.made, outcome.said
    assert "Skipped" in outcome.said


def test_a_file_beside_the_deals_blocks_nothing(desk: Desk) -> None:
    outcome = desk.stage({"projects/README.md": "One folder a deal.\n"}).commit()
    assert outcome.made, outcome.said


def test_a_link_is_named_as_a_link(desk: Desk, tmp_path: Path) -> None:
    """pre-commit does not start a hook for a link alone; with any file of the deal it is seen, and never followed."""
    (tmp_path / "elsewhere.yaml").write_text("x: 1\n", encoding="utf-8")
    (desk.repo.path / QUOTE).unlink()
    (desk.repo.path / QUOTE).symlink_to(tmp_path / "elsewhere.yaml")
    outcome = desk.stage({f"{DEAL}/raid.yaml": desk.read(f"{DEAL}/raid.yaml") + b"# seen\n"}).commit("-a")
    assert not outcome.made
    assert "it is a link to another place, not a file" in outcome.said


def test_two_deals_are_checked_in_one_run(desk: Desk) -> None:
    new = skeleton("ACME-1042", customer="Acme Ltd", sales="tom", pm="dana", kind="cable")
    files = {f"projects/ACME-1042/{name}": data for name, data in new.items()}
    broken = unreadable(desk.read(QUOTE))
    outcome = desk.stage({**files, "projects/ACME-1042/quote.yaml": b"a: [\n", QUOTE: broken}).commit()
    assert not outcome.made
    assert_blocked(outcome.said, broken)
    assert "projects/ACME-1042/quote.yaml:1:" in outcome.said
    assert outcome.said.count("handoff explain RULE") == 1


def test_the_settings_of_a_commit_do_not_reach_another_repository(desk: Desk, tmp_path: Path) -> None:
    """A hook runs with GIT_INDEX_FILE and GIT_DIR set; in a linked work tree they point into the main one."""
    linked = tmp_path / "linked"
    desk.repo.git("worktree", "add", "-q", "-b", "side", str(linked))
    there = Desk(type(desk.repo)(linked), desk.env)
    good = there.read(QUOTE)
    there.repo.write({QUOTE: unreadable(good)})
    outcome = there.commit("-a")
    assert not outcome.made
    assert_blocked(outcome.said, good)
    there.repo.write({QUOTE: without_currency(good)})
    outcome = there.commit("-a")
    assert outcome.made, outcome.said
    assert desk.read(QUOTE) == good


def test_the_configuration_is_the_readmes(desk: Desk) -> None:
    assert "handoff-check" in {hook["id"] for hook in yaml.safe_load(desk.read(CONFIG))["repos"][0]["hooks"]}
    desk.pre_commit("validate-config", CONFIG)
    assert "Passed" in desk.pre_commit("run", "--all-files")

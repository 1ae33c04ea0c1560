"""Attacks that stand in no table: what somebody who may push tried next."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace

import pytest

from handoff_cli.core.record import Genesis
from handoff_cli.git.repository import Repository
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.signatures import sign
from handoff_cli.ledger.store import found
from handoff_cli.standing import commit_of
from tests.corpus import package
from tests.corpus.hostile import accepted, noted
from tests.corpus.package import DEAL, OTHER, within
from tests.corpus.people import email, entry, policy, public_key
from tests.corpus.stage import AT, LEDGER, MAIN, Stage
from tests.gitrepo import FIXED


def test_another_name_of_the_target(stage: Stage) -> None:
    stage.server.git("symbolic-ref", "refs/heads/trunk", MAIN)
    stage.server.git("symbolic-ref", "refs/heads/master", "refs/heads/trunk")
    refused = stage.push({"refs/heads/master": stage.offer()})
    assert (refused.accepted, "no-accept" in refused.said) == (False, True)
    living = stage.commit(noted("raid.yaml"))
    assert stage.push({"refs/heads/master": living}).accepted
    assert stage.server.rev_parse(MAIN) == living


@pytest.mark.parametrize(
    "ref",
    [
        "refs/tags/main", "refs/tags/handoff-ledger", "refs/heads/Main", "refs/heads/HANDOFF-LEDGER",
        "refs/heads/refs/heads/main", "refs/tags/refs/heads/handoff-ledger", "refs/heads/handoff-ledger/x",
        "refs/handoff/seen/origin/main", "refs/Notes/x",
    ],
)  # fmt: skip
def test_a_ref_that_is_mistaken_for_another(stage: Stage, ref: str) -> None:
    assert not stage.asked({ref: stage.offer()}).accepted


@pytest.mark.parametrize(
    "ref", ["refs/heads/main2", "refs/tags/v1.0", "refs/heads/offer/CAB-0071", "refs/heads/feature/main"]
)
def test_other_refs_are_free(stage: Stage, ref: str) -> None:
    assert stage.asked({ref: stage.offer()}).accepted


def test_a_tag_in_the_place_of_a_branch_that_is_not_there(stage: Stage) -> None:
    """`rev-parse refs/heads/x` goes on to `refs/tags/refs/heads/x`, which anybody may push to a server without the hook."""
    evil = stage.offer()
    for name in ("refs/heads/later", "refs/remotes/origin/main"):
        stage.lab.git("update-ref", f"refs/tags/{name}", evil)
    assert stage.lab.rev_parse("refs/heads/later") == evil
    repo = Repository.discover(stage.lab.path)
    assert repo.branch("later") is None
    assert commit_of(repo, "origin/main") is None
    stage.lab.git("update-ref", "refs/tags/main", evil)
    assert commit_of(repo, "main") == stage.main


def test_ledger_and_target_in_one_push(stage: Stage) -> None:
    """Each by itself is lawful; together the server would end with an acceptance that was taken back and merged."""
    offer = accepted(stage)
    merge, withdrawn = stage.merge(offer), stage.decide("withdraw", DEAL, offer)
    assert stage.asked({MAIN: merge}).accepted
    assert stage.asked({LEDGER: withdrawn}).accepted
    assert "one push" in stage.push({LEDGER: withdrawn, MAIN: merge}).said
    raced = stage.told(merge, withdrawn)
    assert (raced.owner(), raced.exit) == ("sales", 1), (
        "two pushes at once can still do it: it counts against the handover"
    )


def test_two_records_at_once(stage: Stage) -> None:
    one, two = stage.accept(stage.offer()), stage.accept(stage.offer(OTHER), OTHER)
    assert stage.push({LEDGER: one}).accepted
    assert "only ever added to" in stage.push({LEDGER: two}).said
    tree = stage.lab.git("merge-tree", "--write-tree", one, two)
    for parents in ((one, two), (two, one), (one, stage.main), (one, two, stage.main)):
        assert not stage.asked({LEDGER: stage.lab.commit_tree(tree, *parents)}).accepted


@pytest.mark.parametrize("mode", ["160000", "120000", "100755"])
def test_no_record_is_anything_but_a_file(stage: Stage, mode: str) -> None:
    ledger = stage.written({f"ledger/{DEAL}/0002.json": (mode, stage.main)}, stage.main)
    assert "does not add exactly one record" in stage.asked({LEDGER: ledger}).said
    assert stage.told(ledger=ledger).exit == 3


def test_the_ledger_begins_anew(stage: Stage) -> None:
    """Whoever can replace the branch can take ownership away from a fresh clone, but give none, and is seen by who was told."""
    old = stage.standing().ledger.genesis
    repo = Repository.discover(stage.lab.path)
    anew = Genesis(ledger="0" * 32, target="main", start=stage.main, policy=old.policy, by="arvid", at=AT)
    new = found(repo, anew)
    assert "only ever added to" in stage.push({LEDGER: new}).said
    assert {stage.told(ledger=new).owner(deal) for deal in (DEAL, OTHER)} == {"sales"}
    assert stage.told(ledger=new, genesis=old.ledger).exit == 3
    assert stage.visit().exit == 0
    assert stage.visit(ledger=new).exit == 3
    for by, key in (("tom", "tom"), ("arvid", "tom"), ("arvid", "mallory"), ("dana", None)):
        forged = replace(anew, by=by)
        signature = stage.signature(encode(forged), key, by)
        assert stage.told(ledger=found(repo, forged, signature)).exit == 3


def test_a_ledger_is_founded_by_itself(stage: Stage) -> None:
    policy_digest = stage.standing().ledger.genesis.policy
    stage.lab.git("update-ref", "-d", LEDGER)
    first = Genesis(ledger="1" * 32, target="main", start=stage.main, policy=policy_digest, by="arvid", at=AT)
    repo = Repository.discover(stage.lab.path)
    lawful = found(repo, first, sign(encode(first), stage.keys["arvid"]))
    assert "not signed" in stage.asked({LEDGER: found(repo, first)}).said, "the policy asks for signatures"
    grab = stage.commit({"handoff.yaml": policy(stage.keys, evidence="claimed")})
    assert "one push" in stage.asked({LEDGER: lawful, MAIN: grab}).said
    assert not stage.asked({MAIN: stage.offer()}).accepted, "before that no deal changes"
    for wrong in (
        replace(first, start=grab), replace(first, by="tom"), replace(first, policy="1:" + "0" * 64),
        replace(first, target="release"),
    ):  # fmt: skip
        assert not stage.asked({LEDGER: found(repo, wrong)}).accepted
    assert stage.asked({LEDGER: lawful}).accepted


def test_a_record_about_a_commit_from_elsewhere(stage: Stage) -> None:
    offer = stage.offer()
    root = stage.lab.commit_tree(stage.lab.rev_parse(f"{offer}^{{tree}}"))
    ledger = stage.record(replace(stage.draft("accept", DEAL, offer), head=root))
    assert "shares no history" in stage.asked({LEDGER: ledger}).said
    assert stage.told(ledger=ledger).reported == {"authors-differ"}


def test_the_bar_is_lowered_for_a_record_beside_it(stage: Stage) -> None:
    low = stage.commit({"handoff.yaml": policy(stage.keys, evidence="claimed")}, by="arvid")
    stage.set(ledger=stage.decide("policy", "_policy", low, by="arvid"))
    offer = stage.offer()
    record = stage.draft("accept", DEAL, offer)
    both = stage.commit(package.files(quantity=500), stage.merge(low))
    other = replace(record, policy=stage.draft("policy", "_policy", low, by="arvid").to)
    for claimed, code in ((record, "weak-evidence"), (other, "other-policy")):
        ledger = stage.record(claimed, key=None)
        assert not stage.asked({LEDGER: ledger}).accepted
        told = stage.told(both, ledger)
        assert (told.owner(), told.judged) == ("sales", {"no-accept", code})
    stage.set(main=stage.merge(low))
    later = stage.offer()
    assert stage.asked({LEDGER: stage.accept(later, key=None)}).accepted


def test_deputies_in_a_circle(stage: Stage) -> None:
    lee = entry("lee", name="Lee", roles="pm", keys=f'"{public_key(stage.keys["lee"])}"', emails=email("lee"))
    head = stage.policy(lee=f"{lee}    deputy: dana\n")
    stage.set(ledger=stage.decide("policy", "_policy", head, by="arvid"))
    stage.set(main=stage.merge(head))
    offer = stage.offer()
    assert not stage.asked({LEDGER: stage.accept(offer, by="lee")}).accepted, "a deputy never becomes the PM"
    assert stage.asked({LEDGER: stage.accept(offer, by="lee", for_="dana")}).accepted


def test_a_pm_of_another_deal_disturbs_nothing(stage: Stage) -> None:
    offer = accepted(stage)
    other = stage.offer(quantity=7)
    late = stage.draft("reject", DEAL, offer, by="quinn")
    for spoiler in (
        stage.draft("accept", DEAL, other, by="quinn"), stage.draft("accept", DEAL, other, by="quinn", from_=None),
        late, replace(late, tip="1" * 40), replace(late, kind="withdraw", reasons=()),
    ):  # fmt: skip
        ledger = stage.record(spoiler)
        assert not stage.asked({LEDGER: ledger}).accepted
        told = stage.told(stage.merge(offer), ledger)
        assert (told.owner(), told.exit, told.judged) == ("pm", 0, {"wrong-decider"})


def test_what_was_never_decided_about_may_go_again(stage: Stage) -> None:
    for path in ("projects/CAB-0099/evidence/x", "projects/template/deal.yaml", "projects/.gitattributes"):
        there = stage.commit({path: "1"})
        codes = {step.code for now in stage.told(there).subjects.values() for step in now.uncovered}
        gone = stage.told(stage.commit({path: None}, there))
        assert gone.judged == codes, "only what brought it is named, if anything"
    assert stage.told(stage.commit(dict.fromkeys(package.files(OTHER)))).judged == {"deal-removed"}


PUSHERS: Mapping[str, Mapping[str, str]] = {
    "settings": {
        "GIT_CONFIG_COUNT": "4", "GIT_CONFIG_KEY_0": "log.diffMerges", "GIT_CONFIG_VALUE_0": "off",
        "GIT_CONFIG_KEY_1": "diff.ignoreSubmodules", "GIT_CONFIG_VALUE_1": "all", "GIT_CONFIG_KEY_2": "core.worktree",
        "GIT_CONFIG_VALUE_2": "/", "GIT_CONFIG_KEY_3": "alias.log", "GIT_CONFIG_VALUE_3": "!true",
    },
    "parameters": {"GIT_CONFIG_PARAMETERS": "'diff.renames=copies' 'log.showRoot=false' 'log.follow=true'"},
    "another repository": {"GIT_DIR": "/", "GIT_WORK_TREE": "/", "GIT_NAMESPACE": "x", "GIT_INDEX_FILE": "/x"},
    "replaced objects": {"GIT_REPLACE_REF_BASE": "refs/heads/", "GIT_GRAFT_FILE": "/x", "GIT_SHALLOW_FILE": "/x"},
    "other objects": {"GIT_ALTERNATE_OBJECT_DIRECTORIES": "/x"},
    "python": {"PYTHONPATH": "/", "PYTHONSTARTUP": "/x", "PYTHONINSPECT": "1", "PYTHONHASHSEED": "0"},
}  # fmt: skip


@pytest.mark.parametrize("environ", PUSHERS.values(), ids=PUSHERS)
def test_what_the_pusher_sends_along_changes_nothing(stage: Stage, environ: Mapping[str, str]) -> None:
    evil = stage.offer()
    stage.server.git("fetch", "-q", str(stage.lab.path), f"{evil}:refs/examined")
    done = subprocess.run(
        [str(stage.server.path / "hooks" / "pre-receive")], cwd=stage.server.path, capture_output=True, check=False,
        input=f"{stage.main} {evil} {MAIN}\n".encode(), env={**os.environ, **FIXED, **environ},
    )  # fmt: skip
    assert (done.returncode, b"no-accept" in done.stderr) == (1, True), done.stderr


def test_lines_that_are_no_update(stage: Stage) -> None:
    hook = [str(stage.server.path / "hooks" / "pre-receive")]
    for lines in (b"x\n", b"\xff\xfe\n", f"{stage.main} {stage.main}\n".encode(), b"0 0 refs/heads/\xff\n"):
        done = subprocess.run(hook, cwd=stage.server.path, input=lines, capture_output=True, check=False)
        assert b"our bug" not in done.stderr
    assert stage.push({"refs/heads/caf\udce9": stage.commit(noted("raid.yaml"))}).accepted
    living = {within("evidence/caf\u00e9"): "1"}
    assert stage.push({MAIN: stage.commit(living)}).accepted

"""Threats 17–43: who approved what."""

from __future__ import annotations

import json

from handoff_cli.core.digest import Entry, digest
from handoff_cli.core.record import Observed
from handoff_cli.ledger.codec import encode
from tests.corpus import package
from tests.corpus.case import Case
from tests.corpus.package import within
from tests.corpus.people import email, entry, policy, public_key
from tests.corpus.stage import Stage

NEW = "CAB-0073"


def test_T17_who_wrote_it_accepts_it(stage: Stage, case: Case) -> None:
    own = stage.offer(by="dana")
    case.attack(ledger=stage.accept(own, authors=("dana",)), main=stage.merge(own), says="cannot accept it")
    case.attack(ledger=stage.accept(own), main=stage.merge(own), says="another `authors`")
    second = stage.offer(by="dana.private@mail.example")
    case.attack(ledger=stage.accept(second), main=stage.merge(second), says="whom the policy does not know")
    case.harmless(
        ledger=stage.accept(own, by="lee", for_="dana", authors=("dana",)), main=stage.merge(own), deal=package.DEAL
    )


def test_T18_the_pm_pushes_into_the_offer(stage: Stage, case: Case) -> None:
    hijacked = stage.commit(
        {within("deviations.yaml"): 'deviations: {none_confirmed_by: dana, on: "2026-02-05"}\n'},
        stage.offer(),
        by="dana",
    )
    case.attack(ledger=stage.accept(hijacked), main=stage.merge(hijacked), says="another `authors`")
    living = stage.commit({within("evidence/call.md"): "Gina rang.\n"}, stage.offer(), by="dana")
    case.harmless(ledger=stage.accept(living), main=stage.merge(living), deal=package.DEAL)


def test_T19_a_contributor_on_the_second_parents_side(stage: Stage, case: Case) -> None:
    files = package.files(quantity=500)
    half = stage.commit({path: files[path] for path in files if path.endswith(("deal.yaml", "quote.yaml"))})
    for who in ("dana", ("tom", "dana"), ("dana", "tom")):
        side = stage.commit({path: files[path] for path in files if path.endswith("contract.yaml")}, by=who)
        both = stage.commit(dict(files), half, side)
        case.attack(ledger=stage.accept(both), main=stage.merge(both), says="another `authors`")
    evil = stage.commit(dict(files), half, stage.main, by="dana")
    case.attack(ledger=stage.accept(evil), main=stage.merge(evil), says="another `authors`")
    side = stage.commit({path: files[path] for path in files if path.endswith("contract.yaml")}, by="mira")
    both = stage.commit(dict(files), half, side)
    case.harmless(ledger=stage.accept(both, authors=("mira", "tom")), main=stage.merge(both), deal=package.DEAL)


def test_T20_sales_names_its_own_pm(stage: Stage, case: Case) -> None:
    for own, says in (("tom", "not the one who decides"), ("zoe", "not the one who decides")):
        offer = stage.offer(NEW, pm=own)
        ledger = stage.accept(offer, NEW, by=own, key="tom")
        told = case.attack(ledger=ledger, main=stage.merge(offer), says=says)
        assert told.owner(NEW) == "sales"
    lee = stage.offer(NEW, pm="quinn")
    case.attack(ledger=stage.accept(lee, NEW), main=stage.merge(lee), says="not the one who decides")
    case.harmless(ledger=stage.accept(lee, NEW, by="quinn"), main=stage.merge(lee), deal=NEW)


def test_T21_pushed_after_the_acceptance(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    stage.set(ledger=stage.accept(offer))
    later = stage.commit({within("quote.yaml"): package.files(quantity=500)[within("quote.yaml")] + b"# 5 %\n"}, offer)
    case.attack(main=stage.merge(later), says="no-accept")
    case.harmless(main=stage.merge(offer), deal=package.DEAL)


def test_T22_a_commit_that_is_older_than_the_acceptance(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    stage.set(ledger=stage.accept(offer))
    aged = stage.commit(dict(package.files(quantity=501)), offer, date="946684800 +0000")
    case.attack(main=stage.merge(aged), says="no-accept")
    again = stage.commit(dict(package.files(quantity=500)), date="946684800 +0000")
    case.harmless(main=stage.merge(again), deal=package.DEAL)


def test_T23_accepted_replaced_and_put_back(stage: Stage, case: Case) -> None:
    first = stage.main
    stage.decided(stage.offer())
    back = stage.commit(dict(package.files(quantity=400)))
    case.attack(main=stage.merge(back), says="superseded")
    old = stage.lab.git_bytes("show", f"{stage.ledger}:ledger/{package.DEAL}/0001.json")
    case.attack(ledger=stage.add(old, first, path=f"ledger/{package.DEAL}/0003.json"), says="holds record 1")
    case.harmless(ledger=stage.accept(back), main=stage.merge(back), deal=package.DEAL)


def test_T24_an_acceptance_that_was_taken_back(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    stage.set(ledger=stage.accept(offer))
    stage.set(ledger=stage.decide("withdraw", package.DEAL, offer))
    told = case.attack(main=stage.merge(offer), says="withdrawn")
    assert told.owner() == "sales"
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=package.DEAL)


def test_T25_a_rejection_is_made_to_vanish(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    accepted = stage.accept(offer)
    stage.set(ledger=accepted)
    rejected = stage.decide("reject", package.DEAL, offer)
    stage.set(ledger=rejected)
    case.pushes({"refs/heads/handoff-ledger": accepted}, says="only ever added to")
    case.attack(main=stage.merge(offer), says="rejected")
    case.seen(ledger=accepted, main=stage.merge(offer))
    assert stage.visit().exit == 0
    assert case.told(stage.visit(ledger=accepted)).sentence.startswith("origin/handoff-ledger does not go on")
    stage.visit(ledger=rejected)
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=package.DEAL)


def test_T27_the_role_ends_between_acceptance_and_merge(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    stage.set(ledger=stage.accept(offer))
    left = stage.policy(dana=entry("dana", name="Dana", roles="engineering", keys="", emails=email("dana")))
    stage.set(ledger=stage.decide("policy", "_policy", left, by="arvid"))
    gone = stage.squash(left)
    told = case.attack(
        main=stage.squash(stage.commit(dict(package.files(quantity=500)), gone), onto=gone), says="bad-signature"
    )
    assert told.owner() == "sales"
    assert told.owner(package.OTHER) == "pm"
    case.harmless(main=gone, deal=package.OTHER)


def test_T28_a_review_by_another_account(stage: Stage, case: Case) -> None:
    _watched(stage)
    offer = stage.offer()
    seen = Observed(forge="git.nordhall.example", repository=1, number=7, review=3, reviewer=102, commit=offer)
    others = (
        Observed(forge=seen.forge, repository=1, number=7, review=3, reviewer=999, commit=offer),
        Observed(forge="other.example", repository=1, number=7, review=3, reviewer=102, commit=offer),
        Observed(forge=seen.forge, repository=1, number=7, review=3, reviewer=102, commit=stage.main),
        None,
    )
    for observed in others:
        ledger = stage.accept(offer, key="mallory", observed=observed)
        case.attack(ledger=ledger, main=stage.merge(offer), says="does not count")
    case.harmless(ledger=stage.accept(offer, key="mallory", observed=seen), main=stage.merge(offer), deal=package.DEAL)


def _watched(stage: Stage) -> None:
    """The policy takes what a witness has seen of Dana's account."""
    dana = entry("dana", name="Dana", roles="pm", keys="", emails=email("dana"))
    text = policy(stage.keys, evidence="observed", dana=f"{dana}    forge_ids: {{git.nordhall.example: 102}}\n")
    witness = f'witnesses:\n  forge: "{public_key(stage.keys["mallory"])}"\n'
    head = stage.commit({"handoff.yaml": text + witness.encode()}, by="arvid")
    stage.set(ledger=stage.decide("policy", "_policy", head, by="arvid"))
    stage.set(main=stage.merge(head))


def test_T29_accepted_for_another_branch(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    data = encode(stage.draft("accept", package.DEAL, offer, target="release"))
    case.attack(ledger=stage.add(data, offer), says="another branch")
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=package.DEAL)


def test_T34_a_decision_that_changes_nothing(stage: Stage, case: Case) -> None:
    told = case.attack(ledger=stage.accept(stage.main, authors=()), says="owns exactly these files already")
    assert told.owner() == "pm"
    case.harmless(ledger=stage.accept(stage.offer()), main=stage.merge(stage.offer()), deal=package.DEAL)


def test_T35_merged_past_the_pull_request_in_the_pms_name(stage: Stage, case: Case) -> None:
    told = case.attack(main=stage.merge(stage.offer(by="dana"), by="dana"), says="no-accept")
    assert told.owner() == "sales"
    case.harmless(
        main=stage.commit({within("raid.yaml"): package.files()[within("raid.yaml")] + b"# by phone\n"}, by="tom"),
        deal=package.DEAL,
    )


def test_T41_a_deputy_nobody_made(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    quinn = {"by": "quinn", "for_": "dana"}
    case.attack(ledger=stage.accept(offer, **quinn), main=stage.merge(offer), says="not the one who decides")
    made = entry("tom", name="Tom", roles="sales", keys="", emails=email("tom")) + "    deputy: quinn\n"
    case.attack(main=stage.policy(tom=made), says="no-policy-record")
    case.harmless(ledger=stage.accept(offer, by="lee", for_="dana"))
    told = case.attack(ledger=stage.decide("reject", package.DEAL, offer, **quinn), says="not the one who decides")
    assert told.subjects[package.DEAL].pending, "only Dana and her deputy end what they accepted"
    case.harmless(main=stage.merge(offer), deal=package.DEAL)


def test_T42_a_shortened_id(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    data = json.loads(encode(stage.draft("accept", package.DEAL, offer)))
    for field in ("tip", "head", "to", "prev"):
        short = json.dumps({**data, field: data[field][:12]}, sort_keys=True, separators=(",", ":")) + "\n"
        case.attack(ledger=stage.add(short.encode(), offer), says=f"`{field}` is not")
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=package.DEAL)


def test_T43_other_bytes_are_signed_than_shown(stage: Stage, case: Case) -> None:
    offer, other = stage.offer(), stage.offer(quantity=9999)
    shown = stage.draft("accept", package.DEAL, other)
    lie = stage.accept(offer, to=shown.to, package=shown.package)
    case.attack(ledger=lie, main=stage.merge(other), says="another `to`")
    standing = stage.standing()
    after = standing.replay.snapshot(package.DEAL, _files(stage, offer))
    assert stage.draft("accept", package.DEAL, offer).package == after.package == digest(_measured(stage, offer))
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=package.DEAL)


def _files(stage: Stage, commit: str) -> dict[str, tuple[str, str]]:
    lines = stage.lab.git("ls-tree", "-r", commit, within("")).splitlines()
    return {path: ("100644", meta.split()[2]) for meta, _, path in (line.partition("\t") for line in lines)}


def _measured(stage: Stage, commit: str) -> list[Entry]:
    """What the digest is made of, from git's own output."""
    import hashlib

    found = {path: stage.lab.git_bytes("cat-file", "blob", oid) for path, (_, oid) in _files(stage, commit).items()}
    return [Entry(path=path, size=len(data), sha256=hashlib.sha256(data).hexdigest()) for path, data in found.items()]

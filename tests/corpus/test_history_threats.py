"""Threats 44–62: merges, refs and histories."""

from __future__ import annotations

from handoff_cli.ledger.codec import encode
from tests.corpus import package
from tests.corpus.case import Case
from tests.corpus.hostile import accepted, noted
from tests.corpus.package import DEAL, OTHER, within
from tests.corpus.stage import LEDGER, MAIN, Content, Stage


def test_T44_evil_merge(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    told = case.attack(main=stage.merge(offer, files=noted("quote.yaml", OTHER)), says="several-deals")
    assert {told.owner(DEAL), told.owner(OTHER)} == {"sales"}
    case.attack(main=stage.merge(offer, files={"README.md": "and this\n"}), says="outside-the-deal")
    case.harmless(main=stage.merge(offer), deal=DEAL)


def test_T45_edited_while_a_conflict_was_resolved(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    case.attack(main=stage.merge(offer, files=noted("quote.yaml", quantity=500)), says="no-accept")
    case.harmless(main=stage.merge(offer, files=noted("raid.yaml")), deal=DEAL)


def test_T46_squash_rebase_and_merge_are_one(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    ways = (stage.merge(offer), stage.squash(offer), offer)
    assert len({stage.told(main).subjects[DEAL].target.package for main in ways}) == 1
    assert {stage.told(main).owner() for main in ways} == {"pm"}
    other = stage.commit(noted("quote.yaml", quantity=500), offer)
    for main in (stage.merge(other), stage.squash(other)):
        case.attack(main=main, says="no-accept")
    case.harmless(main=stage.squash(offer), deal=DEAL)


def test_T47_a_rebase_of_two_commits(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    half = stage.commit(noted("quote.yaml"))
    told = case.attack(main=stage.commit(package.files(quantity=500), half), says="no-accept")
    assert [step.commit for step in told.subjects[DEAL].uncovered] == [half]
    case.harmless(main=offer, deal=DEAL)


def test_T48_a_forged_trailer(stage: Stage, case: Case) -> None:
    words = "Change\n\nAccepted-by: Dana Reyes <dana.reyes@nordhall.example>\nReviewed-by: Dana Reyes\n"
    case.attack(main=stage.commit(package.files(quantity=500), message=words), says="no-accept")
    accepted(stage)
    case.harmless(main=stage.commit(package.files(quantity=500), message="Change\n\nRejected-by: Dana\n"), deal=DEAL)


def test_T49_a_squash_on_a_stale_base(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    moved = stage.commit(noted("raid.yaml", OTHER))
    stage.set(main=moved)
    told = case.attack(main=stage.squash(offer, onto=moved), says="several-deals")
    assert told.owner() == "sales"
    case.harmless(main=stage.commit(package.files(quantity=500), moved), deal=DEAL)


def test_T50_a_merge_queue_with_one_bad_entry(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    good = stage.merge(offer)
    bad = stage.commit(noted("quote.yaml", OTHER), good)
    last = stage.commit(noted("raid.yaml", OTHER), bad)
    told = case.attack(main=last, says=bad[:12])
    assert (told.owner(DEAL), told.owner(OTHER)) == ("pm", "sales")
    case.harmless(main=stage.commit(noted("raid.yaml", OTHER), good), deal=DEAL)


def test_T51_two_offers_merge_into_what_nobody_saw(stage: Stage, case: Case) -> None:
    one, two = stage.commit(noted("deviations.yaml")), stage.commit(noted("quote.yaml"))
    stage.set(ledger=stage.accept(one))
    stage.set(main=stage.merge(one))
    union = stage.lab.git("merge-tree", "--write-tree", stage.main, two)
    case.attack(main=stage.lab.commit_tree(union, stage.main, two), says="no-accept")
    again = stage.commit(noted("quote.yaml"))
    assert stage.lab.rev_parse(f"{again}^{{tree}}") == union
    case.harmless(ledger=stage.accept(again), main=stage.merge(again), deal=DEAL)


def test_T52_attributes_that_take_the_conflict_away(stage: Stage, case: Case) -> None:
    union = "* merge=union\nprojects/** -text\n"
    case.attack(main=stage.commit({".gitattributes": union}), says="no-policy-record")
    case.attack(main=stage.commit({"projects/.gitattributes": union}), says="irregular")
    case.attack(ledger=stage.written({".gitattributes": union}, stage.main), says="cannot be trusted")
    plain = stage.commit({".gitattributes": "projects/** -text\n*.pdf binary\n"}, by="arvid")
    case.harmless(ledger=stage.decide("policy", "_policy", plain, by="arvid"), main=stage.merge(plain))


def test_T53_a_record_is_copied_elsewhere(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    stage.set(ledger=stage.accept(offer))
    data = stage.lab.git_bytes("show", f"{stage.ledger}:ledger/{DEAL}/0002.json")
    case.attack(ledger=stage.add(data, offer, path=f"ledger/{OTHER}/0002.json"), says="holds record 2")
    case.attack(ledger=stage.add(data, offer, path=f"ledger/{DEAL}/0003.json"), says="holds record 2")
    foreign = encode(stage.draft("accept", OTHER, stage.offer(OTHER), ledger=stage.ledger)).replace(b"7f9c", b"0000", 1)
    case.attack(ledger=stage.add(foreign, offer, path=f"ledger/{OTHER}/0002.json"), says="another ledger")
    case.harmless(ledger=stage.accept(stage.offer(OTHER), OTHER))


def test_T54_rewound_deleted_and_made_anew(stage: Stage, case: Case) -> None:
    before, ledger = stage.main, stage.ledger
    stage.decided(stage.offer())
    assert stage.visit().exit == 0
    case.pushes({MAIN: before}, says="rewrites the target")
    case.asked({MAIN: None}, says="never deleted")
    case.asked({LEDGER: None}, says="never deleted")
    case.asked({LEDGER: ledger}, says="only ever added to")
    assert case.told(stage.visit(main=before)).exit == 3
    stage.visit(main=stage.server.rev_parse(MAIN))
    assert case.told(stage.visit(ledger=ledger)).exit == 3
    stage.visit(ledger=stage.server.rev_parse(LEDGER))
    assert case.seen(main=before).owner() == "pm"
    case.harmless(main=stage.commit(noted("raid.yaml")), deal=DEAL)


def test_T55_foxtrot_merge(stage: Stage, case: Case) -> None:
    side = stage.commit(noted("quote.yaml"), f"{stage.main}^1")
    foxtrot = stage.commit(noted("quote.yaml"), side, stage.main)
    assert stage.lab.git("merge-base", "--is-ancestor", stage.main, foxtrot) == ""
    case.attack(main=foxtrot, says="merges it the wrong way round")
    assert stage.visit().exit == 0
    case.told(stage.visit(main=foxtrot))
    stage.set(main=stage.server.rev_parse(MAIN))
    living = stage.commit(noted("raid.yaml"), f"{stage.main}^1")
    case.harmless(main=stage.commit(noted("raid.yaml"), stage.main, living), deal=DEAL)


def test_T56_an_evil_state_under_a_clean_tip(stage: Stage, case: Case) -> None:
    evil = stage.commit(noted("quote.yaml"))
    clean = stage.lab.commit_tree(stage.lab.rev_parse(f"{stage.main}^{{tree}}"), evil)
    told = case.attack(main=clean, says=evil[:12])
    assert told.subjects[DEAL].uncovered[0].commit == evil
    case.harmless(main=stage.commit(noted("raid.yaml"), stage.commit({"README.md": "1"})), deal=DEAL)


def test_T57_octopus_foreign_root_and_empty_tree(stage: Stage, case: Case) -> None:
    sides = [stage.commit({f"{name}.md": "1"}) for name in "abc"]
    case.attack(main=stage.commit(noted("raid.yaml"), stage.main, *sides[:2]), says="octopus")
    case.attack(main=stage.lab.commit_tree(stage.lab.rev_parse(f"{stage.main}^{{tree}}")), says="wrong way round")
    case.attack(main=stage.lab.commit_tree(stage.lab.tree(), stage.main), says="deal-removed")
    root = stage.lab.commit_tree(stage.lab.tree(("100644", "x", stage.lab.blob("1"))))
    case.attack(main=stage.commit(noted("quote.yaml"), stage.main, root), says="no-accept")
    case.harmless(main=stage.commit({"a.md": "1"}, stage.main, sides[0]), deal=DEAL)


def test_T58_a_deal_renamed_into_another(stage: Stage, case: Case) -> None:
    gone: dict[str, Content] = dict.fromkeys(package.files(OTHER))
    moved = {path.replace(OTHER, "CAB-0073"): data for path, data in package.files(OTHER).items()}
    told = case.attack(main=stage.commit({**moved, **gone}), says="deal-removed")
    assert told.owner(OTHER) == "sales"
    inside = {within("evidence/a.md"): "1"}
    stage.set(main=stage.commit(inside))
    case.harmless(main=stage.commit({within("evidence/a.md"): None, within("evidence/b.md"): "1"}), deal=DEAL)


def test_T59_an_id_is_used_again(stage: Stage, case: Case) -> None:
    gone = stage.commit(dict.fromkeys(package.files()))
    case.attack(main=gone, says="deal-removed")
    told = case.attack(main=stage.commit(package.files(quantity=1), gone), says="deal-removed")
    assert told.owner() == "sales"
    offer = accepted(stage)
    case.harmless(main=stage.merge(offer), deal=DEAL)


def test_T60_a_later_head_is_merged_than_was_checked(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    assert stage.asked({MAIN: stage.merge(offer)}).accepted
    later = stage.commit(noted("contract.yaml", quantity=500), offer)
    case.attack(main=stage.merge(later), says="no-accept")
    case.harmless(main=stage.merge(offer), deal=DEAL)


def test_T61_accepted_on_an_old_baseline(stage: Stage, case: Case) -> None:
    old = stage.offer(quantity=600)
    stage.set(ledger=stage.accept(old))
    first = stage.draft("accept", DEAL, old)
    stage.decided(stage.offer(quantity=500))
    case.attack(main=stage.commit(package.files(quantity=600)), says="superseded")
    late = stage.commit(package.files(quantity=600))
    case.attack(ledger=stage.accept(late, from_=first.from_), main=stage.merge(late), says="another `from`")
    case.harmless(ledger=stage.accept(late), main=stage.merge(late), deal=DEAL)


def test_T62_another_branch(stage: Stage, case: Case) -> None:
    case.pushes({"refs/heads/release": stage.offer()})
    told = case.seen()
    assert told.owner() == "pm", "what lies on other branches changes nothing"
    case.harmless(main=stage.commit(noted("raid.yaml")), deal=DEAL)

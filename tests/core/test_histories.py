"""The table of histories, row by row (22 is shown with real git, 27 with the offer)."""

from dataclasses import replace

from handoff_cli.core.policy import Person
from handoff_cli.core.record import POLICY_SUBJECT
from tests.core.ledgers import ROSTER, history


def test_row_01_first_offer_accepted_not_merged() -> None:
    told = history("·", "accept ·→1 @0")
    assert (told.owner, told.of, told.pending, told.clean) == ("sales", None, "1", True)


def test_row_02_accepted_and_merged() -> None:
    told = history("· 1", "accept ·→1 @0")
    assert (told.owner, told.of, told.pending, told.clean) == ("pm", "1", None, True)
    assert told.ownership.since == "1"


def test_row_03_change_order_accepted_not_merged() -> None:
    told = history("· 1", "accept ·→1 @0", "accept 1→2 @1")
    assert (told.owner, told.of, told.pending, told.clean) == ("pm", "1", "2", True)


def test_row_04_change_order_stays_pending_while_living_edits_go_on() -> None:
    told = history("· 1 1' 1''", "accept ·→1 @0", "accept 1→2 @1")
    assert (told.owner, told.of, told.pending, told.clean) == ("pm", "1", "2", True)
    assert history("· 1 1'", "accept ·→1 @0", "accept 1→2 @1", "reject 2 @2").pending is None
    assert history("· 1 1'", "accept ·→1 @0", "accept 1→2 @1", "withdraw 2 @2").pending is None
    assert history("· 1 1'", "accept ·→1 @0", "accept 1→2 @1", "accept 1→3 @2").pending == "3"


def test_row_05_change_order_merged() -> None:
    told = history("· 1 2", "accept ·→1 @0", "accept 1→2 @1")
    assert (told.owner, told.of, told.clean) == ("pm", "2", True)


def test_row_06_target_reverted_to_the_superseded_baseline() -> None:
    told = history("· 1 2 1", "accept ·→1 @0", "accept 1→2 @1")
    assert (told.owner, told.uncovered) == ("sales", {3: "superseded"})


def test_row_07_reverted_then_fixed_forward() -> None:
    told = history("· 1 2 1 2", "accept ·→1 @0", "accept 1→2 @1")
    assert (told.owner, told.of, told.uncovered) == ("pm", "2", {3: "superseded", 4: "restores"})


def test_row_08_rejected_before_the_merge_then_merged_by_sales() -> None:
    told = history("· 1", "accept ·→1 @0", "reject 1 @0")
    assert (told.owner, told.uncovered) == ("sales", {1: "rejected"})


def test_row_09_rejection_of_what_is_in_force_is_void() -> None:
    told = history("· 1", "accept ·→1 @0", "reject 1 @1")
    assert (told.owner, told.of, told.clean) == ("pm", "1", True)
    assert [(note.seq, note.code) for note in told.ownership.void] == [(2, "in-force")]


def test_row_10_two_change_orders_the_older_merges_late() -> None:
    told = history("· 1 a", "accept ·→1 @0", "accept 1→a @1", "accept 1→b @1")
    assert (told.owner, told.uncovered) == ("sales", {2: "superseded"})


def test_row_11_union_nobody_accepted() -> None:
    told = history("· 1 a u", "accept ·→1 @0", "accept 1→a @1", "accept a→b @2")
    assert (told.owner, told.uncovered) == ("sales", {3: "no-accept"})


def test_row_12_folder_deleted() -> None:
    told = history("· 1 ·", "accept ·→1 @0")
    assert (told.owner, told.uncovered) == ("sales", {2: "deal-removed"})


def test_row_13_rebase_merge_with_an_intermediate_state() -> None:
    told = history("· x 1", "accept ·→1 @0")
    assert (told.owner, told.of, told.uncovered) == ("pm", "1", {1: "no-accept"})


def test_row_14_bypass_then_ratified() -> None:
    told = history("· 1", "accept ·→1 @1")
    assert (told.owner, told.of, told.ratified, told.clean) == ("pm", "1", [1], True)
    assert told.ownership.ratified


def test_row_15_rejected_change_order_while_the_pm_owns() -> None:
    told = history("· 1", "accept ·→1 @0", "reject 2 @1")
    assert (told.owner, told.of, told.clean, told.ownership.void) == ("pm", "1", True, ())


def test_row_16_living_documents_edited_by_anyone() -> None:
    told = history("· 1 1'", "accept ·→1 @0")
    assert (told.owner, told.clean) == ("pm", True)
    assert [judged.verdict.code for judged in told.judged] == ["covered", "living-only"]


def test_row_17_living_documents_changed_between_accept_and_first_merge() -> None:
    told = history("· 1'", "accept ·→1 @0")
    assert (told.owner, told.uncovered) == ("sales", {1: "package-differs"})


def test_row_18_the_pm_in_force_leaves_and_the_package_names_another() -> None:
    without = replace(
        ROSTER, digest="1:new", people={k: v for k, v in ROSTER.people.items() if k not in ("dana", "lee")}
    )
    told = history(
        "· 1 1 2", "accept ·→1 @0", "policy policy→new @1", "accept 1→2 @2 by quinn under new",
        policy="policy policy new new", policies={"new": without}, pms={"2": "quinn"},
    )  # fmt: skip
    assert (told.owner, told.of, told.clean, told.ownership.pm) == ("pm", "2", True, "quinn")
    assert told.world.policy == without


def test_row_19_change_order_decided_by_another_pm_while_the_first_holds_the_role() -> None:
    told = history("· 1 2", "accept ·→1 @0 by dana", "accept 1→2 @1 by quinn", pms={"2": "quinn"})
    assert (told.owner, told.uncovered) == ("sales", {2: "wrong-decider"})


def test_row_20_decided_under_a_policy_that_did_not_yet_name_the_decider() -> None:
    zoe = Person(id="zoe", name="Zoe Lund", roles=frozenset({"pm"}))
    later = replace(ROSTER, digest="1:new", people={**ROSTER.people, "zoe": zoe})
    told = history(
        "· 1 1", "accept ·→1 @0 by zoe", "policy policy→new @1",
        policy="policy policy new", policies={"new": later}, pms={"1": "zoe"},
    )  # fmt: skip
    assert (told.owner, told.uncovered) == ("sales", {1: "no-accept"})
    assert [note.code for note in told.ownership.void] == ["no-role"]


def test_row_21_policy_and_deal_in_one_step() -> None:
    later = replace(ROSTER, digest="1:new")
    told = history(
        "· 1", "accept ·→1 @0", "policy policy→new @0", policy="policy new", policies={"new": later}
    )  # fmt: skip
    assert (told.owner, told.uncovered) == ("sales", {1: "policy-and-deal"})
    assert [step.code for step in told.world.of(POLICY_SUBJECT).uncovered] == ["outside-the-policy"]
    assert told.world.policy == ROSTER


def test_row_23_rejection_written_after_the_merge_with_an_older_tip() -> None:
    told = history("· 1", "accept ·→1 @0", "reject 1 @0")
    assert (told.owner, told.clean) == ("sales", False)
    assert [note.code for note in told.ownership.contested] == ["rejected"]


def test_row_23_tips_that_go_backwards_contest_the_deal() -> None:
    told = history("· 1 1'", "accept ·→1 @0", "accept ·→9 @2 deal OTHER-1", "reject 1 @0")
    assert (told.owner, told.of) == ("sales", "1")
    assert [note.code for note in told.ownership.contested] == ["late"]


def test_row_24_accept_recorded_late_ratifies() -> None:
    told = history("· 1 a", "accept ·→1 @0", "accept 1→a @2")
    assert (told.owner, told.of, told.ratified, told.clean) == ("pm", "a", [2], True)


def test_row_25_red_history_made_good() -> None:
    told = history("· 1 2 1 2", "accept ·→1 @0", "accept 1→2 @1", "accept 2→2 @4")
    assert (told.owner, told.of, told.ratified, told.clean) == ("pm", "2", [3, 4], True)


def test_row_26_living_edit_on_the_target_while_a_change_order_is_open() -> None:
    told = history("· 1 1' 2'", "accept ·→1 @0", "accept 1→2 @2")
    assert (told.owner, told.of, told.clean) == ("pm", "2", True)


def test_row_28_living_document_differed_at_the_first_step_and_was_put_back() -> None:
    told = history("· 1' 1", "accept ·→1 @0")
    assert (told.owner, told.of, told.uncovered) == ("pm", "1", {1: "package-differs"})
    assert told.ownership.since == "2"


def test_row_29_withdrawal_before_the_merge() -> None:
    told = history("· 1", "accept ·→1 @0", "withdraw 1 @0")
    assert (told.owner, told.uncovered) == ("sales", {1: "withdrawn"})

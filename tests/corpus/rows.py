"""The table of the corpus: what is attacked, and who sees it. The tests hold every row to it, `docs/threats.md` is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Hook = Literal["refuses", "passes"]


@dataclass(frozen=True)
class Row:
    """`judge` are the codes it gives, `hook` what the server does with the push, `audit` its exit codes; several where the attack
    has several forms. Empty: it is not asked, or has nothing to see."""

    attack: str
    judge: tuple[str, ...] = ()
    hook: tuple[Hook, ...] = ("refuses",)
    audit: tuple[int, ...] = (1,)
    remark: str = ""


ROWS: Final[dict[int, Row]] = {
    1: Row(
        "policy, roster or schema edited with the deal, or alone",
        ("no-policy-record", "outside-the-deal", "outside-the-policy", "policy-and-deal", "no-role"),
        audit=(0, 1),
    ),
    7: Row("files of the change that run when they are imported or checked out", hook=("passes",), audit=(0,)),
    9: Row("a line break in the name of a file", ("irregular",)),
    10: Row("the policy is missing or cannot be read", ("policy-malformed", "policy-removed")),
    11: Row("an older policy is put back", ("superseded",), audit=(1, 3)),
    12: Row("a policy that points to another one", ("policy-malformed",)),
    13: Row("a record of a scheme this version does not know", audit=(3,)),
    14: Row("a push straight to the target", ("no-accept",)),
    15: Row("the gate dies", audit=(3,)),
    17: Row("who wrote a baseline accepts it, also from a second address", ("decider-is-author", "no-accept")),
    18: Row("the PM pushes a change into the offer, then accepts it"),
    19: Row("a contributor on the second parent's side, under an unknown or a borrowed name"),
    20: Row("Sales names its own PM", ("bad-signature", "decider-is-author", "no-accept", "wrong-decider")),
    21: Row("a push after the acceptance", ("no-accept",)),
    22: Row("a commit older than the acceptance is moved in", ("no-accept",)),
    23: Row("accepted, replaced, put back: the old acceptance is used again", ("superseded",), audit=(1, 3)),
    24: Row("an acceptance that was taken back is merged", ("withdrawn",)),
    25: Row("a rejection is made to vanish from the ledger", ("rejected",), audit=(0, 1, 3)),
    27: Row("the role ends between acceptance and merge", ("bad-signature",)),
    28: Row("a review by an account of the same name", ("bad-signature", "no-accept")),
    29: Row("accepted for one branch, merged into another", audit=(3,)),
    34: Row("a decision that changes nothing", ("nothing-to-decide",), audit=(0,)),
    35: Row("merged past the pull request, in the PM's name", ("no-accept",)),
    41: Row("a deputy nobody made", ("no-policy-record", "wrong-decider"), audit=(0, 1)),
    42: Row("a shortened id in a record", audit=(3,)),
    43: Row("other bytes are signed than the commit carries"),
    44: Row("evil merge: the merge holds a change that neither side has", ("outside-the-deal", "several-deals")),
    45: Row("edited while a conflict was resolved", ("no-accept",)),
    46: Row("squash and rebase drop signatures and ancestry", ("no-accept",)),
    47: Row("a rebase of two commits shows a state nobody accepted", ("no-accept",)),
    48: Row("an `Accepted-by:` line in the message of a commit", ("no-accept",)),
    49: Row("a squash on a stale base takes other work back", ("several-deals",)),
    50: Row("a merge queue with one bad entry", ("no-accept",)),
    51: Row("two offers merge into a union nobody saw", ("no-accept",)),
    52: Row("attributes that take the conflict away", ("irregular", "no-policy-record"), audit=(1, 3)),
    53: Row("a record is copied to another deal, ledger or round", audit=(3,)),
    54: Row(
        "the target or the ledger is rewound, deleted, made anew",
        audit=(0, 3),
        remark="an auditor who was never there before cannot see it",
    ),
    55: Row("foxtrot merge: the old target becomes the second parent", ("no-accept",), audit=(1, 3)),
    56: Row("an evil state under a clean tip, in one push", ("no-accept", "restores")),
    57: Row(
        "octopus, foreign root, empty tree", ("deal-removed", "no-accept", "octopus", "policy-removed"), audit=(1, 3)
    ),
    58: Row("a deal is renamed", ("deal-removed", "several-deals")),
    59: Row("a deal is deleted and its id used again", ("deal-removed", "no-accept")),
    60: Row("a later head is merged than was checked", ("no-accept",)),
    61: Row("accepted on a baseline that is no longer in force", ("stale-from", "superseded")),
    62: Row("a push to another branch", hook=("passes",), audit=(0,), remark="only the target carries ownership"),
    63: Row("replace refs show git other objects than it stores", ("no-accept",)),
    64: Row("grafts rewrite the history", audit=(3,)),
    65: Row("a shallow clone holds only the end of the history", audit=(3,)),
    66: Row("a partial clone fetches what is missing from the attacker", hook=(), audit=(3,)),
    68: Row("a tag says it was accepted", ("no-accept",), hook=("passes", "refuses")),
    69: Row("a note says it was accepted", ("no-accept",)),
    70: Row(
        "the commit of a record under another id",
        audit=(0,),
        remark="a decision is its bytes, whatever commit carries it",
    ),
    71: Row("a commit that programs read differently", audit=(3,)),
    72: Row("trees git itself never writes", ("irregular",), audit=(1, 3)),
    73: Row("names nobody can read, odd modes", ("irregular",), audit=(1, 3)),
    74: Row("links in place of files and folders", ("irregular", "policy-malformed")),
    75: Row("a repository inside a deal", ("irregular",)),
    76: Row("names that some computers take for one", ("irregular", "policy-malformed")),
    77: Row("an id in another alphabet", ("irregular",)),
    78: Row("attributes inside a deal", ("irregular",)),
    79: Row(
        "content that no diff shows", ("irregular",), remark="what is large or binary is named before the PM confirms"
    ),
    80: Row("an archive that leaves files out", ("irregular", "no-policy-record")),
    81: Row("programs in the repository's configuration", ("no-accept",)),
    82: Row("names of refs that programs trip over", hook=("passes",), audit=(0,)),
    83: Row("a name that is an option", hook=("passes",), audit=(0,)),
    84: Row(
        "a pointer instead of the file",
        audit=(0,),
        remark="completeness is judged when it is decided, not again by the audit",
    ),
    85: Row("too many files, too large a record", ("irregular",), audit=(1, 3)),
    86: Row("a missing object", audit=(3,)),
    87: Row("a revoked key signs what is dated back", ("bad-signature", "no-accept")),
    88: Row("a good signature by nobody known, or none", ("bad-signature", "no-accept", "weak-evidence")),
    89: Row("`*` and certificates in the list of keys", ("bad-signature", "no-accept", "policy-malformed")),
    90: Row("signed by another than it names", ("bad-signature", "no-accept")),
    91: Row("a signature made for another purpose", ("bad-signature", "no-accept")),
    93: Row("clocks that are wrong", ("rejected",)),
    94: Row("weak keys, one key or address for two", ("policy-malformed",)),
    95: Row("a lost key is used after it was replaced", ("bad-signature", "no-accept")),
    96: Row("a record that can be read in two ways", audit=(3,)),
}

LEFT_OUT: Final[dict[int, str]] = {
    3: "whoever may write may write a status; the audit reads none",
    67: "needs two files of one SHA-1; what is signed is the SHA-256 of every file",
    92: "a forge's key is a key like any other (rows 28 and 88)",
}

_PLAYED: Final = "tests/forge/test_played.py"
_TELLING: Final = "tests/forge/test_telling.py"
_OBSERVED: Final = "tests/forge/test_observed.py"
_WORKFLOWS: Final = "tests/test_workflows.py"
_TRICKS: Final = "tests/documents/test_tricks.py"
_TEXT: Final = "tests/documents/test_text.py"
_ARCHIVE: Final = "tests/datapack/test_archive.py"
ELSEWHERE: Final[dict[int, tuple[str, str, str]]] = {
    2: (
        "the workflow is changed together with a deal",
        _PLAYED,
        "test_T02_T07_a_change_of_workflows_beside_a_deal_is_refused_and_nothing_of_it_runs",
    ),
    4: (
        "a required job is skipped",
        _WORKFLOWS,
        "test_t04_the_gate_runs_whatever_happens_and_marks_pending_before_anything_can_fail",
    ),
    5: ("no verdict at all", _WORKFLOWS, "test_t05_the_status_has_another_name_than_every_job"),
    6: ("two verdicts side by side", _PLAYED, "test_from_a_push_to_the_handover"),
    8: ("an expression in a script", _WORKFLOWS, "test_t08_no_script_holds_an_expression"),
    16: (
        "a cache or a file between the jobs",
        _WORKFLOWS,
        "test_t16_what_holds_a_token_takes_nothing_from_another_job_but_complete",
    ),
    26: ("a review is rewritten", _OBSERVED, "test_T26_what_is_written_later_into_a_review_changes_nothing"),
    30: ("one head in two pull requests", _TELLING, "test_T30_two_pull_requests_of_one_head_are_told_the_same"),
    31: ("a draft is approved", _TELLING, "test_T31_a_draft_waits_whatever_was_decided"),
    32: (
        "an outsider offers from a fork (whether he may at all is a setting of the forge)",
        "tests/forge/test_forks.py",
        "test_T32_what_a_fork_offers_is_read_under_its_number_and_told_on_our_repository",
    ),
    33: ("changed while it was closed", "tests/forge/test_ruling.py", "test_T33_changed_while_it_was_closed"),
    36: ("a label set by hand", _TELLING, "test_T36_a_label_set_by_hand_is_no_acceptance"),
    37: ("a page of reviews gets lost", _OBSERVED, "test_T37_a_review_on_a_page_that_got_lost"),
    38: ("the forge fails", _OBSERVED, "test_T38_a_failure_at_every_single_call"),
    39: ("a stale answer", _OBSERVED, "test_T39_a_stale_answer_about_the_head"),
    40: (
        "events lost, doubled or reordered",
        _PLAYED,
        "test_what_an_event_got_wrong_or_lost_the_nightly_look_finds",
    ),
    97: ("a key twice in YAML", _TRICKS, "test_equal_keys_are_shown_in_both_places"),
    98: ("anchors, aliases, merge keys", _TRICKS, "test_an_alias_is_refused_and_never_followed"),
    99: ("nesting without end", _TRICKS, "test_a_deep_document_is_refused"),
    100: ("`NO`, `010`, `1e3`: scalars that change their value", "tests/documents/test_scalars.py", "test_plain_values"),
    101: ("days that do not exist", "tests/documents/test_fields.py", "test_a_value_not_written_as_it_should_be"),
    102: ("a line hidden in a comment", _TEXT, "test_a_comment_cannot_hide_a_line_behind_a_line_separator"),
    103: ("other encodings", _TEXT, "test_another_encoding_is_named"),
    104: ("tags, several documents, odd keys", _TRICKS, "test_a_trick_is_refused_where_it_stands"),
    105: ("holes of schemas", "tests/schemas/test_patterns.py", "test_T105_a_line_end_or_foreign_digits_are_not_part_of_a_value"),
    106: ("numbers of thousands of digits", "tests/corpus/test_table.py", "test_T106_a_number_of_thousands_of_digits"),
    107: ("names that lead out of an archive", _ARCHIVE, "test_T107_dangerous_names_are_refused"),
    108: ("archives that grow without end", _ARCHIVE, "test_T108_lying_sizes_are_caught_while_unpacking"),
    109: ("a name twice in an archive", _ARCHIVE, "test_T109_the_same_name_twice_is_read_neither_way"),
    110: ("an archive that can be read in two ways", _ARCHIVE, "test_T110_an_entry_that_disagrees_with_the_directory"),
    111: ("encrypted entries, unknown methods", _ARCHIVE, "test_T111_encrypted_entries"),
    112: ("the same content in another archive", _ARCHIVE, "test_T112_the_same_files_in_other_bytes_have_the_same_inner_hashes"),
    113: ("HTML and images in Markdown", "tests/documents/test_markdown.py", "test_images_and_html_are_text_and_nothing_else"),
    114: ("comments that command the forge", "tests/reporters/test_markdown.py", "test_t114_only_our_own_structure"),
    115: ("terminal commands in names", "tests/test_cli.py", "test_t115_an_error_shows_hostile_names_as_text"),
    116: ("placeholders instead of content", "tests/documents/test_fields.py", "test_a_placeholder_is_a_whole_value"),
}  # fmt: skip
"""Rows of documents and archives: what is attacked, and the test elsewhere that holds it."""

"""Documents, signatures, parts of the RAID log, people and entries: whatever is taken away, somebody notices."""

from __future__ import annotations

import re

import pytest

from handoff_cli.core.tree import dotted
from tests.mutations.fields import MANIFEST, NAMES, Field, fields
from tests.mutations.memory import findings, refuses, sample, text
from tests.mutations.verdict import BEGUN, HANDBOOK, Mutation, badly_said, complaints

OPTIONAL = ("promises.yaml", "kickoff/internal.md", "kickoff/external.md")
REQUIRED = tuple(name for name in NAMES if name not in OPTIONAL)
ATTACHED = ("contract/MSA-2024-07.pdf", "contract/PO-88213.pdf", "evidence/2026-01-22-solder-mask.md")
RECEIVED = "data-pack/fsg-100/received/FSG-100 Rev C release 2026-01-08.zip"
RAID_PARTS = ("risks", "assumptions", "issues", "decisions")
NONE = "{none_confirmed_by: tom, on: 2026-02-05}"

FREE_ENTRIES = {
    r"deal\.yaml milestones\[2\]": "nothing waits for this milestone",
    r"quote\.yaml items\[\d\]\.price_breaks\[1\]": "nobody ordered from this range",
    r"quote\.yaml assumptions\[[568]\]": "nothing else in the deal speaks of it",
    r"quote\.yaml assumptions\[\d\]\.also_called\[\d\]": "another name of what the statement names already",
    r"contract\.yaml precedence\[\d\]": "which document goes first is the contract's own business",
    r"stakeholders\.yaml customer\[1\]\.contact_for\[2\]": "nobody has to be named for finance",
    r"stakeholders\.yaml customer\[\d\]\.contact_for\[2\]": "nobody has to be named for quality",
    r"stakeholders\.yaml customer\[1\]\.can_approve\[[23]\]": "nobody has to be named for these",
    r"stakeholders\.yaml customer\[3\]\.can_approve\[1\]": "nobody has to be named for the release of shipments",
    r"why\.md kpis\[\d\]": "each driver has a KPI left",
    r"raid\.yaml risks\[[13]\]\.links\[\d\]": "the assumption linked there does not name the risk",
    r"kickoff/internal\.md attendees\[[45]\]": "purchasing and finance may be absent",
    r"kickoff/internal\.md technical_risks\[\d\]": "which risks were talked about is said nowhere else",
    r"kickoff/external\.md risks\[\d\]": "which risks are shown is said nowhere else",
}
STRICT_ENTRIES = (
    r"raid\.yaml decisions\[2\]\.links\[2\]",
    r"contract\.yaml documents\[1\]",
    r"contract\.yaml declarations\[1\]\.what\[\d\]",
    r"data-pack/fsg-100/manifest\.yaml declarations\[1\]\.what\[\d\]",
    r"contract\.yaml purchase_order\.lines\[[34567]\]",
    r"stakeholders\.yaml customer\[2\]\.can_approve\[1\]",
    r"kickoff/internal\.md attendees\[[123]\]",
)
LINKED = r"raid\.yaml risks\[1\]\.links\[1\]"


def _entries(name: str) -> list[Field]:
    return [field for field in fields(name) if field.node.key_span is None]


def _is(field: Field, *patterns: str) -> bool:
    return any(re.fullmatch(pattern, f"{field.document.name} {dotted(field.node.route)}") for pattern in patterns)


def _one(name: str, *route: str | int) -> Field:
    return next(field for field in fields(name) if field.node.route == route)


# ---- whole files


def test_a_required_document_that_is_not_there_is_noticed() -> None:
    assert complaints([Mutation(f"{name} removed", {name: None}, name) for name in REQUIRED]) == []


def test_a_document_without_a_word_in_it_is_noticed() -> None:
    contents = {"emptied": b"", "of blank lines": b"\n\n", "of a comment": b"# to do\n", "of nothing": b"null\n"}
    assert complaints([_rewritten(name, what, data) for name in NAMES for what, data in contents.items()]) == []


def test_a_document_that_cannot_be_read_is_noticed() -> None:
    contents = {
        "of a list": b"- one\n- two\n",
        "of a text": b"see the mail of Monday\n",
        "of bytes": bytes(range(256)),
        "in UTF-16": "deal: BRW-1042\n".encode("utf-16"),
        "of a PDF": sample()["projects/BRW-1042/contract/PO-88213.pdf"],
    }
    assert complaints([_rewritten(name, what, data) for name in NAMES for what, data in contents.items()]) == []


def test_another_document_in_its_place_is_noticed() -> None:
    """`quote.yaml` saved over `contract.yaml`."""
    pairs = zip(NAMES, (*NAMES[1:], NAMES[0]), strict=True)
    assert complaints([_rewritten(name, f"is {other}", text(other).encode()) for name, other in pairs]) == []


def test_half_a_document_is_noticed() -> None:
    halves = {name: text(name).encode()[: len(text(name)) // 2] for name in NAMES}
    assert complaints([_rewritten(name, "cut in half", data) for name, data in halves.items()]) == []


def _rewritten(name: str, what: str, data: bytes) -> Mutation:
    return Mutation(f"{name} {what}", {name: data}, name)


@pytest.mark.parametrize("name", ["kickoff/internal.md", "kickoff/external.md", RECEIVED])
def test_what_only_careful_companies_have_is_a_warning(name: str) -> None:
    found = findings({name: None})
    assert found
    assert not refuses(found)
    assert [words for words in map(badly_said, found) if words] == []
    assert refuses(findings({name: None, **HANDBOOK}))


@pytest.mark.parametrize("name", sorted(BEGUN))
def test_what_is_begun_and_not_finished_is_no_worse_than_what_is_not_there(name: str) -> None:
    found = [findings(field.removed().changes) for field in fields(name) if field.required and field.node.key_span]
    assert found
    assert not [
        first for first, *_ in found if first.kind == "missing" and first.rejects and "raid" not in first.place.path
    ]


@pytest.mark.parametrize("name", sorted(BEGUN))
def test_what_is_begun_and_cannot_be_read_is_worse(name: str) -> None:
    assert refuses(findings({name: b"<<<<<<< HEAD\n" + text(name).encode()}))


def test_promises_the_log_speaks_of_have_to_be_there() -> None:
    assert complaints([Mutation("promises.yaml removed", {"promises.yaml": None}, "promises.yaml")]) == []


def test_a_signed_file_or_a_proof_that_is_gone_or_exchanged_is_noticed() -> None:
    files = {name: sample()[f"projects/BRW-1042/{name}"] for name in ATTACHED}
    gone = [Mutation(f"{name} removed", {name: None}, _states(name)) for name in ATTACHED]
    emptied = [Mutation(f"{name} emptied", {name: b""}, name) for name in ATTACHED]
    edited = [Mutation(f"{name} edited", {name: data + b" "}, name) for name, data in files.items()]
    swapped = {ATTACHED[0]: files[ATTACHED[1]], ATTACHED[1]: files[ATTACHED[0]]}
    assert complaints([*gone, *emptied, *edited, Mutation("two files swapped", swapped, ATTACHED[0])]) == []


def _states(name: str) -> str:
    return "contract.yaml" if name.startswith("contract/") else "deviations.yaml"


# ---- entries


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_that_is_left_out_is_noticed(name: str) -> None:
    owed = [field for field in _entries(name) if not _is(field, *FREE_ENTRIES, *STRICT_ENTRIES) or _is(field, LINKED)]
    assert complaints([field.removed() for field in owed]) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_that_is_left_out_is_noticed_by_strict_companies(name: str) -> None:
    mutations = [field.removed() for field in _entries(name) if _is(field, *STRICT_ENTRIES)]
    strict = [Mutation(each.what, {**each.changes, **HANDBOOK}, each.name, each.lines) for each in mutations]
    assert complaints(strict) == []


def test_no_entry_is_called_free_in_vain() -> None:
    entries = [field for name in NAMES for field in _entries(name)]
    assert all(any(_is(field, pattern) for field in entries) for pattern in (*FREE_ENTRIES, *STRICT_ENTRIES))


# ---- what the chapter names


@pytest.mark.parametrize("document", [0, 1], ids=["frame agreement", "order"])
@pytest.mark.parametrize(("signature", "acts"), [(0, "customer"), (1, "sales")], ids=["theirs", "ours"])
def test_a_signature_that_is_not_there_is_asked_for_where_it_has_to_come_from(
    document: int, signature: int, acts: str
) -> None:
    mutation = _one("contract.yaml", "documents", document, "signatures", signature).removed()
    found = findings(mutation.changes)
    assert complaints([mutation]) == []
    assert [(finding.rule, finding.acts) for finding in found] == [("contract-is-signed", acts)]


@pytest.mark.parametrize("part", RAID_PARTS)
def test_a_part_of_the_raid_log_that_says_nothing_is_noticed(part: str) -> None:
    field = _one("raid.yaml", part)
    values = ("[]", "{}", "null", '""', "none", "TBD", NONE, "{none_confirmed_by: tim, on: 2026-02-05}")
    assert complaints([field.removed(), *map(field.written, values)]) == []


def test_a_log_of_nothing_is_noticed() -> None:
    first = text("raid.yaml").split("\n")[0]
    nothing = "\n".join([first, *(f"{part}: {NONE}" for part in RAID_PARTS), ""])
    assert complaints([Mutation("raid.yaml says four times none", {"raid.yaml": nothing.encode()}, "raid.yaml")]) == []


ROLES = {
    "nobody decides": [(0, "influence", "influencer")],
    "nobody approves a cost increase": [(0, "can_approve", "[schedule-change]")],
    "nobody approves anything": [(0, "can_approve", "[]"), (1, "can_approve", "[]"), (2, "can_approve", "[]")],
    "nobody for technical questions": [(1, "contact_for", "[quality]")],
    "nobody for commercial questions": [(0, "contact_for", "[finance]")],
    "nobody for logistics": [(2, "contact_for", "[]")],
}


@pytest.mark.parametrize("what", ROLES)
def test_a_role_of_the_customer_that_nobody_has_is_noticed(what: str) -> None:
    name, edited = "stakeholders.yaml", text("stakeholders.yaml")
    for person, field, value in ROLES[what]:
        old = _one(name, "customer", person, field)
        line = edited.split("\n")[old.spot.line - 1]
        edited = edited.replace(line, f"{line.split(':')[0]}: {value}", 1) if edited.count(line) == 1 else edited
    found = findings({name: edited.encode()})
    assert complaints([Mutation(what, {name: edited.encode()}, name)]) == []
    assert {finding.acts for finding in found if finding.rejects} == {"sales"}


def test_a_register_may_say_none_only_through_a_person_we_know() -> None:
    registers = [
        ("quote.yaml", "nre"),
        ("quote.yaml", "assumptions"),
        ("contract.yaml", "non_standard_terms"),
        ("deviations.yaml", "deviations"),
        ("promises.yaml", "promises"),
        ("kickoff/internal.md", "technical_risks"),
        ("kickoff/external.md", "risks"),
    ]
    nobodies = (
        "none",
        "[]",
        "{none_confirmed_by: tim, on: 2026-02-05}",
        "{none_confirmed_by: tom}",
        "{on: 2026-02-05}",
    )
    assert complaints([_one(*register).written(value) for register in registers for value in nobodies]) == []


def test_a_manifest_in_a_folder_nobody_names_is_noticed() -> None:
    stray = "data-pack/fsg-200/manifest.yaml"
    manifest = text(MANIFEST).replace("pack: fsg-100", "pack: fsg-200").encode()
    assert complaints([Mutation("a second pack", {stray: manifest}, stray)]) == []

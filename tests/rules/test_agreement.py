"""Which document is the odd one out, and what else a reader has to know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Finding
from handoff_cli.core.pack import BomLine, Flaw, Placement
from handoff_cli.core.policy import Policy
from handoff_cli.core.tree import Source, Span
from handoff_cli.rules import run
from handoff_cli.rules.raid import is_single_source
from tests.rules import build
from tests.rules.good import BOM, FOLDER, MANIFEST, ROWS, Sample


def _only(sample: Sample, policy: Policy = build.POLICY) -> Finding:
    (finding,) = run(sample.deal(policy))
    return finding


def test_one_against_one_the_signed_order_is_believed() -> None:
    sample = Sample()
    del sample.documents["kickoff/external.md"]
    sample.files["kickoff/external.md"] = "not readable now"
    sample["deal.yaml"]["items"][1]["quantity"] = 900
    sample["deal.yaml"]["items"][1]["deliveries"][0]["quantity"] = 900
    finding = _only(sample)
    assert finding.place.path == f"{FOLDER}/deal.yaml"
    assert finding.message == "quantity of cable is 900 in deal.yaml, but 1000 in the purchase order"


def test_two_against_two_the_side_of_the_order_is_believed() -> None:
    sample = Sample()
    sample["quote.yaml"]["items"][1]["revision"] = "A"
    sample["deal.yaml"]["items"][1]["revision"] = "A"
    finding = _only(sample)
    assert finding.place.path == f"{FOLDER}/deal.yaml"
    assert [related.place.path for related in finding.related] == [f"{FOLDER}/contract.yaml", f"{FOLDER}/quote.yaml"]


def test_order_lines_of_one_item_count_together() -> None:
    sample = Sample()
    lines = sample["contract.yaml"]["purchase_order"]["lines"]
    lines[0]["quantity"] = 400
    lines.append(lines[0] | {"line": 11, "quantity": 600})
    assert list(run(sample.deal())) == []
    lines[-1]["quantity"] = 500
    assert _only(sample).message.startswith("quantity of board is 900 in the purchase order")


def test_a_missing_document_is_reported_under_its_own_gate_parameter() -> None:
    sample = Sample()
    for name in ("raid.yaml", "deviations.yaml", "stakeholders.yaml"):
        del sample.documents[name]
    found = {finding.place.path.rsplit("/", 1)[-1]: finding.parameter for finding in run(sample.deal())}
    assert found == {"raid.yaml": "raid", "deviations.yaml": "technical", "stakeholders.yaml": "context"}


def test_nothing_but_what_is_missing_is_said_of_an_empty_folder() -> None:
    found = list(run(Deal(id="BRW-1042", policy=build.POLICY)))
    assert {finding.rule for finding in found} == {"package-complete"}
    assert len(found) == 7


def test_a_credit_problem_is_settled_only_by_the_issue_it_names() -> None:
    """An issue that happens to speak of credit may be about another order."""
    sample = Sample()
    assert "Credit" in sample["raid.yaml"]["issues"][0]["description"]
    del sample["contract.yaml"]["credit"]["raid"]
    assert [finding.rule for finding in run(sample.deal())] == ["credit-covers-the-order"]


@pytest.mark.parametrize(
    ("header", "cell", "single"),
    [
        ("Sources", "1", True),
        ("Number of sources", "1", True),
        ("Sources", "2", False),
        ("Sources", "", False),
        ("Alternates", "none, single source", True),
        ("Alternates", "", False),
        ("Comment", "sole-source part, do not substitute", True),
        ("Comment", "not single source", False),
        ("Single source", "yes", True),
        ("Single source", "no", False),
        ("Quantity", "1", False),
    ],
)
def test_what_a_bom_line_says_about_its_sources(header: str, cell: str, single: bool) -> None:
    assert (
        is_single_source(BomLine(line=2, refdes=("U1",), quantity=1, mpn="", manufacturer="", fields={header: cell}))
        is single
    )


def test_a_part_that_is_not_fitted_needs_no_source() -> None:
    line = BomLine(line=2, refdes=("U1",), quantity=0, mpn="", manufacturer="", dnp=True, fields={"Sources": "1"})
    assert not is_single_source(line)


def test_a_wrong_centroid_file_does_not_flood() -> None:
    sample = Sample()
    sample.rows = (*ROWS, *(_row(number) for number in range(300)))
    found = list(run(sample.deal()))
    assert len(found) == 9
    assert "X8 has a row in the centroid file but is not in the BOM; the same holds for 291 more" in found[-1].message


def test_a_board_without_machine_placed_parts_needs_no_centroid() -> None:
    sample = Sample()
    manifest = sample[MANIFEST]
    manifest["members"] = [
        entry for entry in manifest["members"] if entry["role"] not in ("centroid", "top-paste", "top-silk")
    ]
    manifest |= {"unplaced": [{"refdes": ["C1", "C2", "U1", "J9"], "reason": "through-hole", "by": "mira"}]}
    sample.documents[MANIFEST] = {key: value for key, value in manifest.items() if key != "not_parts"}
    sample.paths = [entry["path"] for entry in manifest["members"]]
    sample.rows = None
    assert list(run(sample.deal())) == []


def test_the_policy_says_how_far_over_the_edge_a_part_may_be() -> None:
    sample = Sample()
    sample.rows = tuple(replace(row, x=84.0) if row.refdes == "U1" else row for row in ROWS)
    assert _only(sample).rule == "placements-are-on-the-board"
    wide = Policy(people=build.PEOPLE, thresholds={"centroid.outside_mm": "5"})
    assert list(run(sample.deal(wide))) == []


def test_the_body_of_the_external_kickoff_is_pointed_at_by_line_and_column() -> None:
    sample = Sample()
    sample["kickoff/external.md"][""] += "Because of our gross profit, yes."
    place = _only(sample).place
    assert place.span is not None
    assert place.excerpt is not None
    assert place.excerpt[place.span.column - 1 : place.span.end_column - 1] == "gross profit"


def test_comments_that_teach_are_no_leak() -> None:
    root = build.node("projects/BRW-1042/kickoff/external.md", {})
    lines = (
        "---",
        "planned: 2026-02-12  # no margin here",
        "# nor our costs",
        "---",
        "<!-- margin",
        "R-01 -->",
        "The margin is fine.",
    )
    sample = Sample()
    made = sample.deal()
    documents = {**made.documents, "kickoff/external.md": replace(root, source=Source(root.source.path, lines))}
    found = [
        finding
        for finding in run(replace(made, documents=documents))
        if finding.rule == "external-kickoff-keeps-secrets"
    ]
    assert [finding.place.line for finding in found] == [7]


def test_what_the_reader_found_unclear_is_not_compared() -> None:
    sample = Sample()
    range_ = BomLine(
        line=2, refdes=("C1-C2",), quantity=2, mpn="GRM155R71C104KA88D", manufacturer="Murata", excerpt='"C1-C2",2,…'
    )
    sample.bom = (range_, *BOM[1:])
    sample.rows = tuple(row for row in ROWS if row.refdes != "U1")
    sample.flaws = (
        Flaw(kind="ambiguous", member="bom.csv", message="a range", remedy="Write each.", span=Span(2, 1, 2, 5)),
        Flaw(
            kind="missing",
            member="xy.csv",
            message="U1 has no side",
            remedy="Export.",
            span=Span(4, 1, 4, 5),
            excerpt="U1,20,20,0,",
        ),
    )
    assert [finding.rule for finding in run(sample.deal())] == ["pack-is-readable", "pack-is-readable"]


def test_a_bom_without_the_column_of_part_numbers_is_not_told_line_by_line() -> None:
    sample = Sample()
    sample.bom = tuple(replace(line, mpn="") for line in BOM)
    assert len(list(run(sample.deal()))) == 3
    made = sample.deal()
    pack = made.packs["fsg-100"]
    assert pack.bom is not None
    bare = replace(pack, bom=replace(pack.bom, columns={}))
    assert list(run(replace(made, packs={"fsg-100": bare}))) == []


def _row(number: int) -> Placement:
    return Placement(line=10 + number, refdes=f"X{number}", x=10.0, y=10.0, rotation=0.0, side="top")

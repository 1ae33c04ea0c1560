"""What the price leaves out, looked for in ordinary sentences: what contradicts an exclusion is found, and little else; the figure is
shown at the end of a run. Each sentence stands for a line of the order, a promise or the scope of a kickoff."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handoff_cli.core.tree import Place
from handoff_cli.rules.exclusions import Passage, _said
from tests.rules.test_prose import lines

Record = Callable[[str, object], None]
LEFT_OUT = (
    "custom packaging", "freight and duties", "freight from our dock", "sim activation", "conformal coating", "the functional test",
    "functional test", "import duties", "box build", "spare parts", "the test fixture", "the programming fixture", "air freight",
    "x-ray inspection", "the first article report", "firmware updates", "a second stencil", "test reports", "the wave pallet",
    "serial numbers", "labels and printing", "the label", "storage beyond 30 days", "the housing", "climate tests", "design changes",
    "boundary scan", "traceability of serial numbers",
)  # fmt: skip
"""Subjects of exclusions: two to four words, as sales people write them before `is not in the price`."""
CONTRADICT = {
    "conformal coating": ["Flow sensor gateway, assembled board, conformal coating on both sides", "Conformal coating leaves out J1, J2 and the test pads."],
    "the functional test": ["The functional test is quoted with 2.5 minutes a piece."],
    "functional test": ["Functional test according to BW-FSG-100-TST, three minutes", "Yield at functional test is 98 % from the second lot on.", "The functional test is quoted with 2.5 minutes a piece."],
    "box build": ["Box build with aluminium housing, gasket and two side plates"],
    "spare parts": ["Spare parts are packed as closely as possible to the board they belong to."],
    "x-ray inspection": ["X-ray inspection of U1 on every twentieth board."],
    "test reports": ["Documentation in English; test reports as PDF."],
    "serial numbers": ["Serial numbers are printed on the label and read at every station.", "Traceability of serial numbers for the finished unit"],
    "traceability of serial numbers": ["Traceability of serial numbers for the finished unit"],
}  # fmt: skip
"""What the customer gets by these sentences, although the price leaves it out."""
FALSE_ALARMS = {
    "the label": ["Serial numbers are printed on the label and read at every station.", "The number of the return goes on the label."],
}  # fmt: skip
"""Where a thing is only the place of another one; nobody can tell that from the words."""


def said(name: str, sentence: str) -> bool:
    return _said(name, Passage("scope", sentence, Place("kickoff/external.md"))) is not None


def test_little_is_taken_for_a_contradiction_that_is_none(record_property: Record) -> None:
    told = [line for name in ("scope", "notes", "priced") for line in lines(name)]
    found = {name: [line for line in told if said(name, line)] for name in LEFT_OUT}
    wrong = sum(map(len, FALSE_ALARMS.values()))
    record_property(
        "cost", f"exclusions: {wrong} false alarms in {len(LEFT_OUT)} exclusions held against {len(told)} sentences"
    )
    assert {name: hits for name, hits in found.items() if hits} == CONTRADICT | FALSE_ALARMS


@pytest.mark.parametrize(
    ("sentence", "is_said"),
    [
        ("Each board comes in custom packaging.", True),
        ("Custom packaging with your logo", True),
        ("We throw in custom packaging free of charge.", True),
        ("Custom packaging is not in the price.", False),
        ("Custom packaging costs a fixed rate a piece.", False),
        ("Custom packaging is optional.", False),
        ("The customer supplies the custom packaging.", False),
        ("Custom packaging is made by the customer.", False),
        ("Should we quote custom packaging?", False),
        ("Custom packaging would eat the margin.", False),
        ("We are building 1000 boards in custom packaging. Correct?", True),
    ],
)
def test_a_sentence_is_read_as_people_mean_it(sentence: str, is_said: bool) -> None:
    assert said("custom packaging", sentence) is is_said

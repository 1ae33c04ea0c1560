"""Cases of the technical baseline: what is said about a bare board."""

from __future__ import annotations

from tests.rules.cases import Case, both, drop, put
from tests.rules.good import KICKOFF_TEXT, MANIFEST

DEAL, QUOTE, CONTRACT, DEVIATIONS, RAID, PROMISES = "deal.yaml", "quote.yaml", "contract.yaml", "deviations.yaml", "raid.yaml", "promises.yaml"  # fmt: skip
EXTERNAL = "kickoff/external.md"
NONE = {"none_confirmed_by": "tom", "on": "2026-02-05"}
LINE = ("purchase_order", "lines", 0, "board")
UNRECORDED = both(put(DEVIATIONS, "deviations", NONE), put(RAID, "decisions", 0, "links", ["PR-01"]), put(RAID, "decisions", 0, "description", "Photographs go first."), drop(QUOTE, "items", 0, "board"))  # fmt: skip
"""The blue solder mask of the good deal, with nothing left of it."""


def promised(words: str) -> object:
    return both(put(PROMISES, "promises", 0, "words", words), put(PROMISES, "promises", 0, "disposition", "honoured"))


CASES = (
    Case("another finish was quoted", put(QUOTE, "items", 0, "board", "finish", "HASL"), "specifications-agree", "conflict", QUOTE, "finish: HASL", MANIFEST, says="surface finish of board is hasl in the quote, but enig in the data pack"),
    Case("a thinner board is ordered", put(CONTRACT, *LINE, {"thickness_mm": "1.0"}), "specifications-agree", "conflict", MANIFEST, "thickness_mm: 1.60", CONTRACT),
    Case("fewer layers were quoted", put(QUOTE, "items", 0, "board", "layers", 2), "specifications-agree", "conflict", QUOTE, "layers: 2", MANIFEST),
    Case("copper files for fewer layers", lambda s: s.facts.update(copper_layers=2), "specifications-agree", "conflict", MANIFEST, "members:", MANIFEST, says="2 in the copper files"),
    Case("another material is ordered", put(CONTRACT, *LINE, {"material": "Rogers 4350B"}), "specifications-agree", "conflict", MANIFEST, "material: FR-4", CONTRACT),
    Case("a colour no deviation has", put(CONTRACT, *LINE, {"mask_colour": "green"}), "specifications-agree", "conflict", MANIFEST, "mask_colour: Black", CONTRACT),
    Case("blue solder mask nobody recorded", both(UNRECORDED, put(CONTRACT, *LINE, {"mask_colour": "blue"})), "specifications-agree", "conflict", MANIFEST, "mask_colour: Black", CONTRACT),
    Case("blue solder mask, only promised", both(UNRECORDED, promised("You get the blue solder mask.")), "spoken-specifications-are-deviations", "conflict", PROMISES, "words: You get the blue solder mask.", MANIFEST),
    Case("blue solder mask, only decided", both(UNRECORDED, put(RAID, "decisions", 0, "description", "Customer accepted Blue Solder Mask instead of Black.")), "spoken-specifications-are-deviations", "conflict", RAID, related=MANIFEST, says="solder mask of board is blue in D-01"),
    Case("a deviation nothing else speaks of", both(UNRECORDED, drop(MANIFEST, "board"), promised("We take blue solder mask instead of black.")), "spoken-specifications-are-deviations", "conflict", PROMISES, related=PROMISES),
    Case("another finish in the kickoff", put(EXTERNAL, "", KICKOFF_TEXT + "The boards come with lead-free HASL."), "spoken-specifications-are-deviations", "conflict", EXTERNAL, "The boards come with lead-free HASL.", MANIFEST),
    Case("another class in an assumption", put(QUOTE, "assumptions", 1, "statement", "Built to IPC-A-610 class 3."), "spoken-specifications-are-deviations", "conflict", QUOTE, related=MANIFEST, says="IPC class of board is 3 in AS-02"),
    Case("six layers in an item", put(DEAL, "items", 0, "description", "Flow sensor gateway, 6-layer board"), "spoken-specifications-are-deviations", "conflict", DEAL, related=MANIFEST),
    Case("a board without a class", drop(MANIFEST, "ipc_class"), "quality-class-is-declared", "missing", MANIFEST, acts="customer"),
)  # fmt: skip

SILENT = {
    "the class is in the quote": both(drop(MANIFEST, "ipc_class"), put(QUOTE, "items", 0, "ipc_class", 2)),
    "a deviation in its own words": both(put(DEVIATIONS, "deviations", 0, "requirement", "Black, as in note 4"), put(DEVIATIONS, "deviations", 0, "accepted", "Blue Solder Mask")),
    "a finish with its deviation": both(put(CONTRACT, *LINE, {"finish": "OSP"}), lambda s: s[DEVIATIONS]["deviations"].append(s[DEVIATIONS]["deviations"][0] | {"id": "DEV-02", "requirement": "Immersion gold", "accepted": "OSP", "raid": "D-02"}), lambda s: s[RAID]["decisions"][1]["links"].append("DEV-02")),
    "a colour that was asked about": put(EXTERNAL, "", KICKOFF_TEXT + "There will be no green solder mask. Two layers of bubble wrap protect the boards."),
    "a promise taken back": put(PROMISES, "promises", 0, "words", "You get a red solder mask."),
}  # fmt: skip

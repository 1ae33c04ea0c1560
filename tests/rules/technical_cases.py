"""Cases of the technical baseline: what is said about a bare board."""

from __future__ import annotations

from dataclasses import replace

from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import ARCHIVE, BOM, FOLDER, KICKOFF_TEXT, MANIFEST, Sample

DEAL, QUOTE, CONTRACT, DEVIATIONS, RAID, PROMISES = "deal.yaml", "quote.yaml", "contract.yaml", "deviations.yaml", "raid.yaml", "promises.yaml"  # fmt: skip
EXTERNAL = "kickoff/external.md"
NONE = {"none_confirmed_by": "tom", "on": "2026-02-05"}
ZIP = ARCHIVE.removeprefix(f"{FOLDER}/")
IMAGE = "fsg100_1.4.0.hex"
QUESTION = (DEVIATIONS, "questions", 0)
LINE = ("purchase_order", "lines", 0, "board")
UNRECORDED = both(put(DEVIATIONS, "deviations", NONE), put(RAID, "decisions", 0, "links", ["PR-01"]), put(RAID, "decisions", 0, "description", "Photographs go first."), drop(QUOTE, "items", 0, "board"))  # fmt: skip
"""The blue solder mask of the good deal, with nothing left of it."""


def promised(words: str) -> Change:
    return both(put(PROMISES, "promises", 0, "words", words), put(PROMISES, "promises", 0, "disposition", "honoured"))


def _evidence(name: str) -> Change:
    def change(sample: Sample) -> None:
        sample.files[name] = sample.files.pop("evidence/2026-01-22-solder-mask.md")
        sample[DEVIATIONS]["deviations"][0]["evidence"] = name

    return change


def _renamed(name: str) -> Change:
    """The firmware of the pack under another name."""

    def change(sample: Sample) -> None:
        sample.paths[sample.paths.index(IMAGE)] = name
        sample.members[name] = {"role": "firmware"}
        next(each for each in sample[MANIFEST]["members"] if each["path"] == IMAGE)["path"] = name

    return change


def _built_with(finish: str) -> Change:
    """Order, quote and data pack name this finish."""
    return both(put(QUOTE, "items", 0, "board", "finish", finish), put(MANIFEST, "board", "finish", finish))


def _in(package: str, *, at: int = 1, **more: str) -> Change:
    """The parts of a BOM line in another package."""

    def change(sample: Sample) -> None:
        lines = list(BOM)
        lines[at] = replace(lines[at], package=package, **more)
        sample.bom = tuple(lines)

    return change


def _placed_in(package: str) -> Change:
    return lambda sample: setattr(sample, "rows", tuple(replace(row, package=package) for row in sample.rows or ()))


def _deviating(wanted: str, accepted: str) -> Change:
    entry = {"id": "DEV-02", "requirement": wanted, "accepted": accepted, "raid": "D-02"}
    return both(lambda s: s[DEVIATIONS]["deviations"].append(s[DEVIATIONS]["deviations"][0] | entry), lambda s: s[RAID]["decisions"][1]["links"].append("DEV-02"))  # fmt: skip


def _second_image(sample: Sample) -> None:
    sample.paths.append("pmic_1.0.hex")
    sample.members["pmic_1.0.hex"] = {"role": "firmware"}
    sample[MANIFEST]["members"].append({"path": "pmic_1.0.hex", "role": "firmware"})


CASES = (
    Case("a deviation approved when all is delivered", put(DEVIATIONS, "deviations", 0, "approved_by", "date", "2026-06-22"), "deviations-are-agreed-before-the-build", "conflict", DEVIATIONS, "date: 2026-06-22", DEAL, acts="customer"),
    Case("a deviation approved a second time when all is delivered", put(DEVIATIONS, "deviations", 0, "also_approved_by", {"name": "Ines Roth", "date": "2026-06-22"}), "deviations-are-agreed-before-the-build", "conflict", DEVIATIONS, "date: 2026-06-22", DEAL, acts="customer"),
    Case("another finish was quoted", put(QUOTE, "items", 0, "board", "finish", "HASL"), "specifications-agree", "conflict", QUOTE, "finish: HASL", MANIFEST, says="surface finish of board is hasl in the quote, but enig in the data pack"),
    Case("a thinner board is ordered", put(CONTRACT, *LINE, {"thickness_mm": "1.0"}), "specifications-agree", "conflict", CONTRACT, "thickness_mm: 1.0", MANIFEST),
    Case("fewer layers were quoted", put(QUOTE, "items", 0, "board", "layers", 2), "specifications-agree", "conflict", QUOTE, "layers: 2", MANIFEST),
    Case("copper files for fewer layers", lambda s: s.facts.update(copper_layers=2), "specifications-agree", "conflict", MANIFEST, "members:", MANIFEST, says="2 in the copper files"),
    Case("another material is ordered", put(CONTRACT, *LINE, {"material": "Rogers 4350B"}), "specifications-agree", "conflict", MANIFEST, "material: FR-4", CONTRACT),
    Case("a colour no deviation has", put(CONTRACT, *LINE, {"mask_colour": "green"}), "specifications-agree", "conflict", CONTRACT, "mask_colour: green", MANIFEST),
    Case("blue solder mask nobody recorded", both(UNRECORDED, put(CONTRACT, *LINE, {"mask_colour": "blue"})), "specifications-agree", "conflict", MANIFEST, "mask_colour: Black", CONTRACT),
    Case("blue solder mask, only promised", both(UNRECORDED, promised("You get the blue solder mask.")), "spoken-specifications-are-deviations", "conflict", PROMISES, "words: You get the blue solder mask.", MANIFEST),
    Case("blue solder mask, only decided", both(UNRECORDED, put(RAID, "decisions", 0, "description", "Customer accepted Blue Solder Mask instead of Black.")), "spoken-specifications-are-deviations", "conflict", RAID, related=MANIFEST, says="solder mask of board is blue in D-01"),
    Case("a deviation nothing else speaks of", both(UNRECORDED, drop(MANIFEST, "board"), promised("We take blue solder mask instead of black.")), "spoken-specifications-are-deviations", "conflict", PROMISES, related=PROMISES),
    Case("another finish in the kickoff", put(EXTERNAL, "", KICKOFF_TEXT + "The boards come with lead-free HASL."), "spoken-specifications-are-deviations", "conflict", EXTERNAL, "The boards come with lead-free HASL.", MANIFEST),
    Case("another class in an assumption", put(QUOTE, "assumptions", 1, "statement", "Built to IPC-A-610 class 3."), "spoken-specifications-are-deviations", "conflict", QUOTE, related=MANIFEST, says="IPC class of board is 3 in AS-02"),
    Case("six layers in an item", put(DEAL, "items", 0, "description", "Flow sensor gateway, 6-layer board"), "spoken-specifications-are-deviations", "conflict", DEAL, related=MANIFEST),
    Case("a board without a class", drop(MANIFEST, "ipc_class"), "quality-class-is-declared", "missing", MANIFEST, acts="customer"),
    Case("a QFN on HASL", both(_built_with("lead-free HASL"), _in("UFQFPN-48")), "fine-pitch-has-a-flat-finish", "conflict", ZIP, BOM[1].excerpt, MANIFEST, acts="customer", says="U1 (STM32U575CIU6), UFQFPN, needs a flat finish, but that of board is lead-free HASL"),
    Case("a pitch of half a millimetre on HASL", both(_built_with("HASL"), _in("Package_QFP:LQFP-48_7x7mm_P0.5mm")), "fine-pitch-has-a-flat-finish", "conflict", ZIP, acts="customer", says="P0.5mm, needs"),
    Case("a package only the centroid file names", both(_built_with("HASL"), _placed_in("BGA-64")), "fine-pitch-has-a-flat-finish", "conflict", ZIP, acts="customer", says="BGA, and 1 more need"),
    Case("a package only the description names", both(_built_with("HASL"), _in("", description="MCU, WLCSP, 1.8 V")), "fine-pitch-has-a-flat-finish", "conflict", ZIP, acts="customer", says="WLCSP"),
    Case("HASL by a deviation", both(_in("QFN-48"), _deviating("ENIG", "Lead-free HASL")), "fine-pitch-has-a-flat-finish", "conflict", ZIP, related=DEVIATIONS, acts="customer"),
    Case("a pitch this company calls fine", both(lambda s: s.thresholds.update({"fab.fine_pitch_mm": "0.8"}), _built_with("HASL"), _in("TSSOP, 0.8 mm pitch")), "fine-pitch-has-a-flat-finish", "conflict", ZIP, acts="customer"),
    Case("a board without a class, of a company that builds to another", both(lambda s: s.thresholds.update({"quality.ipc_class_default": "3"}), drop(MANIFEST, "ipc_class")), "quality-class-is-declared", "missing", MANIFEST, acts="customer"),
    Case("an open question", put(*QUESTION, "disposition", "open"), "engineering-questions-are-answered", "missing", DEVIATIONS, "disposition: open", acts="customer"),
    Case("a question that became some deviation", put(*QUESTION, "disposition", "deviation"), "engineering-questions-are-answered", "missing", DEVIATIONS, "disposition: deviation", acts="customer"),
    Case("a question that became an unknown deviation", both(put(*QUESTION, "disposition", "deviation"), put(*QUESTION, "deviation", "DEV-07")), "engineering-questions-are-answered", "conflict", DEVIATIONS, "deviation: DEV-07", DEVIATIONS, acts="customer"),
    Case("a change behind the release", both(put(*QUESTION, "disposition", "eco"), put(MANIFEST, "released", "2026-01-09")), "engineering-questions-are-answered", "conflict", DEVIATIONS, "answered: 2026-01-22", MANIFEST, acts="customer"),
    Case("a question that gives the work back", put(*QUESTION, "question", "What should we do about R7?"), "engineering-questions-ask-yes-or-no", "ambiguous", DEVIATIONS, "question: What should we do about R7?", acts="engineering"),
    Case("two questions with one id", lambda s: s[DEVIATIONS]["questions"].append(s[DEVIATIONS]["questions"][0]), "ids-are-unique", "conflict", DEVIATIONS, "id: EQ-01", DEVIATIONS),
    Case("an approval from a chat", _evidence("evidence/whatsapp-2026-01-22.png"), "deviation-evidence-is-written", "ambiguous", DEVIATIONS, "evidence: evidence/whatsapp-2026-01-22.png", acts="customer"),
    Case("fit, form or function with one signature", put(DEVIATIONS, "deviations", 0, "impact", "fit-form-function"), "fit-form-function-is-signed-twice", "missing", DEVIATIONS, "impact: fit-form-function", acts="customer"),
    Case("fit, form or function signed twice by one", both(put(DEVIATIONS, "deviations", 0, "impact", "fit-form-function"), put(DEVIATIONS, "deviations", 0, "also_approved_by", {"name": "Bob Tanaka"})), "fit-form-function-is-signed-twice", "conflict", DEVIATIONS, "name: Bob Tanaka", DEVIATIONS, acts="customer"),
    Case("firmware without a version", _renamed("firmware.hex"), "firmware-is-an-image-with-a-version", "ambiguous", ZIP, acts="customer"),
    Case("firmware as source", _renamed("main_1.4.0.c"), "firmware-is-an-image-with-a-version", "conflict", ZIP, acts="customer"),
    Case("two images in no order", _second_image, "several-images-have-an-order", "missing", MANIFEST, "members:", ZIP, acts="customer"),
    Case("two images, one in the order", both(_second_image, put(MANIFEST, "programming", ["pmic_1.0.hex"])), "several-images-have-an-order", "missing", MANIFEST, "programming:", ZIP, acts="customer", says="fsg100_1.4.0.hex"),
    Case("a kept promise nobody keeps", both(put(PROMISES, "promises", 0, "disposition", "honoured"), drop(PROMISES, "promises", 0, "raid")), "kept-promises-have-a-home", "missing", PROMISES, "disposition: honoured"),
    Case("a promised day before the first delivery", both(put(PROMISES, "promises", 0, "disposition", "honoured"), put(PROMISES, "promises", 0, "until", "2026-04-03")), "promised-days-hold", "conflict", PROMISES, "until: 2026-04-03", DEAL),
    Case("a second driver without a number", put("why.md", "secondary_driver", "quality"), "second-driver-has-a-kpi", "missing", "why.md", "kpis:", "why.md", acts="pm"),
)  # fmt: skip

SILENT = {
    "a QFN on ENIG": _in("QFN-48"),
    "wide pads on HASL": both(_built_with("HASL"), _in("LQFP-48_10x10mm_P0.65mm")),
    "a QFN that is not fitted": both(_built_with("HASL"), _in("QFN-48", at=3)),
    "a package says more than a description": both(_built_with("HASL"), _in("TQFP-48", description="Takes the place of the BGA")),
    "HASL replaced by a deviation": both(_built_with("HASL"), _in("QFN-48"), _deviating("HASL", "ENIG")),
    "two images in their order": both(_second_image, put(MANIFEST, "programming", ["pmic_1.0.hex", "fsg100_1.4.0.hex"])),
    "a promised day that holds": both(put(PROMISES, "promises", 0, "disposition", "honoured"), put(PROMISES, "promises", 0, "until", "2026-04-24")),
    "a change in a later release": both(put(*QUESTION, "disposition", "eco"), put(MANIFEST, "released", "2026-01-30")),
    "fit, form or function with both": both(put(DEVIATIONS, "deviations", 0, "impact", "fit-form-function"), put(DEVIATIONS, "deviations", 0, "also_approved_by", {"name": "Ines Roth"})),
    "the class is in the quote": both(drop(MANIFEST, "ipc_class"), put(QUOTE, "items", 0, "ipc_class", 2)),
    "a deviation in its own words": both(put(DEVIATIONS, "deviations", 0, "requirement", "Black, as in note 4"), put(DEVIATIONS, "deviations", 0, "accepted", "Blue Solder Mask")),
    "a finish with its deviation": both(put(CONTRACT, *LINE, {"finish": "OSP"}), lambda s: s[DEVIATIONS]["deviations"].append(s[DEVIATIONS]["deviations"][0] | {"id": "DEV-02", "requirement": "Immersion gold", "accepted": "OSP", "raid": "D-02"}), lambda s: s[RAID]["decisions"][1]["links"].append("DEV-02")),
    "a colour that was asked about": put(EXTERNAL, "", KICKOFF_TEXT + "There will be no green solder mask. Two layers of bubble wrap protect the boards."),
    "a promise taken back": put(PROMISES, "promises", 0, "words", "You get a red solder mask."),
}  # fmt: skip

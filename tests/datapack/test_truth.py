"""What is known to be wrong with real packs, and the finding that says so; skipped where the packs are absent."""

from __future__ import annotations

import csv
import json
import time
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from handoff_cli.core.finding import Finding
from handoff_cli.core.pack import Pack
from handoff_cli.inspection import findings_of, inspect
from tests.datapack.samples import node

PACKS = Path(__file__).parents[3] / "shared" / "packs"
pytestmark = pytest.mark.skipif(not (PACKS / "truth.tsv").exists(), reason="the real packs are not here")

READ, MATCH, PADS, NUMBERS = (
    "pack-is-readable",
    "centroid-designators-match-bom",
    "centroid-sits-on-pads",
    "fitted-parts-have-a-part-number",
)
EMPTY, SIDES, UNIT, REVISION = (
    "empty-layers-are-meant",
    "outer-layers-are-complete",
    "centroid-unit-is-stated",
    "revision-names-agree",
)

DEFECTS: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "orangecrab-r0.2.1": (
        ("the centroid has another origin", PADS, "moved by x +134.510 mm, y -114.380 mm"),
        ("bottom X is negated", PADS, "bottom side 0 lie on pads as the centroid file stands, and 61 with X negated"),
        (
            "U3 is not in the centroid, unlike the parts whose number is DNP, which are asked once",
            MATCH,
            "U3 is to be fitted but has no row",
        ),
        ("R15 and R35: value and MPN differ", "value-matches-part-number", "R15, R35 are 120 kΩ"),
    ),
    "pslab-mini": (
        ("J7 is in the centroid only", MATCH, "J7 has a row in the centroid file but is not in the BOM"),
        ("fiducials are in the centroid only", MATCH, "FID1 has a row"),
        ("the job file contradicts the layers", READ, "pslab-mini-job.gbrjob” calls"),
        ("bottom paste is empty", EMPTY, "B_Paste"),
    ),
    "fomu-pvt1": (
        ("no silkscreen", SIDES, "silkscreen of the top side, the silkscreen of the bottom side"),
        ("blind and buried vias", "drill-spans-are-told", "front to in1, in1 to in2, in2 to back"),
        ("nothing goes through", "drill-spans-are-told", "none goes through"),
        ("top paste is empty", EMPTY, "F.Paste"),
        ("the file of unplated holes is empty", EMPTY, "NPTH"),
        ("MPN is ANY", READ, "“ANY” under “MPN”"),
        ("the centroid has another origin", PADS, "y -26.550 mm"),
    ),
    "cheap-focer-2-xlsx": (
        ("three centroid files", READ, "can each be the centroid file"),
        ("no MPN", READ, "no column for the MPN"),
    ),
    "buspirate7-rev2": (
        ("revisions in names", REVISION, "7-REV1B-all-pos.csv is called REV1B"),
        ("a panel with rails", "outline-is-of-one-board", "80.0 x 80.0 mm around a board of 60.0 x 60.0 mm"),
        ("the centroid has another origin", PADS, "x +99.650 mm, y -125.100 mm"),
        ("rows that are in the centroid only", MATCH, "logo1 has a row"),
        ("57 of 60 lines without MPN", NUMBERS, "49 more lines"),
    ),
    "buspirate-vpp-maker": (
        ("D3 and D4 are in the centroid only", MATCH, "D3 has a row"),
        ("D3 and D4 are in the centroid only", MATCH, "D4 has a row"),
        ("J2 is in the BOM only", MATCH, "J2 is to be fitted but has no row"),
        ("a mixed footprint", READ, "-- mixed values --"),
        ("a value with question marks", READ, "4.7K??"),
        ("no column for the MPN", READ, "no column for the MPN"),
        ("empty files", EMPTY, "NPTH.drl"),
    ),
    "esp-rust-board": (
        (
            "the sheet frame on every layer",
            "layers-share-one-frame",
            "277.0 x 190.0 mm around the board of 22.9 x 63.5 mm",
        ),
        ("C12 is in the centroid only", MATCH, "C12 has a row"),
        ("Y1 is in the centroid only", MATCH, "Y1 has a row"),
        ("the logo is in the centroid", MATCH, "G*** has a row"),
        ("the logo has a negative X", "placements-are-on-the-board", "G*** is placed outside"),
        ("the column of MPN is empty", NUMBERS, "all 27 lines"),
    ),
    "cc-led-8ch-jlc": (
        ("stale Gerber files", PADS, "50 of 71 two-terminal parts on the top side lie on pads"),
        ("bottom paste is empty", EMPTY, "B_Paste"),
    ),
    "cc-led-8ch-pcbway": (
        ("drill data without a format", "drill-format-is-stated", "mm, 3.3 TZ"),
        ("bottom paste is empty", EMPTY, "B_Paste"),
        ("bottom silkscreen is empty", EMPTY, "B_Silkscreen"),
    ),
    "pocketbeagle-kicad": (
        ("no XY", "assembly-data-are-there", "no centroid"),
        ("no top mask", READ, "no file for top mask"),
        ("no bottom mask", READ, "no file for bottom mask"),
        ("bottom paste is empty", EMPTY, "B.Paste"),
    ),
    "wulpus-acq": (("the MPN is called Comment", READ, "“Comment” may hold it"),),
    "wulpus-hv": (),
    "wulpus-msp430prog": (
        ("two outline files", READ, "can each be the board outline"),
        ("empty files", EMPTY, "GBO (bottom-silk)"),
        ("empty files", EMPTY, "GBP (bottom-paste)"),
    ),
    "sonata-one-r09": (
        ("no BOM", "assembly-data-are-there", "no bill of materials"),
        ("DNP only as text in XY", "unfitted-parts-are-marked-in-both", "there is no BOM to confirm it"),
    ),
    "haar-primal-2v0": (
        ("two BOMs", READ, "can each be the BOM"),
        ("three centroid files", READ, "can each be the centroid file"),
        ("bottom paste is empty", EMPTY, "solderpaste_bottom"),
    ),
    "snappergps-1.0.0": (
        ("U5 is in the centroid only", MATCH, "U5 has a row"),
        ("test pads are in the centroid", MATCH, "SWDIO has a row"),
        ("leading zeros are lost", READ, "“402”"),
        ("the unit is not stated", UNIT, "only mm"),
        ("bottom paste is empty", EMPTY, "solderpaste_bottom"),
    ),
    "rambo-1.3L": (
        ("no XY", "assembly-data-are-there", "no centroid"),
        (
            "no bottom silkscreen, no bottom paste",
            SIDES,
            "solder paste of the bottom side, the silkscreen of the bottom side",
        ),
        ("designators on two lines", "designators-are-unique", "D21 is in the BOM twice"),
        ("quantities", "bom-quantities-match-designators", "quantity 7 of D1"),
        ("two lines without MPN", NUMBERS, "X16 has"),
        ("drill data without a format", "drill-format-is-stated", "2.4"),
    ),
    "simplefoc-shield-v3": (
        ("22 rows are in the centroid only", MATCH, "P1 has a row"),
        ("six lines without MPN", NUMBERS, "CBYP1"),
    ),
    "beaglebone-ai": (
        ("no XY", "assembly-data-are-there", "no centroid"),
        ("no outline", READ, "no file for the board outline"),
    ),
    "openbci-daisy": (
        ("names disagree", REVISION, "V3-1"),
        ("J1 is in the centroid only", MATCH, "J1 has a row"),
        ("the centroid is offset", PADS, "moved by x +0.06"),
        ("the unit is not stated", UNIT, "only mil"),
    ),
    "gerbv-orcad-rs232": (
        ("no BOM", "assembly-data-are-there", "no bill"),
        ("no XY", "assembly-data-are-there", "no centroid"),
        ("no outline", READ, "no file for the board outline"),
        ("no paste", SIDES, "solder paste of the top side, the solder paste of the bottom side"),
    ),
}
"""Pack → what is wrong, the rule that finds it, words of its message."""

SETTLED: Final = {
    "haar-primal-2v0": {
        "Haar_Primal_HardMount_2v0_BoM.csv": "bom",
        "Haar_Primal_HardMount_2v0.mnt": "centroid",
        "CAMOutputs/Assembly/Haar_Primal_HardMount.txt": "document",
        "CAMOutputs/Assembly/PnP_Haar_Primal_HardMount_back.txt": "document",
        "CAMOutputs/Assembly/PnP_Haar_Primal_HardMount_front.txt": "document",
    },
    "cheap-focer-2-xlsx": {
        "JLCPCB SMT POS Cheap FOCer 2.csv": "centroid",
        "Cheap FOCer 2 60mm-bottom-pos.csv": "document",
        "Cheap FOCer 2 60mm-top-pos.csv": "document",
    },
}
"""What a manifest says where files were rivals; only then can they be held against each other."""

WHEN_SETTLED: Final = (
    ("haar-primal-2v0", "value-matches-part-number", "R1, R2 are 10 kΩ by value, but RC0603FR-07100KL is 100 kΩ"),
    ("haar-primal-2v0", "unfitted-parts-are-marked-in-both", "JP1 is not to be fitted by the BOM"),
    ("haar-primal-2v0", UNIT, "only mil puts parts on pads (8 of 8)"),
    ("cheap-focer-2-xlsx", MATCH, "C38 is to be fitted but has no row"),
)


@cache
def seen(name: str) -> tuple[Pack, tuple[Finding, ...], float]:
    before = time.process_time()
    pack, findings = inspect((PACKS / f"{name}.zip").read_bytes(), f"{name}.zip")
    return pack, findings, time.process_time() - before


def settled(name: str) -> tuple[Pack, tuple[Finding, ...]]:
    members = [{"path": path, "role": role} for path, role in SETTLED[name].items()]
    return inspect((PACKS / f"{name}.zip").read_bytes(), name, node({"members": members}))


def facts() -> dict[str, Any]:
    loaded = json.loads((PACKS / "facts.json").read_text(encoding="utf-8"))
    return loaded if isinstance(loaded, dict) else {each["name"]: each for each in loaded}


def test_every_pack_is_listed() -> None:
    with (PACKS / "truth.tsv").open(encoding="utf-8") as file:
        assert {row["name"] for row in csv.DictReader(file, delimiter="\t")} == set(DEFECTS)


@pytest.mark.parametrize("name", DEFECTS)
def test_every_defect_has_its_finding(name: str) -> None:
    _, findings, seconds = seen(name)
    unanswered = [
        (what, rule)
        for what, rule, words in DEFECTS[name]
        if not any(finding.rule == rule and words in finding.message for finding in findings)
    ]
    assert unanswered == [], [(finding.rule, finding.message) for finding in findings]
    rejecting = sum(finding.rejects for finding in findings)
    print(f"{name}: {len(DEFECTS[name])} known, {rejecting} reject, {len(findings) - rejecting} warn, {seconds:.1f} s")
    assert seconds < 20


@pytest.mark.parametrize(("name", "rule", "words"), WHEN_SETTLED)
def test_defects_behind_rivals(name: str, rule: str, words: str) -> None:
    _, findings = settled(name)
    assert any(finding.rule == rule and words in finding.message for finding in findings)


def test_the_clean_packs_are_clean() -> None:
    hv = (PACKS / "wulpus-hv.zip").read_bytes()
    acq = (PACKS / "wulpus-acq.zip").read_bytes()
    for data, manifest in ((hv, node({})), (acq, node({"bom_columns": {"mpn": "Comment"}}))):
        _, findings = inspect(data, "pack.zip", manifest)
        assert {finding.rule for finding in findings} == {"gerber-set-has-a-netlist", "board-pack-has-drawings"}
        assert not any(finding.rejects for finding in findings)


def test_only_the_clean_packs_are_not_rejected() -> None:
    accepted = {name for name in DEFECTS if not any(finding.rejects for finding in seen(name)[1])}
    assert accepted == {"wulpus-hv"}


@pytest.mark.parametrize("name", [name for name in DEFECTS if name not in SETTLED])
def test_the_sets_are_exact(name: str) -> None:
    pack, _, _ = seen(name)
    _compare(pack, facts()[name]) if name in facts() else None


@pytest.mark.parametrize("name", SETTLED)
def test_the_sets_are_exact_once_rivals_are_settled(name: str) -> None:
    _compare(settled(name)[0], facts()[name])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pslab-mini", [("top", "registers")]),
        ("cc-led-8ch-jlc", [("top", "stale")]),
        ("cc-led-8ch-pcbway", [("top", "registers")]),
        ("wulpus-acq", [("top", "registers"), ("bottom", "registers")]),
        ("wulpus-hv", [("top", "registers"), ("bottom", "registers")]),
        ("sonata-one-r09", [("top", "registers"), ("bottom", "registers")]),
        ("fomu-pvt1", [("bottom", "transformed")]),
    ],
)
def test_registration(name: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.side, each.verdict) for each in seen(name)[0].registration] == expected


def test_findings_do_not_depend_on_the_run() -> None:
    pack, findings, _ = seen("orangecrab-r0.2.1")
    assert findings_of(pack) == findings


def _compare(pack: Pack, fact: dict[str, Any]) -> None:
    bom = pack.bom
    listed = {ref for line in bom.lines for ref in line.refdes} if bom else set()
    fitted, unfitted = (set(bom.fitted()), set(bom.unfitted())) if bom else (set(), set())
    placed = {row.refdes for row in pack.centroid.placements} if pack.centroid else set()
    assert len(listed) == fact.get("bom_refs", 0)
    assert sorted(unfitted) == sorted(fact.get("dnp_refs", []))
    if "xy_not_bom" in fact:
        assert (sorted(placed - listed), sorted(fitted - placed)) == (
            sorted(fact["xy_not_bom"]),
            sorted(fact["bom_not_xy"]),
        )
        assert sorted(unfitted & placed) == sorted(fact["dnp_in_xy"])

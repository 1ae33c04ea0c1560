"""One small pack for every class of defect that real packs have: it is found, by the rule that is meant to, in these words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handoff_cli.core.finding import Finding
from handoff_cli.inspection import inspect
from tests.datapack.boards import HEIGHT, WIDTH, board, bom, centroid, frame, gerber, head, pads
from tests.datapack.samples import zip_of
from tests.datapack.workbooks import sheet_xml, xlsx

Files = dict[str, "str | bytes"]
Change = Callable[[Files], Files]
EDGE, BOM, XY, PTH = "bw-Edge_Cuts.gbr", "bw-bom.csv", "bw-all-pos.csv", "bw-PTH.drl"
READ, PADS, MATCH = "pack-is-readable", "centroid-sits-on-pads", "centroid-designators-match-bom"
HEADER = ["Designator", "Quantity", "Value", "Footprint", "Manufacturer", "MPN", "DNP"]
R = [f"R{at}" for at in range(1, 25)]
C = [f"C{at}" for at in range(1, 13)]


def with_(name: str, content: str | bytes) -> Change:
    return lambda given: given | {name: content}


def without(*parts: str) -> Change:
    return lambda given: {name: text for name, text in given.items() if not any(part in name for part in parts)}


def replaced(name: str, old: str, new: str, count: int = -1) -> Change:
    def change(given: Files) -> Files:
        text = given[name]
        assert isinstance(text, str)
        assert old in text
        return given | {name: text.replace(old, new, count)}

    return change


def both(*changes: Change) -> Change:
    def change(given: Files) -> Files:
        for one in changes:
            given = one(given)
        return given

    return change


def lines(*rows: tuple[list[str], str, str, str], header: list[str] | None = None) -> str:
    """A BOM of rows (designators, quantity, value, MPN)."""
    filled = [[" ".join(refs), count, value, "R_0603_1608Metric", "Yageo", mpn, ""] for refs, count, value, mpn in rows]
    return bom([header or HEADER, *filled])


RESISTORS = (R, "24", "10k", "RC0603FR-0710KL")
CAPACITORS = (C, "12", "100n", "GRM188R71H104KA93D")
FAB = gerber("AssemblyDrawing,Top", frame(0, 0, WIDTH, HEIGHT))
SHEET = frame(-100.0, -80.0, 197.0, 130.0)
MORE_ROWS = "".join(f"REF{at},,Fiducial,{at}.0,2.0,0.0,top\n" for at in range(1, 4))


def sheeted(given: Files) -> Files:
    """The drawing frame on every layer."""
    return {
        name: text.replace("M02*", SHEET + "M02*") if isinstance(text, str) and name.endswith(".gbr") else text
        for name, text in given.items()
    }


def stale(given: Files) -> Files:
    """Half of the parts have moved since."""
    moved = {"bw-F_Cu.gbr": "Copper,L1,Top", "bw-F_Mask.gbr": "Soldermask,Top", "bw-F_Paste.gbr": "Paste,Top"}
    flashes = pads("top").splitlines(keepends=True)
    there = "".join(flashes[:25]) + "".join(pads("top", 2.9, 3.7).splitlines(keepends=True)[25:])
    return given | {name: gerber(function, there) for name, function in moved.items()}


def panel(given: Files) -> Files:
    """Every part twice: once a board of the panel."""
    first, *rows = centroid().splitlines(keepends=True)
    return given | {XY: first + "".join(rows) + "".join(row.replace(",0.0,", ",180.0,") for row in rows)}


CLASSES: dict[str, tuple[Change, str, str]] = {
    "the outline is empty": (with_(EDGE, gerber("Profile,NP", "")), READ, "there but empty"),
    "there is no outline": (without("Edge"), READ, "no file for the board outline"),
    "the outline is a drawing sheet": (sheeted, "layers-share-one-frame", "drawing frame"),
    "the outline is a panel": (
        with_(EDGE, gerber("Profile,NP", frame(0, 0, WIDTH, HEIGHT) + frame(-10, -10, WIDTH + 10, HEIGHT + 10))),
        "outline-is-of-one-board",
        "80.0 x 60.0 mm around a board of 60.0 x 40.0 mm",
    ),
    "two outlines": (
        with_("bw-Edge_Cuts-2.gbr", gerber("Profile,NP", frame(0, 0, WIDTH, HEIGHT - 0.1))),
        READ,
        "can each be the board outline",
    ),
    "masks are missing": (without("Mask"), READ, "no file for top mask"),
    "drill data are missing": (without(".drl"), READ, "no drill file"),
    "drill data without a format": (
        both(
            without("NPTH"),
            with_(PTH, "M48\nMETRIC,TZ\nT1C0.800\n%\nG90\nG05\nT1\nX03000Y03000\nX57000Y37000\nX30000Y20000\nM30\n"),
        ),
        READ,
        "where the decimal point of its numbers is",
    ),
    "drill data without a unit": (
        both(without("NPTH"), with_(PTH, "%\nT1C0.800\nT1\nX030000Y030000\nX570000Y370000\nM30\n")),
        READ,
        "whether it is in mm or inch",
    ),
    "drill data in two formats": (
        with_(
            "bw-PTH-drl.gbr",
            gerber(
                "Plated,1,2,PTH",
                "D10*\nX3000000Y3000000D03*\nX57000000Y37000000D03*\nX30000000Y20000000D03*\nX31000000Y20000000D03*\n",
            ),
        ),
        "drill-data-agree",
        "has other holes than",
    ),
    "stale Gerber files": (stale, PADS, "of 24 two-terminal parts on the top side lie on pads"),
    "revisions in names differ": (
        lambda given: {
            name.replace("bw-", "bw-REV2-").replace("bw-REV2-all", "bw-REV1B-all"): text for name, text in given.items()
        },
        "revision-names-agree",
        "REV1B",
    ),
    "the centroid has another origin": (with_(XY, centroid(dx=134.5, dy=-114.4)), PADS, "moved by x -134.5"),
    "bottom X is negated": (with_(XY, centroid(mirrored="bottom")), PADS, "with X negated"),
    "the unit is not stated": (
        with_(
            XY,
            centroid(unit="", factor=1 / 0.0254).replace(
                "Ref,Val,Package,PosX,PosY,Rot,Side", "RefDes,Value,Package,X,Y,Rotation,Side"
            ),
        ),
        "centroid-unit-is-stated",
        "only mil",
    ),
    "the unit is wrong": (with_(XY, centroid(factor=1 / 0.0254)), PADS, "read in mil"),
    "a centroid file of a panel": (panel, "designators-are-unique", "twice"),
    "a part beside the board": (
        replaced(XY, "R1,10k,R_0603_1608Metric,5.0000", "R1,10k,R_0603_1608Metric,-100.0000"),
        "placements-are-on-the-board",
        "R1 is placed outside",
    ),
    "rows that are no parts": (with_(XY, centroid() + MORE_ROWS), MATCH, "REF1 has a row"),
    "a part in the centroid only": (
        with_(BOM, lines((R[1:], "23", "10k", "RC0603FR-0710KL"), CAPACITORS)),
        MATCH,
        "R1 has a row",
    ),
    "a part in the BOM only": (
        with_(BOM, lines(([*R, "R25"], "25", "10k", "RC0603FR-0710KL"), CAPACITORS)),
        MATCH,
        "R25 is to be fitted",
    ),
    "a DNP part in the centroid": (
        with_(
            BOM,
            bom(
                [
                    HEADER,
                    [" ".join(R[1:]), "23", "10k", "R_0603_1608Metric", "Yageo", "RC0603FR-0710KL", ""],
                    ["R1", "1", "10k", "R_0603_1608Metric", "Yageo", "RC0603FR-0710KL", "DNP"],
                    [" ".join(C), "12", "100n", "C_0603_1608Metric", "Murata", "GRM188R71H104KA93D", ""],
                ]
            ),
        ),
        "unfitted-parts-are-marked-in-both",
        "R1",
    ),
    "quantity and designators differ": (
        with_(BOM, lines((R, "25", "10k", "RC0603FR-0710KL"), CAPACITORS)),
        "bom-quantities-match-designators",
        "R1",
    ),
    "a designator on two lines": (
        with_(BOM, lines(RESISTORS, (["R5", *C], "13", "100n", "GRM188R71H104KA93D"))),
        "designators-are-unique",
        "R5",
    ),
    "value and MPN differ": (
        with_(BOM, lines((R, "24", "10k", "RC0603FR-07100KL"), CAPACITORS)),
        "value-matches-part-number",
        "100 kΩ",
    ),
    "a line without MPN": (
        with_(BOM, lines((R, "24", "10k", ""), CAPACITORS)),
        "fitted-parts-have-a-part-number",
        "R1",
    ),
    "a placeholder": (with_(BOM, lines((R, "24", "10k", "TBD"), CAPACITORS)), READ, "TBD"),
    "a mixed value": (
        with_(BOM, bom().replace("R_0603_1608Metric", "-- mixed values --")),
        READ,
        "-- mixed values --",
    ),
    "a leading zero lost to a spreadsheet": (with_(BOM, bom().replace("C_0603_1608Metric", "603")), READ, "603"),
    "a part number made a number": (
        both(
            without("bom"),
            with_(
                "bw-bom.xlsx",
                xlsx(
                    {
                        "BOM": sheet_xml(
                            [
                                HEADER[:6],
                                [" ".join(R), 24, "10k", "R_0603", "Molex", 15912045],
                                [" ".join(C), 12, "100n", "C_0603", "Murata", "GRM188R71H104KA93D"],
                            ]
                        )
                    }
                ),
            ),
        ),
        "bom-is-what-it-shows",
        "15912045",
    ),
    "two BOMs": (with_("bw-purchase-bom.csv", bom().replace("Yageo", "Vishay")), READ, "can each be the BOM"),
    "two centroid files": (with_("bw-jlc-cpl.csv", centroid(dx=1.0)), READ, "can each be the centroid"),
    "no MPN column": (with_(BOM, bom().replace("MPN", "Wert")), READ, "no column for the MPN"),
    "no centroid": (without("pos"), "assembly-data-are-there", "no centroid"),
    "no BOM": (without("bom"), "assembly-data-are-there", "no bill of materials"),
}


def found(change: Change) -> tuple[Finding, ...]:
    return inspect(zip_of(change(board())), "P.zip")[1]


def test_the_board_itself_is_clean() -> None:
    pack, findings = inspect(zip_of(board()), "P.zip")
    assert findings == ()
    assert {one.verdict for one in pack.registration} == {"registers"}
    assert all(member.role != "unidentified" for member in pack.members)


@pytest.mark.parametrize("what", CLASSES)
def test_a_defect_is_found_by_its_rule(what: str) -> None:
    change, rule, words = CLASSES[what]
    findings = found(change)
    assert any(one.rule == rule and words in one.message for one in findings), [
        (one.rule, one.message) for one in findings
    ]


def test_junk_and_one_nested_archive_change_nothing() -> None:
    given = board()
    junk: Files = {"__MACOSX/._bw-F_Cu.gbr": b"\0\5\26\7", "fab/.DS_Store": b"\0", "Thumbs.db": b"\xd0\xcf"}
    gerbers = {name: text for name, text in given.items() if name.endswith((".gbr", ".drl"))}
    rest = {name: text for name, text in given.items() if name not in gerbers}
    pack, findings = inspect(zip_of({**rest, **junk, "gerbers.zip": zip_of(gerbers)}), "P.zip")
    assert findings == ()
    assert {member.role for member in pack.members if member.path in junk} == {"junk"}
    assert "gerbers.zip!bw-F_Cu.gbr" in {member.path for member in pack.members}


def test_drawn_layers_that_are_no_layer_stay_drawings() -> None:
    pack, findings = inspect(zip_of({**board(), "bw-F_Fab.gbr": FAB}), "P.zip")
    assert {member.path: member.role for member in pack.members}["bw-F_Fab.gbr"] == "assembly-drawing"
    assert findings == ()


def test_twenty_layers_and_one_that_is_missing() -> None:
    deep: Files = {f"bw-In{at - 1}_Cu.gbr": gerber(f"Copper,L{at},Inr", pads("top")) for at in range(2, 20)}
    given = {**board(), **deep, "bw-B_Cu.gbr": gerber("Copper,L20,Bot", pads("bottom"))}
    pack, findings = inspect(zip_of(given), "P.zip")
    assert (pack.copper_layers, findings) == (20, ())
    del given["bw-In7_Cu.gbr"]
    assert [one.message for one in inspect(zip_of(given), "P.zip")[1]] == [
        "Inner copper layer 8 is missing: the files speak of 20 copper layers"
    ]


@pytest.mark.slow
def test_a_bom_of_thirty_thousand_lines_is_read_whole() -> None:
    rows = [[f"R{at}", "1", "10k", "R_0603_1608Metric", "Yageo", "RC0603FR-0710KL", ""] for at in range(30_000)]
    pack, _ = inspect(zip_of({"bom.csv": bom([HEADER, *rows])}), "P.zip")
    assert pack.bom is not None
    assert len(pack.bom.lines) == len(pack.bom.fitted()) == 30_000


def test_the_head_of_every_file_is_what_makes_it_known() -> None:
    """Without X2 and without a telling name nothing is guessed."""
    plain = head("Copper,L1,Top").split("%FSLA", 1)[1]
    pack, findings = inspect(zip_of({"layer1.bin": "%FSLA" + plain + pads("top") + "M02*\n"}), "P.zip")
    assert [member.role for member in pack.members] == ["unidentified"]
    assert any("layer1.bin" in one.message for one in findings)

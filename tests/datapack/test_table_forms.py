"""The same three parts in every form of table that design tools write: what they print, their numbers, their habits."""

import time

import pytest

from handoff_cli.core.pack import Centroid, Flaw
from handoff_cli.datapack.bom import looks_like_bom, read_bom
from handoff_cli.datapack.centroid import ReadCentroid, looks_like_centroid, read_centroid, read_centroids, with_unit
from tests.datapack.samples import node

KICAD_POS = """\
### Footprint positions - created on 2026-01-12 09:00:00 ###
### Printed by KiCad version 8.0.7
## Unit = mm, Angle = deg.
## Side : All
# Ref     Val                  Package                        PosX       PosY       Rot  Side
C1        100n 50V             C_0603_1608Metric           15.0000    -2.5000  -90.0000  bottom
R1        10k                  R_0603_1608Metric            5.0000     5.0000   90.0000  top
R2        Wire Wound 10k       R_0603_1608Metric           10.0000     5.0000    0.0000  top
## End
"""
ALTIUM_TXT = """\
Altium Designer Pick and Place Locations
C:\\boards\\Pick Place for PCB1.txt

========================================================================================================================
File Design Information:

Date:       12/01/26
Units used: mm

Designator Comment            Layer       Footprint Center-X(mm) Center-Y(mm) Rotation Description
R1         10k                TopLayer    R0603     5.0000       5.0000       90       "Thick film, 1 %"
R2         "Wire Wound 10k"   TopLayer    R0603     10.0000      5.0000       0        ""
C1         100n               BottomLayer C0603     15.0000      -2.5000      270      "Ceramic, 100 nF"
"""
ALTIUM_OLD = """\
Designator Footprint  Mid X        Mid Y        Ref X        Ref Y        Pad X        Pad Y        TB Rotation Comment
R1         R0603      196.850mil   196.850mil   0mil         0mil         7mil         7mil         T     90.00 10k
R2         R0603      393.701mil   196.850mil   0mil         0mil         7mil         7mil         T    360.00 Wire Wound
C1         C0603      590.551mil   -98.425mil   0mil         0mil         7mil         7mil         B    -90.00 100n
"""
ORCAD = """\
                     Board insertion report, units: mm
REF DES   COMP PACKAGE   X        Y        ROTATION  SIDE
=======   ============   ======   ======   ========  ======
R1        R0603          5.000    5.000    90        TOP
R2        R0603          10.000   5.000    0         TOP
C1        C0603          15.000   -2.500   270       BOTTOM
"""
GEDA = """\
# $Id$
# PcbXY Version 1.0
# Title: gateway - PCB X-Y
# RefDes, Description, Value, X, Y, rotation, top/bottom
# X,Y in mils.  rotation in degrees.
# --------------------------------------------
R1,"R0603","10k",196.85,196.85,90,top
R2,"R0603","10k",393.70,196.85,0,top
C1,"C0603","100n",590.55,-98.43,270,bottom
"""
ALLEGRO_REPORT = """\
Component Report
Design Name,gateway
UUNITS = MILS

REFDES,COMP_DEVICE_TYPE,COMP_VALUE,COMP_TOL,COMP_PACKAGE,SYM_X,SYM_Y,SYM_ROTATE,SYM_MIRROR
R1,RES,10K,1%,R0603,196.85,196.85,90,NO
R2,RES,10K,1%,R0603,393.70,196.85,0,NO
C1,CAP,100N,10%,C0603,590.55,-98.43,270,YES
"""
ALLEGRO_PLACE = """\
UUNITS = MILS
# refdes    !  x       !  y        ! rotation ! mirror ! symbol_name
R1          !  196.85  !  196.85   !  90.000  !        ! R0603
R2          !  393.70  !  196.85   !   0.000  !        ! R0603
C1          !  590.55  !  -98.43   ! 270.000  !   m    ! C0603
"""
PROTEUS = """\
LABCENTER PROTEUS PICK AND PLACE FILE
=====================================

Component pick and place coordinates for gateway.pdsprj

Fields: Part ID, Value, Package, Layer, Rotation, X, Y
Units: Rotation - degrees, X,Y - thou
Notes: The X, Y value is the centre of package as drawn in ARES.

"R1","10k","0603",TOP,90,196.85,196.85
"R2","10k","0603",TOP,0,393.70,196.85
"C1","100n","0603",BOTTOM,270,590.55,-98.43
"""
FRITZING = """\
*Pick And Place List
*Company=
*Project=gateway
*
*Coordinates in mm, always center of component
*Origin 0/0=Lower left corner of PCB
*Rotation in degree (0-360, math. pos.)
*
*No;Value;Package;X;Y;Rotation;Side;Name
1;10k;R0603;5;5;90;Top;R1
2;10k;R0603;10;5;0;Top;R2
3;100n;C0603;15;-2.5;270;Bottom;C1
4;;;20;20;0;Bottom;Copper Fill1
5;;;21;20;0;Top;TXT3
"""
DESIGNSPARK = (
    '"Name","Component","Side","Centre X","Centre Y","Rotation"\n"R1","R","Top","197","197","90.00"\n'
    '"R2","R","Top","394","197","0.00"\n"C1","C","Bottom","591","-98","270.00"\n'
)
GERMAN = (
    "Bezeichner;Wert;Gehäuse;Mitte X (mm);Mitte Y (mm);Drehung;Bestückungsseite\nR1;10k;0603;5,0;5,0;90;Oben\n"
    "R2;10k;0603;10,0;5,0;0;Oben\nC1;100n;0603;15,0;-2,5;-90;Unten\n"
)
DIPTRACE = "RefDes,Name,X (mm),Y (mm),Side,Rotate,Value\nR1,RES,5,5,Top,90,10k\nR2,RES,10,5,Top,0,10k\nC1,CAP,15,-2.5,Bottom,-90,100n\n"
JLC = "Designator,Mid X,Mid Y,Rotation,Layer\nR1,5,5,90,top\nR2,10,5,0,top\nC1,15,-2.5,-90,bottom\n"
KICAD_CSV = "Ref,Val,Package,PosX,PosY,Rot,Side\n" + "".join(
    f'"{ref}","v","p",{x},{y},{rot}.000000,{side}\n'
    for ref, x, y, rot, side in (("R1", 5, 5, 90, "top"), ("R2", 10, 5, 0, "top"), ("C1", 15, -2.5, -90, "bottom"))
)
EASYEDA = (
    "Designator\tFootprint\tMid X\tMid Y\tRef X\tRef Y\tPad X\tPad Y\tLayer\tRotation\tComment\n"
    + "".join(
        f'"{ref}"\t"0603"\t"{x}mm"\t"{y}mm"\t"9mm"\t"9mm"\t"8mm"\t"8mm"\t"{side}"\t"{rot}"\t"v"\n'
        for ref, x, y, rot, side in (("R1", 5, 5, 90, "T"), ("R2", 10, 5, 0, "T"), ("C1", 15, -2.5, 270, "B"))
    )
).encode("utf-16")
NESL = "\n".join(
    ["Ref\tX\tY\tRot\tSide"]
    + [f"{ref}\t{x} m\t{y} m\t{rot}\t{side}" for ref, x, y, rot, side in (
        ("R1", 196.85, 196.85, 90, "top"), ("R2", 393.70, 196.85, 0, "top"), ("C1", 590.55, -98.43, 270, "bottom"),
    )]
)  # fmt: skip

STATED = {
    "KiCad .pos": (KICAD_POS, "mm"),
    "Altium fixed width": (ALTIUM_TXT, "mm"),
    "Altium before 17": (ALTIUM_OLD, "mil"),
    "OrCAD": (ORCAD, "mm"),
    "gEDA": (GEDA, "mil"),
    "Allegro component report": (ALLEGRO_REPORT, "mil"),
    "Allegro place_txt": (ALLEGRO_PLACE, "mil"),
    "Proteus": (PROTEUS, "mil"),
    "Fritzing": (FRITZING, "mm"),
    "German Excel": (GERMAN, "mm"),
    "German Excel in the Windows alphabet": (GERMAN.encode("cp1252"), "mm"),
    "DipTrace": (DIPTRACE, "mm"),
    "JLCPCB": (JLC, "mm"),
    "KiCad CSV": (KICAD_CSV, "mm"),
    "EasyEDA, UTF-16": (EASYEDA, "mm"),
    "UTF-16, other byte order": (EASYEDA.decode("utf-16").encode("utf-16-be").join([b"\xfe\xff", b""]), "mm"),
    "m for mil": (NESL, "mil"),
}


def xy(data: str | bytes, name: str = "xy.csv", **settings: object) -> ReadCentroid:
    return read_centroid(name, data.encode() if isinstance(data, str) else data, node(settings))


def parts(found: Centroid | None) -> list[tuple[str, float, float, float, str]]:
    assert found is not None
    rows = [each for each in found.placements if each.kind == "part"]
    return sorted((each.refdes, round(each.x, 1), round(each.y, 1), each.rotation % 360, each.side) for each in rows)


SAME = [("C1", 15.0, -2.5, 270.0, "bottom"), ("R1", 5.0, 5.0, 90.0, "top"), ("R2", 10.0, 5.0, 0.0, "top")]


@pytest.mark.parametrize(("data", "unit"), STATED.values(), ids=STATED.keys())
def test_a_centroid_file_of_each_tool(data: str | bytes, unit: str) -> None:
    found = xy(data)
    assert found.flaws == ()
    assert found.centroid is not None
    assert found.centroid.unit == unit
    assert parts(found.centroid) == SAME
    raw = data.encode() if isinstance(data, str) else data
    assert (looks_like_centroid(raw, "xy.csv") or 0) >= 0.8
    assert looks_like_bom(raw, "xy.csv") is None


def test_values_with_blanks_stay_whole_in_fixed_width() -> None:
    for data in (KICAD_POS, ALTIUM_TXT):
        found = xy(data).centroid
        assert found is not None
        assert {each.refdes: each.value for each in found.placements}["R2"] == "Wire Wound 10k"


def test_rows_that_are_no_parts_are_marked_and_kept() -> None:
    found = xy(FRITZING).centroid
    assert found is not None
    assert {each.refdes: each.kind for each in found.placements if each.kind != "part"} == {
        "Copper Fill1": "copper",
        "TXT3": "text",
    }
    rows = (
        "F1,5,5,0,top,Fiducial:Fiducial_1mm\nG***,1,1,0,top,logo_x\nTP1,1,1,0,top,TestPoint:Pad\nR1,1,1,0,top,R_0603\n"
    )
    marked = xy("Ref,X (mm),Y (mm),Rot,Side,Package\n" + rows).centroid
    assert marked is not None
    assert [each.kind for each in marked.placements] == ["fiducial", "logo", "test point", "part"]


UNSTATED = {
    "Eagle .mnt, blanks": ("x.mnt", "R1 5.00 5.00  90 10k 0603\nR2 10.00 5.00   0 Wire Wound 0603\n", 1.0),
    "Eagle .mnt, commas and side": ("x.mnt", "R1,  197,  197,Top, 90\nR2,  394,  197,Top,  0\n", 0.0254),
    "Fusion": ("PnP_x_front.txt", "R1\t5.00\t5.00\t90.00\t10k\t0603\nR2\t10.00\t5.00\t0.00\t10k\t0603\n", 1.0),
    "DesignSpark": ("xy.csv", DESIGNSPARK, 0.0254),
}


@pytest.mark.parametrize(("name", "data", "factor"), UNSTATED.values(), ids=UNSTATED.keys())
def test_a_unit_nobody_states_is_left_to_the_pads(name: str, data: str, factor: float) -> None:
    found = xy(data, name)
    assert found.centroid is not None
    assert found.centroid.unit is None
    assert [flaw.kind for flaw in found.flaws] == ["missing"]
    assert found.flaws == found.open_unit
    settled = with_unit(found, "mm" if factor == 1.0 else "mil")
    assert settled.flaws == ()
    assert parts(settled.centroid)[-2:] == [("R1", 5.0, 5.0, 90.0, "top"), ("R2", 10.0, 5.0, 0.0, "top")]


def test_a_line_of_another_form_in_a_list_without_names_is_told() -> None:
    found = xy(
        "R1 5.0 5.0 90 10k 0603\nR2 10 5.0 0 10k 0603\nR3 1 2 3 a b\nR4 1 2 3 a b\nR5 somewhere\n", "x.mnt", units="mm"
    )
    assert [flaw.span.line for flaw in found.flaws if flaw.span] == [5]


class TestTwoFiles:
    TOP = "Ref,X (mm),Y (mm),Rot,Side\nR1,5,5,90,top\n"
    BOTTOM = "Ref,X (mm),Y (mm),Rot,Side\nC1,15,-2.5,270,bottom\n"

    def read(self, **files: str) -> ReadCentroid:
        return read_centroids(
            [(name.replace("_", "-") + ".csv", text.encode()) for name, text in files.items()], node({})
        )

    def test_top_and_bottom_are_one(self) -> None:
        found = self.read(x_top_pos=self.TOP, x_bottom_pos=self.BOTTOM)
        assert found.flaws == ()
        assert found.centroid is not None
        assert found.centroid.members == ("x-top-pos.csv", "x-bottom-pos.csv")
        assert [(each.refdes, each.member) for each in found.centroid.placements] == [
            ("R1", "x-top-pos.csv"),
            ("C1", "x-bottom-pos.csv"),
        ]

    def test_a_side_without_parts_is_a_header(self) -> None:
        assert self.read(x_top_pos=self.TOP, x_bottom_pos=self.BOTTOM.splitlines()[0]).flaws == ()
        flaws = self.read(x_top_pos=self.TOP.splitlines()[0], x_bottom_pos=self.BOTTOM.splitlines()[0]).flaws
        assert all("no parts" in flaw.message for flaw in flaws)
        assert flaws

    def test_an_empty_file_is_only_what_eagle_writes(self) -> None:
        mnt = ("x.mnt", b"R1 5.0 5.0 90 10k 0603\n")
        assert read_centroids([mnt, ("x.mnb", b"")], node({"units": "mm"})).flaws == ()
        assert self.read(x_top_pos=self.TOP, x_bottom_pos="").flaws != ()

    def test_a_name_and_rows_that_disagree(self) -> None:
        found = self.read(x_top_pos=self.TOP, x_bottom_pos=self.TOP.replace("R1", "R2"))
        assert [flaw.kind for flaw in found.flaws] == ["conflict"]

    @pytest.mark.parametrize("names", [("a", "b"), ("x_top", "y_top"), ("x_top", "x_bottom", "all")])
    def test_other_candidates_are_not_chosen_between(self, names: tuple[str, ...]) -> None:
        found = self.read(**dict.fromkeys(names, self.TOP))
        assert found.centroid is None
        assert [flaw.kind for flaw in found.flaws] == ["ambiguous"]
        assert "`members: [{path: " in found.flaws[0].remedy

    def test_a_list_without_sides_takes_the_name(self) -> None:
        files = [
            ("PnP_x_front.txt", b"R1\t5.0\t5.0\t90.0\t10k\t0603\n"),
            ("PnP_x_back.txt", b"C1\t1.0\t1.0\t0.0\tx\ty\n"),
        ]
        found = read_centroids(files, node({"units": "mm"})).centroid
        assert found is not None
        assert [(each.refdes, each.side) for each in found.placements] == [("R1", "top"), ("C1", "bottom")]


def test_a_panel_is_told_once() -> None:
    rows = "".join(f"{ref},{x},{board},0,top\n" for board in range(4) for x, ref in enumerate(("R1", "R2", "C1")))
    found = xy("Ref,X (mm),Y (mm),Rot,Side\n" + rows)
    assert [flaw.kind for flaw in found.flaws] == ["ambiguous"]
    assert "a panel of 4 boards" in found.flaws[0].message


def test_what_a_row_says_about_fitting_is_kept() -> None:
    found = xy(
        "Designator,Comment,Layer,Center-X(mm),Center-Y(mm),Rotation,Description\nR1,DNM RCHIP,Top,1,1,0,\nR2,10k,Top,1,1,0,Do Not Mount\n"
    )
    assert found.centroid is not None
    assert [each.evidence for each in found.centroid.placements] == [
        "“DNM” under “Comment”",
        "“Do Not Mount” under “Description”",
    ]


EAGLE_PARTLIST = """\
Partlist exported from C:/gateway.sch at 1/12/2026 9:00 AM

Qty Value          Device   Package Parts  Description          MF     MPN
2   10k            R-EU_R   R0603   R1, R2 Resistor, thick film Yageo  RC0603FR-0710KL
1   100n           C-EU     C0603   C1     Capacitor            Murata GRM188R71H104KA93D
1   JUMPER-NO-SILK JUMPER-2 JP-SMT  JP1    Do not place         N/A    N/A
"""
KICAD_GROUPED = (
    '"Source:","gateway.kicad_sch"\n"Date:","2026-01-12"\n"Component Count:","4"\n\n"Collated Components:"\n\n'
    '"Item","Qty","Reference(s)","Value","MPN","Manufacturer","DNP"\n"1","2","R1, R2","10k","RC0603FR-0710KL","Yageo",""\n'
    '"2","1","C1","100n","GRM188R71H104KA93D","Murata",""\n"3","1","JP1","x","Y1","Z","DNP"\n\n"Individual Components:"\n\n'
    '"Item","Qty","Reference(s)","Value","MPN","Manufacturer","DNP"\n"1","","C1","100n","","",""\n"2","","R1","10k","","",""\n'
    '"3","","R2","10k","","",""\n"4","","JP1","x","","","DNP"\n'
)
GERMAN_BOM = (
    "Stückliste;Gateway;;;;\nPos.;Menge;Referenz;Bezeichnung;Hersteller;Herstellernummer;Bestückung\n"
    "1;2;R1, R2;10k;Yageo;RC0603FR-0710KL;ja\n2;1;C1;100n;Murata;GRM188R71H104KA93D;ja\n3;1;JP1;Brücke;;;nicht bestückt\n"
)
KICAD_PCBNEW = (
    '"Id";"Designator";"Footprint";"Quantity";"Designation";"Supplier and ref";"MPN";"Manufacturer";\n'
    '1;"R1,R2";"R_0603";2;"10k";;"RC0603FR-0710KL";"Yageo";;\n2;"C1";"C_0603";1;"100n";;"GRM188R71H104KA93D";"Murata";;\n'
    '3;"JP1";"JP";1;"DNP";;;;\n'
)
ORCAD_BOM = (
    "Gateway  Revised: Monday, January 12, 2026\nBill Of Materials\n\n"
    "Item\tQuantity\tReference\tPart\tMPN\tManufacturer\tDNP\n______________________________________________\n\n"
    "1\t2\tR1,\t10k\tRC0603FR-0710KL\tYageo\t\n\t\tR2\t\t\t\t\n2\t1\tC1\t100n\tGRM188R71H104KA93D\tMurata\t\n3\t1\tJP1\tx\t\t\tX\n"
)
BOMS = {
    "Eagle partlist": EAGLE_PARTLIST,
    "KiCad grouped, with the parts a second time": KICAD_GROUPED,
    "German": GERMAN_BOM,
    "German, Windows alphabet": GERMAN_BOM.encode("cp1252"),
    "KiCad from the layout": KICAD_PCBNEW,
    "EasyEDA": (
        'ID\tName\tDesignator\tQuantity\tManufacturer Part\tManufacturer\tSupplier\tSupplier Part\tDNP\n"1"\t"10k"\t"R1,R2"\t"2"\t'
        '"RC0603FR-0710KL"\t"Yageo"\t"LCSC"\t"C1"\t""\n"2"\t"100n"\t"C1"\t"1"\t"GRM188R71H104KA93D"\t"Murata"\t"LCSC"\t"C2"\t""\n'
        '"3"\t"x"\t"JP1"\t"1"\t""\t""\t""\t""\t"DNP"\n'
    ).encode("utf-16"),
}


@pytest.mark.parametrize("data", BOMS.values(), ids=BOMS.keys())
def test_a_bill_of_materials_of_each_tool(data: str | bytes) -> None:
    raw = data.encode() if isinstance(data, str) else data
    found = read_bom("bom.csv", raw, node({}))
    assert found.flaws == ()
    assert found.bom is not None
    assert {ref: line.mpn for ref, line in found.bom.fitted().items()} == {
        "R1": "RC0603FR-0710KL",
        "R2": "RC0603FR-0710KL",
        "C1": "GRM188R71H104KA93D",
    }
    assert sorted(found.bom.unfitted()) == ["JP1"]
    assert found.bom.unfitted()["JP1"].evidence
    assert (looks_like_bom(raw, "bom.csv") or 0) > 0.5
    assert looks_like_centroid(raw, "bom.csv") is None


def test_rows_carried_on_by_orcad() -> None:
    found = read_bom("bom.bom", ORCAD_BOM.encode(), node({})).bom
    assert found is not None
    assert [(line.refdes, line.quantity) for line in found.lines] == [(("R1", "R2"), 2), (("C1",), 1), (("JP1",), 1)]


def test_thirty_thousand_lines_are_read_in_a_moment() -> None:
    lines = [f'"R{at},R{at + 1}",2,RC0603FR-07{at}KL,Yageo,{at}k,"Resistor, {at}",' for at in range(0, 60_000, 2)]
    data = "\n".join(["Designator,Quantity,MPN,Manufacturer,Value,Description,DNP", *lines]).encode()
    start = time.process_time()
    found = read_bom("bom.csv", data, node({}))
    spent = time.process_time() - start
    assert found.flaws == ()
    assert found.bom is not None
    assert len(found.bom.fitted()) == 60_000
    print(f"30,000 lines in {spent:.2f} s")
    assert spent < 6, "two seconds on an idle machine"


def lost(flaws: tuple[Flaw, ...]) -> list[int]:
    return [flaw.span.line for flaw in flaws if flaw.span]


def test_columns_that_run_into_each_other_are_told_line_by_line() -> None:
    data = KICAD_POS.replace(
        "R1        10k                  R_0603_1608Metric ",
        "R1        10k   R_0603_1608Metric_and_much_more_in_one_word_xxx ",
    )
    found = xy(data)
    assert lost(found.flaws) == [6, 8], "their values hold blanks"
    assert [row[0] for row in parts(found.centroid)] == ["R1"]

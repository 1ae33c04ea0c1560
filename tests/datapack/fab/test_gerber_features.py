"""Every feature of Gerber that design tools use, one small file each, and how far it really reaches."""

import time

import pytest

from handoff_cli.datapack.fab.gerber import read_gerber
from handoff_cli.datapack.fab.pads import Pad, pads
from handoff_cli.datapack.fab.values import REGION, Gerber, Limits
from tests.datapack.fab.drawings import COPPER, HEAD, gerber

PLAIN = "%FSLAX24Y24*%\n%MOMM*%\n%ADD10C,1*%\nD10*\n"


def read(body: str, head: str = PLAIN, end: str = "M02*\n") -> Gerber:
    drawing = read_gerber(gerber(body, head, end))
    assert drawing.problems == ()
    assert drawing.complete
    return drawing


def extent(body: str, head: str = PLAIN) -> tuple[float, ...]:
    found = read(body, head).extent
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("head", "flash", "x", "y"),
    [
        ("%FSLAX24Y24*%%MOMM*%", "X12345Y-5", 1.2345, -0.0005),
        ("%FSLAX24Y24*%%MOIN*%", "X10000Y0", 25.4, 0.0),
        ("%FSTAX24Y24*%%MOMM*%", "X0123Y1", 1.23, 10.0),
        ("%FSTAX24Y24*%%MOMM*%", "X012345Y-00001", 1.2345, -0.001),
        ("%FSLAX23Y34*%%MOMM*%", "X1000Y10000", 1.0, 1.0),
        ("%FSLAN2X24Y24*%%MOMM*%", "X10000Y10000", 1.0, 1.0),
        ("%FSAX24Y24*%%MOMM*%", "X10000Y10000", 1.0, 1.0),
        ("%FSDAX24Y24*%%MOMM*%", "X010000Y010000", 1.0, 1.0),
        ("%FSLAX24Y24*%\nG70*", "X10000Y0", 25.4, 0.0),
        ("%FSLAX24Y24*%\nG71*", "X10000Y0", 1.0, 0.0),
        ("%FSLAX24Y24*MOIN*%", "X10000Y0", 25.4, 0.0),
        ("%FSLAX24Y24*%%MOMM*%", "X1.5Y2.25", 1.5, 2.25),
        ("%FSLAX24Y24*%%MOMM*%", "X+10000Y+20000", 1.0, 2.0),
        ("%MOMM*%%FSLAX24Y24*%G90*", "X10000Y20000", 1.0, 2.0),
    ],
)
def test_numbers(head: str, flash: str, x: float, y: float) -> None:
    drawing = read(f"{flash}D03*\n", head + "\n%ADD10C,0*%\nD10*\n")
    assert list(drawing.flashes.x) == pytest.approx([x])
    assert list(drawing.flashes.y) == pytest.approx([y])


def test_the_unit_may_be_stated_after_the_shapes() -> None:
    drawing = read("X0Y0D03*\n", "%FSLAX24Y24*%%ADD10C,0.1*%%MOIN*%D10*")
    assert drawing.shapes[0].diameter == pytest.approx(2.54)


@pytest.mark.parametrize("head", ["%FSLIX24Y24*%%MOMM*%", "%FSLAX24Y24*%%MOMM*%G91*"])
def test_incremental(head: str) -> None:
    drawing = read("X10000Y10000D03*\nX10000D03*\nY-5000D03*\n", head + "%ADD10C,0*%D10*")
    assert list(drawing.flashes.x) == pytest.approx([1.0, 2.0, 2.0])
    assert list(drawing.flashes.y) == pytest.approx([1.0, 1.0, 0.5])


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", ""])
def test_ends_of_lines_do_not_matter(end: str) -> None:
    drawing = read_gerber(COPPER.replace("\n", end).encode())
    assert drawing.problems == ()
    assert drawing.extent == (4.5, 4.75, 10.5, 5.25)


def test_statements_broken_across_lines() -> None:
    assert extent("X1\n0000Y0\nD03\n*\n") == (0.5, -0.5, 1.5, 0.5)


def test_no_final_newline_and_bytes_that_are_no_ascii() -> None:
    text = COPPER.rstrip("\n").replace("%FS", "G04 10\xb5m \xf8*\n%FS")
    drawing = read_gerber(text.encode("latin-1"))
    assert drawing.problems == ()
    assert drawing.comments == ("10µm ø",)
    assert read_gerber(text.encode("utf-8")).comments == ("10µm ø",)


@pytest.mark.parametrize(
    ("definition", "box"),
    [
        ("C,2", (-1, -1, 1, 1)),
        ("C,2X1", (-1, -1, 1, 1)),
        ("C,2X1X0.5", (-1, -1, 1, 1)),
        ("R,2X1", (-1, -0.5, 1, 0.5)),
        ("R,2X1X0.5X0.25", (-1, -0.5, 1, 0.5)),
        ("R,2", (-1, -1, 1, 1)),
        ("O,2X1", (-1, -0.5, 1, 0.5)),
        ("P,2X4", (-1, -1, 1, 1)),
        ("P,2X4X45", (-0.707107, -0.707107, 0.707107, 0.707107)),
        ("P,2X6X20", (-0.939693, -0.984808, 0.939693, 0.984808)),
    ],
)
def test_standard_shapes(definition: str, box: tuple[float, ...]) -> None:
    head = PLAIN.replace("ADD10C,1", f"ADD10{definition}")
    assert extent("X0Y0D03*\n", head) == pytest.approx(box)


@pytest.mark.parametrize(
    ("blocks", "parameters", "box"),
    [
        ("1,1,2,0,0", "", (-1, -1, 1, 1)),
        ("1,1,$1,$2,0,90", "2X1", (-1, 0, 1, 2)),
        ("20,1,1,0,0,2,0,0", "", (0, -0.5, 2, 0.5)),
        ("2,1,1,0,0,2,0,90", "", (-0.5, 0, 0.5, 2)),
        ("21,1,2,1,0,0,90", "", (-0.5, -1, 0.5, 1)),
        ("22,1,2,1,0,0,0", "", (0, 0, 2, 1)),
        ("4,1,3,0,0,2,0,2,2,0,0,0", "", (0, 0, 2, 2)),
        ("4,1,3,\n0,0,\n2,0,\n2,2,\n0,0,\n90", "", (-2, 0, 0, 2)),
        ("5,1,4,0,0,2,0", "", (-1, -1, 1, 1)),
        ("6,0,0,2,0.1,0.1,2,0.1,3,0", "", (-1.5, -1.5, 1.5, 1.5)),
        ("7,0,0,2,1,0.2,0", "", (-1, -1, 1, 1)),
        ("$3=$1x2+1*1,1,$3,0,0", "0.5", (-1, -1, 1, 1)),
        ("$3=($1+$2)X2/4-1*1,1,-$3,0,0", "1X-1", (-0.5, -0.5, 0.5, 0.5)),
        ("1,1,$9+2,0,0", "", (-1, -1, 1, 1)),
        ("1,1,2,0,0*1,0,9,0,0", "", (-1, -1, 1, 1)),
        ("0 a remark, with $1 and (brackets*1,1,2,0,0", "", (-1, -1, 1, 1)),
        ("1,1,2-1+1,0,0", "", (-1, -1, 1, 1)),
    ],
)
def test_macros(blocks: str, parameters: str, box: tuple[float, ...]) -> None:
    head = PLAIN.replace("%ADD10C,1*%", f"%AMSHAPE*{blocks}*%\n%ADD10SHAPE{',' if parameters else ''}{parameters}*%")
    assert extent("X0Y0D03*\n", head) == pytest.approx(box)


def test_macros_follow_the_unit() -> None:
    head = PLAIN.replace("MOMM", "MOIN").replace("%ADD10C,1*%", "%AMSHAPE*1,1,$1,0,0*%%ADD10SHAPE,1*%")
    assert extent("X0Y0D03*\n", head) == pytest.approx((-12.7, -12.7, 12.7, 12.7))


@pytest.mark.parametrize(
    "blocks",
    [
        "1,1,1/0,0,0",
        "1,1,(1,0,0",
        "1,1,a,0,0",
        "9,1,1",
        "1,1",
        "4,1,2,0,0,1,1",
        "5,1,2,0,0,1,0",
        "5,1,1e9,0,0,1,0",
        "",
        "1,1,$,0,0",
    ],
)
def test_shapes_that_are_none_are_problems(blocks: str) -> None:
    head = PLAIN.replace("%ADD10C,1*%", f"%AMSHAPE*{blocks}*%\n%ADD10SHAPE*%")
    drawing = read_gerber(gerber("X0Y0D03*\n", head))
    assert drawing.problems or blocks == ""
    assert drawing.extent is None or blocks == ""


def test_a_line_is_as_wide_as_its_shape() -> None:
    assert extent("X0Y0D02*\nX20000Y0D01*\n") == (-0.5, -0.5, 2.5, 0.5)
    assert extent("X0Y0D02*\nX20000Y0D01*\n", PLAIN.replace("C,1", "R,1X0.2")) == (-0.5, -0.1, 2.5, 0.1)


@pytest.mark.parametrize(
    ("body", "box"),
    [
        ("G75*G03X0Y10000I-10000J0D01*", (0, 0, 1, 1)),
        ("G75*G02X0Y10000I-10000J0D01*", (-1, -1, 1, 1)),
        ("G75*G03X10000Y0I-10000J0D01*", (-1, -1, 1, 1)),
        ("G74*G03X0Y10000I10000J0D01*", (0, 0, 1, 1)),
        ("G03X0Y10000I-10000J0D01*", (0, 0, 1, 1)),
        ("G03X0Y10000I10000J0D01*", (0, 0, 1, 1)),
        ("G02*X0Y-10000I-10000J0D01*", (0, -1, 1, 0)),
        ("G75*G03*X-10000I-10000D01*", (-1, 0, 1, 1)),
        ("G74*G03X10000Y0I10000J0D01*", (1, 0, 1, 0)),
    ],
    ids=["quarter", "three quarters", "circle", "single quadrant", "never said, signed", "never said, unsigned", "clockwise",
         "half, coordinates left out", "single quadrant without way"],
)  # fmt: skip
def test_arcs_reach_as_far_as_they_bow(body: str, box: tuple[float, ...]) -> None:
    assert extent(f"X10000Y0D02*\n{body}\n", PLAIN.replace("C,1", "C,0")) == pytest.approx(box, abs=1e-6)


def test_an_arc_that_fits_no_circle_is_a_problem() -> None:
    drawing = read_gerber(gerber("X10000Y0D02*\nG75*\nG03X50000Y10000I-10000J0D01*\n", PLAIN))
    assert [problem.reason for problem in drawing.problems] == ["bad-arc"]
    assert drawing.problems[0].line == 7


def test_regions_have_no_width_and_need_no_shape() -> None:
    drawing = read(
        "G36*\nX0Y0D02*\nX10000D01*\nY10000D01*\nX0Y0D01*\nX50000Y50000D02*\nX60000D01*\nY60000D01*\nX50000Y50000D01*\nG37*\n",
        "%FSLAX24Y24*%%MOMM*%",
    )
    assert drawing.extent == (0.0, 0.0, 6.0, 6.0)
    assert drawing.counts.regions == 2
    assert list(drawing.paths.shape) == [REGION, REGION]


def test_coordinates_alone_repeat_what_came_before() -> None:
    """EasyPC and DesignSpark leave out D01, D02 and D03 as long as they stay the same."""
    drawing = read("X0Y0D03*\nX10000*\nY10000*\nX0Y0D02*\nX50000*\nX60000D01*\nX70000*\n")
    assert list(drawing.flashes.x) == [0.0, 1.0, 1.0]
    assert drawing.counts.strokes == 2
    assert drawing.extent == (-0.5, -0.5, 7.5, 1.5)


def test_old_ways_of_choosing_a_shape() -> None:
    drawing = read("G54D10*\nG01X0Y0D02*\nX10000Y0D01*\nG55X20000Y0D03*\nN10X0Y0D02*\nD01*\nM01*\n")
    assert (drawing.counts.strokes, drawing.counts.flashes) == (2, 1)


def test_step_and_repeat() -> None:
    drawing = read("%SRX3Y2I2.0J4.0*%\nX0Y0D03*\nX0Y0D02*\nX10000D01*\n%SR*%\nX90000Y0D03*\n")
    assert drawing.counts.flashes == 7
    assert drawing.counts.strokes == 6
    assert sorted(set(drawing.flashes.x)) == [0.0, 2.0, 4.0, 9.0]
    assert drawing.extent == (-0.5, -0.5, 9.5, 4.5)


def test_a_repeat_ends_with_the_next_one_and_with_the_file() -> None:
    drawing = read("%SRX2Y1I2J0*%\nX0Y0D03*\n%SRX1Y3I0J2*%\nX0Y0D03*\n")
    assert drawing.counts.flashes == 2 + 3


def test_a_drawing_as_a_shape() -> None:
    body = "%ABD12*%\n%ABD13*%\nX0Y0D03*\n%AB*%\nD13*\nX10000Y0D03*\n%SRX1Y2I0J1*%\nD10*\nX0Y0D03*\n%SR*%\n%AB*%\nD12*\nX100000Y0D03*\n%LMX*%\nX200000Y0D03*\n"
    drawing = read(body)
    assert list(drawing.flashes.x) == pytest.approx([11.0, 10.0, 10.0, 19.0, 20.0, 20.0])
    assert list(drawing.flashes.y) == pytest.approx([0.0, 0.0, 1.0, 0.0, 0.0, 1.0])


def test_mirrored_turned_and_scaled_shapes() -> None:
    head = PLAIN.replace("%ADD10C,1*%", "%AMSHAPE*22,1,2,1,0,0,0*%%ADD10SHAPE*%")
    assert extent("%LMX*%X0Y0D03*", head) == pytest.approx((-2, 0, 0, 1))
    assert extent("%LMY*%X0Y0D03*", head) == pytest.approx((0, -1, 2, 0))
    assert extent("%LMXY*%X0Y0D03*", head) == pytest.approx((-2, -1, 0, 0))
    assert extent("%LR90*%X0Y0D03*", head) == pytest.approx((-1, 0, 0, 2))
    assert extent("%LS0.5*%X0Y0D03*", head) == pytest.approx((0, 0, 1, 0.5))
    assert extent("%LMX*%%LR90*%%LS2*%X0Y0D03*", head) == pytest.approx((-2, -4, 0, 0))
    assert extent("%LR90*%%LR0*%%LMN*%%LS1*%X0Y0D03*", head) == pytest.approx((0, 0, 2, 1))


def test_what_only_erases_draws_nothing() -> None:
    drawing = read("%LPC*%\nX0Y0D03*\n%LPD*%\nX90000Y0D03*\n")
    assert list(drawing.flashes.dark) == [0, 1]
    assert drawing.extent == (8.5, -0.5, 9.5, 0.5)
    assert read("%LPC*%\nX0Y0D03*\n").extent is None


def test_negative_planes_and_names() -> None:
    drawing = read("%IPNEG*%\n%INBOARD 1*%\n%LNGROUND*%\nX0Y0D03*\n")
    assert drawing.negative
    assert drawing.names == ("BOARD 1", "GROUND")


@pytest.mark.parametrize("spelling", ["%TF{}*%", "G04 #@! TF{}*"])
def test_attributes_in_either_spelling(spelling: str) -> None:
    text = (
        spelling.format(".FileFunction,Copper,L1,Top")
        + "\n"
        + spelling.format(".GenerationSoftware,KiCad,Pcbnew,9.0.3")
    )
    drawing = read(text + "\nX0Y0D03*\n")
    assert drawing.attributes[".FileFunction"] == ("Copper", "L1", "Top")
    assert drawing.tool == "KiCad Pcbnew 9.0.3"


def test_attributes_of_shapes_and_of_components() -> None:
    body = (
        "%TA.AperFunction,SMDPad,CuDef*%\n%ADD11R,1X2*%\n%TD*%\n%ADD12C,1*%\nD11*\n%TO.C,R1*%\nX0Y0D03*\nX10000Y0D03*\n"
        "%TO.C,C\\u00b51*%\nX20000Y0D03*\n%TD*%\nD12*\nX90000Y0D03*\n"
    )
    drawing = read(body)
    assert [shape.attributes for shape in drawing.shapes] == [{".AperFunction": ("SMDPad", "CuDef")}, {}]
    assert list(drawing.owners()) == [("R1", 0, 2), ("Cµ1", 2, 3)]


def test_the_tool_in_a_comment() -> None:
    assert read("G04 File generated by DesignSpark PCB 11.0*\nX0Y0D03*\n").tool == "DesignSpark PCB 11.0"
    assert read("G04 Layer: TopLayer*\nG04 EasyEDA v6.5.42, 2024-06-23*\nX0Y0D03*\n").tool == "EasyEDA"


def test_the_whole_image_mirrored_and_moved_the_old_way() -> None:
    assert extent("%MIA1B0*%X10000Y0D03*") == (-1.5, -0.5, -0.5, 0.5)
    assert extent("%OFA5.0B1.0*%X10000Y0D03*") == (5.5, 0.5, 6.5, 1.5)
    assert extent("%ASAXBY*%%MIA0B0*%%OFA0B0*%%SFA1.0B1.0*%%IR0*%%ICAS*%X10000Y0D03*") == (0.5, -0.5, 1.5, 0.5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \r\n\0", "not-this-form"),
        ("Designator,Quantity\nR1,1\n", "not-this-form"),
        (COPPER.replace("M02*\n", ""), "cut-off"),
        (COPPER[:-2], "cut-off"),
        (COPPER.replace("%LPD*%", "%LPD*"), "unreadable"),
        (COPPER + "X0Y0D03*\n", "after-end"),
        (COPPER.replace("%FSLAX46Y46*%", ""), "no-format"),
        (COPPER.replace("%MOMM*%", ""), "no-unit"),
        (COPPER.replace("D11*\nX", "D77*\nX"), "no-shape"),
        (COPPER.replace("D11*\nX", "X"), "no-shape"),
        (COPPER.replace("D10*", "Q1*"), "unreadable"),
        (COPPER.replace("D10*", "G99*"), "unreadable"),
        (COPPER.replace("D10*", "G04 not finished\nD10*"), "unreadable"),
        (COPPER.replace("%LPD*%", "%LPX*%"), "unreadable"),
        (COPPER.replace("%LPD*%", "%ZZTOP*%"), "unreadable"),
        (COPPER.replace("%LPD*%", "%SFA2.0B1.0*%"), "unsupported"),
        (COPPER.replace("%LPD*%", "%MOIN*%"), "contradiction"),
        (COPPER.replace("D10*", "%ABD20*%"), "cut-off"),
        (COPPER.replace("X5000000Y5000000D03", "X99999999999999Y0D03"), "far-away"),
        ("%FSLAX24Y24*%%MOMM*%D10*X0Y0D03*M02*", "no-shape"),
    ],
)
def test_what_is_wrong_is_told(text: str, reason: str) -> None:
    assert reason in [problem.reason for problem in read_gerber(text.encode()).problems]


def test_old_data_without_shapes() -> None:
    """RS-274D: the shapes are in another file, and nothing says where the decimal point is."""
    reasons = {problem.reason for problem in read_gerber(b"G90*\nG70*\nD10*\nX0Y0D02*\nX1000Y0D01*\nM02*\n").problems}
    assert reasons == {"no-format"}


def test_an_end_mark_twice_is_harmless() -> None:
    assert read_gerber((COPPER + "M02*\n").encode()).problems == ()
    assert read_gerber((COPPER.replace("M02*", "M00*\nM02*") + "\x1a").encode()).problems == ()


def test_an_empty_outline() -> None:
    """As Altium writes it for a layer nobody drew on."""
    drawing = read_gerber(b"%FSLAX44Y44*%\n%MOMM*%\nG71*\nG01*\nG75*\nG04 Layer_Color=16711935*\nM02*\n")
    assert (drawing.problems, drawing.objects, drawing.extent, drawing.complete) == ((), 0, None, True)


@pytest.mark.parametrize(
    "body",
    [
        "%SRX99999Y99999I1J1*%X0Y0D03*",
        "%SRX300Y300I1J1*%" + "X0Y0D03*" * 100,
        "%ABD20*%" + "X0Y0D03*" * 50 + "%AB*%%ABD21*%D20*" + "X0Y0D03*" * 500 + "%AB*%%ABD22*%D21*" + "X0Y0D03*" * 500 + "%AB*%D22*X0Y0D03*",
        "X0Y0D03*" * 4_000,
        "A" * 400_000,
        "%" * 99_999,
        "G04" * 200_000,
        "*" * 400_000,
        "%ABD20*%" * 50_000,
        "%ADD11C," + "1" * 300_000 + "*%",
        "%AMQ*1,1," + "(" * 5_000 + "1*%",
        "%AMQ*1,1," + "-" * 900 + "1,0,0*%%ADD11Q*%",
        "%AMQ*" + "1,1,1,0,0*" * 6_000 + "%",
        "X" + "1" * 100_000 + "D03*",
        "%LR" + "9" * 60_000 + "*%",
    ],
    ids=["repeats", "repeats of many", "blocks of blocks", "points", "no statement", "percent signs", "comments", "stars",
         "blocks in blocks", "digits", "brackets", "signs", "parts of a shape", "a number", "an angle"],
)  # fmt: skip
def test_nothing_keeps_it_busy(body: str) -> None:
    began = time.process_time()
    drawing = read_gerber(gerber(body, PLAIN), Limits(points=3_000, copies=100_000))
    assert time.process_time() - began < 3
    assert drawing.problems or set(body) == {"*"} or body.startswith("%AMQ*1,1,-")


def test_more_bytes_than_allowed() -> None:
    assert [p.reason for p in read_gerber(COPPER.encode(), Limits(bytes=100)).problems] == ["limit"]


def test_shapes_in_use_are_listed_once() -> None:
    drawing = read_gerber((HEAD + "D10*X0Y0D03*D11*X0Y0D03*D10*X1Y1D03*M02*").encode())
    assert [shape.code for shape in drawing.shapes] == [10, 11]
    assert list(drawing.flashes.shape) == [0, 1, 0]


def test_a_circle_is_whole_however_its_start_was_reached() -> None:
    """The same digits are the same place, read alone or in a run."""
    head = "%FSLAX25Y25*%\n%MOIN*%\n%ADD10C,0*%\nD10*\nG75*\n"
    moves = "X1Y1D02*\nX2Y2D02*\nX{0}Y{0}D02*\n"
    for at in range(12_301, 12_401):
        drawing = read(f"{moves.format(at)}G03*\nX{at}Y{at}I-1000J0D01*\nG01*\n", head)
        assert drawing.extent is not None
        assert drawing.extent[2] - drawing.extent[0] == pytest.approx(0.508, abs=1e-5)


def test_runs_with_coordinates_left_out() -> None:
    alone = "X0Y0D02*\nG04 a*\nX10000D01*\nG04 b*\nY20000D01*\nG04 c*\nG01X0D01*\nG04 d*\nD02*\nG04 e*\nX5000D03*\n"
    runs = "".join(line for line in alone.splitlines(keepends=True) if not line.startswith("G04"))
    assert read(runs).paths == read(alone).paths
    assert read(runs).flashes == read(alone).flashes


def test_pads_are_flashes_and_small_areas() -> None:
    body = (
        "%TO.C,R1*%X0Y0D03*%TD*%%LPC*%X90000Y0D03*%LPD*%\nG36*\nX50000Y0D02*\nX60000D01*\nY20000D01*\nX50000Y0D01*\nG37*\n"
        "G36*\nX0Y0D02*\nX400000D01*\nY400000D01*\nX0Y0D01*\nG37*\n"
    )
    assert list(pads(read(body))) == [Pad(0.0, 0.0, 1.0, 1.0, "R1"), Pad(5.5, 1.0, 1.0, 2.0)]

"""Drill data of every tool: what is drilled, and how it is known what the numbers mean."""

import pytest

from handoff_cli.datapack.fab.drill import Digits, Drill, Numbers, drill_of
from handoff_cli.datapack.fab.excellon import read_excellon
from handoff_cli.datapack.fab.gerber import read_gerber
from handoff_cli.datapack.fab.values import Limits
from tests.datapack.fab.drawings import DRILL, excellon, gerber

HEAD = "M48\nMETRIC,TZ,000.000\nT1C0.5\nT2C1.0\n%\n"


def read(body: str, head: str = HEAD) -> Drill:
    drill = read_excellon(excellon(body, head))
    assert drill.problems == ()
    assert drill.complete
    return drill


def points(drill: Drill) -> list[tuple[float, float]]:
    return [(round(x, 6), round(y, 6)) for x, y in drill.points()]


@pytest.mark.parametrize(
    ("head", "hit", "at", "known"),
    [
        ("METRIC,TZ,000.000", "X12345Y-500", (12.345, -0.5), "stated"),
        ("METRIC,LZ,000.000", "X0123Y0005", (12.3, 0.5), "stated"),
        ("METRIC,LZ\n;FILE_FORMAT=4:4", "X00123Y0001", (12.3, 1.0), "stated"),
        (";FILE_FORMAT=2:5\nINCH,LZ", "X01Y001", (25.4, 2.54), "stated"),
        ("INCH,LZ,00.0000", "X01Y001", (25.4, 2.54), "stated"),
        (
            "; FORMAT={3:3/ absolute / metric / suppress leading zeros}\nFMAT,2\nMETRIC,TZ",
            "X1000Y500",
            (1.0, 0.5),
            "stated",
        ),
        ("; FORMAT={2:4/ absolute / inch / suppress trailing zeros}\nINCH,LZ", "X01Y001", (25.4, 2.54), "stated"),
        ("; FORMAT={2:4/ absolute / inch / keep zeros}\nINCH", "X010000Y001000", (25.4, 2.54), "stated"),
        ("; FORMAT={-:-/ absolute / metric / decimal}\nMETRIC", "X10Y-2.5", (10.0, -2.5), "decimal point"),
        ("; Format  : 3.3 / Absolute / MM / Leading\nMETRIC,TZ", "X1000Y500", (1.0, 0.5), "stated"),
        ("METRIC", "X1.5Y-2.25", (1.5, -2.25), "decimal point"),
        ("INCH", "X1.Y.5", (25.4, 12.7), "decimal point"),
        ("M71", "X1.5Y0", (1.5, 0.0), "decimal point"),
        ("METRIC,TZ", "X1.5Y0", (1.5, 0.0), "decimal point"),
    ],
)
def test_what_numbers_mean(head: str, hit: str, at: tuple[float, float], known: str) -> None:
    drill = read(f"T1\n{hit}\n", f"M48\n{head}\nT1C0.5\n%\n")
    assert points(drill) == [at]
    assert drill.known == known


@pytest.mark.parametrize("head", ["METRIC,TZ", "METRIC", "INCH", "INCH,LZ", "M72", "", ";FILE_FORMAT=2:4\nINCH"])
def test_what_is_not_stated_is_not_guessed(head: str) -> None:
    drill = read_excellon(excellon("T1\nX102470Y-117580\n", f"M48\n{head}\nT1C0.5\n%\n"))
    assert drill.known == "unknown"
    assert drill.extent is None
    assert points(drill) == [(102470, -117580)]
    assert "no-format" in [problem.reason for problem in drill.problems]


def test_decimal_points_without_unit() -> None:
    drill = read_excellon(excellon("T1\nX1.5Y2.5\n", "M48\nT1C0.5\n%\n"))
    assert (drill.known, drill.extent) == ("unknown", None)
    assert [problem.reason for problem in drill.problems] == ["no-unit"]


def test_allegro_with_and_without_its_parameters() -> None:
    data = (
        b";LEADER: 12\n;HEADER:\n;CODE  : ASCII\n;   Holesize 1. = 8.000000 Tolerance = +0.0/-0.0 PLATED MILS Quantity = 3\n"
        b";   Holesize 2. = 126.000000 Tolerance = +0.0/-0.0 NON_PLATED MILS Quantity = 1\n%\nG90\n"
        b"X0010000Y0010000\nR02X0005000\nM00\nX0020000Y0020000\nM30\n"
    )
    parameters = (
        "INTEGER-PLACES  2\nDECIMAL-PLACES  5\nCOORDINATES ABSOLUTE\nOUTPUT-UNITS ENGLISH\nSUPPRESS-TRAIL-ZEROES  NO\n"
    )
    drill = read_excellon(data, parameters=parameters)
    assert drill.problems == ()
    assert points(drill) == [(2.54, 2.54), (3.81, 2.54), (5.08, 2.54), (5.08, 5.08)]
    assert [tool.diameter for tool in drill.tools] == pytest.approx([0.2032, 3.2004])
    assert list(drill.hits.tool) == [0, 0, 0, 1]
    assert drill.plating == "mixed"
    assert read_excellon(data).known == "unknown"
    assert read_excellon(data, parameters="FORMAT 2.5\nOUTPUT-UNITS ENGLISH\n").hits == drill.hits


def test_allegro_names_each_tool_before_its_size() -> None:
    data = (
        b";LEADER: 12\n;T02 Holesize 1. = 10.000000 Tolerance = +0.0/-0.0 PLATED MILS Quantity = 1\n"
        b";T01 Holesize 2. = 1.500000 Tolerance = +0.0/-0.0 NON_PLATED MM Quantity = 1\n%\nG90\n"
        b"T01\nX010000Y010000\nT02\nX020000Y010000\nM30\n"
    )
    drill = read_excellon(data, parameters="FORMAT 2.4\nOUTPUT-UNITS ENGLISH\n")
    assert drill.problems == ()
    assert [drill.tools[tool].diameter for tool in drill.hits.tool] == pytest.approx([1.5, 0.254])
    assert drill.plating == "mixed"


def test_designspark_writes_its_format_into_its_tools() -> None:
    drill = read("T001\nX00069350Y00099909\nX00070750Y00052509\n", "G81\nM48\nINCH\nT1C000.01600\n%\n")
    assert drill.known == "habit"
    assert drill.hits.x[0] == pytest.approx(0.6935 * 25.4)
    short = read_excellon(excellon("T001\nX69350Y99909\n", "G81\nM48\nINCH\nT1C000.01600\n%\n"))
    assert short.known == "unknown"


def test_tools_in_the_body_of_data_without_header() -> None:
    drill = read_excellon(b"%\nT1C0.028F200S100\nX002250Y002300\nT2C0.034F200S100\nX010000Y002200\nM30\n",
                          given=Numbers("inch", Digits(2, 4, "TZ")))  # fmt: skip
    assert drill.problems == ()
    assert drill.known == "given"
    assert [tool.diameter for tool in drill.tools] == pytest.approx([0.7112, 0.8636])
    assert points(drill) == [(5.715, 5.842), (25.4, 5.588)]


def test_what_the_file_states_is_not_overruled() -> None:
    drill = read_excellon(excellon("T1\nX1000Y0\n", HEAD), given=Numbers("inch", Digits(2, 4, "LZ")))
    assert points(drill) == [(1.0, 0.0)]


def test_coordinates_left_out_and_repeats() -> None:
    assert points(read("T1\nX1000Y2000\nX3000\nY4000\nR2X1000Y-1000\n")) == [
        (1.0, 2.0), (3.0, 2.0), (3.0, 4.0), (4.0, 3.0), (5.0, 2.0),
    ]  # fmt: skip


def test_incremental() -> None:
    assert points(read("G91\nT1\nX1000Y1000\nX1000\n")) == [(1.0, 1.0), (2.0, 1.0)]
    head = "M48\nICI,ON\nMETRIC,TZ,000.000\nT1C0.5\n%\n"
    assert points(read("T1\nX1000Y1000\nX1000\n", head)) == [(1.0, 1.0), (2.0, 1.0)]


def test_patterns() -> None:
    drill = read("T1\nM25\nX1000Y1000\nX2000\nM01\nM02X0Y5000\nM08\n")
    assert points(drill) == [(1.0, 1.0), (2.0, 1.0), (1.0, 6.0), (2.0, 6.0)]


@pytest.mark.parametrize(
    "body",
    [
        "X1000Y1000G85X3000Y1000\n",
        "X1000Y1000G85X3000\n",
        "G00X1000Y1000\nM15\nG01X3000Y1000\nM16\nG05\n",
        "G00X1000Y1000\nM15\nX3000\nM17\n",
        "G00X1000Y1000\nG01X3000\nG05\n",
    ],
    ids=["G85", "G85 with a coordinate left out", "routed", "DesignSpark", "routed without plunge"],
)
def test_slots(body: str) -> None:
    drill = read("T2\n" + body)
    assert len(drill.hits) == 0
    assert points(drill) == [(1.0, 1.0), (3.0, 1.0)]
    assert drill.extent == (0.5, 0.5, 3.5, 1.5)


def test_moves_with_the_tool_up_cut_nothing_and_holes_go_on_after_them() -> None:
    drill = read("T1\nG00X1000Y1000\nM15\nG01X3000Y1000\nM16\nG00X9000Y9000\nG05\nX5000Y5000\n")
    assert len(drill.slots) == 1
    assert list(drill.hits.x) == [5.0]


@pytest.mark.parametrize(
    "arc", ["G03X-1000Y0A1000", "G03X-1000Y0I-1000J0", "G02X1000Y0I-1000J0"], ids=["radius", "centre", "circle"]
)
def test_routed_arcs_reach_as_far_as_they_bow(arc: str) -> None:
    drill = read(f"T1\nG00X1000Y0\nM15\n{arc}\nM16\nG05\n")
    assert drill.extent is not None
    assert drill.extent[3] == pytest.approx(1.25, abs=0.002)
    assert drill.extent[1] == pytest.approx(-1.25 if "Y0I" in arc and "G02" in arc else -0.25, abs=0.002)


@pytest.mark.parametrize(
    ("lines", "plating"),
    [
        ("; #@! TF.FileFunction,Plated,1,2,PTH\nT1C0.5", "plated"),
        ("; #@! TF.FileFunction,NonPlated,1,2,NPTH\nT1C0.5", "nonplated"),
        ("; #@! TF.FileFunction,MixedPlating,1,4\nT1C0.5", "mixed"),
        (";TYPE=PLATED\nT1C0.5", "plated"),
        (";TYPE=NON_PLATED\nT1C0.5", "nonplated"),
        ("; #@! TA.AperFunction,NonPlated,NPTH,ComponentDrill\nT1C0.5", "nonplated"),
        ("; Contents: Thru / Drill / Plated\nT1C0.5", "plated"),
        (";   Holesize 1. = 20.0 Tolerance = +0.0/-0.0 NON_PLATED MILS Quantity = 1\nT1C0.5", "nonplated"),
        ("T1C0.5", None),
    ],
)
def test_plated_or_not(lines: str, plating: str | None) -> None:
    assert read("T1\nX1.0Y1.0\n", f"M48\nMETRIC\n{lines}\n%\n").plating == plating


def test_plated_and_unplated_tools_in_one_file() -> None:
    head = "M48\n;FILE_FORMAT=4:4\nMETRIC,LZ\n;TYPE=PLATED\nT01F00S00C0.2032\n;TYPE=NON_PLATED\nT02F00S00C0.6\n%\n"
    assert read("T01\nX0001Y0001\n", head).plating == "plated"
    assert read("T01\nX0001Y0001\nT02\nX0002\n", head).plating == "mixed"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("R1,10k,0402\n", "not-this-form"),
        (DRILL.replace("M30\n", ""), "cut-off"),
        (DRILL.replace("M30\n", "M3"), "unreadable"),
        (DRILL + "X1.0Y1.0\n", "after-end"),
        (DRILL.replace("G05\n", "G05\nHELLO\n"), "unreadable"),
        (DRILL.replace("G05\n", "G05\nG77\n"), "unreadable"),
        (DRILL.replace("T2\nX", "T7\nX"), "no-shape"),
        (DRILL.replace("G05\nT1\n", "G05\n"), "no-shape"),
        (DRILL.replace("G90", "M72"), "contradiction"),
        (DRILL.replace("G90", "G93X1.0Y0"), "unsupported"),
        (DRILL.replace("X10.0", "X99999999.0"), "far-away"),
        (DRILL.replace("G05\nT1\nX5.0Y5.0\n", "G05\nT1\nX5.0Y5.0\nR999999X0.1\n"), "limit"),
        (DRILL.replace("X10.0", "X12345"), "no-format"),
        (DRILL.replace("G05\n", "G05\n" + "X1" * 400 + "\n"), "limit"),
    ],
)
def test_what_is_wrong_is_told(text: str, reason: str) -> None:
    assert reason in [problem.reason for problem in read_excellon(text.encode()).problems]


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_ends_of_lines_do_not_matter(end: str) -> None:
    assert read_excellon(DRILL.replace("\n", end).encode()) == read_excellon(DRILL.encode())


def test_no_final_newline() -> None:
    assert read_excellon(DRILL.rstrip().encode()).problems == ()


def test_a_file_without_holes_needs_no_format() -> None:
    drill = read_excellon(b"M48\nFMAT,2\nINCH,TZ\n%\nG90\nG05\nM72\nT0\nM30\n")
    assert (drill.problems, drill.objects, drill.known) == ((), 0, "stated")


def test_a_tool_zero_that_is_a_tool() -> None:
    assert read("T0\nX1000Y1000\n", "M48\nMETRIC,TZ,000.000\nT0C0.3\n%\n").tools[0].diameter == 0.3


def test_drill_data_as_a_gerber_file() -> None:
    data = gerber("%ADD20C,0.3*%\nD20*\nX5000000Y5000000D03*\nX0Y0D02*\nX1000000D01*\n",
                  "%TF.FileFunction,NonPlated,1,2,NPTH,Drill*%\n%FSLAX46Y46*%\n%MOMM*%\n")  # fmt: skip
    drill = drill_of(read_gerber(data))
    assert (len(drill.hits), len(drill.slots), drill.plating) == (1, 1, "nonplated")
    assert drill.tools[0].diameter == 0.3
    assert drill.extent == (-0.15, -0.15, 5.15, 5.15)


def test_many_holes_within_limits() -> None:
    body = "T1\n" + "".join(f"X{n}Y{n}\n" for n in range(1, 5_000))
    drill = read_excellon(excellon(body, HEAD), limits=Limits(points=1_000))
    assert [problem.reason for problem in drill.problems] == ["limit"]

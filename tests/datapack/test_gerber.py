"""Fabrication files: really parsed, never for ever, and wrong roles told."""

import time

import pytest

from handoff_cli.core.pack import Flaw, Layer
from handoff_cli.datapack.gerber import read_layer
from tests.datapack.fab.drawings import BOM, COPPER, DRILL, EMPTY, OPEN_OUTLINE, OUTLINE


def layer(role: str, text: str | bytes) -> tuple[Layer | None, tuple[Flaw, ...]]:
    found = read_layer("file", role, text.encode() if isinstance(text, str) else text)
    return found.layer, found.flaws


def only(role: str, text: str | bytes) -> Flaw:
    _, flaws = layer(role, text)
    assert len(flaws) == 1, [flaw.message for flaw in flaws]
    return flaws[0]


def test_objects_and_extent_in_millimetres() -> None:
    copper, flaws = layer("top-copper", COPPER)
    assert not flaws
    assert copper == Layer(member="file", role="top-copper", objects=3, extent=(4.5, 4.75, 10.5, 5.25))


def test_inches_become_millimetres() -> None:
    text = COPPER.replace("%MOMM*%", "%MOIN*%").replace("X46Y46", "X26Y46").replace("X26Y46", "X26Y26")
    copper, flaws = layer("top-copper", text)
    assert not flaws
    assert copper is not None
    assert copper.extent is not None
    assert copper.extent[0] == pytest.approx(4.5 * 25.4)


def test_holes_and_slots() -> None:
    drill, flaws = layer("drill-plated", DRILL.replace("X15.0Y-2.5", "X15.0Y-2.5\nX1.0Y1.0G85X3.0Y1.0"))
    assert not flaws
    assert drill is not None
    assert drill.objects == 4
    assert drill.extent == (0.5, -3.0, 15.5, 5.15)


@pytest.mark.parametrize("role", ["top-copper", "bottom-mask", "outline", "inner-copper-2"])
def test_a_layer_that_must_not_be_empty(role: str) -> None:
    flaw = only(role, EMPTY)
    assert flaw.kind == "missing"
    assert "there but empty" in flaw.message


@pytest.mark.parametrize("role", ["top-paste", "bottom-silk"])
def test_a_layer_that_may_be_empty(role: str) -> None:
    assert layer(role, EMPTY) == (Layer(member="file", role=role, objects=0, extent=None), ())


def test_holes_must_be_there_unless_they_are_the_unplated_ones() -> None:
    no_holes = DRILL[: DRILL.index("T1\n")] + "M30\n"
    assert only("drill-plated", no_holes).kind == "missing"
    assert layer("drill-nonplated", no_holes)[1] == ()


@pytest.mark.parametrize(("role", "text"), [("top-copper", DRILL), ("drill-plated", COPPER)])
def test_drill_data_and_drawings_in_each_others_place(role: str, text: str) -> None:
    assert only(role, text).kind == "conflict"


@pytest.mark.parametrize(
    ("role", "text", "words"),
    [
        pytest.param("top-copper", b"%PDF-1.7", "is a PDF", id="a PDF"),
        pytest.param("top-copper", BOM, "not a file that a board maker", id="a bill of materials"),
        pytest.param("top-copper", b"\0\xff" * 50, "not a file that a board maker", id="noise"),
        pytest.param("top-copper", COPPER.replace("M02*\n", ""), "stops in the middle", id="a cut Gerber"),
        pytest.param("drill-plated", DRILL.replace("M30\n", ""), "stops in the middle", id="cut drill data"),
        pytest.param("top-copper", COPPER.replace("%MOMM*%\n", ""), "mm or inch", id="no unit"),
        pytest.param("drill-plated", DRILL.replace("METRIC\n", ""), "mm or inch", id="drill data without unit"),
        pytest.param(
            "drill-plated", DRILL.replace(".0Y5.0", "000Y5000"), "decimal point", id="drill data without format"
        ),
        pytest.param("drill-plated", DRILL.replace("T2\nX", "T7\nX"), "does not define", id="an unknown tool"),
        pytest.param(
            "drill-plated", DRILL.replace("G05\nT1\n", "G05\n"), "before it names a tool", id="holes without a tool"
        ),
        pytest.param(
            "drill-plated", DRILL.replace("M30", "M30\nX1.0Y1.0\nM30"), "after its end mark", id="holes after the end"
        ),
        pytest.param("top-copper", COPPER.replace("D11*\nX", "D99*\nX"), "does not define", id="an unknown shape"),
        pytest.param("top-copper", COPPER.replace("D11*\nX", "Q!7*\nX"), "does not have", id="a damaged command"),
        pytest.param(
            "top-copper", COPPER.replace("X5000000Y5000000D03", "X99999999999999D03"), "metres away", id="far away"
        ),
        pytest.param(
            "top-copper",
            COPPER.replace("%ADD11R,1.000000X0.500000*%", "%AMQQ*1,1,1/$1,0,0*%\n%ADD11QQ,0*%"),
            "divides by zero",
            id="a formula that divides by zero",
        ),
    ],
)
def test_what_cannot_be_read_says_why(role: str, text: str | bytes, words: str) -> None:
    found, flaws = layer(role, text)
    assert found is None
    assert [flaw.kind for flaw in flaws] == ["malformed"]
    assert words in flaws[0].message


def test_the_line_that_broke_is_shown() -> None:
    flaw = only("drill-plated", DRILL.replace("X10.0Y5.0", "X1.0Y1.0G85X2.0Y1.0\nBAD"))
    assert flaw.excerpt == "BAD"
    assert flaw.span is not None
    assert flaw.span.line == DRILL.split("\n").index("X10.0Y5.0") + 2


@pytest.mark.parametrize(
    ("role", "text"),
    [
        pytest.param("drill-plated", DRILL.replace("T2\n", "R999999X0.1\nT2\n"), id="a million repeats"),
        pytest.param("top-copper", COPPER.replace("D11*\nX", "%SRX99999Y99999I1J1*%\nD11*\nX"), id="step and repeat"),
        pytest.param(
            "top-copper", COPPER.replace("R,1.000000X0.500000", "P,1X999999999"), id="a polygon of a billion corners"
        ),
        pytest.param(
            "top-copper",
            COPPER.replace("%ADD11R,1.000000X0.500000*%", "%AMQQ*5,1,$1,0,0,1,0*%\n%ADD11QQ,999999999*%"),
            id="a billion corners by formula",
        ),
        pytest.param("top-copper", COPPER + "A" * 2_000_000, id="a command without an end"),
        pytest.param("top-copper", "%FSLAX46Y46*%" + "G04" * 500_000 + "\n%M02*", id="comments without an end"),
        pytest.param(
            "top-copper", COPPER.replace("%LPD*%", f"%AMQQ*1,1,{'(' * 5000}1*%"), id="brackets without an end"
        ),
        pytest.param("top-copper", COPPER.replace("%LPD*%", "%AMQQ*1,1,'a'x999999999,0,0*%"), id="text times a number"),
        pytest.param(
            "top-copper", COPPER.replace("%LPD*%", f"%SRX1Y1I{'1' * 60_000}J*%"), id="a number without an end"
        ),
        pytest.param("drill-plated", DRILL.replace("T1\nX", "X" + "1" * 200_000 + "\nX"), id="a line without an end"),
    ],
)
def test_a_file_that_would_keep_the_parser_busy_is_refused_at_once(role: str, text: str) -> None:
    began = time.process_time()
    found, flaws = layer(role, text)
    assert time.process_time() - began < 5
    assert found is None
    assert [flaw.kind for flaw in flaws] == ["malformed"]


@pytest.mark.parametrize("shape", ["5,1,$1,0,0,1,0", "6,0,0,9,0.1,0.1,$1,0.1,1,0"], ids=["polygon", "moire"])
def test_corners_that_a_formula_multiplies_are_counted_before_they_are_drawn(shape: str) -> None:
    text = COPPER.replace("%ADD11R,1.000000X0.500000*%", f"%AMQQ*{shape}*%\n%ADD11QQ,5000000*%")
    assert "impossible number of corners" in only("top-copper", text).message
    found, flaws = layer("top-copper", text.replace("5000000*%", "8*%"))
    assert not flaws
    assert found is not None
    assert found.extent == ((4.5, 4.5, 10.5, 5.5) if shape.startswith("5") else (0.5, 0.5, 14.5, 9.5))


class TestOutline:
    def test_closed(self) -> None:
        found, flaws = layer("outline", OUTLINE)
        assert not flaws
        assert found is not None
        assert found.extent == (-0.05, -10.05, 20.05, 10.05)

    def test_open_says_where(self) -> None:
        flaw = only("outline", OPEN_OUTLINE)
        assert flaw.kind == "conflict"
        assert "x 0.000 mm, y -10.000 mm" in flaw.message

    def test_a_gap_of_rounding_is_none(self) -> None:
        assert layer("outline", OUTLINE.replace("X0Y-10000000D01*\nM02", "X0Y-9995000D01*\nM02"))[1] == ()

    def test_pads_are_no_outline(self) -> None:
        assert "no line" in only("outline", EMPTY.replace("M02", "D11*\nX0Y0D03*\nM02")).message


@pytest.mark.parametrize(
    ("role", "function", "fits"),
    [
        ("top-copper", "Copper,L1,Top", True), ("bottom-copper", "Copper,L1,Top", False), ("inner-copper-2", "Copper,L2,Inr", True),
        ("inner-copper-3", "Copper,L2,Inr", False), ("top-mask", "Soldermask,Top", True), ("top-mask", "Soldermask,Bot", False),
        ("top-silk", "Legend,Top", True), ("top-paste", "Legend,Top", False), ("top-copper", "Other,User", True),
    ],
)  # fmt: skip
def test_a_file_that_states_another_role_than_the_manifest(role: str, function: str, fits: bool) -> None:
    for line in (f"%TF.FileFunction,{function}*%\n", f"G04 #@! TF.FileFunction,{function}*\n"):
        _, flaws = layer(role, line + COPPER)
        assert [flaw.kind for flaw in flaws] == ([] if fits else ["conflict"])


def test_plated_and_unplated_are_told_apart() -> None:
    text = DRILL.replace("M48\n", "M48\n; #@! TF.FileFunction,NonPlated,1,4,NPTH\n")
    assert only("drill-plated", text).kind == "conflict"
    assert layer("drill-nonplated", text)[1] == ()

"""Whatever the bytes: an answer, soon, and never "whole and fine" for a file that lost its end."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_cli.datapack.fab.excellon import read_excellon
from handoff_cli.datapack.fab.gerber import read_gerber
from handoff_cli.datapack.fab.outline import outline_of
from handoff_cli.datapack.fab.values import Limits
from tests.datapack.fab.drawings import COPPER, DRILL, OUTLINE

SMALL = Limits(points=20_000, copies=20_000, repeats=5_000, operations=50_000)
RICH = (
    "%TF.FileFunction,Copper,L1,Top*%\n%FSLAX24Y24*%\n%MOMM*%\nG04 a comment*\n%AMRR*$3=$1x2*1,1,$3,0,0*4,1,3,0,0,1,0,1,1,0,0,$2*%\n"
    "%ADD10C,0.5*%\n%ADD11RR,0.2X45*%\n%ADD12P,1X6X10*%\n%ABD20*%\nD11*\nX0Y0D03*\n%AB*%\nD20*\nX10000Y10000D03*\nG75*\nD10*\n"
    "X10000Y0D02*\nG03X0Y10000I-10000J0D01*\nG01*\nX20000Y20000D01*\nX30000Y20000D01*\nX30000Y30000D01*\nG36*\nX0Y0D02*\n"
    "X10000D01*\nY10000D01*\nX0Y0D01*\nG37*\n%SRX2Y2I5.0J5.0*%\nX0Y0D03*\n%SR*%\n%LPC*%\n%LR45*%\nD12*\nX0Y0D03*\nM02*\n"
)
ROUTED = (
    "M48\n;FILE_FORMAT=3:3\nMETRIC,TZ\n;TYPE=PLATED\nT1C0.5\n;TYPE=NON_PLATED\nT2C1.0\n%\nG90\nG05\nT1\nX1000Y1000\nR3X100\nT2\nX0Y0G85X1000Y0\n"
    "G00X1000Y0\nM15\nG03X-1000Y0A1000\nG01X0Y0\nM16\nG05\nX9000\nM30\n"
)
READERS = {"gerber": (read_gerber, RICH), "drill": (read_excellon, ROUTED)}
kinds = pytest.mark.parametrize("kind", sorted(READERS))


def fine(kind: str, data: bytes) -> bool:
    reader, _ = READERS[kind]
    found = reader(data, limits=SMALL)
    assert found.objects >= 0
    return found.complete and not found.problems


@pytest.mark.parametrize(
    ("kind", "text"), [("gerber", RICH), ("gerber", COPPER), ("gerber", OUTLINE), ("drill", ROUTED), ("drill", DRILL)]
)
def test_a_file_that_lost_its_end_is_never_fine(kind: str, text: str) -> None:
    assert fine(kind, text.encode())
    whole = len(text.rstrip())
    assert not any(fine(kind, text[:at].encode()) for at in range(whole))


@kinds
@given(st.data())
@settings(max_examples=300, deadline=None)
def test_bytes_changed(kind: str, data: st.DataObject) -> None:
    content = bytearray(READERS[kind][1].encode())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    fine(kind, bytes(content))


@kinds
@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes(kind: str, data: bytes) -> None:
    fine(kind, data)
    fine(kind, READERS[kind][1].encode()[:60] + data)


@kinds
@given(st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_lines_shuffled(kind: str, dice: random.Random) -> None:
    lines = READERS[kind][1].splitlines(keepends=True)
    dice.shuffle(lines)
    fine(kind, "".join(lines).encode())


@given(st.lists(st.sampled_from(
    ["%", "*", "\n", "X", "Y", "I", "J", "D01", "D02", "D03", "D10", "G36", "G37", "G02", "G03", "G75", "G74", "G91", "1", "99", "-", ".", "0", "AMX",
     "1,1,", "$1", "(", ")", "/", "x", ",", "ADD10X", "ADD11C,", "ABD12", "AB", "SRX9Y9I1J1", "SR", "LPC", "LMXY", "LR33", "LS9", "G04", "M02",
     "FSLAX24Y24", "FSTIX33Y33", "MOMM", "MOIN", "TO.C,R1", "TD", "IPNEG", "MIA1B1", "OFA1B1"]), max_size=120))  # fmt: skip
@settings(max_examples=500, deadline=None)
def test_statements_in_any_order(parts: list[str]) -> None:
    drawing = read_gerber(("%FSLAX24Y24*%%MOMM*%%ADD10C,1*%D10*" + "".join(parts)).encode(), SMALL)
    outline_of(drawing)
    read_excellon("".join(parts).encode(), limits=SMALL)


@given(st.lists(st.sampled_from(
    ["\n", "X1", "Y1", "X1.5", "T1", "T2C0.3", "T0", "M48", "%", "METRIC", "INCH,LZ", ",TZ", ",000.000", "G85", "R99", "R9999999", "M02", "M25", "M15", "M16",
     "G00", "G01", "G02", "G03", "A1", "I1", "J0", "G05", "G90", "G91", "M30", "M00", "M71", "M72", ";TYPE=PLATED", ";FILE_FORMAT=2:4", "ICI,ON",
     ";   Holesize 1. = 8.0 PLATED MILS", "G93X1Y1", "N5", "(x)", "/"]), max_size=120))  # fmt: skip
@settings(max_examples=500, deadline=None)
def test_drill_statements_in_any_order(parts: list[str]) -> None:
    read_excellon("".join(parts).encode(), limits=SMALL)

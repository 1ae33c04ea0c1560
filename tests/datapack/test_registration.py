"""Registration: boards made here, moved, mirrored, scaled and mixed; the transform that was done must be found."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_cli.core.pack import Placement, Registration
from handoff_cli.datapack.fab.pads import Pad
from handoff_cli.datapack.registration import Board, register, unit_of


def made(count: int, seed: int = 1, size: float = 100.0) -> tuple[Board, list[Placement]]:
    """Chips on a loose grid, turned by chance, with their pads; and a few rows of IC pads that mean nothing."""
    chance = random.Random(seed)
    per_row = max(1, int(count**0.5))
    pads: list[Pad] = []
    parts: list[Placement] = []
    for at in range(count):
        x = (at % per_row + chance.uniform(-0.2, 0.2)) * size / per_row
        y = (at // per_row + chance.uniform(-0.2, 0.2)) * size / per_row
        across = chance.random() < 0.5
        half = 0.75
        for sign in (-1, 1):
            dx, dy = (sign * half, 0.0) if across else (0.0, sign * half)
            pads.append(Pad(x + dx, y + dy, *((0.8, 0.9) if across else (0.9, 0.8))))
        name = f"{'RCLD'[at % 4]}{at}"
        parts.append(
            Placement(line=at + 2, refdes=name, x=x, y=y, rotation=0.0, side="top", package="R_0603_1608Metric")
        )
    for _ in range(40):
        pads.append(Pad(chance.uniform(0, size), chance.uniform(0, size), 0.3, 1.5))
    return Board({"top": pads}), parts


def moved(
    parts: list[Placement], scale: float = 1.0, sx: int = 1, sy: int = 1, dx: float = 0.0, dy: float = 0.0
) -> list[Placement]:
    """The file as it is wrong: what the transform found has to undo."""
    return [replace(each, x=(each.x - dx) * sx / scale, y=(each.y - dy) * sy / scale) for each in parts]


def only(board: Board, parts: list[Placement], **more: Any) -> Registration:
    (found,) = register(board, parts, **more)
    return found


def test_what_fits_registers() -> None:
    board, parts = made(60)
    found = only(board, parts)
    assert (found.verdict, found.as_is, found.on_pads, found.parts, found.missed) == ("registers", 60, 60, 60, ())


@pytest.mark.parametrize(
    ("change", "mirror", "scale"),
    [
        ({"dx": 134.5, "dy": -114.4}, "", 1.0),
        ({"dx": 0.063, "dy": 0.25}, "", 1.0),
        ({"sx": -1}, "x", 1.0),
        ({"sy": -1, "dy": 60.0}, "y", 1.0),
        ({"sx": -1, "sy": -1, "dx": 3.0}, "xy", 1.0),
        ({"scale": 25.4}, "", 25.4),
        ({"scale": 0.0254, "dx": 10.0}, "", 0.0254),
        ({"scale": 25.4, "sx": -1, "dx": 7.0, "dy": 9.0}, "x", 25.4),
    ],
)
def test_the_transform_is_found(change: dict[str, Any], mirror: str, scale: float) -> None:
    board, parts = made(60)
    found = only(board, moved(parts, **change))
    assert (found.verdict, found.mirror, found.scale) == ("transformed", mirror, scale)
    assert (found.dx, found.dy) == pytest.approx((change.get("dx", 0.0), change.get("dy", 0.0)), abs=0.06)
    assert found.on_pads >= 58
    assert found.as_is <= 10


@pytest.mark.parametrize(("unit", "scale"), [("mm", 1.0), ("mil", 0.0254), ("inch", 25.4)])
def test_a_unit_nobody_states_is_proven(unit: str, scale: float) -> None:
    board, parts = made(30)
    found = register(board, moved(parts, scale), unit=None)
    assert unit_of(found) == unit


def test_stale_gerbers_are_told_from_odd_pads() -> None:
    board, parts = made(71)
    gone = {each.refdes for each in parts[:21]}
    stale = [replace(each, x=each.x + 1.7, y=each.y + 0.9) if each.refdes in gone else each for each in parts]
    found = only(board, stale)
    assert found.verdict == "stale"
    assert set(found.missed) <= gone
    assert len(found.missed) >= 18
    few = [replace(each, x=each.x + 1.7) if each.refdes in {"R0", "R4"} else each for each in parts]
    assert only(board, few).verdict == "registers"


def test_another_board_is_not_guessed_at() -> None:
    board, _ = made(60, seed=1)
    _, parts = made(60, seed=2)
    assert only(board, parts).verdict == "unknown"


@pytest.mark.parametrize("count", [1, 4])
def test_too_few_parts_say_nothing(count: int) -> None:
    board, parts = made(count)
    assert only(board, moved(parts, dx=50.0)).verdict == "too few"


def test_no_pads_no_verdict() -> None:
    _, parts = made(20)
    assert only(Board(), parts).verdict == "too few"
    assert register(Board(), [replace(each, refdes=f"U{n}") for n, each in enumerate(parts)]) == ()


def test_leaded_parts_lie_between_holes() -> None:
    holes, parts = [], []
    chance = random.Random(3)
    for at in range(20):
        x, y = chance.uniform(0, 100), at * 5.0
        holes += [(x - 5.08, y), (x + 5.08, y)]
        parts.append(Placement(line=at, refdes=f"R{at}", x=x, y=-y, rotation=0.0, side="top"))
    found = only(Board(holes=holes), parts)
    assert (found.verdict, found.mirror, found.on_pads) == ("transformed", "y", 20)


def test_a_large_board_takes_seconds_at_most() -> None:
    board, parts = made(800, size=200.0)
    crowded = Board({"top": [*board.pads["top"], *made(1700, seed=5, size=200.0)[0].pads["top"]]})
    wrong = moved(parts, sx=-1, dx=33.0, dy=-12.0)
    before = time.process_time()
    found = only(crowded, wrong)
    assert (found.verdict, found.mirror) == ("transformed", "x")
    assert time.process_time() - before < 20


@given(dx=st.floats(-300, 300), dy=st.floats(-300, 300), seed=st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_any_shift_is_found_and_always_the_same(dx: float, dy: float, seed: int) -> None:
    board, parts = made(40, seed)
    wrong = moved(parts, dx=dx, dy=dy)
    found = only(board, wrong)
    assert found == only(board, list(wrong))
    assert found.on_pads >= 38
    assert abs(found.dx - dx) < 0.1 or found.verdict == "registers"

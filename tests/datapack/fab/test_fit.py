"""Drill data that do not say enough are proven on the copper, or left alone."""

import random

import pytest

from handoff_cli.datapack.fab.drill import Digits, Numbers
from handoff_cli.datapack.fab.fit import fit
from handoff_cli.datapack.proof import Source, read_layers
from tests.datapack.fab.drawings import excellon, gerber

COPPER_HEAD = "%FSLAX46Y46*%\n%MOMM*%\n%ADD10C,0.8*%\nD10*\n"


def pads(count: int, *, left: float = 80.0, bottom: float = -110.0) -> list[tuple[float, float]]:
    dice = random.Random(7)
    return [(left + dice.randrange(0, 6_000) / 100, bottom + dice.randrange(0, 4_000) / 100) for _ in range(count)]


def copper(places: list[tuple[float, float]]) -> bytes:
    return gerber("".join(f"X{round(x * 1e6)}Y{round(y * 1e6)}D03*\n" for x, y in places), COPPER_HEAD)


def drill(places: list[tuple[float, float]], digits: Digits, unit: str, head: str) -> bytes:
    scale = 25.4 if unit == "inch" else 1.0
    body = "".join(f"X{_word(x / scale, digits)}Y{_word(y / scale, digits)}\n" for x, y in places)
    return excellon("T1\n" + body, f"M48\n{head}\nT1C0.3\n%\n")


def _word(length: float, digits: Digits) -> str:
    number = round(abs(length) * 10**digits.decimals)
    full = f"{number:0{digits.whole + digits.decimals}d}"
    word = str(number) if digits.zeros == "TZ" else full.rstrip("0") or "0"
    return ("-" if length < 0 else "") + word


def board(places: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = zip(*places, strict=True)
    return min(xs) - 2, min(ys) - 2, max(xs) + 2, max(ys) + 2


@pytest.mark.parametrize(
    ("digits", "unit", "head"),
    [
        (Digits(3, 3, "TZ"), "mm", "METRIC,TZ"),
        (Digits(3, 3, "LZ"), "mm", "METRIC,LZ"),
        (Digits(4, 4, "LZ"), "mm", "METRIC"),
        (Digits(4, 2, "TZ"), "mm", "METRIC"),
        (Digits(2, 4, "TZ"), "inch", "INCH"),
        (Digits(2, 4, "LZ"), "inch", "M72"),
        (Digits(2, 5, "TZ"), "inch", ";"),
    ],
)
def test_only_one_reading_hits_the_pads(digits: Digits, unit: str, head: str) -> None:
    places = pads(60)
    found = fit([drill(places[:40], digits, unit, head)], board(places), places)
    assert found.verdict == "unique", found.candidates[:4]
    assert found.numbers is not None
    assert found.numbers.unit == unit
    assert found.candidates[0].on_pads == 1.0


def test_coordinates_to_a_tenth_of_an_inch_prove_nothing() -> None:
    places = pads(60)
    found = fit([drill(places[:40], Digits(3, 1, "TZ"), "inch", "INCH")], board(places), places)
    assert found.verdict != "unique"


def test_holes_of_another_board_prove_nothing() -> None:
    found = fit([drill(pads(40, left=10), Digits(3, 3, "TZ"), "mm", "METRIC")], board(pads(60)), pads(60))
    assert (found.verdict, found.numbers) != ("unique", found.numbers)


def test_two_holes_prove_nothing_alone() -> None:
    places = pads(60)
    assert fit([drill(places[:2], Digits(3, 3, "TZ"), "mm", "METRIC")], board(places), places).verdict == "ambiguous"


def test_two_readings_that_both_fit_are_no_proof() -> None:
    """All holes on one spot of a board whose pads lie at a tenth of it as well."""
    places = [(x / 10**n, x / 10**n) for x in (20.0, 30.0, 40.0, 50.0) for n in range(3)]
    found = fit(
        [drill([(x, x) for x in (20.0, 30.0, 40.0, 50.0)], Digits(3, 3, "TZ"), "mm", "METRIC")], board(places), places
    )
    assert found.verdict == "ambiguous"


def test_a_pack_proves_its_drill_data_together() -> None:
    places = pads(60)
    plated = drill(places[:50], Digits(3, 3, "TZ"), "mm", "METRIC,TZ")
    unplated = drill([(90.0, -90.0), (100.0, -100.0)], Digits(3, 3, "TZ"), "mm", "METRIC,TZ")
    sources = [
        Source("a.drl", "drill-plated", plated),
        Source("b.drl", "drill-nonplated", unplated),
        Source("top.gtl", "top-copper", copper(places)),
    ]
    first, second, third = read_layers(sources)
    assert first.fit is not None
    assert first.fit.numbers == Numbers("mm", Digits(2, 3, "TZ")) or first.fit.verdict == "unique"
    assert not first.read.flaws
    assert not second.read.flaws
    assert second.read.layer is not None
    assert second.read.layer.extent == pytest.approx((89.85, -100.15, 100.15, -89.85))
    assert third.fit is None


def test_without_copper_the_flaw_stays() -> None:
    (only,) = read_layers([Source("a.drl", "drill-plated", drill(pads(9), Digits(3, 3, "TZ"), "mm", "METRIC,TZ"))])
    assert only.read.layer is None
    assert "decimal point" in only.read.flaws[0].message

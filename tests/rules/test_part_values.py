"""Values that part numbers and BOM lines state; anything that could be read in two ways says nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from handoff_cli.rules.part_values import Kind, Value, of_mpn, of_text


@pytest.mark.parametrize(
    ("mpn", "value"),
    [
        ("RC0603FR-07100KL", "100 kΩ"), ("RC0603FR-0710KL", "10 kΩ"), ("RC0402FR-072K49L", "2.49 kΩ"), ("AC0402JR-070RL", "0 Ω"),
        ("RL0805JR-070R1L", "100 mΩ"), ("RT0603BRD0710KL", "10 kΩ"), ("YC124-JR-071KL", "1 kΩ"), ("RC0402FR-0749R9L", "49.9 Ω"),
        ("CRCW060310R0FKEA", "10 Ω"), ("CRCW0603470KFKEA", "470 kΩ"), ("CRCW06030000Z0EA", "0 Ω"), ("CRCW04024K70FKED", "4.7 kΩ"),
        ("ERJ-2RKF2742X", "27.4 kΩ"), ("ERJ-2GEJ101X", "100 Ω"), ("ERJ3EKF4701V", "4.7 kΩ"), ("erj3geyj332v", "3.3 kΩ"), ("ERJ-8ENF10R0V", "10 Ω"),
        ("0603WAF4701T5E", "4.7 kΩ"), ("0603WAF100JT5E", "10 Ω"), ("0603WAJ0472T5E", "4.7 kΩ"), ("CR0603J000ELF", "0 Ω"),
        ("GRM155R71C104KA88D", "100 nF"), ("GRM1555C1H101JA01J", "100 pF"), ("GRM1555C1H1R5CA01D", "1.5 pF"), ("CL10B104KB8NNNC", "100 nF"),
        ("CC0402BRNPO9BN5R1", "5.1 pF"), ("CC1210MKX5R6BB107", "100 µF"), ("C0402C479C5GACTU", "4.7 pF"), ("C0805C106K8PACTU", "10 µF"),
        ("C1608X7R1E103K080AA", "10 nF"), ("06036D475KAT2A", "4.7 µF"), ("CL32B476KPJNNWE", "47 µF"),
    ],
)  # fmt: skip
def test_known_series(mpn: str, value: str) -> None:
    assert str(of_mpn(mpn)) == value


@pytest.mark.parametrize(
    "mpn",
    ["", "ANY", "STM32U575CIU6", "B3B-XH-A", "C965799", "0402", "CKCL44X7R1H102M085AA", "CAY16-2201F4LF", "NFM21CC223R1H3D", "C1608", "5051100892", "RC0603FR-07100KX", "CL123"],
)  # fmt: skip
def test_other_numbers_say_nothing(mpn: str) -> None:
    assert of_mpn(mpn) is None


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("10k", "Ω", "1E4"), ("4K7", "Ω", "4700"), ("0r1", "Ω", "0.1"), ("Resistor, 15R", "Ω", "15"), ("0201, 22ohm, 1/16W, 1%", "Ω", "22"),
        ("RES,1K,+/-1%,1/16W,SMD0402", "Ω", "1000"), ("100", "Ω", "100"), ("4.7kΩ", "Ω", "4700"), ("10 mOhm", "Ω", "0.01"), ("4,7k", "Ω", "4700"),
        ("SMD RES;4.7K-1%-1/16W-0402", "Ω", "4700"), ("Cap,100nF,10%,16V", "F", "1E-7"), ("2u2", "F", "2.2E-6"), ("10UF", "F", "1E-5"),
        ("0.22uF 100V capacitor", "F", "2.2E-7"), ("100n/50V", "F", "1E-7"), ("0.1µF", "F", "1E-7"), ("4,7 nF", "F", "4.7E-9"),
    ],
)  # fmt: skip
def test_values_in_words(text: str, kind: Kind, amount: str) -> None:
    found = of_text(text, kind)
    assert found is not None
    assert found.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "Ω"), ("0402", "Ω"), ("1%", "Ω"), ("10k or 12k", "Ω"), ("DNP", "Ω"), ("1m", "Ω"), ("TBD", "F"), ("10nF 1uF", "F"), ("16V", "F"), ("4.7K??", "F")],
)  # fmt: skip
def test_words_that_leave_it_open(text: str, kind: Kind) -> None:
    assert of_text(text, kind) is None


def test_rounding_is_no_difference() -> None:
    assert not Value(Decimal(4700), "Ω").differs(Value(Decimal(4750), "Ω"))
    assert Value(Decimal(4700), "Ω").differs(Value(Decimal(5100), "Ω"))
    assert not Value(Decimal(1), "Ω").differs(Value(Decimal(2), "F"))
    assert not Value(Decimal(0), "Ω").differs(Value(Decimal(0), "Ω"))

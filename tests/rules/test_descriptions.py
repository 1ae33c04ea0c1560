"""What stands as a part number and is none is told from the part numbers that makers give, spaces and all."""

from __future__ import annotations

import pytest

from handoff_cli.rules.bom import is_description


@pytest.mark.parametrize(
    "text",
    ["10k Resistor 0402", "Capacitor 100 nF", "Resistor, 10k", "100nF", "10 kΩ", "4.7uF 0603", "10k 0402 1%", "22 pF 0402 5% 50V", "generic", "Any", "LED diode 0603"],
)  # fmt: skip
def test_a_description_is_told(text: str) -> None:
    assert is_description(text)


@pytest.mark.parametrize(
    "text",
    ["RC0402FR-0710KL", "GRM155R71C104KA88D", "PESD5V0L2BT,215", "1715721", "SN74LVC1G08DBVR", "Molex 43045-0412", "MF-NSMF012-2", "DF40C-10DS-0.4V(51)", "1N4148W", "FTSH-105-01-F-D-K", "TSW-104 07 G S", "5.08 2P 1792863", ""],
)  # fmt: skip
def test_a_part_number_is_left_alone(text: str) -> None:
    assert not is_description(text)

"""Whole outputs, word for word: what a person or a forge gets to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoff_cli.core.report import Report
from handoff_cli.reporters import REPORTERS, Options
from tests.reporters import reports

GOLDEN = Path(__file__).parent / "golden"
REPORTS = {"usual": reports.USUAL, "judged": reports.JUDGED, "hostile": reports.HOSTILE}


@pytest.mark.parametrize("format", REPORTERS)
@pytest.mark.parametrize("name", REPORTS)
def test_whole_output(name: str, format: str) -> None:
    expected = (GOLDEN / f"{name}.{format}").read_text(encoding="utf-8")
    assert REPORTERS[format](REPORTS[name], Options()) == expected


@pytest.mark.parametrize("format", REPORTERS)
def test_every_line_is_a_line_of_ours(format: str) -> None:
    """No text of a deal begins a line, moves the cursor or turns the reading direction."""
    out = REPORTERS[format](reports.HOSTILE, Options())
    assert all(char == "\n" or char.isprintable() for char in out)
    if format != "github":
        assert not [line for line in out.splitlines() if line.lstrip().startswith("::")]


@pytest.mark.parametrize("format", [format for format in REPORTERS if format != "text"])
def test_what_is_forwarded_shows_no_line_of_a_document(format: str) -> None:
    assert "currency: EUR" not in REPORTERS[format](reports.USUAL, Options())


@pytest.mark.parametrize("format", REPORTERS)
def test_order_of_findings_in_the_report_does_not_matter(format: str) -> None:
    deal = reports.USUAL.deals[0]
    turned = Report(
        tool="0.1.0",
        policy=reports.DIGEST,
        deals=(type(deal)(deal.deal, findings=deal.findings[::-1]), *reports.USUAL.deals[1:]),
    )
    assert REPORTERS[format](turned, Options()) == REPORTERS[format](reports.USUAL, Options())

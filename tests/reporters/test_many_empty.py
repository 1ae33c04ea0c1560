"""A new deal lacks two hundred fields: they are listed by file, not shown one by one."""

from handoff_cli.core.finding import Finding
from handoff_cli.core.report import DealReport, Report
from handoff_cli.core.tree import Place, Span
from handoff_cli.reporters.options import Options
from handoff_cli.reporters.text import render


def empty(line: int, rule: str = "field-filled") -> Finding:
    place = Place("projects/A-1042/quote.yaml", span=Span(line, 9, line, 12), excerpt="  part: TBD")
    return Finding(
        rule, "missing", "commercial", "reject", place, f"`part {line}` still says `TBD`", "Fill it in.", "sales"
    )


def told(*findings: Finding) -> str:
    return render(Report(tool="0", deals=(DealReport(deal="A-1042", findings=findings),)), Options())


def test_many_empty_fields_of_a_file_are_one_list_with_every_field_and_one_remedy() -> None:
    text = told(*(empty(line) for line in range(1, 6)), empty(9, rule="quantities-agree"))
    assert "projects/A-1042/quote.yaml  missing  5 fields to fill in\n" in text
    assert all(f"{line}:9  `part {line}` still says `TBD`" in text for line in range(1, 6))
    assert text.count("→") == 2
    assert "projects/A-1042/quote.yaml:9:9  missing  quantities-agree\n  9 |   part: TBD" in text


def test_a_few_are_shown_with_their_lines() -> None:
    text = told(*(empty(line) for line in range(1, 4)))
    assert text.count("  part: TBD") == 3
    assert text.count("→") == 3

"""Rule by rule: what passes, what fails, and every word that is said. `--update` writes `table.txt` again; read its difference aloud."""

from __future__ import annotations

from pathlib import Path

from handoff_cli.rules import RULES
from tests.rules.table import table
from tests.rules.test_rules import CASES

GOLDEN = Path(__file__).parent / "table.txt"


def test_the_table_is_what_is_said(update: bool) -> None:
    said = table(CASES)
    if update:
        GOLDEN.write_text(said, "utf-8", newline="\n")
    assert said == GOLDEN.read_text("utf-8")


def test_no_rule_is_without_its_two_examples() -> None:
    entries = GOLDEN.read_text("utf-8").split("== ")[1:]
    assert [entry.split()[0] for entry in entries] == [rule.name for rule in RULES]
    for entry in entries:
        _, _, examples = entry.partition("passes: ")
        good, _, rest = examples.partition("fails: ")
        bad, _, said = rest.partition("says:\n")
        assert good.strip().count("\n") >= 1, entry
        assert bad.strip().count("\n") >= 1, entry
        assert "→" in said, entry

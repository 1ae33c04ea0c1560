"""The ambiguity lint over prose: ordinary sentences pass, open ones do not, and both figures are shown at the end of a run.

`prose/scope.txt` and `prose/notes.txt` are sentences people of a sales team could write in fields and in texts; `open-*.txt` leave
something open. One sentence a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handoff_cli.core.policy import Policy
from handoff_cli.core.tree import Node
from handoff_cli.documents import load
from handoff_cli.resources import sample_folder
from handoff_cli.rules.texts import texts
from handoff_cli.rules.words import hint, left_over, vague

PROSE = Path(__file__).parent / "prose"
PLAIN = Policy()
Lint = Callable[[str], str | None]
Record = Callable[[str, object], None]


def in_a_field(text: str) -> str | None:
    return vague(text, PLAIN)


def in_a_text(text: str) -> str | None:
    return left_over(text, PLAIN) or hint(text, PLAIN)


LINTS: dict[str, Lint] = {"scope": in_a_field, "notes": in_a_text}


def lines(name: str) -> list[str]:
    return (PROSE / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def of_the_sample() -> Iterator[tuple[str, Node]]:
    kinds = {"why.md": "why", "raid.yaml": "raid", "quote.yaml": "quote", "contract.yaml": "contract", "promises.yaml": "promises",
             "deviations.yaml": "deviations", "deal.yaml": "deal", "kickoff/external.md": "kickoff-external",
             "kickoff/internal.md": "kickoff-internal", "stakeholders.yaml": "stakeholders"}  # fmt: skip
    for name, kind in kinds.items():
        path = f"projects/BRW-1042/{name}"
        yield name, load(path, (sample_folder() / path).read_bytes(), kind)[0]


def test_ordinary_prose_passes(record_property: Record) -> None:
    """Without exception: a lint that cries wolf is switched off, and then it finds nothing."""
    said = {(kind, line): found for kind, lint in LINTS.items() for line in lines(kind) if (found := lint(line))}
    number = sum(len(lines(kind)) for kind in LINTS)
    record_property("cost", f"ambiguity lint: {len(said)} false alarms in {number} sentences of ordinary prose")
    assert number > 300
    assert said == {}


def test_the_texts_of_the_sample_deal_pass(record_property: Record) -> None:
    told = [text.words for _, root in of_the_sample() for text in texts(root)]
    said = [words for words in told if in_a_text(words)]
    record_property("cost", f"ambiguity lint: {len(said)} false alarms in {len(told)} texts of the sample deal")
    assert len(told) > 250
    assert said == []


@pytest.mark.parametrize("kind", LINTS)
def test_open_sentences_are_found(kind: str) -> None:
    assert [line for line in lines(f"open-{kind}") if not LINTS[kind](line)] == []


def test_no_sentence_is_there_twice() -> None:
    told = [line for kind in LINTS for line in (*lines(kind), *lines(f"open-{kind}"))]
    assert len(set(told)) == len(told)
    assert all(line.strip() == line and line for line in told)


def test_the_lists_of_the_policy_add_to_the_shipped_ones() -> None:
    own = Policy(words={"placeholders": ("offen",), "hedges": ("nach Absprache",)})
    assert left_over("Farbe: offen", own) == "offen"
    assert left_over("Farbe: [Date]", own) == "[Date]"
    assert hint("Lieferung nach Absprache", own) == "nach Absprache"
    assert hint("We can support that.", own) == "We can support that"
    assert vague("Finish as discussed", own) == "as discussed"
    assert left_over("a hoffenster day", own) is None, "a word is a whole word"


WHY = """\
---
driver: speed
---
# Why they came

## Why the customer bought

They needed it by [Date], as the [mail](evidence/a.md) of ??? says.
<!-- Write [name] here. -->

### In their words

> On {{day}} it rains.

## What they will judge us by

1. The dates.
2. The yield.
"""


def test_a_line_of_a_text_is_found_where_it_stands() -> None:
    """Comments are notes to the writer; a line below two headings belongs to the nearer one."""
    root, _ = load("projects/ACME-1/why.md", WHY.encode(), "why")
    found = [(text.place.line, text.what, left_over(text.words, PLAIN)) for text in texts(root)]
    assert [each for each in found if each[2]] == [
        (8, "the section `Why the customer bought`", "[Date]"),
        (13, "the section `In their words`", "{{day}}"),
    ]
    assert [line for line, _, _ in found] == [2, 8, 13, 17, 18]

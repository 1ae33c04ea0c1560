"""Sentences that hide a charge or a process in a price are found, and ordinary ones are not; the figure is shown at the end of a run."""

from __future__ import annotations

from collections.abc import Callable

from handoff_cli.rules.bundling import bundled, priced_by_the_lot, spread
from handoff_cli.rules.texts import texts
from tests.rules.test_prose import lines, of_the_sample

Record = Callable[[str, object], None]


def hidden(text: str) -> str | None:
    return spread(text) or bundled(text) or priced_by_the_lot(text)


def test_every_such_sentence_is_found() -> None:
    assert [line for line in lines("bundled") if not hidden(line)] == []


def test_ordinary_prose_passes(record_property: Record) -> None:
    told = [line for name in ("priced", "scope", "notes") for line in lines(name)]
    told += [text.words for _, root in of_the_sample() for text in texts(root)]
    said = {line: found for line in told if (found := hidden(line))}
    record_property("cost", f"bundled prices: {len(said)} false alarms in {len(told)} sentences and texts")
    assert said == {}

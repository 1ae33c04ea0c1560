"""One change to the good deal, and the one finding it must give."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from handoff_cli.core.finding import Actor, Finding, Kind
from handoff_cli.rules import run
from tests.rules.good import FOLDER, Sample

Change = Callable[[Sample], object]


@dataclass(frozen=True, slots=True)
class Case:
    """`at` and `related` are paths inside the deal's folder; `line` is the line shown, `says` part of the message."""

    what: str
    change: Change
    rule: str
    kind: Kind
    at: str
    line: str | None = None
    related: str | None = None
    acts: Actor = "sales"
    says: str = ""
    beside: tuple[str, ...] = ()
    """Rules that find something as well: what a clearance was meant to lift."""


def put(name: str, *route: Any) -> Change:
    """Set the value at a route; the last argument is the value. Each sample gets one of its own: a later change may go on in it."""
    *steps, key, value = route

    def change(sample: Sample) -> None:
        _below(sample[name], steps)[key] = deepcopy(value)

    return change


def drop(name: str, *route: Any) -> Change:
    *steps, key = route

    def change(sample: Sample) -> None:
        del _below(sample[name], steps)[key]

    return change


def both(*changes: Change) -> Change:
    def change(sample: Sample) -> None:
        for one in changes:
            one(sample)

    return change


def check(case: Case) -> None:
    """Exactly one finding, and it is the expected one, beside those the case names."""
    sample = Sample()
    case.change(sample)
    everything = list(run(sample.deal()))
    found = [finding for finding in everything if finding.rule not in case.beside]
    assert {finding.rule for finding in everything} == {case.rule, *case.beside}
    assert [finding.rule for finding in found] == [case.rule], [(finding.rule, finding.message) for finding in found]
    finding = found[0]
    assert (finding.kind, finding.acts) == (case.kind, case.acts)
    assert finding.place.path == f"{FOLDER}/{case.at}"
    assert case.line is None or finding.place.excerpt == case.line
    assert case.says in finding.message
    assert case.related in (None, *_related(finding)), _related(finding)


def _related(finding: Finding) -> list[str]:
    return [f"{related.place.path.removeprefix(f'{FOLDER}/')}" for related in finding.related]


def _below(data: Any, steps: list[Any]) -> Any:
    for step in steps:
        data = data[step]
    return data

"""What protects the gate, point by point: for a terminal, for a page, and for programs as `schemas/doctor.schema.json` says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from handoff_cli import __version__
from handoff_cli.core.protection import Area, Check, State
from handoff_cli.reporters.json import dumped
from handoff_cli.reporters.options import Options
from handoff_cli.reporters.plain import inert, plain
from handoff_cli.reporters.words import count

_MARKS: Final[Mapping[State, str]] = {"protected": "✓", "open": "✗", "unknown": "?"}
_COLOURS: Final[Mapping[State, str]] = {"protected": "32", "open": "31", "unknown": "33"}
_WORDS: Final[Mapping[State, str]] = {"protected": "protected", "open": "not protected", "unknown": "not known"}
_AREAS: Final[tuple[Area, ...]] = ("target", "ledger", "here")


class Examination(Protocol):
    @property
    def target(self) -> str: ...
    @property
    def forge(self) -> str | None: ...
    @property
    def checks(self) -> tuple[Check, ...]: ...


def as_text(seen: Examination, options: Options) -> str:
    return "".join(f"{line}\n" for line in (*_points(seen, options), _verdict(seen)))


def as_markdown(seen: Examination, options: Options) -> str:  # noqa: ARG001 - a table has neither colour nor width
    rows = (
        f"| {_WORDS[one.state]} | {_cell(_title(one.area, seen))} | {_cell(one.says)} | {_cell(one.remedy)} |"
        for area in _AREAS
        for one in _of(seen, area)
    )
    head = ("| | where | how it stands | what to change |", "| --- | --- | --- | --- |")
    return "\n".join((*head, *rows, "", _verdict(seen), ""))


def as_json(seen: Examination, options: Options) -> str:  # noqa: ARG001 - a contract has no options
    return dumped(
        {
            "schema": 1,
            "tool": __version__,
            "target": seen.target,
            "forge": seen.forge,
            "checks": [_plain(one) for one in seen.checks],
        }
    )


def _points(seen: Examination, options: Options) -> Iterator[str]:
    for area in _AREAS:
        points = _of(seen, area)
        if points:
            yield _title(area, seen)
        for one in points:
            mark = f"\033[{_COLOURS[one.state]}m{_MARKS[one.state]}\033[0m" if options.color else _MARKS[one.state]
            yield f"  {mark} {inert(plain(one.says))}"
            if one.remedy and one.state != "protected":
                yield f"    → {inert(plain(one.remedy))}"
        if points:
            yield ""


def _of(seen: Examination, area: Area) -> Sequence[Check]:
    return [one for one in seen.checks if one.area == area]


def _title(area: Area, seen: Examination) -> str:
    where = f" on {seen.forge}" if seen.forge else ""
    return {"target": f"The target, {plain(seen.target)}{where}", "ledger": "The ledger", "here": "This computer"}[area]


def _verdict(seen: Examination) -> str:
    found = [one.state for one in seen.checks]
    open_, unknown = found.count("open"), found.count("unknown")
    parts = []
    if open_:
        parts.append(f"{count(open_, 'point is', 'points are')} not protected")
    if unknown:
        parts.append(f"{count(unknown, 'point is', 'points are')} not known")
    return f"{' and '.join(parts)}, of {len(found)}." if parts else f"All {len(found)} points are protected."


def _plain(one: Check) -> dict[str, Any]:
    return {"name": one.name, "area": one.area, "state": one.state, "says": one.says, "remedy": one.remedy or None}


def _cell(text: str) -> str:
    """Text of a table: what Markdown or HTML would take for its own is written so that it is read."""
    return "".join(f"\\{c}" if c in "\\|<>@#[]*_" else c for c in plain(text))


REPORTERS: Final[Mapping[str, Callable[[Examination, Options], str]]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}

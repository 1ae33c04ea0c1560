"""Which copper layer a number means, told from the whole set and never from the alphabet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handoff_cli.datapack.roles.claim import UNIDENTIFIED, Claim, inner_number

_EAGLE_BOTTOM: Final = 16


@dataclass(frozen=True, slots=True)
class Outer:
    """What is known of the outside of one board: is there a top and a bottom, and the number the bottom carries."""

    top: bool
    bottom: bool
    top_number: int | None
    count: int | None


def settle(claims: Mapping[str, Claim]) -> dict[str, Claim]:
    """Path → claim, with every open copper turned into a role or into a reason why it has none."""
    outer, taken = _outer(claims), {number for claim in claims.values() if (number := inner_number(claim.role))}
    settled: dict[str, Claim] = {}
    opened = {path: claim for path, claim in claims.items() if claim.is_open}
    if {"plane", "open"} <= {claim.base for claim in opened.values()}:
        reason = "Altium counts planes apart from signal layers: the order of the two is not said"
        return {path: _unsettled(claim, reason) if path in opened else claim for path, claim in claims.items()}
    for group in _groups(opened):
        settled.update(_settle(group, opened, outer, taken))
    return {path: settled.get(path, claim) for path, claim in claims.items()}


def _groups(opened: Mapping[str, Claim]) -> Iterator[tuple[str, ...]]:
    """Numbers of one convention are read together; what only looks like different habits of one board is one group."""
    bases = sorted({claim.base for claim in opened.values()})
    for base in bases:
        yield tuple(path for path, claim in opened.items() if claim.base == base)


def _outer(claims: Mapping[str, Claim]) -> Outer:
    tops = [claim for claim in claims.values() if claim.role == "top-copper"]
    bottoms = [claim for claim in claims.values() if claim.role == "bottom-copper"]
    counts = {claim.number for claim in bottoms if claim.number is not None and claim.number > 1}
    return Outer(
        top=bool(tops),
        bottom=bool(bottoms),
        top_number=next((claim.number for claim in tops if claim.number is not None), None),
        count=counts.pop() if len(counts) == 1 else None,
    )


def _settle(group: Sequence[str], opened: Mapping[str, Claim], outer: Outer, taken: set[int]) -> dict[str, Claim]:
    numbers = [opened[path].number for path in group]
    base = opened[group[0]].base
    known = sorted(number for number in numbers if number is not None)
    if len(known) < len(numbers) or len(set(known)) < len(known):
        reason = "the layers of this set are not all numbered, each once"
        return {path: _unsettled(opened[path], reason) for path in group}
    placed = _places(known, base, outer)
    if isinstance(placed, str) or set(placed.values()) & taken:
        reason = placed if isinstance(placed, str) else "another file has its place in the stack"
        return {path: _unsettled(opened[path], reason) for path in group}
    alone = not outer.top and not outer.bottom
    last = outer.count or (max(placed.values()) if alone and base in ("stack", "open") else None)
    return {path: _placed(opened[path], placed[opened[path].number or 0], outer, last) for path in group}


def _places(known: list[int], base: str, outer: Outer) -> dict[int, int] | str:
    """Number → place in the stack, or why it cannot be told."""
    if base == "stack" and (outer.top or outer.bottom):
        return {number: number for number in known}
    if base == "inner":
        if known == list(range(1, len(known) + 1)):
            return {number: number + 1 for number in known}
        return "inner layers are counted from 1, and the first is not among them"
    if base == "eagle":
        return _eagle(known)
    return _open(known, outer)


def _eagle(known: list[int]) -> dict[int, int] | str:
    """Eagle counts inner copper 2…15 from both sides of the board; in the order of their numbers they lie in it."""
    if known == list(range(2, len(known) + 2)) and len(known) % 2 == 0:
        return {number: number for number in known}
    if len(known) % 2 == 0 and [_EAGLE_BOTTOM + 1 - number for number in reversed(known)] == known:
        return {number: place for place, number in enumerate(known, start=2)}
    return "the numbers of Eagle's layers leave a gap"


def _open(known: list[int], outer: Outer) -> dict[int, int] | str:
    """Numbers that count copper layers or inner layers: where the set starts, and how many there are, says which."""
    first, even = known[0], len(known) % 2 == 0
    unbroken = known == list(range(first, first + len(known)))
    if not unbroken:
        return "its number leaves a gap in the set"
    if outer.count is not None or outer.top_number == 1:
        inside = first == 2 and (outer.count is None or known[-1] == outer.count - 1)
        return (
            {number: number for number in known} if inside else "its number does not fit the number of the bottom layer"
        )
    if not outer.top and not outer.bottom:
        return (
            {number: number for number in known}
            if first == 1 and even
            else "top and bottom are not named, or layers are missing"
        )
    if not (outer.top and outer.bottom):
        return "top or bottom is not named, so nobody can tell where the count starts"
    if first == 1:
        return {number: number + 1 for number in known}
    return {number: number for number in known} if first == 2 and even else "it may count copper layers or inner layers"


def _placed(claim: Claim, place: int, outer: Outer, last: int | None) -> Claim:
    evidence = f"{claim.evidence}, copper layer {place}"
    if place == 1:
        return (
            Claim(role="top-copper", evidence=evidence, number=1)
            if not outer.top
            else _unsettled(claim, "there is a top layer already")
        )
    if place == last and not outer.bottom:
        return Claim(role="bottom-copper", evidence=evidence, number=place)
    return Claim(role=f"inner-copper-{place}", evidence=evidence, number=place)


def _unsettled(claim: Claim, reason: str) -> Claim:
    return Claim(role=UNIDENTIFIED, evidence=f"{claim.evidence}: copper, but {reason}")

"""A rule of the gate: a small function over a deal, and the page that explains it.

A rule is written as a generator of hits and declared with `@rule(...)`; its name is the function's in kebab case, its
docstring the page of `handoff explain`: a first line that says what it defends, then *Why*, *Bad*, *Good* and *Fix*.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Actor, Clearer, Finding, Kind, Parameter, Related, Severity
from handoff_cli.core.policy import Policy
from handoff_cli.core.tree import Node, Place

RULES_VERSION: Final = "1"
"""Written into every record: what a package was held to when it was decided."""

HEADINGS: Final = ("Why", "Bad", "Good", "Fix")


@dataclass(frozen=True, slots=True)
class Owed:
    """The entry of the RAID log that settles a hit. What is empty is for a person to write.

    `part` is one of the log's four; `links` are what the entry links; `id` is given where a document names one already;
    `named_in` are the entries of other documents whose `raid` has to name it.
    """

    part: str
    description: str
    links: tuple[str, ...]
    impact: str = ""
    owner: str = ""
    commitment: str = ""
    id: str = ""
    named_in: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule yields; the rule's own facts (name, severity) are added by `findings`, and so are `acts` and
    `parameter` where the hit leaves them open (a rule over several documents serves several gate parameters).
    `owes` is the entry of the RAID log that is missing, where one is; `amount` is what a clearance has to cover, and never stands
    in a message."""

    kind: Kind
    place: Place
    message: str
    remedy: str
    related: tuple[Related, ...] = ()
    acts: Actor | None = None
    parameter: Parameter | None = None
    owes: Owed | None = None
    amount: Decimal | None = None


Check = Callable[[Deal], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`severity` holds under the profile `chapter`, `handbook` under the stricter one. `chapter` marks a rule that the source
    chapter itself states: no policy may lower it. `check` is None where the document reader itself makes the finding."""

    name: str
    parameter: Parameter
    severity: Severity
    handbook: Severity
    acts: Actor
    source: str
    page: str
    check: Check | None = None
    reads: tuple[str, ...] = ()
    """Keys of `thresholds` and lists of `words` in the policy that it looks at (`quote.margin_points`, `words.hedges`)."""
    clears: Clearer | None = None
    """The function that may clear what it finds, None where nobody may."""

    @property
    def chapter(self) -> bool:
        return self.source == "chapter"

    @property
    def is_fixed(self) -> bool:
        """Whether neither the policy nor the PM can take its weight away."""
        return self.chapter and self.severity == "reject"

    @property
    def title(self) -> str:
        return self.page.split("\n", 1)[0]


def rule(
    *,
    parameter: Parameter,
    acts: Actor,
    source: str = "chapter",
    severity: Severity = "reject",
    handbook: Severity = "reject",
    reads: tuple[str, ...] = (),
    clears: Clearer | None = None,
) -> Callable[[Check], Rule]:
    """Make a rule of a generator function. `source` is `chapter`, a section of the handbook (`HB 11/4.4`), `practice` or
    `handoff` (the format of a deal); `reads` are the keys of the policy it looks at, `clears` the function that may clear what it
    finds."""

    def declare(check: Check) -> Rule:
        name = check.__name__.replace("_", "-")
        page = inspect.cleandoc(check.__doc__ or "")
        return Rule(name, parameter, severity, handbook, acts, source, page, check, reads, clears)

    return declare


def weight(rule: Rule, policy: Policy) -> Severity:
    """What a rule weighs under a policy. A rule of the chapter never falls below `reject`."""
    shipped = rule.handbook if policy.profile == "handbook" else rule.severity
    wanted = policy.rules.get(rule.name, shipped)
    return "reject" if rule.is_fixed else wanted


def findings(rule: Rule, deal: Deal) -> Iterator[Finding]:
    """Run one rule over a deal, at the weight the deal's policy gives it."""
    for hit in rule.check(deal) if rule.check else ():
        yield finding_of(rule, hit, deal.policy)


def finding_of(rule: Rule, hit: Hit, policy: Policy) -> Finding:
    """What a rule has hit, with the rule's own facts."""
    return Finding(
        rule=rule.name,
        kind=hit.kind,
        parameter=hit.parameter or rule.parameter,
        severity=weight(rule, policy),
        place=hit.place,
        message=hit.message,
        remedy=hit.remedy,
        acts=hit.acts or rule.acts,
        related=hit.related,
        clears=rule.clears,
        amount=hit.amount,
    )


def missing(
    at: Node | Place,
    message: str,
    remedy: str,
    *,
    acts: Actor | None = None,
    related: Iterable[Related] = (),
    owes: Owed | None = None,
) -> Hit:
    return replace(_hit("missing", at, message, remedy, acts, related), owes=owes)


def conflict(
    at: Node | Place, message: str, remedy: str, *, acts: Actor | None = None, related: Iterable[Related] = ()
) -> Hit:
    return _hit("conflict", at, message, remedy, acts, related)


def ambiguous(
    at: Node | Place, message: str, remedy: str, *, acts: Actor | None = None, related: Iterable[Related] = ()
) -> Hit:
    return _hit("ambiguous", at, message, remedy, acts, related)


def malformed(
    at: Node | Place, message: str, remedy: str, *, acts: Actor | None = None, related: Iterable[Related] = ()
) -> Hit:
    return _hit("malformed", at, message, remedy, acts, related)


def see(at: Node | Place, message: str) -> Related:
    """A second place of a finding."""
    return Related(at.place if isinstance(at, Node) else at, message)


def _hit(
    kind: Kind, at: Node | Place, message: str, remedy: str, acts: Actor | None, related: Iterable[Related]
) -> Hit:
    return Hit(kind, at.place if isinstance(at, Node) else at, message, remedy, tuple(related), acts)

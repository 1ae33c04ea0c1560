"""Context: our own people. Two of them own a deal, one after the other, and everybody named is known to the policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.compare import normalised
from handoff_cli.rules.declared import declarations
from handoff_cli.rules.registers import RAID_PARTS, are_unique, customer_people, is_known, raid_entries
from handoff_cli.rules.words import is_filled

_OWNERS: Final = {"sales": "sales", "pm": "pm"}
_HELPERS: Final = {"engineer": "engineering", "buyer": "purchasing"}
FUNCTIONS: Final = frozenset(
    {
        "sales",
        "purchasing",
        "finance",
        "engineering",
        "quality",
        "production",
        "logistics",
        "project-manager",
        "customer",
    }
)

_LISTED: Final = {
    "function": ("handoff.yaml does not know", f"handoff.yaml, or one of {', '.join(sorted(FUNCTIONS))}"),
    "anybody": ("neither handoff.yaml nor stakeholders.yaml knows", "one of them"),
    "customer": ("stakeholders.yaml does not know", "stakeholders.yaml"),
}
"""Which ids a field takes → what to say of one that is none of them, and where they are listed."""


@rule(parameter="scope", acts="sales")
def sales_and_pm_are_two_people(deal: Deal) -> Iterator[Hit]:
    """The Sales owner and the PM of a deal are two people.

    Why: a handoff from somebody to himself is not checked by anybody.

    Bad:
        team: {sales: dana, pm: dana}

    Good:
        team: {sales: tom, pm: dana}

    Fix: name the PM who is to accept the deal.
    """
    sales, pm = deal.deal.get("team", "sales"), deal.deal.get("team", "pm")
    if is_filled(pm, deal.policy) and sales.text == pm.text:
        yield conflict(
            pm,
            f"pm is {pm.text}, who is also the Sales owner",
            "Name the PM who is to accept the deal.",
            related=[see(sales, "the Sales owner")],
        )


@rule(parameter="scope", acts="sales")
def team_holds_its_roles(deal: Deal) -> Iterator[Hit]:
    """The people of the team hold the roles they act in.

    Why: only a person whom the policy makes a PM can accept; a deal addressed to anybody else waits for ever.

    Bad:
        team: {sales: tom, pm: mira}               # the policy: mira is in engineering

    Good:
        team: {sales: tom, pm: dana}

    Fix: name somebody who has the role in handoff.yaml, or ask an admin to give it.
    """
    team = deal.deal.get("team")
    # One person in both roles lacks one of them, and `sales-and-pm-are-two-people` has said so.
    owners = {} if team.get("sales").text == team.get("pm").text else _OWNERS
    for field, role in {**owners, **_HELPERS}.items():
        node = team.get(field)
        if _known(deal, node) and not deal.policy.has_role(node.text, role):
            yield conflict(
                node,
                f"{field} is {node.text}, who has not the role `{role}` in handoff.yaml",
                f"Name somebody with the role `{role}`, or ask an admin to give it.",
            )


@rule(parameter="context", acts="sales", source="HB 11/3.1", severity="warn")
def engineer_and_buyer_are_assigned(deal: Deal) -> Iterator[Hit]:
    """The team has a lead engineer and a buyer.

    Why: long-lead parts and open technical questions start to cost days as soon as the deal is accepted.

    Bad:
        team: {sales: tom, pm: dana}

    Good:
        team: {sales: tom, pm: dana, engineer: mira, buyer: jonas}

    Fix: ask engineering and purchasing whom they assign.
    """
    team = deal.deal.get("team")
    for field, role in _HELPERS.items():
        if team.is_mapping and not team.get(field).exists:
            yield missing(team, f"team names no {field}", f"Ask {role} whom they assign, and add `{field}:`.")


@rule(parameter="commercial", acts="finance", source="HB 11/4.4", severity="warn")
def credit_is_checked_by_finance(deal: Deal) -> Iterator[Hit]:
    """Whoever checked the customer's credit is from finance.

    Why: the seller of an order is the last one to say whether it will be paid.

    Bad:
        credit: {checked_by: tom, …}               # the policy: tom is in sales

    Good:
        credit: {checked_by: ines, …}

    Fix: have finance check it, and write who did.
    """
    by = deal.contract.get("credit", "checked_by")
    if _known(deal, by) and not deal.policy.has_role(by.text, "finance"):
        yield conflict(
            by,
            f"checked_by is {by.text}, who has not the role `finance` in handoff.yaml",
            "Have finance check the credit, and write who did.",
        )


@rule(parameter="context", acts="sales", source="HB 11/1.6")
def named_people_are_known(deal: Deal) -> Iterator[Hit]:
    """Whoever is named by an id is a person of handoff.yaml, or of the customer where that is possible.

    Why: "none, confirmed by tim" is worth nothing if nobody knows who tim is; an owner nobody knows owns nothing.

    Bad:
        owner: tim                                 # the policy knows tom

    Good:
        owner: tom

    Fix: write the person's id as in handoff.yaml, or have an admin add the person.
    """
    people = frozenset(deal.policy.people)
    customer = customer_people(deal)
    theirs = deal.stakeholders.get("customer")
    gaps = not is_known(theirs, "id", deal.policy) or not are_unique(theirs)
    known = {"team": people, "function": people | FUNCTIONS, "anybody": people | customer, "customer": customer}
    for node, allowed in _named(deal):
        if not people or not is_filled(node, deal.policy) or node.text in known[allowed]:
            continue
        if allowed == "function" and normalised(node.text).replace(" ", "-") in FUNCTIONS:
            continue
        if gaps and allowed in ("anybody", "customer"):
            continue
        yield _unknown(deal, node, allowed)


def _unknown(deal: Deal, node: Node, allowed: str) -> Hit:
    """What to say about somebody nobody knows: most often it is the full name of a person who has an id."""
    ours = {normalised(person.name): id for id, person in deal.policy.people.items()}
    theirs = {normalised(each.get("name").text): each.get("id").text for each in deal.stakeholders.get("customer")}
    names = {"customer": theirs, "anybody": theirs | ours}.get(allowed, ours)
    if id := names.get(normalised(node.text)):
        return conflict(node, f"{node.key} is the name {node.text}, where an id belongs", f"Write `{id}`.")
    unknown, listed = _LISTED.get(allowed, ("handoff.yaml does not know", "handoff.yaml"))
    return conflict(
        node,
        f"{node.key} is {node.text}, whom {unknown}",
        f"Write the id of a person as in {listed}, or have the person added there.",
    )


def _known(deal: Deal, node: Node) -> bool:
    return node.text in deal.policy.people


def _named(deal: Deal) -> Iterator[tuple[Node, str]]:
    """Every node that names a person by id, and whose ids it may use."""
    yield from ((node, "team") for _, node in deal.deal.get("team").items())
    yield from ((entry.get("owner"), "team") for entry in deal.quote.get("assumptions"))
    yield from ((charge.get("free_by"), "team") for charge in deal.quote.get("nre"))
    yield from (
        (node, "team") for node in (deal.quote.get("approval", "approver"), *deal.quote.get("approval", "also"))
    )
    yield from ((entry.get("owner"), "team") for entry in deal.contract.get("non_standard_terms"))
    yield deal.contract.get("credit", "checked_by"), "team"
    yield deal.contract.get("screening", "by"), "team"
    yield from ((by, "team") for _, _, by in declarations(deal))
    yield from ((paper.get("nda", "read_by"), "team") for paper in deal.contract.get("documents"))
    yield from ((kpi.get("owner"), "team") for kpi in deal.why.get("kpis"))
    yield from ((entry.get("owner"), "function") for entry in raid_entries(deal))
    yield from ((entry.get("decided_by"), "anybody") for entry in raid_entries(deal, "decisions"))
    yield from ((entry.get("person"), "team") for entry in deal.internal_kickoff.get("attendees"))
    yield from ((entry.get("said_by"), "anybody") for entry in deal.promises.get("promises"))
    yield from ((node, "team") for _, node in deal.external_kickoff.get("contact_transfer").items() if node.key != "on")
    yield deal.external_kickoff.get("confirmed_by"), "customer"
    yield from ((node, "anybody") for node in deal.external_kickoff.get("attendees"))
    for pack in deal.packs.values():
        yield from ((entry.get("by"), "team") for key in ("unplaced", "not_parts") for entry in pack.manifest.get(key))
        for register in (pack.manifest.get("supply"), pack.manifest.get("substitution")):
            yield register.get("by"), "team"
            yield from ((entry.get("by"), "team") for entry in register.get("exceptions"))
    yield from ((register.get("none_confirmed_by"), "team") for register in _registers(deal))


def _registers(deal: Deal) -> Iterator[Node]:
    yield from (deal.quote.get("nre"), deal.quote.get("assumptions"), deal.contract.get("non_standard_terms"))
    yield from (deal.deviations.get("deviations"), deal.deviations.get("questions"), deal.promises.get("promises"))
    yield deal.promises.get("others")
    yield from (deal.internal_kickoff.get("technical_risks"), deal.external_kickoff.get("risks"))
    yield from (deal.raid.get(part) for part in RAID_PARTS)


RULES = (
    sales_and_pm_are_two_people,
    team_holds_its_roles,
    engineer_and_buyer_are_assigned,
    credit_is_checked_by_finance,
    named_people_are_known,
)

"""Stakeholder context: the two kickoffs. One message inside, and nothing of the inside in what the customer reads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place, Span
from handoff_cli.rules.compare import listed
from handoff_cli.rules.registers import raid_entries
from handoff_cli.rules.words import all_filled, is_filled

_ROLES: Final = ("sales", "pm", "engineering")
_LEAD_TIME: Final = ("weeks", "from", "to")
INSIDE: Final = re.compile(
    r"(?<!safety )(?<!timing )(?<!noise )(?<!design )(?<!thermal )(?<!mask )\bmargins?\b(?! of (?:error|safety))"
    r"|\bmark-?ups?\b|\bgross profits?\b|\bcost price\b|\bour (?:own )?costs?\b|\b(?:purchase|buying) price\b|\bcredit limit\b|\bopen receivables\b|\bgross_percent\b|\bcost_if_wrong\b",
    re.IGNORECASE,
)
_YAML_COMMENT: Final = re.compile(r"(?:^|\s)#.*")
_HTML_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ID: Final = re.compile(r"\b(?:[RAID]|AS)-\d{2,}\b")


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def internal_kickoff_is_attended(deal: Deal) -> Iterator[Hit]:
    """Sales, PM and engineering were at the internal kickoff.

    Why: it checks the deal before the customer is met: Sales knows what was said, engineering what is possible, the PM what to ask.

    Bad:
        attendees: [{person: tom, role: sales}, {person: dana, role: pm}]

    Good:
        attendees: [{person: tom, role: sales}, {person: dana, role: pm}, {person: mira, role: engineering}]

    Fix: go through it once more with whoever was not there.
    """
    attendees = deal.internal_kickoff.get("attendees")
    roles = [attendee.get("role") for attendee in attendees]
    absent = [role for role in _ROLES if role not in {node.text for node in roles}]
    if roles and absent and all_filled(roles, deal.policy):
        yield missing(
            attendees,
            f"attendees of the internal kickoff leave out {listed(absent)}",
            "Go through it once more with whoever was not there.",
        )
    for attendee in attendees:
        person, role = attendee.get("person"), attendee.get("role")
        if (
            person.text in deal.policy.people
            and is_filled(role, deal.policy)
            and not deal.policy.has_role(person.text, role.text)
        ):
            yield conflict(
                role,
                f"{person.text} attends as {role.text}, a role handoff.yaml does not give",
                "Write the role the person really has, or who was there for it.",
                related=[see(person, f"person: {person.text}")],
            )


@rule(parameter="context", acts="sales")
def lead_time_message_matches_the_quote(deal: Deal) -> Iterator[Hit]:
    """The official lead time is the one quoted.

    Why: sales and project management give one answer. "10 weeks" is an answer only with its beginning and its end.

    Bad:
        lead_time: {weeks: 8, from: po-date, to: ex-works}             # quoted: 10

    Good:
        lead_time: {weeks: 10, from: po-date, to: ex-works}

    Fix: agree inside on one message; where it is not the quoted one, quote again.
    """
    told, quoted = deal.internal_kickoff.get("lead_time"), deal.quote.get("lead_time")
    fields = [(told.get(field), quoted.get(field)) for field in _LEAD_TIME]
    filled = all(is_filled(node, deal.policy) for pair in fields for node in pair)
    odd = next((pair for pair in fields if pair[0].text != pair[1].text), None)
    if filled and odd:
        yield conflict(
            odd[0],
            f"lead time is {_spoken(told)} in the internal kickoff, but {_spoken(quoted)} in the quote",
            "Agree inside on one message; where it is not the quoted one, quote again.",
            related=[see(odd[1], f"quoted: {_spoken(quoted)}")],
        )


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def contact_moves_from_sales_to_pm(deal: Deal) -> Iterator[Hit]:
    """The external kickoff moves the point of contact from the deal's Sales owner to its PM.

    Why: as long as the customer calls Sales, Sales goes on promising.

    Bad:
        contact_transfer: {from: tom, to: lee, on: 2026-02-12}         # the deal's PM is dana

    Good:
        contact_transfer: {from: tom, to: dana, on: 2026-02-12}

    Fix: name the people of `team` in deal.yaml.
    """
    for field, role in (("from", "sales"), ("to", "pm")):
        named, ours = deal.external_kickoff.get("contact_transfer", field), deal.deal.get("team", role)
        # A name nobody knows is one fact, and `named-people-are-known` has it.
        if {named.text, ours.text} <= deal.policy.people.keys() and named.text != ours.text:
            yield conflict(
                named,
                f"contact moves {field} {named.text}, but the deal's {role} is {ours.text}",
                "Name the people of `team` in deal.yaml.",
                related=[see(ours, f"{role} is {ours.text}")],
            )


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def external_kickoff_keeps_secrets(deal: Deal) -> Iterator[Hit]:
    """Nothing about margin, cost or internal risks stands in the external kickoff.

    Why: it is shown to the customer. A risk goes there when the RAID log says `customer_visible: true`.

    Bad:
        We can hold the price because our margin allows it. See R-01.

    Good:
        We see a risk with component U1. Stock is bought ahead.

    Fix: take the sentence out, or decide that the customer may know the entry.
    """
    hidden = _hidden(deal)
    for number, line in enumerate(read_aloud(deal.external_kickoff.source.lines), 1):
        for match in [*INSIDE.finditer(line), *_ID.finditer(line)]:
            if match.re is INSIDE:
                yield conflict(
                    _at(deal, number, match),
                    f"{match.group()!r} is nothing for a document the customer reads",
                    "Take the sentence out.",
                )
            elif match.group() in hidden:
                yield conflict(
                    _at(deal, number, match),
                    f"{match.group()} is not for the customer, but stands in the external kickoff",
                    "Take it out, or decide that the customer may know it.",
                    related=[see(hidden[match.group()], "not visible to the customer")],
                )


def _hidden(deal: Deal) -> dict[str, Node]:
    """Id → the node that says the customer may not know the entry."""
    flags = [(entry, entry.get("customer_visible")) for entry in raid_entries(deal)]
    flags += [(entry, entry.get("visible_to_customer")) for entry in deal.quote.get("assumptions")]
    return {entry.get("id").text: flag for entry, flag in flags if flag.value is False}


def read_aloud(lines: Sequence[str]) -> list[str]:
    """The lines with the comments blanked out: they teach whoever fills in the file, and no report shows them."""
    front = (
        next((at for at, line in enumerate(lines) if at and line.rstrip() == "---"), 0) if lines[:1] == ("---",) else 0
    )
    fields = [_YAML_COMMENT.sub(_blank, line) for line in lines[:front]]
    return [*fields, *_HTML_COMMENT.sub(_blank, "\n".join(lines[front:])).split("\n")]


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _at(deal: Deal, number: int, match: re.Match[str]) -> Place:
    span = Span(number, match.start() + 1, number, match.end() + 1)
    return deal.external_kickoff.source.place(span)


def _spoken(lead_time: Node) -> str:
    return f"{lead_time.get('weeks').text} weeks from {lead_time.get('from').text} to {lead_time.get('to').text}"


RULES = (
    internal_kickoff_is_attended,
    lead_time_message_matches_the_quote,
    contact_moves_from_sales_to_pm,
    external_kickoff_keeps_secrets,
)

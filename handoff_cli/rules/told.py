"""Stakeholder context: what is told in and around the kickoffs is told once, to those it is meant for, and confirmed by who may."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place, Span
from handoff_cli.rules.compare import listed
from handoff_cli.rules.registers import customer_people, is_known
from handoff_cli.rules.words import all_filled, is_filled

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS: Final = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]  # fmt: skip
_TIME: Final = re.compile(r"(?<![\d:.-])([01]?\d|2[0-3]):([0-5]\d)(?![\d:-])")
_WEEKS: Final = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})[ -]weeks?\b", re.IGNORECASE)
_LEAD: Final = re.compile(r"\blead[ -]?time\b", re.IGNORECASE)
_START: Final = re.compile(
    r"\bfrom (?:the (?:day|date) of )?the (?:purchase )?order\b|\bafter (?:the )?order\b", re.IGNORECASE
)
_DAY: Final = re.compile(rf"\b({'|'.join(_DAYS)})s?\b", re.IGNORECASE)


@rule(parameter="context", acts="pm", source="HB 11/1.6", severity="warn")
def held_kickoffs_confirm_the_scope(deal: Deal) -> Iterator[Hit]:
    """Once the customer was met, somebody of his who may has confirmed what is built.

    Why: "we are building Rev A, Qty 1000. Correct?" is a question. The answer of a logistics contact is none.

    Bad:
        held: 2026-02-17                           # and nobody in confirmed_by

    Good:
        held: 2026-02-17
        confirmed_by: bob                          # bob: contact_for: [technical]

    Fix: write who confirmed it: a decision maker, or a contact for technical questions.
    """
    kickoff = deal.external_kickoff
    held, by = kickoff.get("held"), kickoff.get("confirmed_by")
    if is_filled(held, deal.policy) and not by.exists:
        yield missing(
            held, "the customer was met, but nobody has confirmed the scope", "Ask him and add `confirmed_by:`."
        )
    person = next((each for each in deal.stakeholders.get("customer") if each.get("id").text == by.text), None)
    if person is None or not is_filled(by, deal.policy):
        return
    influence, areas = person.get("influence"), person.get("contact_for")
    known = is_filled(influence, deal.policy) and all_filled(areas, deal.policy)
    if known and influence.text != "decision-maker" and "technical" not in {area.text for area in areas}:
        yield conflict(
            by,
            f"confirmed_by is {by.text}, who neither decides nor answers technical questions",
            "Have a decision maker or a technical contact confirm the scope.",
            related=[see(person, "this person")],
        )


@rule(parameter="context", acts="pm", source="HB 11/1.6", severity="warn")
def external_kickoff_is_attended(deal: Deal) -> Iterator[Hit]:
    """Sales, PM and the customer were at the external kickoff, where it is said who was.

    Why: the point of contact moves from one to the other in front of the customer, or it does not move.

    Bad:
        attendees: [dana, mira]

    Good:
        attendees: [tom, dana, mira, alice, bob]

    Fix: introduce the PM once more with whoever was not there.
    """
    attendees = deal.external_kickoff.get("attendees")
    there, team = {each.text for each in attendees}, deal.deal.get("team")
    customer = is_known(deal.stakeholders.get("customer"), "id", deal.policy)
    if not there or not all_filled((*attendees, team.get("sales"), team.get("pm")), deal.policy) or not customer:
        return
    absent = [role for role in ("sales", "pm") if team.get(role).text not in there]
    absent += [] if there & customer_people(deal) else ["the customer"]
    if absent:
        yield missing(
            attendees,
            f"attendees of the external kickoff leave out {listed(absent)}",
            "Introduce the PM once more with whoever was not there.",
            related=[see(team, "the team")],
        )


@rule(parameter="context", acts="sales", source="HB 11/1.6", severity="warn")
def cadence_is_told_once(deal: Deal) -> Iterator[Hit]:
    """The cadence names one rhythm, and the text below tells the same day and time.

    Why: "we will report status every Tuesday at 10:00" is kept or broken; two rhythms are neither.

    Bad:
        cadence: {frequency: weekly, weekday: tuesday, time: "10:00", …}       # and the text: every Thursday

    Good:
        cadence: {frequency: weekly, weekday: tuesday, time: "10:00", …}       # and the text: every Tuesday at 10:00

    Fix: agree on one day and one time and write them in both places.
    """
    cadence = deal.external_kickoff.get("cadence")
    frequency, weekday, time = (cadence.get(name) for name in ("frequency", "weekday", "time"))
    if not all_filled((frequency, weekday, time), deal.policy):
        return
    if (frequency.text == "daily") != (weekday.text == "workdays"):
        remedy = "Write `workdays` for a daily report, otherwise one day of the week."
        yield ambiguous(weekday, f"weekday is {weekday.text}, but the report is {frequency.text}", remedy, related=[see(frequency, frequency.text)])  # fmt: skip
        return
    for place, line in section(deal.external_kickoff, "Cadence"):
        said = [match for match in _DAY.finditer(line) if match[1].casefold() != weekday.text and weekday.text in _DAYS]
        hours = [match for match in _TIME.finditer(line) if f"{int(match[1]):02}:{match[2]}" != time.text]
        for match, node in (*((match, weekday) for match in said[:1]), *((match, time) for match in hours[:1])):
            yield conflict(
                _words(place, match),
                f"{match.group()} in the text is not the {node.key} of the cadence, {node.text}",
                "Agree on one day and one time and write them in both places.",
                related=[see(node, f"{node.key}: {node.text}")],
            )


@rule(parameter="context", acts="sales")
def lead_time_is_told_once(deal: Deal) -> Iterator[Hit]:
    """The kickoffs tell the quoted lead time in their texts too.

    Why: the United Front is one official message. A text is what people remember; the field above it is what they copied.

    Bad:
        ## United front
        Our lead time is eight weeks.              # quoted: 10

    Good:
        ## United front
        Our lead time is ten weeks from the order.

    Fix: agree inside on one message; where it is not the quoted one, quote again.
    """
    quoted = deal.quote.get("lead_time", "weeks")
    if quoted.count is None:
        return
    for kickoff, name in ((deal.internal_kickoff, "internal"), (deal.external_kickoff, "external")):
        for place, line in section(kickoff, "United front" if name == "internal" else ""):
            found = _WEEKS.search(line) if _LEAD.search(line) or _START.search(line) else None
            if found and _number(found[1]) != quoted.count:
                yield conflict(
                    _words(place, found),
                    f"{found.group()} is told in the {name} kickoff, but the quoted lead time is {quoted.text} weeks",
                    "Agree inside on one message; where it is not the quoted one, quote again.",
                    related=[see(quoted, f"quoted: {quoted.text} weeks")],
                )


def section(document: Node, heading: str) -> Iterator[tuple[Place, str]]:
    """The sentences of a section of a text (of all of it where no heading is named), each with the place it begins at."""
    inside, lines = False, document.source.lines
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            inside = not heading or line.lstrip("# ").strip().casefold() == heading.casefold()
        elif inside:
            for match in re.finditer(r"[^.!?;]+(?:\.(?=\S)[^.!?;]+)*", line):
                span = Span(number, match.start() + 1, number, match.end() + 1)
                yield document.source.place(span), match.group()


def _words(place: Place, match: re.Match[str]) -> Place:
    span = place.span or Span(1, 1, 1, 1)
    at = Span(span.line, span.column + match.start(), span.line, span.column + match.end())
    return Place(place.path, span=at, excerpt=place.excerpt)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.index(word.casefold())


RULES = (
    held_kickoffs_confirm_the_scope,
    external_kickoff_is_attended,
    cadence_is_told_once,
    lead_time_is_told_once,
)

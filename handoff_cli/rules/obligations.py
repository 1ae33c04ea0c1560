"""RAID: facts of the package that the log has to take up: customer's parts, alternates, partial shipments, days of his duties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, Owed, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.bought import is_ncnr
from handoff_cli.rules.compare import normalised
from handoff_cli.rules.parts import fitted_lines, is_linked, link_of, link_to, linked_parts, row_of
from handoff_cli.rules.registers import are_unique, links_of
from handoff_cli.rules.sources import distinct_items, is_blanket, order

PARTIAL: Final = "contract:partial-shipment"
_OPEN: Final = frozenset({"listed-alternates", "open"})


@rule(parameter="raid", acts="sales")
def customer_duties_have_a_date(deal: Deal) -> Iterator[Hit]:
    """What the customer has to deliver has a day in the RAID log, and it is said what a delay does.

    Why: "customer commits to providing the programming fixture by [date]; a delay slips the whole schedule day for day." Without the
    day nobody can say that it is late.

    Bad:
        - {id: A-01, description: Customer supplies the programming fixture., …}

    Good:
        - {id: A-01, …, commitment: {what: programming fixture, due: 2026-03-16, slip: day-for-day, milestone: M-01}}

    Fix: ask the customer for the day and add the `commitment`.
    """
    entries = deal.raid_entries()
    if not are_unique(deal.raid.get("assumptions")):
        return
    for duty in deal.quote.get("assumptions"):
        entry = entries.get(duty.get("raid").text)
        dated = duty.get("kind").text == "customer-dependency" and entry and entry.get("id").text.startswith("A-")
        if dated and entry and not entry.get("commitment").exists:
            yield missing(
                entry,
                f"{entry.get('id').text} gives no day for what the customer has to deliver",
                "Ask for the day and add `commitment: {what: …, due: 2026-03-16, slip: day-for-day}`.",
                related=[see(duty.get("statement"), duty.get("id").text)],
            )


@rule(parameter="raid", acts="engineering", source="HB 11/1.6", severity="warn")
def alternates_are_decided(deal: Deal) -> Iterator[Hit]:
    """Another part than the one of the BOM is allowed by a decision in the RAID log.

    Why: "approved use of alternate resistor brand Y": who approved it, and when? Otherwise purchasing has chosen it.

    Bad:
        substitution: {…, exceptions: [{refdes: [R1], is: listed-alternates, …}]}          # and no decision links R1

    Good:
        decisions: [{id: D-03, description: Approved use of alternate resistor brand Y., links: ["bom:R1"], …}]

    Fix: log who approved it and when, and link the part.
    """
    linked = linked_parts(deal, "decisions")
    if linked is None:
        return
    for pack in deal.packs.values():
        for entry in pack.manifest.get("substitution", "exceptions"):
            refs = [ref.text for ref in entry.get("refdes")]
            # A designator with a slip in it has its own finding, and may be the very one that is linked.
            known = pack.bom and set(refs) <= pack.bom.fitted().keys() and len(set(refs)) == len(refs)
            if entry.get("is").text in _OPEN and refs and known and not linked & {(pack.name, ref) for ref in refs}:
                link = link_of(deal, pack, refs[0])
                yield missing(
                    deal.raid.get("decisions"),
                    f"decisions leave out the alternates for {refs[0]}",
                    f'Log who approved them and when: `links: ["{link}"]`.',
                    related=[see(entry.get("is"), f"{refs[0]}: {entry.get('is').text}")],
                    owes=Owed("decisions", f"Approved use of alternates for {', '.join(refs[:8])}.", (link,)),
                )


@rule(parameter="raid", acts="sales", source="HB 11/1.6", severity="warn")
def partial_shipments_are_decided(deal: Deal) -> Iterator[Hit]:
    """Shipping an order in parts is a decision in the RAID log.

    Why: "ship partial quantity (50 %) allowed" moves revenue and freight; whoever allowed it has to be known.

    Bad:
        terms: {partial_shipment: true, …}         # two deliveries, and no decision

    Good:
        decisions: [{id: D-02, description: Ship partial quantity (50 %) allowed., links: ["contract:partial-shipment"], …}]

    Fix: log who allowed it and when, and link it.
    """
    allowed, linked = deal.contract.get("terms", "partial_shipment"), links_of(deal, "decisions")
    split = next((item for item in distinct_items(deal) if len(_days(item)) > 1), None)
    # The deliveries of a blanket order are its releases, each of them ordered as it is.
    agreed = not order(deal).value or is_blanket(deal) or order(deal).get("releases").exists
    if allowed.value is not True or agreed or split is None or linked is None or PARTIAL in linked:
        return
    yield missing(
        deal.raid.get("decisions"),
        f"decisions leave out that {split.get('item').text} ships in parts",
        f'Log who allowed it and when: `links: ["{PARTIAL}"]`.',
        related=[see(allowed, "partial shipments are allowed"), see(split.get("deliveries"), "the parts")],
        owes=Owed("decisions", _split_words(split), (PARTIAL,), impact="Revenue", owner="project-manager"),
    )


@rule(parameter="raid", acts="sales", source="HB 11/4.3", severity="warn")
def ncnr_parts_are_in_raid(deal: Deal) -> Iterator[Hit]:
    """A part the customer has signed for, since it can be neither cancelled nor sent back, is an issue or a risk in the RAID log.

    Why: once it is ordered somebody pays for it whatever happens; the PM orders it knowing that. A column NCNR of the BOM says which.
    A part nobody has signed for yet is another matter: `ncnr-parts-are-authorised`.

    Bad:
        U1,1,STM32G071CBT6,…,yes                   # NCNR; and neither an issue nor a risk links U1

    Good:
        issues: [{id: I-02, description: U1 cannot be cancelled or sent back., links: ["bom:U1"], …}]

    Fix: log it with what is done about it, and link the part.
    """
    logged = linked_parts(deal, "issues", "risks")
    if logged is None:
        return
    signed = {normalised(entry.get("mpn").text) for entry in deal.contract.get("material_authorisations")}
    for pack, line in fitted_lines(deal):
        if is_ncnr(line) and normalised(line.mpn) in signed and not is_linked(pack, line, logged):
            part, link = line.refdes[0], link_to(deal, pack, line)
            yield missing(
                deal.raid.get("issues"),
                f"issues and risks leave out {part}, which can be neither cancelled nor sent back",
                f'Log it with what is done about it, and link the part: `links: ["{link}"]`.',
                related=[see(row_of(pack, line), "NCNR")],
                owes=Owed("issues", f"{part} ({line.mpn}) cannot be cancelled or sent back (NCNR).", (link,)),
            )


def _days(item: Node) -> set[str]:
    return {delivery.get("promised").text for delivery in item.get("deliveries") if delivery.get("promised").text}


def _split_words(item: Node) -> str:
    parts = [f"{each.get('quantity').text} on {each.get('promised').text}" for each in item.get("deliveries")]
    return f"Ship partial quantities of {item.get('item').text} allowed: {', '.join(parts)}."


RULES = (
    customer_duties_have_a_date,
    alternates_are_decided,
    partial_shipments_are_decided,
    ncnr_parts_are_in_raid,
)

"""What the second sample deal adds to `values.py`: the fields the first one does not have, and where a value of those lists is lawful here."""

from __future__ import annotations

from collections.abc import Mapping

PACK = "data-pack/rfm-040/manifest.yaml"
_LONG_AGO = '"2024-05-14"'
_OTHER_HASH = "046503d4bcd0cdd11b36544001fe8aa65a342ce4a81b9109b5ab431b5979dd55"

NOTICED: Mapping[str, tuple[str, ...]] = {
    "deal.yaml items[].deliveries[].raid": ("R-09",),
    "deal.yaml changes[].id": ("CO-01a", "R-01"),
    "deal.yaml changes[].item": ("contoller",),
    "deal.yaml changes[].from.revision": ("C",),
    "deal.yaml changes[].requested_by": ("tom", "bob"),
    "deal.yaml changes[].approved_by": ("tom", "bob"),
    "contract.yaml documents[].nda.read_by": ("elena", "hugo"),
    "deviations.yaml questions[].id": ("EQ-02", "DEV-01"),
    "quote.yaml items[].board.layers": ("2", "6"),
    "quote.yaml items[].board.thickness_mm": ('"1.0"',),
    "quote.yaml items[].board.material": ("Rogers 4350B",),
    "quote.yaml items[].board.finish": ("OSP", "HASL"),
    "quote.yaml items[].board.mask_colour": ("black",),
    "quote.yaml items[].board.silk_colour": ("yellow",),
    "contract.yaml purchase_order.lines[].board.finish": ("OSP", "HASL"),
    "contract.yaml purchase_order.blanket.until": ('"2026-06-30"', _LONG_AGO),
    "contract.yaml purchase_order.releases[].release": ("PO-4471/2",),
    "contract.yaml purchase_order.releases[].date": (_LONG_AGO, '"2027-06-01"'),
    "contract.yaml purchase_order.releases[].item": ("station", "board"),
    "contract.yaml purchase_order.releases[].quantity": ("300", "1260"),
    "contract.yaml purchase_order.lines[].ipc_class": ("1", "3"),
    "contract.yaml forecast[].item": ("radio", "board"),
    "contract.yaml forecast[].raid": ("I-09", "PR-01"),
    "raid.yaml issues[].links[]": ("item:bord", "NST-09", "R-09"),
    "kickoff/external.md confirmed_by": ("tom", "bob"),
    f"{PACK} board.layers": ("4",),
    f"{PACK} board.thickness_mm": ('"1.0"',),
    f"{PACK} board.material": ("Rogers 4350B",),
    f"{PACK} board.finish": ("OSP", "HASL"),
    f"{PACK} board.mask_colour": ("black",),
    f"{PACK} board.silk_colour": ("yellow",),
    f"{PACK} received[].file": ("received/KT-RFM-040.zip",),
    f"{PACK} received[].sha256": (_OTHER_HASH,),
    f"{PACK} supply.by": ("bob", "elena"),
    f"{PACK} supply.exceptions[].refdes[]": ("U9",),
    f"{PACK} supply.exceptions[].by": ("bob",),
    f"{PACK} substitution.by": ("bob",),
    f"{PACK} substitution.exceptions[].refdes[]": ("R9", "R2"),
    f"{PACK} substitution.exceptions[].by": ("bob",),
}
"""Field → values that `handoff check` refuses."""

STRICT: Mapping[str, tuple[str, ...]] = {
    "contract.yaml documents[].nda.mutual": ("false",),
    "contract.yaml documents[].nda.penalties": ("fixed",),
    "contract.yaml documents[].nda.years": ("4", "7"),
    "deviations.yaml questions[].question": ("What should we do about the finish?",),
    "deviations.yaml questions[].disposition": ("open",),
    "deviations.yaml questions[].deviation": ("DEV-07", "D-01"),
    "deal.yaml changes[].approved_by": ("ingrid",),
    "deal.yaml changes[].disposition": ("none",),
    "deal.yaml changes[].evidence": ("evidence/mail.md", "evidence/2026-05-06-cable-gland.md"),
    "deal.yaml changes[].evidence_sha256": (_OTHER_HASH,),
    "deal.yaml changes[].approved": (_LONG_AGO,),
    "quote.yaml items[].cost.test_station": ('"9.99"',),
    "quote.yaml attrition[].percent": ('"0.5"', '"7"'),
    "quote.yaml exchange.buffer_percent": ('"1"', '"-3"'),
    "quote.yaml assumptions[].valid_until": ('"2026-03-31"',),
    "deal.yaml changes[].effective": (_LONG_AGO,),
    "contract.yaml forecast[].issued": ('"2027-06-30"',),
    "contract.yaml forecast[].until": (_LONG_AGO, '"2027-01-31"'),
    "contract.yaml forecast[].periods[].from": ('"2026-08-01"', '"2026-09-01"'),
    "contract.yaml forecast[].periods[].quantity": ("330", "1260"),
    "contract.yaml forecast[].periods[].before": ("450", "1260"),
    "contract.yaml forecast[].stock": ("2500",),
    "contract.yaml terms.reschedule_windows[].weeks_from": ("2", "5"),
    "contract.yaml terms.reschedule_windows[].weeks_to": ("3", "12"),
    "contract.yaml terms.reschedule_windows[].max_change_pct": ('"20"', '"100"'),
    "contract.yaml material_authorisations[].mpn": ("NRF9160-SIAA-R7",),
    "contract.yaml material_authorisations[].kind": ("moq",),
    "contract.yaml material_authorisations[].quantity": ("300",),
    "deviations.yaml deviations[].effectivity.until": ('"2026-09-30"',),
    "kickoff/external.md held": (_LONG_AGO,),
    f"{PACK} supply.default": ("consigned", "free-issue"),
}
"""The same for what only `handbook` refuses."""

_OWN = "this document alone states it"

FREE: Mapping[str, str] = {
    "deal.yaml changes[].from.quantity": "the gate holds it against what is in force",
    "deal.yaml changes[].requested": _OWN,
    "deal.yaml changes[].reason": "free text",
    "deal.yaml changes[].stock": _OWN,
    "deal.yaml changes[].in_progress": _OWN,
    "deal.yaml changes[].cost": "more than nothing needs an approval of cost",
    "deal.yaml changes[].days": "more than nothing needs an approval of dates",
    "quote.yaml attrition[].class": "each class has its limits",
    "quote.yaml exchange.hedged": "with a hedge or without one: the buffer covers it",
    "quote.yaml approval.reason": "free text",
    "quote.yaml assumptions[].note": "free text",
    "contract.yaml purchase_order.lines[].description": "free text",
    "contract.yaml terms.based_on": "each party's conditions may apply",
    "contract.yaml material_authorisations[].signed_by": "a name",
    "contract.yaml material_authorisations[].on": _OWN,
    "raid.yaml assumptions[].commitment.received": _OWN,
    "deviations.yaml questions[].about": "free text",
    "deviations.yaml questions[].asked": _OWN,
    "deviations.yaml questions[].answer": "free text",
    "deviations.yaml questions[].answered": "only an answer that changes the design is held against the release",
    f"{PACK} supply.reason": "free text",
    f"{PACK} supply.exceptions[].is": "whoever supplies it, somebody does",
    f"{PACK} supply.exceptions[].reason": "free text",
    f"{PACK} substitution.default": "the customer's own decision",
    f"{PACK} substitution.reason": "free text",
    f"{PACK} substitution.exceptions[].is": "the customer's own decision",
    f"{PACK} substitution.exceptions[].reason": "free text",
}
"""Field → why another value cannot be noticed."""

LAWFUL: Mapping[str, str] = {
    "quote.yaml issued": "the day before this order",
    "quote.yaml items[].moq": "below this order's quantity",
    "contract.yaml documents[].reference": "no other paper of this deal is called so",
    "contract.yaml documents[].signatures[].party": "of a non-disclosure agreement it is a warning, see STRICT_TOO",
    "contract.yaml purchase_order.date": "the day before this order",
    "contract.yaml non_standard_terms[].category": "no rule is about a price hold alone",
    "stakeholders.yaml customer[].email": "nobody's address in this deal",
    "raid.yaml issues[].id": "nothing names this issue",
    "kickoff/internal.md held": "before the customer was met",
    "kickoff/external.md planned": "the meeting was held, whatever was planned",
}
"""Fields of the first lists whose other values are lawful in this deal."""

STRICT_TOO: Mapping[str, tuple[str, ...]] = {
    "contract.yaml documents[].signatures[].party": ("ems",),
    "stakeholders.yaml customer[].email": ("ingrid.halvorsen@kestridge.example",),
    "quote.yaml items[].moq": ("1300",),
}
"""What `handbook` refuses of them all the same."""

AGAIN: tuple[str, ...] = (
    "deal.yaml items[]",
    "deal.yaml items[].item",
    "deal.yaml items[].pack",
    "deal.yaml items[].deliveries",
    "contract.yaml purchase_order",
    "stakeholders.yaml customer[]",
    "stakeholders.yaml customer[].id",
    "stakeholders.yaml customer[].can_approve",
)
"""Fields the first deal has as well, whose gaps are seen by rules of releases, changes or a second pack."""

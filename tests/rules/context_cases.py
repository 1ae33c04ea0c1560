"""Cases of the rules about RAID, references, stakeholders and kickoffs."""

from __future__ import annotations

from dataclasses import replace

from tests.rules.cases import Case, both, drop, put
from tests.rules.good import ARCHIVE, BOM, FOLDER, KICKOFF_TEXT, Sample

QUOTE, CONTRACT, RAID, PEOPLE = "quote.yaml", "contract.yaml", "raid.yaml", "stakeholders.yaml"
INTERNAL, EXTERNAL = "kickoff/internal.md", "kickoff/external.md"
ARCHIVE_NAME = ARCHIVE.removeprefix(f"{FOLDER}/")
NONE = {"none_confirmed_by": "tom", "on": "2026-02-05"}


def _nothing_logged(sample: Sample) -> None:
    sample.documents[RAID] = dict.fromkeys(("risks", "assumptions", "issues", "decisions"), NONE)
    sample[CONTRACT]["terms"]["liquidated_damages"]["applies"] = False
    sample["deal.yaml"]["items"][0]["deliveries"] = [
        {"quantity": 1000, "requested": "2026-05-18", "promised": "2026-05-18"}
    ]
    sample.documents[CONTRACT] |= {"non_standard_terms": NONE}
    sample[CONTRACT]["credit"] = {"limit": "90000.00", "open_receivables": "31000.00"}
    sample[QUOTE]["nre"][0] |= {"kind": "setup"}
    del sample[QUOTE]["nre"][0]["raid"]
    sample[QUOTE]["assumptions"].pop(1)
    sample["deviations.yaml"]["deviations"] = NONE
    del sample[QUOTE]["items"][0]["board"]
    sample["promises.yaml"]["promises"] = NONE
    sample[INTERNAL]["technical_risks"] = NONE
    sample[EXTERNAL]["risks"] = NONE
    sample.bom = tuple(replace(line, fields=None) for line in BOM)


CASES = (
    Case("a list of promises nobody calls complete", drop("promises.yaml", "others"), "promises-are-all-there", "missing", "promises.yaml", "promises:"),
    Case("a log in which nothing is logged", _nothing_logged, "raid-log-is-seeded", "missing", RAID, "risks:"),
    Case("an id in the wrong part", both(put(RAID, "issues", 0, "id", "R-09"), put(CONTRACT, "credit", {"limit": "200000.00", "open_receivables": "31000.00"})), "raid-ids-fit-their-part", "conflict", RAID, "id: R-09"),
    Case("two entries of the log with one id", both(put(RAID, "risks", 0, "id", "R-02"), put(RAID, "risks", 1, "links", ["NST-01"]), put(INTERNAL, "technical_risks", ["R-02"]), put(RAID, "risks", 0, "customer_visible", True)), "ids-are-unique", "conflict", RAID, "id: R-02", RAID),
    Case("a customer's duty that is not logged", drop(QUOTE, "assumptions", 1, "raid"), "customer-dependencies-are-in-raid", "missing", QUOTE, related=RAID),
    Case("a commitment for an unknown milestone", put(RAID, "assumptions", 0, "commitment", "milestone", "M-07"), "commitments-name-known-milestones", "conflict", RAID, "milestone: M-07", "deal.yaml"),
    Case("a deviation whose decision is not there", put("deviations.yaml", "deviations", 0, "raid", "D-09"), "raid-references-lead-to-the-right-entry", "conflict", "deviations.yaml", "raid: D-09", RAID),
    Case("a deviation that points to a risk", put("deviations.yaml", "deviations", 0, "raid", "R-01"), "raid-references-lead-to-the-right-entry", "conflict", "deviations.yaml", "raid: R-01", RAID, says="R-01 is a risk, but a decision belongs here"),
    Case("credit that points to a risk", put(CONTRACT, "credit", "raid", "R-01"), "raid-references-lead-to-the-right-entry", "conflict", CONTRACT, "raid: R-01", RAID),
    Case("a customer's duty that points to a decision", put(QUOTE, "assumptions", 1, "raid", "D-01"), "raid-references-lead-to-the-right-entry", "conflict", QUOTE, "raid: D-01", RAID),
    Case("damages that point to an assumption", put(CONTRACT, "non_standard_terms", 0, "raid", "A-01"), "raid-references-lead-to-the-right-entry", "conflict", CONTRACT, "raid: A-01", RAID),
    Case("a kickoff that shows an unknown risk", put(EXTERNAL, "risks", ["R-09"]), "raid-references-lead-to-the-right-entry", "conflict", EXTERNAL, "-: R-09", RAID),
    Case("a technical risk that is no risk", put(INTERNAL, "technical_risks", ["I-01"]), "raid-references-lead-to-the-right-entry", "conflict", INTERNAL, "-: I-01", RAID),
    Case("a promise whose entry is not there", put("promises.yaml", "promises", 0, "raid", "I-04"), "raid-references-lead-to-the-right-entry", "conflict", "promises.yaml", "raid: I-04", RAID),
    Case("a link to an unknown term", put(RAID, "risks", 1, "links", ["NST-04"]), "raid-links-exist", "conflict", RAID, "-: NST-04", CONTRACT),
    Case("a link to an unknown entry", put(RAID, "risks", 1, "links", ["D-04"]), "raid-links-exist", "conflict", RAID, "-: D-04", RAID),
    Case("a link to an unknown part", put(RAID, "risks", 0, "links", ["bom:U11"]), "raid-links-exist", "conflict", RAID, "-: bom:U11", ARCHIVE_NAME, says="bom:U11 is not in any BOM"),
    Case("a link to no kind of id", put(RAID, "risks", 0, "links", ["bom:U1", "FOO-01"]), "raid-links-exist", "conflict", RAID, "-: FOO-01"),
    Case("a decision that does not link its deviation", put(RAID, "decisions", 0, "links", ["PR-01"]), "raid-references-are-linked-back", "conflict", RAID, "links:", "deviations.yaml", says="D-01 does not link DEV-01"),
    Case("a deviation that names another decision", both(lambda s: s[RAID]["decisions"].append(s[RAID]["decisions"][0] | {"id": "D-03", "links": []}), put("deviations.yaml", "deviations", 0, "raid", "D-03")), "raid-references-are-linked-back", "conflict", "deviations.yaml", "raid: D-03", RAID, says="DEV-01 names D-03, but D-01 links it"),
    Case("a single-source part nobody worries about", drop(RAID, "risks", 0, "links"), "single-source-parts-are-in-raid", "missing", RAID, "risks:", ARCHIVE_NAME, says="U1 (STM32U575CIU6)"),
    Case("a promise nobody has decided about", put("promises.yaml", "promises", 0, "disposition", "pending"), "promises-are-settled", "ambiguous", "promises.yaml", "disposition: pending"),
    Case("a promise taken back in silence", drop("promises.yaml", "promises", 0, "told_customer_on"), "promises-are-settled", "missing", "promises.yaml", "disposition: retracted"),
    Case("a fixture that comes after the shipment", put(RAID, "assumptions", 0, "commitment", "due", "2026-05-16"), "commitments-come-before-their-milestone", "conflict", RAID, "due: 2026-05-16", "deal.yaml"),
    Case("an action due before the issue", both(put(RAID, "issues", 0, "raised", "2026-02-04"), put(RAID, "issues", 0, "due", "2025-02-18")), "entries-end-after-they-began", "conflict", RAID, "due: 2025-02-18", RAID),
    Case("the customer is met first", put(INTERNAL, "held", "2026-02-19"), "internal-kickoff-comes-first", "conflict", INTERNAL, "held: 2026-02-19", EXTERNAL),
    Case("somebody attends in another's role", put(INTERNAL, "attendees", 2, "person", "jonas"), "internal-kickoff-is-attended", "conflict", INTERNAL, "role: engineering", INTERNAL),
    Case("nobody decides", put(PEOPLE, "customer", 0, "influence", "influencer"), "decision-maker-is-named", "missing", PEOPLE, "customer:"),
    Case("nobody approves a cost increase", put(PEOPLE, "customer", 0, "can_approve", ["schedule-change"]), "cost-increases-have-an-approver", "missing", PEOPLE, "customer:"),
    Case("nobody for logistics", put(PEOPLE, "customer", 2, "contact_for", []), "contacts-cover-every-area", "missing", PEOPLE, "customer:", says="logistics"),
    Case("a shared address", put(PEOPLE, "customer", 1, "email", "Alice@Brightwater.example"), "people-have-their-own-address", "conflict", PEOPLE, "email: Alice@Brightwater.example", PEOPLE),
    Case("a KPI for something else", put("why.md", "driver", "price"), "kpis-follow-the-driver", "missing", "why.md", "kpis:", "why.md"),
    Case("engineering was not there", drop(INTERNAL, "attendees", 2), "internal-kickoff-is-attended", "missing", INTERNAL, "attendees:", says="engineering"),
    Case("a shorter lead time is told", put(INTERNAL, "lead_time", "weeks", 8), "lead-time-message-matches-the-quote", "conflict", INTERNAL, "weeks: 8", QUOTE, says="8 weeks from po-date to ex-works"),
    Case("a lead time with another end", put(INTERNAL, "lead_time", "to", "on-dock"), "lead-time-message-matches-the-quote", "conflict", INTERNAL, "to: on-dock", QUOTE),
    Case("the contact moves to somebody else", put(EXTERNAL, "contact_transfer", "to", "lee"), "contact-moves-from-sales-to-pm", "conflict", EXTERNAL, "to: lee", "deal.yaml"),
    Case("margin in the customer's document", put(EXTERNAL, "", KICKOFF_TEXT + "Our margin allows it."), "external-kickoff-keeps-secrets", "conflict", EXTERNAL, "Our margin allows it."),
    Case("an internal risk in the customer's document", put(EXTERNAL, "", KICKOFF_TEXT + "See R-01."), "external-kickoff-keeps-secrets", "conflict", EXTERNAL, "See R-01.", RAID),
    Case("an internal risk among those presented", put(EXTERNAL, "risks", ["R-02", "R-01"]), "external-kickoff-keeps-secrets", "conflict", EXTERNAL, "-: R-01", RAID),
)  # fmt: skip

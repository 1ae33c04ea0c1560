"""Cases of what is told in and around the kickoffs."""

from __future__ import annotations

from tests.rules.cases import Case, both, put
from tests.rules.good import KICKOFF_TEXT

QUOTE, RAID, PROMISES = "quote.yaml", "raid.yaml", "promises.yaml"
INTERNAL, EXTERNAL = "kickoff/internal.md", "kickoff/external.md"
CADENCE = {"frequency": "weekly", "weekday": "tuesday", "time": "10:00"}
HELD = put(EXTERNAL, "held", "2026-02-12")
VISIBLE = put(RAID, "risks", 1, "mitigation", "Ship early, our margin carries it.")

CASES = (
    Case("a day nobody has planned with", put(EXTERNAL, "", KICKOFF_TEXT + "We need the fixture by 2026-03-20."), "days-told-in-the-kickoff-are-known", "conflict", EXTERNAL, "We need the fixture by 2026-03-20.", says="by 2026-03-20 is told"),
    Case("the customer is met before we have agreed", both(put(INTERNAL, "held", "2026-02-12"), put(EXTERNAL, "held", "2026-02-11"), put(EXTERNAL, "planned", "2026-02-16")), "internal-kickoff-comes-first", "conflict", INTERNAL, "held: 2026-02-12", EXTERNAL),
    Case("a kickoff in which nobody confirmed", both(HELD, lambda s: s[EXTERNAL].pop("confirmed_by")), "held-kickoffs-confirm-the-scope", "missing", EXTERNAL, "held: 2026-02-12", acts="pm"),
    Case("the scope confirmed by logistics", both(HELD, put(EXTERNAL, "confirmed_by", "priya")), "held-kickoffs-confirm-the-scope", "conflict", EXTERNAL, "confirmed_by: priya", "stakeholders.yaml", acts="pm"),
    Case("a kickoff without the customer", both(HELD, put(EXTERNAL, "attendees", ["tom", "dana", "mira"])), "external-kickoff-is-attended", "missing", EXTERNAL, "attendees:", acts="pm", says="the customer"),
    Case("a kickoff without sales", put(EXTERNAL, "attendees", ["dana", "alice"]), "external-kickoff-is-attended", "missing", EXTERNAL, "attendees:", acts="pm", says="sales"),
    Case("somebody at the kickoff nobody knows", put(EXTERNAL, "attendees", ["tom", "dana", "alice", "hugo"]), "named-people-are-known", "conflict", EXTERNAL, "-: hugo"),
    Case("a daily report on Tuesdays", put(EXTERNAL, "cadence", CADENCE | {"frequency": "daily"}), "cadence-is-told-once", "ambiguous", EXTERNAL, "weekday: tuesday", EXTERNAL),
    Case("another day in the text", put(EXTERNAL, "cadence", CADENCE | {"weekday": "thursday"}), "cadence-is-told-once", "conflict", EXTERNAL, "We report every Tuesday at 10:00.", EXTERNAL, says="Tuesday"),
    Case("another time in the text", put(EXTERNAL, "cadence", CADENCE | {"time": "09:30"}), "cadence-is-told-once", "conflict", EXTERNAL, "We report every Tuesday at 10:00.", EXTERNAL, says="10:00"),
    Case("a shorter lead time in the customer's text", put(EXTERNAL, "", KICKOFF_TEXT + "Our lead time is eight weeks."), "lead-time-is-told-once", "conflict", EXTERNAL, "Our lead time is eight weeks.", QUOTE, says="eight weeks"),
    Case("a longer lead time inside", put(INTERNAL, "", "## United front\n12 weeks from the day of the order."), "lead-time-is-told-once", "conflict", INTERNAL, "12 weeks from the day of the order.", QUOTE),
    Case("margin in a risk the customer sees", VISIBLE, "visible-entries-keep-secrets", "conflict", RAID, "mitigation: Ship early, our margin carries it.", RAID, says="R-02"),
    Case("cost in a statement the customer sees", put(QUOTE, "assumptions", 1, "statement", "The customer supplies the fixture at our cost price."), "visible-entries-keep-secrets", "conflict", QUOTE, related=QUOTE, says="AS-02"),
    Case("a promise with our purchase price", put(PROMISES, "promises", 0, "words", "The purchase price of U1 will be passed on."), "visible-entries-keep-secrets", "conflict", PROMISES),
    Case("what the material costs", put(EXTERNAL, "", KICKOFF_TEXT + "A board needs parts for 24.10 each."), "external-kickoff-tells-no-figures", "conflict", EXTERNAL, "A board needs parts for 24.10 each.", QUOTE, says="material"),
    Case("what a board costs in all", put(EXTERNAL, "", KICKOFF_TEXT + "A board costs 33.70 to make."), "external-kickoff-tells-no-figures", "conflict", EXTERNAL, "A board costs 33.70 to make.", QUOTE, says="cost"),
    Case("what the material costs, written otherwise", put(EXTERNAL, "", KICKOFF_TEXT + "Parts for 24,1 each."), "external-kickoff-tells-no-figures", "conflict", EXTERNAL, "Parts for 24,1 each.", QUOTE, says="material"),
    Case("the credit limit, in words", put(EXTERNAL, "", KICKOFF_TEXT + "Your credit limit is settled."), "external-kickoff-keeps-secrets", "conflict", EXTERNAL, "Your credit limit is settled."),
)  # fmt: skip

SILENT = {
    "days of the deal, and the day of the next meeting": put(EXTERNAL, "", KICKOFF_TEXT + "The fixture is here by 2026-03-16. We meet on 2026-02-24."),
    "a kickoff that was held": both(HELD, put(EXTERNAL, "attendees", ["tom", "dana", "alice"]), put(EXTERNAL, "cadence", CADENCE)),
    "a daily report": both(put(EXTERNAL, "cadence", CADENCE | {"frequency": "daily", "weekday": "workdays"}), put(EXTERNAL, "", KICKOFF_TEXT.replace("every Tuesday", "each day"))),
    "weeks that are no lead time": put(EXTERNAL, "", KICKOFF_TEXT + "We answer within two weeks. The pilot runs for 6 weeks."),
    "the quoted lead time, in words": put(INTERNAL, "", "## United front\nTen weeks from the order, on 2026-04-20."),
    "a price the customer knows": put(EXTERNAL, "", KICKOFF_TEXT + "The price of 43.90 holds."),
    "a margin of the mask in a visible risk": put(RAID, "risks", 1, "mitigation", "The mask margin is checked."),
    "our margin in a hidden risk": put(RAID, "risks", 0, "mitigation", "Our margin carries it."),
}  # fmt: skip

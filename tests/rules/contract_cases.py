"""Cases of the rules about clauses, minimum quantities, approvals, estimates and material."""

from __future__ import annotations

from dataclasses import replace

from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import ARCHIVE, FOLDER, MANIFEST, Sample

DEAL, QUOTE, CONTRACT, PEOPLE = "deal.yaml", "quote.yaml", "contract.yaml", "stakeholders.yaml"
DELIVERY = (DEAL, "items", 1, "deliveries", 0)
PRICE_HOLD = {
    "id": "NST-02",
    "clause": "MSA 4.2",
    "category": "price-hold",
    "summary": "The price holds for two years",
    "exposure": "1000.00",
    "owner": "dana",
}
LD_AND_PRICE_HOLD = both(lambda s: s[CONTRACT]["non_standard_terms"].append(dict(PRICE_HOLD)))


def _paid(terms: str) -> Change:
    return both(
        put(QUOTE, "payment_terms", terms),
        put(CONTRACT, "purchase_order", "payment_terms", terms),
        put(CONTRACT, "terms", "payment_terms", terms),
    )


PAID_LATE = _paid("net 90")


def _at_home_in(currency: str, **exchange: object) -> Change:
    def change(sample: Sample) -> None:
        sample.currency = currency
        sample[QUOTE].update({"exchange": exchange} if exchange else {})

    return change


def _approved(*people: str, **more: str) -> Change:
    first, *also = people
    approval = {"approver": first, "role": "approver", "on": "2026-01-12"} | ({"also": also} if also else {}) | more
    return put(QUOTE, "approval", approval)


def _limits(**percent: str) -> Change:
    return lambda sample: sample.thresholds.update({f"margin.{name}": value for name, value in percent.items()})


def _kickoff(sentence: str) -> Change:
    def change(sample: Sample) -> None:
        text = sample["kickoff/external.md"][""]
        sample["kickoff/external.md"][""] = text.replace("## Risks", f"{sentence}\n## Risks")

    return change


def _bom_says(header: str, cell: str) -> Change:
    """A column of the BOM for C1 and C2."""

    def change(sample: Sample) -> None:
        first, *others = sample.bom or ()
        sample.bom = (replace(first, fields={header: cell}), *others)

    return change


def _nda(**terms: object) -> Change:
    """A non-disclosure agreement with these terms; one of None is left out, and of no terms at all nothing is declared."""
    declared = {"mutual": True, "penalties": "actual-damages", "years": 3, "read_by": "tom"} | terms

    def change(sample: Sample) -> None:
        paper = {**sample[CONTRACT]["documents"][0], "kind": "nda", "reference": "NDA-2026-01"}
        known = {"nda": {key: value for key, value in declared.items() if value is not None}} if terms else {}
        sample[CONTRACT]["documents"].append(paper | known)

    return change


NO_MSA = both(drop(CONTRACT, "documents", 0), drop(CONTRACT, "precedence"))

CASES = (
    Case("papers nobody has read", drop(CONTRACT, "declarations"), "contract-facts-are-declared", "missing", CONTRACT, says="signatures and clauses"),
    Case("clauses nobody has read", put(CONTRACT, "declarations", 0, "what", ["signatures"]), "contract-facts-are-declared", "missing", CONTRACT, "declarations:", says="of the contract: clauses"),
    Case("excluded packaging affirmed beside something denied", _kickoff("Custom packaging is included; freight is not part of the order."), "exclusions-stay-excluded", "conflict", "kickoff/external.md", related=QUOTE),
    Case("an order signed when all is delivered", put("contract.yaml", "documents", 1, "signatures", 0, "date", "2027-02-03"), "papers-are-signed-before-the-delivery", "conflict", "contract.yaml", "date: 2027-02-03", "deal.yaml"),
    Case("a customer screened after his order", put("contract.yaml", "screening", "on", "2026-03-09"), "customer-is-screened", "conflict", "contract.yaml", "on: 2026-03-09", "contract.yaml", acts="finance"),
    Case("an order term without a place", drop(CONTRACT, "purchase_order", "incoterm_place"), "incoterms-name-their-place", "missing", CONTRACT, "incoterm: FCA", says="the purchase order"),
    Case("a contract term without a place", drop(CONTRACT, "terms", "incoterm_place"), "incoterms-name-their-place", "missing", CONTRACT, "incoterm: FCA", says="the contract terms"),
    Case("liability without an end", drop(CONTRACT, "terms", "liability_cap"), "liability-is-capped", "missing", CONTRACT, "terms:"),
    Case("damages without a cap", drop(CONTRACT, "terms", "liquidated_damages", "cap_percent"), "damages-are-quantified", "missing", CONTRACT, "liquidated_damages:", says="cap_percent is not given"),
    Case("damages that only apply", put(CONTRACT, "terms", "liquidated_damages", {"applies": True}), "damages-are-quantified", "missing", CONTRACT, "liquidated_damages:", says="are not given"),
    Case("a price held in silence", LD_AND_PRICE_HOLD, "non-standard-terms-are-tracked", "missing", CONTRACT, related="raid.yaml", says="NST-02"),
    Case("two papers and no precedence", drop(CONTRACT, "precedence"), "precedence-is-settled", "missing", CONTRACT, "documents:", says="msa or po"),
    Case("an order and nobody's conditions", NO_MSA, "terms-have-a-source", "missing", CONTRACT, "terms:", CONTRACT),
    Case("terms of an MSA nobody filed", both(NO_MSA, put(CONTRACT, "terms", "based_on", "msa")), "terms-have-a-source", "conflict", CONTRACT, "based_on: msa", CONTRACT),
    Case("an agreement nobody has read", _nda(), "nda-terms-are-declared", "missing", CONTRACT, says="nobody says what NDA-2026-01 binds us to"),
    Case("an agreement that binds us alone", _nda(mutual=False), "nda-terms-can-be-borne", "conflict", CONTRACT, "mutual: false", CONTRACT),
    Case("an agreement with a fixed penalty", _nda(penalties="fixed"), "nda-terms-can-be-borne", "conflict", CONTRACT, "penalties: fixed"),
    Case("an agreement without an end", _nda(years=None), "nda-terms-can-be-borne", "conflict", CONTRACT, "nda:", says="NDA-2026-01 never ends"),
    Case("an agreement for four years", _nda(years=4), "nda-terms-can-be-borne", "conflict", CONTRACT, "years: 4", says="more than the usual 3, and no sector asks for it"),
    Case("an agreement for six years, whatever the sector", _nda(years=6, sector="medical"), "nda-terms-can-be-borne", "conflict", CONTRACT, "years: 6", says="more than the 5 any customer gets"),
    Case("an agreement this company finds long", both(lambda s: s.thresholds.update({"nda.years": "2"}), _nda(read_by="mira")), "nda-terms-can-be-borne", "conflict", CONTRACT, "years: 3"),
    Case("an agreement read by nobody we know", _nda(read_by="hugo"), "named-people-are-known", "conflict", CONTRACT, "read_by: hugo"),
    Case("a customer nobody looked up", drop(CONTRACT, "screening"), "customer-is-screened", "missing", CONTRACT, acts="finance"),
    Case("a customer on a list", put(CONTRACT, "screening", "result", "hit"), "customer-is-screened", "conflict", CONTRACT, "result: hit", acts="finance"),
    Case("fewer than the minimum", put(QUOTE, "items", 0, "moq", 2000), "order-fills-the-minimum", "conflict", CONTRACT, "quantity: 1000", QUOTE, says="minimum of 2000"),
    Case("a broken packing unit", put(QUOTE, "items", 0, "mpq", 300), "order-fills-the-minimum", "conflict", CONTRACT, "quantity: 1000", QUOTE, says="packing unit of 300"),
    Case("two quality classes", both(put(QUOTE, "items", 0, "ipc_class", 2), put(MANIFEST, "ipc_class", 3)), "quality-classes-agree", "conflict", QUOTE, "ipc_class: 2", MANIFEST),
    Case("a class the order raises", both(put(QUOTE, "items", 0, "ipc_class", 2), put(MANIFEST, "ipc_class", 2), put(CONTRACT, "purchase_order", "lines", 0, "ipc_class", 3)), "quality-classes-agree", "conflict", CONTRACT, "ipc_class: 3"),
    Case("a later promise nobody has agreed to", put(*DELIVERY, "promised", "2026-05-04"), "later-promises-are-in-raid", "missing", DEAL, "promised: 2026-05-04", DEAL),
    Case("an order signed by logistics", put(CONTRACT, "documents", 1, "signatures", 0, "name", "Priya Nair"), "order-signer-may-approve-cost", "ambiguous", CONTRACT, "name: Priya Nair", PEOPLE),
    Case("late payment nobody approved", PAID_LATE, "quote-is-approved-by-who-may", "missing", QUOTE, acts="finance", related=QUOTE, says="finance"),
    Case("late payment approved by Sales", both(PAID_LATE, _approved("tom")), "quote-is-approved-by-who-may", "conflict", QUOTE, "approver: tom", acts="finance"),
    Case("a discount the seller gave himself", both(_limits(m1="30", m2="10"), _approved("tom")), "quote-is-approved-by-who-may", "conflict", QUOTE, "approver: tom", acts="finance", says="a sales manager"),
    Case("a low margin paid late", both(_limits(m1="30", m2="10"), PAID_LATE, _approved("ines", "nora")), "margin-and-terms-are-not-both-given-away", "conflict", QUOTE, "payment_terms: net 90", acts="finance"),
    Case("payment somewhat late", both(_paid("net 60"), _approved("tom")), "quote-is-approved-by-who-may", "conflict", QUOTE, "approver: tom", acts="finance", says="not by a sales manager, as"),
    Case("a foreign currency", _at_home_in("CHF"), "foreign-currency-is-covered", "missing", QUOTE, "currency: EUR", acts="finance", says="not CHF"),
    Case("a foreign currency with next to no buffer", _at_home_in("CHF", hedged=False, buffer_percent="1"), "foreign-currency-is-covered", "conflict", QUOTE, acts="finance", says="3 percent"),
    Case("a weak customer who pays late", put(CONTRACT, "credit", "score", 540), "weak-credit-pays-in-advance", "conflict", CONTRACT, "payment_terms: net 30", CONTRACT, acts="finance"),
    Case("a strategic price without a reason", both(_limits(m1="50", m2="40"), _approved("ines", "vera")), "strategic-prices-have-a-reason", "missing", QUOTE, "approval:"),
    Case("excluded packaging in the order", put(CONTRACT, "purchase_order", "lines", 0, "description", "Gateway with custom packaging"), "exclusions-stay-excluded", "conflict", CONTRACT, "description: Gateway with custom packaging", QUOTE, says="order line 10"),
    Case("excluded packaging in the kickoff", _kickoff("Each board comes in custom\npackaging."), "exclusions-stay-excluded", "conflict", "kickoff/external.md", "Each board comes in custom", QUOTE),
    Case("excluded packaging under another name", both(put(QUOTE, "assumptions", 0, "also_called", ["printed boxes"]), put(DEAL, "items", 1, "description", "Cable 2 m in printed boxes")), "exclusions-stay-excluded", "conflict", DEAL, related=QUOTE),
    Case("a packaging drawing nobody pays for", lambda s: (s.paths.append("packaging-spec.pdf"), s[MANIFEST]["members"].append({"path": "packaging-spec.pdf", "role": "document"})), "packaging-of-the-pack-is-priced", "ambiguous", ARCHIVE.removeprefix(f"{FOLDER}/"), related=QUOTE),
    Case("a test nobody has described", put(QUOTE, "items", 0, "test_minutes", "2.5"), "quoted-tests-are-specified", "missing", QUOTE, "test_minutes: 2.5", MANIFEST, acts="engineering"),
    Case("firmware nobody quoted", put(QUOTE, "assumptions", 2, "category", "yield"), "programming-is-quoted", "missing", QUOTE, "nre:"),
    Case("52 weeks nobody logged", _bom_says("Lead time (weeks)", "52"), "long-lead-parts-are-in-raid", "missing", "raid.yaml", "risks:", ARCHIVE.removeprefix(f"{FOLDER}/"), says="52 weeks"),
    Case("a year, whatever this company calls long", both(lambda s: s.thresholds.update({"raid.long_lead_weeks": "60"}), _bom_says("Lead time (weeks)", "52")), "long-lead-parts-are-in-raid", "missing", "raid.yaml", "risks:", says="52 weeks"),
    Case("a year in days nobody logged", _bom_says("Lead Time", "365 days"), "long-lead-parts-are-in-raid", "missing", "raid.yaml", "risks:", says="53 weeks"),
    Case("half a year nobody logged", _bom_says("Lead time (weeks)", "26"), "slow-parts-are-in-raid", "missing", "raid.yaml", "risks:", says="26 weeks"),
    Case("a week less than a year nobody logged", _bom_says("Lead time (weeks)", "51"), "slow-parts-are-in-raid", "missing", "raid.yaml", "risks:", says="51 weeks"),
    Case("a promise before its slowest part", _bom_says("Lead time (weeks)", "14"), "promised-dates-allow-the-parts", "conflict", DEAL, "promised: 2026-04-20", ARCHIVE.removeprefix(f"{FOLDER}/"), says="14 weeks"),
    Case("a wait this company calls long", both(lambda s: s.thresholds.update({"raid.long_lead_weeks": "16"}), _bom_says("Lead time (weeks)", "16")), "slow-parts-are-in-raid", "missing", "raid.yaml", "risks:", says="16 weeks"),
    Case("a part nobody can send back", _bom_says("NCNR", "yes"), "ncnr-parts-are-authorised", "missing", ARCHIVE.removeprefix(f"{FOLDER}/"), related=CONTRACT, acts="customer"),
    Case("attrition on dear parts", put(QUOTE, "attrition", [{"class": "high-value", "percent": "2"}]), "attrition-fits-its-class", "conflict", QUOTE, "percent: 2"),
    Case("attrition below what is lost", put(QUOTE, "attrition", [{"class": "small", "percent": "0.5"}]), "attrition-fits-its-class", "conflict", QUOTE, "percent: 0.5"),
    Case("a long test without a station", both(put(QUOTE, "items", 1, "test_minutes", "8")), "long-tests-pay-their-station", "missing", QUOTE, "cost:", QUOTE),
    Case("an assumption that ended before the order", put(QUOTE, "assumptions", 2, "valid_until", "2026-01-31"), "assumptions-still-hold", "conflict", QUOTE, "valid_until: 2026-01-31", CONTRACT),
)  # fmt: skip

SILENT = {
    "an agreement for three years": _nda(years=3),
    "an agreement for five years in medicine": _nda(years=5, sector="medical"),
    "five years where that is usual": both(lambda s: s.thresholds.update({"nda.years": "5"}), _nda(years=5)),
    "a foreign currency with its buffer": _at_home_in("CHF", hedged=False, buffer_percent="3"),
    "a hedge, whatever the buffer": _at_home_in("CHF", hedged=True, buffer_percent="1"),
    "a part that comes in time": _bom_says("Lead time (weeks)", "10"),
    "our own currency": _at_home_in("EUR"),
    "a weak customer who pays first": both(_paid("prepaid"), put(CONTRACT, "credit", "score", 540)),
    "a good score": put(CONTRACT, "credit", "score", 600),
    "late payment a sales manager gave": both(_paid("net 60"), _approved("nora")),
    "late payment the director gave": both(_paid("net 45"), _approved("vera")),
}

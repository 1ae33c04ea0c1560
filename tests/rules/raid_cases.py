"""Cases of the entries the RAID log owes to the facts of the package."""

from __future__ import annotations

from dataclasses import replace

from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import ARCHIVE, BOM, FOLDER, MANIFEST, Sample

CONTRACT, RAID = "contract.yaml", "raid.yaml"
ZIP = ARCHIVE.removeprefix(f"{FOLDER}/")
SIGNED = [{"mpn": "B3B-XH-A", "kind": "ncnr", "quantity": 1000, "signed_by": "Alice Moreau", "on": "2026-02-10"}]


def supplied(refs: list[str], *, default: str = "turnkey", how: str = "consigned") -> Change:
    entries = [{"refdes": refs, "is": how, "reason": "on allocation", "by": "mira"}] if refs else []
    supply = {"default": default, "reason": "agreed in the quote", "by": "mira"}
    return put(MANIFEST, "supply", supply | ({"exceptions": entries} if entries else {}))


def replaceable(how: str) -> Change:
    entries = [{"refdes": ["C1"], "is": how, "reason": "Yageo as well", "by": "mira"}]
    return put(MANIFEST, "substitution", {"default": "no-substitution", "reason": "agreed", "by": "mira", "exceptions": entries})  # fmt: skip


def bom_says(line: int, header: str, cell: str) -> Change:
    """A column more in the line of the BOM at this index."""

    def change(sample: Sample) -> None:
        lines = list(sample.bom or BOM)
        lines[line] = replace(lines[line], fields={**(lines[line].fields or {}), header: cell})
        sample.bom = tuple(lines)

    return change


CASES = (
    Case("another day in the sentence", put(RAID, "assumptions", 0, "description", "Customer supplies the programming fixture by 2026-03-20."), "commitment-days-agree", "conflict", RAID, related=RAID, says="description says 2026-03-20"),
    Case("another day in the register", put("quote.yaml", "assumptions", 1, "statement", "The customer supplies the programming fixture no later than 2026-03-02."), "commitment-days-agree", "conflict", "quote.yaml", related=RAID, says="statement says 2026-03-02"),
    Case("an assumption that did not hold", put(RAID, "assumptions", 0, "status", "broken"), "broken-assumptions-are-issues", "missing", RAID, "status: broken", RAID, acts="pm"),
    Case("a risk closed without a word", put(RAID, "risks", 0, "status", "closed"), "closed-risks-say-why", "missing", RAID, "status: closed", acts="pm"),
    Case("a fixture without a day", drop(RAID, "assumptions", 0, "commitment"), "customer-duties-have-a-date", "missing", RAID, "-:", "quote.yaml", says="A-01 gives no day"),
    Case("a column of consigned parts", bom_says(2, "Consigned", "yes"), "consigned-parts-are-promised", "missing", RAID, "assumptions:", ZIP),
    Case("an alternate nobody has approved", replaceable("listed-alternates"), "alternates-are-decided", "missing", RAID, "decisions:", MANIFEST, acts="engineering", says="C1"),
    Case("shipping in parts, allowed by nobody", drop(RAID, "decisions", 1, "links"), "partial-shipments-are-decided", "missing", RAID, "decisions:", CONTRACT, says="board ships in parts"),
    Case("a part signed for that nobody watches", both(put(CONTRACT, "material_authorisations", SIGNED), bom_says(2, "NCNR", "yes")), "ncnr-parts-are-in-raid", "missing", RAID, "issues:", ZIP, says="J9"),
)  # fmt: skip

SILENT = {
    "the same day in the sentence": put(RAID, "assumptions", 0, "description", "Fixture by 2026-03-16, as agreed on 2026-01-15."),
    "a day of another kind in the sentence": put(RAID, "assumptions", 0, "description", "Agreed in the meeting of 2026-01-15."),
    "a broken assumption with its issue": both(put(RAID, "assumptions", 0, "status", "broken"), put(RAID, "issues", 0, "links", ["A-01"])),
    "a risk closed with a reason": both(put(RAID, "risks", 0, "status", "closed"), put(RAID, "risks", 0, "closed_because", "All pieces are in our stock.")),
    "a consigned part with its assumption": both(supplied(["J9"]), put(RAID, "assumptions", 0, "links", ["AS-02", "bom:J9"])),
    "our own parts": supplied(["J9"], how="turnkey"),
    "a part that is not fitted": supplied(["R7"]),
    "a BOM in which we supply": bom_says(2, "Supply", "turnkey"),
    "no part is consigned": bom_says(2, "Consigned", "no"),
    "no substitution": replaceable("no-substitution"),
    "an alternate with its decision": both(replaceable("open"), put(RAID, "decisions", 0, "links", ["DEV-01", "PR-01", "bom:C1"])),
}  # fmt: skip
"""What looks like a case and is none."""

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
    Case("a fixture without a day", drop(RAID, "assumptions", 0, "commitment"), "customer-duties-have-a-date", "missing", RAID, "-:", "quote.yaml", says="A-01 gives no day"),
    Case("a column of consigned parts", bom_says(2, "Consigned", "yes"), "consigned-parts-are-promised", "missing", RAID, "assumptions:", ZIP),
    Case("an alternate nobody has approved", replaceable("listed-alternates"), "alternates-are-decided", "missing", RAID, "decisions:", MANIFEST, acts="engineering", says="C1"),
    Case("shipping in parts, allowed by nobody", drop(RAID, "decisions", 1, "links"), "partial-shipments-are-decided", "missing", RAID, "decisions:", CONTRACT, says="board ships in parts"),
    Case("a part signed for that nobody watches", both(put(CONTRACT, "material_authorisations", SIGNED), bom_says(2, "NCNR", "yes")), "ncnr-parts-are-in-raid", "missing", RAID, "issues:", ZIP, says="J9"),
)  # fmt: skip

SILENT = {
    "a consigned part with its assumption": both(supplied(["J9"]), put(RAID, "assumptions", 0, "links", ["AS-02", "bom:J9"])),
    "our own parts": supplied(["J9"], how="turnkey"),
    "a part that is not fitted": supplied(["R7"]),
    "a BOM in which we supply": bom_says(2, "Supply", "turnkey"),
    "no part is consigned": bom_says(2, "Consigned", "no"),
    "no substitution": replaceable("no-substitution"),
    "an alternate with its decision": both(replaceable("open"), put(RAID, "decisions", 0, "links", ["DEV-01", "PR-01", "bom:C1"])),
}  # fmt: skip
"""What looks like a case and is none."""

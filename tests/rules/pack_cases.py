"""Cases of the rules about the golden data pack."""

from __future__ import annotations

from dataclasses import replace

from handoff_cli.core.pack import BomLine, Flaw, Placement
from handoff_cli.core.tree import Span
from tests.rules.build import sha256
from tests.rules.cases import Case, Change, both, drop, put
from tests.rules.good import BOM, MANIFEST, PATHS, ROWS, Sample

ZIP = "data-pack/fsg-100/BW-FSG-100_REV_C01.zip"
FLAW = Flaw(
    kind="malformed",
    member="bom.csv",
    message="bom.csv has no column of designators",
    remedy="Name it.",
    span=Span(1, 1, 1, 4),
    excerpt="Qty",
)
MEMBERS = list(PATHS)
SENT = sha256("as it came")


def _supply(*exceptions: list[str], by: str = "mira") -> dict[str, object]:
    entries = [{"refdes": refs, "is": "consigned", "reason": "on allocation", "by": by} for refs in exceptions]
    return {"default": "turnkey", "reason": "agreed in the quote", "by": "mira", "exceptions": entries}


def _received(sha256: str) -> Change:
    return put(MANIFEST, "received", [{"file": "received/fsg100.zip", "sha256": sha256}])


def _bom(*lines: BomLine) -> Change:
    def change(sample: Sample) -> None:
        sample.bom = lines

    return change


def _rows(*rows: Placement) -> Change:
    def change(sample: Sample) -> None:
        sample.rows = rows

    return change


def _without(role: str) -> Change:
    """Neither in the manifest nor in the archive."""

    def change(sample: Sample) -> None:
        sample.documents[MANIFEST]["members"] = [
            entry for entry in sample[MANIFEST]["members"] if entry["role"] != role
        ]
        sample.paths = [path for path in sample.paths if PATHS[path] != role]

    return change


def _set(**fields: object) -> Change:
    def change(sample: Sample) -> None:
        for name, value in fields.items():
            setattr(sample, name, value)

    return change


def _row(ref: str, x: float = 10.0, y: float = 10.0) -> Placement:
    return Placement(line=9, refdes=ref, x=x, y=y, rotation=0.0, side="top", excerpt=f"{ref},{x},{y},0,top")


def _renamed(archive: str) -> Change:
    return put(MANIFEST, "archive", archive)


C1, U1, J9, R7 = BOM


def _supplied_by(words: str) -> Change:
    """The supply column of the BOM for C1 and C2, against the default of the manifest."""

    def change(sample: Sample) -> None:
        first, *others = sample.bom or ()
        sample.bom = (replace(first, fields={"Supply": words}), *others)
        sample[MANIFEST]["supply"] = {"default": "turnkey", "reason": "quoted so", "by": "mira"}

    return change


def _alternates(sample: Sample) -> None:
    first, *others = sample.bom or ()
    sample.bom = (replace(first, alternates=("CL05B104KO5NNNC",)), *others)


def _column(header: str, cell: str) -> Change:
    """A column of the BOM that says the same of every line."""

    def change(sample: Sample) -> None:
        sample.bom = tuple(replace(line, fields={**(line.fields or {}), header: cell}) for line in sample.bom or ())

    return change


SILENT = {
    "a BOM with a column of who supplies": both(_column("Supply", "turnkey"), drop(MANIFEST, "supply")),
    "a BOM that marks only what the customer sends": both(_column("Consigned", ""), drop(MANIFEST, "supply")),
    "a BOM that says what may be replaced": both(_column("Alternates allowed", "no"), drop(MANIFEST, "substitution")),
    "the order names what the customer sent": both(
        _received(SENT), put("contract.yaml", "purchase_order", "lines", 0, "pack_sha256", SENT)
    ),
}
CASES = (
    Case("nobody has looked at the placements", put(MANIFEST, "declarations", 0, "what", ["part-numbers", "descriptions", "polarity"]), "pack-facts-are-declared", "missing", MANIFEST, "declarations:", acts="engineering", says="body-centres and rotations"),
    Case("nobody has looked at the data pack", drop(MANIFEST, "declarations"), "pack-facts-are-declared", "missing", MANIFEST, acts="engineering", says="part-numbers, descriptions"),
    Case("a description for a part number", _bom(replace(C1, mpn="100nF Capacitor 0402", excerpt='"C1,C2",2,100nF Capacitor 0402'), U1, J9, R7), "part-numbers-are-no-descriptions", "ambiguous", ZIP, acts="customer", says="C1, C2: '100nF Capacitor 0402' describes a part"),
    Case("the archive is not there", _set(zip_sha=""), "archive-is-there", "missing", MANIFEST, "archive: BW-FSG-100_REV_C01.zip", ZIP),
    Case("the archive was exchanged", _set(zip_sha="0" * 64), "archive-matches-its-hash", "conflict", MANIFEST, related=ZIP),
    Case("the order names another archive", put("contract.yaml", "purchase_order", "lines", 0, "pack_sha256", "f" * 64), "order-names-this-archive", "conflict", "contract.yaml", related=MANIFEST),
    Case("the order names another archive by its MD5", put("contract.yaml", "purchase_order", "lines", 0, "pack_md5", "f" * 32), "order-names-this-archive", "conflict", "contract.yaml", related=MANIFEST, says="order line 10"),
    Case("the order names a received file that was changed", both(_received("a" * 64), put("contract.yaml", "purchase_order", "lines", 0, "pack_sha256", "a" * 64)), "order-names-this-archive", "conflict", "contract.yaml", related=MANIFEST, beside=("received-files-are-untouched",)),
    Case("the pack is a draft", put(MANIFEST, "status", "DRAFT"), "pack-is-released", "ambiguous", MANIFEST, "status: DRAFT", acts="engineering"),
    Case("the BOM cannot be read", both(_set(flaws=(FLAW,), bom=None)), "pack-is-readable", "malformed", ZIP, "Qty", acts="customer"),
    Case("a listed file is not in the archive", lambda s: s.paths.remove("schematic.pdf"), "archive-holds-what-the-manifest-lists", "missing", MANIFEST, "path: schematic.pdf", ZIP),
    Case("a file of the archive is not listed", lambda s: s.paths.append("bom_old.xlsx"), "archive-holds-what-the-manifest-lists", "ambiguous", ZIP, related=MANIFEST, says="bom_old.xlsx"),
    Case("a path written otherwise is one finding", lambda s: (s.paths.remove("top_mask.gbr"), s.paths.append("Top_Mask.GBR")), "archive-holds-what-the-manifest-lists", "conflict", MANIFEST, "path: top_mask.gbr", ZIP),
    Case("an archive as the customer sent it", lambda s: s.facts.update(astray=("release/gerber/top.gbr", "release/bom.csv")), "golden-archive-has-its-folders", "ambiguous", ZIP, says="release/gerber/top.gbr and 1 more lie outside"),
    Case("one file too deep", lambda s: s.facts.update(astray=("R/05_TEST_FIRMWARE/old/a.hex",)), "golden-archive-has-its-folders", "ambiguous", ZIP, says="a.hex lies outside"),
    Case("a received file is not there", put(MANIFEST, "received", [{"file": "received/sent.zip", "sha256": "a" * 64}]), "received-files-are-untouched", "missing", MANIFEST, says="received/sent.zip"),
    Case("a received file was changed", _received("a" * 64), "received-files-are-untouched", "conflict", MANIFEST, related="data-pack/fsg-100/received/fsg100.zip"),
    Case("a unit the file does not have", put(MANIFEST, "units", "inch"), "centroid-unit-is-the-declared-one", "conflict", MANIFEST, "units: inch", ZIP, acts="engineering", says="units is inch, but the centroid file says mm"),
    Case("nobody says who supplies the parts", drop(MANIFEST, "supply"), "every-part-says-who-supplies-it", "missing", MANIFEST, says="neither the BOM of fsg-100 nor its manifest says who supplies its parts"),
    Case("a part of which the BOM does not say it", both(_supplied_by("turnkey"), drop(MANIFEST, "supply")), "every-part-says-who-supplies-it", "missing", ZIP, related=MANIFEST, says="who supplies U1 (STM32U575CIU6)"),
    Case("nobody says what may replace the parts", drop(MANIFEST, "substitution"), "every-part-says-what-may-replace-it", "missing", MANIFEST, says="what may replace its parts"),
    Case("a part whose alternates stand in the BOM, and others", both(_alternates, drop(MANIFEST, "substitution")), "every-part-says-what-may-replace-it", "missing", ZIP, related=MANIFEST, says="what may replace U1"),
    Case("a consigned part nobody has", put(MANIFEST, "supply", _supply(["U99"])), "supply-and-substitution-name-parts", "conflict", MANIFEST, related=ZIP, acts="engineering", says="U99"),
    Case("a consigned part nobody waits for", put(MANIFEST, "supply", _supply(["U1"])), "consigned-parts-are-promised", "missing", "raid.yaml", "assumptions:", ZIP, says="leave out U1"),
    Case("a kit of the customer's nobody waits for", put(MANIFEST, "supply", {"default": "free-issue", "reason": "his kit", "by": "mira"}), "consigned-parts-are-promised", "missing", "raid.yaml", "assumptions:", ZIP, says="leave out C1 (GRM155R71C104KA88D) and 3 more"),
    Case("a consigned part without its day", both(put(MANIFEST, "supply", _supply(["U1"])), put("raid.yaml", "assumptions", 1, "links", ["NRE-01", "bom:U1"])), "consigned-parts-are-promised", "missing", "raid.yaml", related="raid.yaml", says="A-02 does not say by which day the customer delivers U1"),
    Case("a BOM that says consigned", _supplied_by("customer supplied"), "consigned-parts-are-promised", "missing", "raid.yaml", "assumptions:", ZIP, says="leave out C1 (GRM155R71C104KA88D) and 1 more"),
    Case("a part consigned twice", put(MANIFEST, "supply", _supply(["U1"], ["U1"])), "supply-and-substitution-name-parts", "ambiguous", MANIFEST, related=MANIFEST, acts="engineering", says="U1"),
    Case("an exception by nobody we know", both(put(MANIFEST, "supply", _supply(["U1"], by="hugo")), put(MANIFEST, "supply", "exceptions", 0, "is", "turnkey")), "named-people-are-known", "conflict", MANIFEST, says="hugo"),
    Case("a final name", _renamed("BW-FSG-100_v3_Final.zip"), "archive-name-is-final", "ambiguous", MANIFEST, "archive: BW-FSG-100_v3_Final.zip"),
    Case("another issue than its archive", put(MANIFEST, "issue", "REV_A01"), "archive-name-is-final", "conflict", MANIFEST, "issue: REV_A01", MANIFEST),
    Case("a draft name", _renamed("BW-FSG-100-draft2.zip"), "archive-name-is-final", "ambiguous", MANIFEST),
    Case("no bottom copper", _without("bottom-copper"), "board-pack-has-its-files", "missing", MANIFEST, "members:", acts="customer", says="bottom copper"),
    Case("no outline", _without("outline"), "board-pack-has-its-files", "missing", MANIFEST, "members:", acts="customer"),
    Case("no centroid", both(_without("centroid"), _set(rows=None)), "board-pack-has-its-files", "missing", MANIFEST, "members:", acts="customer", says="centroid"),
    Case("no drill file", both(_without("drill-plated"), _without("drill-nonplated")), "board-pack-has-its-files", "missing", MANIFEST, acts="customer", says="drill"),
    Case("parts on top, no paste on top", _without("top-paste"), "board-pack-has-its-files", "missing", MANIFEST, acts="customer", says="solder paste of the top side"),
    Case("two BOMs", put(MANIFEST, "members", MEMBERS.index("schematic.pdf"), "role", "bom"), "each-role-has-one-file", "ambiguous", MANIFEST, "role: bom", MANIFEST, acts="customer"),
    Case("parts on another side than the manifest says", put(MANIFEST, "sides", "both"), "sides-match-the-centroid", "conflict", MANIFEST, "sides: both", ZIP),
    Case("no silkscreen", _without("top-silk"), "board-pack-has-silkscreen", "missing", MANIFEST, acts="customer"),
    Case("a quantity that does not count", _bom(replace(C1, quantity=3), U1, J9, R7), "bom-quantities-match-designators", "conflict", ZIP, C1.excerpt, acts="customer", says="quantity 3 of C1, C2 does not match its 2 designators"),
    Case("a fitted part without MPN", _bom(C1, replace(U1, mpn=" "), J9, R7), "fitted-parts-have-a-part-number", "missing", ZIP, U1.excerpt, acts="customer", says="U1"),
    Case("a fitted part with a placeholder as MPN", _bom(C1, replace(U1, mpn="TBD"), J9, R7), "fitted-parts-have-a-part-number", "missing", ZIP, U1.excerpt, acts="customer"),
    Case("an equivalent in the BOM", _bom(C1, replace(U1, description="MCU, ST or equivalent"), J9, R7), "bom-names-no-equivalents", "ambiguous", ZIP, U1.excerpt, acts="customer"),
    Case("an equivalent in a column we do not know", _bom(C1, replace(U1, fields={"Remark": "or equiv. part"}), J9, R7), "bom-names-no-equivalents", "ambiguous", ZIP, U1.excerpt, acts="customer"),
    Case("a designator twice in the BOM", _bom(C1, U1, J9, R7, replace(U1, line=6)), "designators-are-unique", "ambiguous", ZIP, U1.excerpt, ZIP, acts="customer"),
    Case("a designator twice in the centroid file", _rows(*ROWS, _row("C1")), "designators-are-unique", "ambiguous", ZIP, "C1,10.0,10.0,0,top", ZIP, acts="customer"),
    Case("a fitted part without coordinates", _rows(*(row for row in ROWS if row.refdes != "U1")), "centroid-designators-match-bom", "conflict", ZIP, U1.excerpt, ZIP, acts="customer"),
    Case("coordinates without a part", _rows(*ROWS, _row("X4")), "centroid-designators-match-bom", "conflict", ZIP, "X4,10.0,10.0,0,top", ZIP, acts="customer"),
    Case("a part placed by hand that nobody listed", drop(MANIFEST, "unplaced"), "centroid-designators-match-bom", "conflict", ZIP, J9.excerpt, ZIP, acts="customer"),
    Case("an unplaced part that is placed", _rows(*ROWS, _row("J9")), "exceptions-are-true", "conflict", MANIFEST, "-: J9", ZIP, acts="engineering"),
    Case("a fiducial nobody placed", _rows(*ROWS[:-1]), "exceptions-are-true", "conflict", MANIFEST, "-: FID1", ZIP, acts="engineering"),
    Case("a part beside the board", _rows(*(replace(row, x=82.1) if row.refdes == "U1" else row for row in ROWS)), "placements-are-on-the-board", "conflict", ZIP, related=ZIP, acts="customer", says="U1"),
    Case("coordinates of another origin are one finding", _rows(*(replace(row, x=row.x + 100) for row in ROWS)), "placements-are-on-the-board", "conflict", ZIP, related=ZIP, acts="customer", says="3 more of 4"),
)  # fmt: skip

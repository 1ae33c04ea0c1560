"""Cases of the rules that hold BOM, centroid and fabrication files against each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handoff_cli.core.pack import Centroid, Flaw, Layer, Registration
from tests.rules.cases import Case, Change, both, drop
from tests.rules.good import BOM, MANIFEST, ROWS, Sample
from tests.rules.pack_cases import ZIP, _bom, _rows, _set, _without

C1, U1, J9, R7 = BOM
NOTE = Flaw(
    kind="ambiguous",
    member="bom.xlsx",
    message="“15912045” under “MPN” (line 2) is a number in the workbook: zeros before it would be lost.",
    remedy="Compare it with the manufacturer's number.",
)
BOARD = (0.0, 0.0, 80.0, 60.0)
SHEET = (-100.0, -100.0, 180.0, 100.0)


def _registered(**more: Any) -> Change:
    fields: dict[str, Any] = {"side": "top", "parts": 50, "as_is": 0, "on_pads": 49, "verdict": "transformed"}
    return _fact(registration=(Registration(**(fields | more)),))


def _fact(**fields: Any) -> Change:
    return lambda sample: sample.facts.update(fields)


def _layer(member: str, role: str, extent: Any, **more: Any) -> Layer:
    return Layer(member=member, role=role, objects=0 if extent is None else 9, extent=extent, **more)


def _layers(*layers: Layer) -> Change:
    return _set(layers=layers)


def _outline(outer: tuple[float, float, float, float]) -> Change:
    """A contour around the board, in the one outline file."""

    def change(sample: Sample) -> None:
        sample.facts["board"] = BOARD
        sample.facts["layers"] = (_layer("outline.gbr", "outline", outer, contours=(outer, BOARD)), *sample.layers)

    return change


def _open_unit(sample: Sample) -> None:
    sample.facts["centroid"] = Centroid(member="xy.csv", unit="mil", placements=ROWS, unit_source="")
    sample.facts["registration"] = (
        Registration(side="top", parts=9, as_is=0, on_pads=8, verdict="transformed", scale=0.0254),
    )


def _path(old: str, new: str, **fields: Any) -> Change:
    """A member under another name, in the archive and in the manifest."""

    def change(sample: Sample) -> None:
        sample.paths[sample.paths.index(old)] = new
        entry = next(each for each in sample[MANIFEST]["members"] if each["path"] == old)
        entry["path"] = new
        sample.members[new] = {"role": entry["role"], **fields}

    return change


def _member(path: str, **fields: Any) -> Change:
    return lambda sample: sample.members.setdefault(path, {}).update(fields)


def _second_form(sample: Sample) -> None:
    sample.paths.append("board.tgz")
    sample.members["board.tgz"] = {"role": "odbpp"}
    sample[MANIFEST]["members"].append({"path": "board.tgz", "role": "odbpp"})


CASES = (
    Case("another origin", _registered(dx=99.65, dy=-125.1), "centroid-sits-on-pads", "conflict", ZIP, acts="customer", says="of 50 two-terminal parts on the top side 0 lie on pads as the centroid file stands, and 49 moved by x +99.650 mm, y -125.100 mm"),
    Case("an axis negated", _registered(mirror="x", dx=1.0), "centroid-sits-on-pads", "conflict", ZIP, acts="customer", says="with X negated, moved by x +1.000 mm, y +0.000 mm"),
    Case("inches called millimetres", _registered(scale=25.4), "centroid-sits-on-pads", "conflict", ZIP, acts="customer", says="read in inch"),
    Case("both sides alike are one fact", _fact(registration=tuple(Registration(side=side, parts=20, as_is=0, on_pads=20, verdict="transformed", dx=5.0) for side in ("top", "bottom"))), "centroid-sits-on-pads", "conflict", ZIP, acts="customer", says="of 40 two-terminal parts on the top and bottom side"),
    Case("stale Gerber files", _registered(verdict="stale", as_is=35, on_pads=35, missed=("C1", "C2")), "centroid-sits-on-pads", "conflict", ZIP, "C1,5.0,5.0,0,top", acts="customer", says="35 of 50 two-terminal parts on the top side lie on pads, but C1, C2 have none there"),
    Case("a unit that only the pads tell", _open_unit, "centroid-unit-is-stated", "missing", ZIP, acts="customer", says="only mil puts parts on pads (8 of 9)"),
    Case("two parts on one spot", _rows(*(replace(row, x=5.0, y=5.0) if row.refdes == "C2" else row for row in ROWS)), "placements-do-not-coincide", "conflict", ZIP, related=ZIP, acts="customer", says="C2 is placed on the same spot as C1"),
    Case("a layer beside the others", _layers(_layer("top_mask.gbr", "top-mask", (100.0, 0.0, 180.0, 60.0))), "layers-share-one-frame", "conflict", ZIP, related=ZIP, acts="customer", says="top_mask.gbr lies beside the board"),
    Case("a drawing frame on every layer", both(_layers(_layer("top.gbr", "top-copper", SHEET)), _outline(SHEET)), "layers-share-one-frame", "conflict", ZIP, related=ZIP, acts="customer", says="a drawing frame of 280.0 x 200.0 mm around the board of 80.0 x 60.0 mm"),
    Case("holes beside the board", _layers(_layer("board.drl", "drill-plated", (1.0, 1.0, 90.0, 59.0), centres=(2.0, 2.0, 89.0, 58.0))), "drill-hits-are-on-the-board", "conflict", ZIP, related=ZIP, acts="customer", says="9.0 mm outside the board"),
    Case("the outline of a panel", both(_layers(_layer("top.gbr", "top-copper", BOARD)), _outline((-10.0, -10.0, 90.0, 70.0))), "outline-is-of-one-board", "ambiguous", ZIP, acts="customer", says="a panel of 100.0 x 80.0 mm around a board of 80.0 x 60.0 mm"),
    Case("a value its part number is not", _bom(replace(C1, value="10n"), U1, J9, R7), "value-matches-part-number", "conflict", ZIP, C1.excerpt, acts="customer", says="C1, C2 are 10 nF by value, but GRM155R71C104KA88D is 100 nF"),
    Case("unfitted by the centroid file alone", _rows(*(replace(row, evidence="“DNP” under “Comment”") if row.refdes == "U1" else row for row in ROWS)), "unfitted-parts-are-marked-in-both", "conflict", ZIP, related=ZIP, acts="customer", says="U1 is not to be fitted by the centroid file"),
    Case("Gerber files and ODB++", _second_form, "fabrication-has-one-format", "ambiguous", ZIP, related=ZIP, acts="customer", says="ODB++ and Gerber"),
    Case("no netlist", _without("netlist"), "gerber-set-has-a-netlist", "missing", ZIP, acts="customer"),
    Case("no drawings", both(_without("fab-drawing"), _without("assembly-drawing")), "board-pack-has-drawings", "missing", ZIP, related=ZIP, acts="customer", says="no fabrication drawing and no assembly drawing"),
    Case("no fabrication drawing", _without("fab-drawing"), "board-pack-has-drawings", "missing", ZIP, acts="customer", says="no fabrication drawing"),
    Case("a drill format proven by the copper", _layers(_layer("board.drl", "drill-plated", BOARD, proven="mm, 3.3 TZ")), "drill-format-is-stated", "missing", ZIP, acts="customer", says="read as mm, 3.3 TZ"),
    Case("drill data twice, and different", _layers(_layer("board.drl", "drill-plated", BOARD, centres=BOARD, form="excellon"), _layer("board-drl.gbr", "drill-plated", BOARD, centres=(1.0, 0.0, 80.0, 60.0))), "drill-data-agree", "conflict", ZIP, related=ZIP, acts="customer", says="board.drl has other holes than board-drl.gbr"),
    Case("a part number that is a number", _fact(notes=(NOTE,)), "bom-is-what-it-shows", "ambiguous", ZIP, acts="customer", says="“15912045” under “MPN” (line 2) is a number in the workbook"),
    Case("an empty layer", _layers(_layer("npth.drl", "drill-nonplated", None)), "empty-layers-are-meant", "ambiguous", ZIP, acts="customer", says="npth.drl (drill-nonplated) is empty"),
    Case("an empty paste layer under parts", both(_rows(*(replace(row, package="C_0402") for row in ROWS)), _layers(_layer("top_paste.gbr", "top-paste", None))), "sides-with-parts-have-paste", "conflict", ZIP, acts="customer"),
    Case("blind vias and no others", both(_path("board.drl", "board-front-in1.drl"), _fact(copper_layers=4)), "drill-spans-are-told", "ambiguous", ZIP, acts="customer", says="(front to in1), and none goes through the whole board"),
    Case("a bare side that nobody explains", drop(MANIFEST, "members"), "outer-layers-are-complete", "missing", ZIP, acts="customer", says="solder paste of the bottom side, the silkscreen of the bottom side"),
    Case("revisions in the names", both(_path("bom.csv", "FSG-V3-1.csv"), _path("top.gbr", "FSG-V3-top.gbr")), "revision-names-agree", "conflict", ZIP, related=ZIP, acts="customer", says="FSG-V3-1.csv is called V3-1, FSG-V3-top.gbr V3"),
    Case("another revision than the manifest's", _path("top.gbr", "top_REV_D.gbr"), "revision-names-agree", "conflict", MANIFEST, "revision: C", ZIP, acts="customer", says="revision is C, but top_REV_D.gbr is called REV_D"),
    Case("files of two exports", both(_member("bom.csv", dated="2026-02-18T10:00"), _member("top.gbr", dated="2025-07-18T10:00")), "files-are-of-one-export", "conflict", ZIP, related=ZIP, acts="customer", says="bom.csv is of 2026-02-18 10:00, top.gbr of 2025-07-18 10:00"),
    Case("no centroid, and no roles yet", both(both(_without("centroid"), _set(rows=None)), both(_without("bottom-copper"), both(_without("bottom-mask"), drop(MANIFEST, "members")))), "assembly-data-are-there", "missing", ZIP, acts="customer", says="no centroid (XY) file"),
)  # fmt: skip

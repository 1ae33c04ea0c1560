"""What a set of fabrication files has to say besides its layers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Related
from handoff_cli.core.pack import Layer, Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Place
from handoff_cli.rules.footprints import polarised
from handoff_cli.rules.parts import called, row_of

_DRILLS: Final = frozenset({"drill-plated", "drill-nonplated", "drill-mixed"})
_INTELLIGENT: Final = {"odbpp": "ODB++", "ipc2581": "IPC-2581"}
_LAYER: Final = r"(?:front|top|f[._-]?cu|back|bot(?:tom)?|b[._-]?cu|in(?:ner)?[._-]?\d{1,2}(?:[._-]?cu)?|l\d{1,2})"
_SPAN: Final = re.compile(rf"(?<![a-z0-9])({_LAYER})[-_ ]({_LAYER})(?![a-z0-9])", re.IGNORECASE)
_FIRST: Final = re.compile(r"front|top|f[._-]?cu|l0?1", re.IGNORECASE)
_SHOWN: Final = 3
_LAST: Final = re.compile(r"back|bot(?:tom)?|b[._-]?cu", re.IGNORECASE)


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3")
def fabrication_has_one_format(deal: Deal) -> Iterator[Hit]:
    """The board is described once: by ODB++ or IPC-2581, or by Gerber and drill files.

    Why: a board maker takes either of them and does not compare them with each other.

    Bad:
        members: [{path: board.tgz, role: odbpp}, {path: top.gbr, role: top-copper}, …]

    Good:
        members: [{path: board.tgz, role: odbpp}, …]

    Fix: ask the customer which of them counts and release the pack with that one.
    """
    for pack in deal.packs.values():
        copper = next((member for member in pack.members if "copper" in _role(pack, member.path)), None)
        forms = [member for member in pack.members if member.role in _INTELLIGENT and not _is_part(pack, member.path)]
        others = [*forms[1:], *([copper] if copper else [])]
        if forms and others:
            names = " and ".join(
                dict.fromkeys(_INTELLIGENT.get(each.role or "", "Gerber") for each in (forms[0], *others))
            )
            yield ambiguous(
                Place(pack.archive, forms[0].path),
                f"the board is described in {names}",
                "Ask the customer which of them counts and release the pack with that one.",
                related=[see(Place(pack.archive, each.path), "here as well") for each in others[:2]],
            )


def _is_part(pack: Pack, path: str) -> bool:
    """Whether it belongs to an unpacked ODB++ job, which is one description in many files; its matrix stands for it."""
    jobs = [each.path.removesuffix("matrix/matrix") for each in pack.members if each.path.endswith("matrix/matrix")]
    return any(path.startswith(job) and path != f"{job}matrix/matrix" for job in jobs)


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3", severity="warn")
def gerber_set_has_a_netlist(deal: Deal) -> Iterator[Hit]:
    """Gerber files come with a netlist (IPC-D-356).

    Why: without one the electrical test of the bare board only proves that it is what the Gerber files show, not what the schematic says.

    Bad:
        members: [{path: top.gbr, role: top-copper}, …]

    Good:
        members: [{path: top.gbr, role: top-copper}, {path: board.ipc, role: netlist}, …]

    Fix: ask the customer for the netlist of the design tool.
    """
    for pack in filter(tells_its_roles, deal.packs.values()):
        if is_gerber_set(pack) and not pack.role("netlist"):
            yield missing(
                Place(pack.archive),
                "there is no netlist (IPC-D-356) beside the Gerber files",
                "Ask the customer for the netlist of the design tool.",
            )


@rule(parameter="data-pack", acts="customer", source="HB 3/1.4", severity="warn")
def board_pack_has_drawings(deal: Deal) -> Iterator[Hit]:
    """A board comes with a fabrication drawing and an assembly drawing.

    Why: material, thickness, finish and stack-up are in no Gerber file, and pin 1 and polarity are not in the centroid file: a diode turned
    round fits as well.

    Bad:
        members: [{path: bom.csv, role: bom}, {path: top.gbr, role: top-copper}, …]

    Good:
        members: [{path: fab.pdf, role: fab-drawing}, {path: assembly.pdf, role: assembly-drawing}, …]

    Fix: give the files their roles where they are in the archive; otherwise ask the customer for them.
    """
    for pack in filter(tells_its_roles, deal.packs.values()):
        if not any("copper" in (member.role or "") for member in pack.members):
            continue
        wanted = {"fab-drawing": "fabrication drawing", "assembly-drawing": "assembly drawing"}
        lacking = [words for role, words in wanted.items() if not pack.role(role)]
        if lacking:
            yield missing(
                Place(pack.archive),
                f"there is no {' and no '.join(lacking)}",
                "Give the file its role if it is in the archive; otherwise ask the customer for it.",
                related=[] if pack.role("assembly-drawing") else _turned(pack),
            )


def _turned(pack: Pack) -> list[Related]:
    """The first parts of which only an assembly drawing, or a map of polarities, tells how they are turned."""
    lines = [line for line in (pack.bom.lines if pack.bom else ()) if line.refdes and not line.dnp and polarised(line)]
    return [see(row_of(pack, line), f"nothing shows how {called(line)} is turned") for line in lines[:_SHOWN]]


@rule(parameter="data-pack", acts="customer", source="HB 3/1.3", severity="warn")
def drill_format_is_stated(deal: Deal) -> Iterator[Hit]:
    """Drill data say the unit and the format of their numbers.

    Why: `X105000` is 105 mm, 10.5 inch or 1.05 inch. Here only one reading puts the holes on the copper; the next reader may not look.

    Bad:
        METRIC,TZ                                  # and no decimal points

    Good:
        METRIC,TZ,000.000

    Fix: ask the customer to export the drill data with decimal points.
    """
    for pack in deal.packs.values():
        open_ = [layer for layer in pack.layers if layer.proven]
        if open_:
            more = f" and {len(open_) - 1} more" if open_[1:] else ""
            verb = "do" if more else "does"
            yield missing(
                Place(pack.archive, open_[0].member),
                f"{open_[0].member}{more} {verb} not state the format of the numbers; read as {open_[0].proven}, which alone puts the holes on pads",
                "Ask the customer to export the drill data with decimal points.",
            )


@rule(parameter="data-pack", acts="customer", source="HB 11/1.2", severity="warn")
def drill_spans_are_told(deal: Deal) -> Iterator[Hit]:
    """Where vias do not go through the whole board, it is said which layers they join.

    Why: blind and buried vias change the order in which the board is pressed and drilled, and its price.

    Bad:
        board-front-in1.drl, board-in1-in2.drl     # and no drawing names the pairs

    Good:
        board-front-in1.drl, board-in1-in2.drl     # and the fabrication drawing has a table of the drill pairs

    Fix: ask the customer for a fabrication drawing with the drill pairs, and whether holes go through as well.
    """
    for pack in filter(tells_its_roles, deal.packs.values()):
        drills = [member for member in pack.members if member.role in _DRILLS]
        spans = {member.path: match for member in drills if (match := _SPAN.search(member.path.rsplit("/", 1)[-1]))}
        blind = [
            path for path, match in spans.items() if not (_FIRST.fullmatch(match[1]) and _LAST.fullmatch(match[2]))
        ]
        through = any(layer.role in _DRILLS and layer.member not in blind and layer.objects for layer in pack.layers)
        if blind and (pack.copper_layers or 0) > 2 and not (through and pack.role("fab-drawing")):
            pairs = ", ".join(f"{spans[path][1]} to {spans[path][2]}" for path in blind)
            rest = "" if through else ", and none goes through the whole board"
            yield ambiguous(
                Place(pack.archive, blind[0]),
                f"by their names the drill files are for blind or buried vias ({pairs}){rest}",
                "Ask the customer for the drill pairs in a fabrication drawing, and whether holes go through as well.",
            )


@rule(parameter="data-pack", acts="customer")
def drill_data_agree(deal: Deal) -> Iterator[Hit]:
    """Drill data that are there in two formats have the same holes.

    Why: a drill programme and a Gerber file of the same holes are exported one after the other; where they differ, one of them is old.

    Bad:
        board-PTH.drl                              # 318 holes
        board-PTH-drl.gbr                          # 322 holes

    Good:
        board-PTH.drl

    Fix: ask the customer which one counts, and leave the other out of the golden pack.
    """
    for pack in deal.packs.values():
        for role in sorted(_DRILLS):
            layers = [layer for layer in pack.layers if layer.role == role]
            drawn = [layer for layer in layers if layer.form == "gerber"]
            routed = [layer for layer in layers if layer.form == "excellon"]
            if drawn and routed and _holes(drawn) != _holes(routed):
                yield conflict(
                    Place(pack.archive, routed[0].member),
                    f"{routed[0].member} has other holes than {drawn[0].member}, and both are {role}",
                    "Ask the customer which one counts, and leave the other out of the golden pack.",
                    related=[see(Place(pack.archive, drawn[0].member), "the same holes as a Gerber file")],
                )


def _holes(layers: list[Layer]) -> tuple[int, tuple[float, ...]]:
    """How many there are and how far they reach, to a hundredth of a millimetre."""
    reach = [layer.centres for layer in layers if layer.centres]
    least, most = zip(*((each[:2], each[2:]) for each in reach), strict=True) if reach else ((), ())
    ends = (*(min(each) for each in zip(*least, strict=True)), *(max(each) for each in zip(*most, strict=True)))
    return sum(layer.objects for layer in layers), tuple(round(end, 2) for end in ends)


def _role(pack: Pack, path: str) -> str:
    return next((member.role or "" for member in pack.members if member.path == path), "")


def tells_its_roles(pack: Pack) -> bool:
    """Whether what is absent is really absent: a manifest whose list is still to be filled in says nothing about that."""
    listed = pack.manifest.get("members")
    told = listed.is_list and all(entry.get("role").text and entry.get("path").text for entry in listed)
    return told or not listed.exists


def is_gerber_set(pack: Pack) -> bool:
    roles = {member.role for member in pack.members}
    return any("copper" in (role or "") for role in roles) and not roles & set(_INTELLIGENT)


RULES = (
    fabrication_has_one_format,
    gerber_set_has_a_netlist,
    board_pack_has_drawings,
    drill_format_is_stated,
    drill_data_agree,
    drill_spans_are_told,
)

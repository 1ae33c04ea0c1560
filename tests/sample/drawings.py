"""The drawings of the data pack: fabrication, assembly and schematic, as PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tests.sample import pdf
from tests.sample.board import (
    CORNER,
    HEIGHT,
    PART,
    PARTS,
    RELEASED,
    REVISION,
    THICKNESS,
    WIDTH,
    Land,
    Part,
    Point,
    Side,
    bought,
)
from tests.sample.maze import VIA_DRILL, Routing
from tests.sample.pdf import Page
from tests.sample.tables import natural

AUTHOR = "Brightwater Instruments Ltd"
FAB_NOTES = (
    "1  Fabricate to IPC-6012 class 2, accept to IPC-A-600 class 2.",
    "2  Material FR-4, Tg 150 °C or higher, UL 94 V-0.",
    "3  Finished thickness 1.6 mm, tolerance 10 percent. Four layers, copper 35 µm on all layers.",
    "4  Solder mask black, liquid photo-imageable, both sides. Vias tented on both sides.",
    "5  Legend white epoxy ink, both sides, none on solder pads.",
    "6  Finish ENIG to IPC-4552: nickel 3 to 6 µm, gold 0.05 to 0.1 µm.",
    "7  Smallest track 0.20 mm, smallest gap 0.15 mm, smallest finished hole 0.30 mm.",
    "8  Plated holes finished size +0.10 / -0.05 mm, bare holes +0.05 / -0.05 mm.",
    "9  Outline tolerance 0.15 mm, corner radius 2.0 mm. Origin is the lower left corner, seen from above.",
    "10 Bow and twist 0.75 percent at most.",
    "11 Test every board electrically against the IPC-D-356 netlist.",
    "12 RoHS and REACH compliant. Mark maker, date code and UL symbol on the bottom legend.",
)
STACKUP = (
    "L1 Top, signal, 35 µm",
    "Prepreg 0.20 mm",
    "L2 Ground, 35 µm",
    "Core 1.00 mm",
    "L3 3.3 V, 35 µm",
    "Prepreg 0.20 mm",
    "L4 Bottom, signal, 35 µm",
)
ASSEMBLY_NOTES = (
    "1  Assemble to J-STD-001 class 2, accept to IPC-A-610 class 2.",
    "2  Lead-free solder SAC305, no-clean flux. Reflow the bottom side first.",
    "3  J1, J2, J3 and J4 are soldered by hand after the second reflow.",
    "4  R10 and R11 are not fitted (DNP).",
    "5  A ring marks pin 1; for D1, D2, D5, D6 and D7 it marks the cathode.",
    "6  U1 is programmed through J4 with the fixture BW-FX-017 before the functional test.",
)


def fab_drawing(lands: Iterable[Land], routing: Routing) -> bytes:
    lands = tuple(lands)
    page = _sheet("Fabrication drawing", f"{PART}-FAB", pdf.A4_WIDE)
    _board(page, 15.0, 95.0, 2.2)
    for land in lands:
        if land.through:
            page.circle(15.0 + land.x * 2.2, 95.0 + land.y * 2.2, land.pad.drill * 1.1, 0.15)
    page.text(15.0 + WIDTH * 1.1 - 8, 88.0, f"{WIDTH:.2f} mm", 8)
    page.text(150.0, 95.0 + HEIGHT * 1.1, f"{HEIGHT:.2f} mm", 8)
    _drill_table(page, lands, routing)
    page.text(172.0, 126.0, f"Stack-up, {THICKNESS:.1f} mm finished", 9, bold=True)
    for n, layer in enumerate(STACKUP):
        page.text(172.0, 121.0 - 4.5 * n, layer, 8)
    page.text(15.0, 78.0, "Notes", 9, bold=True)
    for n, note in enumerate(FAB_NOTES):
        page.text(15.0, 73.0 - 4.5 * n, note, 8)
    return pdf.document([page], f"{PART} fabrication drawing", AUTHOR, RELEASED)


def assembly_drawing() -> bytes:
    pages = [_assembly_page("top"), _assembly_page("bottom")]
    return pdf.document(pages, f"{PART} assembly drawing", AUTHOR, RELEASED)


def schematic() -> bytes:
    """Every part as a box with its pins and the nets they belong to."""
    page = _sheet("Schematic, for reference", f"{PART}-SCH", pdf.A3_WIDE)
    x, y = 15.0, 280.0
    for part in sorted(bought(), key=lambda part: natural(part.ref)):
        pins = sorted(part.nets.items(), key=lambda pin: int(pin[0]))
        height = 8.0 + 3.6 * len(pins)
        if y - height < 42.0:
            x, y = x + 48.0, 280.0
        _symbol(page, part, pins, x, y)
        y -= height + 3.5
    return pdf.document([page], f"{PART} schematic", AUTHOR, RELEASED)


def _symbol(page: Page, part: Part, pins: list[tuple[str, str]], x: float, y: float) -> None:
    value = part.component.value if part.component else ""
    height = 3.0 + 3.6 * len(pins)
    page.text(x, y - 3.0, f"{part.ref}  {value}{'' if part.fitted else '  DNP'}", 7, bold=True)
    page.box(x, y - 4.5 - height, 14.0, height)
    for n, (pin, net) in enumerate(pins):
        level = y - 8.0 - 3.6 * n
        page.text(x + 9.5, level, pin, 6)
        page.line((x + 14.0, level + 0.8), (x + 18.0, level + 0.8), width=0.15)
        page.text(x + 19.0, level, net, 6)


def _drill_table(page: Page, lands: tuple[Land, ...], routing: Routing) -> None:
    holes = Counter((land.pad.drill, land.pad.plated) for land in lands if land.through)
    holes[VIA_DRILL, True] += len(routing.vias)
    page.text(172.0, 182.0, "Drill table", 9, bold=True)
    for n, ((drill, is_plated), count) in enumerate(sorted(holes.items())):
        kind = "plated" if is_plated else "not plated"
        page.text(172.0, 177.0 - 4.5 * n, f"{drill:.2f} mm   {count:4d} holes   {kind}", 8, fixed=True)


def _assembly_page(side: Side) -> Page:
    page = _sheet(f"Assembly drawing, {side} side", f"{PART}-ASM", pdf.A4_WIDE)
    scale, left, bottom = 3.2, 20.0, 65.0
    _board(page, left, bottom, scale)

    def at(x: float, y: float) -> Point:
        return left + (WIDTH - x if side == "bottom" else x) * scale, bottom + y * scale

    for part in PARTS:
        if part.component and part.side == side:
            _assembled(page, part, at)
    for n, note in enumerate(ASSEMBLY_NOTES):
        page.text(20.0, 55.0 - 4.5 * n, note, 8)
    return page


def _assembled(page: Page, part: Part, at: Callable[[float, float], Point]) -> None:
    dx, dy = part.footprint.body[0] / 2, part.footprint.body[1] / 2
    page.line(*(at(*part.at(x, y)) for x, y in ((-dx, -dy), (dx, -dy), (dx, dy), (-dx, dy))), width=0.2, closed=True)
    if not part.fitted:
        page.line(at(*part.at(-dx, -dy)), at(*part.at(dx, dy)), width=0.2)
    for points in _pads(part):
        page.line(*(at(*point) for point in points), width=0.1, closed=True)
    if part.footprint.polarised:
        pad = part.footprint.pads[0]
        page.circle(*at(*part.at(pad.x, pad.y)), 0.6, 0.3)
    x, y = at(part.x, part.y)
    size = 6.5 if min(part.footprint.body) > 2.0 else 5.0
    page.text(x - len(part.ref) * size * 0.1, y - size * 0.12, part.ref, size, bold=True)


def _pads(part: Part) -> Iterator[tuple[Point, ...]]:
    for land in part.lands():
        dx, dy = land.width / 2, land.height / 2
        yield tuple((land.x + sx * dx, land.y + sy * dy) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)))


def _board(page: Page, left: float, bottom: float, scale: float) -> None:
    """The outline with its corners cut at 45°, which at this scale is as good as round."""
    cut = CORNER * 0.3
    right, top = WIDTH - CORNER, HEIGHT - CORNER
    lower = (
        (CORNER, 0.0),
        (right, 0.0),
        (WIDTH - cut, cut),
        (WIDTH, CORNER),
        (WIDTH, top),
        (WIDTH - cut, HEIGHT - cut),
    )
    upper = ((right, HEIGHT), (CORNER, HEIGHT), (cut, HEIGHT - cut), (0.0, top), (0.0, CORNER), (cut, cut))
    corners = (*lower, *upper)
    page.line(*((left + x * scale, bottom + y * scale) for x, y in corners), width=0.35, closed=True)


def _sheet(title: str, number: str, size: tuple[float, float]) -> Page:
    """A page with a frame and a title block."""
    page = Page(size)
    width, height = size
    page.box(8.0, 8.0, width - 16.0, height - 16.0, 0.5)
    left = width - 108.0
    page.box(left, 8.0, 100.0, 24.0, 0.35)
    page.text(left + 3.0, 26.0, AUTHOR, 9, bold=True)
    page.text(left + 3.0, 20.5, f"{PART}  Flow sensor gateway", 9)
    page.text(left + 3.0, 15.5, title, 9)
    page.text(left + 3.0, 10.5, f"Drawing {number}   Rev {REVISION}   {RELEASED}   drawn B. Tanaka", 8)
    return page

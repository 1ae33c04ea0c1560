"""The legend of the sample board: outlines, pin 1 marks and designators that keep off the solder pads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final

from tests.sample.board import HEIGHT, PART, PARTS, REVISION, WIDTH, Box, Land, Part, Side, lands
from tests.sample.lettering import Stroke, strokes, width_of

LINE: Final = 0.15
TEXT: Final = 0.9
KEEP_OFF: Final = 0.15
_NOTES: Final = (
    (f"{PART} REV {REVISION}", 27.0, 1.75, "top"),
    ("BRIGHTWATER", 16.5, 7.75, "top"),
    ("24 V", 12.0, 34.25, "top"),
    ("RS-485", 13.25, 5.25, "top"),
    (f"{PART} REV {REVISION}", 22.0, 6.0, "bottom"),
)


@dataclass(frozen=True, slots=True)
class Label:
    """Where the designator of a part is written."""

    text: str
    x: float
    y: float
    upright: bool

    @property
    def box(self) -> Box:
        half = (width_of(self.text, TEXT) / 2 + LINE, TEXT / 2 + LINE)
        dx, dy = half[::-1] if self.upright else half
        return self.x - dx, self.y - dy, self.x + dx, self.y + dy


def legend(side: Side) -> Iterator[tuple[Stroke, float]]:
    """Polylines and the width they are drawn with."""
    openings = [_opening(land) for land in lands() if side in land.sides]
    mine = [part for part in PARTS if part.side == side]
    for part in mine:
        for stroke in _outline(part):
            yield from ((piece, LINE) for piece in _off_pads(stroke, openings))
    mirrored = side == "bottom"
    for label in labels(side):
        for stroke in strokes(label.text, label.x, label.y, TEXT, upright=label.upright, mirrored=mirrored):
            yield stroke, LINE
    for text, x, y, where in _NOTES:
        if where == side:
            yield from ((stroke, LINE) for stroke in strokes(text, x, y, 1.2, mirrored=mirrored))


def labels(side: Side) -> list[Label]:
    """A place for every designator: the first around its part that touches no pad, no text and no other body."""
    taken = [_opening(land) for land in lands() if side in land.sides]
    taken += [_note_box(*note[:3]) for note in _NOTES if note[3] == side]
    parts = [part for part in PARTS if part.side == side and not part.ref.startswith("H")]
    bodies = {part.ref: _frame(part) for part in parts if part.component}
    found = []
    for part in sorted(parts, key=lambda part: -len(part.footprint.pads)):
        others = [box for ref, box in bodies.items() if ref != part.ref]
        label = next((label for label in _candidates(part) if _fits(label.box, [*taken, *others])), None)
        if label:
            found.append(label)
            taken.append(label.box)
    return found


def _candidates(part: Part) -> Iterator[Label]:
    roomy = min(part.footprint.body) > 3.0 and not any(abs(pad.x) < 2 and abs(pad.y) < 1 for pad in part.footprint.pads)
    if roomy:
        yield Label(part.ref, part.x, part.y, False)
    left, bottom, right, top = _reach(part)
    for gap, slide in product((0.7, 0.9, 1.2, 1.6, 2.1), (0.0, -0.8, 0.8, -1.6, 1.6, -2.4, 2.4)):
        reach = width_of(part.ref, TEXT) / 2 + gap - 0.25
        yield Label(part.ref, part.x + slide, top + gap, False)
        yield Label(part.ref, part.x + slide, bottom - gap, False)
        yield Label(part.ref, right + reach, part.y + slide, False)
        yield Label(part.ref, left - reach, part.y + slide, False)
        yield Label(part.ref, right + gap, part.y + slide, True)
        yield Label(part.ref, left - gap, part.y + slide, True)


def _fits(box: Box, taken: Iterable[Box]) -> bool:
    inside = box[0] > 0.5 and box[1] > 0.5 and box[2] < WIDTH - 0.5 and box[3] < HEIGHT - 0.5
    return inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken)


def _opening(land: Land) -> Box:
    return land.grown(land.part.footprint.mask + KEEP_OFF)


def _note_box(text: str, x: float, y: float) -> Box:
    reach = width_of(text, 1.2) / 2 + LINE
    return x - reach, y - 0.75, x + reach, y + 0.75


def _frame(part: Part) -> Box:
    """What the outline of a part takes up."""
    points = [point for stroke in _outline(part) for point in stroke] or [(part.x, part.y)]
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def _reach(part: Part) -> Box:
    """Body and pads together."""
    boxes = [_frame(part), *(land.grown(0.0) for land in part.lands())]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _outline(part: Part) -> Iterator[Stroke]:
    if not part.component:
        return
    dx, dy = part.footprint.body[0] / 2, part.footprint.body[1] / 2
    if len(part.footprint.pads) == 2 and not part.component.hand_soldered:
        # two strokes beside the body: a frame would run over the pads
        dy = max(dy, part.footprint.pads[0].height / 2 + 0.25)
        yield from ((part.at(-dx, y), part.at(dx, y)) for y in (-dy, dy))
    else:
        yield tuple(part.at(x, y) for x, y in ((-dx, -dy), (dx, -dy), (dx, dy), (-dx, dy), (-dx, -dy)))
    if part.footprint.polarised:
        yield _pin_one(part)


def _pin_one(part: Part) -> Stroke:
    """A short bar beyond pin 1 (the cathode of a diode), drawn outwards from the middle of the part."""
    pad = part.footprint.pads[0]
    if abs(pad.x) > abs(pad.y):
        x = pad.x + (pad.width / 2 + 0.3) * (1 if pad.x > 0 else -1)
        reach = max(pad.height, 0.6) / 2
        return part.at(x, pad.y - reach), part.at(x, pad.y + reach)
    y = pad.y + (pad.height / 2 + 0.3) * (1 if pad.y > 0 else -1)
    reach = max(pad.width, 0.6) / 2
    return part.at(pad.x - reach, y), part.at(pad.x + reach, y)


def _off_pads(stroke: Stroke, openings: list[Box]) -> Iterator[Stroke]:
    """The parts of a polyline that stay off the openings, in steps of a tenth of a millimetre."""
    run: list[tuple[float, float]] = []
    for point in _steps(stroke):
        if any(box[0] < point[0] < box[2] and box[1] < point[1] < box[3] for box in openings):
            if len(run) > 2:
                yield _corners(run)
            run = []
        else:
            run.append(point)
    if len(run) > 1:
        yield _corners(run)


def _steps(stroke: Stroke) -> Iterator[tuple[float, float]]:
    yield stroke[0]
    for (x1, y1), (x2, y2) in pairwise(stroke):
        count = max(1, round(max(abs(x2 - x1), abs(y2 - y1)) / 0.1))
        for n in range(1, count + 1):
            yield round(x1 + (x2 - x1) * n / count, 4), round(y1 + (y2 - y1) * n / count, 4)


def _corners(run: list[tuple[float, float]]) -> Stroke:
    """Outlines run along the axes: a point between two with the same x or the same y is not needed."""
    kept = [run[0]]
    for before, point, after in zip(run, run[1:], run[2:], strict=False):
        straight = before[0] == point[0] == after[0] or before[1] == point[1] == after[1]
        if not straight:
            kept.append(point)
    return (*kept, run[-1])

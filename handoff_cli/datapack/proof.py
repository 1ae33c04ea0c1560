"""All fabrication files of a pack together: drill data that do not say what their numbers mean are proven on the copper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from handoff_cli.core.pack import Layer
from handoff_cli.datapack.fab.drill import Numbers
from handoff_cli.datapack.fab.fit import Fit, fit, pads_of
from handoff_cli.datapack.fab.shapes import around
from handoff_cli.datapack.fab.values import Extent, Gerber
from handoff_cli.datapack.gerber import ReadLayer, read_layer


@dataclass(frozen=True, slots=True)
class Source:
    """A fabrication file and the role it is read under."""

    member: str
    role: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Proven:
    """What was read, and for drill data that did not say enough: how it was proven, or why it could not be."""

    source: Source
    read: ReadLayer
    fit: Fit | None = None


def read_layers(sources: Sequence[Source], *, parameters: str | None = None) -> Iterator[Proven]:
    """Every file, in the order given. `parameters` is the text of Allegro's nc_param.txt."""
    read = [read_layer(each.member, each.role, each.data, parameters=parameters) for each in sources]
    fits = _fits(sources, read, parameters)
    for index, source in enumerate(sources):
        proof = fits.get(index)
        numbers = proof.numbers if proof is not None else None
        if numbers is None:
            yield Proven(source, read[index], proof)
        else:
            again = read_layer(source.member, source.role, source.data, parameters=parameters, numbers=numbers)
            yield Proven(source, again, proof)


def _fits(sources: Sequence[Source], read: Sequence[ReadLayer], parameters: str | None) -> dict[int, Fit]:
    """Files that leave the same open, of one program, are proven together: two holes alone prove nothing."""
    groups: dict[tuple[str, Numbers], list[int]] = defaultdict(list)
    for index, each in enumerate(read):
        if each.drill is not None and each.drill.known == "unknown" and each.drill.objects:
            groups[each.drill.generator, each.drill.numbers].append(index)
    extent = _board(read) if groups else None
    if extent is None:
        return {}
    pads = list(_pads(read))
    found: dict[int, Fit] = {}
    for group in groups.values():
        proof = fit([sources[index].data for index in group], extent, pads, parameters=parameters)
        found.update(dict.fromkeys(group, proof))
    return found


def _drawings(read: Iterable[ReadLayer], *words: str) -> Iterator[tuple[Layer, Gerber]]:
    for each in read:
        if each.layer is not None and each.drawing is not None and any(word in each.layer.role for word in words):
            yield each.layer, each.drawing


def _board(read: Sequence[ReadLayer]) -> Extent | None:
    """Around the copper and the outline: no hole is outside both."""
    return around(layer.extent for layer, _ in _drawings(read, "copper", "outline") if layer.extent is not None)


def _pads(read: Sequence[ReadLayer]) -> Iterator[tuple[float, float]]:
    """Flashes of copper and of mask: unplated holes have no copper, but an opening in the mask."""
    for _, drawing in _drawings(read, "copper", "mask"):
        yield from pads_of(drawing)

"""How far a drawing reaches: the short way says the same as the parser's own, object by object."""

from __future__ import annotations

import pytest
from gerbonara.rs274x import GerberFile
from gerbonara.utils import MM
from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.datapack.extent import extent
from handoff_cli.datapack.reader import read
from handoff_cli.documents import load
from handoff_cli.resources import sample_folder

HEAD = "%FSLAX46Y46*%\n%MO{}*%\n%ADD10C,0.2*%\n%ADD11R,1.0X0.5*%\n%ADD12O,0.7X0.3*%\nG75*\n"
APERTURES = st.sampled_from(["D10*", "D11*", "D12*"])
PLACES = st.builds("X{}Y{}".format, *2 * [st.integers(-50_000_000, 50_000_000)])
STROKES = st.builds("{}\n{}D02*\nG01*\n{}D01*".format, st.sampled_from(["D10*", "D11*"]), PLACES, PLACES)
FLASHES = st.builds("{}\n{}D03*".format, APERTURES, PLACES)
REGIONS = st.builds("G36*\n{0}D02*\nG01*\n{1}D01*\n{2}D01*\n{0}D01*\nG37*".format, PLACES, PLACES, PLACES)
CIRCLES = st.builds("D10*\n{0}D02*\nG03*\n{0}I{1}J0D01*".format, PLACES, st.integers(1_000, 9_000_000))


def by_the_parser(file: GerberFile) -> tuple[float, ...] | None:
    box = file.bounding_box(MM)
    return None if box is None else tuple(round(edge, 6) for corner in box for edge in corner)


@given(st.lists(STROKES | FLASHES | REGIONS | CIRCLES, max_size=8), st.sampled_from(["MM", "IN"]))
def test_it_is_what_the_parser_measures(drawn: list[str], unit: str) -> None:
    file = GerberFile.from_string("\n".join([HEAD.format(unit), *drawn, "M02*"]))
    assert extent(file.objects, drill=False) == by_the_parser(file)


def test_a_stroke_reaches_half_its_width_beyond_its_ends() -> None:
    text = HEAD.format("MM") + "D10*\nX1000000Y2000000D02*\nG01*\nX5000000Y2000000D01*\nM02*"
    assert extent(GerberFile.from_string(text).objects, drill=False) == pytest.approx((0.9, 1.9, 5.1, 2.1))


def test_the_layers_of_the_sample_lie_on_its_board() -> None:
    path = next((sample_folder() / "projects").glob("*/data-pack/*/manifest.yaml"))
    archive = next(path.parent.glob("*.zip"))
    manifest, _ = load("manifest.yaml", path.read_bytes(), "manifest")
    layers = {layer.role: layer.extent for layer in read("x", manifest, archive.name, archive.read_bytes()).layers}
    board, copper = layers["outline"], layers["top-copper"]
    assert board
    assert copper
    assert board[0] < copper[0]
    assert copper[2] < board[2]

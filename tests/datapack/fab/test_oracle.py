"""The same answers as an independent reader, on files made here and, where they are at hand, on real packs."""

import contextlib
import io
import os
import random
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoff_cli.datapack.fab.gerber import read_gerber
from handoff_cli.datapack.fab.values import Extent

gerbonara = pytest.importorskip("gerbonara")

PACKS = Path(os.environ.get("HANDOFF_PACKS", Path(__file__).parents[4] / "shared" / "packs"))


def other_extent(text: str) -> Extent | None:
    from gerbonara.rs274x import GerberFile
    from gerbonara.utils import MM

    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file = GerberFile.from_string(text)
        if not file.objects:
            return None
        (left, bottom), (right, top) = file.bounding_box(MM)
        return left, bottom, right, top


def made(seed: int) -> str:
    """A drawing of lines, flashes, arcs and regions in one of the units and number formats."""
    dice = random.Random(seed)
    whole, decimals = dice.choice([(2, 4), (3, 4), (4, 5), (4, 6)])
    body: list[str] = []
    for _ in range(dice.randrange(1, 60)):
        x, y = dice.randrange(-20_000, 20_000), dice.randrange(-20_000, 20_000)
        kind = dice.randrange(5)
        if kind == 0:
            body.append(f"D{dice.choice([10, 11, 12, 13, 14])}*\nX{x}Y{y}D03*")
        elif kind == 1:
            body.append(
                f"D10*\nX{x}Y{y}D02*\nX{x + dice.randrange(-5_000, 5_000)}D01*\nY{y + dice.randrange(-5_000, 5_000)}D01*"
            )
        elif kind == 2:
            radius = dice.randrange(100, 5_000)
            ends = dice.choice([(x, y), (x - radius, y + radius), (x - 2 * radius, y), (x - radius, y - radius)])
            body.append(
                f"D10*\nX{x}Y{y}D02*\nG75*\n{dice.choice(['G02', 'G03'])}*\nX{ends[0]}Y{ends[1]}I{-radius}J0D01*\nG01*"
            )
        elif kind == 3:
            body.append(f"G36*\nX{x}Y{y}D02*\nX{x + 3_000}D01*\nY{y - 2_000}D01*\nX{x}Y{y}D01*\nG37*")
        else:
            body.append(
                "D10*\n"
                + "".join(f"X{x + n * 100}Y{y - n * 50}D0{2 if not n else 1}*\n" for n in range(dice.randrange(2, 9)))
            )
    head = f"%FSLAX{whole}{decimals}Y{whole}{decimals}*%\n%MO{dice.choice(['MM', 'IN'])}*%\n"
    shapes = "%AMMIX*21,1,$1,$2,0,0,$3*1,1,$1/2,$2,0*%\n%ADD10C,0.05*%\n%ADD11R,0.2X0.1*%\n%ADD12O,0.1X0.3*%\n%ADD13P,0.2X5*%\n%ADD14MIX,0.3X0.1X30*%\n"
    return head + shapes + "D10*\nG01*\n" + "\n".join(body) + "\nM02*\n"


@pytest.mark.parametrize("seed", range(60))
def test_made_files(seed: int) -> None:
    text = made(seed)
    drawing = read_gerber(text.encode())
    assert drawing.problems == ()
    assert drawing.extent == pytest.approx(other_extent(text), abs=0.01)


def real_files() -> Iterator[tuple[str, bytes]]:
    for pack in sorted(PACKS.glob("*.zip")) if PACKS.is_dir() else ():
        yield from _inside(pack.name, pack.read_bytes())


def _inside(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            content = archive.read(info)
            if info.filename.lower().endswith(".zip"):
                yield from _inside(f"{name}!{info.filename}", content)
            elif b"%FS" in content[:20_000]:
                yield f"{name}!{info.filename}", content


@pytest.mark.slow
@pytest.mark.skipif(not PACKS.is_dir(), reason="the real packs are not at hand")
def test_real_packs() -> None:
    wrong: list[str] = []
    refused: list[str] = []
    for name, data in real_files():
        drawing = read_gerber(data)
        assert drawing.problems == (), (name, drawing.problems)
        try:
            other = other_extent(data.decode("latin-1"))
        except SyntaxError:
            refused.append(name)
            continue
        # the other reader takes what is erased for drawn, and does not mirror
        explained = b"%LPC*%" in data or b"MIA1" in data
        if not explained and drawing.extent != pytest.approx(other, abs=0.01):
            wrong.append(f"{name}: {drawing.extent} against {other}")
    print(f"read here only: {refused}")
    assert wrong == []

"""`handoff inspect`: any ZIP, on the day it comes in, with no deal and no repository around it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator

from handoff_cli.cli import main
from handoff_cli.resources import schemas_folder
from tests.datapack.boards import board, bom, centroid, parts
from tests.datapack.samples import zip_of
from tests.datapack.test_defect_classes import CLASSES

PACKS = Path(__file__).parents[2] / "shared" / "packs"
REAL = sorted(PACKS.glob("*.zip"))
Files = dict[str, "str | bytes"]

SHORT = """\
bw.zip: 16 files, {size}

  Board      60.0 × 40.0 mm, 2 copper layers
  BOM        2 lines, 36 parts to fit, none marked as not fitted: bw-bom.csv
             columns taken: RefDes from “Designator”, quantity from “Quantity”, MPN from “MPN”,
               manufacturer from “Manufacturer”, value from “Value”, package from “Footprint”, DNP
               from “DNP”
  Centroid   36 rows (24 top, 12 bottom): bw-all-pos.csv
             mm, as the file says
             top: 24 of 24 chip parts lie on their pads
             bottom: 12 of 12 chip parts lie on their pads
"""


@pytest.fixture
def zipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is no repository, with the ZIP in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "bw.zip"


def inspected(path: Path, files: Files, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    path.write_bytes(zip_of(files))
    code = main(["inspect", path.name, *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def seen(path: Path, files: Files, capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(inspected(path, files, capsys, "--format", "json")[1])


def conforms(data: Any) -> None:
    Draft7Validator(json.loads((schemas_folder() / "inspection.schema.json").read_text(encoding="utf-8"))).validate(
        data
    )


def test_a_sound_pack_in_words(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = inspected(zipped, dict(board()), capsys)
    assert (code, err) == (0, "")
    assert out.startswith(SHORT.format(size=f"{zipped.stat().st_size // 1000} kB"))
    layers = [line.split("  ")[1] for line in out.splitlines() if "X2 TF.FileFunction" in line]
    assert layers == [
        "top silk", "top paste", "top mask", "top copper", "bottom copper", "bottom mask", "bottom paste", "bottom silk",
        "outline", "drill nonplated", "drill plated",
    ]  # fmt: skip
    assert out.endswith("bw.zip: nothing stands in the way of quoting and building from it.\n")


def test_a_sound_pack_for_machines(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = seen(zipped, dict(board()), capsys)
    conforms(data)
    assert {member["path"]: member["role"] for member in data["members"]}["bw-F_Cu.gbr"] == "top-copper"
    assert (data["bom"]["lines"], data["bom"]["designators"], data["bom"]["dnp"]) == (2, 36, 0)
    assert (data["centroid"]["rows"], data["centroid"]["unit"]) == (36, "mm")
    assert data["centroid"]["transform"]["top"] == {
        "scale": 1.0, "mirror": "", "dx_mm": 0.0, "dy_mm": 0.0, "parts": 24, "on_pads": 24
    }  # fmt: skip
    assert data["board"] == {"width_mm": 60.0, "height_mm": 40.0, "copper_layers": 2}
    assert data["findings"] == []


@pytest.mark.parametrize("what", ["two BOMs", "bottom X is negated", "there is no outline", "no BOM", "no centroid"])
def test_what_is_wrong_conforms_too_and_ends_in_one(
    what: str, zipped: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, rule, words = CLASSES[what]
    code, out, _ = inspected(zipped, change(dict(board())), capsys, "--format", "json")
    data = json.loads(out)
    conforms(data)
    assert code == 1
    assert [each for each in data["findings"] if each["rule"] == rule and words in each["message"]]


def test_the_same_as_markdown(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, rule, _ = CLASSES["two BOMs"]
    code, out, _ = inspected(zipped, {**change(dict(board())), "a|b.txt": "x"}, capsys, "--format", "markdown")
    assert code == 1
    assert out.startswith("### `bw.zip`\n\n")
    assert "- Board: `60.0 × 40.0 mm, 2 copper layers`" in out
    assert "| top copper | `bw-F_Cu.gbr` | `X2 TF.FileFunction Copper,L1,Top` |" in out
    assert "`a\\|b.txt`" in out
    assert f"`{rule}`" in out


def test_the_same_as_annotations(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, rule, words = CLASSES["no BOM"]
    _, out, _ = inspected(zipped, change(dict(board())), capsys, "--format", "github")
    first = out.splitlines()[0]
    assert first.startswith("::error file=bw.zip,")
    assert rule in first
    assert words in first


def test_a_folder_is_read_as_if_it_had_come_as_a_zip(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, expected, _ = inspected(zipped, dict(board()), capsys, "--format", "json")
    folder = zipped.with_suffix("")
    folder.mkdir()
    for name, data in board().items():
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert main(["inspect", "bw", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(expected)


def test_a_single_file_is_read_for_what_it_is(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zipped.with_name("parts.csv").write_text(bom(), encoding="utf-8")
    assert main(["inspect", "parts.csv", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    conforms(data)
    assert [(each["path"], each["role"]) for each in data["members"]] == [("parts.csv", "bom")]
    assert data["bom"]["designators"] == 36


def test_a_unit_only_the_pads_know_moves_nothing_twice(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The marks lie in the middle of the pads of a board whose centroid file is in mil and does not say so."""
    _, _, rows = centroid(factor=1 / 0.0254, unit="").partition("\n")
    files = {**board(), "bw-all-pos.csv": f"Designator,Comment,Footprint,X,Y,Rotation,Side\n{rows}"}
    _, out, _ = inspected(zipped, files, capsys, "--svg", "drawn")
    assert "mil, proven on the pads" in out
    assert "top: 24 of 24 chip parts lie on their pads\n" in out
    first = next(part for part in parts() if part.refdes == "R1")
    assert f'd="M{first.x + 3:g} {40.0 - first.y + 3:g}m' in Path("drawn/top.svg").read_text(encoding="utf-8")


def test_a_part_off_the_board_is_marked(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = centroid().replace("R1,10k,R_0603_1608Metric,5.0000", "R1,10k,R_0603_1608Metric,-1.5000")
    assert rows != centroid()
    inspected(zipped, {**board(), "bw-all-pos.csv": rows}, capsys, "--svg", "drawn")
    drawn = Path("drawn/top.svg").read_text(encoding="utf-8")
    assert drawn.count('fill="#a000c8">') == 1
    assert "purple: beside its pads or off the board" in drawn


def test_what_is_not_fitted_is_told_apart(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ["Designator", "Quantity", "Value", "MPN", "DNP"],
        ["R1 R2", "2", "10k", "X1", ""],
        ["R3", "1", "1k", "X2", "DNP"],
    ]
    data = seen(zipped, {"bom.csv": bom(rows)}, capsys)
    assert data["bom"] == {
        "lines": 2, "designators": 3, "dnp": 1, "fitted": ["R1", "R2"], "not_fitted": ["R3"]
    }  # fmt: skip
    assert data["board"] == {"width_mm": None, "height_mm": None, "copper_layers": None}
    assert data["centroid"] == {"rows": None, "placed": None, "unit": None, "transform": None}


def test_what_has_to_be_asked_first_is_one_finding(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`DNP` for a part number leaves open whether the part is fitted: that it is not placed is then no news."""
    unclear = "".join(f"H{number};1;Hole;Hole_M2;;DNP;\n" for number in range(1, 4))
    data = seen(zipped, {**board(), "bw-bom.csv": bom() + unclear}, capsys)
    said = [finding for finding in data["findings"] if finding["severity"] == "reject"]
    assert [finding["rule"] for finding in said] == ["pack-is-readable"]
    assert "“DNP” under “MPN” (line 4 and 2 more) stands where a part number belongs" in said[0]["message"]


def test_the_drawings(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = inspected(zipped, dict(board()), capsys, "--svg", "drawn")
    first = {path.name: path.read_bytes() for path in Path("drawn").iterdir()}
    assert (code, set(first)) == (0, {"top.svg", "bottom.svg"})
    assert "top.svg" in err
    for name, count in (("top.svg", 24), ("bottom.svg", 12)):
        root = ElementTree.fromstring(first[name])
        texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
        assert len([text for text in texts if text[0] in "RC" and text[1:].isdigit()]) == count
        assert f"{count} placements" in texts[-1]
        assert b"http" not in first[name].replace(b"http://www.w3.org/2000/svg", b"")
    assert main(["inspect", "bw.zip", "--svg", "again"]) == 0
    assert {path.name: path.read_bytes() for path in Path("again").iterdir()} == first


def test_a_moved_centroid_is_drawn_where_it_belongs(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inspected(zipped, {**board(), "bw-all-pos.csv": centroid(dx=134.5, dy=-114.4)}, capsys, "--svg", "drawn")
    assert "moved onto their pads" in Path("drawn/top.svg").read_text(encoding="utf-8")


def test_names_of_the_customer_are_harmless(zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = "\x1b[31m<script>alert(1)</script>\u202e.txt"
    rows = centroid().replace("R1,", "<b>&R1,", 1)
    _, out, _ = inspected(zipped, {**board(), evil: "what is this", "bw-all-pos.csv": rows}, capsys, "--svg", "drawn")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "<b>" not in Path("drawn/top.svg").read_text(encoding="utf-8")


def _encrypted() -> bytes:
    data = bytearray(zip_of({"bom.csv": bom()}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(signature)
        data[start + at] |= 1
    return bytes(data)


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bom.csv", b" " * 80_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Rar!\x1a\x07\x00 and more", "RAR"),
        (b"just text\n" * 40, ""),
        (zip_of(dict(board()))[:-400], ""),
        (zip_of({}), ""),
        (_encrypted(), "encrypted"),
        (_bomb(), ""),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git-lfs"),
    ],
    ids=["nothing", "RAR", "text", "torn", "no files", "a password", "a bomb", "a pointer"],
)
def test_what_is_no_pack_is_told(data: bytes, words: str, zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    zipped.write_bytes(data)
    assert main(["inspect", "bw.zip"]) == 1
    out = capsys.readouterr().out
    assert words.casefold() in out.casefold()
    assert "→" in out
    assert main(["inspect", "bw.zip", "--format", "json"]) == 1
    conforms(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("name", ["nothing.zip"])
def test_what_is_not_there_is_said(name: str, zipped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", name]) != 0
    assert "→" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_packs(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["inspect", str(path), "--format", "json", "--svg", str(tmp_path)])
    data = json.loads(capsys.readouterr().out)
    conforms(data)
    assert code == int(any(each["severity"] == "reject" for each in data["findings"]))
    for drawn in tmp_path.iterdir():
        ElementTree.fromstring(drawn.read_bytes())

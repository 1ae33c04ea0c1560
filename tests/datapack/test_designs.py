"""ODB++ and IPC-2581: a whole board in one format is opened for its copper, its components and its revision."""

from __future__ import annotations

import io
import tarfile

import pytest

from handoff_cli.datapack.reader import inspect
from handoff_cli.inspection import inspect as judged
from tests.datapack.boards import bom
from tests.datapack.samples import zip_of


def layer(row: int, name: str, kind: str, context: str = "BOARD") -> str:
    return f"LAYER {{\n   ROW={row}\n   CONTEXT={context}\n   TYPE={kind}\n   NAME={name}\n   POLARITY=POSITIVE\n}}\n\n"


MATRIX = "STEP {\n   COL=1\n   NAME=PCB\n}\n\n" + "".join(
    layer(row, name, kind, context)
    for row, (name, kind, context) in enumerate(
        [
            ("COMP_+_TOP", "COMPONENT", "BOARD"),
            ("SST", "SILK_SCREEN", "BOARD"),
            ("TOP", "SIGNAL", "BOARD"),
            ("GND", "POWER_GROUND", "BOARD"),
            ("IN2", "MIXED", "BOARD"),
            ("BOTTOM", "signal", "BOARD"),
            ("NOTES", "SIGNAL", "MISC"),
            ("DRILL", "DRILL", "BOARD"),
        ],
        start=1,
    )
)
TOP = """UNITS=MM
#
CMP 0 10.5 20.25 90.0 N R1 10K_0603 ;0=1
TOP 0 10.0 20.25 0 N 0 0 1
CMP 0 x y 0 N R9 broken
CMP 1 1 2 0 N U1 MCU ;
"""
BOTTOM = "UNITS=INCH\nCMP 0 1.0 0.5 0.0 M C1 100N ;\n"
JOB = {
    "matrix/matrix": MATRIX,
    "misc/info": "UNITS=INCH\nJOB_NAME=board\nODB_VERSION_MAJOR=8\nODB_VERSION_MINOR=1\n",
    "steps/pcb/layers/comp_+_top/components": TOP,
    "steps/pcb/layers/comp_+_bot/components": BOTTOM,
    "steps/pcb/layers/top/features": "U MM\n",
    "steps/panel/layers/comp_+_top/components": "UNITS=MM\nCMP 0 1 1 0 N FID1 FID ;\n",
}


def tgz(files: dict[str, str], link: str | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        for name, text in files.items():
            info = tarfile.TarInfo(f"job/{name}")
            info.size = len(text.encode())
            packed.addfile(info, io.BytesIO(text.encode()))
        if link is not None:
            info = tarfile.TarInfo(f"job/{link}")
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            packed.addfile(info)
    return out.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        {"board.tgz": tgz(JOB)},
        {f"board/{name}": text for name, text in JOB.items()},
        dict(JOB),
        {"odb.zip": zip_of({f"board/{name}": text for name, text in JOB.items()})},
    ],
    ids=["tgz", "folder", "the ZIP itself", "ZIP in the ZIP"],
)
def test_an_odb_job_is_opened(files: dict[str, str | bytes]) -> None:
    pack = inspect(zip_of(files))
    (design,) = pack.designs
    assert (design.form, design.version, design.revision, design.copper_layers) == ("odbpp", "8.1", "", 4)
    assert pack.copper_layers == 4
    assert design.layers[:3] == ("COMP_+_TOP", "SST", "TOP")
    parts = {each.refdes: (round(each.x, 3), round(each.y, 3), each.rotation, each.side) for each in design.placements}
    assert parts == {
        "R1": (10.5, 20.25, 270.0, "top"), "U1": (1.0, 2.0, 0.0, "top"), "C1": (25.4, 12.7, 0.0, "bottom")
    }  # fmt: skip


IPC = """<?xml version="1.0" encoding="UTF-8"?>
<IPC-2581 revision="C" xmlns="http://webstds.ipc.org/2581">
 <Content roleRef="Owner"><LayerRef name="F.Cu"/></Content>
 <Bom name="B"><BomHeader assembly="BW-100" revision="C"/></Bom>
 <Ecad name="E"><CadHeader units="{units}"/>
  <CadData>
   <Layer name="F.Cu" layerFunction="CONDUCTOR" side="TOP" polarity="POSITIVE"/>
   <Layer name="D1" layerFunction="DIELCORE" side="INTERNAL"/>
   <Layer name="In1" layerFunction="PLANE" side="INTERNAL"/>
   <Layer name="In2" layerFunction="SIGNAL" side="INTERNAL"/>
   <Layer name="B.Cu" layerFunction="CONDUCTOR" side="BOTTOM"/>
   <Layer name="F.Mask" layerFunction="SOLDERMASK" side="TOP"/>
   <Step name="board">
    <Component refDes="R1" packageRef="0603" layerRef="F.Cu" part="10K"><Xform rotation="90.0"/><Location x="1.0" y="2.0"/></Component>
    <Component refDes="C1" packageRef="0603" layerRef="B.Cu" part="100N"><Location x="3.0" y="4.0"/></Component>
   </Step>
  </CadData>
 </Ecad>
</IPC-2581>
"""


@pytest.mark.parametrize(("units", "factor"), [("MILLIMETER", 1.0), ("INCH", 25.4), ("MICRON", 0.001)])
def test_an_ipc2581_file_is_opened(units: str, factor: float) -> None:
    pack = inspect(zip_of({"board.xml": IPC.format(units=units)}))
    (design,) = pack.designs
    assert (design.form, design.version, design.revision, design.copper_layers) == ("ipc2581", "C", "C", 4)
    parts = {each.refdes: (each.x, each.y, each.rotation, each.side) for each in design.placements}
    assert parts == {"R1": (factor, 2 * factor, 90.0, "top"), "C1": (3 * factor, 4 * factor, 0.0, "bottom")}
    assert [flaw.message for flaw in pack.flaws] == []


def test_its_components_are_held_against_the_bom() -> None:
    rows = [["Designator", "Quantity", "Value", "MPN"], ["R1 R2", "2", "10k", "X1"], ["C1", "1", "1u", "X2"]]
    pack, findings = judged(zip_of({"board.xml": IPC.format(units="MILLIMETER"), "bom.csv": bom(rows)}), "p.zip")
    assert pack.centroid is not None
    said = [each.message for each in findings if each.rule == "centroid-designators-match-bom"]
    assert len(said) == 1
    assert said[0].startswith("R2 ")


def test_an_unpacked_job_is_one_description() -> None:
    _, findings = judged(zip_of({f"board/{name}": text for name, text in JOB.items()}), "p.zip")
    assert not [each for each in findings if each.rule == "fabrication-has-one-format"]
    _, findings = judged(zip_of({"a.tgz": tgz(JOB), "board.xml": IPC.format(units="INCH")}), "p.zip")
    assert [each for each in findings if each.rule == "fabrication-has-one-format"]


DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'


@pytest.mark.parametrize(
    "files",
    [
        {"board.xml": IPC.format(units="MILLIMETER").replace('<?xml version="1.0" encoding="UTF-8"?>\n', DTD)},
        {"board.xml": IPC.format(units="MILLIMETER")[:900]},
        {"board.tgz": tgz({**JOB, "matrix/matrix": "nothing of the kind"})},
        {"board.tgz": tgz({name: text for name, text in JOB.items() if name != "matrix/matrix"}, link="matrix/matrix")},
    ],
    ids=["a DTD", "torn", "an empty matrix", "a link"],
)
def test_what_cannot_be_opened_is_told(files: dict[str, str | bytes]) -> None:
    pack = inspect(zip_of(files))
    assert pack.designs == ()
    assert [flaw.message for flaw in pack.flaws if "whole board" in flaw.message]


def test_a_job_that_unpacks_without_end_is_read_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff_cli.datapack.design.odbpp.MOST", 20_000)
    pack = inspect(zip_of({"board.tgz": tgz({**JOB, "steps/pcb/layers/top/features": "0" * 500_000})}))
    assert [design.copper_layers for design in pack.designs] == [4]

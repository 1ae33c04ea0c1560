"""A small golden pack built in code, and ways to spoil it."""

import io
import zipfile
from typing import Any

from handoff_cli.core.pack import Pack
from handoff_cli.core.tree import Node, Source
from handoff_cli.datapack.reader import read

BOM = (
    "Designator,Quantity,MPN,Manufacturer,Value,Description,DNP\n"
    '"R1,R2",2,RC0603FR-0710KL,Yageo,10k,Resistor,\n'
    "C1,1,GRM188R71H104KA93D,Murata,100n,Capacitor,\n"
    "J9,1,61300211121,Wurth,,Header,DNP\n"
)
CENTROID = (
    "Designator,Mid X (mm),Mid Y (mm),Rotation,Layer\nR1,5.0,5.0,90,Top\nR2,10.0,5.0,0,Top\nC1,15.0,-2.5,-90,Bottom\n"
)
_HEAD = "%FSLAX46Y46*%\n%MOMM*%\n%LPD*%\nG01*\n%ADD10C,0.100000*%\n%ADD11R,1.000000X0.500000*%\n"
COPPER = (
    _HEAD
    + "D11*\nX5000000Y5000000D03*\nX10000000Y5000000D03*\nD10*\nX5000000Y5000000D02*\nX10000000Y5000000D01*\nM02*\n"
)
EMPTY = _HEAD + "M02*\n"
OUTLINE = (
    _HEAD
    + "D10*\nX0Y-10000000D02*\nX20000000Y-10000000D01*\nX20000000Y10000000D01*\nX0Y10000000D01*\nX0Y-10000000D01*\nM02*\n"
)
OPEN_OUTLINE = OUTLINE.replace("X0Y-10000000D01*\nM02", "X0Y-9900000D01*\nM02")
DRILL = "M48\nFMAT,2\nMETRIC\nT1C0.300\nT2C1.000\n%\nG90\nG05\nT1\nX5.0Y5.0\nX10.0Y5.0\nT2\nX15.0Y-2.5\nM30\n"

FILES: dict[str, tuple[str, str]] = {
    "01_BOM/bom.csv": ("bom", BOM),
    "02_FAB/bottom copper.gbl": ("bottom-copper", COPPER),
    "02_FAB/bottom.gbs": ("bottom-mask", COPPER),
    "02_FAB/drill.drl": ("drill-plated", DRILL),
    "02_FAB/outline.gko": ("outline", OUTLINE),
    "02_FAB/top.gtl": ("top-copper", COPPER),
    "02_FAB/top.gtp": ("top-paste", EMPTY),
    "02_FAB/top.gts": ("top-mask", COPPER),
    "03_ASM/Bestückung.csv": ("centroid", CENTROID),
}


def node(value: Any) -> Node:
    source = Source("manifest.yaml")
    if isinstance(value, dict):
        return Node(source, value={key: node(each) for key, each in value.items()})
    if isinstance(value, list):
        return Node(source, value=tuple(node(each) for each in value))
    return Node(source, value=value, written=str(value))


def manifest(files: dict[str, tuple[str, str]] | None = None, **more: Any) -> Node:
    members = [{"path": path, "role": role} for path, (role, _) in (files or FILES).items()]
    return node({"members": members, **more})


def zip_of(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            info = zipfile.ZipInfo(path, (2026, 1, 12, 9, 0, 0))
            info.compress_type = method
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def pack_zip(**changed: str) -> bytes:
    """The sample pack; `bom=…` or `outline=…` puts other content into the file of that role."""
    by_role = {role.replace("-", "_"): path for path, (role, _) in FILES.items()}
    content: dict[str, str | bytes] = {path: text for path, (_, text) in FILES.items()}
    content.update({by_role[role]: text for role, text in changed.items()})
    return zip_of(content)


def read_pack(data: bytes, **more: Any) -> Pack:
    return read("fsg-100", manifest(**more), "projects/BRW-1042/data-pack/fsg-100/P.zip", data)

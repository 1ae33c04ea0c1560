"""Build the golden data pack and the papers of the sample deal: `python -m tests.sample.build_pack`.

It writes the generated files into `projects/BRW-1042` and puts their SHA-256 into the documents that name them.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.sample import drawings, drills, tables
from tests.sample.board import ISSUE, PART, RELEASED, lands
from tests.sample.layers import all_layers
from tests.sample.papers import master_supply_agreement, purchase_order
from tests.sample.router import route

DEAL: Final = Path(__file__).parents[2] / "projects" / "BRW-1042"
PACK: Final = "data-pack/fsg-100"
ROOT: Final = f"{PART}_{ISSUE}"
ARCHIVE: Final = f"{PACK}/{ROOT}.zip"
RECEIVED: Final = f"{PACK}/received/FSG-100 Rev C release 2026-01-08.zip"
MSA: Final = "contract/MSA-2024-07.pdf"
ORDER: Final = "contract/PO-88213.pdf"
DEVIATION: Final = "evidence/2026-01-22-solder-mask.md"
_EPOCH: Final = (2026, 1, 9, 9, 40, 0)
_CUSTOMER_COLUMNS: Final = ("Designator", "Quantity", "Value", "MPN", "Manufacturer", "Description", "Package", "DNP")


def members() -> dict[str, bytes]:
    """Path inside the archive → bytes, without the list of checksums."""
    board = lands()
    ways = route(board)
    fabrication, assembly = f"{ROOT}/02_FABRICATION/{PART}", f"{ROOT}/03_ASSEMBLY/{PART}"
    gerbers = all_layers(board, ways).items()
    texts = {
        **{f"{assembly if 'paste' in role else fabrication}-{role}.gbr": text for role, text in gerbers},
        f"{ROOT}/01_BOM/{PART}-bom.csv": tables.bom(),
        f"{fabrication}-PTH.drl": drills.plated(board, ways),
        f"{fabrication}-NPTH.drl": drills.bare(board),
        f"{fabrication}-netlist.ipc": drills.netlist(board, ways),
        f"{assembly}-centroid.csv": tables.centroid(),
        f"{ROOT}/05_TEST_FIRMWARE/{PART}-test-spec.md": (Path(__file__).parent / "test_spec.md").read_text("utf-8"),
    }
    drawn = {
        f"{fabrication}-fab-drawing.pdf": drawings.fab_drawing(board, ways),
        f"{assembly}-assembly-drawing.pdf": drawings.assembly_drawing(),
        f"{ROOT}/04_SCHEMATICS/{PART}-schematic.pdf": drawings.schematic(),
    }
    return {**{path: text.encode() for path, text in texts.items()}, **drawn}


def golden_pack(files: Mapping[str, bytes]) -> bytes:
    return archive({**files, f"{ROOT}/00_MANIFEST/MANIFEST.txt": _contents(files).encode()})


def received_pack(files: Mapping[str, bytes]) -> bytes:
    """What the customer sent: one flat folder, the BOM without our columns."""
    flat = {f"FSG-100 Rev C/{path.rsplit('/', 1)[1]}": data for path, data in files.items() if "/01_BOM/" not in path}
    return archive({**flat, "FSG-100 Rev C/BOM FSG-100 C.csv": tables.bom(_CUSTOMER_COLUMNS).encode()})


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP that is the same every time: sorted, one time stamp, no trace of the machine that wrote it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            target.writestr(entry, files[path], compresslevel=9)
    return out.getvalue()


def generated() -> dict[str, bytes]:
    """Everything this program writes: path inside the deal's folder → bytes."""
    files = members()
    pack = golden_pack(files)
    return {
        ARCHIVE: pack,
        RECEIVED: received_pack(files),
        MSA: master_supply_agreement(),
        ORDER: purchase_order(sha256(pack)),
    }


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def stamp(deal: Path) -> None:
    """Write the SHA-256 of each file behind the words that announce it."""
    pack = sha256((deal / ARCHIVE).read_bytes())
    stamps = (
        (f"{PACK}/manifest.yaml", "\nsha256:", pack),
        ("contract.yaml", "pack_sha256:", pack),
        ("contract.yaml", f"file: {MSA}", sha256((deal / MSA).read_bytes())),
        ("contract.yaml", f"file: {ORDER}", sha256((deal / ORDER).read_bytes())),
        ("deviations.yaml", "evidence_sha256:", sha256((deal / DEVIATION).read_bytes())),
    )
    for document, words, digest in stamps:
        path = deal / document
        head, found, tail = path.read_text("utf-8").partition(words)
        path.write_bytes((head + found + re.sub(r"[0-9a-f]{64}", digest, tail, count=1)).encode())


def _contents(files: Mapping[str, bytes]) -> str:
    head = (
        f"{PART} {ISSUE}, released {RELEASED} by B. Tanaka, Brightwater Instruments Ltd",
        "Gerber X2, coordinates in millimetres, 6 decimals. Drills: XNC, millimetres with decimal point, no zero suppression.",
        "Centroid: body centre in millimetres from the lower left corner of the board, seen from above on both sides.",
        "Rotation: degrees counter-clockwise seen from above; a part on the bottom is mirrored left to right first.",
        "Workmanship: IPC-A-610 class 2. Parts on both sides.",
    )
    sums = (f"{sha256(files[path])}  {path.removeprefix(f'{ROOT}/')}" for path in sorted(files))
    return "\n".join([*head, "", "SHA-256 of the files:", *sums]) + "\n"


def put(deal: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a deal and say what was written."""
    for name, data in files.items():
        path = deal / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        sys.stdout.write(f"{len(data):7d}  {name}\n")


def main() -> None:
    put(DEAL, generated())
    stamp(DEAL)


if __name__ == "__main__":
    main()

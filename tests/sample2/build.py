"""Build the golden packs and the papers of the second sample deal: `python -m tests.sample2.build`.

It writes the generated files into `projects/KST-2207` and puts their SHA-256 into the documents that name them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from handoff_cli.datapack.golden import build as archive
from tests.sample.build_pack import put
from tests.sample2 import files, papers
from tests.sample2.boards import CONTROLLER, RADIO, Board

DEAL: Final = Path(__file__).parents[2] / "projects" / "KST-2207"
PACKS: Final[Mapping[str, Board]] = {"ptc-210": CONTROLLER, "rfm-040": RADIO}
PAPERS: Final = {
    "nda": "contract/NDA-2026-03.pdf",
    "po": "contract/PO-4471.pdf",
    "qa": "contract/QAA-2026-07.pdf",
}
_FOLDERS: Final = {
    "bom": "01_BOM",
    "centroid": "03_ASSEMBLY",
    "test-spec": "05_TEST_FIRMWARE",
    "firmware": "05_TEST_FIRMWARE",
}


def members(board: Board) -> dict[str, tuple[str, bytes]]:
    """Path inside the archive → role and content, without the list of checksums."""
    texts = {
        **{role: (f"{role}.gbr", text) for role, text in files.layers(board).items()},
        "bom": ("bom.csv", files.bom(board)),
        "centroid": ("centroid.csv", files.centroid(board)),
        "drill-plated": ("PTH.drl", files.drill(board, plated=True)),
        "drill-nonplated": ("NPTH.drl", files.drill(board, plated=False)),
        "netlist": ("netlist.ipc", files.netlist(board)),
        "test-spec": ("test-spec.md", _test_spec(board)),
    }
    made = {role: (f"{board.part}-{name}", text.encode()) for role, (name, text) in texts.items()}
    made["fab-drawing"] = (f"{board.part}-fab-drawing.pdf", papers.fab_drawing(board))
    made["assembly-drawing"] = (f"{board.part}-assembly-drawing.pdf", papers.assembly_drawing(board))
    if board is RADIO:
        made["firmware"] = (f"{board.part}_2.3.1.hex", firmware())
    return {f"{board.root}/{_folder(role)}/{name}": (role, data) for role, (name, data) in made.items()}


def golden_pack(board: Board) -> bytes:
    inside = {path: data for path, (_, data) in members(board).items()}
    return archive({**inside, f"{board.root}/00_MANIFEST/MANIFEST.txt": _contents(board, inside).encode()})


def received_pack(board: Board) -> bytes:
    """What the customer sent: the same files in one flat folder."""
    return archive(
        {
            f"{board.part} rev {board.revision}/{path.rsplit('/', 1)[1]}": data
            for path, (_, data) in members(board).items()
        }
    )


def received_name(name: str) -> str:
    board = PACKS[name]
    return f"data-pack/{name}/received/{board.part} rev {board.revision} {board.released}.zip"


def archive_name(name: str) -> str:
    return f"data-pack/{name}/{PACKS[name].root}.zip"


def firmware() -> bytes:
    """An Intel HEX image of half a kilobyte at address 0."""
    data = b"".join(hashlib.sha256(b"KT-RFM-040 2.3.1 %d" % n).digest() for n in range(16))
    records = [_record(at, 0, data[at : at + 16]) for at in range(0, len(data), 16)]
    return "".join([*records, _record(0, 1, b"")]).encode()


def generated() -> dict[str, bytes]:
    """Everything this program writes: path inside the deal's folder → bytes."""
    golden = {name: golden_pack(board) for name, board in PACKS.items()}
    stated = [(f"{PACKS[name].root}.zip", sha256(data)) for name, data in golden.items()]
    return {
        **{archive_name(name): data for name, data in golden.items()},
        **{received_name(name): received_pack(board) for name, board in PACKS.items()},
        PAPERS["nda"]: papers.non_disclosure_agreement(),
        PAPERS["po"]: papers.purchase_order(stated),
        PAPERS["qa"]: papers.quality_agreement(),
    }


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def stamp(deal: Path) -> None:
    """Write the SHA-256 of each file behind the words that announce it, and list the members of each pack."""
    for name, board in PACKS.items():
        manifest = f"data-pack/{name}/manifest.yaml"
        _list_members(deal / manifest, board)
        _write(deal / manifest, "\nsha256:", deal / archive_name(name))
        _write(
            deal / manifest,
            f"file: {received_name(name).removeprefix(f'data-pack/{name}/')}",
            deal / received_name(name),
        )
        _write(deal / "contract.yaml", f"# {board.root}.zip", deal / archive_name(name))
    for paper in PAPERS.values():
        _write(deal / "contract.yaml", f"file: {paper}", deal / paper)
    for document in ("deal.yaml", "deviations.yaml", "clearances.yaml"):
        for path in re.findall(r"evidence: (evidence/\S+)", (deal / document).read_text("utf-8")):
            _write(deal / document, f"evidence: {path}", deal / path)


def _write(document: Path, words: str, file: Path) -> None:
    head, found, tail = document.read_text("utf-8").partition(words)
    assert found, words
    digest = sha256(file.read_bytes())
    document.write_bytes((head + found + re.sub(r"[0-9a-f]{64}", digest, tail, count=1)).encode())


def _list_members(manifest: Path, board: Board) -> None:
    roles = {path: role for path, (role, _) in members(board).items()} | {
        f"{board.root}/00_MANIFEST/MANIFEST.txt": "manifest"
    }
    lines = "".join(f"  - {{path: {path}, role: {roles[path]}}}\n" for path in sorted(roles))
    text = re.sub(r"(?m)^members:\n(?:  - .*\n)*", f"members:\n{lines}", manifest.read_text("utf-8"))
    manifest.write_bytes(text.encode())


def _folder(role: str) -> str:
    if role.endswith("-paste") or role == "assembly-drawing":
        return "03_ASSEMBLY"
    return _FOLDERS.get(role, "02_FABRICATION")


def _contents(board: Board, inside: Mapping[str, bytes]) -> str:
    head = (
        f"{board.part} {board.issue}, released {board.released} by I. Halvorsen, {papers.CUSTOMER}",
        f"Gerber X2 and drills in {board.unit}; centroid in {board.centroid_unit}, body centres from the lower left corner.",
        "Rotation: degrees counter-clockwise seen from above. Workmanship: IPC-A-610 class 2.",
    )
    sums = (f"{sha256(inside[path])}  {path.removeprefix(f'{board.root}/')}" for path in sorted(inside))
    return "\n".join([*head, "", "SHA-256 of the files:", *sums]) + "\n"


def _test_spec(board: Board) -> str:
    steps = (
        ["Load image 2.3.1 through J2 and read it back.", "Register on the test network; power at J1 is 22 to 24 dBm.", "Read the SIM's number."]
        if board is RADIO
        else ["24 V at J1: 3.3 V rail within 2 percent, at most 60 mA.", "ADC inputs at 1.000 V: reading within 2 mV.", "RS-485 loop at 115200 baud: 1000 frames, none lost."]
    )  # fmt: skip
    lines = [f"{n}. {step}" for n, step in enumerate(steps, 1)]
    return (
        "\n".join(
            [
                f"# Functional test of {board.part} revision {board.revision}",
                "",
                *lines,
                "",
                "A board passes when every step does.",
            ]
        )
        + "\n"
    )


def _record(address: int, kind: int, data: bytes) -> str:
    body = bytes([len(data), address >> 8, address & 255, kind]) + data
    return f":{body.hex().upper()}{-sum(body) & 255:02X}\n"


def main() -> None:
    put(DEAL, generated())
    stamp(DEAL)


if __name__ == "__main__":
    main()

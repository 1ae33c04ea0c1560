"""`handoff pack`: what the customer sent stays as it is, and beside it stands a golden pack that says what is still to be settled."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest
import yaml

from handoff_cli.check import check
from tests.datapack.boards import board, bom, centroid
from tests.datapack.samples import zip_of
from tests.packing.conftest import DEAL, FOLDER, Handoff, said, sent, snapshot

PACKS = Path(__file__).parents[3] / "shared" / "packs"
GOLDEN = f"{FOLDER}/BW-100_REV_C01.zip"
MANIFEST = f"{FOLDER}/manifest.yaml"


def manifest(shop: Path) -> dict[str, object]:
    loaded = yaml.safe_load((shop / MANIFEST).read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def complaints(shop: Path) -> list[str]:
    """What rejects about the data pack, once the rest of the deal is left aside."""
    (report,) = check(shop, (DEAL,)).deals
    return [each.message for each in report.findings if each.parameter == "data-pack" and each.rejects]


def test_from_the_customers_zip_to_a_released_pack(shop: Path, handoff: Handoff) -> None:
    """The whole way: packed, nothing left to settle, released; the gate has nothing to say about the pack."""
    original = sent(shop)
    code, out, _ = handoff("pack", DEAL, str(original))
    assert code == 0
    assert out.splitlines()[:3] == [f"{FOLDER}/received/{original.name}", GOLDEN, MANIFEST]
    assert "There is nothing that only a person could settle." in out
    assert (shop / FOLDER / "received" / original.name).read_bytes() == original.read_bytes()
    told = manifest(shop)
    assert (told["part"], told["revision"], told["issue"], told["status"]) == ("BW-100", "C", "REV_C01", "DRAFT")
    assert told["sha256"] == hashlib.sha256((shop / GOLDEN).read_bytes()).hexdigest()
    assert (told["units"], told["sides"]) == ("mm", "both")
    assert handoff("pack", DEAL, str(original), "--release", "Bob Tanaka, Acme Ltd", "--released", "2026-01-12")[0] == 0
    assert manifest(shop)["released_by"] == "Bob Tanaka, Acme Ltd"
    assert complaints(shop) == []


def test_the_golden_zip_has_the_layout_and_the_bytes_of_the_customer(shop: Path, handoff: Handoff) -> None:
    handoff("pack", DEAL, str(sent(shop)))
    with zipfile.ZipFile(shop / GOLDEN) as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    folders = {name.split("/")[1] for name in content}
    assert folders == {"00_MANIFEST", "01_BOM", "02_FABRICATION", "03_ASSEMBLY"}
    assert all(name.count("/") == 2 and name.startswith("BW-100_REV_C01/") for name in content)
    theirs = {data if isinstance(data, bytes) else data.encode() for data in board().values()}
    assert {data for name, data in content.items() if "00_MANIFEST" not in name} == theirs
    listing = content["BW-100_REV_C01/00_MANIFEST/MANIFEST.txt"].decode()
    assert all(hashlib.sha256(data).hexdigest() in listing for data in theirs)


def test_the_same_files_in_any_form_give_the_same_bytes(shop: Path, handoff: Handoff) -> None:
    handoff("pack", DEAL, str(sent(shop)))
    first = (shop / GOLDEN).read_bytes()
    shutil.rmtree(shop / FOLDER / "received")
    (shop / GOLDEN).unlink()
    folder = shop.parent / "as files"
    for name, data in reversed(board().items()):
        path = folder / "sub" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    assert handoff("pack", DEAL, str(folder))[0] == 0
    assert (shop / GOLDEN).read_bytes() == first
    assert len(list((shop / FOLDER / "received").rglob("*.gbr"))) == 9


def test_a_second_run_changes_nothing(shop: Path, handoff: Handoff) -> None:
    original = sent(shop)
    handoff("pack", DEAL, str(original))
    before = snapshot(shop / FOLDER)
    code, out, _ = handoff("pack", DEAL, str(original))
    assert (code, snapshot(shop / FOLDER)) == (0, before)
    assert "up to date; nothing was written" in out


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_people_wrote_into_the_manifest_stays(shop: Path, handoff: Handoff, end: str) -> None:
    files = {**board(), "bw-bom.csv": bom().replace("MPN", "Comment")}
    original = sent(shop, files=files)
    _, out, _ = handoff("pack", DEAL, str(original))
    assert "bom_columns: {mpn: Comment}" in out
    path = shop / MANIFEST
    text = path.read_text(encoding="utf-8") + "bom_columns: {mpn: Comment}   # Alice, by phone\nipc_class: 3\n"
    path.write_bytes(text.replace("\n", end).encode())
    code, out, _ = handoff("pack", DEAL, str(original))
    assert (code, "There is nothing that only a person could settle." in out) == (0, True)
    after = path.read_bytes().decode()
    assert f"bom_columns: {{mpn: Comment}}   # Alice, by phone{end}ipc_class: 3{end}" in after
    assert after.count("\r\n") == (after.count("\n") if end == "\r\n" else 0)
    assert after.splitlines()[:6] == text.splitlines()[:6]


def test_what_only_a_person_knows_is_asked_with_the_line_that_settles_it(shop: Path, handoff: Handoff) -> None:
    extra = {"bw-purchase-bom.csv": bom().replace("Yageo", "Vishay"), "stuff.xyz": b"\x01\x02" * 40}
    rows = centroid() + "FID1,,Fiducial,1.0,2.0,0.0,top\n"
    original = sent(shop, files={**board(), **extra, "bw-all-pos.csv": rows})
    _, out, _ = handoff("pack", DEAL, str(original))
    assert "Only a person can settle (2)" in out
    assert "“bw-bom.csv” and “bw-purchase-bom.csv” can each be" in out
    assert "role: document}" in out
    assert "What is “stuff.xyz”?" in out
    for number, (name, role) in enumerate(
        (("bw-bom.csv", "bom"), ("bw-purchase-bom.csv", "document"), ("stuff.xyz", "document"))
    ):
        lines = (shop / MANIFEST).read_text(encoding="utf-8").splitlines()
        (line,) = [each for each in lines if f"/{name}," in each]
        assert "role: TBD" in line, number
        said(shop / MANIFEST, {line: line.split(", role:")[0] + f", role: {role}}}"})
    _, out, _ = handoff("pack", DEAL, str(original))
    assert "Only a person can settle (1)" in out
    assert "- {refdes: [FID1], reason: fiducial, by: tom}" in out
    path = shop / MANIFEST
    path.write_text(
        path.read_text(encoding="utf-8") + "not_parts:\n  - {refdes: [FID1], reason: fiducial, by: mira}\n",
        encoding="utf-8",
    )
    _, out, _ = handoff("pack", DEAL, str(original))
    assert "There is nothing that only a person could settle." in out
    with zipfile.ZipFile(shop / GOLDEN) as opened:
        names = opened.namelist()
    assert "BW-100_REV_C01/01_BOM/bw-bom.csv" in names
    assert "BW-100_REV_C01/00_MANIFEST/bw-purchase-bom.csv" in names


def test_junk_is_left_out_and_named(shop: Path, handoff: Handoff) -> None:
    _, out, _ = handoff("pack", DEAL, str(sent(shop, files={**board(), "__MACOSX/._x": b"\0", "Thumbs.db": b"\0"})))
    assert "Left out: Thumbs.db (junk)" in out
    with zipfile.ZipFile(shop / GOLDEN) as opened:
        assert not [name for name in opened.namelist() if "Thumbs" in name or "MACOSX" in name]


def test_the_hash_the_customer_stated(shop: Path, handoff: Handoff) -> None:
    original = sent(shop)
    right = hashlib.sha256(original.read_bytes()).hexdigest()
    code, _, err = handoff("pack", DEAL, str(original), "--sha256", "0" * 64)
    assert (code, right in err, (shop / GOLDEN).exists()) == (1, True, False)
    assert handoff("pack", DEAL, str(original), "--sha256", right.upper())[0] == 0


def test_a_released_issue_never_changes(shop: Path, handoff: Handoff) -> None:
    original = sent(shop)
    handoff("pack", DEAL, str(original), "--release", "Bob", "--released", "2026-01-12")
    before = snapshot(shop / FOLDER)
    assert handoff("pack", DEAL, str(original))[0] == 0
    newer = sent(shop, "second.zip", {**board(), "bw-bom.csv": bom().replace("24;", "25;")})
    code, _, err = handoff("pack", DEAL, str(newer))
    assert (code, "A released issue never changes" in err, "--issue REV_C02" in err) == (1, True, True)
    assert snapshot(shop / FOLDER) == before
    assert handoff("pack", DEAL, str(newer), "--issue", "REV_C02")[0] == 0
    assert manifest(shop)["issue"] == "REV_C02"
    assert (shop / GOLDEN).read_bytes() == before["BW-100_REV_C01.zip"]
    assert (shop / FOLDER / "received" / original.name).read_bytes() == original.read_bytes()


def test_it_is_not_released_while_something_is_open(shop: Path, handoff: Handoff) -> None:
    original = sent(shop, files={**board(), "stuff.xyz": b"\x01\x02" * 40})
    code, _, err = handoff("pack", DEAL, str(original), "--release", "Bob")
    assert (code, "cannot be released yet, and nothing was written" in err) == (1, True)
    assert not (shop / GOLDEN).exists()


def test_other_bytes_under_the_same_name_keep_what_came_before(shop: Path, handoff: Handoff) -> None:
    original = sent(shop)
    handoff("pack", DEAL, str(original))
    first = original.read_bytes()
    sent(shop, original.name, {**board(), "bw-all-pos.csv": centroid() + "\n"})
    assert handoff("pack", DEAL, str(original))[0] == 0
    assert (shop / FOLDER / "received" / original.name).read_bytes() == first
    assert (shop / FOLDER / "received/REV_C01" / original.name).read_bytes() == original.read_bytes()


@pytest.mark.parametrize("name", ["Bestückung für Müller.zip", "release (2).zip"])
def test_names_people_really_use(shop: Path, handoff: Handoff, name: str) -> None:
    files = {f"Gerber Dateien/Ä {path}": data for path, data in board().items()}
    assert handoff("pack", DEAL, str(sent(shop, name, files)))[0] == 0
    assert (shop / FOLDER / "received" / name).is_file()
    assert complaints(shop) != []  # it is a draft
    assert not [line for line in complaints(shop) if "listed" in line or "archive" in line]


def test_a_zip_in_the_zip_is_taken_apart(shop: Path, handoff: Handoff) -> None:
    inner = {name: data for name, data in board().items() if name.endswith((".gbr", ".drl"))}
    outer = {name: data for name, data in board().items() if name not in inner}
    assert handoff("pack", DEAL, str(sent(shop, files={**outer, "gerbers.zip": zip_of(inner)})))[0] == 0
    with zipfile.ZipFile(shop / GOLDEN) as opened:
        assert "BW-100_REV_C01/02_FABRICATION/bw-F_Cu.gbr" in opened.namelist()
        assert not [name for name in opened.namelist() if name.endswith(".zip")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git-lfs pointer"),
        (b"PK\x03\x04 torn", ""),
    ],
    ids=["RAR", "a pointer", "torn"],
)
def test_what_cannot_be_packed_leaves_everything_as_it_was(
    shop: Path, handoff: Handoff, data: bytes, words: str
) -> None:
    before = snapshot(shop)
    path = shop.parent / "sent.zip"
    path.write_bytes(data)
    code, out, err = handoff("pack", DEAL, str(path))
    if code:
        assert words in err
        assert snapshot(shop) == before
    else:
        assert "What is" in out or "Only a person can settle" in out


def test_a_manifest_nobody_can_read_is_not_written_over(shop: Path, handoff: Handoff) -> None:
    (shop / MANIFEST).write_text("pack: [", encoding="utf-8")
    before = snapshot(shop)
    code, _, err = handoff("pack", DEAL, str(sent(shop)))
    assert (code, "cannot be read as it stands" in err) == (1, True)
    assert snapshot(shop) == before


def test_a_full_disk_leaves_nothing_half_done(shop: Path, handoff: Handoff, monkeypatch: pytest.MonkeyPatch) -> None:
    original, before = sent(shop), snapshot(shop)
    real, moved = Path.replace, []

    def second_fails(self: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == 2:
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", second_fails)
    code, _, err = handoff("pack", DEAL, str(original))
    assert (code, "Nothing was changed" in err) == (1, True)
    assert snapshot(shop) == before


def test_of_several_boards_one_has_to_be_named(shop: Path, handoff: Handoff) -> None:
    deal = shop / f"projects/{DEAL}/deal.yaml"
    text = deal.read_text(encoding="utf-8")
    second = "  - {item: lid, kind: pcba, description: Lid board, part: BW-200, revision: A, quantity: 5, pack: lid, deliveries: TBD}\n"
    deal.write_text(text.replace("\n# The dates", f"\n{second}\n# The dates", 1), encoding="utf-8")
    original = sent(shop)
    code, _, err = handoff("pack", DEAL, str(original))
    assert (code != 0, "names several data packs" in err, "--pack NAME" in err) == (True, True, True)
    assert handoff("pack", DEAL, str(original), "--pack", "lid")[0] == 0
    assert (shop / f"projects/{DEAL}/data-pack/lid/BW-200_REV_A01.zip").is_file()


@pytest.mark.slow
@pytest.mark.skipif(not (PACKS / "truth.tsv").exists(), reason="the real packs are not here")
@pytest.mark.parametrize(
    "name", ["wulpus-msp430prog", "haar-primal-2v0", "cheap-focer-2-xlsx", "rambo-1.3L", "openbci-daisy"]
)
def test_real_packs_pack_and_a_second_run_changes_nothing(name: str, shop: Path, handoff: Handoff) -> None:
    path = PACKS / f"{name}.zip"
    assert handoff("pack", DEAL, str(path))[0] == 0
    before = snapshot(shop / FOLDER)
    assert handoff("pack", DEAL, str(path))[0] == 0
    assert snapshot(shop / FOLDER) == before
    assert before[f"received/{path.name}"] == path.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not (PACKS / "truth.tsv").exists(), reason="the real packs are not here")
@pytest.mark.parametrize(("name", "mapping"), [("wulpus-hv", ""), ("wulpus-acq", "bom_columns: {mpn: Comment}\n")])
def test_the_good_ones_are_released(name: str, mapping: str, shop: Path, handoff: Handoff) -> None:
    original = str(PACKS / f"{name}.zip")
    handoff("pack", DEAL, original)
    path = shop / MANIFEST
    path.write_text(path.read_text(encoding="utf-8") + mapping, encoding="utf-8")
    assert handoff("pack", DEAL, original, "--release", "Sebastian", "--released", "2026-01-12")[0] == 0
    assert complaints(shop) == []

"""`handoff pack`: what the customer sent is kept untouched, and beside it lies one ZIP everybody builds from."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from handoff_cli.check import check
from handoff_cli.cli import main
from handoff_cli.errors import NO, USAGE, YES
from handoff_cli.packing import writing
from tests.gitrepo import Repo
from tests.packing.sending import DEAL, GERBER, SAMPLE, SMALL, begin, state, zipped

Out = pytest.CaptureFixture[str]
PACKS = Path(__file__).parents[3] / "shared" / "packs"
needs_packs = pytest.mark.skipif(not PACKS.is_dir(), reason="the real packs are not here")


@pytest.fixture
def folder(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Path:
    return begin(repo, monkeypatch)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    place = tmp_path / "from the customer" / "Müller board.zip"
    place.parent.mkdir()
    place.write_bytes(zipped(SMALL))
    return place


def pack(*words: str | Path) -> int:
    return main(["pack", DEAL, *map(str, words)])


def edit(folder: Path, old: str, new: str) -> None:
    place = folder / "manifest.yaml"
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")


def about_the_pack(repo: Repo) -> list[str]:
    found = check(repo.path, [DEAL]).deals[0].findings
    return [f"{each.rule}: {each.message}" for each in found if each.parameter == "data-pack" and each.rejects]


def test_from_a_new_deal_to_a_complete_data_pack(repo: Repo, folder: Path, capsys: Out) -> None:
    assert pack(SAMPLE) == YES
    said = capsys.readouterr().out
    assert "J1, J2, J3, J4 are to be fitted, but without a row in the centroid file" in said
    assert about_the_pack(repo)
    assert not [each for each in check(repo.path, [DEAL]).deals[0].findings if each.rule.startswith("golden-archive")]
    assert pack(SAMPLE, "--release", "Bob Tanaka", "--released", "2026-02-02") == NO
    by_hand = "unplaced:\n  - {refdes: [J1, J2, J3, J4], reason: soldered by hand, by: tom}\n"
    no_parts = "not_parts:\n  - {refdes: [FID1, FID2, FID3, FID4, FID5], reason: fiducial, by: tom}\n"
    edit(folder, "# ipc_class", f"{by_hand}{no_parts}# ipc_class")
    assert pack(SAMPLE, "--release", "Bob Tanaka", "--released", "2026-02-02") == YES
    assert about_the_pack(repo) == []
    assert (folder / "received" / SAMPLE.name).read_bytes() == SAMPLE.read_bytes()


def test_the_layout_is_that_of_the_handbook(folder: Path, sent: Path) -> None:
    assert pack(sent) == YES
    with zipfile.ZipFile(folder / "BW-FSG-100_REV_C01.zip") as opened:
        names = opened.namelist()
        listing = opened.read("BW-FSG-100_REV_C01/00_MANIFEST/MANIFEST.txt").decode()
        assert opened.read("BW-FSG-100_REV_C01/01_BOM/bom.csv").decode() == SMALL["bom.csv"]
    assert names == [
        "BW-FSG-100_REV_C01/00_MANIFEST/MANIFEST.txt",
        "BW-FSG-100_REV_C01/01_BOM/bom.csv",
        "BW-FSG-100_REV_C01/02_FABRICATION/bottom.gbr",
        "BW-FSG-100_REV_C01/02_FABRICATION/outline.gbr",
        "BW-FSG-100_REV_C01/02_FABRICATION/top.gbr",
    ]
    assert f"{hashlib.sha256(SMALL['top.gbr'].encode()).hexdigest()}  02_FABRICATION/top.gbr" in listing


def test_the_manifest_ties_down_the_archive_and_what_was_received(folder: Path, sent: Path) -> None:
    assert pack(sent) == YES
    text = (folder / "manifest.yaml").read_text("utf-8")
    archive = hashlib.sha256((folder / "BW-FSG-100_REV_C01.zip").read_bytes()).hexdigest()
    received = hashlib.sha256(sent.read_bytes()).hexdigest()
    assert f"sha256: {archive}" in text
    assert f"{{file: 'received/Müller board.zip', sha256: {received}}}" in text
    assert "{path: BW-FSG-100_REV_C01/02_FABRICATION/outline.gbr, role: outline}" in text


def test_a_second_run_changes_nothing(folder: Path, sent: Path, capsys: Out) -> None:
    assert pack(sent) == YES
    before = state(folder)
    capsys.readouterr()
    assert pack(sent) == YES
    assert state(folder) == before
    assert "nothing was written" in capsys.readouterr().out


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_what_people_wrote_stays(folder: Path, sent: Path, end: str) -> None:
    assert pack(sent) == YES
    place = folder / "manifest.yaml"
    edit(folder, "# ipc_class: 2", "ipc_class: 2  # the drawing says so")
    edit(folder, "outline.gbr, role: outline}", "outline.gbr, role: outline}   # asked Bob")
    edit(folder, "sides: TBD", "sides: top")
    place.write_bytes(place.read_bytes().replace(b"\n", end.encode()))
    written = place.read_bytes()
    more = sent.with_name("more.zip")
    more.write_bytes(zipped({**SMALL, "mask.gbr": GERBER.format("Soldermask,Top")}))
    assert pack(more) == YES
    lines = place.read_bytes().decode().split(end)
    assert "ipc_class: 2  # the drawing says so" in "\n".join(lines)
    assert "  - {path: BW-FSG-100_REV_C01/02_FABRICATION/outline.gbr, role: outline}   # asked Bob" in lines
    assert "  - {path: BW-FSG-100_REV_C01/02_FABRICATION/mask.gbr, role: top-mask}" in lines
    assert any(line.startswith("sides: top ") for line in lines)
    lost = [line for line in written.decode().split(end) if line not in lines]
    assert [line.split(":")[0] for line in lost] == ["sha256"]


def test_the_role_a_person_has_settled_is_kept(folder: Path, tmp_path: Path, capsys: Out) -> None:
    sent = tmp_path / "x.zip"
    sent.write_bytes(zipped({**SMALL, "image": bytes(range(256))}))
    assert pack(sent) == YES
    assert "What is “image”?" in capsys.readouterr().out
    edit(folder, "image, role: TBD}", "image, role: firmware}")
    assert pack(sent) == YES
    assert "image" not in capsys.readouterr().out
    assert "05_TEST_FIRMWARE/image, role: firmware}" in (folder / "manifest.yaml").read_text("utf-8")


def test_of_two_boms_a_person_says_which_one_counts(folder: Path, tmp_path: Path, capsys: Out) -> None:
    sent = tmp_path / "x.zip"
    other = SMALL["bom.csv"] + "R2,1,RC0603FR-0710KL,Yageo,Resistor 10k\n"
    sent.write_bytes(zipped({**SMALL, "old/bom.csv": other}))
    assert pack(sent) == YES
    said = capsys.readouterr().out
    assert "can each be the BOM, and only one can be. Which one counts?" in said
    assert (folder / "manifest.yaml").read_text("utf-8").count("role: TBD}") == 2


def test_a_row_named_like_a_part_is_not_offered_as_no_part(folder: Path, tmp_path: Path, capsys: Out) -> None:
    sent = tmp_path / "x.zip"
    rows = "Designator,Mid X (mm),Mid Y (mm),Rotation,Layer\nR1,1.5,1.5,0,Top\nU5,3.5,3.5,0,Top\nFID1,5.5,5.5,0,Top\n"
    sent.write_bytes(zipped({**SMALL, "xy.csv": rows}))
    assert pack(sent) == YES
    said = capsys.readouterr().out
    assert "U5 is in the centroid file, but not in the BOM, and named like a part." in said
    assert "  - {refdes: [FID1], reason: fiducial, by: tom}" in said
    assert "units: mm " in (folder / "manifest.yaml").read_text("utf-8")


def test_files_and_folders_are_packed_like_a_zip(folder: Path, tmp_path: Path) -> None:
    sent = tmp_path / "sent by mail"
    for name, text in SMALL.items():
        place = sent / ("Gerber für Müller" if name.endswith("gbr") else "") / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    assert pack(sent / "bom.csv", sent / "Gerber für Müller") == YES
    assert (folder / "received/Gerber für Müller/top.gbr").read_text("utf-8") == SMALL["top.gbr"]
    assert "01_BOM/bom.csv, role: bom}" in (folder / "manifest.yaml").read_text("utf-8")


def test_a_zip_in_the_zip_is_laid_out_file_by_file(folder: Path, tmp_path: Path) -> None:
    sent = tmp_path / "x.zip"
    gerbers = {name: text for name, text in SMALL.items() if name.endswith("gbr")}
    sent.write_bytes(zipped({"bom.csv": SMALL["bom.csv"], "gerber.zip": zipped(gerbers), "__MACOSX/._bom.csv": "x"}))
    assert pack(sent) == YES
    with zipfile.ZipFile(folder / "BW-FSG-100_REV_C01.zip") as opened:
        assert [name.rsplit("/", 1)[1] for name in opened.namelist()] == [
            "MANIFEST.txt", "bom.csv", "bottom.gbr", "outline.gbr", "top.gbr",
        ]  # fmt: skip


def test_the_hash_the_customer_stated_is_held_against_the_file(folder: Path, sent: Path, capsys: Out) -> None:
    before = state(folder)
    assert pack(sent, "--sha256", "a" * 64) == NO
    assert "No file has the SHA-256 the customer stated" in capsys.readouterr().err
    assert state(folder) == before
    assert pack(sent, "--sha256", hashlib.sha256(sent.read_bytes()).hexdigest().upper()) == YES


def test_a_received_file_is_never_overwritten(folder: Path, sent: Path) -> None:
    first = sent.read_bytes()
    assert pack(sent) == YES
    sent.write_bytes(zipped({**SMALL, "mask.gbr": GERBER.format("Soldermask,Top")}))
    assert pack(sent) == YES
    assert (folder / "received" / sent.name).read_bytes() == first
    assert (folder / "received/REV_C01" / sent.name).read_bytes() == sent.read_bytes()


def release(folder: Path) -> None:
    edit(folder, "status: DRAFT", "status: RELEASED")


def test_a_released_issue_never_changes(repo: Repo, folder: Path, sent: Path, capsys: Out) -> None:
    assert pack(sent) == YES
    release(folder)
    before = state(folder)
    sent.write_bytes(zipped({**SMALL, "mask.gbr": GERBER.format("Soldermask,Top")}))
    assert pack(sent) == NO
    assert "--issue REV_C02" in capsys.readouterr().err
    assert state(folder) == before
    assert pack(sent, "--issue", "REV_C02") == YES
    assert (folder / "BW-FSG-100_REV_C01.zip").read_bytes() == before["BW-FSG-100_REV_C01.zip"]
    assert "status: DRAFT" in (folder / "manifest.yaml").read_text("utf-8")


def test_git_knows_what_was_released(repo: Repo, folder: Path, sent: Path, capsys: Out) -> None:
    """Calling it a draft again, here or on another branch, does not take a release back."""
    assert pack(sent) == YES
    release(folder)
    repo.commit("released")
    repo.git("checkout", "-q", "-b", "offer/ACME-1042")
    edit(folder, "status: RELEASED", "status: DRAFT")
    repo.commit("a draft again")
    before = state(folder)
    sent.write_bytes(zipped({**SMALL, "mask.gbr": GERBER.format("Soldermask,Top")}))
    assert pack(sent) == NO
    assert "REV_C01 of acme-1042 has been released" in capsys.readouterr().err
    assert state(folder) == before


def test_the_same_files_under_a_released_issue_change_nothing(folder: Path, sent: Path) -> None:
    assert pack(sent) == YES
    release(folder)
    before = state(folder)
    again = sent.with_name("sent again.zip")
    again.write_bytes(zipped(dict(reversed(SMALL.items()))))
    assert pack(again) == YES
    assert state(folder) == before


def test_a_disk_that_fails_leaves_everything_as_it_was(
    folder: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pack(sent) == YES
    before = state(folder)
    sent.write_bytes(zipped({**SMALL, "mask.gbr": GERBER.format("Soldermask,Top")}))
    real = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == "manifest.yaml":
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(writing.Path, "replace", failing)
    assert pack(sent) == NO
    assert state(folder) == before


def test_what_an_interrupted_run_left_behind_is_no_obstacle(folder: Path, sent: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.yaml.unfinished").write_text("half", "utf-8")
    assert pack(sent) == YES
    assert not list(folder.rglob("*.unfinished"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n", "git-lfs pointer"),
        (b"", "board.zip"),
        (b"PK\x03\x04 torn", "ZIP"),
    ],
    ids=["lfs", "empty", "torn"],
)
def test_what_cannot_be_packed_is_refused_in_a_sentence(
    folder: Path, tmp_path: Path, data: bytes, words: str, capsys: Out
) -> None:
    sent = tmp_path / "board.zip"
    sent.write_bytes(data)
    before = state(folder)
    assert pack(sent) == NO
    assert words in capsys.readouterr().err
    assert state(folder) == before


def test_wrong_words_are_told(folder: Path, sent: Path, capsys: Out) -> None:
    assert pack(sent.with_name("not there.zip")) == USAGE
    assert "There is no file" in capsys.readouterr().err
    assert pack(sent, "--pack", "other") == USAGE
    assert "--pack NAME" in capsys.readouterr().err
    assert main(["pack", "NOBODY-1", str(sent)]) == USAGE


def test_several_boards_need_a_name(folder: Path, sent: Path, capsys: Out) -> None:
    place = folder.parents[1] / "deal.yaml"
    text = place.read_text("utf-8")
    block = text[text.index("  - item:") :].split("\n\n")[0]
    second = block.replace("pack: acme-1042", "pack: second").replace("item: board", "item: other")
    place.write_text(text.replace(block, f"{block.rstrip()}\n{second.rstrip()}\n"), "utf-8")
    assert pack(sent) == USAGE
    assert "acme-1042, second" in capsys.readouterr().err
    assert pack(sent, "--pack", "second") == YES
    assert (folder.parent / "second/BW-FSG-100_REV_C01.zip").is_file()


@needs_packs
def test_a_clean_real_pack_asks_nothing(repo: Repo, folder: Path, capsys: Out) -> None:
    assert pack(PACKS / "wulpus-hv.zip", "--release", "Bob Tanaka", "--released", "2026-02-02") == YES
    assert "nothing that only a person could settle" in capsys.readouterr().out
    assert about_the_pack(repo) == []


@needs_packs
def test_a_real_pack_is_clean_once_its_column_is_named(repo: Repo, folder: Path, capsys: Out) -> None:
    assert pack(PACKS / "wulpus-acq.zip") == YES
    assert "`bom_columns: {mpn: Comment}`" in capsys.readouterr().out
    edit(folder, "# bom_columns:", "bom_columns: {mpn: Comment}\n# bom_columns:")
    assert pack(PACKS / "wulpus-acq.zip", "--release", "Bob Tanaka", "--released", "2026-02-02") == YES
    assert about_the_pack(repo) == []


@pytest.mark.slow
@needs_packs
@pytest.mark.parametrize("name", [path.name for path in sorted(PACKS.glob("*.zip"))] if PACKS.is_dir() else [])
def test_every_real_pack_is_packed_and_stays_as_it_is(folder: Path, name: str, capsys: Out) -> None:
    assert pack(PACKS / name) == YES
    before = state(folder)
    assert (folder / "received" / name).read_bytes() == (PACKS / name).read_bytes()
    capsys.readouterr()
    assert pack(PACKS / name) == YES
    assert state(folder) == before
    assert "nothing was written" in capsys.readouterr().out

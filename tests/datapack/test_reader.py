"""The golden pack as a whole: what it says, and that no bytes whatever make the reader fail."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_cli.core.pack import Reader
from handoff_cli.datapack.archive import open_archive
from handoff_cli.datapack.bom import read_bom
from handoff_cli.datapack.centroid import read_centroid
from handoff_cli.datapack.gerber import read_layer
from handoff_cli.datapack.reader import read
from tests.datapack.samples import (
    BOM,
    CENTROID,
    COPPER,
    DRILL,
    FILES,
    OPEN_OUTLINE,
    OUTLINE,
    node,
    pack_zip,
    read_pack,
    zip_of,
)

SAMPLE = pack_zip()
REAL = Path(__file__).parents[3] / "shared" / "packs"


def test_the_sample_pack_is_clean() -> None:
    reader: Reader = read
    pack = read_pack(SAMPLE)
    assert reader is read
    assert pack.flaws == ()
    assert [(member.path, member.role) for member in pack.members] == [
        (path, role) for path, (role, _) in sorted(FILES.items())
    ]
    assert pack.bom is not None
    assert pack.centroid is not None
    assert sorted(pack.bom.fitted()) == sorted(placement.refdes for placement in pack.centroid.placements)
    assert {layer.role: layer.objects for layer in pack.layers} == {
        "bottom-copper": 3, "bottom-mask": 3, "drill-plated": 3, "outline": 4, "top-copper": 3, "top-paste": 0, "top-mask": 3,
    }  # fmt: skip


def test_it_says_the_same_twice() -> None:
    first, second = read_pack(SAMPLE), read_pack(SAMPLE)
    assert (first.members, first.layers, first.bom, first.sha256) == (
        second.members,
        second.layers,
        second.bom,
        second.sha256,
    )


def test_a_role_is_found_whichever_way_the_umlaut_is_written() -> None:
    manifest = node({"members": [{"path": "u\u0308.csv", "role": "bom"}]})
    assert read("p", manifest, "p.zip", zip_of({"ü.csv": BOM})).bom is not None


def test_flaws_of_all_files_are_told_at_once() -> None:
    pack = read_pack(pack_zip(outline=OPEN_OUTLINE, bom="nonsense", top_copper="%PDF"))
    assert [flaw.member for flaw in pack.flaws] == ["01_BOM/bom.csv", "02_FAB/outline.gko", "02_FAB/top.gtl"]


def test_a_damaged_member_is_still_a_member() -> None:
    pack = read_pack(SAMPLE)
    spoiled = bytearray(SAMPLE)
    spoiled[45 + len("01_BOM/bom.csv")] ^= 0xFF
    broken = read_pack(bytes(spoiled))
    assert [member.path for member in broken.members] == [member.path for member in pack.members]
    assert broken.bom is None
    assert [flaw.member for flaw in broken.flaws] == ["01_BOM/bom.csv"]


def test_an_empty_manifest_names_no_roles() -> None:
    pack = read("p", node({}), "p.zip", SAMPLE)
    assert {member.role for member in pack.members} == {None}
    assert (pack.bom, pack.centroid, pack.layers) == (None, None, ())


def test_nothing_is_printed_and_gerbonara_is_loaded_late(capsys: pytest.CaptureFixture[str]) -> None:
    read_pack(SAMPLE)
    assert capsys.readouterr() == ("", "")
    code = "import sys, handoff_cli.datapack.reader; sys.exit('gerbonara' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SAMPLE) - 1))
def test_a_truncated_zip_is_never_clean(length: int) -> None:
    pack = read_pack(SAMPLE[:length])
    assert pack.flaws
    assert pack.members == ()


@settings(max_examples=250, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(1, 255)),
        min_size=1,
        max_size=4,
        unique_by=lambda edit: edit[0],
    )
)
def test_an_altered_zip_is_never_clean_with_other_files(edits: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for at, mask in edits:
        data[at] ^= mask
    altered, found = open_archive(SAMPLE), open_archive(bytes(data))
    if not found.flaws:
        # A name changed in both its places, a date or a comment: still every file, with the same bytes.
        assert [entry.sha256 for entry in found.entries] == [entry.sha256 for entry in altered.entries]
    read_pack(bytes(data))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_pack_with_flaws(data: bytes) -> None:
    assert read_pack(data).flaws


@given(st.integers(0, len(COPPER) - 3), st.integers(0, len(DRILL) - 3))
def test_a_cut_fabrication_file_is_never_taken_for_a_whole_one(copper: int, drill: int) -> None:
    assert read_layer("x", "top-copper", COPPER.encode()[:copper]).layer is None
    assert read_layer("x", "drill-plated", DRILL.encode()[:drill]).layer is None


def _spoiled(text: str) -> st.SearchStrategy[bytes]:
    """A file with some bytes changed, then perhaps cut."""
    edits = st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(0, 255)), max_size=6)
    return st.builds(_spoil, st.just(text.encode()), edits, st.integers(0, len(text)))


def _spoil(data: bytes, edits: list[tuple[int, int]], length: int) -> bytes:
    spoiled = bytearray(data)
    for at, value in edits:
        spoiled[at] = value
    return bytes(spoiled[: length or None])


@settings(max_examples=200, deadline=10_000)
@given(_spoiled(COPPER) | _spoiled(OUTLINE), st.sampled_from(["top-copper", "outline", "top-paste"]))
def test_a_spoiled_gerber_never_raises(data: bytes, role: str) -> None:
    found = read_layer("x", role, data)
    assert found.layer or found.flaws


@settings(max_examples=200, deadline=10_000)
@given(_spoiled(DRILL))
def test_spoiled_drill_data_never_raise(data: bytes) -> None:
    found = read_layer("x", "drill-plated", data)
    assert found.layer or found.flaws


@settings(max_examples=200, deadline=10_000)
@given(_spoiled(BOM) | st.binary(max_size=200), _spoiled(CENTROID) | st.binary(max_size=200))
def test_spoiled_tables_never_raise(bom: bytes, centroid: bytes) -> None:
    assert read_bom("b", bom, node({})).bom or read_bom("b", bom, node({})).flaws
    assert read_centroid("c", centroid, node({})).centroid or read_centroid("c", centroid, node({})).flaws


def test_a_small_pack_reads_in_well_under_a_second() -> None:
    read_pack(SAMPLE)
    began = time.process_time()
    read_pack(SAMPLE)
    assert time.process_time() - began < 0.5


@pytest.mark.skipif(not REAL.is_dir(), reason="the real packs are not on this machine")
def test_archives_of_real_tools_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    found = {path.stem: open_archive(path.read_bytes()) for path in sorted(REAL.glob("*.zip"))}
    assert len(found) == 21
    flawed = {name: [flaw.kind for flaw in archive.flaws] for name, archive in found.items() if archive.flaws}
    assert flawed == {"cc-led-8ch-jlc": ["ambiguous"], "cheap-focer-2-xlsx": ["ambiguous"]}
    assert all(entry.sha256 for archive in found.values() for entry in archive.entries)
    assert capsys.readouterr() == ("", "")

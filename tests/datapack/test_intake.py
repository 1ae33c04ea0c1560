"""What customers send, opened: nested archives, junk, odd ZIPs, limits, and never an exception."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_cli.datapack.content import content_of
from handoff_cli.datapack.intake import intake
from tests.datapack.samples import COPPER, DRILL, FILES, pack_zip, zip_of


def paths(data: bytes, *, golden: bool = False) -> list[str]:
    return [file.path for file in intake(data, golden=golden).files if not file.junk]


def test_a_nested_zip_is_opened_once_and_its_files_carry_both_names() -> None:
    deep = zip_of({"deep.gbr": COPPER})
    data = zip_of({"gerbers.zip": zip_of({"a/top.gtl": COPPER, "more.zip": deep}), "bom.csv": "x"})
    got = intake(data, golden=False)
    assert [file.path for file in got.files] == [
        "bom.csv",
        "gerbers.zip",
        "gerbers.zip!a/top.gtl",
        "gerbers.zip!more.zip",
    ]
    assert [flaw.member for flaw in got.flaws] == ["gerbers.zip!more.zip"]
    assert next(file for file in got.files if file.path.endswith("top.gtl")).load() == COPPER.encode()


def test_the_golden_pack_holds_no_archive() -> None:
    got = intake(zip_of({"gerbers.zip": zip_of({"top.gtl": COPPER})}), golden=True)
    assert [file.path for file in got.files] == ["gerbers.zip"]
    assert [flaw.kind for flaw in got.flaws] == ["ambiguous"]


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/._top.gtl",
        "._top.gtl",
        "a/.DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$bom.xlsx",
        ".~lock.bom.ods#",
        "x.bak~",
        "bom.csv~",
    ],
)
def test_junk_is_set_aside_whatever_its_ending(name: str) -> None:
    got = intake(zip_of({name: "junk", "top.gtl": COPPER}), golden=False)
    assert [(file.path, file.junk) for file in got.files] == sorted([(name, True), ("top.gtl", False)])
    assert got.flaws == ()


def test_a_zip_written_to_a_stream_is_read_in_both_modes() -> None:
    class Pipe(io.RawIOBase):
        """Nothing to seek in: `zipfile` then writes data descriptors, as macOS does."""

        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.written += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.mkdir("Gerber")
        archive.writestr("Gerber/top.gtl", COPPER)
    assert paths(bytes(pipe.written)) == paths(bytes(pipe.written), golden=True) == ["Gerber/top.gtl"]


def test_names_of_dos_and_backslashes_of_old_windows_programs() -> None:
    data = zip_of({"Gerber?top.gtl": COPPER, "St?ckliste.csv": "x"})
    data = data.replace(b"Gerber?top", b"Gerber\\top").replace(b"St?ckliste", b"St\x81ckliste")
    assert paths(data) == ["Gerber/top.gtl", "Stückliste.csv"]


def test_bytes_before_the_zip_are_told_and_the_files_still_read() -> None:
    got = intake(b"MZ self-extracting" + pack_zip(), golden=False)
    assert len(got.files) == len(FILES)
    assert [flaw.kind for flaw in got.flaws] == ["malformed"]
    assert intake(b"MZ self-extracting" + pack_zip(), golden=True).files == ()


def test_a_bomb_is_named_and_not_unpacked() -> None:
    got = intake(zip_of({"bomb.gbr": b"0" * (40 << 20), "top.gtl": COPPER}), golden=False)
    assert [flaw.member for flaw in got.flaws] == ["bomb.gbr"]
    assert {file.path: bool(file.sha256) for file in got.files} == {"bomb.gbr": False, "top.gtl": True}


def test_a_bomb_in_the_nested_zip_too() -> None:
    got = intake(zip_of({"in.zip": zip_of({"bomb.gbr": b"0" * (40 << 20)})}), golden=False)
    assert [flaw.member for flaw in got.flaws] == ["in.zip!bomb.gbr"]


@pytest.mark.parametrize(
    ("magic", "name"), [(b"7z\xbc\xaf\x27\x1c", "g.7z"), (b"Rar!\x1a\x07\x00", "g.rar"), (b"\x1f\x8b\x08", "g.tgz")]
)
def test_an_archive_that_is_not_opened_is_named(magic: bytes, name: str) -> None:
    got = intake(zip_of({name: magic + b"rest", "top.gtl": COPPER}), golden=False)
    assert [(flaw.kind, flaw.member) for flaw in got.flaws] == [("ambiguous", name)]


def odb_tgz() -> bytes:
    def entry(name: bytes, content: bytes) -> bytes:
        head = bytearray(512)
        head[: len(name)] = name
        head[124:136] = b"%011o\x00" % len(content)
        head[257:263] = b"ustar\x00"
        return bytes(head) + content.ljust(-(-len(content) // 512) * 512, b"\x00")

    packed = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    return packed.compress(entry(b"job/misc/info", b"x") + entry(b"job/matrix/matrix", b"STEP {")) + packed.flush()


@pytest.mark.parametrize("golden", [True, False])
def test_an_odb_job_is_one_file_and_no_archive(golden: bool) -> None:
    got = intake(zip_of({"job.tgz": odb_tgz()}), golden=golden)
    assert [(file.path, file.content) for file in got.files] == [("job.tgz", "odbpp")]
    assert got.flaws == ()


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (COPPER.encode(), "gerber"),
        (DRILL.encode(), "excellon"),
        (b"%\r\nT1C0.028F200S100\r\nX002250Y002300\r\nX002400Y003850\r\nM30\r\n", "excellon"),
        (b"G54D10*\nX100Y200D02*\nX300Y200D01*\nM02*\n", "gerber"),
        (b'{"Header": {"GenerationSoftware": {}}, "FilesAttributes": []}', "gbrjob"),
        (b"%FSLAX26Y26*%\n%TF.JobID*%\nM02*\n", "gerber"),
        (b'<?xml version="1.0"?><IPC-2581 revision="B" xmlns="http://webstds.ipc.org/2581">', "ipc2581"),
        (b"P  CODE 00\nP  UNITS CUST 0\n317GND              VIA\n", "ipc356"),
        (b"%PDF-1.5\n", "pdf"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"<svg xmlns='x'>", "svg"),
        (b"ISO-10303-21;\nHEADER;", "step"),
        (b"%!PS-Adobe-3.0\n", "plot"),
        (b"IN;SP1;PU0,0;", "plot"),
        (b":10010000214601360121470136007EFE09D2190140\r\n", "hex"),
        (b"\x7fELF\x02", "elf"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "lfs-pointer"),
        (b"Ref,Val,Package,PosX,PosY,Rot,Side\nC1,1u,0402,1.0,2.0,0,top\n", "text"),
        ("Designator\tX\n".encode("utf-16"), "text"),
        (b"\x00\x01\x02\x00" * 40, "binary"),
    ],
)
def test_content_is_told_by_the_bytes(data: bytes, content: str) -> None:
    assert content_of(data) == content


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(pack_zip()) - 1), st.integers(1, 255), st.integers(0, 400), st.booleans())
def test_no_damage_makes_it_raise(at: int, flip: int, cut: int, golden: bool) -> None:
    data = bytearray(pack_zip())
    data[at] ^= flip
    for file in intake(bytes(data[: len(data) - cut]), golden=golden).files:
        if file.sha256:
            file.load()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_content_raise(data: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\xff\xfe", b"M48\n", b"%FS"):
        content_of(head + data)
    intake(b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 46, 0, 0) + data, golden=False)

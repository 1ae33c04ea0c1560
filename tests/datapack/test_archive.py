"""Threats 107 to 112: what a ZIP may try, and what becomes of it."""

import hashlib
import io
import struct
import zipfile
import zlib

import pytest

from handoff_cli.datapack import archive as module
from handoff_cli.datapack.archive import open_archive
from tests.datapack.samples import zip_of


def messages(data: bytes) -> str:
    found = open_archive(data)
    assert all(not flaw.message.endswith(".") and flaw.remedy.endswith(".") for flaw in found.flaws)
    return "\n".join(flaw.message for flaw in found.flaws)


def read_paths(data: bytes) -> list[str]:
    return [entry.path for entry in open_archive(data).entries if entry.sha256]


def test_a_lawful_zip_is_read_in_order_with_its_hashes() -> None:
    found = open_archive(zip_of({"b/ö ä.txt": "two", "a.txt": "one"}))
    assert not found.flaws
    assert [(entry.path, entry.size) for entry in found.entries] == [("a.txt", 3), ("b/ö ä.txt", 3)]
    assert found.entries[0].sha256 == hashlib.sha256(b"one").hexdigest()
    assert found.read(found.entries[1]) == b"two"


def test_stored_streamed_and_commented_zips_are_lawful() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.bytes = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.bytes += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        archive.mkdir("sub")
        archive.writestr("sub/a.txt", "one" * 100)
        archive.comment = b"made by hand"
    assert open_archive(pipe.bytes).flaws == ()
    assert read_paths(pipe.bytes) == ["sub/a.txt"]
    assert read_paths(zip_of({"a": "x"}, zipfile.ZIP_STORED)) == ["a"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "has no bytes", id="an empty file"),
        pytest.param(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git-lfs pointer", id="a git-lfs pointer"
        ),
        pytest.param(b"hello", "not a ZIP", id="something else"),
        pytest.param(b"7z\xbc\xaf\x27\x1c\x00", "a 7-Zip file", id="a 7-Zip file"),
        pytest.param(b"%PDF-1.7", "a PDF", id="a PDF"),
        pytest.param(zip_of({"a.txt": "x" * 99})[:60], "stops in the middle", id="a cut-off upload"),
        pytest.param(zip_of({}), "no files", id="a ZIP of nothing"),
    ],
)
def test_what_is_no_zip_says_what_it_is(data: bytes, words: str) -> None:
    assert words in messages(data)
    assert open_archive(data).entries == ()


def test_litter_is_named_once_and_left_out() -> None:
    data = zip_of({"a.gbr": "x", "__MACOSX/._a.gbr": "y", ".DS_Store": "z", "Thumbs.db": "t", "x/~$bom.csv": "u"})
    found = open_archive(data)
    assert [flaw.kind for flaw in found.flaws] == ["ambiguous"]
    assert read_paths(data) == ["a.gbr"]


def test_a_member_that_is_a_git_lfs_pointer_is_told() -> None:
    assert "git-lfs pointer" in messages(zip_of({"top.gtl": "version https://git-lfs.github.com/spec/v1\n"}))


class TestT107Names:
    @pytest.mark.parametrize(
        "name",
        [
            "../evil.txt",
            "a/../../evil",
            "/etc/passwd",
            "C:/x.txt",
            "a\\b.txt",
            "a//b",
            "./a",
            "a\nb",
            "a\u202etxt.exe",
            "a:b",
            "nul.txt",
            "a.",
        ],
    )
    def test_T107_dangerous_names_are_refused(self, name: str) -> None:
        data = zip_of({name: "x", "good.txt": "y"})
        assert "has a name" in messages(data)
        assert read_paths(data) == ["good.txt"]
        assert "\u202e" not in messages(data)

    @pytest.mark.parametrize("mode", [0o120777, 0o020644, 0o060644, 0o010644, 0o140644])
    def test_T107_links_and_devices_are_refused(self, mode: int) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            info = zipfile.ZipInfo("link")
            info.create_system, info.external_attr = 3, mode << 16
            archive.writestr(info, "/etc/passwd")
        assert "a link or a device" in messages(buffer.getvalue())
        assert read_paths(buffer.getvalue()) == []

    @pytest.mark.parametrize("name", ["Größe 10µm.gbr", "a b (1).csv", "R&D+x.drl", "日本.txt"])
    def test_T107_foreign_names_are_welcome(self, name: str) -> None:
        assert read_paths(zip_of({name: "x"})) == [name]
        assert messages(zip_of({name: "x"})) == ""


class TestT108Bombs:
    def test_T108_a_ratio_beyond_belief_is_refused_unread(self) -> None:
        data = zip_of({"bomb": b"\0" * (4 << 20)})
        assert "200 times" in messages(data)
        assert read_paths(data) == []

    def test_T108_lying_sizes_are_caught_while_unpacking(self) -> None:
        data = zip_of({"a.txt": b"abc" * 50_000})
        small = data.replace(struct.pack("<L", 150_000), struct.pack("<L", 1_000))
        assert "damaged" in messages(small)
        assert read_paths(small) == []

    def test_T108_the_sum_of_all_is_limited(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MAX_TOTAL", 1_000)
        found = open_archive(zip_of({"a": "x" * 600, "b": "y" * 600}))
        assert found.entries == ()
        assert "would unpack" in found.flaws[0].message

    def test_T108_archives_inside_are_ambiguous_but_workbooks_are_not(self) -> None:
        inner = zip_of({"x": "y"})
        found = open_archive(zip_of({"gerbers.zip": inner, "renamed.dat": inner, "bom.xlsx": inner, "odb.tgz": "x"}))
        assert sorted(flaw.member or "" for flaw in found.flaws) == ["gerbers.zip", "odb.tgz", "renamed.dat"]
        assert {flaw.kind for flaw in found.flaws} == {"ambiguous"}

    def test_T108_two_directory_lines_for_the_same_bytes_are_refused(self) -> None:
        data = zip_of({"a.txt": "same"})
        at = data.index(b"PK\x01\x02")
        end = data.index(b"PK\x05\x06")
        line = data[at:end]
        tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(line), at, 0)
        twice = data[:at] + line + line.replace(b"a.txt", b"b.txt") + tail
        assert "overlap" in messages(twice)


class TestT109Duplicates:
    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_T109_the_same_name_twice_is_read_neither_way(self) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("bom.csv", "first")
            archive.writestr("bom.csv", "second")
        assert "2 times" in messages(buffer.getvalue())
        assert read_paths(buffer.getvalue()) == []

    @pytest.mark.parametrize(
        ("one", "other"), [("Top.gbr", "TOP.GBR"), ("ü.csv", "u\u0308.csv"), ("straße", "STRASSE")]
    )
    def test_T109_names_that_differ_by_case_or_accent_only(self, one: str, other: str) -> None:
        data = zip_of({one: "x", other: "y", "c": "z"})
        assert [flaw.kind for flaw in open_archive(data).flaws] == ["conflict"]
        assert read_paths(data) == ["c"]

    def test_T109_a_file_named_like_a_folder(self) -> None:
        assert "file and a folder" in messages(zip_of({"a": "x", "A/b": "y"}))


class TestT110TwoReadings:
    DATA = zip_of({"a.txt": "one", "b.txt": "two"}, zipfile.ZIP_STORED)

    def test_T110_bytes_before_the_first_entry(self) -> None:
        assert "stand before it" in messages(b"#!/bin/sh\n" + self.DATA)

    def test_T110_an_entry_before_the_first_one_that_the_directory_knows(self) -> None:
        hidden = zip_of({"hidden": "x"}, zipfile.ZIP_STORED)
        hidden = hidden[: hidden.index(b"PK\x01\x02")]
        at, shift = self.DATA.index(b"PK\x01\x02"), len(hidden)
        directory = bytearray(self.DATA[at:-22])
        for where in (0, directory.index(b"PK\x01\x02", 4)):
            (offset,) = struct.unpack_from("<L", directory, where + 42)
            struct.pack_into("<L", directory, where + 42, offset + shift)
        tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), at + shift, 0)
        data = hidden + self.DATA[:at] + bytes(directory) + tail
        assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["a.txt", "b.txt"]
        assert "before its first file" in messages(data)

    def test_T110_bytes_after_the_end(self) -> None:
        assert "after its end" in messages(self.DATA + b"x")

    def test_T110_two_zips_in_one_file(self) -> None:
        assert open_archive(self.DATA + self.DATA).entries == ()
        assert open_archive(self.DATA + self.DATA).flaws

    def test_T110_a_comment_that_holds_a_second_end(self) -> None:
        end = self.DATA[-22:]
        data = self.DATA[:-2] + struct.pack("<H", len(end)) + end
        assert open_archive(data).entries == ()

    @pytest.mark.parametrize(
        "offset", [4 + 2, 8, 14, 18, 22, 30], ids=["flags", "method", "crc", "packed", "size", "name"]
    )
    def test_T110_an_entry_that_disagrees_with_the_directory(self, offset: int) -> None:
        data = bytearray(self.DATA)
        data[offset] ^= 0x02
        assert "two different things" in messages(bytes(data))
        assert read_paths(bytes(data)) == []

    def test_T110_a_nul_in_a_name_hides_nothing(self) -> None:
        data = self.DATA.replace(b"a.txt", b"a\0txt")
        assert "invisible letters" in messages(data)
        assert read_paths(data) == ["b.txt"]

    def test_T110_a_gap_between_entries(self) -> None:
        at, second = self.DATA.index(b"PK\x01\x02"), self.DATA.index(b"PK\x03\x04", 4)
        directory = bytearray(self.DATA[at:-22])
        where = directory.index(b"PK\x01\x02", 4)
        directory[where + 42 : where + 46] = struct.pack("<L", second + 5)
        tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), at + 5, 0)
        gap = self.DATA[:second] + b"later" + self.DATA[second:at] + bytes(directory) + tail
        assert "two different things" in messages(gap)

    def test_T110_bytes_behind_the_stream_inside_an_entry(self) -> None:
        packed = zlib.compressobj(9, zlib.DEFLATED, -15)
        stream = packed.compress(b"one") + packed.flush() + b"hidden"
        crc = zlib.crc32(b"one")
        local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, crc, len(stream), 3, 1, 0) + b"a"
        central = (
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 33, crc, len(stream), 3, 1, 0, 0, 0, 0, 0, 0)
            + b"a"
        )
        at = len(local) + len(stream)
        data = local + stream + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), at, 0)
        assert zipfile.ZipFile(io.BytesIO(data)).read("a") == b"one"
        assert "damaged" in messages(data)

    def test_T110_a_second_name_in_another_alphabet(self) -> None:
        second = b"\x01" + struct.pack("<L", zlib.crc32(b"x.csv")) + b"y.csv"
        extra = struct.pack("<2H", 0x7075, len(second)) + second
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            info = zipfile.ZipInfo("x.csv")
            info.extra = extra
            info.flag_bits = 0x800
            archive.writestr(info, "x")
        assert "twice in two ways" in messages(buffer.getvalue())
        assert open_archive(buffer.getvalue()).entries == ()

    def test_T110_a_second_name_that_only_the_entry_itself_gives(self) -> None:
        second = b"\x01" + struct.pack("<L", zlib.crc32(b"x")) + b"y"
        extra = struct.pack("<2H", 0x7075, len(second)) + second
        crc = zlib.crc32(b"one")
        local = (
            struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, crc, 3, 3, 1, len(extra)) + b"x" + extra + b"one"
        )
        central = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, crc, 3, 3, 1, 0, 0, 0, 0, 0, 0) + b"x"
        data = local + central + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
        assert "two different things" in messages(data)


class TestT111Unreadable:
    def test_T111_encrypted_entries(self) -> None:
        data = zip_of({"a.txt": "x"}, zipfile.ZIP_STORED)
        both = bytearray(data)
        both[6] |= 1
        both[data.index(b"PK\x01\x02") + 8] |= 1
        assert "encrypted" in messages(bytes(both))
        assert read_paths(bytes(both)) == []

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_T111_methods_that_not_every_program_knows(self, method: int) -> None:
        data = zip_of({"a.txt": "x" * 50}, method)
        assert "packed with" in messages(data)
        assert read_paths(data) == []

    def test_T111_zip64_is_refused_in_words(self) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as file:
            file.write(b"x")
        assert open_archive(buffer.getvalue()).flaws
        assert read_paths(buffer.getvalue()) == []
        data = zip_of({"a.txt": "x"})
        maxed = data[:-12] + b"\xff\xff\xff\xff" + data[-8:]
        assert "ZIP64" in messages(maxed)

    def test_T111_a_wrong_checksum(self) -> None:
        data = zip_of({"a.txt": "hello hello"}, zipfile.ZIP_STORED)
        assert "damaged" in messages(data.replace(b"hello hello", b"hello hallo"))


class TestT112Rebuilt:
    def test_T112_the_same_files_in_other_bytes_have_the_same_inner_hashes(self) -> None:
        files: dict[str, str | bytes] = {"a": "one" * 100, "b": "two"}
        one, other = zip_of(files), zip_of(dict(reversed(files.items())), zipfile.ZIP_STORED)
        assert one != other
        assert [(e.path, e.sha256) for e in open_archive(one).entries] == [
            (e.path, e.sha256) for e in open_archive(other).entries
        ]

"""The golden ZIP: the same files give the same bytes, on every computer and with every Python."""

from __future__ import annotations

import hashlib
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.datapack.archive import open_archive
from handoff_cli.datapack.golden import build

NAMES = st.text("abcäöü09_-", min_size=1, max_size=12).map(lambda text: f"X_REV_A01/{text}.gbr")
# Text in front, so that no example is an archive by chance.
FILES = st.dictionaries(NAMES, st.binary(max_size=200).map(b"G04 ".__add__), min_size=1, max_size=6)


def test_the_bytes_are_these_and_no_others() -> None:
    """Written down once: another Python or another zlib that gives other bytes is found here."""
    built = build(
        {"P_REV_A01/01_BOM/bom.csv": b"RefDes,MPN\nR1,RC0603\n" * 40, "P_REV_A01/02_FABRICATION/ü.gbr": b"M02*\n"}
    )
    assert hashlib.sha256(built).hexdigest() == "bac0775dc71e60460cfba1fc733a525e51404e59bfa08918ed3611fdfb721102"


@given(FILES, st.randoms())
def test_the_order_of_the_files_does_not_matter(files: dict[str, bytes], random: object) -> None:
    shuffled = list(files.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert build(dict(shuffled)) == build(files)


@given(FILES)
def test_what_goes_in_comes_out_and_our_own_reader_finds_no_fault(files: dict[str, bytes]) -> None:
    built = build(files)
    with zipfile.ZipFile(io.BytesIO(built)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files
    assert {entry.path for entry in open_archive(built).entries} == set(files)
    assert not open_archive(built).flaws

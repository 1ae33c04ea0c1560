"""The golden ZIP: the same files give the same bytes, and the strict reader takes them."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.datapack.golden import build
from handoff_cli.datapack.intake import intake

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"], exclude_characters='\\/:*?"<>|. '),
    min_size=1,
    max_size=12,
)
FILES = st.dictionaries(NAMES, st.binary(max_size=60), min_size=1, max_size=6)


@given(files=FILES, dice=st.randoms(use_true_random=False))
def test_the_order_they_come_in_does_not_matter(files: dict[str, bytes], dice: object) -> None:
    shuffled = list(files.items())
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert build(dict(shuffled)) == build(files)


@given(files=FILES)
def test_everything_is_in_it_as_it_was(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(build(files))) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files


def test_these_bytes_are_the_same_on_every_computer() -> None:
    made = build({"b/ü.txt": b"two", "a.txt": b"one"})
    assert hashlib.sha256(made).hexdigest() == "ffa1a7ddb3fd2ba0fa70ee643c91fa8edc3a2530694705b76de8de79e59048ca"
    assert intake(made, golden=True).flaws == ()

"""Tables nobody meant to write: no byte makes a reader fail, and none is clean that lost a part."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_cli.datapack import refdes
from handoff_cli.datapack.bom import looks_like_bom, read_bom
from handoff_cli.datapack.centroid import looks_like_centroid, read_centroid, read_centroids
from tests.datapack import test_table_forms as forms
from tests.datapack.samples import node
from tests.datapack.workbooks import ods, sheet_xml, xlsx

EMPTY = node({})
PARTS = [
    ["Designator", "Quantity", "MPN", "Manufacturer"],
    ["R1, R2", 2, "RC0603FR-0710KL", "Yageo"],
    ["C1", 1, "GRM188", "Murata"],
]
TEXTS = [text.encode() if isinstance(text, str) else text for text, _ in forms.STATED.values()]
TEXTS += [text.encode() if isinstance(text, str) else text for text in forms.BOMS.values()]
TEXTS += [text.encode() for _, text, _ in forms.UNSTATED.values()]
BOOKS = [xlsx({"BOM": sheet_xml(PARTS), "Other": sheet_xml([["x"]])}), ods(PARTS)]
TOKENS = st.sampled_from(
    [
        b",",
        b";",
        b"\t",
        b'"',
        b"\n",
        b"\r",
        b"!",
        b"|",
        b"#",
        b"R1-R999999",
        b"1e999",
        b"\xff\xfe",
        b"\0",
        b"DNP",
        b"x" * 5000,
        b"nan",
    ]
)


def read_everything(data: bytes, name: str) -> None:
    for reader in (read_bom, read_centroid):
        found = reader(name, data, EMPTY)
        assert all(flaw.message and flaw.remedy for flaw in found.flaws)
    read_centroids([(f"top-{name}", data), (f"bottom-{name}", data)], EMPTY)
    assert (looks_like_bom(data, name) or 0) <= 1
    assert (looks_like_centroid(data, name) or 0) <= 1


@st.composite
def spoilt(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        how = draw(st.sampled_from(["flip", "cut", "drop", "put", "twice"]))
        if how == "flip" and at < len(data):
            data[at] ^= draw(st.integers(1, 255))
        elif how == "cut":
            del data[at:]
        elif how == "drop":
            del data[at : at + draw(st.integers(1, 40))]
        elif how == "put":
            data[at:at] = draw(TOKENS)
        else:
            data[at:at] = data[at : at + draw(st.integers(1, 200))]
    return bytes(data)


@given(data=spoilt(TEXTS), name=st.sampled_from(["a.csv", "a.mnt", "a-top-pos.csv"]))
@settings(max_examples=150, deadline=None)
def test_spoilt_texts(data: bytes, name: str) -> None:
    read_everything(data, name)


@given(data=spoilt(BOOKS))
@settings(max_examples=150, deadline=None)
def test_spoilt_workbooks(data: bytes) -> None:
    read_everything(data, "a.xlsx")


@given(data=st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "ignore")))
@settings(max_examples=100, deadline=None)
def test_any_bytes(data: bytes) -> None:
    read_everything(data, "a.csv")


@given(cell=st.text(alphabet=st.sampled_from("R1C2,; -.–…*$_aZ0\t"), max_size=30), count=st.none() | st.integers(0, 5))
def test_any_list_of_refdes(cell: str, count: int | None) -> None:
    found = refdes.read(cell, count)
    assert all(name and not set(name) & set(" ,;\t") for name in found.names)
    assert not (found.goods and found.names)


CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    ['1.8" LCD', "a,b", "a;b", "two\nlines", '"', "DNP", "R1", "Designator", "Total", "Not fitted: R1"]
)


@given(
    texts=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(max_examples=200, deadline=None)
def test_what_is_clean_has_all_its_parts(
    texts: list[tuple[str, str]], separator: str, quoting: int, encoding: str
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["Designator", "Quantity", "MPN", "Manufacturer", "Value", "Description"])
    for at, (value, description) in enumerate(texts):
        writer.writerow([f"R{at * 2},R{at * 2 + 1}", 2, f"RC0603FR-07{at}KL", "Yageo", value, description])
    found = read_bom("bom.csv", buffer.getvalue().encode(encoding), EMPTY)
    refs = sorted(ref for line in found.bom.lines for ref in line.refdes) if found.bom else []
    assert found.flaws or refs == sorted(f"R{at}" for at in range(len(texts) * 2))


@given(at=st.integers(0, 400), put=st.sampled_from(['"', ",", ";", "\n"]))
@settings(max_examples=200, deadline=None)
def test_one_sign_too_many_is_never_clean_with_fewer_rows(at: int, put: str) -> None:
    text = "Ref,Val,Package,PosX,PosY,Rot,Side\n" + "".join(
        f'"R{n}","10k","R_0603",{n}.0,{n}.5,90.0,top\n' for n in range(12)
    )
    spoilt_text = text[:at] + put + text[at:]
    found = read_centroid("xy.csv", spoilt_text.encode(), EMPTY)
    assert found.flaws or (found.centroid and len(found.centroid.placements) == 12)


@pytest.mark.parametrize(
    "data",
    [
        b"R1" + b"," * 2_000_000,
        b'"' * 1_000_000,
        b"a b " * 500_000,
        b"\n" * 4_000_000,
        b"Ref,X,Y\n" + b"R1-R9," * 300_000,
    ],
)
def test_large_and_empty_shapes_end(data: bytes) -> None:
    read_everything(data, "a.csv")

"""The golden pack: a file taken out, cut off, emptied or exchanged is noticed, whether or not somebody released the pack that way."""

from __future__ import annotations

import pytest

from tests.mutations.fields import MANIFEST
from tests.mutations.memory import FOLDER, findings, refuses, sample
from tests.mutations.packs import ARCHIVE, exchanged, members, path_of, released, zipped
from tests.mutations.verdict import Mutation, complaints

NEEDED = (
    *("bom", "centroid", "top-copper", "bottom-copper", "top-mask", "bottom-mask", "top-paste", "bottom-paste"),
    *("outline", "drill-plated"),
)
DRAWN = (*NEEDED[2:], "drill-nonplated", "inner-copper-2", "inner-copper-3", "top-silk", "bottom-silk")
LISTED = (*NEEDED, *DRAWN[8:], "netlist", "fab-drawing", "assembly-drawing", "schematic", "test-spec", "manifest")


def _without(role: str) -> dict[str, bytes]:
    return {name: data for name, data in members().items() if name != path_of(role)}


def _with(role: str, data: bytes) -> dict[str, bytes]:
    return {**members(), path_of(role): data}


def _data(role: str) -> bytes:
    return members()[path_of(role)]


def test_building_the_pack_again_is_no_mistake() -> None:
    assert findings(released(members())) == ()


def test_a_file_taken_out_of_the_archive_is_noticed() -> None:
    mutations = [Mutation(f"{role} out", exchanged(zipped(_without(role))), ARCHIVE) for role in LISTED]
    assert complaints(mutations) == []
    assert complaints([Mutation(each.what, each.changes, MANIFEST) for each in mutations]) == []


def test_a_pack_released_without_a_needed_file_is_noticed() -> None:
    assert complaints([Mutation(f"no {role}", released(_without(role)), MANIFEST) for role in NEEDED]) == []


@pytest.mark.parametrize("role", NEEDED)
def test_a_needed_file_is_asked_for_by_name_and_from_the_customer(role: str) -> None:
    first = findings(released(_without(role)))[0]
    assert (first.rule, first.acts) == ("board-pack-has-its-files", "customer")
    assert f"`{role}`" in first.remedy


def test_a_file_nobody_lists_is_noticed() -> None:
    more = {**members(), "BW-FSG-100_REV_C01/01_BOM/bom_old.csv": _data("bom")}
    assert complaints([Mutation("a second BOM", released(more), MANIFEST)]) == []


@pytest.mark.parametrize("role", DRAWN)
def test_a_drawing_that_is_none_is_noticed(role: str) -> None:
    data = _data(role)
    other = _data("top-silk" if role != "top-silk" else "top-mask")
    spoilt = {
        "cut in half": data[: len(data) // 2],
        "emptied": b"",
        "of blanks": b"  \n",
        "is the netlist": _data("netlist"),
        "is a PDF": _data("schematic"),
        "is another layer": other,
        "is the BOM": _data("bom"),
    }
    mutations = [Mutation(f"{role} {what}", released(_with(role, new)), ARCHIVE) for what, new in spoilt.items()]
    assert complaints(mutations) == []
    assert complaints([Mutation(each.what, each.changes, MANIFEST) for each in mutations]) == []


@pytest.mark.parametrize("role", ["bom", "centroid"])
def test_a_table_that_is_none_is_noticed(role: str) -> None:
    rows = _data(role).splitlines(keepends=True)
    spoilt = {
        "cut in half": b"".join(rows[: len(rows) // 2]),
        "cut in a line": b"".join(rows)[: len(b"".join(rows)) // 2],
        "emptied": b"",
        "without rows": rows[0],
        "without its head": b"".join(rows[1:]),
        "is the other table": _data("centroid" if role == "bom" else "bom"),
        "is a PDF": _data("schematic"),
        "is a layer": _data("top-copper"),
    }
    mutations = [Mutation(f"{role} {what}", released(_with(role, new)), ARCHIVE) for what, new in spoilt.items()]
    assert complaints(mutations) == []
    assert complaints([Mutation(each.what, each.changes, MANIFEST) for each in mutations]) == []


ROWS = {
    "a quantity": ('"C3,C16",2,', '"C3,C16",3,'),
    "a part number": (",GRM21BR61E106KA73L,", ",,"),
    "a part number nobody knows yet": (",GRM21BR61E106KA73L,", ",TBD,"),
    "an equivalent": (",GRM21BR61E106KA73L,", ",GRM21BR61E106KA73L or equivalent,"),
    "a designator": ('"C3,C16"', '"C3,C61"'),
    "a designator twice": ('"C5,C6"', '"C3,C6"'),
    "a range": ('"C5,C6"', '"C5-C6"'),
    "a decimal quantity": ('"C3,C16",2,', '"C3,C16",2.0,'),
    "not fitted after all": ("R0603,DNP,", "R0603,,"),
    "a second single source": ("Microchip Technology,EEPROM I2C 256 Kbit,SOIC-8,,no_sub,,turnkey,3", "Microchip Technology,EEPROM I2C 256 Kbit,SOIC-8,,no_sub,,turnkey,1"),
}  # fmt: skip


@pytest.mark.parametrize("what", ROWS)
def test_one_cell_of_the_bom_is_noticed(what: str) -> None:
    old, new = ROWS[what]
    bom = _data("bom").decode()
    assert bom.count(old) == 1
    changes = released(_with("bom", bom.replace(old, new).encode()))
    assert complaints([Mutation(what, changes, ARCHIVE)]) == []


BROKEN = {
    "cut in half": lambda data: data[: len(data) // 2],
    "cut at its end": lambda data: data[:-30],
    "emptied": lambda data: b"",
    "is a text": lambda data: b"see the link in the mail of Monday",
    "is a web page": lambda data: b"<!DOCTYPE html><html></html>",
    "is two in one": lambda data: data + data,
    "with one byte changed": lambda data: data[:5000] + bytes([data[5000] ^ 255]) + data[5001:],
    "holds nothing": lambda data: zipped({}),
}


@pytest.mark.parametrize("what", BROKEN)
def test_an_archive_that_is_broken_is_noticed_and_sales_acts(what: str) -> None:
    """The manifest has the hash of the released one, so that there is one to put back."""
    changes = exchanged(BROKEN[what](sample()[f"{FOLDER}/{ARCHIVE}"]))
    assert complaints([Mutation(what, changes, ARCHIVE), Mutation(what, changes, MANIFEST)]) == []
    assert {finding.acts for finding in findings(changes) if finding.rejects} == {"sales"}


def test_an_archive_that_is_not_there_is_noticed() -> None:
    assert complaints([Mutation("no archive", {ARCHIVE: None}, MANIFEST)]) == []


def test_another_archive_of_the_customer_is_noticed() -> None:
    received = next(data for path, data in sample().items() if "/received/" in path)
    assert complaints([Mutation("the customer's own ZIP", exchanged(received), ARCHIVE)]) == []


@pytest.mark.parametrize("role", ["top-silk", "bottom-silk"])
def test_a_board_without_silkscreen_is_a_warning(role: str) -> None:
    found = findings(released(_without(role)))
    assert [finding.rule for finding in found] == ["board-pack-has-silkscreen"]
    assert not refuses(found)

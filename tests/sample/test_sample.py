"""The sample deal: its generated files are what the programs make, and the board in its data pack could be built."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from handoff_cli.core.deal import DOCUMENTS, WHEN_NEEDED
from tests.sample import tables
from tests.sample.board import HEIGHT, WIDTH, bought, fiducials

ROOT = Path(__file__).parents[2]
DEAL = ROOT / "projects" / "BRW-1042"
PACK = DEAL / "data-pack" / "fsg-100"
ARCHIVE = PACK / "BW-FSG-100_REV_C01.zip"


class Loader(yaml.SafeLoader):
    """YAML 1.2 as far as the documents need it: `on` is a word."""


Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def document(name: str) -> dict[str, Any]:
    text = (DEAL / name).read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text.split("---\n")[1] if name.endswith(".md") else text, Loader)
    return loaded


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def members() -> dict[str, bytes]:
    with zipfile.ZipFile(ARCHIVE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(role: str) -> list[dict[str, str]]:
    path = next(
        member["path"] for member in document("data-pack/fsg-100/manifest.yaml")["members"] if member["role"] == role
    )
    return list(csv.DictReader(io.StringIO(members()[path].decode())))


# ---- what the programs write


def _contents(data: bytes) -> list[tuple[str, tuple[int, ...], int, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            (entry.filename, entry.date_time, entry.external_attr, archive.read(entry)) for entry in archive.infolist()
        ]


def test_the_committed_packs_are_a_fresh_build() -> None:
    """Member by member: another zlib packs the same bytes differently."""
    pytest.importorskip("gerber_writer")
    from tests.sample import build_pack

    files = build_pack.members()
    assert _contents(ARCHIVE.read_bytes()) == _contents(build_pack.golden_pack(files))
    assert _contents((DEAL / build_pack.RECEIVED).read_bytes()) == _contents(build_pack.received_pack(files))


def test_a_build_gives_the_same_bytes_every_time() -> None:
    pytest.importorskip("gerber_writer")
    from tests.sample import build_pack

    assert build_pack.generated() == build_pack.generated()


def test_the_committed_papers_are_a_fresh_build() -> None:
    from tests.sample.papers import master_supply_agreement, purchase_order

    assert (DEAL / "contract/MSA-2024-07.pdf").read_bytes() == master_supply_agreement()
    assert (DEAL / "contract/PO-88213.pdf").read_bytes() == purchase_order(digest(ARCHIVE))


@pytest.mark.parametrize("path", sorted(DEAL.rglob("*.pdf")), ids=lambda path: path.name)
def test_the_offsets_of_a_pdf_are_right(path: Path) -> None:
    data = path.read_bytes()
    end = re.search(rb"startxref\n(\d+)\n%%EOF\n$", data)
    assert end
    start = int(end[1])
    table = data[start:].split(b"trailer")[0].splitlines()[3:]
    assert [data[int(line[:10]) :].startswith(b"%d 0 obj" % number) for number, line in enumerate(table, 1)] == [
        True
    ] * len(table)


def test_the_packs_are_small() -> None:
    assert all(path.stat().st_size < 150_000 for path in DEAL.rglob("*.zip"))


# ---- the documents


@pytest.mark.parametrize("name", [*sorted(DOCUMENTS.keys() - WHEN_NEEDED), "data-pack/fsg-100/manifest.yaml"])
def test_every_document_fits_its_schema_and_names_it(name: str) -> None:
    kind = DOCUMENTS.get(name, "manifest")
    schema = ROOT / "schemas" / f"{kind}.schema.json"
    modeline = re.search(r"^# yaml-language-server: \$schema=(\S+)$", (DEAL / name).read_text("utf-8"), re.MULTILINE)
    assert modeline
    assert ((DEAL / name).parent / modeline[1]).resolve() == schema.resolve()
    checker = jsonschema.Draft7Validator(
        json.loads(schema.read_text("utf-8")), format_checker=jsonschema.FormatChecker()
    )
    assert [error.message for error in checker.iter_errors(document(name))] == []


def test_the_policy_fits_its_schema_and_its_people_are_one_each() -> None:
    policy = yaml.safe_load((ROOT / "handoff.yaml").read_text("utf-8"))
    jsonschema.Draft7Validator(json.loads((ROOT / "schemas/handoff.schema.json").read_text("utf-8"))).validate(policy)
    team = document("deal.yaml")["team"].values()
    assert set(team) <= set(policy["people"])
    keys = [key for person in policy["people"].values() for key in person["keys"]]
    assert len(set(keys)) == len(policy["people"])


def test_hashes_are_those_of_the_files() -> None:
    contract, deviation = document("contract.yaml"), document("deviations.yaml")["deviations"][0]
    assert [entry["sha256"] for entry in contract["documents"]] == [
        digest(DEAL / entry["file"]) for entry in contract["documents"]
    ]
    assert deviation["evidence_sha256"] == digest(DEAL / deviation["evidence"])
    assert document("data-pack/fsg-100/manifest.yaml")["sha256"] == digest(ARCHIVE)
    assert contract["purchase_order"]["lines"][0]["pack_sha256"] == digest(ARCHIVE)


def test_margins_follow_from_prices_and_costs() -> None:
    quote, quantities = (
        document("quote.yaml"),
        {item["item"]: item["quantity"] for item in document("deal.yaml")["items"]},
    )
    sold = cost = Decimal(0)
    buckets: dict[str, Decimal] = {}
    for item in quote["items"]:
        quantity = quantities[item["item"]]
        price = Decimal(
            next(step["price"] for step in item["price_breaks"] if step["from"] <= quantity <= step.get("to", quantity))
        )
        own = sum(Decimal(value) for value in item["cost"].values())
        assert percent((price - own) / price) == Decimal(item["margin"]["gross_percent"])
        sold, cost = sold + price * quantity, cost + own * quantity
        for name, value in item["cost"].items():
            buckets[name] = buckets.get(name, Decimal(0)) + Decimal(value) * quantity
    assert percent((sold - cost) / sold) == Decimal(quote["margin"]["gross_percent"])
    rates = quote["margin"]["by_bucket"]
    rebuilt = sum(value / (1 - Decimal(rates.get(name, "0")) / 100) for name, value in buckets.items())
    assert abs(rebuilt - sold) < 20


def percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_the_cap_of_the_damages_is_the_exposure() -> None:
    contract = document("contract.yaml")
    goods = sum(
        line["quantity"] * Decimal(line["unit_price"])
        for line in contract["purchase_order"]["lines"]
        if line["kind"] == "product"
    )
    cap = Decimal(contract["terms"]["liquidated_damages"]["cap_percent"]) / 100
    assert goods * cap == Decimal(contract["non_standard_terms"][0]["exposure"])


# ---- the data pack


def test_the_manifest_lists_exactly_the_members() -> None:
    assert sorted(member["path"] for member in document("data-pack/fsg-100/manifest.yaml")["members"]) == sorted(
        members()
    )


def test_the_checksums_inside_the_pack_are_right() -> None:
    root = "BW-FSG-100_REV_C01"
    sums = re.findall(r"^([0-9a-f]{64})  (.+)$", members()[f"{root}/00_MANIFEST/MANIFEST.txt"].decode(), re.MULTILINE)
    assert {f"{root}/{name}": value for value, name in sums} == {
        name: hashlib.sha256(data).hexdigest() for name, data in members().items() if "00_MANIFEST" not in name
    }


def test_fitted_parts_are_placed_or_declared() -> None:
    manifest = document("data-pack/fsg-100/manifest.yaml")
    fitted = {ref for line in table("bom") if not line["DNP"] for ref in line["Designator"].split(",")}
    rows = {row["Designator"] for row in table("centroid")}
    unplaced = {ref for entry in manifest["unplaced"] for ref in entry["refdes"]}
    not_parts = {ref for entry in manifest["not_parts"] for ref in entry["refdes"]}
    assert fitted - unplaced == rows - not_parts
    assert unplaced <= fitted
    assert not_parts == {part.ref for part in fiducials()}


def test_the_bom_counts_its_designators() -> None:
    for line in table("bom"):
        assert int(line["Quantity"]) == (0 if line["DNP"] else len(line["Designator"].split(",")))
    listed = [ref for line in table("bom") for ref in line["Designator"].split(",")]
    assert len(listed) == len(set(listed)) == len(bought())


def test_the_size_of_the_board_is_plausible() -> None:
    sides = [row["Layer"] for row in table("centroid")]
    assert 35 <= sides.count("Top") <= 50
    assert 4 <= sides.count("Bottom") - 2 <= 8
    assert any(line["DNP"] for line in table("bom"))
    assert [line["Designator"] for line in table("bom") if line["Sources"] == "1"] == ["U1"]


def test_two_pad_parts_are_centred_on_their_pads() -> None:
    centres = {row["Designator"]: (float(row["Mid X"]), float(row["Mid Y"])) for row in table("centroid")}
    for part in bought():
        pads = list(part.lands())
        if part.placed and len(pads) == 2:
            middle = tuple((a + b) / 2 for a, b in zip((pads[0].x, pads[0].y), (pads[1].x, pads[1].y), strict=True))
            assert middle == pytest.approx(centres[part.ref], abs=1e-6), part.ref


def test_every_layer_opens_and_lies_inside_the_board() -> None:
    gerbonara = pytest.importorskip("gerbonara")
    for name, data in members().items():
        if name.endswith(".gbr"):
            layer = gerbonara.GerberFile.from_string(data.decode())
            assert ".FileFunction" in layer.file_attrs
        elif name.endswith(".drl"):
            layer = gerbonara.ExcellonFile.from_string(data.decode())
        else:
            continue
        (left, bottom), (right, top) = layer.bounding_box(gerbonara.utils.MM)
        assert layer.objects
        assert min(left, bottom) >= -0.051
        assert right <= WIDTH + 0.051
        assert top <= HEIGHT + 0.051


def test_the_outline_is_one_closed_contour() -> None:
    gerbonara = pytest.importorskip("gerbonara")
    text = next(data for name, data in members().items() if name.endswith("-outline.gbr")).decode()
    edges = gerbonara.GerberFile.from_string(text).objects
    ends = [(round(edge.x1, 6), round(edge.y1, 6), round(edge.x2, 6), round(edge.y2, 6)) for edge in edges]
    assert all(before[2:] == after[:2] for before, after in pairwise([*ends, ends[0]]))


def test_the_tables_are_those_of_the_board() -> None:
    """The BOM and the centroid in the pack come from the same parts as the copper."""
    root = "BW-FSG-100_REV_C01"
    assert members()[f"{root}/01_BOM/BW-FSG-100-bom.csv"].decode() == tables.bom()
    assert members()[f"{root}/03_ASSEMBLY/BW-FSG-100-centroid.csv"].decode() == tables.centroid()

"""The second sample deal: its generated files are what the programs make, its figures follow from each other, and the gate is silent."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import jsonschema
import pytest
import yaml

from handoff_cli.core.deal import DOCUMENTS
from tests.mutations.memory import SECOND, findings, sample
from tests.sample.test_sample import ROOT, Loader
from tests.sample2 import build
from tests.sample2.boards import CONTROLLER, RADIO, Board

MANIFESTS = tuple(f"data-pack/{name}/manifest.yaml" for name in build.PACKS)
HANDBOOK = {"../../handoff.yaml": sample(SECOND)["handoff.yaml"].replace(b"profile: chapter", b"profile: handbook")}


def document(name: str) -> dict[str, Any]:
    text = (build.DEAL / name).read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text.split("---\n")[1] if name.endswith(".md") else text, Loader)
    return loaded


def test_the_committed_files_are_a_fresh_build() -> None:
    for name, data in build.generated().items():
        assert (build.DEAL / name).read_bytes() == data, name


def test_the_hashes_are_stamped(tmp_path: Any) -> None:
    """Stamping again changes nothing."""
    for path in build.DEAL.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(build.DEAL)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    build.stamp(tmp_path)
    names = ("contract.yaml", "deal.yaml", "deviations.yaml", "clearances.yaml", *MANIFESTS)
    assert [name for name in names if (tmp_path / name).read_bytes() != (build.DEAL / name).read_bytes()] == []


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in build.DEAL.rglob("*") if path.is_file()) < 250_000


@pytest.mark.parametrize("name", [*sorted(DOCUMENTS), *MANIFESTS])
def test_every_document_fits_its_schema_and_names_it(name: str) -> None:
    schema = ROOT / "schemas" / f"{DOCUMENTS.get(name, 'manifest')}.schema.json"
    modeline = re.search(
        r"^# yaml-language-server: \$schema=(\S+)$", (build.DEAL / name).read_text("utf-8"), re.MULTILINE
    )
    assert modeline
    assert ((build.DEAL / name).parent / modeline[1]).resolve() == schema.resolve()
    checker = jsonschema.Draft7Validator(json.loads(schema.read_text("utf-8")))
    assert [error.message for error in checker.iter_errors(document(name))] == []


@pytest.mark.parametrize("policy", [{}, HANDBOOK], ids=["chapter", "handbook"])
def test_there_is_nothing_to_say_about_it_but_what_legal_has_cleared(policy: dict[str, bytes]) -> None:
    found = findings(policy, SECOND)
    assert [finding.message for finding in found if not finding.cleared] == []
    assert [(finding.cleared, finding.rule) for finding in found] == [("CL-01", "nda-terms-can-be-borne")]


def test_margins_follow_from_prices_and_costs() -> None:
    quote = document("quote.yaml")
    quantities = {item["item"]: item["quantity"] for item in document("deal.yaml")["items"]}
    sold = cost = Decimal(0)
    buckets: dict[str, Decimal] = {}
    for item in quote["items"]:
        quantity = quantities[item["item"]]
        steps = [step for step in item["price_breaks"] if step["from"] <= quantity <= step.get("to", quantity)]
        price, own = Decimal(steps[0]["price"]), sum(map(Decimal, item["cost"].values()))
        assert _percent((price - own) / price) == Decimal(item["margin"]["gross_percent"])
        sold, cost = sold + price * quantity, cost + own * quantity
        for name, value in item["cost"].items():
            bucket = "test" if name == "test_station" else name
            buckets[bucket] = buckets.get(bucket, Decimal(0)) + Decimal(value) * quantity
    assert _percent((sold - cost) / sold) == Decimal(quote["margin"]["gross_percent"])
    rates = quote["margin"]["by_bucket"]
    rebuilt = sum(value / (1 - Decimal(rates.get(name, "0")) / 100) for name, value in buckets.items())
    assert abs(rebuilt - sold) < 20


@pytest.mark.parametrize("board", [CONTROLLER, RADIO], ids=lambda board: board.part)
def test_a_board_keeps_its_parts_apart_and_inside(board: Board) -> None:
    lands = board.lands()
    for at, land in enumerate(lands):
        assert land.width / 2 < land.x < board.width - land.width / 2
        assert land.height / 2 < land.y < board.height - land.height / 2
        for other in lands[at + 1 :]:
            if land.part is not other.part and set(land.sides) & set(other.sides):
                wide = abs(land.x - other.x) - (land.width + other.width) / 2
                high = abs(land.y - other.y) - (land.height + other.height) / 2
                assert max(wide, high) > 0.2, (land.part.ref, other.part.ref)


def test_it_uses_what_the_first_does_not() -> None:
    deal, contract, quote = document("deal.yaml"), document("contract.yaml"), document("quote.yaml")
    assert [item["kind"] for item in deal["items"]] == ["pcba", "pcba", "box-build"]
    assert deal["changes"]
    assert {"blanket", "releases"} <= contract["purchase_order"].keys()
    assert {paper["kind"] for paper in contract["documents"]} == {"nda", "qa-agreement", "po"}
    assert {"material_authorisations", "screening"} <= contract.keys()
    assert quote["currency"] == "USD"
    assert {"reason", "approver"} <= quote["approval"].keys()
    assert {"supply", "substitution"} <= document(MANIFESTS[1]).keys()
    assert "held" in document("kickoff/external.md")
    assert {question["disposition"] for question in document("deviations.yaml")["questions"]} == {
        "deviation",
        "clarification",
    }
    assert {board for item in quote["items"] if (board := item.get("board", {}).get("finish"))} == {
        "Immersion tin",
        "ENIG",
    }


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)

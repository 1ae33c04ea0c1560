"""Quantity, part, revision, price and currency: changed in any one document, it is one finding that names both places, the odd one first."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import pytest

from handoff_cli.core.finding import Finding
from tests.mutations.fields import MANIFEST, fields
from tests.mutations.memory import FOLDER, findings, sample, text

DEAL, QUOTE, CONTRACT, KICKOFF = "deal.yaml", "quote.yaml", "contract.yaml", "kickoff/external.md"
LINES = ("purchase_order", "lines")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, the rule that compares it, another value, and the documents that state it, with the route to it."""

    rule: str
    other: str
    stated: tuple[tuple[str, tuple[str | int, ...]], ...]


def _item(at: int, field: str, *, pack: bool) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    stated = (
        (DEAL, ("items", at, field)),
        (QUOTE, ("items", at, field)),
        (CONTRACT, (*LINES, at, field)),
        (KICKOFF, ("scope", at, field)),
    )
    return (*stated, (MANIFEST, (field,))) if pack else stated


def _quantity(at: int) -> tuple[tuple[str, tuple[str | int, ...]], ...]:
    return tuple(place for place in _item(at, "quantity", pack=False) if place[0] != QUOTE)


FACTS = (
    Fact("revisions-agree", "B", _item(0, "revision", pack=True)),
    Fact("revisions-agree", "C", _item(1, "revision", pack=False)),
    Fact("parts-agree", "BW-FSG-110", _item(0, "part", pack=True)),
    Fact("parts-agree", "BW-CBL-021", _item(1, "part", pack=False)),
    Fact("quantities-agree", "1500", _quantity(0)),
    Fact("quantities-agree", "400", _quantity(1)),
)
CASES = [(fact, name, route) for fact in FACTS for name, route in fact.stated]


def _only(name: str, route: tuple[str | int, ...], value: str) -> tuple[Finding, int]:
    """The one finding about a value written at this place, and the line it was written in."""
    field = next(field for field in fields(name) if field.node.route == route)
    found = findings(field.written(value).changes)
    assert len(found) == 1, [(finding.rule, finding.message) for finding in found]
    return found[0], field.spot.line


@pytest.mark.parametrize(("fact", "name", "route"), CASES, ids=lambda part: str(getattr(part, "rule", part)))
def test_one_document_says_otherwise(fact: Fact, name: str, route: tuple[str | int, ...]) -> None:
    finding, line = _only(name, route, fact.other)
    assert (finding.rule, finding.kind, finding.rejects) == (fact.rule, "conflict", True)
    assert (finding.place.path, finding.place.line) == (f"{FOLDER}/{name}", line)
    others = {place.path.removeprefix(f"{FOLDER}/") for place in (related.place for related in finding.related)}
    assert others
    assert others <= {other for other, _ in fact.stated} - {name}
    assert all(related.place.excerpt for related in finding.related)


@pytest.mark.parametrize(
    ("name", "route"),
    [
        (CONTRACT, (*LINES, 0, "unit_price")),
        (CONTRACT, (*LINES, 1, "unit_price")),
        (CONTRACT, (*LINES, 2, "unit_price")),
        (QUOTE, ("items", 0, "price_breaks", 1, "price")),
        (QUOTE, ("items", 1, "price_breaks", 1, "price")),
        (QUOTE, ("nre", 0, "price")),
    ],
)
def test_order_and_quote_name_two_prices(name: str, route: tuple[str | int, ...]) -> None:
    """It is one against one: the order is what Sales can have amended, so that it comes first."""
    finding, line = _only(name, route, '"6.15"')
    assert finding.rule in ("order-price-matches-the-quote", "nre-prices-match-the-quote")
    places = [finding.place, *(related.place for related in finding.related)]
    assert [place.path for place in places] == [f"{FOLDER}/{CONTRACT}", f"{FOLDER}/{QUOTE}"]
    assert line in {place.line for place in places}
    assert all(place.excerpt for place in places)


@pytest.mark.parametrize("name", [QUOTE, CONTRACT])
def test_quote_and_order_name_two_currencies(name: str) -> None:
    route = ("currency",) if name == QUOTE else ("purchase_order", "currency")
    finding, line = _only(name, route, "USD")
    assert finding.rule == "currencies-agree"
    places = {(place.path, place.line) for place in (finding.place, *(related.place for related in finding.related))}
    assert {path for path, _ in places} == {f"{FOLDER}/{QUOTE}", f"{FOLDER}/{CONTRACT}"}
    assert (f"{FOLDER}/{name}", line) in places


ARCHIVE, SENT = "BW-FSG-100_REV_C01.zip", "received/FSG-100 Rev C release 2026-01-08.zip"


@pytest.mark.parametrize(("named", "right"), [(ARCHIVE, True), (SENT, True), ("manifest.yaml", False)])
def test_an_order_of_old_habit_states_the_md5(named: str, right: bool) -> None:
    """Of the golden archive, or of what the customer sent and the manifest lists; a file that is no pack it cannot mean."""
    pack = f"{FOLDER}/data-pack/fsg-100"
    stated = hashlib.md5(sample()[f"{pack}/{named}"], usedforsecurity=False).hexdigest()
    order = re.sub(r"pack_sha256: \w+", f"pack_md5: {stated.upper()}", text(CONTRACT))
    sent = hashlib.sha256(sample()[f"{pack}/{SENT}"]).hexdigest()
    listed = f"{text(MANIFEST)}\nreceived: [{{file: {SENT!r}, sha256: {sent}}}]\n"
    found = [finding.rule for finding in findings({CONTRACT: order.encode(), MANIFEST: listed.encode()})]
    assert found == ([] if right else ["order-names-this-archive"])

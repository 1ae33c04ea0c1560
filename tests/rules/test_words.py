"""What is a placeholder, what is a hedge, and what is ordinary prose."""

from __future__ import annotations

import pytest

from handoff_cli.core.policy import Policy
from handoff_cli.documents.placeholders import is_placeholder as reader_says
from handoff_cli.rules import run
from handoff_cli.rules.compare import normalised, normalised_revision, normalised_terms
from handoff_cli.rules.spoken import value
from handoff_cli.rules.words import is_reported_missing, vague, vague_identifier
from tests.rules import build
from tests.rules.good import Sample

PLAIN = Policy()


@pytest.mark.parametrize(
    "text",
    [
        "TBD",
        "tbc",
        "T.B.A.",
        "???",
        "<name>",
        "[Date]",
        "n/a",
        "-",
        "XX",
        "to be confirmed",
        "C",
        "03",
        "BW-FSG-100",
        "or equivalent",
        "TBD soon",
        "",
        "0",
    ],
)
def test_rules_and_reader_agree_on_placeholders(text: str) -> None:
    assert is_reported_missing(text) == reader_says(text)


@pytest.mark.parametrize(
    "text",
    [
        "Flow sensor gateway, assembled board",
        "Black solder mask (drawing BW-FSG-100-FAB note 4)",
        "Customer pays NRE before tooling starts.",
        "The customer may pay late in decimals or in full",
        "Cable 2 m, red or blue wires as drawn",
        "Operating range 10 to 30 V",
        "IPC-A-610 class 2, standard packaging",
        "Delivered within 3-4 weeks of the order",
        "Price holds until the end of the quote",
    ],
)
def test_ordinary_prose_is_not_vague(text: str) -> None:
    assert vague(text, PLAIN) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Housing black or equivalent", "or equivalent"),
        ("Label TBD", "TBD"),
        ("Fixture by [Date]", "[Date]"),
        ("ships ASAP", "ASAP"),
        ("approx. 3 minutes", "approx."),
        ("~3 minutes", "~3"),
        ("finish as discussed", "as discussed"),
        ("screws, washers etc.", "etc."),
        ("500 to 1000 pieces", "500 to 1000 pieces"),
        ("colour per e-mail", "per e-mail"),
    ],
)
def test_hedges_are_found(text: str, found: str) -> None:
    assert vague(text, PLAIN) == found


@pytest.mark.parametrize("text", ["in Q3", "by mid-June", "end of March", "week 32?", "late April"])
def test_a_day_is_demanded_only_where_a_day_counts(text: str) -> None:
    assert vague(text, PLAIN) is None
    assert vague(text, PLAIN, dated=True) is not None


@pytest.mark.parametrize(
    "text", ["C", "03", "1.10", "BW-OR-100", "NEW-200", "A/1", "REV_C01", "Rev. C", "FINAL-ASSY-7"]
)
def test_real_part_numbers_and_revisions_name_one_thing(text: str) -> None:
    assert vague_identifier(text, PLAIN) is None


@pytest.mark.parametrize("text", ["C or D", "C, D", "latest", "Rev. new", "C?", "any"])
def test_these_name_no_one_thing(text: str) -> None:
    assert vague_identifier(text, PLAIN) is not None


def test_the_policy_adds_words() -> None:
    policy = Policy(people=build.PEOPLE, words={"hedges": ("nach Absprache",), "placeholders": ("offen",)})
    sample = Sample()
    sample["deal.yaml"]["items"][0]["description"] = "Gateway, nach absprache"
    sample["deal.yaml"]["items"][1]["revision"] = "offen"
    found = sorted((finding.rule, finding.kind) for finding in run(sample.deal(policy)))
    assert found == [("part-and-revision-name-one-thing", "ambiguous"), ("scope-is-exact", "ambiguous")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("C", "rev. c", True),
        ("Revision C", " c ", True),
        ("REV_C", "C", True),
        ("03", "3", False),
        ("Reverse", "erse", False),
        ("rev", "", False),
        ("1.10", "1.1", False),
    ],
)
def test_revisions_are_compared_as_people_mean_them(one: str, other: str, *, same: bool) -> None:
    assert (normalised_revision(one) == normalised_revision(other)) is same


def test_parts_and_terms_are_compared_without_case_and_blanks() -> None:
    assert normalised(" BW-FSG  100 ") == normalised("bw-fsg 100")
    assert normalised_terms("Net 30") == normalised_terms("net-30") != normalised_terms("net 45")
    assert {normalised_terms(text) for text in ("30 days net", "net 30 days", "30 Tage netto", "30 days")} == {"net30"}
    assert value("mask_colour", "matt schwarz") == value("mask_colour", "Matte black")
    assert value("finish", "chemisch Gold") == value("finish", "ENIG")
    assert normalised_terms("30 % in advance, 30 days net") != normalised_terms("net 30")

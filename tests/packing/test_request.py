"""`handoff request`: an e-mail the customer can act on, in his words, with nothing of ours in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.core.finding import Finding
from handoff_cli.core.policy import Person, Policy
from handoff_cli.core.tree import Place
from handoff_cli.letters import requests
from tests.datapack.boards import board, bom, centroid
from tests.packing.conftest import DEAL, Handoff, said, sent

INTERNAL = re.compile(
    r"manifest|\.yaml|data-pack/|projects/|golden|\bRAID\b|\bmargin\b|\btom\b|\bdana\b|handoff|centroid-|\b[a-z]+-[a-z]+-[a-z]+-[a-z]+\b"
)
POLICY = Policy(people={"tom": Person(id="tom", name="Tom Okafor"), "dana": Person(id="dana", name="Dana Reyes")})


def letter(shop: Path, handoff: Handoff, files: dict[str, str | bytes]) -> str:
    handoff("pack", DEAL, str(sent(shop, files=files)))
    code, out, err = handoff("request", DEAL)
    assert (code, "Read it before you send it" in err) == (0, True)
    return out


def test_a_letter_as_it_is_pasted(shop: Path, handoff: Handoff) -> None:
    said(
        shop / f"projects/{DEAL}/stakeholders.yaml",
        {"name: TBD": "name: Bob Tanaka", "email: TBD": "email: bob@acme.example"},
    )
    files = {
        **board(),
        "bw-bom.csv": bom().replace("RC0603FR-0710KL", ""),
        "bw-all-pos.csv": centroid(dx=134.5, dy=-114.4),
    }
    text = letter(shop, handoff, files)
    assert (
        text
        == """\
To: bob@acme.example
Subject: BW-100 revision C: 2 points to clarify

Dear Bob Tanaka,

thank you for the data of BW-100 revision C. Before we can build from them,
we need your word on 2 points:

1. bw-bom.csv, line 2: R1, R2, R3, R4 … have no manufacturer's part number.
   Please send the orderable number.

2. bw-all-pos.csv, line 2: Of 36 two-terminal parts on the top and bottom
   side 0 lie on pads as the centroid file stands, and 36 moved by x
   -134.500 mm, y +114.400 mm.
   Please export the centroid file again, with the origin, unit and axes of
   the Gerber files.

We can confirm a delivery date only when these points are settled, so an
early answer helps both of us.

If files change, please send the whole set again as one ZIP under a new
issue, and state its SHA-256, so that both of us work from the same bytes.

Kind regards
"""
    )


def test_nothing_to_ask_is_said_beside_the_letter(shop: Path, handoff: Handoff) -> None:
    handoff("pack", DEAL, str(sent(shop)), "--release", "Bob", "--released", "2026-01-12")
    code, out, err = handoff("request", DEAL)
    assert (code, out) == (0, "")
    assert f"nothing to ask the customer about {DEAL}" in err


@pytest.mark.parametrize(
    "files",
    [
        {name: text for name, text in board().items() if "Mask" not in name},
        {**board(), "bw-purchase-bom.csv": bom().replace("Yageo", "Vishay")},
        {**board(), "bw-bom.csv": bom().replace("MPN", "Comment")},
        {**board(), "notes.xyz": b"\x01\x02" * 50},
        {**board(), "bw-all-pos.csv": centroid().replace("R5,", "R99,")},
        {name: text for name, text in board().items() if "bom" not in name and "pos" not in name},
    ],
    ids=["no masks", "two BOMs", "a column", "a strange file", "other parts", "no BOM, no centroid"],
)
def test_nothing_of_ours_is_in_it(shop: Path, handoff: Handoff, files: dict[str, str | bytes]) -> None:
    text = letter(shop, handoff, files)
    body = text.split("\n\n", 3)[-1]
    assert not INTERNAL.search(body), INTERNAL.search(body)
    assert "Please" in body
    assert all(len(line) <= 76 or " " not in line.strip() for line in text.splitlines())


def test_an_unknown_deal(shop: Path, handoff: Handoff) -> None:
    code, out, err = handoff("request", "ACME-9")
    assert (code, out) == (2, "")
    assert "There is no deal ACME-9" in err


SECRETS = (
    "margin 23.2",
    "the cost is 24.10",
    "Tom Okafor",
    "ask dana",
    "R-01",
    "projects/X/quote.yaml",
    "RAID",
    "the PM",
)


@given(
    secret=st.sampled_from(SECRETS),
    where=st.sampled_from(["message", "remedy"]),
    before=st.sampled_from(["", "“a.csv” says: ", "line 3 "]),
)
def test_what_slips_into_a_finding_never_reaches_the_letter(secret: str, where: str, before: str) -> None:
    words = {"message": "a.csv is empty", "remedy": "Ask the customer for the file."} | {where: f"{before}{secret}."}
    finding = Finding(
        "x", "missing", "data-pack", "reject", Place("p.zip", "a.csv"), words["message"], words["remedy"], "customer"
    )
    (asked,) = requests([finding], (), POLICY)
    assert secret.casefold() not in f"{asked.said} {asked.needed}".casefold()


def test_findings_of_others_stay_with_us() -> None:
    ours = Finding(
        "x", "missing", "commercial", "reject", Place("quote.yaml"), "cost is missing", "Fill it in.", "sales"
    )
    internal = Finding(
        "x", "missing", "commercial", "reject", Place("quote.yaml"), "cost is missing", "Ask.", "customer"
    )
    assert requests([ours, internal], (), POLICY) == ()

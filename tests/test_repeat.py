"""`handoff new DEAL --from OLD`: what still holds is carried over, and nothing that held for the old order alone passes as filled."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from handoff_cli.check import check
from handoff_cli.cli import main
from handoff_cli.core.deal import PROJECTS
from handoff_cli.errors import HandoffError
from handoff_cli.new import again, create
from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo

OLD, NEW = "BRW-1042", "BRW-2001"
DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")
STILL_SIGNED = [
    '      - {party: customer, name: Alice Moreau, role: Procurement Director, date: "2024-05-14"}',
    '      - {party: ems, name: Tom Okafor, role: Sales Manager, date: "2024-05-16"}',
]
OF_THE_ORDER = ("PO-88213", "Q-2026-0311", "36c73b444cc04a8e", "a354f748899f8fce")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    repo = Repo.init(tmp_path / "repo")
    shutil.copytree(sample_folder() / PROJECTS / OLD, repo.path / PROJECTS / OLD)
    for name in ("handoff.yaml", ".gitattributes"):
        shutil.copy(sample_folder() / name, repo.path / name)
    return repo.path


def repeated(shop: Path) -> dict[str, bytes]:
    return again(shop, OLD, NEW, customer="", sales="", pm="")


def test_packs_contacts_and_agreements_are_the_same_bytes(shop: Path) -> None:
    new, old = repeated(shop), shop / PROJECTS / OLD
    same = {name for name, data in new.items() if (old / name).is_file() and (old / name).read_bytes() == data}
    packs = {path.relative_to(old).as_posix() for path in (old / "data-pack").rglob("*") if path.is_file()}
    assert same == {*packs, "stakeholders.yaml", "contract/MSA-2024-07.pdf"}


def test_the_order_itself_and_its_proofs_stay_behind(shop: Path) -> None:
    new = repeated(shop)
    assert not [name for name in new if "PO-88213" in name or name.startswith("evidence/")]
    for name in ("deal.yaml", "quote.yaml", "contract.yaml", "deviations.yaml"):
        assert not [word for word in OF_THE_ORDER if word in new[name].decode()], name


def test_no_date_of_the_old_order_is_left_in_a_field(shop: Path) -> None:
    """Sentences may speak of a day, and a standing agreement was signed when it was; what else a rule compares says TBD."""
    new = repeated(shop)
    for name in ("deal.yaml", "contract.yaml", "deviations.yaml", "quote.yaml"):
        fields = [
            line for line in new[name].decode().splitlines() if not re.search(r"(summary|statement|source):", line)
        ]
        dated = [line for line in fields if DATE.search(line)]
        assert dated == (STILL_SIGNED if name == "contract.yaml" else []), name


def test_what_was_agreed_keeps_its_words_and_its_order(shop: Path) -> None:
    old = (shop / PROJECTS / OLD / "quote.yaml").read_text(encoding="utf-8").splitlines()
    new = repeated(shop)["quote.yaml"].decode().splitlines()
    assert len(old) == len(new)
    assert all(after == before or "TBD" in after for before, after in zip(old, new, strict=True))
    assert "    statement: Custom packaging is not in the price." in new
    assert '      - {from: 500, price: "43.90"}' in new


def test_the_living_documents_begin_anew(shop: Path) -> None:
    new = repeated(shop)
    for name in ("raid.yaml", "why.md", "promises.yaml", "kickoff/internal.md", "kickoff/external.md"):
        assert b"TBD" in new[name]
    assert "Brightwater Instruments Ltd" in new["deal.yaml"].decode()
    assert "{sales: tom, pm: dana" in new["deal.yaml"].decode()


def test_it_is_readable_and_never_complete(shop: Path) -> None:
    create(shop, NEW, repeated(shop))
    (report,) = check(shop, (NEW,)).deals
    assert not report.complete
    assert {finding.kind for finding in report.findings if finding.rejects} == {"missing"}
    assert not [finding for finding in report.findings if finding.parameter == "data-pack" and finding.rejects]


def test_line_ends_and_comments_stay(shop: Path) -> None:
    path = shop / PROJECTS / OLD / "deal.yaml"
    text = path.read_bytes().replace(b"\n", b"\r\n").replace(b"quantity: 1000\r\n", b"quantity: 1000   # agreed\r\n", 1)
    path.write_bytes(text)
    new = repeated(shop)["deal.yaml"]
    assert new.count(b"\r\n") == new.count(b"\n") == text.count(b"\n")
    assert b"quantity: TBD   # agreed\r\n" in new


def test_what_cannot_be_read_is_not_carried_over(shop: Path) -> None:
    (shop / PROJECTS / OLD / "quote.yaml").write_text("quote: [", encoding="utf-8")
    with pytest.raises(HandoffError, match=r"quote\.yaml cannot be read"):
        repeated(shop)


@pytest.mark.parametrize("old", ["BRW-9999", "../BRW-1042", "", "brw-1042"])
def test_an_old_deal_that_is_not_there(shop: Path, old: str) -> None:
    with pytest.raises(HandoffError, match="There is no deal"):
        again(shop, old or "NONE", NEW, customer="", sales="", pm="")


def test_the_command_says_what_it_carried(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    assert main(["new", NEW, "--from", OLD, "--pm", "lee"]) == 0
    told = capsys.readouterr()
    assert f"{PROJECTS}/{NEW}/contract/MSA-2024-07.pdf" in told.out
    assert f"Carried over from {OLD}" in told.err
    assert main(["new", NEW, "--from", OLD]) != 0
    assert main(["new", "BRW-2002", "--from", OLD, "--kind", "cable"]) == 2

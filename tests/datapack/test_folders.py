"""Where the files of a golden archive lie."""

from __future__ import annotations

import pytest

from handoff_cli.core.pack import Member
from handoff_cli.datapack.folders import astray
from tests.mutations.memory import DEALS, findings

ROOT = "BW-FSG-100_REV_C01"
GOLDEN = (f"{ROOT}/01_BOM/bom.csv", f"{ROOT}/02_FABRICATION/top.gbr")


def of(*paths: str, found: str = "document") -> tuple[str, ...]:
    return astray([Member(path=path, size=1, sha256="", found=found) for path in paths])


def test_a_golden_archive_is_at_home() -> None:
    assert of(*GOLDEN) == ()
    assert of() == ()
    assert of(*GOLDEN, f"{ROOT}/03_assembly/xy.csv") == ()


@pytest.mark.parametrize(
    "path",
    [
        "bom.csv",
        f"{ROOT}/bom.csv",
        f"{ROOT}/gerber/top.gbr",
        f"{ROOT}/02_FABRICATION/new/top.gbr",
        f"{ROOT}/03_Drawings/fab.pdf",
        "01_BOM/bom.csv",
        "BW-FSG-100_REV_C02/01_BOM/bom.csv",
    ],
)
def test_what_lies_elsewhere_is_told(path: str) -> None:
    assert of(*GOLDEN, path) == (path,)


def test_a_zip_in_the_archive_is_one_file() -> None:
    assert of(*GOLDEN, f"{ROOT}/02_FABRICATION/set.zip", f"{ROOT}/02_FABRICATION/set.zip!a/b/top.gbr") == ()
    assert of(*GOLDEN, "set.zip!a/top.gbr", "set.zip!a/bottom.gbr") == ("set.zip",)


def test_an_unpacked_odb_job_keeps_its_folders() -> None:
    path = f"{ROOT}/02_FABRICATION/job/matrix/matrix"
    assert of(*GOLDEN, path, found="odbpp") == ()
    assert of(*GOLDEN, path) == (path,)


def test_the_sample_deals_are_golden() -> None:
    rules = {finding.rule for deal in DEALS for finding in findings({}, deal)}
    assert "golden-archive-has-its-folders" not in rules

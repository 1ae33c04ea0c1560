"""The expected result of merging an offer, living file by living file."""

import pytest

from handoff_cli.core.offer import expected
from handoff_cli.core.ownership import Refusal

FOLDER = "projects/BRW-1042"


def files(**named: str) -> dict[str, tuple[str, str]]:
    return {f"{FOLDER}/{name}": ("100644", content) for name, content in named.items()}


def test_the_baseline_is_the_offers() -> None:
    merged = expected(FOLDER, files(quote="1", old="1"), files(quote="1", old="1"), files(quote="2"))
    assert merged == files(quote="2")


@pytest.mark.parametrize(
    ("base", "tip", "head", "result"),
    [
        pytest.param(
            {"raid.yaml": "1"}, {"raid.yaml": "1"}, {"raid.yaml": "2"}, {"raid.yaml": "2"}, id="changed by the offer"
        ),
        pytest.param(
            {"raid.yaml": "1"}, {"raid.yaml": "2"}, {"raid.yaml": "1"}, {"raid.yaml": "2"}, id="changed on the target"
        ),
        pytest.param(
            {"raid.yaml": "1"}, {"raid.yaml": "2"}, {"raid.yaml": "2"}, {"raid.yaml": "2"}, id="the same change twice"
        ),
        pytest.param({"raid.yaml": "1"}, {}, {"raid.yaml": "1"}, {}, id="removed on the target"),
        pytest.param({"raid.yaml": "1"}, {"raid.yaml": "1"}, {}, {}, id="removed by the offer"),
        pytest.param(
            {}, {"evidence/a": "1"}, {"evidence/b": "1"}, {"evidence/a": "1", "evidence/b": "1"}, id="both add"
        ),
    ],
)
def test_living_files_are_merged_one_by_one(
    base: dict[str, str], tip: dict[str, str], head: dict[str, str], result: dict[str, str]
) -> None:
    assert expected(FOLDER, files(**base), files(**tip), files(**head)) == files(**result)


def test_row_27_the_same_living_file_changed_on_both_sides() -> None:
    merged = expected(FOLDER, files(**{"raid.yaml": "1"}), files(**{"raid.yaml": "2"}), files(**{"raid.yaml": "3"}))
    assert isinstance(merged, Refusal)
    assert merged.code == "stale-living"
    assert "raid.yaml" in merged.sentence


def test_a_living_file_removed_here_and_changed_there_is_stale() -> None:
    merged = expected(FOLDER, files(**{"raid.yaml": "1"}), files(**{"raid.yaml": "2"}), files())
    assert isinstance(merged, Refusal)


def test_a_target_that_moved_makes_the_offer_stale() -> None:
    merged = expected(FOLDER, files(quote="1"), files(quote="2"), files(quote="3"))
    assert isinstance(merged, Refusal)
    assert merged.code == "stale-base"


def test_an_offer_that_has_landed_already_is_not_stale() -> None:
    assert expected(FOLDER, files(), files(quote="1"), files(quote="1")) == files(quote="1")

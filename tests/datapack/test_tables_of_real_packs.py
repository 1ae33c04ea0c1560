"""Bills of materials and centroid files of real boards against what is known about them; skipped where the packs are absent."""

from __future__ import annotations

import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from handoff_cli.core.pack import Bom
from handoff_cli.datapack.bom import looks_like_bom, read_bom
from handoff_cli.datapack.centroid import looks_like_centroid, read_centroids
from tests.datapack.samples import node

PACKS = Path(__file__).parents[3] / "shared" / "packs"
pytestmark = pytest.mark.skipif(not (PACKS / "facts.json").exists(), reason="the real packs are not here")

UNIT = {"haar-primal-2v0": 0.0254, "openbci-daisy": 0.0254}
"""Packs whose unit only the pads can tell."""


@cache
def facts() -> dict[str, Any]:
    found = json.loads((PACKS / "facts.json").read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {each["name"]: each for each in found}


@cache
def files(pack: str, role: str) -> dict[str, bytes]:
    roles = json.loads((PACKS / "roles.json").read_text(encoding="utf-8"))
    wanted = [
        each["path"].partition("/")[2] for each in roles if each["path"].startswith(f"{pack}/") and each["role"] == role
    ]
    with zipfile.ZipFile(PACKS / f"{pack}.zip") as archive:
        return {path: archive.read(path) for path in wanted if path in archive.namelist()}


def names() -> list[str]:
    return sorted(facts()) if (PACKS / "facts.json").exists() else []


def bom_of(pack: str) -> Bom:
    ((path, data),) = files(pack, "bom").items()
    found = read_bom(path, data, node({})).bom
    assert found is not None
    return found


@pytest.mark.parametrize("pack", [name for name in names() if "bom_refs" in facts()[name]])
def test_the_bill_of_materials_says_what_is_known(pack: str) -> None:
    found, fact = bom_of(pack), facts()[pack]
    refs = [ref for line in found.lines for ref in line.refdes]
    odd = [
        [list(line.refdes[:6]), line.quantity, len(line.refdes)]
        for line in found.lines
        if line.refdes and line.quantity not in (None, len(line.refdes))
    ]
    assert {
        "lines": sum(bool(line.refdes) for line in found.lines),
        "without refdes": sum(not line.refdes for line in found.lines),
        "refs": len(set(refs)),
        "twice": sorted({ref for ref in refs if refs.count(ref) > 1}),
        "dnp": sorted(found.unfitted()),
        "quantities": sorted(odd),
    } == {
        "lines": fact["bom_lines"],
        "without refdes": fact["bom_norefs"],
        "refs": fact["bom_refs"],
        "twice": sorted(fact["bom_dup"]),
        "dnp": sorted(fact["dnp_refs"]),
        "quantities": sorted([refs, int(count), number] for refs, count, number in fact["qty_mismatch"]),
    }
    print(f"{pack}: {len(set(refs))} designators, {len(found.unfitted())} DNP")


@pytest.mark.parametrize("pack", [name for name in names() if "xy_refs" in facts()[name]])
def test_the_centroid_file_says_what_is_known(pack: str) -> None:
    found, fact = read_centroids(list(files(pack, "centroid").items()), node({})).centroid, facts()[pack]
    assert found is not None
    refs = [each.refdes for each in found.placements]
    scale = UNIT.get(pack, 1.0)
    xs, ys = [each.x * scale for each in found.placements], [each.y * scale for each in found.placements]
    bottom = sum(count for side, count in fact["xy_sides"].items() if side.lower().startswith("b"))
    assert (len(refs), len(set(refs))) == (fact["xy_rows"], fact["xy_refs"])
    assert sorted({ref for ref in refs if refs.count(ref) > 1}) == sorted(fact["xy_dup"])
    assert sum(each.side == "bottom" for each in found.placements) == bottom
    assert [min(xs), min(ys), max(xs), max(ys)] == pytest.approx(fact["xy_ext"], abs=0.0051)
    assert (found.unit is None) == (pack in {*UNIT, "snappergps-1.0.0"})
    print(f"{pack}: {len(refs)} rows, {found.unit or 'unit open'}")


@pytest.mark.parametrize("pack", [name for name in names() if "xy_not_bom" in facts()[name]])
def test_they_differ_in_what_is_known(pack: str) -> None:
    found, fact = bom_of(pack), facts()[pack]
    centroid = read_centroids(list(files(pack, "centroid").items()), node({})).centroid
    placed = {each.refdes for each in centroid.placements} if centroid else set()
    assert sorted(placed - found.fitted().keys() - found.unfitted().keys()) == sorted(fact["xy_not_bom"])
    assert sorted(found.fitted().keys() - placed) == sorted(fact["bom_not_xy"])
    assert sorted(found.unfitted().keys() & placed) == sorted(fact["dnp_in_xy"])


def test_the_clean_ones_are_clean() -> None:
    for pack, settings in (("wulpus-hv", {}), ("wulpus-acq", {"bom_columns": {"mpn": "Comment"}})):
        ((path, data),) = files(pack, "bom").items()
        assert read_bom(path, data, node(settings)).flaws == ()
        assert read_centroids(list(files(pack, "centroid").items()), node({})).flaws == ()
    ((path, data),) = files("wulpus-acq", "bom").items()
    (question,) = read_bom(path, data, node({})).flaws
    assert (question.kind, "`bom_columns: {mpn: Comment}`" in question.remedy) == ("ambiguous", True)


@pytest.mark.parametrize("pack", names())
def test_files_are_known_by_their_content(pack: str) -> None:
    for role, looks in (("bom", looks_like_bom), ("centroid", looks_like_centroid)):
        assert all(looks(data, path) for path, data in files(pack, role).items())
    others = [
        *files(pack, "top-copper").items(),
        *files(pack, "document").items(),
        *files(pack, "drill-plated").items(),
    ]
    assert not [path for path, data in others if looks_like_bom(data, path) or looks_like_centroid(data, path)]

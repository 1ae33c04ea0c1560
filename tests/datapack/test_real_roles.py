"""The roles found in real packs, measured. Skipped where the packs are not at hand; run with -s to see the table."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from handoff_cli.datapack.intake import intake
from handoff_cli.datapack.roles.claim import is_fabrication
from handoff_cli.datapack.roles.identify import identify

ROOT = Path(__file__).parents[3]
PACKS = ROOT / "shared" / "packs"
TRACESPACE = ROOT / "node_modules"
needs_packs = pytest.mark.skipif(not (PACKS / "roles.json").exists(), reason="the real packs are not here")
_TYPES = {"copper": "copper", "soldermask": "mask", "silkscreen": "silk", "solderpaste": "paste"}


def truth() -> dict[str, dict[str, str]]:
    packs: dict[str, dict[str, str]] = defaultdict(dict)
    for row in json.loads((PACKS / "roles.json").read_text(encoding="utf-8")):
        pack, _, member = row["path"].partition("/")
        packs[pack][member] = row["role"]
    return packs


def ours(pack: str) -> dict[str, str]:
    return {one.path: one.role for one in identify(intake((PACKS / f"{pack}.zip").read_bytes(), golden=False).files)}


def score(expected: dict[str, str], got: dict[str, str]) -> tuple[int, int, int]:
    right = wrong = missed = 0
    for path, role in expected.items():
        if is_fabrication(role):
            told = got.get(path, "unidentified")
            right, wrong = right + (told == role), wrong + (told != role and is_fabrication(told))
            missed += told != role and not is_fabrication(told)
        else:
            wrong += is_fabrication(got.get(path, ""))
    return right, wrong, missed


@needs_packs
def test_every_fabrication_file_of_the_real_packs() -> None:
    rows = {pack: score(expected, ours(pack)) for pack, expected in truth().items()}
    for pack, (right, wrong, missed) in rows.items():
        print(f"{pack:24} {right:4} right {wrong:3} wrong {missed:3} unidentified")
    right, wrong, missed = (sum(row[column] for row in rows.values()) for column in range(3))
    print(f"{'all':24} {right:4} right {wrong:3} wrong {missed:3} unidentified")
    assert wrong == 0
    assert right >= 0.97 * (right + wrong + missed)


@needs_packs
def test_bom_and_centroid_of_the_real_packs() -> None:
    for pack, expected in truth().items():
        got = ours(pack)
        for path, role in expected.items():
            if role in ("bom", "centroid"):
                assert got[path] == role, f"{pack}/{path}"


_GERBONARA = """
import contextlib, io, json, sys
from pathlib import Path
from gerbonara.layers import LayerStack
out = {}
for path in map(Path, sys.argv[1:]):
    got = out[path.stem] = {}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
        stack = LayerStack.open(path)
        for (side, use), layer in stack.graphic_layers.items():
            number = side.removeprefix('inner_')
            role = 'outline' if use == 'outline' else 'inner-copper' if number.isdigit() else f'{side}-{use}'
            got[Path(str(layer.original_path)).name] = role
        for layer in stack.drill_layers:
            got[Path(str(layer.original_path)).name] = 'drill'
print(json.dumps(out))
"""


@pytest.mark.slow
@needs_packs
def test_gerbonara_on_the_same_packs() -> None:
    pytest.importorskip("gerbonara")
    paths = [str(PACKS / f"{pack}.zip") for pack in truth()]
    command = [sys.executable, "-W", "ignore", "-c", _GERBONARA, *paths]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    right, _, _ = _beside(json.loads(ran.stdout))
    assert right < sum(is_fabrication(role) for roles in truth().values() for role in roles.values())


_NODE = """
const names = JSON.parse(require('fs').readFileSync(0)), out = {};
(async () => {
  const old = require('whats-that-gerber'), now = await import('@tracespace/identify-layers');
  for (const pack in names) out[pack] = [old(names[pack]), now.identifyLayers(names[pack])];
  console.log(JSON.stringify(out));
})();
"""


@pytest.mark.slow
@needs_packs
@pytest.mark.skipif(not (TRACESPACE / "whats-that-gerber").exists(), reason="the tracespace packages are not installed")
def test_tracespace_on_the_same_packs() -> None:
    names = {pack: [Path(path.split("!")[-1]).name for path in roles] for pack, roles in truth().items()}
    ran = subprocess.run(
        ["node", "-e", _NODE], input=json.dumps(names), capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    for tool in (0, 1):
        told = {
            pack: {name: _tracespace(found) for name, found in both[tool].items()}
            for pack, both in json.loads(ran.stdout).items()
        }
        _beside(told)


def _tracespace(found: dict[str, str | None]) -> str:
    kind, side = found.get("type"), found.get("side")
    if kind in _TYPES:
        return f"{side}-{_TYPES[kind]}"
    return {"outline": "outline", "drill": "drill"}.get(kind or "", "")


def _beside(told: dict[str, dict[str, str]]) -> tuple[int, int, int]:
    """Others by name alone; a drill is right whatever its plating, inner copper whatever its number when none is given."""
    right = wrong = missed = 0
    for pack, roles in truth().items():
        for path, role in roles.items():
            got = told[pack].get(Path(path.split("!")[-1]).name, "")
            alike = (
                got == role
                or (got == "drill" and role.startswith("drill-"))
                or (got == "inner-copper" and role.startswith("inner"))
            )
            if is_fabrication(role):
                right, wrong, missed = right + alike, wrong + bool(got and not alike), missed + (not got)
            elif got:
                wrong += 1
    print(f"{right} right {wrong} wrong {missed} missed")
    return right, wrong, missed

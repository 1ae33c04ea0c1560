"""What a pack costs: read once in a run, and for the real packs time and memory. Run with -s to see the table."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handoff_cli.check import check
from handoff_cli.core.pack import Pack
from handoff_cli.core.tree import Node
from handoff_cli.datapack import reader
from handoff_cli.resources import sample_folder
from tests.gitrepo import Repo

PACKS = Path(__file__).parents[3] / "shared" / "packs"
REAL = sorted(PACKS.glob("*.zip"))
MOST_SECONDS = 10.0
"""Far beyond the second that the largest of them takes: no noise explains it."""
MOST_MEMORY = 300.0
_MEASURE = """
import sys, time
from pathlib import Path
from handoff_cli import rules
from handoff_cli.datapack import reader
from handoff_cli.inspection import inspect
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) / 1024
data, before, start = Path(sys.argv[1]).read_bytes(), peak(), time.process_time()
pack, findings = inspect(data, "p.zip")
print(time.process_time() - start, sum(each.size for each in pack.members) / 1e6, before, peak(), len(findings))
"""


def test_a_pack_is_read_once_in_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = Repo.init(tmp_path / "repo")
    shutil.copytree(sample_folder() / "projects" / "BRW-1042", repo.path / "projects" / "BRW-1042")
    read, asked = reader.read, []

    def counted(name: str, manifest: Node, archive: str, data: bytes) -> Pack:
        asked.append(archive)
        return read(name, manifest, archive, data)

    monkeypatch.setattr(reader, "read", counted)
    (report,) = check(repo.path, ["BRW-1042"]).deals
    assert report.deal == "BRW-1042"
    assert asked
    assert len(asked) == len(set(asked))


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="the real packs are not here")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_what_the_real_packs_cost() -> None:
    for path in REAL:
        ran = subprocess.run(
            [sys.executable, "-c", _MEASURE, str(path)], capture_output=True, encoding="utf-8", check=True
        )
        seconds, size, before, peak, findings = map(float, ran.stdout.split())
        rate = size / max(seconds, 0.001)
        print(
            f"{path.stem:24} {seconds:6.2f} s {size:6.2f} MB {rate:6.1f} MB/s {peak:5.0f} MB ({before:.0f} before) {findings:3.0f} findings"
        )
        assert seconds < MOST_SECONDS
        assert peak < MOST_MEMORY

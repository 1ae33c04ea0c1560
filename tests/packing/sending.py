"""A customer who sends things, and a repository in which Sales packs them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from handoff_cli.cli import main
from tests.gitrepo import Repo

DEAL = "ACME-1042"
FOLDER = f"projects/{DEAL}/data-pack/acme-1042"
SAMPLE = Path(__file__).parents[2] / "projects/BRW-1042/data-pack/fsg-100/received/FSG-100 Rev C release 2026-01-08.zip"
GERBER = "%FSLAX46Y46*%\n%MOMM*%\n%TF.FileFunction,{}*%\n%ADD10C,0.15*%\nD10*\nX0Y0D02*\nX10000000Y0D01*\nM02*\n"
SMALL = {
    "bom.csv": "Designator,Quantity,MPN,Manufacturer,Description\nR1,1,RC0603FR-0710KL,Yageo,Resistor 10k\n",
    "top.gbr": GERBER.format("Copper,L1,Top"),
    "bottom.gbr": GERBER.format("Copper,L2,Bot"),
    "outline.gbr": GERBER.format("Profile,NP"),
}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


def begin(repo: Repo, monkeypatch: pytest.MonkeyPatch, *, part: str = "BW-FSG-100", revision: str = "C") -> Path:
    """A new deal whose part is known; the folder of its pack."""
    monkeypatch.chdir(repo.path)
    assert main(["new", DEAL, "--customer", "Acme Ltd", "--sales", "tom", "--pm", "dana"]) == 0
    place = repo.path / "projects" / DEAL / "deal.yaml"
    text = place.read_text("utf-8")
    place.write_text(
        text.replace("part: TBD", f"part: {part}").replace("revision: TBD", f"revision: {revision}"), "utf-8"
    )
    return repo.path / FOLDER


def state(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

"""Where the files that travel with the tool lie: in the wheel beside the code, in a checkout at the top level."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def schemas_folder() -> Path:
    """The folder of `*.schema.json`."""
    packed = _HERE / "schemas"
    return packed if packed.is_dir() else _HERE.parent / "schemas"


def sample_folder() -> Path:
    """The folder that holds `projects/` and `handoff.yaml` of the sample deal."""
    packed = _HERE / "sample"
    return packed if packed.is_dir() else _HERE.parent


def template(name: str) -> str:
    """The text of a file in `templates/`."""
    return (_HERE / "templates" / name).read_text(encoding="utf-8")


def workflows() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every workflow in `templates/workflows/`."""
    for file in sorted((_HERE / "templates" / "workflows").glob("*.yml")):
        yield file.name, file.read_bytes().replace(b"\r\n", b"\n")

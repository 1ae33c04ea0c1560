"""The golden pack of the sample deal taken apart and built again with one file changed."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from functools import cache

from tests.mutations.fields import MANIFEST, fields
from tests.mutations.memory import FOLDER, Changes, sample, text

ARCHIVE = "data-pack/fsg-100/BW-FSG-100_REV_C01.zip"


@cache
def members() -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(sample()[f"{FOLDER}/{ARCHIVE}"])) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@cache
def path_of(role: str) -> str:
    listed = {field.node.get("role").text: field.node.get("path").text for field in fields(MANIFEST)}
    return listed[role]


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 9, 12, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def exchanged(archive: bytes) -> Changes:
    """Another archive, and nobody has said so anywhere."""
    return {ARCHIVE: archive}


def released(files: Mapping[str, bytes]) -> Changes:
    """Another archive with everything that goes with it: hash, list of files, and the order that names it."""
    archive = zipped(files)
    old = hashlib.sha256(sample()[f"{FOLDER}/{ARCHIVE}"]).hexdigest()
    new = hashlib.sha256(archive).hexdigest()
    gone = [name for name in members() if name not in files]
    lines = [line for line in text(MANIFEST).split("\n") if not any(f"path: {name}," in line for name in gone)]
    manifest, contract = "\n".join(lines).replace(old, new), text("contract.yaml").replace(old, new)
    return {ARCHIVE: archive, MANIFEST: manifest.encode(), "contract.yaml": contract.encode()}

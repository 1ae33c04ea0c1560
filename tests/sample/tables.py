"""Bill of materials and centroid file of the sample board."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from tests.sample.board import Component, Part, bought, fiducials

BOM_COLUMNS = (
    "Designator", "Quantity", "Value", "MPN", "Manufacturer", "Description", "Package", "DNP", "Substitution", "Alternates",
    "Supply", "Sources",
)  # fmt: skip
CENTROID_COLUMNS = ("Designator", "Mid X", "Mid Y", "Rotation", "Layer")


def bom(columns: tuple[str, ...] = BOM_COLUMNS) -> str:
    """One line a component; what is not fitted has a line of its own, with quantity 0 and DNP."""
    groups: dict[tuple[Component, bool], list[str]] = {}
    for part in sorted(bought(), key=lambda part: natural(part.ref)):
        if part.component:
            groups.setdefault((part.component, part.fitted), []).append(part.ref)
    lines = (_bom_line(component, fitted, refs) for (component, fitted), refs in groups.items())
    return _csv(columns, ([line[name] for name in columns] for line in lines))


def _bom_line(component: Component, fitted: bool, refs: list[str]) -> dict[str, str]:
    return {
        "Designator": ",".join(refs),
        "Quantity": str(len(refs) if fitted else 0),
        "Value": component.value,
        "MPN": component.mpn,
        "Manufacturer": component.manufacturer,
        "Description": component.description,
        "Package": component.footprint.name,
        "DNP": "" if fitted else "DNP",
        "Substitution": "alternates_listed" if component.alternate else "no_sub",
        "Alternates": component.alternate,
        "Supply": "turnkey",
        "Sources": str(component.sources),
    }


def centroid() -> str:
    """Body centres in millimetres; parts soldered by hand are not in it, fiducials are."""
    parts = [*(part for part in bought() if part.placed), *fiducials()]
    return _csv(CENTROID_COLUMNS, (_centroid_row(part) for part in sorted(parts, key=lambda part: natural(part.ref))))


def _centroid_row(part: Part) -> list[str]:
    return [part.ref, f"{part.x:.4f}", f"{part.y:.4f}", str(part.rotation), part.side.capitalize()]


def natural(ref: str) -> tuple[str, int]:
    """R2 before R10."""
    letters, digits = re.fullmatch(r"([A-Z]+)([0-9]+)", ref).groups()  # type: ignore[union-attr]
    return letters, int(digits)


def _csv(columns: Iterable[str], rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()

"""X2 attributes, in the three spellings: `%TF…*%`, `G04 #@! TF…*` and `; #@! TF…` in a drill file."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.roles.claim import UNIDENTIFIED, Claim, Subject

_FUNCTION: Final = re.compile(r"(?m)(?:^\s*%|#@!\s*)TF\.FileFunction,([^*%\r\n]+)")
_SIDES: Final = {"top": "top", "bot": "bottom", "bottom": "bottom"}
_KINDS: Final = {
    "soldermask": "mask", "legend": "silk", "paste": "paste", "solderpaste": "paste", "silkscreen": "silk",
}  # fmt: skip
_PLATING: Final = {"plated": "drill-plated", "nonplated": "drill-nonplated", "mixedplating": "drill-mixed"}
_PAPERS: Final = {
    "drillmap": "drill-map", "fabricationdrawing": "fab-drawing", "assemblydrawing": "assembly-drawing",
    "arraydrawing": "fab-drawing", "viadrawing": "drill-map", "depthrout": "document", "vcut": "document",
    "glue": "document", "carbonmask": "document", "goldmask": "document", "heatsinkmask": "document",
    "peelablemask": "document", "silvermask": "document", "tinmask": "document", "component": "document",
    "viafill": "document", "viatenting": "document", "otherdrawing": "document", "other": "document", "pads": "document",
    "keepout": "document", "keep-out": "document", "vcutmap": "document", "jobinfo": "job",
}  # fmt: skip


def claim(subject: Subject) -> Claim | None:
    """The role the file states itself. Two different statements in one file are a reason to name none."""
    stated = {found.strip() for found in _FUNCTION.findall(subject.text)}
    if not stated:
        return None
    if len(stated) > 1:
        return Claim(role=UNIDENTIFIED, evidence=f"X2 states two functions: {' and '.join(sorted(stated))}")
    function = stated.pop()
    return role_of(function, f"X2 TF.FileFunction {function[:60]}")


def role_of(function: str, evidence: str) -> Claim | None:
    """The role a FileFunction names, in an X2 file as in a job file."""
    parts = [part.strip().casefold() for part in function.split(",")]
    kind, rest = parts[0], parts[1:]
    if kind == "copper":
        return _copper(rest, evidence)
    if kind in _KINDS:
        side = next((_SIDES[part] for part in rest if part in _SIDES), None)
        return Claim(role=f"{side}-{_KINDS[kind]}", evidence=evidence) if side else None
    if kind == "profile":
        return Claim(role="outline", evidence=evidence)
    if kind in _PLATING:
        return Claim(role=_PLATING[kind], evidence=evidence)
    return Claim(role=_PAPERS[kind], evidence=evidence) if kind in _PAPERS else None


def _copper(rest: list[str], evidence: str) -> Claim | None:
    number = next((int(part[1:]) for part in rest if re.fullmatch(r"l[1-9][0-9]{0,2}", part)), None)
    if "top" in rest or "bot" in rest:
        return Claim(role="top-copper" if "top" in rest else "bottom-copper", evidence=evidence, number=number)
    if number is None or "inr" not in rest:
        return Claim(role=UNIDENTIFIED, evidence=f"{evidence}: which copper layer is not said")
    return Claim(role=f"inner-copper-{number}", evidence=evidence, number=number)

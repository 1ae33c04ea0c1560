"""File name endings that mean a layer: the letters of Protel, Eagle, OrCAD, Target and P-CAD."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.roles.claim import COPPER, UNIDENTIFIED, Claim, Subject

_ROLES: Final = {
    # Protel, Altium, CircuitMaker, EasyEDA, KiCad with Protel endings, pcb-rnd, Upverter, Horizon
    "gtl": "top-copper", "gts": "top-mask", "gto": "top-silk", "gtp": "top-paste",
    "gbl": "bottom-copper", "gbs": "bottom-mask", "gbo": "bottom-silk", "gbp": "bottom-paste",
    "gko": "outline", "gpt": "document", "gpb": "document", "gdl": "document", "gme": "document",
    "gta": "assembly-drawing", "gba": "assembly-drawing",
    # Eagle and its older drawing jobs
    "cmp": "top-copper", "sol": "bottom-copper", "stc": "top-mask", "sts": "bottom-mask", "plc": "top-silk",
    "pls": "bottom-silk", "crc": "top-paste", "crs": "bottom-paste", "tsm": "top-mask", "bsm": "bottom-mask",
    "tsk": "top-silk", "bsk": "bottom-silk", "tsp": "top-paste", "bsp": "bottom-paste", "sld": "bottom-copper",
    "dim": "outline", "mil": "outline", "oln": "outline",
    # OrCAD Layout
    "top": "top-copper", "bot": "bottom-copper", "smt": "top-mask", "smb": "bottom-mask", "sst": "top-silk",
    "ssb": "bottom-silk", "spt": "top-paste", "spb": "bottom-paste", "otl": "outline", "ast": "assembly-drawing",
    "asb": "assembly-drawing", "fab": "fab-drawing", "drd": "drill-map",
    # Target 3001!
    "stoptop": "top-mask", "stopbot": "bottom-mask", "positop": "top-silk", "posibot": "bottom-silk",
    "pastetop": "top-paste", "pastebot": "bottom-paste", "outline": "outline",
}  # fmt: skip
_NUMBERED: Final = (
    (re.compile(r"g(\d{1,2})l?$"), "Protel signal layer"),
    (re.compile(r"in(\d{1,2})$"), "OrCAD inner layer"),
    (re.compile(r"l(\d{1,2})$"), "layer number"),
    (re.compile(r"gl(\d{1,2})$"), "Protel layer"),
)
_MECHANICAL: Final = re.compile(r"gm(\d{0,2}|l)$")
_PAPERS: Final = re.compile(r"g[dg]\d{1,2}$|g[dg]d$")


def claim(subject: Subject) -> Claim | None:
    """The layer this ending means in a Gerber file."""
    ending = subject.extension
    evidence = f"name ending .{ending}"
    if subject.content != "gerber" or not ending:
        return None
    if ending in _ROLES:
        return Claim(role=_ROLES[ending], evidence=evidence)
    if _PAPERS.match(ending):
        return Claim(role="drill-map", evidence=f"{evidence}, a drill drawing or guide of Altium")
    if found := re.match(r"gp(\d{1,2})$", ending):
        # Planes are counted apart from signal layers, and plotted negative: only the comment tells their place.
        return Claim(
            role=COPPER, evidence=f"{evidence}, an internal plane of Altium", number=int(found[1]), base="plane"
        )
    if found := re.match(r"ly(\d{1,2})$", ending):
        return Claim(role=COPPER, evidence=evidence, number=int(found[1]), base="eagle")
    for pattern, what in _NUMBERED:
        if found := pattern.match(ending):
            return Claim(role=COPPER, evidence=f"{evidence}, {what}", number=int(found[1]), base="open")
    return _mechanical(ending, evidence)


def _mechanical(ending: str, evidence: str) -> Claim | None:
    """`.gm`, `.gm1` and `.gml` carry the outline by habit; any other mechanical layer may carry anything."""
    found = _MECHANICAL.match(ending)
    if found is None:
        return None
    if found[1] in ("", "1", "l"):
        return Claim(role="outline", evidence=evidence)
    return Claim(role=UNIDENTIFIED, evidence=f"mechanical layer {found[1]}: its name does not say what is on it")

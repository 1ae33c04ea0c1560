"""File names as the EDA tools form them, one habit a line, matched on the end of the stem."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.roles import words
from handoff_cli.datapack.roles.claim import COPPER, UNIDENTIFIED, Base, Claim, Subject

_KICAD: Final = {
    "Cu": "copper", "Mask": "mask", "SilkS": "silk", "Silkscreen": "silk", "Paste": "paste",
}  # fmt: skip
_KICAD_LAYER: Final = re.compile(r"(?:^|[-_. ])([FB])[._](Cu|Mask|SilkS|Silkscreen|Paste)(?:[._-](?:\d+))?$")
_KICAD_INNER: Final = re.compile(r"(?:^|[-_. ])In(\d{1,2})[._]Cu$")
_KICAD_EDGE: Final = re.compile(r"(?:^|[-_. ])Edge[._]?Cuts$")
_KICAD_MAP: Final = re.compile(r"-drl_map$")
_KICAD_PAPER: Final = re.compile(
    r"(?:^|[-_. ])(?:[FB][._](?:Adhes(?:ive)?|CrtYd|Courtyard|Fab)|Margin|Dwgs[._]User|Cmts[._]User|Eco[12][._]User"
    r"|User[._](?:Drawings|Comments|Eco[12]|\d{1,2}))$"
)
_EASY: Final = re.compile(
    r"^Gerber_(?:(Top|Bottom)(SolderMask|Silk|Silkscreen|PasteMask|Paste|)Layer|(BoardOutline)(?:Layer)?|InnerLayer(\d{1,2}))$"
)
_EASY_KINDS: Final = {
    "SolderMask": "mask", "Silk": "silk", "Silkscreen": "silk", "PasteMask": "paste", "Paste": "paste", "": "copper",
}  # fmt: skip
_PADS: Final = (
    (re.compile(r"^sm0?0?\d{1,3}021$"), "top-mask"),
    (re.compile(r"^sm0?0?\d{1,3}028$"), "bottom-mask"),
    (re.compile(r"^sst\d{3}026$"), "top-silk"),
    (re.compile(r"^ssb\d{3}029$"), "bottom-silk"),
    (re.compile(r"^smd\d{3}023$"), "top-paste"),
    (re.compile(r"^smd\d{3}022$"), "bottom-paste"),
    (re.compile(r"^ad[tb]\d{3}0(?:27|30)$"), "assembly-drawing"),
    (re.compile(r"^dd\d{3}024$"), "drill-map"),
)
_ZUKEN: Final = {
    "resist-a": "top-mask", "resist-b": "bottom-mask", "symbol-a": "top-silk", "symbol-b": "bottom-silk",
    "metalmask-a": "top-paste", "metalmask-b": "bottom-paste",
}  # fmt: skip
_NUMBERED: Final[tuple[tuple[re.Pattern[str], Base, str], ...]] = (
    (re.compile(r"^art(\d{3})$"), "open", "PADS artwork"),
    (re.compile(r"(?:^|[-_. ])conductive-(\d{1,2})$"), "stack", "Zuken conductor"),
    (re.compile(r"(?:^|[-_. ])copper[-_ ]in?(\d{1,2})$"), "inner", "inner layer"),
    (re.compile(r"\.internalplane(\d{1,2})$"), "inner", "Eagle inner plane"),
    (re.compile(r"(?:^|[-_. ])copper[-_ ]inner[-_ ]l(\d{1,2})$"), "open", "EAGLE inner layer"),
)
_WHOLE: Final = {
    "toplayer": "top-copper", "bottomlayer": "bottom-copper", "tcream": "top-paste", "bcream": "bottom-paste",
    "smt": "top-mask", "smb": "bottom-mask", "sst": "top-silk", "ssb": "bottom-silk", "spt": "top-paste",
    "spb": "bottom-paste", "smc": "top-mask", "sms": "bottom-mask", "spc": "top-paste", "sps": "bottom-paste",
    "tslk": "top-silk", "bslk": "bottom-silk", "ssc": "top-silk", "sss": "bottom-silk",
}  # fmt: skip
_CADENCE: Final = {"smc": "top-mask", "sms": "bottom-mask", "spc": "top-paste", "sps": "bottom-paste"}
_GEDA: Final = re.compile(r"\.(top|bottom|front|back)(mask|silk|paste|)$")
_GROUP: Final = re.compile(r"\.group\d+$")


def claim(subject: Subject) -> Claim | None:
    """The role a name means in the tool that forms names that way. Only Gerber files are asked."""
    if subject.content != "gerber":
        return None
    return _kicad(subject.stem) or _easyeda(subject.stem) or _others(subject)


def _kicad(stem: str) -> Claim | None:
    if found := _KICAD_LAYER.search(stem):
        side = "top" if found[1] == "F" else "bottom"
        return Claim(role=f"{side}-{_KICAD[found[2]]}", evidence=f"KiCad name -{found[0].lstrip('-_. ')}")
    if found := _KICAD_INNER.search(stem):
        return Claim(role=COPPER, evidence=f"KiCad name -In{found[1]}_Cu", number=int(found[1]), base="inner")
    if _KICAD_EDGE.search(stem):
        return Claim(role="outline", evidence="KiCad name -Edge_Cuts")
    if _KICAD_MAP.search(stem):
        return Claim(role="drill-map", evidence="KiCad name -drl_map")
    if found := _KICAD_PAPER.search(stem):
        role = "assembly-drawing" if found[0].endswith(("Fab",)) else "document"
        return Claim(role=role, evidence=f"KiCad name {found[0].lstrip('-_. ')}")
    return None


def _easyeda(stem: str) -> Claim | None:
    found = _EASY.match(stem)
    if found is None:
        return None
    evidence = f"EasyEDA name {stem}"
    if found[4]:
        return Claim(role=COPPER, evidence=evidence, number=int(found[4]), base="inner")
    if found[3]:
        return Claim(role="outline", evidence=evidence)
    return Claim(role=f"{found[1].casefold()}-{_EASY_KINDS[found[2]]}", evidence=evidence)


def _others(subject: Subject) -> Claim | None:
    stem = subject.stem.casefold()
    for pads, means in _PADS:
        if pads.match(stem):
            return Claim(role=means, evidence=f"PADS name {subject.stem}")
    if (role := _ZUKEN.get(re.split(r"[_. ]", stem)[-1])) is not None and subject.extension == "fph":
        return Claim(role=role, evidence=f"Zuken name {subject.stem}")
    for pattern, base, what in _NUMBERED:
        if found := pattern.search(stem):
            return Claim(role=COPPER, evidence=f"{what} name {subject.stem}", number=int(found[1]), base=base)
    if found := _GEDA.search(stem):
        side = "top" if found[1] in ("top", "front") else "bottom"
        return Claim(role=f"{side}-{found[2] or 'copper'}", evidence=f"gEDA name .{found[1]}{found[2]}")
    if _GROUP.search(stem):
        return Claim(role=UNIDENTIFIED, evidence="gEDA numbers its groups, not the order of the copper")
    last = re.split(r"[-_. ]", stem)[-1]
    if (role := _WHOLE.get(last) or _WHOLE.get("".join(subject.words))) is not None:
        return Claim(role=role, evidence=f"name ends with {last}")
    return _cadence(subject)


def _cadence(subject: Subject) -> Claim | None:
    """`smc` with the initials of the plotting house behind it, and no other word that could name a layer."""
    short, rest = subject.words[:1], subject.words[1:]
    if subject.extension != "art" or not short or short[0] not in _CADENCE or any(map(words.means, rest)):
        return None
    return Claim(role=_CADENCE[short[0]], evidence=f"Allegro name {subject.stem}")

"""What the EDA tools write into the head of a file: comments, image and layer names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from handoff_cli.datapack.roles.claim import COPPER, UNIDENTIFIED, Claim, Subject

_ALLEGRO: Final = re.compile(r"(?m)^\s*G04\s+Layer:\s*([^/*\r\n]+?)/([^*\r\n]+?)\s*\*")
_EASYEDA: Final = re.compile(r"(?m)^\s*(?:G04|;)\s*Layer:\s*(\w[\w ]*?)\s*(?:\*|\r?$)")
_TITLE: Final = re.compile(r"(?m)^\s*G04 Title: [^*\r\n]*,\s*(?:<[^>]*>)?\s*([\w-]+)\s*\*")
_ORDER: Final = re.compile(r"Layer_Physical_Order=(\d{1,3})\b")
_IMAGE: Final = re.compile(r"%IN\s*\"?([^*%\"\r\n]*)\"?\s*\*%")
_LAYER_NAME: Final = re.compile(r"%LN\s*\"?([^*%\"\r\n]*)\"?\s*\*%")
_DIGITS: Final = re.compile(r"(?<!\d)0*(\d{1,2})(?!\d)")
_L_DIGITS: Final = re.compile(r"(?:^|[^a-z])(?:l|lyr|layer|lay)[ _-]?0*(\d{1,2})(?!\d)", re.IGNORECASE)

_TWO_SIDED: Final = {
    "soldermask": "mask", "mask": "mask", "pastemask": "paste", "silkscreen": "silk", "autosilk": "silk", "legend": "silk",
}  # fmt: skip
_EASY: Final = {
    "soldermask": "mask", "solder": "mask", "silk": "silk", "silkscreen": "silk", "pastemask": "paste", "paste": "paste",
    "": "copper", "copper": "copper",
}  # fmt: skip
_TITLES: Final = {
    "componentmask": "top-mask", "soldermask": "bottom-mask", "frontmask": "top-mask", "backmask": "bottom-mask",
    "topmask": "top-mask", "bottommask": "bottom-mask", "topsilk": "top-silk", "bottomsilk": "bottom-silk",
    "frontsilk": "top-silk", "backsilk": "bottom-silk", "toppaste": "top-paste", "bottompaste": "bottom-paste",
    "frontpaste": "top-paste", "backpaste": "bottom-paste", "top": "top-copper", "bottom": "bottom-copper",
    "outline": "outline", "fab": "fab-drawing", "top_copper": "top-copper", "bottom_copper": "bottom-copper",
    "top_mask": "top-mask", "bottom_mask": "bottom-mask", "top_silk": "top-silk", "bottom_silk": "bottom-silk",
    "top_paste": "top-paste", "bottom_paste": "bottom-paste", "global_outline": "outline",
    "top_assy": "assembly-drawing", "bot_assy": "assembly-drawing", "bottom_assy": "assembly-drawing",
}  # fmt: skip
_IMAGES: Final = {
    "top copper": "top-copper", "bottom copper": "bottom-copper", "soldermask top": "top-mask",
    "soldermask bottom": "bottom-mask", "silkscreen top": "top-silk", "silkscreen bottom": "bottom-silk",
    "solderpaste top": "top-paste", "solderpaste bottom": "bottom-paste", "board outline": "outline", "profile": "outline",
}  # fmt: skip
_TARGET: Final = {
    "coppertop": "top-copper", "copperbottom": "bottom-copper", "solderpastetop": "top-paste",
    "solderpastebottom": "bottom-paste", "solderstopmasktop": "top-mask", "solderstopmaskbottom": "bottom-mask",
    "placementprinttop": "top-silk", "placementprintbottom": "bottom-silk", "pcboutline": "outline",
}  # fmt: skip
_DIPTRACE: Final = {
    "top": "top-copper", "bottom": "bottom-copper", "topmask": "top-mask", "botmask": "bottom-mask",
    "bottommask": "bottom-mask", "topsilk": "top-silk", "botsilk": "bottom-silk", "bottomsilk": "bottom-silk",
    "toppaste": "top-paste", "botpaste": "bottom-paste", "bottompaste": "bottom-paste", "boardoutline": "outline",
    "topassy": "assembly-drawing", "botassy": "assembly-drawing", "bottomassy": "assembly-drawing",
}  # fmt: skip


def claim(subject: Subject) -> Claim | None:
    """The first tool whose habit the head of this file follows, and what it says."""
    if subject.content != "gerber":
        return None
    for read in _READERS:
        if (found := read(subject)) is not None:
            return found
    return None


def _allegro(subject: Subject) -> Claim | None:
    """A film lists the subclasses plotted on it; what pins, etch and geometry are on tells the role."""
    pairs = [(a.strip().upper(), b.strip().upper()) for a, b in _ALLEGRO.findall(subject.text)]
    if not pairs:
        return None
    if (found := _two_sided(pairs)) is not None:
        return found
    etch = sorted({sub for cls, sub in pairs if cls in ("ETCH", "CONDUCTOR")})
    if len(etch) == 1:
        return _etch(etch[0], f"Allegro comment G04 Layer: ETCH/{etch[0]}")
    if len(etch) > 1:
        return Claim(role=UNIDENTIFIED, evidence=f"Allegro plotted several copper layers on it: {', '.join(etch[:4])}")
    return _allegro_paper(pairs)


def _two_sided(pairs: list[tuple[str, str]]) -> Claim | None:
    """Mask, paste and silk, when the film shows one of them on one side. Paste before mask, both before silk."""
    geometry = ("PIN", "VIA CLASS", "VIA", "PACKAGE GEOMETRY", "BOARD GEOMETRY", "REF DES", "MANUFACTURING")
    subclasses = {sub for cls, sub in pairs if cls in geometry}
    if any(cls in ("ETCH", "CONDUCTOR") for cls, _ in pairs) or subclasses & _ASSEMBLY:
        return None
    found: dict[str, set[str]] = {"mask": set(), "paste": set(), "silk": set()}
    for sub in subclasses:
        word, _, side = sub.rpartition("_")
        if word.casefold() in _TWO_SIDED and side in ("TOP", "BOTTOM"):
            found[_TWO_SIDED[word.casefold()]].add(side.casefold())
    told = {kind: sides for kind, sides in found.items() if sides}
    if any(len(sides) > 1 for sides in told.values()) or not told:
        return None
    if len(told) > 1 or any(sub.startswith(("NCLEGEND", "NCDRILL")) for _, sub in pairs):
        return None
    kind, sides = next(iter(told.items()))
    side = next(iter(sides))
    word = {"mask": "SOLDERMASK", "paste": "PASTEMASK", "silk": "SILKSCREEN"}[kind]
    return Claim(role=f"{side}-{kind}", evidence=f"Allegro comment G04 Layer: {word}_{side.upper()}")


_ASSEMBLY: Final = frozenset({"ASSEMBLY_TOP", "ASSEMBLY_BOTTOM"})


def _etch(subclass: str, evidence: str) -> Claim:
    if subclass in ("TOP", "BOTTOM"):
        return Claim(role=f"{subclass.casefold()}-copper", evidence=evidence)
    return Claim(role=COPPER, evidence=evidence, number=number_in(subclass), base="open")


def _allegro_paper(pairs: list[tuple[str, str]]) -> Claim | None:
    subclasses = {sub for _, sub in pairs}
    if any(sub.startswith(("NCLEGEND", "NCDRILL")) for sub in subclasses):
        return Claim(role="drill-map", evidence="Allegro comment G04 Layer: MANUFACTURING/NCLEGEND")
    if subclasses & _ASSEMBLY and not any("SILK" in sub for sub in subclasses):
        return Claim(role="assembly-drawing", evidence="Allegro comment G04 Layer: ASSEMBLY_TOP or _BOTTOM")
    if subclasses <= {"OUTLINE", "DESIGN_OUTLINE", "CUTOUT"} and ("BOARD GEOMETRY" in {cls for cls, _ in pairs}):
        return Claim(role="outline", evidence="Allegro comment G04 Layer: BOARD GEOMETRY/OUTLINE and nothing else")
    if any(cls == "DRAWING FORMAT" for cls, _ in pairs) and not any(cls in ("PIN", "VIA CLASS") for cls, _ in pairs):
        return Claim(role="fab-drawing", evidence="Allegro comment G04 Layer: DRAWING FORMAT, no pins")
    return None


def number_in(name: str) -> int | None:
    """The one number in the name of a layer; `L2` counts before others, two that differ are none."""
    found = {int(digits) for digits in _L_DIGITS.findall(name)} or {int(digits) for digits in _DIGITS.findall(name)}
    return found.pop() if len(found) == 1 else None


def _easyeda(subject: Subject) -> Claim | None:
    found = _EASYEDA.search(subject.text)
    if found is None or "EasyEDA" not in subject.text[:2000]:
        return None
    name = found[1].replace(" ", "")
    evidence = f"EasyEDA comment G04 Layer: {name}"
    if inner := re.fullmatch(r"Inner(?:Layer)?(\d{1,2})(?:Layer)?", name, re.IGNORECASE):
        return Claim(role=COPPER, evidence=evidence, number=int(inner[1]), base="inner")
    if re.fullmatch(r"Board(?:Outline|outline)(?:Layer)?", name):
        return Claim(role="outline", evidence=evidence)
    sided = re.fullmatch(r"(Top|Bottom)(\w*?)(?:Layer)?", name)
    if sided and sided[2].casefold() in _EASY:
        return Claim(role=f"{sided[1].casefold()}-{_EASY[sided[2].casefold()]}", evidence=evidence)
    if sided and sided[2].casefold() == "assembly":
        return Claim(role="assembly-drawing", evidence=evidence)
    return Claim(role="drill-map" if "Drill" in name else "document", evidence=evidence)


def _geda(subject: Subject) -> Claim | None:
    if "Creator: pcb" not in subject.text[:2000]:
        return None
    title = _TITLE.search(subject.text)
    role = _TITLES.get(title[1].casefold()) if title else None
    return Claim(role=role, evidence=f"gEDA comment G04 Title: {title[1]}") if role and title else None


def _target(subject: Subject) -> Claim | None:
    image = _IMAGE.search(subject.text)
    found = re.match(r"\d+=([A-Za-z]+?)(?:L\d+)?\(", image[1].replace(" ", "")) if image else None
    role = _TARGET.get(found[1].casefold()) if found else None
    return Claim(role=role, evidence=f"Target 3001 image name {found[1]}") if role and found else None


def _eagle(subject: Subject) -> Claim | None:
    image = _IMAGE.search(subject.text) if "EAGLE Gerber" in subject.text[:200] else None
    role = _IMAGES.get(image[1].strip().casefold()) if image else None
    return Claim(role=role, evidence=f"EAGLE image name {image[1]}") if role and image else None


def _diptrace(subject: Subject) -> Claim | None:
    layer = _LAYER_NAME.search(subject.text) if "DipTrace" in subject.text[:400] else None
    role = _DIPTRACE.get(layer[1].replace(" ", "").casefold()) if layer else None
    return Claim(role=role, evidence=f"DipTrace layer name {layer[1]}") if role and layer else None


def _altium(subject: Subject) -> Claim | None:
    """Only copper carries its place in the stack; which one is the bottom, the extension or the whole set says."""
    order = _ORDER.search(subject.text)
    if order is None or int(order[1]) == 0:
        return None
    return Claim(role=COPPER, evidence=f"Altium comment Layer_Physical_Order={order[1]}", number=int(order[1]))


_READERS: Final[tuple[Callable[[Subject], Claim | None], ...]] = (
    _allegro, _easyeda, _geda, _target, _eagle, _diptrace, _altium,
)  # fmt: skip

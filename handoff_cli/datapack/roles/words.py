"""Names in plain words: a side and a function, in whatever order, language and spelling people put them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handoff_cli.datapack.roles.claim import COPPER, Claim, Subject

_SPELLINGS: Final = {
    "top": "top front primary prim prm pri upper oben topside componentside",
    "bottom": "bottom bot btm back secondary sec scnd lower unten bottomside backside",
    "mask": "mask soldermask soldmask resist solderresist stop stopmask smask solderstop maske lötstop loetstop",
    "silk": "silk silks silkscreen legend overlay screen ssilk slk nomenclature idents silkscr bestückungsdruck",
    "paste": "paste past pastemask solderpaste cream stencil spaste smdmask pasta",
    "copper": "copper cu etch conductor conductive kupfer cuivre",
    "outline": "outline outlines profile edge edgecuts contour dimension dimensions boardoutline border boardedge umriss kontur",
    "drill": "drill drills drl holes drilling ncdrill bohrung",
    "paper": "ident drawing drawings drw dwg drawingformat",
    "map": "map guide chart drillmap ncdrilllegend",
    "assembly": "assembly assy assem asm bestückung bestueckung",
    "fab": "fab fabrication",
    "other": "courtyard crtyd adhesive adhes glue margin comments document documentation vcut",
    "blocker": "solder smt smd hole through keepout mech mechanical plot panel display test testpoint testpoints user notes "
    "title placement carbon peelable negative plane pin pins via vias net route routing rout cutout",
    "filler": "layer layers side signal sig gerber gbr art film the of and board pcb cuts cut data output cadcam",
}  # fmt: skip
_MEANING: Final = {word: group for group, words in _SPELLINGS.items() for word in words.split()}
_TOKEN: Final = re.compile(r"[A-ZÄÖÜ]+(?=[A-ZÄÖÜ][a-zäöü])|[A-ZÄÖÜ]?[a-zäöü]+|[A-ZÄÖÜ]+|\d+")
_MISSPELT: Final = re.compile(r"^(?:board)?out?l+ine?s?$")
_SHORT: Final = {
    "tmask": ("top", "mask"), "bmask": ("bottom", "mask"), "tsilk": ("top", "silk"), "bsilk": ("bottom", "silk"),
    "tpaste": ("top", "paste"), "bpaste": ("bottom", "paste"), "tcopper": ("top", "copper"), "bcopper": ("bottom", "copper"),
    "tslk": ("top", "silk"), "bslk": ("bottom", "silk"),
}  # fmt: skip
_INNER: Final = re.compile(
    r"(?:^|[^a-z])(?:inner|int(?:ernal)?|mid)(?:[ _.-]?layer|[ _.-]?copper|[ _.-]?signal|[ _.-]?plane)?[ _.-]?0*(\d{1,2})(?!\d)"
)
_LAYER: Final = re.compile(r"(?:^|[^a-z])(?:l|lyr|lay|layer|ly)[ _.-]?0*(\d{1,2})(?![\d.])")
_FUNCTIONS: Final = ("mask", "silk", "paste", "copper", "outline")


def tokens(stem: str) -> tuple[str, ...]:
    """The words of a name: `BoardOutline`, `board_outline` and `BOARDOUTLINE` give the same."""
    return tuple(part for token in _TOKEN.findall(stem) for part in _parts(token.casefold()))


def means(word: str) -> bool:
    """A word, or a part of a number, that may name a layer and is not to be taken for the name of a project."""
    return (
        word in _MEANING
        or word.isdigit()
        or word in ("l", "lyr", "lay", "ly", "in", "inner", "int", "mid")
        or bool(_MISSPELT.match(word))
    )


def _parts(token: str) -> tuple[str, ...]:
    if token in _MEANING or token.isdigit() or _MISSPELT.match(token):
        return (token,)
    if token in _SHORT:
        return _SHORT[token]
    return _segments(token) or (token,)


def _segments(token: str) -> tuple[str, ...]:
    """A glued word cut into known ones, all of it or not at all."""
    if len(token) > 40:
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(token)
    for end in range(3, len(token) + 1):
        for start in range(max(0, end - 16), end - 2):
            before = best[start]
            if (
                before is not None
                and token[start:end] in _MEANING
                and (best[end] is None or len(before) < len(best[end] or ()))
            ):
                best[end] = (*before, token[start:end])
    return best[-1] or ()


def claim(subject: Subject, *, bare: bool = True) -> Claim | None:
    """Exactly one side and one function, or copper with a number, or a `bare` side alone; anything else is no claim."""
    if subject.content != "gerber":
        return None
    groups = [_group(word) for word in subject.words]
    found = {group for group in groups if group in _SPELLINGS} - {"filler"}
    evidence = f"name in words: {' '.join(subject.words)[:60]}"
    functions = found & set(_FUNCTIONS)
    if found & {"drill"}:
        drawn = found & {"map", "paper"} and not functions and not found & {"assembly"}
        return Claim(role="drill-map", evidence=evidence) if drawn else None
    if found & {"assembly", "fab"}:
        return _drawing(found, evidence)
    if found & {"other", "paper"}:
        return Claim(role="document", evidence=evidence) if not functions else None
    return _layer(subject, found, groups if bare else (), evidence)


def _group(word: str) -> str:
    return "outline" if _MISSPELT.match(word) else _MEANING.get(word, word)


def _drawing(found: set[str], evidence: str) -> Claim | None:
    if found & set(_FUNCTIONS):
        return None
    return Claim(role="assembly-drawing" if "assembly" in found else "fab-drawing", evidence=evidence)


def _layer(subject: Subject, found: set[str], groups: Sequence[str], evidence: str) -> Claim | None:
    functions, sides = found & set(_FUNCTIONS), found & {"top", "bottom"}
    if "paste" in functions:
        functions -= {"mask"}
    if len(functions) > 1 or len(sides) > 1 or "map" in found:
        return None
    if not functions and sides and subject.words[-1:] == ("solder",) and "Layer_Color=" in subject.text:
        return Claim(role=f"{sides.pop()}-mask", evidence=f"{evidence}, as Altium calls the mask")
    if functions == {"outline"}:
        return Claim(role="outline", evidence=evidence) if not sides and "blocker" not in found else None
    number, base = _number(subject)
    if functions <= {"copper"} and not sides and number is not None:
        return Claim(role=COPPER, evidence=evidence, number=number, base="inner" if base == "inner" else "open")
    if not sides or (not functions and not _only_side(groups)):
        return None
    function = next(iter(functions), "copper")
    return Claim(role=f"{sides.pop()}-{function}", evidence=evidence, number=number if function == "copper" else None)


def _only_side(groups: Sequence[str]) -> bool:
    """A bare `Top` is copper when nothing stands beside it that is not a number, `layer` or its letter."""
    kept = [
        group
        for group in groups
        if group not in ("top", "bottom", "filler", "l", "lyr", "lay", "ly") and not group.isdigit()
    ]
    return bool(groups) and not kept


def _number(subject: Subject) -> tuple[int | None, str]:
    name = " ".join(subject.words)
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", subject.stem).casefold()
    if re.search(r"(?:^|[^a-z])(?:inner|int|internal|mid)", spaced) and not _LAYER.search(spaced):
        inner = _INNER.search(spaced)
        return (int(inner[1]), "inner") if inner else (None, "")
    layers = {int(digits) for digits in _LAYER.findall(name)} or {int(digits) for digits in _LAYER.findall(spaced)}
    return (layers.pop(), "open") if len(layers) == 1 else (None, "")

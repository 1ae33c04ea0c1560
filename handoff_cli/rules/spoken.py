"""What documents say about a bare board: fields, and sentences such as "blue solder mask instead of black"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.compare import ORDER, PACK, QUOTE, normalised
from handoff_cli.rules.sources import distinct_items, statements
from handoff_cli.rules.told import section
from handoff_cli.rules.words import is_filled

FIELDS: Final = ("layers", "thickness_mm", "material", "finish", "mask_colour", "silk_colour")
NAMES: Final = {
    "layers": "number of layers",
    "thickness_mm": "thickness",
    "material": "material",
    "finish": "surface finish",
    "mask_colour": "solder mask",
    "silk_colour": "silkscreen",
    "ipc_class": "IPC class",
}
_TRUST: Final = (ORDER, PACK, QUOTE)
_COLOUR: Final = r"(?:matte? )?(?:green|black|blue|red|white|yellow|purple)"
_FINISHES: Final = {
    "enig": r"\benig\b|\b(?:immersion|chemical|chemisch) gold\b",
    "lead-free hasl": r"\b(?:lead[- ]free|lf)[- ]hasl\b|\bhasl[- ](?:lead[- ]free|lf)\b",
    "hasl": r"(?<!lead-free )(?<!lead free )(?<!lf )(?<!lf-)\bhasl\b(?![- ](?:lead|lf))",
    "immersion silver": r"\bimmersion silver\b|\bimag\b",
    "immersion tin": r"\bimmersion tin\b|\bimsn\b",
    "osp": r"\bosp\b",
}
_WORDS: Final = {"two": "2", "four": "4", "six": "6", "eight": "8", "ten": "10", "twelve": "12"}
_GERMAN: Final = {
    "schwarz": "black", "grün": "green", "blau": "blue", "rot": "red", "weiß": "white", "weiss": "white", "gelb": "yellow",
}  # fmt: skip
_MASK: Final = r"(?:solder[ -]?(?:mask|resist))"
_SPOKEN: Final = {
    "mask_colour": rf"\b(?P<a>{_COLOUR}) {_MASK}\b(?: instead of (?P<b>{_COLOUR})\b)?|\b{_MASK} (?:colou?r )?(?:is |in |: ?)?(?P<c>{_COLOUR})\b",
    "silk_colour": rf"\b(?P<a>{_COLOUR}) silk[ -]?screen\b(?: instead of (?P<b>{_COLOUR})\b)?",
    "layers": rf"\b(?P<a>\d{{1,2}}|{'|'.join(_WORDS)})[ -]layers? (?:board|pcb|printed)",
    "thickness_mm": r"\b(?P<a>\d(?:[.,]\d{1,2})?) ?mm (?:thick\b|pcb\b|boards?\b)|\bboard thickness (?:is |of |: ?)?(?P<b>\d(?:[.,]\d{1,2})?) ?mm\b",
    "ipc_class": r"\bipc(?:-a-610)?,? class (?P<a>[123])\b",
}
_PATTERNS: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SPOKEN.items()}
_FINISH: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _FINISHES.items()}
_DENIED: Final = re.compile(r"\b(?:not|no|never|nor|without|neither|would|if|or|cannot)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[^.!?;]+(?:\.(?=\S)[^.!?;]+)*")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said about a board: by which document, where, and what."""

    document: str
    at: Node | Place
    value: str


def stated(deal: Deal, item: Node, field: str) -> list[Said]:
    """What the fields of order, data pack and quote give, the one to trust first; nothing is read out of prose."""
    nodes = sorted(_fields(deal, item, field), key=lambda each: _TRUST.index(each[0]))
    said = [Said(document, node, value(field, node.text)) for document, node in nodes if is_filled(node, deal.policy)]
    pack = deal.packs.get(item.get("pack").text)
    if field == "layers" and pack and pack.copper_layers is not None:
        said.append(Said("the copper files of the data pack", pack.manifest.get("members"), str(pack.copper_layers)))
    return said


def _fields(deal: Deal, item: Node, field: str) -> Iterator[tuple[str, Node]]:
    for document, node in statements(deal, item, "ipc_class" if field == "ipc_class" else "board"):
        if document in _TRUST:
            yield document, node if field == "ipc_class" else node.get(field)


def spoken(deal: Deal, item: Node) -> Iterator[tuple[str, Said]]:
    """Field and statement for every sentence about this board, in documents that say what the customer gets."""
    boards = {each.get("item").text for each in distinct_items(deal) if each.get("kind").text == "pcba"}
    for document, at, text in _texts(deal):
        for match in _SENTENCE.finditer(text):
            sentence = " ".join(match.group().split())
            about = item.get("item").text in boards and (
                len(boards) == 1 or normalised(item.get("part").text) in normalised(sentence)
            )
            if about and not _DENIED.search(sentence):
                yield from ((field, Said(document, at, found)) for field, found in said_in(sentence))


def said_in(sentence: str) -> Iterator[tuple[str, str]]:
    """Field and value of everything a sentence says about a board."""
    for field, pattern in _PATTERNS.items():
        for match in pattern.finditer(sentence):
            yield from ((field, value(field, word)) for word in match.groups() if word)
    yield from (("finish", name) for name, pattern in _FINISH.items() if pattern.search(sentence))


def value(field: str, text: str) -> str:
    """A value as it is compared: `1,60` and `1.6` are one thickness, `immersion gold` and `ENIG` one finish."""
    plain = normalised(text).replace("matte ", "matt ")
    if field == "finish":
        return next((name for name, pattern in _FINISH.items() if pattern.search(plain)), plain)
    if field == "material":
        return plain.replace("-", "").replace(" ", "")
    if field == "thickness_mm":
        number = plain.replace(",", ".").removesuffix("mm").strip()
        return number.rstrip("0").rstrip(".") if "." in number else number
    if field in ("mask_colour", "silk_colour"):
        return " ".join(_GERMAN.get(word, word) for word in plain.split())
    return _WORDS.get(plain, plain)


def _texts(deal: Deal) -> Iterator[tuple[str, Node | Place, str]]:
    for entry in deal.quote.get("assumptions"):
        yield entry.get("id").text, entry.get("statement"), entry.get("statement").text
    for entry in deal.raid.get("decisions"):
        yield entry.get("id").text, entry.get("description"), entry.get("description").text
    for promise in deal.promises.get("promises"):
        if promise.get("disposition").text != "retracted":
            yield promise.get("id").text, promise.get("words"), promise.get("words").text
    for item in deal.items:
        yield f"item {item.get('item').text}", item.get("description"), item.get("description").text
    for line in deal.contract.get("purchase_order", "lines"):
        yield f"order line {line.get('line').text}", line.get("description"), line.get("description").text
    yield from (("the external kickoff", place, text) for place, text in section(deal.external_kickoff, ""))

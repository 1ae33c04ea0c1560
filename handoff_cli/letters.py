"""A finding in the customer's words: his file, his line, what is needed. Nothing of ours comes along."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Finding, Kind
from handoff_cli.core.pack import Pack


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask for. `file` is empty where it is about no single file, `line` None where about no single line."""

    file: str
    line: int | None
    said: str
    needed: str


_NEEDED: Final[Mapping[Kind, str]] = {
    "malformed": "Please export the file again and send it.",
    "missing": "Please send what is missing.",
    "conflict": "Please tell us which of the two holds, and send the corrected file.",
    "ambiguous": "Please tell us which one is meant.",
}
_ASKED: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"Ask the customer for it"), "Please add it and send the file again."),
    (re.compile(r"Ask the customer for (.+)"), "Please send {}."),
    (re.compile(r"Ask the customer to (.+)"), "Please {}."),
    (re.compile(r"Ask (?:the customer )?((?:which|whether|what|how|who)\b.+)"), "Please tell us {}."),
    (re.compile(r"(Export|Plot|Send|Pack|Unpack|Rename|Close|Draw|Write|Put) (.+)"), "Please {}."),
)
_OURS: Final = re.compile(
    r",? (?:and|or|then),? (?:settle|list|name the|name an|say so|leave|have the (?:pack|line)|release|if one of these|commit|add|write)\b.*"
    r"|,? (?:and|then) bring every.*|, name the column in .*|[;:].*|\s*\(?`.*| when the golden pack.*",
    re.DOTALL,
)
"""Where a remedy goes on to what we do with the answer."""
_TO_US: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\bis declared (?:as )?"), "is meant to be "),
    (re.compile(r", and it is declared .*"), "."),
    (re.compile(r", declared ([\w-]+), "), " "),
    (re.compile(r"\bgolden (?=pack|data|ZIP)"), "data "),
    (re.compile(r"\bdata data\b"), "data"),
    (re.compile(r"[\w.-]+/0[0-5]_[A-Z_]+/"), ""),
)
_INTERNAL: Final = re.compile(
    r"`|\bmanifest|\.yaml\b|data-pack/|projects/|\b(?:margins?|costs?|RAID|golden|Sales|Engineering|Finance)\b|(?<![\w-])(?:R|A|I|D|AS|DEV|NST|PR)-\d{2,}\b"
    r"|the customer\b|_by:|\bthe PM\b|[€$£]|\b(?:EUR|USD|GBP|CHF)\b"
)
_AMOUNT: Final = re.compile(r"\d+\.\d{1,6}")


def _signature(finding: Finding) -> Request:
    reference = finding.message.removesuffix(" is not signed by the customer")
    return Request("", None, f"{reference} does not carry your signature yet.", "Please send us the signed copy.")


def _one_thing(finding: Finding) -> Request:
    return Request("", None, _sentence(finding.message), "Please tell us which one is to be built.")


def _lacks(finding: Finding) -> Request:
    what = finding.message.rpartition(" do not include ")[2]
    return Request("", None, f"Your data do not include {what}.", "Please send it.")


def _twice(finding: Finding) -> Request:
    role, _, files = finding.message.partition(" is the role of two files of data pack ")
    named = files.partition(": ")[2]
    said = f"{named} can each be {_ROLES.get(role, role.replace('-', ' '))}, and only one can be."
    return Request("", None, said, _NEEDED["ambiguous"])


def _bound(finding: Finding) -> Request:
    """A signature or an order for material: what it is about, and what he does."""
    said = _FOR_US.sub("", finding.message).replace("the forecast ", "your forecast ")
    said = f"your {said}" if said.startswith("forecast ") else said
    return Request("", None, _sentence(said), _BINDING[finding.rule])


_FOR_US: Final = re.compile(r", (?:and the customer has|but he has) (?:not )?signed.*")
_BINDING: Final[Mapping[str, str]] = {
    "ncnr-parts-are-authorised": "Please sign for it, for as many as your order takes.",
    "minimum-orders-are-authorised": "Please sign for what is left over.",
    "long-buys-are-acknowledged": "Please sign for them, or order them.",
    "frozen-forecast-is-ordered": "Please send an order or a release for the rest, or a corrected forecast.",
}
_BY_RULE: Final[Mapping[str, Callable[[Finding], Request]]] = {
    "contract-is-signed": _signature,
    "part-and-revision-name-one-thing": _one_thing,
    "board-pack-has-its-files": _lacks,
    "board-pack-has-silkscreen": _lacks,
    "each-role-has-one-file": _twice,
    **dict.fromkeys(_BINDING, _bound),
}
"""Findings about our own documents that the customer has to answer; what is not here stays with us."""


def requests(findings: Iterable[Finding], packs: Iterable[Pack], secret: Collection[str]) -> tuple[Request, ...]:
    """What the customer has to be asked, in the order of the findings, each thing once. `secret` are words of ours: names, amounts."""
    found = [_request(finding) for finding in findings if _is_his(finding)]
    asked = (*(each for pack in packs for each in _open_roles(pack)), *(each for each in found if each is not None))
    ours = _any_of(secret)
    return tuple(dict.fromkeys(_without_ours(each, ours) for each in asked))


def secrets(deal: Deal) -> frozenset[str]:
    """What never leaves the house: who works here, and every amount of the quote and of the terms."""
    people = {word for person in deal.policy.people.values() for word in (person.id, person.name)}
    sources = (deal.quote, deal.contract, deal.deviations)
    amounts = {node.text for source in sources for node in source.walk() if _AMOUNT.fullmatch(node.text)}
    return frozenset(people | amounts)


def _any_of(words: Collection[str]) -> re.Pattern[str] | None:
    listed = "|".join(re.escape(word) for word in sorted(words) if word)
    return re.compile(rf"(?<![\w.])(?:{listed})(?![\w])", re.IGNORECASE) if listed else None


def _open_roles(pack: Pack) -> Iterator[Request]:
    """Files whose role nobody has settled: what nobody can name, and what competes for one role."""
    rivals: dict[str, list[str]] = {}
    for member in pack.members:
        if member.role is None and member.found == _UNNAMED:
            yield Request(
                _own(member.path), None, "We cannot tell what this file is.", "Please tell us what it is for."
            )
        elif member.role is None and member.found and member.found != "junk":
            rivals.setdefault(member.found, []).append(_own(member.path))
    for role, files in rivals.items():
        if len(files) > 1:
            *most, last = files
            said = f"{', '.join(most)} and {last} can each be {_ROLES.get(role, f'the {role}'.replace('-', ' '))}, and only one can be."
            yield Request("", None, said, "Please tell us which one counts.")


_UNNAMED: Final = "unidentified"
_ROLES: Final[Mapping[str, str]] = {
    "bom": "the BOM",
    "centroid": "the centroid (XY) file",
    "outline": "the board outline",
}


def _is_his(finding: Finding) -> bool:
    if finding.is_lifted:
        return False
    in_his_file = finding.parameter == "data-pack" and finding.place.member is not None
    return finding.acts == "customer" or (in_his_file and finding.acts == "engineering")


def _request(finding: Finding) -> Request | None:
    if finding.rule in _BY_RULE:
        return _BY_RULE[finding.rule](finding)
    if finding.parameter != "data-pack" or finding.place.path.endswith(".yaml"):
        return None
    member = finding.place.member or ""
    said = finding.message
    for path in {member, *(related.place.member or "" for related in finding.related)}:
        said = said.replace(path, _own(path)) if path else said
    for pattern, words in _TO_US:
        said = pattern.sub(words, said)
    # A finding about a column stands at its heading and names the line it means itself.
    line = None if re.search(r"\blines? \d", said) else finding.place.line
    return Request(_own(member), line, _sentence(said, keep=_own(member)), _needed(finding))


def _needed(finding: Finding) -> str:
    """The first half of a remedy, turned to the customer; of one that is all ours, what its kind of finding needs."""
    for sentence in re.split(r"(?<=\.) ", finding.remedy):
        asked = _OURS.sub("", sentence).rstrip(". ")
        for pattern, words in _ASKED:
            if match := pattern.fullmatch(asked):
                rest = " ".join(match.groups() or ("",)).replace(", or for ", ", or ")
                return words.format(rest[:1].lower() + rest[1:] if len(match.groups()) > 1 else rest)
    return _NEEDED[finding.kind]


def _without_ours(request: Request, ours: re.Pattern[str] | None) -> Request:
    """The last look: a sentence that still speaks of us is replaced by one that cannot."""
    said = request.said if _is_fit(request.said, ours) else "Something in it needs a word from you."
    needed = request.needed if _is_fit(request.needed, ours) else "Please call us about it."
    return Request(request.file, request.line, said, needed)


def _is_fit(text: str, ours: re.Pattern[str] | None) -> bool:
    return not _INTERNAL.search(text) and not (ours and ours.search(text))


def _own(path: str) -> str:
    """The customer's own name of a file, without the folders we have put it in."""
    return re.split(r"[/!]", path)[-1]


def _sentence(text: str, keep: str = "") -> str:
    """With a capital and a stop; a file's name at the front keeps its letters."""
    text = text.strip()
    first = text[:1] if keep and text.startswith(keep) else text[:1].upper()
    return first + text[1:] + ("" if text.endswith((".", "?")) else ".")

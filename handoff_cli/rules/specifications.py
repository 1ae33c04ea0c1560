"""Technical baseline: what is said about a bare board agrees, or a deviation says who accepted the difference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.rule import Hit, conflict, missing, rule, see
from handoff_cli.core.tree import Node
from handoff_cli.rules.footprints import fine
from handoff_cli.rules.parts import called, row_of
from handoff_cli.rules.registers import ids, is_known
from handoff_cli.rules.sources import distinct_items, statements
from handoff_cli.rules.spoken import FIELDS, NAMES, Said, said_in, spoken, stated, value
from handoff_cli.rules.words import is_filled

_HASL: Final = frozenset({"hasl", "lead-free hasl"})


@rule(parameter="technical", acts="sales")
def specifications_agree(deal: Deal) -> Iterator[Hit]:
    """Order, data pack and quote describe the same bare board, or a deviation covers the difference.

    Why: layers, thickness, finish and the colour of the solder mask make the price of a board. A difference that no deviation records is
    built as drawn, and sent back.

    Bad:
        board: {mask_colour: black}                # manifest.yaml, from the drawing; the order says blue, deviations.yaml nothing

    Good:
        - {id: DEV-01, requirement: Black solder mask, accepted: Blue solder mask, …}

    Fix: ask the customer which one holds; record the deviation he accepts, or have the document corrected.
    """
    for item in distinct_items(deal):
        for field in FIELDS:
            yield from _differing(deal, item, field, _known(deal, item, field))


@rule(parameter="technical", acts="sales")
def spoken_specifications_are_deviations(deal: Deal) -> Iterator[Hit]:
    """What promises, decisions, kickoffs and assumptions say about a board is in its data, or in a deviation.

    Why: "customer accepted blue solder mask instead of black" in a mail or a minute binds nobody. Only what the list of deviations holds
    was approved by somebody who may, and for how many pieces.

    Bad:
        words: You get the blue solder mask.       # promises.yaml; the drawing asks for black, and no deviation says so

    Good:
        - {id: DEV-01, requirement: Black solder mask, accepted: Blue solder mask, …}

    Fix: record the deviation with its approval, or take the sentence back.
    """
    for item in distinct_items(deal):
        texts = list(spoken(deal, item))
        for field in dict.fromkeys(field for field, _ in texts):
            known, told = _known(deal, item, field), [said for name, said in texts if name == field]
            # Fields that contradict each other are one fact, and the rule above (or that of the classes) has it.
            if not list(_differing(deal, item, field, known)):
                yield from _differing(deal, item, field, known or told, told)


@rule(
    parameter="technical",
    acts="customer",
    source="HB 3/2.5",
    severity="warn",
    reads=("quality.ipc_class_default",),
)
def quality_class_is_declared(deal: Deal) -> Iterator[Hit]:
    """Somebody says by which IPC class a board is built.

    Why: class 3 is dearer and slower than class 2. When the data are silent the PM has to write down the class this company builds to
    (`thresholds: {quality.ipc_class_default: 2}`) before the build, and not to build class 3 "to be safe".

    Bad:
        pack: fsg-100                              # manifest.yaml without ipc_class, and neither quote nor order has one

    Good:
        ipc_class: 2

    Fix: ask the customer, and write the class in the manifest; where he has none, agree on the company's own.
    """
    for item in distinct_items(deal):
        classes = [node for _, node in statements(deal, item, "ipc_class")]
        ours = deal.policy.number("quality.ipc_class_default")
        pack = deal.packs.get(item.get("pack").text)
        if (
            item.get("kind").text == "pcba"
            and pack
            and pack.manifest.value
            and not any(node.exists for node in classes)
        ):
            yield missing(
                pack.manifest,
                f"neither the data pack of {item.get('item').text} nor quote or order says its IPC class",
                f"Ask the customer and add `ipc_class:`; where he has none, agree on class {ours:f}, to which we build.",
            )


@rule(
    parameter="technical",
    acts="customer",
    source="HB 3/2.2",
    severity="warn",
    clears="customer-engineering",
    reads=("fab.fine_pitch_mm",),
)
def fine_pitch_has_a_flat_finish(deal: Deal) -> Iterator[Hit]:
    """Parts with pads close together or under their body are not soldered onto HASL.

    Why: HASL leaves domes of tin on the pads. A BGA or a QFN rocks on them, and at a pitch of 0.5 mm (`thresholds: {fab.fine_pitch_mm:
    0.5}`) they touch. ENIG and immersion silver are flat. The finish is that of `board:`; the packages are those of the data pack.

    Bad:
        board: {finish: HASL}                      # and the BOM has U1,1,…,QFN-48

    Good:
        board: {finish: ENIG}

    Fix: ask the customer for another finish, or have his engineers clear it in clearances.yaml.
    """
    closest = deal.policy.number("fab.fine_pitch_mm")
    for item in distinct_items(deal):
        pack, rough = deal.packs.get(item.get("pack").text), _rough_finish(deal, item)
        lines = [line for line in (pack.bom.lines if pack and pack.bom else ()) if line.refdes and not line.dnp]
        found = [(line, said) for line in lines if pack and rough and (said := fine(pack, line, closest))]
        if pack and rough and found:
            first, said = found[0]
            need = f"and {len(found) - 1} more need" if found[1:] else "needs"
            yield conflict(
                row_of(pack, first),
                f"{called(first)}, {said}, {need} a flat finish, but that of {item.get('item').text} is {rough.value.replace('hasl', 'HASL')}",
                "Ask the customer for ENIG or immersion silver, and quote the board with it.",
                related=[see(rough.at, f"{rough.document}: {rough.value}")],
            )


def _rough_finish(deal: Deal, item: Node) -> Said | None:
    """Who says that a board is built with HASL: an accepted deviation, otherwise its fields. None where they contradict each other:
    that is one fact, and `specifications-agree` has it."""
    if list(_differing(deal, item, "finish", _known(deal, item, "finish"))):
        return None
    accepted = [
        said for said in _deviating(deal, item, "finish") if isinstance(said.at, Node) and said.at.key == "accepted"
    ]
    built = accepted or stated(deal, item, "finish")
    return next((said for said in built if said.value in _HASL), None)


def _differing(
    deal: Deal, item: Node, field: str, facts: Sequence[Said], told: Sequence[Said] | None = None
) -> Iterator[Hit]:
    """One hit for all (of what is `told`, otherwise of the facts) that contradicts most facts without a deviation."""
    count = Counter(fact.value for fact in facts)
    right = max(facts, key=lambda fact: count[fact.value], default=None)
    others = facts if told is None else told
    odd = [said for said in others if right and not _is_covered(deal, item, field, right.value, said.value)]
    if not right or not odd or not _is_told(deal):
        return
    first = odd[0]
    yield conflict(
        first.at,
        f"{NAMES[field]} of {item.get('item').text} is {first.value} in {first.document}, but {right.value} in "
        f"{right.document}, and no deviation covers it",
        "Ask the customer which one holds; record the deviation he accepts, or have the document corrected.",
        related=[
            see(right.at, f"{right.document}: {right.value}"),
            *(see(each.at, each.document) for each in odd[1:4]),
        ],
    )


def _known(deal: Deal, item: Node, field: str) -> list[Said]:
    return [*stated(deal, item, field), *_deviating(deal, item, field)]


def _is_told(deal: Deal) -> bool:
    """Whether the list of deviations is there to be looked into."""
    return deal.deviations.exists and is_known(deal.deviations.get("deviations"), "id", deal.policy)


def _is_covered(deal: Deal, item: Node, field: str, one: str, other: str) -> bool:
    """Whether two values are one, or a deviation from the one to the other is recorded."""
    if one == other:
        return True
    for deviation in _deviations(deal, item):
        wanted, accepted = deviation.get("requirement").text, deviation.get("accepted").text
        if not all(is_filled(deviation.get(name), deal.policy) for name in ("requirement", "accepted")):
            return True
        if any(_names(field, wanted, a) and _names(field, accepted, b) for a, b in ((one, other), (other, one))):
            return True
    return False


def _deviating(deal: Deal, item: Node, field: str) -> Iterator[Said]:
    """What the deviations themselves say of a board."""
    for deviation in _deviations(deal, item):
        for name in ("requirement", "accepted"):
            for found, said in said_in(deviation.get(name).text):
                if found == field:
                    yield Said(deviation.get("id").text, deviation.get(name), said)


def _deviations(deal: Deal, item: Node) -> Iterator[Node]:
    """The deviations of an item, and those of an item nobody knows: they are most likely meant for this one."""
    known = ids(deal.deal.get("items"), "item")
    for deviation in deal.deviations.get("deviations"):
        names = {each.text for each in deviation.get("items")}
        if item.get("item").text in names or not names or not names <= known:
            yield deviation


def _names(field: str, text: str, wanted: str) -> bool:
    """Whether a text speaks of a value, in whatever words."""
    if any(found == field and said == wanted for found, said in said_in(text)):
        return True
    plain = value("material", text) if field == "material" else " ".join(text.casefold().replace(",", ".").split())
    return bool(re.search(rf"(?<![\w.]){re.escape(wanted)}(?![\w]|\.\d)", plain)) or (
        field == "material" and wanted in plain
    )


RULES = (
    specifications_agree,
    spoken_specifications_are_deviations,
    fine_pitch_has_a_flat_finish,
    quality_class_is_declared,
)
"""The class itself is held together by `quality-classes-agree`."""

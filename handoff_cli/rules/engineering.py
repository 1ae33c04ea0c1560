"""Technical baseline: questions to the customer's engineers are answered, deviations proven in writing, firmware is an image."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Member, Pack
from handoff_cli.core.rule import Hit, ambiguous, conflict, missing, rule, see
from handoff_cli.core.tree import Node, Place
from handoff_cli.rules.compare import normalised
from handoff_cli.rules.prices import day
from handoff_cli.rules.registers import are_unique, ids, is_known
from handoff_cli.rules.words import all_filled, is_filled

_OPEN_ENDED: Final = re.compile(
    r"^\W*(?:what|how|which|why|where|when|who|please advise)\b|\bplease advise\b", re.IGNORECASE
)
_SPOKEN: Final = re.compile(r"(?:^|[^a-z])(?:chat|whats-?app|teams|slack|sms|signal|phone|call|verbal|spoken|voice)(?:[^a-z]|$)", re.IGNORECASE)  # fmt: skip
_SOURCE: Final = re.compile(r"\.(?:c|cc|cpp|h|hpp|ino|py|rs|s|asm)$", re.IGNORECASE)
_VAGUE: Final = re.compile(r"(?:^|[^a-z])(?:latest|newest|new|final|draft)(?:[^a-z]|$)", re.IGNORECASE)
_VERSION: Final = re.compile(r"\d+[._-]\d+|(?:^|[^a-z])(?:v|rev|r)[._-]?\d+", re.IGNORECASE)


@rule(parameter="technical", acts="customer", source="HB 3/1.3", severity="warn")
def engineering_questions_are_answered(deal: Deal) -> Iterator[Hit]:
    """No question to the customer's engineers is open, and what its answer changed is recorded.

    Why: a board with an open question is not ready to be made. An answer that changes the design is a deviation or a new release.

    Bad:
        questions: [{id: EQ-01, question: "May R7 be left unfitted?", disposition: open, …}]

    Good:
        questions: [{id: EQ-01, …, disposition: deviation, answered: 2026-01-22, deviation: DEV-02}]

    Fix: get the answer in writing; record the deviation it makes, or have the data pack released anew for an `eco`.
    """
    known = deal.deviations.get("deviations")
    for each in deal.deviations.get("questions"):
        state, name = each.get("disposition"), each.get("id").text
        if state.text == "open":
            yield missing(state, f"{name} is still open", "Get the answer in writing, then write what came of it.")
        elif state.text == "deviation" and not each.get("deviation").exists:
            yield missing(state, f"{name} became a deviation, and does not say which", "Add `deviation: DEV-02` and the deviation itself.")  # fmt: skip
        elif is_filled(each.get("deviation"), deal.policy) and is_known(known, "id", deal.policy) and are_unique(known):
            yield from _lost(each.get("deviation"), known)
        yield from _unreleased(deal, each)


def _lost(named: Node, known: Node) -> Iterator[Hit]:
    if named.text not in ids(known):
        yield conflict(
            named,
            f"{named.text} is not in deviations.yaml",
            "Correct the id, or record the deviation.",
            related=[see(known, "looked up here")],
        )


def _unreleased(deal: Deal, question: Node) -> Iterator[Hit]:
    """A change of the design that was agreed after every data pack was released is in none of them."""
    agreed = question.get("answered")
    released = [pack.manifest.get("released") for pack in deal.packs.values()]
    after, days = day(agreed), [day(node) for node in released]
    if question.get("disposition").text == "eco" and after and days and all(each and each < after for each in days):
        yield conflict(
            agreed,
            f"{question.get('id').text} changes the design on {agreed.text}, after the data pack was released",
            "Have the customer release a new data pack in which it is done.",
            related=[see(released[0], f"released: {released[0].text}")],
        )


@rule(parameter="technical", acts="engineering", source="HB 3/1.6", severity="warn")
def engineering_questions_ask_yes_or_no(deal: Deal) -> Iterator[Hit]:
    """A question to the customer's engineers proposes something, so that the answer is yes or no.

    Why: "what should we do?" gives the work back and waits. A proposal is answered the same day, and the answer binds.

    Bad:
        question: What should we do about R7?

    Good:
        question: May R7 be left unfitted, as in revision B?

    Fix: say what you propose, and ask whether it holds.
    """
    for each in deal.deviations.get("questions"):
        question = each.get("question")
        if _OPEN_ENDED.search(question.text):
            yield ambiguous(
                question,
                f"{each.get('id').text} leaves the answer open",
                "Say what you propose, so that the customer answers yes or no.",
            )


@rule(parameter="technical", acts="customer", source="HB 3/1.6", severity="warn")
def deviation_evidence_is_written(deal: Deal) -> Iterator[Hit]:
    """The proof of a deviation is a letter, a mail or a form, not a chat and not a call.

    Why: an approval from a chat has no standing, and nobody finds it again when the boards come back.

    Bad:
        evidence: evidence/whatsapp-2026-01-22.png

    Good:
        evidence: evidence/2026-01-22-solder-mask.md           # the mail

    Fix: ask for the approval by mail, and file that.
    """
    for deviation in deal.deviations.get("deviations"):
        named = deviation.get("evidence")
        found = _SPOKEN.search(named.text.rsplit("/", 1)[-1])
        if found:
            yield ambiguous(
                named,
                f"{named.text} looks like a chat or a call, which approves nothing",
                "Ask for the approval by mail and file that; where it is one, give the file another name.",
            )


@rule(parameter="technical", acts="customer", source="HB 11/5.2", severity="warn")
def fit_form_function_is_signed_twice(deal: Deal) -> Iterator[Hit]:
    """A deviation in fit, form or function is approved by the customer's engineering and by his quality.

    Why: engineering knows whether it works, quality whether it may be delivered. One signature answers half of the question.

    Bad:
        impact: fit-form-function                  # and only approved_by

    Good:
        impact: fit-form-function
        also_approved_by: {name: Ines Roth, company: Brightwater Instruments Ltd, role: Quality Manager, date: 2026-01-23}

    Fix: ask the customer's quality to approve it too.
    """
    for deviation in deal.deviations.get("deviations"):
        impact, first, second = (deviation.get(key) for key in ("impact", "approved_by", "also_approved_by"))
        name = deviation.get("id").text
        if impact.text != "fit-form-function":
            continue
        if not second.exists:
            yield missing(impact, f"{name} touches fit, form or function, and one person approves it", "Ask the customer's quality too, and add `also_approved_by:`.")  # fmt: skip
        elif first.get("name").text and normalised(first.get("name").text) == normalised(second.get("name").text):
            yield conflict(second.get("name"), f"{name} is approved twice by {second.get('name').text}", "Ask the customer's quality too.", related=[see(first.get("name"), "the first approval")])  # fmt: skip


@rule(parameter="data-pack", acts="customer", source="HB 3/3.3", severity="warn")
def firmware_is_an_image_with_a_version(deal: Deal) -> Iterator[Hit]:
    """Firmware in the data pack is an image, and its name carries the version.

    Why: whoever loads `firmware.hex` loads what was there at that time, and source code is built by nobody here.

    Bad:
        firmware.hex

    Good:
        fsg100_1.4.0.hex

    Fix: ask the customer for the image under a name with its version, and have the pack released with it.
    """
    for pack, member in _firmware(deal):
        name = member.path.rsplit("/", 1)[-1]
        if _SOURCE.search(name):
            yield conflict(Place(pack.archive, member.path), f"{name} is source code, not an image that can be loaded", "Ask the customer for the image.")  # fmt: skip
        # What calls itself the latest has its finding: `archive-name-is-final`.
        elif not _VAGUE.search(name) and not _VERSION.search(name):
            yield ambiguous(Place(pack.archive, member.path), f"{name} does not say its version", "Ask the customer for the image under a name with its version.")  # fmt: skip


@rule(parameter="data-pack", acts="customer", source="HB 3/3.3", severity="warn")
def several_images_have_an_order(deal: Deal) -> Iterator[Hit]:
    """Where several images are loaded, the manifest says which goes first.

    Why: a power controller that is programmed after the processor it feeds destroys it.

    Bad:
        pmic_1.0.hex  app_1.4.0.hex                # and nothing about their order

    Good:
        programming: [05_TEST_FIRMWARE/pmic_1.0.hex, 05_TEST_FIRMWARE/app_1.4.0.hex]

    Fix: ask the customer, and list the images in `programming` in the order in which they are loaded.
    """
    for pack in deal.packs.values():
        order = pack.manifest.get("programming")
        images = [member.path for member in pack.members if member.role == "firmware"]
        if not all_filled(order, deal.policy) or len(images) < 2:
            continue
        left_out = [path for path in images if path not in {each.text for each in order}]
        if left_out:
            yield missing(
                order if order.exists else pack.manifest.get("members"),
                f"{left_out[0].rsplit('/', 1)[-1]} is one of {len(images)} images, and nothing says when it is loaded",
                "Ask the customer, and list all images in `programming` in their order.",
                related=[see(Place(pack.archive, left_out[0]), "the image")],
            )


def _firmware(deal: Deal) -> Iterator[tuple[Pack, Member]]:
    for pack in deal.packs.values():
        yield from ((pack, member) for member in pack.members if member.role == "firmware")


RULES = (
    engineering_questions_are_answered,
    engineering_questions_ask_yes_or_no,
    deviation_evidence_is_written,
    fit_form_function_is_signed_twice,
    firmware_is_an_image_with_a_version,
    several_images_have_an_order,
)

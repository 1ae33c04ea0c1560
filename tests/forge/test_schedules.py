"""A thousand and some schedules of what people do on a forge, and of the runs that hear of it late, twice, in the wrong order or never.

A run reads nothing from an event, so an event is only a moment at which a run happens: a lost one is a run less, a doubled or late
one a run more. Between what a run reads and what it writes others act as well; it reads once more before it writes.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from handoff_cli.core.record import Record
from handoff_cli.review import decide_reviews
from tests.forge.hub import Refusal, Reviewed
from tests.forge.memory import DANA, LEE, Office, commit

SCHEDULES = 1500
ENTITLED = (DANA, LEE)
Act = Callable[[Office, random.Random], object]


def _dismiss(office: Office, dice: random.Random) -> None:
    if office.pull.reviews:
        office.hub.dismiss(1, dice.choice(office.pull.reviews).id, "not any more")


def _edit(name: str, *values: object) -> Act:
    return lambda office, dice: office.hub.edit(1, **{name: dice.choice(values)})


ACTS: list[tuple[int, Act]] = [
    (4, lambda office, dice: office.push(dice.choice([2, 2, 3, 4, 5, 6]))),
    (6, lambda office, dice: office.review(dice.choice(["dana", "dana", "lee"]), dice.choice(["APPROVED", "APPROVED", "CHANGES_REQUESTED"]))),
    (1, lambda office, dice: office.review("dana", "APPROVED", of=dice.choice([2, 4]))),
    (1, lambda office, dice: office.review(dice.choice(["quinn", "arvid"]))),
    (1, lambda office, dice: office.review("dana", "COMMENTED")),
    (3, _dismiss),
    (1, _edit("draft", True, False)),
    (1, _edit("base", "release", "main")),
    (1, _edit("open", True, False)),
    (1, lambda office, dice: office.merge()),
]  # fmt: skip


def act(office: Office, dice: random.Random) -> None:
    """One thing somebody does; what the forge refuses does not happen."""
    (chosen,) = dice.choices([one for _, one in ACTS], [weight for weight, _ in ACTS])
    try:
        chosen(office, dice)
    except Refusal:
        return


def run(office: Office, dice: random.Random) -> None:
    """A run during which others go on: what it decides on the first look is written only if the second look says the same."""
    first = office.case()
    ruling = decide_reviews(first)
    while dice.random() < 0.4:
        act(office, dice)
    if ruling.action is not None and decide_reviews(office.case()) == ruling:
        assert_lawful(office, office.write(ruling, office.case()))


def final(office: Office) -> None:
    before = len(office.ledger)
    office.run()
    for entry in office.ledger[before:]:
        assert_lawful(office, entry.record)


def review_of(office: Office, record: Record) -> Reviewed:
    seen = record.observed
    assert seen is not None
    return office.hub.found_review(1, seen.review)


def assert_lawful(office: Office, record: Record) -> None:
    """What the ledger says now is what can be seen on the forge now."""
    review = review_of(office, record)
    assert review.user.id in ENTITLED
    assert record.observed is not None
    assert review.user.id == record.observed.reviewer
    assert record.head == review.commit == record.observed.commit
    if record.kind == "accept":
        assert (review.state, review.dismissed, record.head) == ("APPROVED", False, office.head)
        assert record.complete.reject == 0
    if record.kind == "reject":
        assert (review.state, review.dismissed, record.head) == ("CHANGES_REQUESTED", False, office.head)
    if record.kind == "withdraw":
        assert review.dismissed


def decided(office: Office) -> list[Reviewed]:
    """The yes and no of everybody entitled, oldest first: what the rules of the house ask, said once more and plainly."""
    return [r for r in office.pull.reviews if r.user.id in ENTITLED and r.state != "COMMENTED"]


def played(seed: int, *, heard: float) -> Office:
    """A schedule in which each event is heard with this probability, some of them twice."""
    dice, office = random.Random(seed), Office()
    for _ in range(dice.randint(4, 24)):
        act(office, dice)
        while dice.random() < heard:
            run(office, dice)
    return office


@pytest.mark.parametrize("heard", [0.0, 0.3, 0.6], ids=["all lost", "some lost", "doubled"])
def test_one_final_run_decides_every_schedule(heard: float) -> None:
    accepted = withdrawn = 0
    for seed in range(SCHEDULES // 3):
        office = played(seed, heard=heard)
        office.hub.edit(1, draft=False, base="main", **({} if office.pull.merged else {"open": True}))
        final(office)
        written = len(office.ledger)
        final(office)
        assert len(office.ledger) == written, f"seed {seed}: a second run adds something"
        kinds = [entry.record.kind for entry in office.ledger]
        accepted, withdrawn = accepted + kinds.count("accept"), withdrawn + kinds.count("withdraw")
        if not office.pull.merged:
            assert_decided(office, seed)
    assert accepted > 40, "the schedules would show nothing"
    assert withdrawn > 5 or not heard


def assert_decided(office: Office, seed: int) -> None:
    """What the newest decision says is what the gate says."""
    made = decided(office)
    if not made or made[-1].commit != office.head:
        return
    newest, complete = made[-1], int(office.head, 16) % 2 == 0
    wanted = newest.state == "APPROVED" and not newest.dismissed and complete
    assert office.covered == wanted, f"seed {seed}: {newest} on {office.head}"


def test_no_review_is_recorded_twice() -> None:
    for seed in range(SCHEDULES // 3):
        office = played(seed, heard=0.7)
        seen = [(e.record.kind, e.record.observed.review) for e in office.ledger if e.record.observed]
        assert len(seen) == len(set(seen)), f"seed {seed}: {seen}"
        assert {e.record.head for e in office.ledger} <= {commit(2), commit(4), commit(6), commit(3), commit(5)}

"""Whatever lawful people do stays lawful, merged or squashed; whatever byte is changed takes the ownership away or is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff_cli.core.deal import is_living
from tests.corpus import package
from tests.corpus.hostile import FILE, TREE
from tests.corpus.package import DEAL, OTHER, within
from tests.corpus.people import email, entry, policy
from tests.corpus.stage import LEDGER, MAIN, Content, Stage

THIRD = "CAB-0073"
DEALS = (DEAL, OTHER, THIRD)


def real(examples: int) -> settings:
    """Each example asks real git, so there are few of them."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))


class Company:
    """People who keep to the rules, and what they must own at the end."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.main, self.ledger = stage.main, stage.ledger
        self.quantity = dict.fromkeys((DEAL, OTHER), 400)
        self.notes = 0

    def changed(self, deal: str, choice: int) -> dict[str, Content]:
        """The deal's baseline with another quantity; its living documents stay as they are."""
        files = package.files(deal, quantity=500 + choice)
        new = deal not in self.quantity
        return {path: data for path, data in files.items() if new or not is_living(path.removeprefix(within("", deal)))}

    def decided(self, kind: str, deal: str, head: str, **fields: object) -> None:
        after = self.stage.decide(kind, deal, head, main=self.main, ledger=self.ledger, **fields)
        assert self.stage.asked({LEDGER: after}).accepted
        self.ledger = self.at(ledger=after)

    def at(self, *, main: str | None = None, ledger: str | None = None) -> str:
        for ref, id in ((MAIN, main), (LEDGER, ledger)):
            if id:
                self.stage.lab.git("update-ref", ref, id)
        return main or ledger or ""

    def landed(self, head: str, files: Mapping[str, Content], squash: bool) -> None:
        """Merged and squashed it is the same to everybody; one of the two goes on."""
        ways = (self.stage.commit(files, self.main), self.stage.commit(files, self.main, head))
        told = [self.stage.told(way, self.ledger) for way in ways]
        assert [t.exit for t in told] == [0, 0]
        assert told[0].subjects.keys() == told[1].subjects.keys()
        assert {d: told[0].owner(d) for d in self.quantity} == {d: told[1].owner(d) for d in self.quantity}
        way = ways[0] if squash else ways[1]
        assert self.stage.asked({MAIN: way}).accepted
        self.main = self.at(main=way)

    def order(self, deal: str, choice: int, squash: bool) -> None:
        """A change order, or the first handover: offered, accepted, a note made meanwhile elsewhere, landed."""
        files = self.changed(deal, choice)
        if self.quantity.get(deal) == 500 + choice:
            return
        head = self.stage.commit(files, self.main)
        self.decided("accept", deal, head)
        self.living(OTHER if deal == DEAL else DEAL, choice, squash)
        self.landed(head, files, squash)
        self.quantity[deal] = 500 + choice

    def living(self, deal: str, _: int, __: bool) -> None:
        self.notes += 1
        if deal in self.quantity:
            way = self.stage.commit({within(f"evidence/{self.notes}.md", deal): "1"}, self.main)
            assert self.stage.asked({MAIN: way}).accepted
            self.main = self.at(main=way)

    def refused(self, deal: str, choice: int, taken_back: bool) -> None:
        """An offer that is accepted and withdrawn, or rejected at once."""
        if self.quantity.get(deal) == 500 + choice:
            return
        head = self.stage.commit(self.changed(deal, choice), self.main)
        if taken_back:
            self.decided("accept", deal, head)
        self.decided("withdraw" if taken_back else "reject", deal, head)

    def policy(self, _: str, choice: int, squash: bool) -> None:
        roles = ("engineering", "purchasing", "quality", "finance")[choice]
        self.notes += 1
        mira = entry("mira", name=f"Mira {self.notes}", roles=roles, keys="", emails=email("mira"))
        head = self.stage.commit(_policy(self.stage, mira), self.main, by="arvid")
        self.decided("policy", "_policy", head, by="arvid")
        self.landed(head, _policy(self.stage, mira), squash)


def _policy(stage: Stage, mira: str) -> dict[str, Content]:
    return {"handoff.yaml": policy(stage.keys, mira=mira)}


_act = st.tuples(
    st.sampled_from(["order", "living", "refused", "policy"]), st.sampled_from(DEALS), st.integers(0, 3), st.booleans()
)


@pytest.mark.slow
@real(8)
@given(acts=st.lists(_act, min_size=3, max_size=7))
def test_lawful_histories_stay_lawful(stage: Stage, acts: list[tuple[str, str, int, bool]]) -> None:
    begun = stage.main, stage.ledger
    company = Company(stage)
    for name, deal, choice, way in acts:
        getattr(company, name)(deal, choice, way)
    told = stage.told(company.main, company.ledger)
    assert (told.exit, told.judged) == (0, frozenset())
    assert {deal: told.owner(deal) for deal in company.quantity} == dict.fromkeys(company.quantity, "pm")
    company.at(main=begun[0])
    company.at(ledger=begun[1])


Chain = list[tuple[dict[str, bytes], str]]
"""What each commit of the ledger adds, and the commit it decides about."""


def chain(stage: Stage) -> Chain:
    lines = stage.lab.git("log", "--reverse", "--first-parent", "--format=%H %P", stage.ledger).splitlines()
    seen: set[str] = set()
    found = []
    for commit, *parents in (line.split() for line in lines):
        paths = set(stage.lab.git("ls-tree", "-r", "--name-only", commit).splitlines()) - seen
        found.append(({p: stage.lab.git_bytes("show", f"{commit}:{p}") for p in sorted(paths)}, [*parents, "", ""][1]))
        seen |= paths
    return found


def relaid(stage: Stage, chain: Chain) -> str:
    """A ledger of these commits, made anew by somebody who can replace the branch."""
    files = [(FILE, path.removeprefix("ledger/"), stage.lab.blob(data)) for path, data in sorted(chain[0][0].items())]
    tip = stage.lab.commit_tree(stage.lab.tree((TREE, "ledger", stage.lab.tree(*files))))
    for added, head in chain[1:]:
        tip = stage.commit(added, tip, head, by="dana")
    return tip


def flipped(data: bytes, at: int, mask: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


_flip = st.tuples(st.integers(0, 10_000), st.integers(1, 255))


@pytest.mark.slow
@real(40)
@given(where=st.integers(0, 2), signature=st.booleans(), flip=_flip)
def test_a_changed_byte_of_the_ledger(stage: Stage, where: int, signature: bool, flip: tuple[int, int]) -> None:
    told = chain(stage)
    assert stage.told(ledger=relaid(stage, told)).owner() == "pm", "laid anew as it was it is as good as before"
    added, head = told[where]
    path = sorted(added)[signature]
    told[where] = {**added, path: flipped(added[path], *flip)}, head
    after = stage.told(ledger=relaid(stage, told))
    deal = (DEAL, DEAL, OTHER)[where]
    assert after.exit == 3 or (after.exit, after.owner(deal)) == (1, "sales")


def test_records_in_another_order(stage: Stage) -> None:
    genesis, one, two = chain(stage)
    swapped = stage.told(ledger=relaid(stage, [genesis, two, one]))
    assert (swapped.exit, swapped.owner(DEAL)) == (1, "sales")
    assert "late" in swapped.judged
    for others in ([genesis, one], [genesis, two], [genesis]):
        told = stage.told(ledger=relaid(stage, others))
        assert (told.exit, "no-accept" in told.judged) == (1, True)
    stage.decided(stage.offer())
    genesis, one, two, three = chain(stage)
    for order in (
        [genesis, three, one, two],
        [genesis, one, two, three, three],
        [genesis, two, three],
        [one, two, three],
    ):
        assert stage.told(ledger=relaid(stage, order)).exit == 3


@real(30)
@given(name=st.sampled_from(sorted(package.files())), flip=_flip)
def test_a_changed_byte_of_a_deal(stage: Stage, name: str, flip: tuple[int, int]) -> None:
    told = stage.told(stage.commit({name: flipped(package.files()[name], *flip)}))
    living = is_living(name.removeprefix(within("")))
    assert told.owner() == ("pm" if living else "sales")
    assert told.judged == {"no-accept"} or (living and told.judged <= {"malformed"})


@real(30)
@given(attributes=st.booleans(), flip=_flip)
def test_a_changed_byte_of_the_policy(stage: Stage, attributes: bool, flip: tuple[int, int]) -> None:
    before = stage.told()
    files = {"handoff.yaml": policy(stage.keys), ".gitattributes": b"projects/** -text\n"}
    path = sorted(files)[not attributes]
    told = stage.told(stage.commit({path: flipped(files[path], *flip)}))
    assert (told.exit, len(told.judged & {"no-policy-record", "policy-malformed"})) == (1, 1)
    assert told.subjects["_policy"].baseline_in_force == before.subjects["_policy"].baseline_in_force

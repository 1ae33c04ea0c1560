"""The company without git and without HTTP, so that a thousand stories are told in seconds: the forge's own memory, the real judge,
the real ruling, and a ledger that is a list."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from handoff_cli import offers
from handoff_cli.core.finding import Finding
from handoff_cli.core.judge import absorb, judge
from handoff_cli.core.ownership import Counted, Ownership, Snapshot, Step
from handoff_cli.core.policy import Person, Policy
from handoff_cli.core.pull import Account, PullRequest, Review, ReviewState
from handoff_cli.core.record import Complete, Entry, Observed, Reason, Record, Signature
from handoff_cli.core.tree import Place
from handoff_cli.review import decide_reviews
from handoff_cli.ruling import Case, Ruling
from tests.forge.hub import Hub, MemoryGit, Pull, Reviewed

HOST = "git.nordhall.example"
DEAL = "BRW-1042"
OFFER = f"offer/{DEAL}"
WITNESS = "SHA256:witness"
DANA, LEE, QUINN, TOM, ARVID = 102, 103, 109, 101, 107
STATES: dict[str, ReviewState] = {
    "APPROVED": "approved",
    "CHANGES_REQUESTED": "changes-requested",
    "COMMENTED": "commented",
}


def person(id: str, role: str, number: int, **more: Any) -> Person:
    name = {
        "dana": "Dana Reyes",
        "lee": "Lee Park",
        "quinn": "Quinn Abara",
        "tom": "Tom Okafor",
        "arvid": "Arvid Holm",
    }[id]
    return Person(id=id, name=name, roles=frozenset({role}), keys=(f"SHA256:{id}",), forge_ids={HOST: number}, **more)


POLICY = Policy(
    people={
        "dana": person("dana", "pm", DANA, deputy="lee"),
        "lee": person("lee", "pm", LEE),
        "quinn": person("quinn", "pm", QUINN),
        "tom": person("tom", "sales", TOM),
        "arvid": person("arvid", "admin", ARVID),
    },
    evidence="observed",
    witnesses={WITNESS: "forge"},
    digest="1:policy",
)
GAP = Finding(
    "deviations-stated", "missing", "technical", "reject", Place("deviations.yaml"), "is missing", "Write it.", "sales"
)


def commit(label: int) -> str:
    return f"{label:040x}"


class Office:
    """One deal, one pull request. A head is a number; an odd one is an incomplete package."""

    def __init__(self, policy: Policy = POLICY, witness: str | None = WITNESS) -> None:
        self.policy, self.witness = policy, witness
        self.git = MemoryGit({"main": commit(0), "release": commit(1)})
        self.hub = Hub(self.git)
        self.users = {login: self.hub.join(login, n, login) for login, n in _LOGINS.items()}
        self.ledger: list[Entry] = []
        self.now = Ownership(DEAL)
        self.push(2)
        self.pull: Pull = self.hub.open_pull(self.users["tom"], OFFER, "main", "Handoff", "")

    def push(self, label: int) -> None:
        self.git.push(OFFER, commit(label))

    @property
    def head(self) -> str:
        return self.hub.pull(1).head

    def review(self, who: str = "dana", state: str = "APPROVED", *, of: int | None = None) -> Reviewed:
        about = None if of is None else commit(of)
        return self.hub.review(self.users[who], 1, state, commit=about, body="words")

    def case(self) -> Case:
        pull = self.hub.pull(1)
        return Case(
            host=HOST,
            target="main",
            pull=_pull(pull, self.hub.repository),
            reviews=tuple(map(_review, pull.reviews)),
            offered=self.offered(pull.head),
            policy=self.policy,
            entries=tuple(self.ledger),
            witness=self.witness,
        )

    def offered(self, head: str) -> offers.Offered:
        """What the gate says of a head: the judge's verdict, and the real words around it."""
        findings = (GAP,) if int(head, 16) % 2 else ()
        after = Snapshot(baseline=f"1:{head}", package=f"1:{head}", sales="tom", pm="dana")
        step = Step(commit=head, before=self.now.target, after=after, shape="merge")
        standing: Any = SimpleNamespace(
            ledger=SimpleNamespace(of=lambda _: tuple(self.ledger)), policy=self.policy, ownership=lambda _: self.now
        )
        verdict = offers._in_words(standing, self.now, step, judge(self.now, step, (), self.policy)[0], findings)
        return offers.Offered(
            deal=DEAL,
            head=head,
            files={},
            package=after,
            step=step,
            ownership=self.now,
            verdict=verdict,
            findings=findings,
        )

    def rule(self) -> Ruling:
        return decide_reviews(self.case())

    def run(self) -> list[Record]:
        """A run of the job that records: everything read once more before it is written, as often as something is to be written."""
        written = []
        for _ in range(4):
            case = self.case()
            ruling = decide_reviews(case)
            if ruling.action is None or ruling.review is None:
                return written
            written.append(self.write(ruling, case))
        raise AssertionError("it never ends")

    def write(self, ruling: Ruling, case: Case) -> Record:
        pending, review = self.now.pending, ruling.review
        assert review is not None
        assert review.reviewer is not None
        assert ruling.person is not None
        back = ruling.action == "withdraw"
        head = pending.record.head if back and pending else case.pull.head
        seen = Observed(HOST, self.hub.repository, 1, review.id, review.reviewer.id, head)
        return self.add(self.made(str(ruling.action), head, ruling.person, seen), self.witness)

    def made(self, kind: str, head: str, by: str, seen: Observed | None = None) -> Record:
        return Record(
            kind=kind,  # type: ignore[arg-type]
            ledger="l", subject=DEAL, seq=len(self.ledger) + 1, prev="", target="main", tip=str(self.git.tip("main")), head=head,
            from_=self.now.baseline_in_force, to=f"1:{head}", package=f"1:{head}", policy="1:policy", by=by, for_="dana",
            at="2026-03-03T10:00:00Z", tool="0", rules="1", complete=Complete(reject=int(head, 16) % 2, warn=0), authors=("tom",),
            reasons=(Reason(None, None, None, "words"),) if kind == "reject" else (), observed=seen,
        )  # fmt: skip

    def add(self, record: Record, key: str | None) -> Record:
        entry = Entry(record, f"sha {record.seq}", Signature(fingerprint=key), f"ledger {record.seq}")
        self.ledger.append(entry)
        self.now = absorb(self.now, [Counted(entry)], self.policy)
        return record

    def by_hand(self, kind: str, who: str = "dana") -> Record:
        """`handoff accept --sign` and the like, at somebody's own desk."""
        return self.add(self.made(kind, self.head, who), f"SHA256:{who}")

    def merge(self) -> bool:
        """Merge if the forge lets it and the gate's verdict of just now says yes; the target moves as the judge sees it."""
        pull = self.hub.pull(1)
        offered = self.offered(pull.head)
        if offered.verdict.outcome != "covered" or not pull.open or pull.draft or pull.base != "main":
            return False
        self.hub.merge(1, pull.head, "merge")
        verdict, self.now = judge(self.now, offered.step, (), self.policy)
        assert verdict.outcome == "covered"
        return True

    @property
    def covered(self) -> bool:
        return self.offered(self.head).verdict.outcome == "covered"


_LOGINS = {"dana": DANA, "lee": LEE, "quinn": QUINN, "tom": TOM, "arvid": ARVID}


def _pull(one: Pull, repository: int) -> PullRequest:
    return PullRequest(
        number=1, repository=repository, author=Account(one.user.id, one.user.login), head=one.head, branch=one.branch,
        base=one.base, source=repository, draft=one.draft, open=one.open, merged=bool(one.merged),
    )  # fmt: skip


def _review(one: Reviewed) -> Review:
    return Review(
        id=one.id, reviewer=Account(one.user.id, one.user.login, one.user.bot), commit=one.commit, body=one.body, at=one.at,
        state="dismissed" if one.dismissed else STATES[one.state],
    )  # fmt: skip


def as_policy_change(case: Case) -> Case:
    """The same case about handoff.yaml instead of a deal."""
    now = Ownership("_policy", target=Snapshot(baseline="1:policy", package="1:policy"), founded="1:policy")
    offered = replace(
        case.offered,
        deal="_policy",
        ownership=now,
        verdict=replace(
            case.offered.verdict, outcome="waiting", code="waiting-for-admin", sentence="Waiting for an admin."
        ),
        step=replace(case.offered.step, before=now.target, after=Snapshot(baseline="1:new", package="1:new")),
    )
    return replace(case, offered=offered)

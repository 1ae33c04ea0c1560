"""`handoff doctor`: whether what the gate relies on really protects it, on the forge, on the server, and in this clone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from handoff_cli.connect import find_token, site_of
from handoff_cli.core.codeowners import GUARDED, PLACES, Dialect
from handoff_cli.core.policy import ATTRIBUTES_LINE, POLICY_FILE
from handoff_cli.core.protection import Area, Check, Files, State, ledger_checks, target_checks
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.errors import NO, UNDECIDED, YES, HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.git.process import version
from handoff_cli.git.remote import fetch, folder_of
from handoff_cli.git.repository import Repository
from handoff_cli.git.worktree import Commit
from handoff_cli.ledger import signatures
from handoff_cli.ledger.store import LEDGER_BRANCH
from handoff_cli.loading import parse_policy
from handoff_cli.serve import gap
from handoff_cli.standing import Standing, fetched

_OLDEST_GIT: Final = (2, 31)
_UPLOADS: Final = ".github/workflows/"
_FOUND: Final = "`handoff init` writes the policy; once it is on the target, again: it founds the ledger."


@dataclass(frozen=True, slots=True)
class Examination:
    """`forge` is the host whose rules were read, None where there is none; `target` the branch that carries what was handed over."""

    target: str
    forge: str | None
    checks: tuple[Check, ...]

    @property
    def exit_code(self) -> int:
        """0: all of it is protected, 1: something is not, 3: something is not known."""
        states = {check.state for check in self.checks}
        return NO if "open" in states else UNDECIDED if "unknown" in states else YES


@dataclass(frozen=True, slots=True)
class _Seen:
    """What could be fetched: the target's tip (None: no such branch), whether there is a ledger, and the standing or why there is none."""

    target: str
    tip: str | None
    ledger: bool
    standing: Standing | None
    why: HandoffError | None = None


Connect = Callable[[Repository, str | None, Mapping[str, str]], tuple[Dialect, str, Forge]]


def connected(repo: Repository, remote: str | None, environ: Mapping[str, str]) -> tuple[Dialect, str, Forge]:
    """Kind and host of the forge, and the forge itself as whoever runs this."""
    here = site_of(repo, remote, environ)
    return here.kind, here.host, here.forge(find_token(repo, here, environ))


def examine(
    repo: Repository, remote: str | None, environ: Mapping[str, str], connect: Connect = connected
) -> Examination:
    """Ask the shared repository and the forge, as they are now. What does not answer is not known, and nothing else suffers."""
    seen = _seen(repo, remote)
    host, around = _around(repo, remote, environ, seen, connect)
    return Examination(seen.target, host, (*around, *_here(repo, seen)))


def _seen(repo: Repository, remote: str | None) -> _Seen:
    target = _target(repo)
    try:
        tips = (
            fetch(repo, remote, [target, LEDGER_BRANCH])
            if remote
            else {b: repo.branch(b) for b in (target, LEDGER_BRANCH)}
        )
        if tips[LEDGER_BRANCH] is None:
            return _Seen(target, tips[target], ledger=False, standing=None)
        standing = fetched(repo, remote)
        return _Seen(standing.target, standing.tip, ledger=True, standing=standing)
    except HandoffError as error:
        return _Seen(target, None, ledger=True, standing=None, why=error)


def _target(repo: Repository) -> str:
    """What the policy in the work tree says, while no ledger says it."""
    policy = repo.top / POLICY_FILE
    return parse_policy(policy.read_bytes()).target if policy.is_file() else "main"


def _around(
    repo: Repository, remote: str | None, environ: Mapping[str, str], seen: _Seen, connect: Connect
) -> tuple[str | None, tuple[Check, ...]]:
    """What stands between a push and the target: a forge's rules, or the hook of a server that can be looked at."""
    if remote is None:
        says = "there is no server in between: whoever can write here can write anything"
        return None, (
            _check("server-in-between", "target", "open", says, "Push to a server with our hook, or to a forge."),
        )
    place = folder_of(repo, remote)
    if place is not None:
        return None, (_hook(lambda: gap(place), str(place)),)
    try:
        kind, host, forge = connect(repo, remote, environ)
    except HandoffError as error:
        return None, (_unknown("forge-answers", "target", "what protects the target", error),)
    return host, tuple(_forge(forge, kind, seen, repo))


def _hook(ask: Callable[[], str | None], place: str) -> Check:
    try:
        missing = ask()
    except HandoffError as error:
        return _unknown("server-hook", "target", "whether the server judges what is pushed", error)
    if missing:
        return _check(
            "server-hook", "target", "open", missing, f"`handoff init --server {place}`, as who it belongs to."
        )
    return _check("server-hook", "target", "protected", "the server judges every push to target and ledger")


def _forge(forge: Forge, kind: Dialect, seen: _Seen, repo: Repository) -> Iterator[Check]:
    try:
        yield from target_checks(forge.rules(seen.target), kind, _files(repo, seen.tip, kind))
    except HandoffError as error:
        yield _unknown("forge-answers", "target", f"what protects {seen.target}", error)
    if not seen.ledger:
        return
    try:
        yield from ledger_checks(forge.rules(LEDGER_BRANCH), kind)
    except HandoffError as error:
        yield _unknown("forge-answers", "ledger", f"what protects {LEDGER_BRANCH}", error)


def _files(repo: Repository, tip: str | None, kind: Dialect) -> Files | None:
    """CODEOWNERS as the forge finds it on the target, and what it has to cover: the policy, itself, every workflow and one to come."""
    if tip is None:
        return None
    commit = Commit(repo, tip)
    place = next((path for path in PLACES[kind] if commit.entries(path).entries), None)
    text = commit.read(place).decode("utf-8", "replace") if place else None
    there = (entry.path for folder in (_UPLOADS,) for entry in commit.entries(folder.rstrip("/")).entries)
    wanted = (f"{path}workflows/new.yml" if path.endswith("/") else path for path in GUARDED[kind])
    return Files(text, tuple(dict.fromkeys((*wanted, *there, *((place,) if place else ())))))


def _here(repo: Repository, seen: _Seen) -> Iterator[Check]:
    yield from _ledger(seen)
    if seen.tip is not None:
        yield _attributes(repo, seen)
    yield from _tools(repo)


def _ledger(seen: _Seen) -> Iterator[Check]:
    if seen.why is not None:
        yield _unknown("ledger-founded", "ledger", "what the ledger says", seen.why)
        return
    if seen.standing is None:
        yield _check("ledger-founded", "ledger", "open", "there is no ledger, so no decision is kept", _FOUND)
        return
    yield _check("ledger-founded", "ledger", "protected", "it is there, and descends from what was seen before")
    now, evidence = seen.standing.ownership(POLICY_SUBJECT), seen.standing.policy.evidence
    if now.target.baseline == now.baseline_in_force:
        yield _check("policy-in-force", "target", "protected", "it carries the policy that is in force")
    else:
        says = "it carries a policy nobody decided; the one accepted last goes on deciding"
        yield _check(
            "policy-in-force", "target", "open", says, "An admin looks at it: `handoff accept policy --ratify`."
        )
    if evidence == "claimed":
        says = "the policy takes anybody's word: whoever can push can write a decision"
        yield _check(
            "evidence-asked", "ledger", "open", says, "handoff.yaml: `evidence: observed` or `evidence: signed`."
        )
    else:
        yield _check("evidence-asked", "ledger", "protected", f"a decision has to be {evidence}")


def _attributes(repo: Repository, seen: _Seen) -> Check:
    commit = Commit(repo, seen.tip or "")
    there = commit.read(".gitattributes") if commit.entries(".gitattributes").entries else b""
    lines = (" ".join(line.split()) for line in there.decode("utf-8", "replace").splitlines())
    if ATTRIBUTES_LINE in lines:
        return _check("bytes-kept", "target", "protected", "git stores the files of deals as they are")
    says = f"`.gitattributes` lacks `{ATTRIBUTES_LINE}`: git may change line ends, and files hash differently elsewhere"
    return _check("bytes-kept", "target", "open", says, "Run `handoff init`, and commit what it adds.")


def _tools(repo: Repository) -> Iterator[Check]:
    git = version(repo.top)
    numbers = tuple(int(part) for part in git.split(".")[:2] if part.isdecimal())
    if numbers >= _OLDEST_GIT:
        yield _check("git-new-enough", "here", "protected", f"git {git}")
    else:
        yield _check("git-new-enough", "here", "open", f"git {git} is too old", "Install git 2.31 or newer.")
    flaw = signatures.works()
    if flaw is None:
        yield _check("signatures-work", "here", "protected", "ssh-keygen signs and verifies")
    else:
        yield _check("signatures-work", "here", "open", flaw, "Install OpenSSH 8.2 or newer.")


def _check(name: str, area: Area, state: State, says: str, remedy: str = "") -> Check:
    return Check(name, area, state, says, remedy)


def _unknown(name: str, area: Area, what: str, error: HandoffError) -> Check:
    return Check(name, area, "unknown", f"not known: {what}. {error.message}", error.hint)

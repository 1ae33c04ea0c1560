"""The shared repository: what it holds, what was seen of it, and how a decision gets there. Nothing is forced but
an offer that begins anew."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from handoff_cli.errors import UNDECIDED, USAGE, HandoffError
from handoff_cli.git.history import is_ancestor, on_first_parents
from handoff_cli.git.process import Done
from handoff_cli.git.repository import Repository, branch_ref
from handoff_cli.git.writing import read_ref, update_ref

_QUIET = ("--no-tags", "--no-prune", "--no-recurse-submodules", "--refmap=", "--no-write-fetch-head")
_LOGIN = re.compile(r"(?<=://)[^/\s]+@")
"""Name and password in an address, which git may repeat."""


def default_remote(repo: Repository) -> str | None:
    """The remote everything is decided on: `git config handoff.remote`, else `origin`, else the only one there is."""
    names = tuple(sorted(repo.run("remote").decode().split()))
    chosen = repo.setting("--get", "handoff.remote")
    if chosen:
        return _known(repo, chosen)
    if "origin" in names:
        return "origin"
    if len(names) > 1:
        raise HandoffError(
            f"This clone knows several remotes ({', '.join(names)}) and none is called `origin`.",
            hint="Say which one counts: `git config handoff.remote <name>`.",
            exit_code=USAGE,
        )
    return names[0] if names else None


def folder_of(repo: Repository, remote: str) -> Path | None:
    """Where a remote lies on this machine, None where it does not."""
    address = repo.setting("--get", f"remote.{remote}.url") or ""
    place = repo.top / address.removeprefix("file://") if address else None
    return place if place is not None and place.is_dir() else None


def fetch(repo: Repository, remote: str, branches: Sequence[str]) -> Mapping[str, str | None]:
    """Branch → its commit on the remote, fetched; None for a branch the remote does not have."""
    _known(repo, remote)
    tips = _tips(repo, remote, branches)
    moved = [b for b, commit in tips.items() if commit and read_ref(repo, _tracking(remote, b)) != commit]
    if not moved:
        return tips
    refspecs = (f"+{branch_ref(branch)}:{_tracking(remote, branch)}" for branch in moved)
    done = repo.attempt("fetch", *_QUIET, "--end-of-options", remote, *refspecs)
    if done.code:
        raise _refused(f"{remote} could not be fetched", done)
    return {b: read_ref(repo, _tracking(remote, b)) if b in moved else commit for b, commit in tips.items()}


def fetch_below(repo: Repository, remote: str, prefix: str) -> None:
    """Fetch every branch of the remote below `prefix` (`offer/`), and forget those that are gone there."""
    _known(repo, remote)
    spec = f"+refs/heads/{prefix}*:{_tracking(remote, prefix)}*"
    quiet = tuple(switch for switch in _QUIET if switch != "--no-prune")
    done = repo.attempt("fetch", *quiet, "--prune", "--end-of-options", remote, spec)
    if done.code:
        raise _refused(f"{remote} could not be fetched", done)


def fetch_pull(repo: Repository, remote: str, number: int) -> str | None:
    """The commit a pull request offers, fetched under its number; None when the remote does not show it. GitHub, Gitea and Forgejo
    all keep it under this name, also when the branch is another repository's, or gone."""
    _known(repo, remote)
    ref, here = f"refs/pull/{number}/head", f"refs/handoff/pull/{remote}/{number}"
    done = repo.attempt("fetch", *_QUIET, "--end-of-options", remote, f"+{ref}:{here}")
    if done.code == 0:
        return read_ref(repo, here)
    if "couldn't find remote ref" in done.err:
        return None
    raise _refused(f"{remote} could not be fetched", done)


def fetch_commit(repo: Repository, remote: str, commit: str) -> str | None:
    """A commit by its full id, fetched from whatever branch of the remote it lies on; None when the remote does not show it."""
    _known(repo, remote)
    (id,) = repo.ids(commit)
    if repo.resolve(id) is None:
        done = repo.attempt("fetch", *_QUIET, "--end-of-options", remote, id)
        if done.code and "not our ref" not in done.err and "unadvertised object" not in done.err:
            raise _refused(f"{remote} could not be fetched", done)
    return repo.resolve(id)


def push(repo: Repository, remote: str, commit: str, branch: str, expected: str | None) -> bool:
    """Move a branch of the remote from `expected` (None: not there yet) to `commit`; False when it is elsewhere by now."""
    _known(repo, remote)
    if expected is not None and not is_ancestor(repo, expected, commit):
        raise HandoffError(
            f"{commit[:12]} does not go on from what {remote} has on {branch}, so it is not sent.", exit_code=UNDECIDED
        )
    # The lease compares and swaps; it cannot force, because `commit` goes on from `expected`.
    return _sent(repo, remote, commit, branch, expected)


def push_anew(repo: Repository, remote: str, commit: str, branch: str, expected: str | None) -> bool:
    """The same for an offer that begins again: what was offered before is decided, and the ledger keeps it."""
    if not branch.startswith("offer/"):
        raise HandoffError(f"{branch} is no offer, so it does not begin anew.", exit_code=UNDECIDED)
    _known(repo, remote)
    return _sent(repo, remote, commit, branch, expected)


def _sent(repo: Repository, remote: str, commit: str, branch: str, expected: str | None) -> bool:
    ref = branch_ref(branch)
    lease = f"--force-with-lease={ref}:{expected or ''}"
    done = repo.attempt(
        "push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", lease,
        "--end-of-options", remote, *(f"{id}:{ref}" for id in repo.ids(commit)),
    )  # fmt: skip
    now = commit if done.code == 0 else _tips(repo, remote, (branch,))[branch]
    if now not in (commit, expected):
        return False
    if now != commit:
        raise _refused(f"{remote} did not take {branch}", done)
    return True


def seen(repo: Repository, name: str) -> str | None:
    """The commit a branch of a remote was at when it was last looked at. `name` is `<remote>/<branch>`."""
    return read_ref(repo, f"refs/handoff/seen/{name}")


def remember_seen(repo: Repository, name: str, commit: str) -> None:
    _remember(repo, name, seen(repo, name), commit)


def check_descends(repo: Repository, name: str, commit: str) -> None:
    """Refuse a branch that was put back, rewritten or merged the wrong way round since it was last seen."""
    _refuse_put_back(repo, name, seen(repo, name), commit)


def follow(repo: Repository, name: str, commit: str) -> None:
    """Take a branch for seen where it is now, unless it was put back."""
    before = seen(repo, name)
    _refuse_put_back(repo, name, before, commit)
    _remember(repo, name, before, commit)


def _remember(repo: Repository, name: str, before: str | None, commit: str) -> None:
    if before != commit:
        update_ref(repo, f"refs/handoff/seen/{name}", commit, before)


def _refuse_put_back(repo: Repository, name: str, before: str | None, commit: str) -> None:
    if before is not None and not on_first_parents(repo, before, commit):
        raise HandoffError(
            f"{name} does not go on from where it was last seen ({before[:12]}): it was rewritten or put back.",
            hint="Ask an admin what happened. Once it is explained, forget the old state: "
            f"`git update-ref -d refs/handoff/seen/{name}`.",
            exit_code=UNDECIDED,
        )


def _tips(repo: Repository, remote: str, branches: Sequence[str]) -> dict[str, str | None]:
    refs = {branch_ref(branch): branch for branch in branches}
    done = repo.attempt("ls-remote", "--refs", "--end-of-options", remote, *refs)
    if done.code:
        raise _refused(f"{remote} cannot be reached", done)
    lines = (line.partition("\t") for line in done.out.decode(errors="replace").splitlines())
    found = {ref: commit for commit, _, ref in lines}
    return {branch: found.get(ref) for ref, branch in refs.items()}


@functools.cache
def _known(repo: Repository, remote: str) -> str:
    """A remote by its name alone: an address could name a program to run."""
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_./-]*", remote) or remote not in repo.run("remote").decode().split():
        raise HandoffError(f"{remote!r} is no remote of this clone.", hint="`git remote` lists them.", exit_code=USAGE)
    return remote


def _tracking(remote: str, branch: str) -> str:
    return f"refs/remotes/{remote}/{branch}"


def _refused(what: str, done: Done) -> HandoffError:
    """What the remote said, its own lines first: a hook's refusal is more use than git's."""
    lines = [line.strip() for line in done.err.splitlines()]
    theirs = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    words = [line for line in theirs if line] or [line for line in lines if line][:3] or ["no reason given"]
    return HandoffError(f"{what}: {_LOGIN.sub('', ' '.join(words))}", exit_code=UNDECIDED)

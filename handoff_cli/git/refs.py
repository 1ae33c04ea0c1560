"""Listing refs."""

from __future__ import annotations

from handoff_cli.git.repository import Repository


def refs(repo: Repository, prefix: str) -> tuple[tuple[str, str], ...]:
    """(ref, commit) of every ref below `prefix` (`refs/heads/offer/`) that leads to a commit, in the order of their names."""
    out = repo.run("for-each-ref", "--format=%(refname)%00%(objecttype)%00%(objectname)", prefix)
    lines = (line.split("\0") for line in out.decode(errors="replace").splitlines())
    return tuple((name, oid) for name, kind, oid in lines if kind == "commit")


def aliases(repo: Repository) -> dict[str, str]:
    """Symbolic ref → the ref it leads to in the end: what is pushed to the one moves the other."""
    out = repo.run("for-each-ref", "--format=%(refname)%00%(symref)").decode(errors="replace")
    lines = (line.split("\0") for line in out.splitlines())
    found = {name: leads for name, leads in lines if leads}
    return {name: _end(name, found) for name in found}


def _end(name: str, found: dict[str, str]) -> str:
    for _ in found:
        name = found.get(name, name)
    return name

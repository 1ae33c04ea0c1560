"""Listing refs."""

from __future__ import annotations

from handoff_cli.git.repository import Repository


def refs(repo: Repository, prefix: str) -> tuple[tuple[str, str], ...]:
    """(ref, commit) of every ref below `prefix` (`refs/heads/offer/`) that leads to a commit, in the order of their names."""
    out = repo.run("for-each-ref", "--format=%(refname)%00%(objecttype)%00%(objectname)", prefix)
    lines = (line.split("\0") for line in out.decode(errors="replace").splitlines())
    return tuple((name, oid) for name, kind, oid in lines if kind == "commit")

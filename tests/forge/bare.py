"""The git side of the fake forge: a real bare repository."""

from __future__ import annotations

from dataclasses import dataclass

from tests.forge.hub import Git
from tests.gitrepo import Repo


@dataclass(frozen=True)
class BareGit:
    repo: Repo

    def tip(self, branch: str) -> str | None:
        return self.repo.git("rev-parse", "--verify", "-q", f"refs/heads/{branch}", check=False) or None

    def has(self, commit: str) -> bool:
        return self.repo.git("cat-file", "-t", commit, check=False) == "commit"

    def merge(self, base: str, head: str, message: str) -> str | None:
        """A merge commit as a forge makes one; None when the two sides conflict."""
        tip = self.repo.rev_parse(base)
        tree = self.repo.git("merge-tree", "--write-tree", tip, head, check=False)
        if "\n" in tree or not tree:
            return None
        commit = self.repo.commit_tree(tree, tip, head, message=message)
        self.repo.git("update-ref", f"refs/heads/{base}", commit, tip)
        return commit

    def show(self, number: int, head: str, source: Git | None = None) -> None:
        """What a pull request offers can be fetched by its number, also when its branch is gone or a fork's."""
        if isinstance(source, BareGit):
            self.repo.git("fetch", "-q", str(source.repo.path), head)
        self.repo.git("update-ref", f"refs/pull/{number}/head", head)

"""The commit a pull request offers, for who decides about it at his own desk: as the forge shows it and git can fetch it."""

from __future__ import annotations

from dataclasses import dataclass

from handoff_cli.core.deal import is_deal_id
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.errors import NO, UNDECIDED, USAGE, HandoffError
from handoff_cli.forge.protocol import Forge
from handoff_cli.git.remote import fetch_pull
from handoff_cli.standing import Standing
from handoff_cli.subjects import branch_of


@dataclass(frozen=True, slots=True)
class Pulled:
    """A pull request that is decided by hand. Asked again each time: it may move while somebody reads."""

    forge: Forge
    number: int

    def subject(self) -> str:
        """The deal (or the policy) its branch is named after."""
        branch = self.forge.pull(self.number).branch
        name = branch.removeprefix("offer/")
        if branch == branch_of(POLICY_SUBJECT):
            return POLICY_SUBJECT
        if branch == name or not is_deal_id(name):
            raise HandoffError(
                f"Pull request {self.number} comes from the branch {branch}, which names no deal.",
                hint=f"Say which: `handoff accept DEAL --pr {self.number}`.",
                exit_code=USAGE,
            )
        return name

    def head(self, standing: Standing) -> str:
        """The commit it offers; refused where it is not open, asks to change something else than the target, or is not done."""
        pull = self.forge.pull(self.number)
        if not pull.open:
            self._refuse(f"is {'merged' if pull.merged else 'closed'}", "`handoff status` says who owns what.")
        if pull.base != standing.target:
            self._refuse(f"asks to change {pull.base}", f"Deals are handed over on {standing.target}.")
        if pull.draft:
            self._refuse("is a draft", "Sales marks it as ready when the package is to be decided.")
        fetched = fetch_pull(standing.repo, standing.remote, self.number) if standing.remote else None
        if fetched != pull.head:
            raise HandoffError(
                f"Pull request {self.number} shows {pull.head[:12]}, and git fetches {fetched[:12] if fetched else 'nothing'}.",
                hint="It is changing just now, or the remote is another repository. Look again.",
                exit_code=UNDECIDED,
            )
        return pull.head

    def _refuse(self, what: str, hint: str) -> None:
        raise HandoffError(f"Pull request {self.number} {what}.", hint=hint, exit_code=NO)

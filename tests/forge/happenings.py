"""What happens on a forge, sent as its events to the gate's workflow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.forge.actions import Played, Runner
from tests.forge.company import Company
from tests.ownership.shop import OFFER


class Forge:
    """Sends events and runs what they start."""

    def __init__(self, company: Company, folder: Path, *, witness: bool = True) -> None:
        secret = company.keys["witness"].read_text(encoding="ascii").strip()
        secrets = {"HANDOFF_WITNESS_KEY": secret} if witness else {}
        self.company, self.runner = company, Runner(company, folder, secrets)

    def pushed(self, action: str = "synchronize", number: int = 1) -> tuple[Played, Played]:
        head = self.company.hub.pull(number).head
        pull = {
            "number": number,
            "head": {"sha": head, "ref": OFFER},
            "base": {"ref": "main"},
            "title": "$(touch gone)",
        }
        return self.happened({"action": action, "number": number, "pull_request": pull})

    def reviewed(self, number: int = 1) -> tuple[Played, Played]:
        """A review is told by the signal's end; of which pull request, a forge does not always say."""
        head = self.company.hub.pull(number).head
        run = {"event": "pull_request_review", "head_sha": head, "pull_requests": [], "conclusion": "success"}
        return self.happened({"action": "completed", "workflow_run": run})

    def happened(self, payload: dict[str, Any]) -> tuple[Played, Played]:
        gate = self.runner.play("gate", payload)
        return gate, self.runner.play("record", payload, needs={"gate": {"outputs": dict(gate.outputs)}})

"""One row of the table under test: everything that is seen of the attack is kept, and has to be what the row promises."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from tests.corpus.rows import ROWS, Hook, Row
from tests.corpus.stage import LEDGER, MAIN, Pushed, Stage, Told


@dataclass
class Case:
    """`attack` and `harmless` play a state against the server and ask judge and audit about it."""

    stage: Stage
    row: Row
    judge: set[str] = field(default_factory=set)
    hook: set[Hook] = field(default_factory=set)
    audit: set[int] = field(default_factory=set)
    twins: int = 0

    @classmethod
    def of(cls, name: str, stage: Stage) -> Case:
        number = re.match(r"test_T(\d+)_", name)
        assert number, f"{name} is named after no row"
        return cls(stage, ROWS[int(number[1])])

    def attack(self, *, main: str | None = None, ledger: str | None = None, says: str = "") -> Told:
        """Offer it to the server, ledger first, and show it to judge and audit as if nobody had stopped it."""
        refs = {ref: commit for ref, commit in ((LEDGER, ledger), (MAIN, main)) if commit is not None}
        first = dict([next(iter(refs.items()))])
        said = self.asked(first, says) if self.hook else self.pushes(first, says)
        assert len(refs) == 1 or not said.accepted, "what follows was never asked about"
        return self.seen(main=main, ledger=ledger)

    def pushes(self, refs: dict[str, str | None], says: str = "", **more: Any) -> Pushed:
        """A real push to the real hook; each case makes at least one."""
        return self._heard(self.stage.push(refs, **more), says)

    def asked(self, refs: dict[str, str | None], says: str = "") -> Pushed:
        return self._heard(self.stage.asked(refs), says)

    def _heard(self, pushed: Pushed, says: str) -> Pushed:
        assert says in pushed.said, pushed.said
        self.hook.add("passes" if pushed.accepted else "refuses")
        return pushed

    def seen(self, *, main: str | None = None, ledger: str | None = None, **more: Any) -> Told:
        told = self.stage.told(main, ledger, **more)
        return self.told(told)

    def told(self, told: Told) -> Told:
        """Keep what judge and audit said; the audit never hides what the judge refuses."""
        assert told.judged <= told.reported
        self.judge |= told.judged
        self.audit.add(told.exit)
        return told

    def harmless(self, *, main: str | None = None, ledger: str | None = None, deal: str | None = None) -> None:
        """The lawful twin: the server takes it, and nobody finds anything. It stays for what comes next."""
        refs = {ref: commit for ref, commit in ((LEDGER, ledger), (MAIN, main)) if commit is not None}
        for number, (ref, commit) in enumerate(refs.items(), start=1):
            real = number == len(refs) and not self.twins
            pushed = self.stage.push({ref: commit}) if real else self.stage.asked({ref: commit})
            assert pushed.accepted, pushed.said
            self.stage.set(**{"main" if ref == MAIN else "ledger": commit})
        told = self.stage.told()
        assert (told.exit, told.judged) == (0, frozenset()), told
        if deal:
            assert told.owner(deal) == "pm"
        self.twins += 1

    def check(self) -> None:
        assert self.twins, "the attack has no harmless twin"
        row = self.row
        assert sorted(self.judge) == sorted(row.judge)
        assert sorted(self.hook) == sorted(row.hook)
        assert sorted(self.audit) == sorted(row.audit)

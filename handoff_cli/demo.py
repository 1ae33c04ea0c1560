"""The stage of `handoff demo`: a temporary server and three clones, with the sample deal in its incomplete and complete form."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.core.policy import ATTRIBUTES_LINE, POLICY_FILE
from handoff_cli.errors import HandoffError
from handoff_cli.git import porcelain
from handoff_cli.git.repository import Repository
from handoff_cli.ledger.signatures import make_key
from handoff_cli.resources import sample_folder
from handoff_cli.serve import install

DEAL: Final = "BRW-1042"
PEOPLE: Final[Mapping[str, tuple[str, str]]] = {
    "admin": ("Arvid Holm", "arvid.holm@nordhall.example"),
    "sales": ("Tom Okafor", "tom.okafor@nordhall.example"),
    "pm": ("Dana Reyes", "dana.reyes@nordhall.example"),
}
PM_ID: Final = "dana"
ADMIN_ID: Final = "arvid"
"""Clone → who works in it, as the sample policy knows them."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The clones by whose they are, and the throwaway keys of the PM and of the admin."""

    clones: Mapping[str, Path]
    key: Path
    admin_key: Path


def build(folder: Path) -> Stage:
    """A bare repository as the server, and the policy on its target."""
    server = folder / "server.git"
    porcelain.create(server, bare=True)
    install(server)
    keys = {PM_ID: folder / "dana_ed25519", ADMIN_ID: folder / "arvid_ed25519"}
    for key in keys.values():
        make_key(key)
    clones = {who: folder / who for who in PEOPLE}
    _clone(server, clones["admin"], "admin")
    policy = _policy({who: key.with_suffix(".pub").read_text(encoding="ascii").strip() for who, key in keys.items()})
    (clones["admin"] / POLICY_FILE).write_bytes(policy.encode())
    (clones["admin"] / ".gitattributes").write_bytes(f"{ATTRIBUTES_LINE}\n".encode())
    commit(clones["admin"], "Who is who, and what the gate asks for")
    push(clones["admin"], "main")
    return Stage(clones=clones, key=keys[PM_ID], admin_key=keys[ADMIN_ID])


def join(stage: Stage) -> None:
    """Sales and the PM clone what the admin has set up."""
    server = stage.key.parent / "server.git"
    for who in ("sales", "pm"):
        _clone(server, stage.clones[who], who)


def offer_incomplete(stage: Stage) -> None:
    """Sales' first offer: the quote has no last day, the order says another quantity, and nobody wrote down the why."""
    here = stage.clones["sales"]
    repo = Repository.discover(here)
    porcelain.switch(repo, f"offer/{DEAL}", new_at=repo.branch("main"))
    shutil.copytree(sample_folder() / "projects" / DEAL, here / "projects" / DEAL)
    deal = here / "projects" / DEAL
    _change(deal / "quote.yaml", 'valid_until: "2026-02-28"', "valid_until: TBD")
    _change(deal / "contract.yaml", "quantity: 1000", "quantity: 1500")
    (deal / "why.md").unlink()
    commit(here, f"Offer {DEAL}")
    push(here, f"offer/{DEAL}")


def complete(stage: Stage) -> None:
    """Sales puts right what the check found."""
    here = stage.clones["sales"]
    shutil.copytree(sample_folder() / "projects" / DEAL, here / "projects" / DEAL, dirs_exist_ok=True)
    commit(here, f"Complete {DEAL}: last day of the quote, the ordered quantity, the why")
    push(here, f"offer/{DEAL}")


def sneak(stage: Stage) -> str:
    """Sales changes the accepted quantity straight on the target; what the server says to that."""
    here = stage.clones["sales"]
    repo = Repository.discover(here)
    porcelain.fetch(repo, "origin")
    porcelain.switch(repo, "quick-fix", new_at=repo.resolve("refs/remotes/origin/main"))
    _change(here / "projects" / DEAL / "deal.yaml", "quantity: 1000", "quantity: 1200")
    commit(here, "1200, as discussed")
    try:
        porcelain.publish(repo, "origin", "quick-fix", to="main")
    except HandoffError as refused:
        return refused.message
    return ""


def commit(clone: Path, message: str) -> str:
    repo = Repository.discover(clone)
    porcelain.stage(repo, ["."])
    return porcelain.commit(repo, message)


def push(clone: Path, branch: str) -> None:
    porcelain.publish(Repository.discover(clone), "origin", branch)


def auditor(stage: Stage) -> Path:
    """A fresh clone by somebody who was not there."""
    folder = stage.key.parent
    _clone(folder / "server.git", folder / "auditor", "admin")
    return folder / "auditor"


def _clone(server: Path, folder: Path, who: str) -> None:
    name, email = PEOPLE[who]
    porcelain.clone(server, folder, settings={"user.name": name, "user.email": email, "commit.gpgsign": "false"})


def _policy(public_keys: Mapping[str, str]) -> str:
    """The sample policy with these throwaway keys by person, asking for signed decisions."""
    text = (sample_folder() / POLICY_FILE).read_text(encoding="utf-8")
    return _with_evidence(_with_keys(text, public_keys))


def _with_keys(text: str, public_keys: Mapping[str, str]) -> str:
    lines, who = [], ""
    for line in text.splitlines():
        if line.startswith("  ") and not line.startswith("   "):
            who = line.strip().removesuffix(":")
        mine = who in public_keys and line.strip().startswith("keys:")
        lines.append(f'    keys: ["{public_keys[who]}"]' if mine else line)
    return "\n".join(lines) + "\n"


def _with_evidence(text: str) -> str:
    return "".join(f"{line}\n" for line in text.splitlines() if not line.startswith("evidence:")) + "evidence: signed\n"


def _change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{file.name} of the sample deal no longer says {old!r}")
    file.write_bytes(text.replace(old, new, 1).encode())

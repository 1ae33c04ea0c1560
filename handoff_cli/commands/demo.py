"""`handoff demo`: the whole story in a temporary repository, told by the commands themselves."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from handoff_cli import cli
from handoff_cli.demo import DEAL, Stage, auditor, build, complete, join, offer_incomplete, sneak
from handoff_cli.errors import NO, YES, HandoffError

NAME: Final = "demo"
HELP: Final = "play the whole story in a temporary repository"

GATE: Final = ("gate", "--target", "origin/main", "--head", f"origin/offer/{DEAL}")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--keep", metavar="FOLDER", help="play it in this new folder and leave it there to look at")


def run(args: argparse.Namespace) -> int:
    with _folder(args.keep) as folder, _git_of_its_own():
        _play(folder)
    return YES


@contextlib.contextmanager
def _git_of_its_own() -> Iterator[None]:
    """The people of the story are its own: no name, setting or hook of whoever watches gets into their commits."""
    before = dict(os.environ)
    for name in [name for name in before if name.startswith("GIT_") and name != "GIT_EXEC_PATH"]:
        del os.environ[name]
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _play(folder: Path) -> None:
    _say(
        "Nordhall Electronics has a signed order of Brightwater Instruments. Handing it to the Project Manager is a gate."
    )
    stage = build(folder)
    _scene(1, "The admin founds the ledger, the branch that will hold every decision.")
    _handoff(stage.clones["admin"], YES, "init", "--sign", str(stage.admin_key))
    join(stage)
    _sales_offers(stage)
    _pm_returns(stage)
    _sales_completes(stage)
    _pm_accepts(stage)
    _somebody_sneaks(stage)
    _scene(7, "An auditor with a fresh clone asks git alone: who owns what, since when, on what evidence?")
    clone = auditor(stage)
    _handoff(clone, YES, "audit")
    _handoff(clone, YES, "status")


def _sales_offers(stage: Stage) -> None:
    _scene(2, "Tom (Sales) offers the deal. He is in a hurry.")
    offer_incomplete(stage)
    _shown("git push origin", f"offer/{DEAL}")
    _handoff(stage.clones["sales"], NO, *GATE)


def _pm_returns(stage: Stage) -> None:
    _scene(3, "Dana (PM) cannot accept that, not even if she wanted to. She returns it formally.")
    _handoff(stage.clones["pm"], NO, "accept", DEAL, "--sign", str(stage.key), "--yes")
    reason = "Is it 1000 or 1500? I cannot plan material for both."
    _handoff(stage.clones["pm"], YES, "reject", DEAL, "--sign", str(stage.key), "--yes", "--reason", reason)


def _sales_completes(stage: Stage) -> None:
    _scene(4, "Tom puts it right and pushes again.")
    complete(stage)
    _handoff(stage.clones["sales"], YES, "check", DEAL)
    _handoff(stage.clones["sales"], NO, *GATE)


def _pm_accepts(stage: Stage) -> None:
    _scene(
        5, "Dana accepts exactly these files, with her SSH key. The ledger is written first, then the offer is merged."
    )
    _handoff(stage.clones["pm"], YES, "accept", DEAL, "--sign", str(stage.key), "--yes")


def _somebody_sneaks(stage: Stage) -> None:
    _scene(6, "Tom, asked for 1200 by phone, changes the quantity straight on main. The server does not take it.")
    _shown("git push origin", "quick-fix:main")
    refused = sneak(stage)
    if "no-accept" not in refused:
        raise HandoffError("The story went wrong: the server took a change nobody accepted.", exit_code=NO)
    told = (line.partition("remote: ") for line in refused.splitlines())
    _say("\n".join(f"{mark}{words}".rstrip() for _, mark, words in told if mark))


def _handoff(clone: Path, expected: int, *words: str) -> None:
    """Run one command in a person's clone; the story stops when it does not end as it should."""
    _shown("handoff", *words)
    with contextlib.chdir(clone), contextlib.redirect_stderr(sys.stdout):
        code = cli.main(list(words))
    if code != expected:
        raise HandoffError(
            f"The story went wrong: `handoff {words[0]}` ended with {code}, not {expected}.", exit_code=NO
        )


def _scene(number: int, text: str) -> None:
    _say(f"\n── {number}. {text}")


def _shown(*words: str) -> None:
    _say("\n$ " + " ".join(words[:1] + tuple(shlex.quote(_short(word)) for word in words[1:])))


def _short(word: str) -> str:
    """The temporary folder's path says nothing to anybody."""
    return Path(word).name if Path(word).is_absolute() else word


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextlib.contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="handoff-demo-", ignore_cleanup_errors=True) as temporary:
            yield Path(temporary)
        return
    folder = Path(keep).resolve()
    if folder.exists():
        raise HandoffError(f"{keep} is there already.", hint="Name a folder that does not exist yet.")
    folder.mkdir(parents=True)
    yield folder

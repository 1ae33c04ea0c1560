"""Everything `handoff init` would write, planned before anything is: policy, attributes, schemas, hook, and what the forge reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from handoff_cli.adoption.changes import Change, extended, replaced, there
from handoff_cli.adoption.hooks import CONFIG, has_hook, hooked
from handoff_cli.adoption.people import Answers, policy_text, unnamed
from handoff_cli.adoption.workflows import renewed
from handoff_cli.core.codeowners import GUARDED, PLACES, Dialect, line_for, owners_of
from handoff_cli.core.deal import DOCUMENTS
from handoff_cli.core.policy import ATTRIBUTES_LINE, POLICY_FILE
from handoff_cli.errors import NO, HandoffError
from handoff_cli.loading import parse_policy
from handoff_cli.resources import sample_folder, schemas_folder, template

ATTRIBUTES: Final = ".gitattributes"
EXAMPLE: Final = "BRW-1042"
_OWNED: Final = b"# Who agrees to a change of what decides. `handoff doctor` looks whether the server asks them.\n"
_PULL: Final = "pull_request_template.md"
_PULLS: Final = tuple(f"{folder}{_PULL}" for folder in ("", ".github/", ".gitea/", ".forgejo/", "docs/"))


@dataclass(frozen=True, slots=True)
class Wishes:
    """`forge` is None where the remote is none, `owners` are logins for CODEOWNERS. The kit (everything but policy and attributes)
    is written together with the policy, and again with `update`; never with `minimal`."""

    answers: Answers
    named: bool = False
    forge: Dialect | None = None
    owners: tuple[str, ...] = ()
    example: bool = False
    update: bool = False
    minimal: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """`notes` say what was left out, and what to do about it."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


def plan(top: Path, wishes: Wishes) -> Plan:
    """What the work tree lacks. Nothing is written here."""
    first = there(top, POLICY_FILE) is None
    kit = (first or wishes.update) and not wishes.minimal
    changes = [*_policy(top, wishes), *_attributes(top)]
    if kit:
        changes += [*_schemas(top), *hooked(top), *(_forge(top, wishes) if wishes.forge else ())]
    if wishes.example:
        changes += _example(top)
    return Plan(tuple(changes), (*(_notes(top, wishes) if kit else ()), *_cautions(wishes, changes)))


def _policy(top: Path, wishes: Wishes) -> Iterator[Change]:
    before = there(top, POLICY_FILE)
    if before is None:
        text = policy_text(wishes.answers)
        if wishes.named:
            parse_policy(text.encode())
        yield Change(POLICY_FILE, text.encode())
    elif wishes.named:
        missing = tuple(unnamed(parse_policy(before), wishes.answers.people))
        if missing:
            raise HandoffError(
                f"{POLICY_FILE} is there already and does not name {missing[0]}; it was not touched.",
                hint="Write it there yourself. Once the ledger is founded, offer the change: `handoff submit policy`.",
                exit_code=NO,
            )


def _attributes(top: Path) -> Iterator[Change]:
    words = (b" ".join(line.split()) for line in (there(top, ATTRIBUTES) or b"").splitlines())
    if ATTRIBUTES_LINE.encode() not in words:
        yield from extended(top, ATTRIBUTES, f"{ATTRIBUTES_LINE}\n".encode())


def _schemas(top: Path) -> Iterator[Change]:
    """What editors look up from the first line of a document; the tool itself reads its own."""
    for kind in sorted({*DOCUMENTS.values(), "manifest", "handoff"}):
        name = f"{kind}.schema.json"
        yield from replaced(top, f"schemas/{name}", _stored(schemas_folder() / name))


def _forge(top: Path, wishes: Wishes) -> Iterator[Change]:
    yield from renewed(top, _target(top, wishes))
    if not _pull_template(top):
        yield Change(f".github/{_PULL}", template(f"github/{_PULL}").encode())
    if wishes.owners and wishes.forge:
        yield from _owned(top, wishes.owners, wishes.forge)


def _target(top: Path, wishes: Wishes) -> str:
    """What the policy says, where it is there; the answer otherwise."""
    before = there(top, POLICY_FILE)
    return parse_policy(before).target if before is not None else wishes.answers.target


def _pull_template(top: Path) -> bool:
    """Whether people find a form there already; its letters may be of either size."""
    for path in _PULLS:
        folder = (top / path).parent
        if folder.is_dir() and any(one.name.lower() == _PULL for one in folder.iterdir()):
            return True
    return False


def _owned(top: Path, owners: tuple[str, ...], dialect: Dialect) -> Iterator[Change]:
    path = next((place for place in PLACES[dialect] if there(top, place) is not None), PLACES[dialect][0])
    text = (there(top, path) or b"").decode("utf-8", "replace")
    wanted = dict.fromkeys((*GUARDED[dialect], "schemas/", CONFIG, *(() if path.startswith(".") else (path,))))
    lacking = (one for one in wanted if not owners_of(text, _inside(one), dialect))
    lines = "".join(line_for(one, owners, dialect) for one in lacking)
    yield from extended(top, path, lines.encode(), heading=_OWNED)


def _inside(path: str) -> str:
    return f"{path}x" if path.endswith("/") else path


def _example(top: Path) -> Iterator[Change]:
    """The sample deal, unless there is one of its name."""
    source = sample_folder()
    folder = f"projects/{EXAMPLE}"
    if (top / folder).exists():
        return
    for file in sorted((source / folder).rglob("*")):
        if file.is_file():
            yield Change(file.relative_to(source).as_posix(), file.read_bytes())


def _notes(top: Path, wishes: Wishes) -> Iterator[str]:
    config = there(top, CONFIG)
    if config is not None and not has_hook(config) and not any(True for _ in hooked(top)):
        yield f"{CONFIG} is written in a way our hook cannot be put into: add it by hand, as the README shows."
    if wishes.forge is None:
        yield "No workflows: the remote is no GitHub, Gitea or Forgejo that is known. `--forge github --update` writes them."
    elif not wishes.owners:
        yield "No CODEOWNERS: say who agrees to a change of the rules, `--owner @login --update`."


def _cautions(wishes: Wishes, changes: list[Change]) -> Iterator[str]:
    paths = {change.path for change in changes}
    lacking = list(_unseen(wishes.answers)) if wishes.answers.evidence == "observed" else []
    if POLICY_FILE in paths and lacking:
        yield f"{POLICY_FILE} wants reviews that a witness saw: add {', and '.join(lacking)}."
    admins = [person for person in wishes.answers.people if "admin" in person.roles]
    if POLICY_FILE in paths and wishes.answers.evidence == "signed" and not any(person.keys for person in admins):
        yield f"{POLICY_FILE} wants signatures, and no admin in it has a key to found the ledger with: add one under `keys`."
    if any(path.startswith(f"projects/{EXAMPLE}/") for path in paths):
        yield f"projects/{EXAMPLE} is for looking at, and its people are made up: delete it before you commit."


def _unseen(answers: Answers) -> Iterator[str]:
    """What a review still needs before it decides."""
    if not answers.witnesses:
        yield "its key under `witnesses`"
    if not any("pm" in one.roles and one.account for one in answers.people):
        yield "`forge_ids` of who reviews"


def _stored(file: Path) -> bytes:
    return file.read_bytes().replace(b"\r\n", b"\n")

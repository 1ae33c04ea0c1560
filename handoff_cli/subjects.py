"""Which subject of the ledger a path of the repository belongs to: a deal, the policy, or none.

A computer that does not tell `Projects/` from `projects/` writes both into one folder. So a name that is only spelled otherwise
belongs to the same subject, where it is refused, and not to nobody, where it would pass unseen.
"""

from __future__ import annotations

from typing import Final

from handoff_cli.core.deal import PROJECTS
from handoff_cli.core.digest import REGULAR
from handoff_cli.core.policy import POLICY_FILES
from handoff_cli.core.record import POLICY_SUBJECT
from handoff_cli.git.names import folded, unlawful
from handoff_cli.git.trees import Change

POLICY_WORD: Final = "policy"
_POLICY: Final = frozenset(map(folded, POLICY_FILES))


def subject_of(path: str, mode: str = REGULAR) -> str | None:
    """The deal a path belongs to, or `_policy`; None for everything else, such as a plain file beside the deals."""
    parts = path.split("/")
    if folded(path) in _POLICY:
        return POLICY_SUBJECT
    if folded(parts[0]) != PROJECTS:
        return None
    if len(parts) > 2:
        return _deal(parts[1])
    return _deal(parts[-1]) if mode != REGULAR or len(parts) == 1 or unlawful(path) else None


def subject_of_change(change: Change) -> str | None:
    """The subject a change is about, whichever of its two sides makes it one."""
    modes = {side[0] for side in (change.old, change.new) if side}
    return next((subject for mode in sorted(modes) if (subject := subject_of(change.path, mode))), None)


def folder_of(deal: str) -> str:
    return f"{PROJECTS}/{deal}"


def places_of(subject: str) -> tuple[str, ...]:
    """The folder or the files that a subject is."""
    return POLICY_FILES if subject == POLICY_SUBJECT else (folder_of(subject),)


def named(word: str) -> str:
    """The subject a word of the command line means. A deal cannot be mistaken for the policy: its id has no small letters."""
    return POLICY_SUBJECT if word == POLICY_WORD else word


def word_for(subject: str) -> str:
    """How a subject is called on the command line and in the name of its offer."""
    return POLICY_WORD if subject == POLICY_SUBJECT else subject


def name_of(subject: str) -> str:
    """How a sentence begins that is about a subject."""
    return "The policy" if subject == POLICY_SUBJECT else subject


def branch_of(subject: str) -> str:
    """The branch an offer lies on."""
    return f"offer/{word_for(subject)}"


def _deal(name: str) -> str:
    """A folder may be called like the subject of the policy; with the slash it cannot be taken for it."""
    return f"{name}/" if name == POLICY_SUBJECT else name

"""The one exception of the tool: something a person has to put right before it can go on."""

from typing import Final

YES: Final = 0
NO: Final = 1
USAGE: Final = 2
UNDECIDED: Final = 3


class HandoffError(Exception):
    """A problem of the tool's use or surroundings, worded for the person at the keyboard.

    Problems *in a deal* are findings, never exceptions. `exit_code` is 2 (wrong usage, unreadable policy),
    3 (cannot decide) or 1 (refused).
    """

    def __init__(self, message: str, *, hint: str = "", exit_code: int = USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code

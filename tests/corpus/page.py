"""`docs/threats.md`, made from the rows the tests hold: `python -m tests.corpus.page` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.corpus.rows import ELSEWHERE, LEFT_OUT, ROWS, Row

PAGE: Final = Path(__file__).parents[2] / "docs" / "threats.md"
_HEAD: Final = """\
# What was tried against it, and who saw it

Each line is an attack that a test plays over real git, beside a harmless change of the same shape that has to pass (`tests/corpus`).
*Judge* are the codes of the one function behind gate, hook and audit. *Hook* is the server's pre-receive hook. *Audit* is the exit
code of `handoff audit` where no hook had stopped it: 1 it names the step or the record, 3 it decides nothing, 0 it has nothing to say.

| # | attack | judge | hook | audit |
|---|---|---|---|---|
"""


def page() -> str:
    return "".join((_HEAD, *map(_line, sorted(ROWS.items())), *_left_out(), *_elsewhere()))


def _line(numbered: tuple[int, Row]) -> str:
    number, row = numbered
    attack = f"{row.attack} ({row.remark})" if row.remark else row.attack
    codes = ", ".join(f"`{code}`" for code in sorted(row.judge)) or "–"
    hook = ", ".join(sorted(row.hook)) or "not asked"
    return f"| {number} | {attack} | {codes} | {hook} | {', '.join(map(str, sorted(row.audit)))} |\n"


def _left_out() -> Iterator[str]:
    yield "\n## Left out\n\n| # | why |\n|---|---|\n"
    yield from (f"| {number} | {why} |\n" for number, why in sorted(LEFT_OUT.items()))


def _elsewhere() -> Iterator[str]:
    yield "\n## On a forge; documents, archives, reports\n\n| # | attack | test |\n|---|---|---|\n"
    for number, (attack, file, name) in sorted(ELSEWHERE.items()):
        yield f"| {number} | {attack} | `{file}`: `{name}` |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

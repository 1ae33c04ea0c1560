"""Coverage-guided fuzzing of every reader of a data pack: `python -m tests.datapack.fuzz gerber 120` (seconds).

It needs atheris, which has no wheels for every platform, so it is no part of the suite; `test_tables_fuzz.py` and
`fab/test_damaged.py` hold what it found. A crash, a hang of five seconds, a gibibyte of memory or a file that is called
fine although it lost content stops it and leaves the input as a file.
"""

from __future__ import annotations

import hashlib
import io
import random
import sys
import zipfile
from collections.abc import Callable, Sequence
from typing import Final

import atheris  # type: ignore[import-not-found,unused-ignore]

with atheris.instrument_imports(include=["handoff_cli"]):
    from handoff_cli.datapack import reader
    from handoff_cli.datapack.bom import read_bom
    from handoff_cli.datapack.centroid import read_centroid
    from handoff_cli.datapack.fab.excellon import read_excellon
    from handoff_cli.datapack.fab.gerber import read_gerber
    from handoff_cli.datapack.fab.values import Limits
    from handoff_cli.inspection import inspect

from tests.datapack import samples
from tests.datapack.fab import drawings, test_damaged
from tests.datapack.test_tables_fuzz import BOOKS, EMPTY, TEXTS

SMALL: Final = Limits(points=20_000, copies=20_000, repeats=5_000, operations=50_000)
PACK: Final = samples.pack_zip()
HELD: Final = {hashlib.sha256(text.encode()).hexdigest() for _, text in samples.FILES.values()}
GERBERS: Final = [text.encode() for text in (test_damaged.RICH, drawings.COPPER, drawings.OUTLINE)]
DRILLS: Final = [text.encode() for text in (test_damaged.ROUTED, drawings.DRILL)]
TOKENS: Final = {
    "gerber": rb"G36* G37* D01* D02* D03* %LPC*% %LPD*% %SRX9Y9I1.0J1.0*% %AB*% %ABD12*% G74* G75* G03* M02* X Y I J - 0 9".split(),
    "drill": rb"T1 T2 R9X1 G85 M48 % METRIC INCH ,TZ ,LZ M15 M16 G00 G01 G05 M30 X Y A - . 0 9".split(),
    "table": [b",", b";", b"\t", b'"', b"\n", b"\r\n", b"R1-R99", b"DNP", b"\xff\xfe", b"\0", b"mm", b"1e9"],
}


def mutated(data: bytes, seed: int, tokens: Sequence[bytes]) -> bytes:
    """The bytes with one damage of the kinds that happen: flipped, cut, dropped, doubled, shuffled tokens."""
    dice = random.Random(seed)
    spoilt = bytearray(data)
    at = dice.randrange(len(spoilt) + 1)
    how = dice.randrange(6)
    if how == 0 and at < len(spoilt):
        spoilt[at] ^= 1 << dice.randrange(8)
    elif how == 1:
        del spoilt[at:]
    elif how == 2:
        del spoilt[at : at + dice.randrange(1, 40)]
    elif how == 3:
        spoilt[at:at] = spoilt[at : at + dice.randrange(1, 80)]
    elif how == 4:
        spoilt[at:at] = dice.choice(tokens)
    else:
        lines = spoilt.splitlines(keepends=True)
        dice.shuffle(lines)
        spoilt = bytearray(b"".join(lines))
    return bytes(spoilt)


def inside(data: bytes, seed: int, tokens: Sequence[bytes]) -> bytes:
    """A sound ZIP with one damaged file in it, as a broken export leaves it."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        files: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    chosen = random.Random(seed).choice(sorted(files))
    content = files[chosen]
    assert isinstance(content, bytes)
    return samples.zip_of(files | {chosen: mutated(content, seed, tokens)})


def gerber(data: bytes) -> None:
    found = read_gerber(data, limits=SMALL)
    lost = any(seed.startswith(data) and len(data) < len(seed.rstrip()) for seed in GERBERS)
    assert not (lost and found.complete and not found.problems), "fine, but its end is missing"


def drill(data: bytes) -> None:
    found = read_excellon(data, limits=SMALL)
    lost = any(seed.startswith(data) and len(data) < len(seed.rstrip()) for seed in DRILLS)
    assert not (lost and found.complete and not found.problems), "fine, but its end is missing"


def table(data: bytes) -> None:
    for name in ("a.csv", "a.mnt"):
        assert all(flaw.message and flaw.remedy for flaw in read_bom(name, data, EMPTY).flaws)
        assert all(flaw.message and flaw.remedy for flaw in read_centroid(name, data, EMPTY).flaws)


def workbook(data: bytes) -> None:
    assert all(flaw.message and flaw.remedy for flaw in read_bom("a.xlsx", data, EMPTY).flaws)


def exported(data: bytes) -> None:
    pack, found = inspect(data, "P.zip")
    assert all(flaw.message and flaw.remedy for flaw in (*pack.flaws, *found))


def archive(data: bytes) -> None:
    pack = reader.read("p", samples.manifest(), "P.zip", data)
    reader.inspect(data)
    if not pack.flaws:
        assert {member.sha256 for member in pack.members} == HELD, "no flaw, but other content"


TARGETS: Final[dict[str, tuple[Callable[[bytes], None], Sequence[bytes], str]]] = {
    "gerber": (gerber, GERBERS, "gerber"),
    "drill": (drill, DRILLS, "drill"),
    "table": (table, TEXTS, "table"),
    "workbook": (workbook, BOOKS, "table"),
    "archive": (archive, [PACK], "table"),
    "exported": (exported, [PACK], "gerber"),
}


def main(name: str, seconds: str) -> None:
    judge, seeds, words = TARGETS[name]
    tokens = TOKENS[words]
    damage = inside if name in ("workbook", "exported") else mutated

    def one(data: bytes) -> None:
        judge(data)

    def mutate(data: bytes, limit: int, seed: int) -> bytes:
        """Half of it grows from what libFuzzer found, half from a whole file with one damage."""
        if seed % 2:
            return damage(random.Random(seed).choice(seeds), seed, tokens)[:limit]
        return bytes(atheris.Mutate(mutated(data, seed, tokens), limit))[:limit]

    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", "-timeout=5", "-rss_limit_mb=1024", "-max_len=20000"],
        one,
        custom_mutator=mutate,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])

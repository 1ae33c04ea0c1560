"""The parser behind its door: text in, what was drawn out, whatever the parser raises, prints or warns.

gerbonara is imported when the first file is read. It knows the formats well and says "wrong file" with many different
exceptions; what it leaves out in silence is asked for here and counts as unreadable.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from handoff_cli.datapack.extent import Extent, extent, segments
from handoff_cli.datapack.outline import Segment

PARSER_ERRORS: Final = (
    SyntaxError,  # what the parser itself raises, and wraps most others in
    ValueError,  # unknown shapes, numbers that are none, mathematical domains
    TypeError,  # a tool without diameter, arithmetic on a missing coordinate
    LookupError,  # KeyError and IndexError: formulas, parameters and tools that are not there
    AttributeError,  # a command that needs an aperture, a tool or a unit before there is one
    ArithmeticError,  # division by zero and overflow in a formula
    AssertionError,  # arcs that fit no circle
    NameError,  # two slips in the parser's own code for slots with arcs
    RuntimeError,  # RecursionError in nested formulas; NotImplementedError
    SystemError,  # what the parser raises for user errors elsewhere
    MemoryError,  # Python's own parser on a nested formula
    Warning,  # those that are turned into errors below
)
"""What gerbonara 1.5 raises, or can raise by its code, on damaged files. Each means: this file cannot be read."""

_SILENT_LOSS: Final = "(?s).*(before first tool definition|following end of program)"
_FARTHEST: Final = 5_000.0
_UNKNOWN: Final = "Unknown statement found"
_HARMLESS: Final = re.compile(r'Unknown statement found: "(?:LMN|LR0*(?:\.0*)?|LS1(?:\.0*)?|G0*|MI?A0B0|)"')
_AT: Final = re.compile(r":([0-9]+) \"")
_MANY_CORNERS: Final = 1_000
_REASONS: Final = (
    ("No number format", "it does not say where the decimal point of its numbers is"),
    ("unit definition", "it does not say whether it is in mm or inch"),
    ("Undefined tool", "it drills with a tool that it does not define"),
    ("before first tool", "it drills before it names a tool"),
    ("following end of program", "it goes on after its end mark"),
    ("undefined aperture", "it draws with a shape that it does not define"),
    ("aperture first", "it draws before it names a shape"),
    ("is unknown", "it draws with a shape that it does not define"),
    ("nknown excellon statement", "it has a command that drill data do not have"),
    (_UNKNOWN, "it has a command that Gerber does not have"),
)


@dataclass(frozen=True, slots=True)
class Refused:
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    objects: int
    extent: Extent | None
    segments: tuple[Segment, ...] = ()
    lines: tuple[Segment, ...] = ()


def parsed(text: str, *, drill: bool, outline: bool = False) -> Drawing | Refused:
    """What is drawn; the single lines of it only where they are the outline of the board."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", message=_SILENT_LOSS)
        try:
            return _drawing(_drill_file(text) if drill else _gerber_file(text), drill=drill, outline=outline)
        except PARSER_ERRORS as error:
            return _reason(str(error))


def _gerber_file(text: str) -> Any:
    from gerbonara.rs274x import GerberFile

    return GerberFile.from_string(text)


def _drill_file(text: str) -> Any:
    from gerbonara.excellon import ExcellonFile

    return ExcellonFile.from_string(text)


def _drawing(file: Any, *, drill: bool, outline: bool) -> Drawing | Refused:
    lost = [comment for comment in file.comments if comment.startswith(_UNKNOWN) and not _HARMLESS.match(comment)]
    if lost:
        return _reason(lost[0])
    if file.import_settings.unit is None:
        return _reason("unit definition") if file.objects else Drawing(0, None)
    if not drill and any(_has_many_corners(thing) for thing in {id(t): t for t in _apertures(file)}.values()):
        return Refused("a polygon in it has an impossible number of corners")
    reach = extent(file.objects, drill=drill)
    if reach is not None and not all(abs(edge) <= _FARTHEST for edge in reach):
        return Refused("it draws metres away from any board")
    if not outline:
        return Drawing(len(file.objects), reach)
    straight = [thing for thing in file.objects if not hasattr(thing, "cx")]
    return Drawing(len(file.objects), reach, tuple(segments(file.objects)), tuple(segments(straight)))


def _apertures(file: Any) -> Iterator[Any]:
    return (thing.aperture for thing in file.objects if getattr(thing, "aperture", None) is not None)


def _has_many_corners(aperture: Any) -> bool:
    """Formulas decide how many corners a shape of a macro has, so this is known only after parsing."""
    macro = getattr(aperture, "macro", None)
    parameters = dict(enumerate(getattr(aperture, "parameters", ()), start=1))
    for shape in getattr(macro, "primitives", ()):
        for name in ("n_vertices", "num_circles"):
            formula = getattr(shape, name, None)
            if formula is not None and not 0 <= formula.calculate(parameters) <= _MANY_CORNERS:
                return True
    return False


def _reason(error: str) -> Refused:
    words = next((words for part, words in _REASONS if part in error), "it breaks the rules of its format")
    at = _AT.search(error)
    return Refused(words, int(at[1]) if at else None)

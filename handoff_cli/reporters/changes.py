"""What changed, field by field, in words for a comment: dates and quantities with their values, amounts by name alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from handoff_cli.core.compare import Difference, FileChange
from handoff_cli.core.screen import Lapsed, View
from handoff_cli.reporters.markdown import Block
from handoff_cli.reporters.prose import code, prose

Link = Callable[[str, int | None], str | None]
_MOST_FIELDS: Final = 25
_MOST_FILES: Final = 3
_MARKS: Final = {"added": "added", "removed": "gone", "changed": "changed"}


def changes(view: View, link: Link) -> Iterator[Block]:
    """The comparison with the last decision; nothing for a first offer, which is new as a whole."""
    if not view.since or (view.rejection and view.rejection.current):
        return
    yield f"#### What changed against {prose(view.since)}\n", 0
    if not view.changes:
        yield "Nothing: the files are the same.\n", 0
    for change in view.changes:
        yield _file(change, link), 0
    yield "", 0


def _file(change: FileChange, link: Link) -> str:
    name = _linked(_short(change.path), change.path, None, link if change.mark != "removed" else _nowhere)
    if not change.fields:
        return f"- {name} {'replaced' if change.mark == 'changed' else _MARKS[change.mark]}"
    shown = [f"  - {_field(one, change, link)}" for one in change.fields[:_MOST_FIELDS]]
    left = len(change.fields) - len(shown)
    more = [f"  - and {left} more fields"] if left > 1 else ["  - and 1 more field"] if left else []
    return "\n".join([f"- {name}", *shown, *more])


def _field(one: Difference, change: FileChange, link: Link) -> str:
    """A place that is gone has no line any more at the head, so it leads nowhere."""
    where = _linked(_said(one.route), change.path, one.place.line, _nowhere if one.mark == "removed" else link)
    if one.mark == "changed" and one.shown and one.before and one.after:
        return f"{where}: {code(one.before)} → {code(one.after)}"
    if one.mark == "added" and one.shown and one.after:
        return f"{where} added: {code(one.after)}"
    if one.mark == "removed" and one.shown and one.before:
        return f"{where} gone: it was {code(one.before)}"
    return f"{where} {_MARKS[one.mark]}"


def _said(route: tuple[str, ...]) -> str:
    """`board, deliveries 2, requested`."""
    words = [part.replace("_", " ").removeprefix("items ") for part in route]
    return ", ".join(words) or "the whole file"


def lapsed(view: View) -> Iterator[str]:
    """That a review of an older state does not count for this one, and why."""
    told = view.lapsed
    if told is None:
        return
    what = {True: "approval", False: "request for changes", None: "review"}[told.approved]
    at = _moment(told.at)
    opening = f"**{prose(told.name)}: your {f'{at} ' if at else ''}{what} does not cover"
    if told.gone:
        yield f"{opening} this offer**: it was begun anew since. A new review decides."
    elif not told.files:
        yield f"{opening} the newest commit**, although no file of the deal changed since. A new review decides."
    else:
        files = ", ".join(_changed(path, when, told) for path, when in told.files[:_MOST_FILES])
        left = len(told.files) - _MOST_FILES
        more = f" and {left} more" if left > 0 else ""
        yield f"{opening}** {files}{more}. A new review decides."


def _changed(path: str, when: str, told: Lapsed) -> str:
    moment = _moment(when, beside=told.at)
    return f"{code(_short(path))}{f' changed {moment}' if moment else ''}"


def _moment(at: str, *, beside: str | None = None) -> str:
    """`10:02 UTC` of a time in RFC 3339, with its day where that is another than `beside`'s or stands alone. Others are not told."""
    day, _, rest = at.partition("T")
    clock = rest[:5]
    if not rest.endswith("Z") or not _reads_as(day, "0000-00-00") or not _reads_as(clock, "00:00"):
        return ""
    same = beside is None or beside.partition("T")[0] == day
    return f"{clock} UTC" if same else f"{day} {clock} UTC"


def _reads_as(text: str, form: str) -> bool:
    return len(text) == len(form) and all(
        (c.isascii() and c.isdigit()) if f == "0" else c == f for c, f in zip(text, form, strict=True)
    )


def _linked(text: str, path: str, line: int | None, link: Link) -> str:
    target = link(path, line)
    return f"[{code(text)}]({target})" if target else code(text)


def _nowhere(_path: str, _line: int | None) -> None:
    return None


def _short(path: str) -> str:
    parts = path.split("/", 2)
    return parts[2] if len(parts) == 3 and parts[0] == "projects" else path

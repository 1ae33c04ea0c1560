"""Changes as `git fast-import` takes them."""

from __future__ import annotations

Content = bytes | str | tuple[str, bytes | str] | None
"""The bytes of an ordinary file, (mode, bytes or object id), None for a file to be removed."""


def change(path: str, content: Content) -> bytes:
    name = b'"' + b"".join(b"\\%03o" % byte for byte in path.encode("utf-8", "surrogateescape")) + b'"'
    if content is None:
        return b"D " + name + b"\n"
    mode, what = content if isinstance(content, tuple) else ("100644", content)
    if mode == "160000":
        return b"M 160000 %s %s\n" % (str(what).encode(), name)
    raw = what.encode() if isinstance(what, str) else what
    return b"M %s inline %s\n" % (mode.encode(), name) + data(raw)


def data(raw: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(raw), raw)

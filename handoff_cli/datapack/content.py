"""What a file is by its bytes, before anybody believes its name."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final, Literal

from handoff_cli.core.pointer import is_lfs_pointer

Content = Literal[
    "gerber", "excellon", "gbrjob", "odbpp", "ipc2581", "ipc356", "pdf", "ole2", "ooxml", "ods", "image", "step",
    "plot", "svg", "html", "xml", "hex", "elf", "zip", "archive", "lfs-pointer", "empty", "text", "binary",
]  # fmt: skip

_WINDOW: Final = 64 * 1024
_INFLATED: Final = 8 << 20
_MAGIC: Final[tuple[tuple[bytes, Content], ...]] = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole2"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x7fELF", "elf"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\x1f\x9d", "archive"),
    (b"ISO-10303-21;", "step"),
    (b"%!PS", "plot"),
)
_GERBER: Final = re.compile(
    r"%FS[LTD]?[AI]|%ADD\d{2,}|%MO(?:IN|MM)\*|%TF\.|(?m:^\s*G04[^\n]*\*\s*$)|G54D\d+\*|D\d{2,}\*"
)
_DRAWN: Final = re.compile(r"X-?\d+(?:Y-?\d+)?(?:I-?\d+)?(?:J-?\d+)?D0?[123]\*|D0?[123]\*")
_END: Final = re.compile(r"M0[02]\*")
_EXCELLON: Final = re.compile(r"(?m)^\s*M48\b")
_TOOL: Final = re.compile(r"(?m)^\s*T\d+(?:[CFS][\d.]+)*\s*$")
_HIT: Final = re.compile(r"(?m)^\s*(?:G0?[0-3])?(?:X[-+]?[\d.]+(?:Y[-+]?[\d.]+)?|Y[-+]?[\d.]+)\s*(?:G85\S*)?$")
_IPC356: Final = re.compile(r"(?m)^(?:P  (?:CODE|UNITS|JOB|DIM|IMAGE|VER)\b|3[12]7\S)")
_HEX: Final = re.compile(r"(?::[0-9A-Fa-f]{10,}|S[0-9][0-9A-Fa-f]{6,})\s*(?:\r?\n|$)")
_HPGL: Final = re.compile(r"\s*(?:\x1b\.\S*)?(?:IN;|DF;|PA;|SP\d;)")


def content_of(data: bytes, *, inside: tuple[str, ...] = ()) -> Content:
    """The kind of these bytes; `inside` are the names in them where they are a ZIP that was opened."""
    if not data.strip(b"\x00\t\r\n "):
        return "empty"
    if is_lfs_pointer(data):
        return "lfs-pointer"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, inside)
    if data.startswith(b"\x1f\x8b") and _has_matrix(data):
        return "odbpp"
    for magic, content in _MAGIC:
        if data.startswith(magic):
            return content
    return _textual(data[:_WINDOW]) if not _is_binary(data[:_WINDOW]) else "binary"


def text_of(data: bytes, limit: int = _WINDOW) -> str:
    """The beginning of a file as text, whatever the alphabet: the marks that are looked for are ASCII."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: limit & ~1].decode("utf-16", errors="replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:limit].decode("utf-8", errors="replace")
    return data[:limit].decode("latin-1")


def is_matrix(name: str) -> bool:
    """The one file every ODB++ job has, and nothing else."""
    return name.casefold().replace("\\", "/").endswith("matrix/matrix")


def _zipped(data: bytes, inside: tuple[str, ...]) -> Content:
    if any(map(is_matrix, inside)):
        return "odbpp"
    head = data[:4096]
    if b"mimetypeapplication/vnd.oasis.opendocument" in head:
        return "ods"
    if b"[Content_Types].xml" in data and (b"xl/" in data or b"word/" in data or b"ppt/" in data):
        return "ooxml"
    return "zip"


def _has_matrix(data: bytes) -> bool:
    return any(is_matrix(name) for name in _tar_names(data))


def _tar_names(data: bytes) -> Iterator[str]:
    """The names in a .tgz, as far as a limited look into it goes."""
    try:
        plain = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data, _INFLATED)
    except zlib.error:
        return
    at = 0
    while at + 512 <= len(plain) and plain[at + 257 : at + 262] == b"ustar":
        yield plain[at : at + 100].split(b"\x00")[0].decode("latin-1")
        digits = plain[at + 124 : at + 136].strip(b"\x00 ")
        size = int(digits, 8) if digits and all(48 <= digit < 56 for digit in digits) else 0
        at += 512 + -(-size // 512) * 512


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    odd = sum(head.count(byte) for byte in (b"\x00", b"\x01", b"\x02", b"\x05", b"\x06", b"\x0e", b"\x0f"))
    return odd > len(head) // 200


def _textual(head: bytes) -> Content:
    text = text_of(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _marked_up(start[:4096])
    if is_gerber(text):
        return "gerber"
    if is_excellon(text):
        return "excellon"
    if start.startswith("{") and '"Header"' in text and ("GenerationSoftware" in text or "FilesAttributes" in text):
        return "gbrjob"
    if len(_IPC356.findall(text[:4096])) >= 2:
        return "ipc356"
    if _HEX.match(start):
        return "hex"
    if _HPGL.match(start) or (start.startswith("0") and "SECTION" in start[:40]):
        return "plot"
    return "step" if start.startswith("ISO-10303-21") else "text"


def _marked_up(start: str) -> Content:
    lower = start.casefold()
    if "ipc-2581" in lower or "webstds.ipc.org/2581" in lower:
        return "ipc2581"
    if "<svg" in lower:
        return "svg"
    return "html" if "<html" in lower or "<!doctype html" in lower else "xml"


def is_gerber(text: str) -> bool:
    """Gerber: its parameters, or at least two different marks of the older form without any."""
    if _EXCELLON.search(text[:2048]) and "%FS" not in text:
        return False
    if "%FS" in text and ("%ADD" in text or "%MO" in text or _END.search(text) or _DRAWN.search(text)):
        return True
    if "*" not in text:
        return False
    return bool(_DRAWN.search(text) and _GERBER.search(text)) or bool(_END.search(text) and "G04" in text)


def is_excellon(text: str) -> bool:
    """A drill or rout programme: its header, or tools and hits without a star at their ends."""
    if _EXCELLON.search(text[:8192]):
        return True
    hits = _HIT.findall(text)
    if "*" in "".join(text.split("\n")[:3]) and not hits:
        return False
    marked = bool(_TOOL.search(text)) or "M30" in text or "M15" in text
    return len(hits) >= 2 and marked

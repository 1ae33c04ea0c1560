"""A PDF writer for what the sample needs: Helvetica, lines and circles, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

MM: Final = 72 / 25.4
A4: Final = (210.0, 297.0)
A4_WIDE: Final = (297.0, 210.0)
A3_WIDE: Final = (420.0, 297.0)
_ROUND: Final = 0.5522847498
_FONTS: Final = ("Helvetica", "Helvetica-Bold", "Courier")


@dataclass(slots=True)
class Page:
    """One page; coordinates are millimetres from the lower left corner."""

    size: tuple[float, float] = A4
    commands: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, size: float = 10.0, *, bold: bool = False, fixed: bool = False
    ) -> None:
        font = 3 if fixed else 2 if bold else 1
        self.commands.append(f"BT /F{font} {size:g} Tf {_at(x, y)} Td ({_escaped(text)}) Tj ET")

    def line(self, *points: tuple[float, float], width: float = 0.25, closed: bool = False) -> None:
        first, *rest = points
        path = " ".join([f"{_at(*first)} m", *(f"{_at(*point)} l" for point in rest)])
        self.commands.append(f"{width * MM:.3f} w {path} {'s' if closed else 'S'}")

    def box(self, x: float, y: float, width: float, height: float, line: float = 0.25) -> None:
        self.commands.append(f"{line * MM:.3f} w {_at(x, y)} {_at(width, height)} re S")

    def circle(self, x: float, y: float, radius: float, width: float = 0.25) -> None:
        r, k = radius, radius * _ROUND
        quarters = (
            ((r, k), (k, r), (0.0, r)),
            ((-k, r), (-r, k), (-r, 0.0)),
            ((-r, -k), (-k, -r), (0.0, -r)),
            ((k, -r), (r, -k), (r, 0.0)),
        )
        curves = " ".join(" ".join(_at(x + dx, y + dy) for dx, dy in quarter) + " c" for quarter in quarters)
        self.commands.append(f"{width * MM:.3f} w {_at(x + r, y)} m {curves} s")


def document(pages: Iterable[Page], title: str, author: str, date: str) -> bytes:
    """The bytes of a PDF 1.4 file. `date` is `YYYY-MM-DD`."""
    pages = tuple(pages)
    first = 3 + len(_FONTS)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()]
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode() for name in _FONTS
    ]
    for n, page in enumerate(pages):
        objects += _page_objects(page, first + 2 * n + 1)
    stamp = f"D:{date.replace('-', '')}120000Z"
    facts = f"/Title ({_escaped(title)}) /Author ({_escaped(author)}) /CreationDate ({stamp})"
    objects.append(f"<< {facts} >>".encode("cp1252"))
    return _file(objects)


def _page_objects(page: Page, content: int) -> list[bytes]:
    width, height = (length * MM for length in page.size)
    fonts = " ".join(f"/F{n + 1} {3 + n} 0 R" for n in range(len(_FONTS)))
    stream = "\n".join(page.commands).encode("cp1252")
    return [
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Resources << /Font << {fonts} >> >> /Contents {content} 0 R >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = (len(objects) + 1, len(objects), table)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % size
    return bytes(out)


def _at(x: float, y: float) -> str:
    return f"{x * MM:.2f} {y * MM:.2f}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

"""Everything no board is built from: job files, netlists, drawings, schematics, firmware, tables, logs."""

from __future__ import annotations

import re
from typing import Final

from handoff_cli.datapack.content import Content
from handoff_cli.datapack.roles.claim import UNIDENTIFIED, Claim, Subject
from handoff_cli.datapack.roles.tables import Table, is_headerless_placement, table_of

_BY_CONTENT: Final[dict[Content, tuple[str, str]]] = {
    "gbrjob": ("job", "a Gerber job file"),
    "odbpp": ("odbpp", "an ODB++ job: matrix/matrix is in it"),
    "ipc2581": ("ipc2581", "IPC-2581 by its root element"),
    "ipc356": ("netlist", "IPC-D-356 records"),
    "hex": ("firmware", "Intel HEX or S-records"),
    "elf": ("firmware", "an ELF program"),
    "image": ("document", "a picture"),
    "step": ("document", "a STEP model"),
    "plot": ("document", "a plot for paper"),
    "svg": ("document", "an SVG picture"),
    "html": ("document", "a web page"),
    "xml": ("document", "an XML file"),
}
_NAMED: Final = (
    (
        re.compile(r"schem|(?:^|[^a-z])sch(?:$|[^a-z])|schaltplan|stromlauf|circuit[ _-]?diagram", re.IGNORECASE),
        "schematic",
    ),
    (re.compile(r"assembl|(?:^|[^a-z])assy|best(?:ü|ue)ckung", re.IGNORECASE), "assembly-drawing"),
    (
        re.compile(
            r"fab(?:rication)?[ _-]?(?:drawing|drw|dwg|print)|(?:^|[^a-z])fab(?:$|[^a-z])|stack-?up", re.IGNORECASE
        ),
        "fab-drawing",
    ),
    (
        re.compile(r"test[ _-]?(?:spec|plan|procedure|instruction)|pr(?:ü|ue)f(?:plan|vorschrift)", re.IGNORECASE),
        "test-spec",
    ),
)
_FIRMWARE: Final = re.compile(r"\.(?:bin|hex|elf|uf2|dfu|img|s19|srec|mot|jed|svf|pof|sof|bit|fw)$", re.IGNORECASE)
_LOGS: Final = re.compile(
    r"\.(?:log|jrl|rep|drr|extrep|rul|ldp|apr|apr_lib|gpi|dri|lst|info|tool|whl|rpt|err|md|rtf|lht|gvp|gpf|fpl|fdl|report|"
    r"kicad_pcb|kicad_sch|kicad_pro|sch|brd|pcbdoc|schdoc|prjpcb|dsn|pcb|dch|dip|lib|net|gerberset|1|json|yaml|yml)$",
    re.IGNORECASE,
)
_PROSE: Final = re.compile(
    r"read[ _-]?me|licen[cs]e|how-?to|notes?|hinweis|liesmich|(?:nc|art)_param|source|changelog", re.IGNORECASE
)
_PLACED: Final = re.compile(
    r"\.(?:mnt|mnb|pos|xy|pnp|cpl)$|pnp|pick|place|placement|centroid|(?:^|[^a-z])(?:pos|xy|cpl)(?:$|[^a-z])",
    re.IGNORECASE,
)
_ROLES: Final[dict[Table, str]] = {"bom": "bom", "centroid": "centroid"}


def claim(subject: Subject, data: bytes) -> Claim | None:
    """The role of a file that is no Gerber and no drill programme."""
    content = subject.content
    if content in ("gerber", "excellon"):
        return None
    if content in _BY_CONTENT:
        role, evidence = _BY_CONTENT[content]
        return _refined(subject, Claim(role=role, evidence=evidence))
    if content == "pdf":
        return _refined(subject, Claim(role="document", evidence="a PDF"))
    if content in ("text", "ooxml", "ole2", "ods"):
        return _table(subject, data)
    if content in ("zip", "archive", "lfs-pointer", "empty"):
        words = {"zip": "an archive, its files are listed on their own", "empty": "a file without content"}
        role = "document" if content == "zip" else UNIDENTIFIED
        return Claim(role=role, evidence=words.get(content, f"a {content}, not opened"))
    if _FIRMWARE.search(subject.name):
        return Claim(role="firmware", evidence=f"binary, name {subject.name}")
    return Claim(role="document", evidence=f"binary, name {subject.name}") if _LOGS.search(subject.name) else None


def _refined(subject: Subject, plain: Claim) -> Claim:
    """Paper of a known kind: its name says which."""
    if plain.role != "document" or subject.content not in ("pdf", "image", "svg", "plot", "html"):
        return plain
    for pattern, role in _NAMED:
        if pattern.search(subject.stem):
            return Claim(role=role, evidence=f"{plain.evidence}, name {subject.name}")
    if "drl_map" in subject.stem or re.search(r"drill[ _-]?map", subject.stem, re.IGNORECASE):
        return Claim(role="drill-map", evidence=f"{plain.evidence}, name {subject.name}")
    return plain


def _table(subject: Subject, data: bytes) -> Claim | None:
    found = table_of(data, subject.content)
    if found in _ROLES:
        what = "parts list" if found == "bom" else "placement list"
        return Claim(role=_ROLES[found], evidence=f"a {what} by its header row")
    if found == "parts-without-refdes":
        return Claim(role="document", evidence="a parts list without designators: it is not the BOM")
    if subject.content == "text" and is_headerless_placement(data) and _PLACED.search(subject.name):
        return Claim(role="centroid", evidence=f"a placement list without header, name {subject.name}")
    if subject.content != "text":
        return _refined_office(subject)
    if _PROSE.search(subject.stem) or _LOGS.search(subject.name):
        return Claim(role="document", evidence=f"text, name {subject.name}")
    if found == "table":
        return Claim(role=UNIDENTIFIED, evidence="a table whose header says neither parts nor placement")
    prose = re.search(r"\.(?:txt|doc)$", subject.name, re.IGNORECASE) and not re.search(
        r"bom|pos|pnp|xy", subject.stem, re.IGNORECASE
    )
    return Claim(role="document", evidence="plain text") if prose else None


def _refined_office(subject: Subject) -> Claim | None:
    for pattern, role in _NAMED:
        if pattern.search(subject.stem):
            return Claim(role=role, evidence=f"an Office document, name {subject.name}")
    sheet = re.search(r"\.(?:xls[xm]?|ods)$", subject.name, re.IGNORECASE)
    return None if sheet else Claim(role="document", evidence="an Office document")

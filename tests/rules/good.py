"""The sample deal as data: nothing in it is wrong. A test changes one thing and says which rule notices."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from handoff_cli.core.deal import Deal
from handoff_cli.core.pack import Bom, BomLine, Centroid, Flaw, Layer, Member, Pack, Placement
from handoff_cli.core.policy import Policy
from handoff_cli.core.tree import Node
from tests.rules import build

FOLDER = "projects/BRW-1042"
ARCHIVE = f"{FOLDER}/data-pack/fsg-100/BW-FSG-100_REV_C01.zip"
MANIFEST = "data-pack/fsg-100/manifest.yaml"
ZIP_SHA = build.sha256("the golden pack")
FILES = {
    "contract/MSA-2024-07.pdf": "the signed frame agreement",
    "contract/PO-88213.pdf": "the signed order",
    "evidence/2026-01-22-solder-mask.md": "Bob accepts blue.",
    "data-pack/fsg-100/BW-FSG-100_REV_C01.zip": "the golden pack",
    "data-pack/fsg-100/received/fsg100.zip": "as it came",
}
PATHS = {
    "bom.csv": "bom",
    "xy.csv": "centroid",
    "top.gbr": "top-copper",
    "in1.gbr": "inner-copper-1",
    "bottom.gbr": "bottom-copper",
    "top_mask.gbr": "top-mask",
    "bottom_mask.gbr": "bottom-mask",
    "top_paste.gbr": "top-paste",
    "top_silk.gbr": "top-silk",
    "outline.gbr": "outline",
    "board.drl": "drill-plated",
    "npth.drl": "drill-nonplated",
    "fsg100_1.4.0.hex": "firmware",
    "schematic.pdf": "schematic",
    "board.ipc": "netlist",
    "fab.pdf": "fab-drawing",
    "assembly.pdf": "assembly-drawing",
}
LOOKED_AT = ("part-numbers", "descriptions", "body-centres", "rotations", "polarity")
BOM = (
    BomLine(
        line=2,
        refdes=("C1", "C2"),
        quantity=2,
        mpn="GRM155R71C104KA88D",
        manufacturer="Murata",
        excerpt='"C1,C2",2,GRM155R71C104KA88D',
    ),
    BomLine(
        line=3,
        refdes=("U1",),
        quantity=1,
        mpn="STM32U575CIU6",
        manufacturer="ST",
        excerpt="U1,1,STM32U575CIU6",
        fields={"Sources": "1"},
    ),
    BomLine(line=4, refdes=("J9",), quantity=1, mpn="B3B-XH-A", manufacturer="JST", excerpt="J9,1,B3B-XH-A"),
    BomLine(line=5, refdes=("R7",), quantity=0, mpn="", manufacturer="", dnp=True, excerpt="R7,0,,DNP"),
)
ROWS = tuple(
    Placement(
        line=line,
        refdes=ref,
        x=x,
        y=y,
        rotation=0.0,
        side="top",
        excerpt=f"{ref},{x},{y},0,top",
        evidence="“DNP” under “Value”" if ref == "R7" else "",
    )
    for line, (ref, x, y) in enumerate(
        [("C1", 5.0, 5.0), ("C2", 7.0, 5.0), ("U1", 20.0, 20.0), ("R7", 9.0, 9.0), ("FID1", 1.0, 1.0)], 2
    )
)
SIGNATURES = [
    {"party": "customer", "name": "Alice Moreau", "role": "Procurement Director", "date": "2024-05-14"},
    {"party": "ems", "name": "Tom Okafor", "role": "Sales Manager", "date": "2024-05-16"},
]
DAMAGES = {"applies": True, "rate_percent_per_week": "0.5", "cap_percent": "10", "starts": "2026-05-25"}
KICKOFF_TEXT = """
## Introductions
From now on Dana is your point of contact.
## Scope
We are building revision C, 1000 pieces. Alice alone approves a cost increase. The mask margin is 0.05 mm.
## Risks
R-02: we ship from safety stock.
## Cadence
We report every Tuesday at 10:00.
"""


def _deal() -> dict[str, Any]:
    delivery = [
        {"quantity": 400, "requested": "2026-04-20", "promised": "2026-04-20"},
        {"quantity": 600, "requested": "2026-05-18", "promised": "2026-05-18"},
    ]
    board = {
        "item": "board",
        "kind": "pcba",
        "description": "Flow sensor gateway, assembled board",
        "part": "BW-FSG-100",
        "revision": "C",
    }
    cable = {"item": "cable", "kind": "cable", "description": "Sensor cable 2 m", "part": "BW-CBL-012", "revision": "B"}
    return {
        "deal": "BRW-1042",
        "title": "Flow sensor gateway, first series",
        "customer": {"name": "Brightwater Instruments Ltd"},
        "team": {"sales": "tom", "pm": "dana", "engineer": "mira", "buyer": "jonas"},
        "items": [
            board | {"quantity": 1000, "pack": "fsg-100", "deliveries": delivery},
            cable
            | {
                "quantity": 1000,
                "deliveries": [{"quantity": 1000, "requested": "2026-04-20", "promised": "2026-04-20"}],
            },
        ],
        "milestones": [{"id": "M-01", "name": "First shipment", "date": "2026-04-20"}],
    }


def _quote() -> dict[str, Any]:
    breaks = [{"from": 1, "to": 499, "price": "49.80"}, {"from": 500, "price": "43.90"}]
    cost = {"material": "24.10", "labour": "5.80", "test": "1.70", "logistics": "0.90", "overhead": "1.20"}
    return {
        "quote": "Q-2026-0311",
        "revision": 2,
        "issued": "2026-01-12",
        "valid_until": "2026-02-28",
        "currency": "EUR",
        "payment_terms": "Net 30",
        "lead_time": {"weeks": 10, "from": "po-date", "to": "ex-works"},
        "items": [
            {
                "item": "board",
                "part": "BW-FSG-100",
                "revision": "Rev. C",
                "board": {"layers": 4, "thickness_mm": "1.6", "finish": "immersion gold", "mask_colour": "blue"},
                "price_breaks": breaks,
                "cost": cost,
                "margin": {"gross_percent": "23.2"},
            },
            {
                "item": "cable",
                "part": "bw-cbl-012",
                "revision": "B",
                "price_breaks": [{"from": 1, "price": "6.00"}],
                "cost": {"material": "3.00", "labour": "1.50"},
                "margin": {"gross_percent": "25.0"},
            },
        ],
        "nre": [
            {"id": "NRE-01", "kind": "stencil", "description": "Stencil, top side", "price": "380.00", "raid": "A-02"}
        ],
        "margin": {
            "gross_percent": "23.6",
            "by_bucket": {"material": "18.0", "labour": "31.0", "test": "35.0", "nre": "12.0", "logistics": "8.0"},
        },
        "packaging": {"included": False},
        "freight": {"included": True},
        "assumptions": [
            _assumption("AS-01", "exclusion", "packaging", "Custom packaging is not in the price.")
            | {"cost_if_wrong": "1.40"},
            _assumption("AS-02", "customer-dependency", "test", "The customer supplies the programming fixture.")
            | {"raid": "A-01"},
            _assumption("AS-03", "inclusion", "firmware", "Every board is loaded with image 1.4.0."),
        ],
    }


def _assumption(id: str, kind: str, category: str, statement: str) -> dict[str, Any]:
    who = {"owner": "tom", "status": "open", "visible_to_customer": True}
    return {"id": id, "kind": kind, "category": category, "statement": statement} | who


def _contract() -> dict[str, Any]:
    def paper(kind: str, reference: str) -> dict[str, Any]:
        file = f"contract/{reference}.pdf"
        return {
            "kind": kind,
            "reference": reference,
            "file": file,
            "sha256": build.sha256(FILES[file]),
            "signatures": [signature | ({"date": "2026-02-04"} if kind == "po" else {}) for signature in SIGNATURES],
        }

    lines = [
        {
            "line": 10,
            "kind": "product",
            "item": "board",
            "part": "BW-FSG-100",
            "revision": "C",
            "quantity": 1000,
            "unit_price": "43.90",
        },
        {
            "line": 20,
            "kind": "product",
            "item": "cable",
            "part": "BW-CBL-012",
            "revision": "B",
            "quantity": 1000,
            "unit_price": "6.0",
        },
        {"line": 30, "kind": "nre", "nre": "NRE-01", "quantity": 1, "unit_price": "380.00"},
    ]
    terms = {"payment_terms": "net 30", "incoterm": "FCA", "incoterm_place": "Nordhall, Gothenburg"}
    return {
        "documents": [paper("msa", "MSA-2024-07"), paper("po", "PO-88213")],
        "purchase_order": {
            "number": "PO-88213",
            "date": "2026-02-03",
            "quote": "Q-2026-0311",
            "currency": "EUR",
            **terms,
            "lines": lines,
        },
        "terms": {**terms, "partial_shipment": True, "liability_cap": "100000.00", "liquidated_damages": dict(DAMAGES)},
        "non_standard_terms": [
            {
                "id": "NST-01",
                "clause": "MSA 9.3",
                "category": "liquidated-damages",
                "summary": "0.5 % a week",
                "exposure": "5350.00",
                "owner": "dana",
                "raid": "R-02",
            }
        ],
        "precedence": ["msa", "po"],
        "declarations": [{"what": ["signatures", "clauses"], "by": "tom", "on": "2026-02-05"}],
        "screening": {"result": "clear", "on": "2026-01-09", "by": "ines"},
        "credit": {
            "limit": "60000.00",
            "open_receivables": "31000.00",
            "checked": "2026-02-04",
            "checked_by": "ines",
            "raid": "I-01",
        },
    }


def _manifest() -> dict[str, Any]:
    return {
        "pack": "fsg-100",
        "part": "BW-FSG-100",
        "revision": "C",
        "issue": "REV_C01",
        "status": "RELEASED",
        "archive": "BW-FSG-100_REV_C01.zip",
        "sha256": ZIP_SHA,
        "ipc_class": 2,
        "board": {"layers": 4, "thickness_mm": "1.60", "material": "FR-4", "finish": "ENIG", "mask_colour": "Black"},
        "members": [{"path": path, "role": role} for path, role in PATHS.items()],
        "unplaced": [{"refdes": ["J9"], "reason": "hand-soldered after washing", "by": "mira"}],
        "not_parts": [{"refdes": ["FID1"], "reason": "fiducial", "by": "mira"}],
        "declarations": [{"what": list(LOOKED_AT), "by": "mira", "on": "2026-01-13"}],
        "supply": {"default": "turnkey", "reason": "Agreed in the quote", "by": "jonas"},
        "substitution": {"default": "no-substitution", "reason": "The customer wants to be asked", "by": "mira"},
    }


def _deviations() -> dict[str, Any]:
    evidence = "evidence/2026-01-22-solder-mask.md"
    approver = {
        "name": "Bob Tanaka",
        "company": "Brightwater Instruments Ltd",
        "role": "Lead Hardware Engineer",
        "date": "2026-01-22",
    }
    return {
        "deviations": [
            {
                "id": "DEV-01",
                "items": ["board"],
                "requirement": "Black solder mask (drawing BW-FSG-100-FAB note 4)",
                "accepted": "Blue solder mask",
                "impact": "cosmetic",
                "approved_by": approver,
                "evidence": evidence,
                "evidence_sha256": build.sha256(FILES[evidence]),
                "effectivity": {"quantity": 1000},
                "raid": "D-01",
            }
        ],
        "questions": [
            {
                "id": "EQ-01",
                "question": "May R7 be left unfitted, as in revision B?",
                "asked": "2026-01-20",
                "disposition": "clarification",
                "answered": "2026-01-22",
            }
        ],
    }


def _people() -> dict[str, Any]:
    def person(id: str, name: str, influence: str, areas: list[str], approves: list[str]) -> dict[str, Any]:
        return {
            "id": id,
            "name": name,
            "email": f"{id}@brightwater.example",
            "influence": influence,
            "contact_for": areas,
            "can_approve": approves,
        }

    return {
        "customer": [
            person("alice", "Alice Moreau", "decision-maker", ["commercial"], ["cost-increase"]),
            person("bob", "Bob Tanaka", "influencer", ["technical"], ["engineering-deviation"]),
            person("priya", "Priya Nair", "influencer", ["logistics"], ["shipment-release"]),
        ]
    }


def _raid() -> dict[str, Any]:
    def entry(id: str, description: str, *, visible: bool = False, **more: Any) -> dict[str, Any]:
        return {
            "id": id,
            "description": description,
            "impact": "delay",
            "owner": "purchasing",
            "status": "open",
            "customer_visible": visible,
        } | more

    fixture = {"what": "programming fixture", "due": "2026-03-16", "slip": "day-for-day", "milestone": "M-01"}
    return {
        "risks": [
            entry("R-01", "Component U1 is single-source.", mitigation="Pre-buy stock.", links=["bom:U1"]),
            entry(
                "R-02", "Damages for late delivery.", visible=True, mitigation="Ship early.", links=["NST-01", "R-01"]
            ),
        ],
        "assumptions": [
            entry("A-01", "Customer supplies the programming fixture.", commitment=fixture, links=["AS-02"]),
            entry("A-02", "Customer pays NRE before tooling starts.", links=["NRE-01"]),
        ],
        "issues": [
            entry(
                "I-01",
                "Credit limit insufficient for full material buy.",
                action="Finance to approve temporary increase.",
            )
        ],
        "decisions": [
            entry("D-01", "Blue solder mask is accepted.", decided_by="bob", links=["DEV-01", "PR-01"]),
            entry(
                "D-02", "Ship partial quantity (50 %) allowed.", decided_by="alice", links=["contract:partial-shipment"]
            ),
        ],
    }


def _promises() -> dict[str, Any]:
    promise = {
        "said_by": "tom",
        "said_to": "alice",
        "words": "We might squeeze in ten early boards.",
        "disposition": "retracted",
        "told_customer_on": "2026-01-26",
        "raid": "D-01",
    }
    return {
        "promises": [{"id": "PR-01"} | promise],
        "others": {"none_confirmed_by": "tom", "on": "2026-02-05"},
    }


def _internal() -> dict[str, Any]:
    people = [
        {"person": "tom", "role": "sales"},
        {"person": "dana", "role": "pm"},
        {"person": "mira", "role": "engineering"},
    ]
    return {
        "held": "2026-02-05",
        "attendees": people,
        "technical_risks": ["R-01"],
        "lead_time": {"weeks": 10, "from": "po-date", "to": "ex-works"},
    }


def _external() -> dict[str, Any]:
    return {
        "planned": "2026-02-12",
        "contact_transfer": {"from": "tom", "to": "dana", "on": "2026-02-12"},
        "scope": [
            {"item": "board", "part": "BW-FSG-100", "revision": "revision C", "quantity": 1000},
            {"item": "cable", "part": "BW-CBL-012", "revision": "B", "quantity": 1000},
        ],
        "confirmed_by": "bob",
        "risks": ["R-02"],
        "": KICKOFF_TEXT,
    }


def documents() -> dict[str, Any]:
    kpis = [{"name": "On time in full", "driver": "speed", "target": "98", "unit": "%", "owner": "dana"}]
    return {
        "deal.yaml": _deal(),
        "quote.yaml": _quote(),
        "contract.yaml": _contract(),
        MANIFEST: _manifest(),
        "deviations.yaml": _deviations(),
        "stakeholders.yaml": _people(),
        "why.md": {"driver": "speed", "evidence": "Call of 2026-01-08", "kpis": kpis},
        "raid.yaml": _raid(),
        "promises.yaml": _promises(),
        "kickoff/internal.md": _internal(),
        "kickoff/external.md": _external(),
    }


@dataclass(slots=True)
class Sample:
    """A deal before it is made: everything in it can still be changed."""

    documents: dict[str, Any] = field(default_factory=documents)
    files: dict[str, str] = field(default_factory=lambda: dict(FILES))
    paths: list[str] = field(default_factory=lambda: list(PATHS))
    bom: tuple[BomLine, ...] | None = BOM
    rows: tuple[Placement, ...] | None = ROWS
    flaws: tuple[Flaw, ...] = ()
    zip_sha: str = ZIP_SHA
    extent: tuple[float, float, float, float] = (0.0, 0.0, 80.0, 60.0)
    layers: tuple[Layer, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    """Fields of the pack beside these: registration, board, …"""
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Path → fields of that member."""
    accepted: Node | None = None
    thresholds: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    """The company's own; where it is empty no currency is a foreign one."""
    """Numbers of the policy beside its defaults."""

    def __getitem__(self, name: str) -> Any:
        return self.documents[name]

    def deal(self, policy: Policy = build.POLICY) -> Deal:
        made = build.deal(
            self.documents,
            {},
            self.files,
            replace(policy, thresholds={**policy.thresholds, **self.thresholds}, currency=self.currency),
        )
        packs = {"fsg-100": self._pack(made)} if MANIFEST in made.documents else {}
        return replace(made, packs=packs, accepted=self.accepted)

    def _pack(self, made: Deal) -> Pack:
        pack = Pack(
            name="fsg-100",
            manifest=made.documents[MANIFEST],
            archive=ARCHIVE,
            sha256=self.zip_sha,
            members=tuple(self._member(path) for path in self.paths),
            bom=None if self.bom is None else Bom(member="bom.csv", columns={"mpn": "MPN"}, lines=self.bom),
            centroid=None if self.rows is None else Centroid(member="xy.csv", unit="mm", placements=self.rows),
            layers=(Layer(member="outline.gbr", role="outline", objects=4, extent=self.extent), *self.layers),
            flaws=self.flaws,
        )
        return replace(pack, **self.facts)

    def _member(self, path: str) -> Member:
        return replace(Member(path=path, size=1, sha256="", role=PATHS.get(path)), **self.members.get(path, {}))

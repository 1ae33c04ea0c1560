"""A small complete deal: one cable, no data pack. `files(quantity=500)` is the same deal with another scope."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

DEAL = "CAB-0071"
OTHER = "CAB-0072"
ORDER = b"Purchase order of Fenwick Pumps Ltd, signed on both sides.\n"

_DEAL = """\
# yaml-language-server: $schema=../../schemas/deal.schema.json
deal: {deal}
title: Sensor cable, first series
customer: {{name: Fenwick Pumps Ltd}}
team: {{sales: {sales}, pm: {pm}}}
items:
  - item: cable
    kind: cable
    description: Sensor cable, six wires
    part: FP-CBL-01
    revision: A
    quantity: {quantity}
    deliveries:
      - {{quantity: {quantity}, requested: "2026-04-20", promised: "2026-04-20"}}
"""
_QUOTE = """\
# yaml-language-server: $schema=../../schemas/quote.schema.json
quote: Q-2026-0400
revision: 1
issued: "2026-01-12"
valid_until: "2026-03-31"
currency: EUR
payment_terms: net 30
lead_time: {{weeks: 8, from: po-date, to: ex-works}}
items:
  - item: cable
    part: FP-CBL-01
    revision: A
    price_breaks: [{{from: 1, price: "6.40"}}]
    cost: {{material: "3.10", labour: "1.50", test: "0.20", logistics: "0.10", overhead: "0.30"}}
    margin: {{gross_percent: "18.8"}}
nre: {{none_confirmed_by: mira, on: "2026-01-10"}}
margin:
  gross_percent: "18.8"
  by_bucket: {{material: "18.0", labour: "20.0", test: "20.0", nre: "0.0", logistics: "8.0"}}
packaging: {{included: true, note: Fifty cables to a carton.}}
freight: {{included: false, note: The customer sends a carrier.}}
approval: {{approver: ines, role: Finance Manager, on: "2026-01-12"}}
assumptions:
  - id: AS-01
    kind: exclusion
    category: logistics
    statement: Freight is not in the price.
    cost_if_wrong: "0.20"
    owner: {sales}
    status: verified
    source: Mail of 2026-01-09 from Gina Hale
    visible_to_customer: true
"""
_CONTRACT = """\
# yaml-language-server: $schema=../../schemas/contract.schema.json
documents:
  - kind: po
    reference: PO-5501
    file: contract/PO-5501.pdf
    sha256: {order}
    signatures:
      - {{party: customer, name: Gina Hale, role: Head of Purchasing, date: "2026-02-03"}}
      - {{party: ems, name: Tom Okafor, role: Sales Manager, date: "2026-02-04"}}
purchase_order:
  number: PO-5501
  date: "2026-02-03"
  quote: Q-2026-0400
  currency: EUR
  payment_terms: net 30
  incoterm: FCA
  incoterm_place: Nordhall, Gothenburg
  lines:
    - {{line: 10, kind: product, item: cable, part: FP-CBL-01, revision: A, quantity: {quantity}, unit_price: "6.40"}}
terms:
  payment_terms: net 30
  incoterm: FCA
  incoterm_place: Nordhall, Gothenburg
  warranty_months: 24
  liability_cap: "10000.00"
  partial_shipment: false
  liquidated_damages: {{applies: false}}
non_standard_terms: {{none_confirmed_by: {sales}, on: "2026-02-04"}}
credit: {{limit: "60000.00", open_receivables: "1000.00", checked: "2026-02-04", checked_by: ines}}
"""
_DEVIATIONS = """\
# yaml-language-server: $schema=../../schemas/deviations.schema.json
deviations: {none_confirmed_by: mira, on: "2026-02-04"}
"""
_STAKEHOLDERS = """\
# yaml-language-server: $schema=../../schemas/stakeholders.schema.json
customer:
  - id: gina
    name: Gina Hale
    title: Head of Purchasing
    email: gina.hale@fenwick.example
    influence: decision-maker
    contact_for: [technical, commercial, logistics, quality, finance]
    can_approve: [cost-increase, schedule-change, engineering-deviation, scope-change, shipment-release]
  - id: omar
    name: Omar Lind
    title: Design Engineer
    email: omar.lind@fenwick.example
    influence: influencer
    contact_for: [technical]
"""
_WHY = """\
---
# yaml-language-server: $schema=../../schemas/why.schema.json
driver: quality
evidence: Call of 2026-01-08 with Gina Hale
kpis:
  - {name: Cables without a fault at incoming inspection, driver: quality, target: "99", unit: "%", owner: dana}
---

# Why Fenwick came to us

## Why the customer bought

Their present cables come loose in the pump. Ours are crimped and pulled one by one.

## What they will judge us by

The incoming inspection of the first hundred.
"""
_RAID = """\
# yaml-language-server: $schema=../../schemas/raid.schema.json
risks:
  - id: R-01
    description: The crimp contacts have a lead time of six weeks.
    impact: The delivery is late when they are ordered late.
    owner: jonas
    status: open
    mitigation: Order them the day the deal is handed over.
    due: "2026-02-27"
    raised: "2026-01-12"
    customer_visible: false
assumptions: {none_confirmed_by: tom, on: "2026-02-04"}
issues: {none_confirmed_by: tom, on: "2026-02-04"}
decisions: {none_confirmed_by: tom, on: "2026-02-04"}
"""


def files(deal: str = DEAL, *, quantity: int = 400, pm: str = "dana", sales: str = "tom") -> Mapping[str, bytes]:
    """Every file of the deal by its path in the repository."""
    words = {"deal": deal, "quantity": quantity, "pm": pm, "sales": sales, "order": hashlib.sha256(ORDER).hexdigest()}
    texts = {
        "deal.yaml": _DEAL.format(**words),
        "quote.yaml": _QUOTE.format(**words),
        "contract.yaml": _CONTRACT.format(**words),
        "deviations.yaml": _DEVIATIONS,
        "stakeholders.yaml": _STAKEHOLDERS,
        "why.md": _WHY,
        "raid.yaml": _RAID,
    }
    written = {f"projects/{deal}/{name}": text.encode() for name, text in texts.items()}
    return written | {f"projects/{deal}/contract/PO-5501.pdf": ORDER}


def within(name: str, deal: str = DEAL) -> str:
    """A path inside the deal."""
    return f"projects/{deal}/{name}"

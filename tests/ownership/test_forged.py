"""Records that handoff would not have written, pushed to the ledger all the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handoff_cli.core.record import Complete, Reason, Record
from handoff_cli.git.repository import Repository
from handoff_cli.ledger import signatures
from handoff_cli.ledger.codec import encode
from handoff_cli.ledger.store import append, read
from tests.ownership.shop import LEDGER, OFFER, Shop

LOT = ("deal.yaml", "First shipment", "First lot")
REASONS = (Reason(None, None, None, "Because."),)


def forge(shop: Shop, key: str | None, **fields: Any) -> None:
    """Append a record like the last one, but for these fields, signed by somebody or by nobody."""
    shop.clone("tom").git("fetch", "-q", "origin", f"+{LEDGER}:refs/remotes/origin/{LEDGER}")
    repo = Repository.discover(shop.clone("tom").path)
    ledger = read(repo, repo.resolve(f"refs/remotes/origin/{LEDGER}") or "")
    seq, prev = ledger.next("BRW-1042")
    record: Record = replace(ledger.entries[-1].record, seq=seq, prev=prev, **fields)
    signature = signatures.sign(encode(record), shop.keys[key]) if key else None
    commit = append(repo, ledger, record, signature)
    shop.clone("tom").git("push", "-q", "origin", f"{commit}:refs/heads/{LEDGER}")


@pytest.fixture
def pending(shop: Shop) -> Shop:
    """Dana's acceptance is written, not merged."""
    assert shop.accept("dana", "--no-merge").code == 0
    return shop


ENDING: tuple[tuple[str | None, dict[str, Any]], ...] = (
    (None, {}),
    ("tom", {}),
    ("tom", {"by": "tom", "for_": "tom"}),
    ("quinn", {"by": "quinn", "for_": "dana"}),
    ("quinn", {"by": "quinn", "for_": "quinn"}),
)


@pytest.mark.parametrize("kind", ["reject", "withdraw"])
def test_nobody_else_ends_an_acceptance(pending: Shop, kind: str) -> None:
    """Unsigned; by Sales in the PM's name and in his own; by another PM as if he were the deputy, and as himself."""
    for key, fields in ENDING:
        forge(pending, key, kind=kind, terms=(), reasons=REASONS if kind == "reject" else (), **fields)
    assert pending.gate().code == 0
    assert pending.accept().code == 0
    assert pending.status()["owner"] == "pm"


def test_a_rejection_by_nobody_entitled_is_none(shop: Shop) -> None:
    shop.decide("dana", "reject", "--reason", "Not yet.")
    shop.commit("tom", OFFER, shop.edited(*LOT, ref=OFFER))
    offer = shop.gate().deal()
    for key in (None, "tom", "quinn"):
        fields = {"by": key, "for_": key} if key else {}
        forge(shop, key, to=offer["baseline"], package=offer["package"], **fields)
    assert shop.verdict() == "waiting-for-pm"
    assert "rejected by" not in shop.run("arvid", "status").out


WORTHLESS: dict[str, tuple[str | None, dict[str, Any]]] = {
    "unsigned": (None, {}),
    "by Sales in the PM's name": ("tom", {}),
    "incomplete": ("dana", {"complete": Complete(reject=1, warn=0)}),
    "the PM wrote part of it": ("dana", {"authors": ("dana", "tom")}),
    "under another policy": ("dana", {"policy": f"1:{'0' * 64}"}),
    "by another PM": ("quinn", {"by": "quinn", "for_": "quinn"}),
}


def test_an_acceptance_that_does_not_count(pending: Shop) -> None:
    """Of other bytes than the PM accepted: they are merged, and Sales owns them."""
    pending.decide("dana", "withdraw")
    pending.commit("tom", OFFER, pending.edited(*LOT, ref=OFFER))
    offer = pending.gate().deal()
    about = {"kind": "accept", "to": offer["baseline"], "package": offer["package"]}
    for why, (key, fields) in WORTHLESS.items():
        forge(pending, key, **about, head=pending.server.rev_parse(OFFER), **fields)
        assert pending.gate().code == 1, why
    pending.clone("tom").git("push", "-q", "origin", f"{OFFER}:main")
    assert pending.status()["owner"] == "sales"
    assert pending.run("arvid", "audit").code == 1


def test_row_23_a_rejection_with_an_older_state_after_the_merge(shop: Shop) -> None:
    """Nobody can tell afterwards which was first, so it counts against the handover; the PM settles it."""
    shop.accept()
    forge(shop, "dana", kind="reject", terms=(), reasons=REASONS)
    status = shop.status()
    assert (status["owner"], status["contested"]) == ("sales", True)
    assert shop.run("arvid", "audit").code == 1
    assert shop.accept("dana", "--ratify").code == 0
    assert shop.status()["owner"] == "pm"
    assert shop.run("arvid", "audit").code == 0


def test_only_the_pm_can_contest_a_handover(handed: Shop) -> None:
    """With a record that names a state of the target older than the one before it."""
    late = {"kind": "reject", "terms": (), "reasons": REASONS, "tip": handed.records()[0]["tip"]}
    handed.commit("tom", OFFER, handed.edited(*LOT))
    handed.accept()
    for key in (None, "tom"):
        forge(handed, key, **late)
    status = handed.status()
    assert (status["owner"], status["contested"]) == ("pm", False)
    assert handed.run("arvid", "audit").code == 0
    forge(handed, "dana", **late)
    assert handed.status()["contested"] is True
    assert handed.run("arvid", "audit").code == 1


def test_a_record_copied_from_elsewhere_breaks_the_ledger(pending: Shop) -> None:
    arvid = pending.clone("arvid")
    arvid.git("fetch", "-q", "origin")
    blob = arvid.rev_parse(f"origin/{LEDGER}:ledger/BRW-1042/0001.json")
    index = {"GIT_INDEX_FILE": str(pending.folder / "index")}
    arvid.git("read-tree", f"origin/{LEDGER}", env=index)
    arvid.git("update-index", "--add", "--cacheinfo", f"100644,{blob},ledger/ACME-1/0001.json", env=index)
    tree = arvid.git("write-tree", env=index)
    made = arvid.commit_tree(tree, f"origin/{LEDGER}", f"origin/{OFFER}")
    arvid.git("push", "-q", "origin", f"{made}:refs/heads/{LEDGER}")
    assert pending.gate().code == 3
    assert pending.run("arvid", "status").code == 3
    assert pending.accept().code == 3

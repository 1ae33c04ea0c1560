"""Threats 1–16: policy and gate."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from handoff_cli import cli
from handoff_cli.ledger.codec import encode
from tests.corpus import package
from tests.corpus.case import Case
from tests.corpus.package import within
from tests.corpus.people import email, entry, policy, public_key
from tests.corpus.stage import LEDGER, MAIN, Stage

BOOBY = "import pathlib\npathlib.Path({place!r}).write_text('it ran')\n"


def grab(stage: Stage) -> bytes:
    """The policy in which Tom of Sales is everything."""
    tom = entry(
        "tom", name="Tom", roles="sales, pm, admin", keys=f'"{public_key(stage.keys["tom"])}"', emails=email("tom")
    )
    return policy(stage.keys, tom=tom)


def mira(stage: Stage) -> str:
    """A harmless change: Mira buys as well."""
    return entry("mira", name="Mira", roles="engineering, purchasing", keys="", emails=email("mira"))


def test_T1_policy_roster_or_schema_edited_with_the_deal(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    case.attack(main=stage.merge(stage.commit({"handoff.yaml": grab(stage)}, offer)), says="policy-and-deal")
    case.attack(main=stage.commit({"handoff.yaml": grab(stage)}), says="no-policy-record")
    forged = stage.draft("policy", "_policy", stage.commit({"handoff.yaml": grab(stage)}), by="tom")
    case.attack(ledger=stage.record(forged), says="Tom Okafor is no admin")
    case.harmless(ledger=stage.accept(offer))
    case.attack(main=stage.merge(stage.commit({"schemas/deal.schema.json": "{}"}, offer)), says="outside-the-deal")
    head = stage.policy(mira=mira(stage))
    case.harmless(ledger=stage.decide("policy", "_policy", head, by="arvid"))
    case.harmless(main=stage.merge(head))


def test_T7_the_gate_runs_nothing_of_what_it_judges(stage: Stage, case: Case, tmp_path: Path) -> None:
    place = tmp_path / "ran"
    names = (
        "conftest.py",
        "setup.py",
        "sitecustomize.py",
        "handoff_cli/__init__.py",
        "handoff_cli/__main__.py",
        "hooks/pre-receive",
    )
    hostile = stage.commit(dict.fromkeys(names, BOOBY.format(place=str(place))))
    case.attack(main=hostile)
    assert not place.exists()
    case.harmless(main=hostile)


def test_T9_a_line_break_in_the_name_of_a_file(stage: Stage, case: Case) -> None:
    told = case.attack(main=stage.commit({within("evidence/a\nx=1"): "1"}), says="irregular")
    assert told.owner() == "sales"
    case.harmless(main=stage.commit({within("evidence/a x=1"): "1"}), deal=package.DEAL)


def test_T10_the_policy_is_missing_or_unreadable(stage: Stage, case: Case) -> None:
    case.attack(main=stage.commit({"handoff.yaml": None}), says="policy-malformed")
    case.attack(main=stage.commit({"handoff.yaml": "people: [\n"}), says="policy-malformed")
    case.attack(main=stage.commit({"handoff.yaml": None, ".gitattributes": None}), says="policy-removed")
    gone = stage.commit({"handoff.yaml": None})
    case.attack(ledger=stage.decide("policy", "_policy", gone, by="arvid", to="1:" + "0" * 64), says="cannot be read")
    case.harmless(main=stage.commit({"README.md": "The policy is where it was.\n"}))


def test_T11_an_older_policy_is_put_back(stage: Stage, case: Case) -> None:
    old = stage.lab.git("show", f"{stage.main}:handoff.yaml") + "\n"
    head = stage.policy(mira=mira(stage))
    stage.set(ledger=stage.decide("policy", "_policy", head, by="arvid"))
    stage.set(main=stage.merge(head))
    back = stage.commit({"handoff.yaml": old}, by="arvid")
    case.attack(main=stage.merge(back), says="superseded")
    first = stage.lab.git_bytes("show", f"{stage.ledger}:ledger/_policy/0001.json")
    case.attack(ledger=stage.add(first, back, path="ledger/_policy/0002.json"), says="holds record 1")
    case.harmless(ledger=stage.decide("policy", "_policy", back, by="arvid"))
    case.harmless(main=stage.merge(back))


def test_T12_a_policy_that_points_elsewhere(stage: Stage, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    for line in (
        "extends: https://evil.example/handoff.yaml\n",
        "$ref: https://evil.example/handoff.yaml\n",
        "remote: evil\n",
    ):
        case.attack(main=stage.commit({"handoff.yaml": policy(stage.keys) + line.encode()}), says="policy-malformed")
    head = stage.commit({"handoff.yaml": policy(stage.keys) + b"# see https://wiki.nordhall.example\n"}, by="arvid")
    case.harmless(ledger=stage.decide("policy", "_policy", head, by="arvid"))
    case.harmless(main=stage.merge(head))


def test_T13_a_record_of_another_version_of_the_rules(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    data = encode(stage.draft("accept", package.DEAL, offer))
    case.attack(ledger=stage.add(data.replace(b'"scheme":1', b'"scheme":2'), offer), says="`scheme` is none of 1")
    case.harmless(ledger=stage.accept(offer, tool="9.9.9"), main=stage.merge(offer), deal=package.DEAL)


def test_T14_a_push_straight_to_the_target(stage: Stage, case: Case) -> None:
    told = case.attack(main=stage.offer(), says="no-accept")
    assert told.owner() == "sales"
    case.harmless(ledger=stage.accept(stage.offer()), main=stage.merge(stage.offer()), deal=package.DEAL)


def test_T15_the_gate_dies(stage: Stage, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, harmless = stage.ledger, stage.commit({"README.md": "Nothing.\n"})
    stage.server.git("update-ref", LEDGER, stage.main)
    case.pushes({MAIN: harmless}, says="The ledger cannot be trusted")
    case.seen(ledger=stage.main)
    stage.server.git("update-ref", LEDGER, ledger)
    for error in (ZeroDivisionError(), RecursionError(), MemoryError(), OSError(28, "No space left on device")):
        monkeypatch.setattr("handoff_cli.git.repository.Repository.discover", _raising(error))
        assert cli.main(["audit"]) == 3
        monkeypatch.undo()
    case.harmless(main=harmless)


def _raising(error: Exception) -> object:
    def fail(_: Path) -> None:
        raise error

    return fail

"""Threats 87–96: keys, signatures, time."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from handoff_cli.core.record import NAMESPACE
from handoff_cli.ledger.codec import encode
from tests.corpus import package
from tests.corpus.case import Case
from tests.corpus.package import DEAL, OTHER
from tests.corpus.people import email, entry, policy, public_key
from tests.corpus.stage import Stage
from tests.ledger import keys as ssh

PATH = f"ledger/{DEAL}/0002.json"


def dana(keys: str) -> str:
    return entry("dana", name="Dana Reyes", roles="pm", keys=keys, emails=email("dana")) + "    deputy: lee\n"


def rotated(stage: Stage, key: Path | None) -> None:
    """An admin has given Dana another key (or none), and the target carries it."""
    head = stage.policy(dana=dana(f'"{public_key(key)}"' if key else ""))
    stage.set(ledger=stage.decide("policy", "_policy", head, by="arvid"))
    stage.set(main=stage.merge(head))


def test_T87_a_revoked_key_and_a_commit_dated_back(stage: Stage, case: Case) -> None:
    before = stage.main
    files = package.files(quantity=500)
    aged = stage.commit(files, date="946684800 +0000")
    old = stage.draft("accept", DEAL, aged, at="2000-01-01T00:00:00Z")
    rotated(stage, None)
    offer = stage.commit(files, date="946684800 +0000")
    told = case.attack(ledger=stage.accept(offer, at=old.at), main=stage.merge(offer), says="does not count")
    assert told.owner() == "sales"
    assert old.tip == before
    told = case.attack(ledger=stage.record(old), main=stage.merge(offer), says="was decided against")
    assert told.owner() == "sales"
    assert told.owner(OTHER) == "pm", "what was decided before stays decided"
    case.harmless(ledger=stage.accept(offer, by="lee", for_="dana"), main=stage.merge(offer), deal=DEAL)


def test_T88_a_good_signature_by_nobody_known(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    told = case.attack(ledger=stage.accept(offer, key="mallory"), main=stage.merge(offer), says="does not count")
    assert told.owner() == "sales"
    case.attack(ledger=stage.accept(offer, key=None), main=stage.merge(offer), says="It is claimed")
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=DEAL)


def test_T89_everybody_in_the_list_of_keys(stage: Stage, case: Case) -> None:
    mallory = public_key(stage.keys["mallory"])
    for line in (
        f"* {mallory}",
        f"cert-authority {mallory}",
        f'namespaces="*" {mallory}',
        f"dana,* {mallory}",
        mallory[:40],
        "*",
    ):
        quoted = "'" + line.replace("'", "''") + "'"
        case.attack(main=stage.policy(dana=dana(quoted)), says="policy-malformed")
    certificate = _certificate(stage)
    offer = stage.offer()
    told = case.attack(ledger=stage.accept(offer, key=certificate), main=stage.merge(offer), says="does not count")
    assert told.owner() == "sales"
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=DEAL)


def _certificate(stage: Stage) -> Path:
    """A key of Mallory's with a certificate that says she is dana."""
    key = Path(shutil.copy(stage.keys["mallory"], stage.folder / "cert"))
    shutil.copy(stage.keys["mallory"].with_name("mallory.pub"), stage.folder / "cert.pub")
    subprocess.run(
        ["ssh-keygen", "-q", "-s", str(stage.keys["mallory"]), "-I", "dana", "-n", "dana,*", str(key) + ".pub"],
        check=True, capture_output=True,
    )  # fmt: skip
    return key


def test_T90_signed_by_another_than_it_names(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    told = case.attack(ledger=stage.accept(offer, key="lee"), main=stage.merge(offer), says="does not count")
    assert told.owner() == "sales"
    borrowed = stage.commit({}, offer, by="dana")
    case.attack(ledger=stage.accept(borrowed, key="tom"), main=stage.merge(borrowed), says="does not count")
    case.harmless(ledger=stage.accept(offer, by="lee", for_="dana"), main=stage.merge(offer), deal=DEAL)


def test_T91_a_signature_for_another_purpose(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    data = encode(stage.draft("accept", DEAL, offer))
    for namespace in ("git", "file", "handoff-record2"):
        armoured = ssh.foreign_signature(data, stage.keys["dana"], namespace)
        ledger = stage.written({PATH: data, f"{PATH}.sig": armoured}, offer)
        case.attack(ledger=ledger, main=stage.merge(offer), says="does not belong to this record")
    ours = stage.signature(data, "dana", "dana") or ""
    assert _verifies(stage, data, ours, NAMESPACE)
    assert not _verifies(stage, data, ours, "git")
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=DEAL)


def _verifies(stage: Stage, data: bytes, armoured: str, namespace: str) -> bool:
    (stage.folder / "signers").write_text(f"dana {public_key(stage.keys['dana'])}\n", encoding="utf-8")
    (stage.folder / "sig").write_text(armoured, encoding="utf-8")
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "dana", "-n", namespace, "-s", "sig"]
    return subprocess.run(command, cwd=stage.folder, input=data, capture_output=True, check=False).returncode == 0


def test_T93_clocks_decide_nothing(stage: Stage, case: Case) -> None:
    offer = stage.commit(package.files(quantity=500), date="4070908799 +1400")
    stage.set(ledger=stage.accept(offer, at="2099-12-31T00:00:00+14:00"))
    stage.set(ledger=stage.decide("reject", DEAL, offer, at="1971-01-01T00:00:00-12:00"))
    case.attack(main=stage.merge(offer), says="rejected")
    last = stage.accept(offer, at="1970-01-01T00:00:00Z")
    case.harmless(
        ledger=last, main=stage.commit(package.files(quantity=500), stage.main, offer, date="0 -0000"), deal=DEAL
    )


def test_T94_weak_and_shared_keys(stage: Stage, case: Case, tmp_path: Path) -> None:
    weak = tmp_path / "rsa"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", str(weak)], check=True, stdin=subprocess.DEVNULL
    )
    shared = public_key(stage.keys["tom"])
    for lines in (f'"{public_key(weak)}"', f'"{shared}"', '"ssh-dss AAAAB3NzaC1kc3MAAAAA dana"'):
        case.attack(main=stage.policy(dana=dana(lines)), says="policy-malformed")
    witness = policy(stage.keys) + f'witnesses: {{forge: "{shared}"}}\n'.encode()
    case.attack(main=stage.commit({"handoff.yaml": witness}), says="policy-malformed")
    folded = entry("uma", name="Uma", roles="sales", keys="", emails=f"uma@nordhall.example, {email('tom').upper()}")
    case.attack(main=stage.policy(uma=folded), says="policy-malformed")
    good = ssh.make(tmp_path, "ecdsa", type="ecdsa")
    head = stage.policy(dana=dana(f'"{public_key(good)}"'))
    case.harmless(ledger=stage.decide("policy", "_policy", head, by="arvid"), main=stage.merge(head))
    offer = stage.offer()
    case.harmless(ledger=stage.accept(offer, key=good), main=stage.merge(offer), deal=DEAL)


def test_T95_a_key_is_lost(stage: Stage, case: Case, tmp_path: Path) -> None:
    fresh = ssh.make(tmp_path, "fresh")
    rotated(stage, fresh)
    offer = stage.offer()
    told = case.attack(ledger=stage.accept(offer), main=stage.merge(offer), says="does not count")
    assert told.owner(OTHER) == "pm", "nothing that was decided has to be signed again"
    case.harmless(ledger=stage.accept(offer, key=fresh), main=stage.merge(offer), deal=DEAL)


def test_T96_a_record_that_can_be_read_in_two_ways(stage: Stage, case: Case) -> None:
    offer = stage.offer()
    data = encode(stage.draft("accept", DEAL, offer))
    evil = b'"by":"dana"'
    spellings = (
        data.replace(evil, evil + b',"by":"tom"'), data + b" ", data + b"{}\n", data.rstrip(b"\n"), b"\xef\xbb\xbf" + data,
        data.replace(b'":', b'": ', 1), data.replace(b"dana", b"d\\u0061na", 1), data.replace(b'"seq":2', b'"seq":2.0'),
        data.replace(b"\n", b"\r\n"), data.decode().encode("utf-16"),
    )  # fmt: skip
    for spelling in spellings:
        case.attack(ledger=stage.add(spelling, offer), says="cannot be read")
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=DEAL)

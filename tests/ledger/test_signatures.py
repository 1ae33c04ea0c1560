"""Signatures by real keys: whose, over what, for which purpose, and in one spelling."""

from __future__ import annotations

import base64
import random
import subprocess
from pathlib import Path

import pytest

from handoff_cli.core.policy import fingerprint
from handoff_cli.core.record import Signature
from handoff_cli.errors import NO, UNDECIDED, HandoffError
from handoff_cli.ledger.signatures import key_fingerprint, make_key, sign, verify
from tests.ledger import keys

DATA = b'{"kind":"accept"}\n'


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return keys.make(tmp_path_factory.mktemp("keys"))


@pytest.mark.parametrize("type", ["ed25519", "ecdsa", "rsa"])
def test_a_signature_names_the_key_the_policy_knows(tmp_path: Path, type: str) -> None:
    key = keys.make(tmp_path, type=type)
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    signature = verify(DATA, sign(DATA, key))
    assert signature == Signature(fingerprint=fingerprint(public))
    assert signature.fingerprint == key_fingerprint(key) == key_fingerprint(key.with_suffix(".pub"))


def test_other_bytes_are_not_signed(key: Path) -> None:
    armoured = sign(DATA, key)
    for other in (DATA + b"\n", DATA[:-1], b"", DATA.replace(b"accept", b"reject")):
        assert verify(other, armoured).fingerprint is None
        assert verify(other, armoured).flaw


def test_T91_a_signature_for_another_purpose_does_not_count(key: Path, tmp_path: Path) -> None:
    for namespace in ("git", "file", "handoff-record2", "handoff"):
        assert verify(DATA, keys.foreign_signature(DATA, key, namespace)).flaw
    ours = tmp_path / "ours.sig"
    ours.write_text(sign(DATA, key), encoding="utf-8")
    done = subprocess.run(
        ["ssh-keygen", "-Y", "check-novalidate", "-n", "git", "-s", str(ours)],
        input=DATA,
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0


def test_T88_the_answer_is_a_key_and_never_a_name(key: Path, tmp_path: Path) -> None:
    """A stranger's good signature is the stranger's: nothing here calls it good for anybody else."""
    stranger = keys.make(tmp_path, "dana")
    assert verify(DATA, sign(DATA, stranger)).fingerprint == key_fingerprint(stranger) != key_fingerprint(key)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: s.replace("\n", "\r\n"), id="other line ends"),
        pytest.param(lambda s: s + "\n", id="a line after it"),
        pytest.param(lambda s: "\n" + s, id="a line before it"),
        pytest.param(lambda s: s[:-1], id="no final line end"),
        pytest.param(lambda s: s.replace("SSH SIGNATURE", "PGP SIGNATURE"), id="another kind"),
        pytest.param(lambda s: "", id="nothing"),
        pytest.param(lambda s: s * 2, id="twice"),
        pytest.param(lambda s: "x" * 100_000, id="too large"),
        pytest.param(lambda s: s[:60] + "\n" + s[60:], id="wrapped elsewhere"),
        pytest.param(lambda s: s.replace("U1NI", "ü1NI"), id="no ASCII"),
    ],
)
def test_T70_a_signature_has_one_spelling(key: Path, change: object) -> None:
    armoured = sign(DATA, key)
    assert callable(change)
    assert verify(DATA, change(armoured)).flaw


def test_spare_bits_of_the_encoding_are_no_second_spelling(key: Path) -> None:
    armoured = sign(DATA, key)
    lines = armoured.splitlines()
    assert lines[-2].endswith("=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = lines[-2].rstrip("=")
    lines[-2] = lines[-2].replace(body, body[:-1] + letters[letters.index(body[-1]) + 1])
    changed = "\n".join(lines) + "\n"
    decoded = [base64.b64decode("".join(text.splitlines()[1:-1])) for text in (armoured, changed)]
    assert decoded[0] == decoded[1]
    assert verify(DATA, changed).flaw


def test_any_changed_letter_breaks_it(key: Path) -> None:
    armoured = sign(DATA, key)
    dice = random.Random(3)
    for place in dice.sample(range(len(armoured)), 40):
        other = dice.choice([c for c in "Aaz09+/=\n-" if c != armoured[place]])
        assert verify(DATA, armoured[:place] + other + armoured[place + 1 :]).flaw, place


def test_T89_a_certificate_is_not_a_key(key: Path, tmp_path: Path) -> None:
    authority = keys.make(tmp_path, "authority")
    holder = keys.make(tmp_path, "holder")
    subprocess.run(
        ["ssh-keygen", "-q", "-s", str(authority), "-I", "dana", "-n", "*", f"{holder}.pub"], check=True, cwd=tmp_path
    )
    with_certificate = keys.foreign_signature(DATA, tmp_path / "holder-cert.pub", "handoff-record")
    found = verify(DATA, with_certificate)
    assert found.flaw or found.fingerprint == key_fingerprint(holder)
    assert found.fingerprint != key_fingerprint(authority)


def test_a_missing_key_and_a_refused_passphrase_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HandoffError, match="is not there") as caught:
        sign(DATA, tmp_path / "nowhere")
    assert caught.value.exit_code == NO
    locked = keys.make(tmp_path, "locked", passphrase="correct horse")
    wrong = tmp_path / "wrong"
    wrong.write_text("#!/bin/sh\necho wrong\n", encoding="utf-8")
    wrong.chmod(0o755)
    monkeypatch.setenv("SSH_ASKPASS", str(wrong))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    with pytest.raises(HandoffError, match="did not sign") as caught:
        sign(DATA, locked)
    assert "passphrase" in caught.value.hint
    rubbish = tmp_path / "rubbish"
    rubbish.write_text("no key", encoding="utf-8")
    with pytest.raises(HandoffError, match="not an SSH key"):
        key_fingerprint(rubbish)


def test_a_key_is_made_once_and_never_over_another(tmp_path: Path) -> None:
    key = tmp_path / "witness"
    make_key(key)
    before = key.read_bytes()
    assert verify(DATA, sign(DATA, key)).fingerprint == fingerprint(key.with_suffix(".pub").read_text(encoding="utf-8"))
    with pytest.raises(HandoffError, match="could not be made"):
        make_key(key)
    assert key.read_bytes() == before


def test_without_ssh_keygen_it_says_what_to_install(key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HandoffError, match="ssh-keygen is not installed") as caught:
        sign(DATA, key)
    assert caught.value.exit_code == UNDECIDED

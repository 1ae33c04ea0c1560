"""A signature by a FIDO security key verifies like any other. The fixture was recorded once: its key exists nowhere else."""

from pathlib import Path

from handoff_cli.core.policy import fingerprint
from handoff_cli.ledger.codec import decode
from handoff_cli.ledger.signatures import verify

FIXTURE = Path(__file__).parent / "fido"
RECORD = (FIXTURE / "record.json").read_bytes()
ARMOURED = (FIXTURE / "record.json.sig").read_text(encoding="ascii")
KEY = (FIXTURE / "key.pub").read_text(encoding="ascii")


def test_a_security_key_is_known_by_its_fingerprint() -> None:
    assert decode(RECORD)
    assert verify(RECORD, ARMOURED).fingerprint == fingerprint(KEY)


def test_it_signed_these_bytes_and_no_others() -> None:
    assert verify(RECORD.replace(b'"by":"dana"', b'"by":"lena"'), ARMOURED).flaw

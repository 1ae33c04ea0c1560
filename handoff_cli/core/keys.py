"""SSH public keys, as they stand in the policy: which key a line is, and whether it is strong enough to answer for a decision."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

_GOOD: Final = frozenset(
    {
        "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
        "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    }
)  # fmt: skip
_RSA: Final = "ssh-rsa"
_RSA_BITS: Final = 3072


def fingerprint(public_key: str) -> str | None:
    """OpenSSH's `SHA256:…` of a public key line (`ssh-ed25519 AAAA… comment`), None when it is not one."""
    blob = _blob(public_key)
    if blob is None:
        return None
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def weakness(public_key: str) -> str | None:
    """Why a key is not taken, in words; None for a good one, and for a line that is no key at all."""
    kind, blob = public_key.split(" ", 1)[0], _blob(public_key)
    if blob is None or kind in _GOOD:
        return None
    if kind != _RSA:
        return f"keys of the kind {kind} are not taken"
    bits = int.from_bytes(_strings(blob)[-1]).bit_length()
    return None if bits >= _RSA_BITS else f"an RSA key of {bits} bits is too short"


def _blob(public_key: str) -> bytes | None:
    parts = public_key.split()
    if len(parts) < 2:
        return None
    try:
        blob = base64.b64decode(parts[1], validate=True)
    except (binascii.Error, ValueError):
        return None
    strings = _strings(blob)
    return blob if len(strings) > 1 and strings[0] == parts[0].encode() else None


def _strings(blob: bytes) -> list[bytes]:
    """The length-prefixed strings a key is made of, the first one names its kind; none when the last one is cut off."""
    found: list[bytes] = []
    at = 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4])
        found.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return found if at == len(blob) else []

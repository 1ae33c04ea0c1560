"""SSH signatures over a record's bytes. A key is known by its fingerprint; whose it is, the policy says."""

from __future__ import annotations

import base64
import binascii
import functools
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from handoff_cli.core.record import NAMESPACE, Signature
from handoff_cli.errors import NO, UNDECIDED, HandoffError

_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_LINE: Final = 70
_LARGEST: Final = 64 * 1024
# Certificates are not keys: who vouches for them is not in the policy. DSA is too weak.
_GOOD: Final = re.compile(
    rf'Good "{NAMESPACE}" signature with (?:ED25519|ECDSA|RSA)(?:-SK)? key (SHA256:[A-Za-z0-9+/]{{43}})\s*'
)
_FINGERPRINT: Final = re.compile(r"\d+ (SHA256:[A-Za-z0-9+/]{43}) ")


def sign(data: bytes, key: Path) -> str:
    """The armoured signature by a private key file, or by the agent's key when `key` is the public half."""
    if not key.is_file():
        raise HandoffError(
            f"{key} is not there.", hint="Name your SSH key, for example `~/.ssh/id_ed25519`.", exit_code=NO
        )
    done = _ssh_keygen("-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, stdin=data)
    armoured = _canonical(done.stdout.decode(errors="replace")) if done.returncode == 0 else None
    if armoured is None:
        raise HandoffError(
            f"{key} did not sign: {_last_line(done)}",
            hint="A wrong passphrase, or a key the SSH agent does not hold? `ssh-add <key>` lets the agent sign.",
            exit_code=NO,
        )
    return armoured


@functools.lru_cache(maxsize=4096)
def verify(data: bytes, armoured: str) -> Signature:
    """Whose signature over `data` this is: a fingerprint, or a flaw. A pure function, so the process remembers the answer."""
    if len(armoured) > _LARGEST or _canonical(armoured) != armoured:
        return Signature(flaw="The signature is not written the way ssh-keygen writes one.")
    with tempfile.TemporaryDirectory(prefix="handoff-") as folder:
        file = Path(folder) / "signature"
        file.write_text(armoured, encoding="ascii", newline="\n")
        done = _ssh_keygen("-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(file), stdin=data)
    good = _GOOD.fullmatch(done.stdout.decode(errors="replace"))
    if done.returncode or good is None:
        return Signature(flaw="The signature does not belong to this record.")
    return Signature(fingerprint=good[1])


def make_key(key: Path) -> None:
    """A new key without a passphrase, and its public half `<key>.pub` beside it: for demonstrations, and for a witness."""
    done = _ssh_keygen("-q", "-t", "ed25519", "-N", "", "-C", key.name, "-f", str(key))
    if done.returncode:
        raise HandoffError(f"{key} could not be made: {_last_line(done)}", hint="Name a file that is not there yet.")


def works() -> str | None:
    """Why signing and verifying does not work on this machine, None where it does: both are done once, with a throwaway key."""
    try:
        with tempfile.TemporaryDirectory(prefix="handoff-") as folder:
            key = Path(folder) / "key"
            make_key(key)
            signature = verify(b"handoff", sign(b"handoff", key))
            return signature.flaw or (
                None if signature.fingerprint == key_fingerprint(key) else "Another key answered."
            )
    except HandoffError as error:
        return error.message


def is_fingerprint(text: str) -> bool:
    """Whether this is written as OpenSSH writes the SHA-256 fingerprint of a key."""
    return re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", text) is not None


def key_fingerprint(key: Path) -> str:
    """`SHA256:…` of a key file, private or public."""
    done = _ssh_keygen("-l", "-E", "sha256", "-f", str(key))
    found = _FINGERPRINT.match(done.stdout.decode(errors="replace"))
    if done.returncode or found is None:
        raise HandoffError(
            f"{key} is not an SSH key: {_last_line(done)}", hint="Name a file such as `~/.ssh/id_ed25519`."
        )
    return found[1]


def _canonical(armoured: str) -> str | None:
    """The one way to write a signature down, None for what is none: other line ends or spare bits would verify as well."""
    lines = armoured.strip().splitlines()
    if len(lines) < 3 or (lines[0], lines[-1]) != (_BEGIN, _END):
        return None
    try:
        raw = base64.b64decode("".join(lines[1:-1]), validate=True)
    except (binascii.Error, ValueError):
        return None
    text = base64.b64encode(raw).decode()
    return "\n".join((_BEGIN, *(text[at : at + _LINE] for at in range(0, len(text), _LINE)), _END, ""))


def _ssh_keygen(*args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", *args], input=stdin, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError:
        raise HandoffError(
            "ssh-keygen is not installed, or not found.",
            hint="Install OpenSSH 8.2 or newer; on Windows it is an optional feature, and Git for Windows brings it too.",
            exit_code=UNDECIDED,
        ) from None


def _last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "ssh-keygen gave no reason"

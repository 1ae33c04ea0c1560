"""SSH keys made for a test."""

from __future__ import annotations

import subprocess
from pathlib import Path


def make(folder: Path, name: str = "dana", *, type: str = "ed25519", passphrase: str = "") -> Path:
    """A new private key; its public half lies beside it."""
    key = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", f"{name}@nordhall.example", "-f", str(key)],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return key


def foreign_signature(data: bytes, key: Path, namespace: str) -> str:
    """What the same key signs for another purpose."""
    done = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", namespace], input=data, capture_output=True, check=True
    )
    return done.stdout.decode()

"""The password git itself would use for an address: what its credential helper has stored, without asking anybody."""

from __future__ import annotations

from handoff_cli.git.repository import Repository


def stored_password(repo: Repository, host: str, path: str) -> str | None:
    """For `https://HOST/PATH`, None when no helper knows one. A helper that would open a window is not let to."""
    asked = f"protocol=https\nhost={host}\npath={path}\n\n"
    if any(c in f"{host}{path}" for c in "\r\n\0"):
        return None
    quiet = ("-c", "credential.interactive=false", "-c", "core.askPass=")
    done = repo.attempt(*quiet, "credential", "fill", stdin=asked.encode())
    lines = done.out.decode(errors="replace").splitlines() if done.code == 0 else []
    found = dict(line.partition("=")[::2] for line in lines)
    return found.get("password") or None

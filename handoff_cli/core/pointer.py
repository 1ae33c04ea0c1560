"""Pointers of git-lfs: a few lines in the place of a file, which itself lies elsewhere or nowhere."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 1024
"""Bytes: no pointer is larger (git-lfs, docs/spec.md)."""
_FIRST: Final = b"version https://git-lfs.github.com/spec/"


def is_lfs_pointer(head: bytes) -> bool:
    """Whether a file that begins like this is a pointer."""
    return head.startswith(_FIRST)

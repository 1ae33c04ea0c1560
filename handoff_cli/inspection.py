"""Looking into any ZIP with no deal around it: what its files are, and what the rules about data packs find in them."""

from __future__ import annotations

from dataclasses import replace

from handoff_cli.core.deal import Deal
from handoff_cli.core.finding import Finding, in_order
from handoff_cli.core.pack import Pack
from handoff_cli.core.policy import Policy
from handoff_cli.core.rule import findings
from handoff_cli.core.tree import Node


def inspect(data: bytes, name: str, manifest: Node | None = None) -> tuple[Pack, tuple[Finding, ...]]:
    """The pack in these bytes and its findings. `name` is what the ZIP is called, and the path of every place.

    `manifest` is one that is being written for it: what it settles is no question any more.
    """
    from handoff_cli.datapack.reader import NO_MANIFEST
    from handoff_cli.datapack.reader import inspect as read

    pack = replace(read(data, manifest or NO_MANIFEST), name=name, archive=name)
    return pack, findings_of(pack)


def findings_of(pack: Pack, policy: Policy | None = None) -> tuple[Finding, ...]:
    """What the rules that need no deal around the pack find in it, at the severity the policy gives them."""
    from handoff_cli.rules import PACK_RULES

    alone = Deal(id="", policy=policy or Policy(), packs={pack.name: pack})
    return in_order(found for rule in PACK_RULES for found in findings(rule, alone))

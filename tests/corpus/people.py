"""The people of the company in the corpus, and its policy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PEOPLE = {
    "tom": ("Tom Okafor", "sales", None),
    "uma": ("Uma Said", "sales", None),
    "dana": ("Dana Reyes", "pm", "lee"),
    "lee": ("Lee Park", "pm", None),
    "quinn": ("Quinn Abara", "pm", None),
    "mira": ("Mira Lindqvist", "engineering", None),
    "jonas": ("Jonas Petrov", "purchasing", None),
    "ines": ("Ines Albrecht", "finance", None),
    "arvid": ("Arvid Holm", "admin", None),
}


def email(who: str) -> str:
    return f"{PEOPLE[who][0].lower().replace(' ', '.')}@nordhall.example" if who in PEOPLE else who


def person(who: str) -> str:
    """A person of the policy as a commit names him; anything with an `@` is an address nobody knows."""
    return f"{PEOPLE[who][0]} <{email(who)}>" if who in PEOPLE else f"Somebody <{who}>"


def policy(keys: Mapping[str, Path], *, evidence: str = "signed", **change: str) -> bytes:
    """`handoff.yaml`; `change` replaces the whole entry of a person (an empty one removes him)."""
    people = {who: _person(who, keys) for who in PEOPLE} | change
    return ("people:\n" + "".join(people.values()) + f"target: main\nevidence: {evidence}\n").encode()


def _person(who: str, keys: Mapping[str, Path]) -> str:
    name, role, deputy = PEOPLE[who]
    public = f'"{public_key(keys[who])}"' if who in keys else ""
    more = f"    deputy: {deputy}\n" if deputy else ""
    return entry(who, name=name, roles=role, keys=public, emails=email(who)) + more


def entry(who: str, *, name: str, roles: str, keys: str, emails: str) -> str:
    return f"  {who}:\n    name: {name}\n    roles: [{roles}]\n    emails: [{emails}]\n    keys: [{keys}]\n"


def public_key(key: Path) -> str:
    return key.with_name(f"{key.name}.pub").read_text(encoding="ascii").strip()

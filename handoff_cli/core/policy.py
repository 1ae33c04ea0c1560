"""The policy: who people are, what they may do, and what the gate asks for (`handoff.yaml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, cast

from handoff_cli.core.finding import Finding, Severity
from handoff_cli.core.keys import fingerprint, weakness
from handoff_cli.core.thresholds import THRESHOLDS
from handoff_cli.core.tree import Node

POLICY_FILE: Final = "handoff.yaml"
POLICY_FILES: Final = ("handoff.yaml", ".gitattributes")
ATTRIBUTES_LINE: Final = "projects/** -text"

Evidence = Literal["claimed", "observed", "signed"]
EVIDENCE: Final[tuple[Evidence, ...]] = ("claimed", "observed", "signed")
Profile = Literal["chapter", "handbook"]


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the policy. `keys` are fingerprints (`SHA256:…`) of SSH keys, `public_keys` the lines they come from."""

    id: str
    name: str
    roles: frozenset[str] = frozenset()
    emails: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    public_keys: tuple[str, ...] = ()
    forge_ids: Mapping[str, int] = field(default_factory=dict)
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """`digest` is scheme 1 over `handoff.yaml` and `.gitattributes`; None while nothing has been digested."""

    people: Mapping[str, Person] = field(default_factory=dict)
    target: str = "main"
    evidence: Evidence = "observed"
    witnesses: Mapping[str, str] = field(default_factory=dict)
    profile: Profile = "chapter"
    currency: str = ""
    """The company's own, as three capitals; empty where the policy does not say."""
    rules: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    merge: str = "manual"
    digest: str | None = None
    doubts: tuple[Finding, ...] = ()
    """What this version of the tool does not understand of it. A later version may know what an earlier one did not, so that
    the history can be read under it all the same; nothing new is judged."""

    def name(self, person: str) -> str:
        """How to call a person: the name where the policy knows it, otherwise the id itself."""
        return self.people[person].name if person in self.people else person

    def has_role(self, person: str | None, role: str) -> bool:
        return person is not None and person in self.people and role in self.people[person].roles

    def deputy(self, person: str | None) -> str | None:
        return self.people[person].deputy if person is not None and person in self.people else None

    def number(self, key: str) -> Decimal:
        """The number in force for a key of `THRESHOLDS` that has a default; a KeyError for any other key."""
        number = self.number_if_set(key)
        if number is None:
            raise KeyError(key)
        return number

    def number_if_set(self, key: str) -> Decimal | None:
        """The same for a key without a default: None until the company sets it."""
        text = self.thresholds.get(key, THRESHOLDS[key].default)
        return None if text is None else Decimal(text)

    def by_email(self, email: str) -> Person | None:
        wanted = email.strip().casefold()
        return next((p for p in self.people.values() if wanted in (e.casefold() for e in p.emails)), None)

    def by_key(self, fingerprint: str) -> Person | None:
        return next((p for p in self.people.values() if fingerprint in p.keys), None)


def read_policy(root: Node, digest: str | None = None) -> Policy:
    """The policy a schema-clean `handoff.yaml` states."""
    return Policy(
        people={id: _person(id, node) for id, node in root.get("people").items()},
        target=root.get("target").text or "main",
        evidence=cast("Evidence", root.get("evidence").text or "observed"),
        witnesses={fingerprint(node.text) or "": name for name, node in root.get("witnesses").items()},
        profile=cast("Profile", root.get("profile").text or "chapter"),
        currency=root.get("currency").text,
        rules={name: cast("Severity", node.text) for name, node in root.get("rules").items()},
        thresholds={name: node.text for name, node in root.get("thresholds").items()},
        words={name: tuple(word.text for word in node) for name, node in root.get("words").items()},
        merge=root.get("merge").text or "manual",
        digest=digest,
    )


def _person(id: str, node: Node) -> Person:
    lines = tuple(key.text for key in node.get("keys"))
    return Person(
        id=id,
        name=node.get("name").text,
        roles=frozenset(role.text for role in node.get("roles")),
        emails=tuple(email.text for email in node.get("emails")),
        keys=tuple(print_ for line in lines if (print_ := fingerprint(line))),
        public_keys=lines,
        forge_ids={host: number.count or 0 for host, number in node.get("forge_ids").items()},
        deputy=node.get("deputy").text or None,
    )


def policy_problems(root: Node) -> Iterator[Finding]:
    """What a schema cannot see: one e-mail, one key, one forge id is one person; deputies exist; somebody is admin."""
    yield from _shared(root, "emails", "e-mail address")
    yield from _shared(root, "keys", "key")
    yield from _shared_forge_ids(root)
    for id, node in root.get("people").items():
        deputy = node.get("deputy")
        if deputy.text and (deputy.text == id or not root.get("people", deputy.text).exists):
            yield _problem(
                deputy,
                f"the deputy of {id} is {deputy.text!r}, who is not another person of this policy",
                "Name another id under `people`.",
            )
        for key in node.get("keys"):
            yield from _unfit(key, id)
    yield from _witnesses(root)
    if not any(role.text == "admin" for _, node in root.get("people").items() for role in node.get("roles")):
        yield _problem(
            root.get("people"),
            "nobody has the role `admin`",
            "Give one person `roles: [admin]`: only an admin can change the policy.",
        )


def _unfit(key: Node, owner: str) -> Iterator[Finding]:
    weak = weakness(key.text)
    if fingerprint(key.text) is None:
        message = f"this is not an SSH public key of {owner}"
        yield _problem(key, message, "Paste the whole line of the .pub file: `ssh-ed25519 AAAA…`.")
    elif weak:
        yield _problem(key, f"{weak}: it could be signed with by somebody else", "Make one: `ssh-keygen -t ed25519`.")


def _witnesses(root: Node) -> Iterator[Finding]:
    """A witness is a machine: a person who holds its key would see what he likes."""
    keys = [(key.text, id) for id, node in root.get("people").items() for key in node.get("keys")]
    people = {print_: id for key, id in keys if (print_ := fingerprint(key))}
    for name, key in root.get("witnesses").items():
        yield from _unfit(key, name)
        holder = people.get(fingerprint(key.text) or "")
        if holder:
            yield _problem(
                key, f"the key of the witness {name} is also {holder}'s", "Give the witness a key of its own."
            )


def _shared(root: Node, field: str, what: str) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for id, node in root.get("people").items():
        for entry in node.get(field):
            key = (fingerprint(entry.text) or entry.text) if field == "keys" else entry.text.casefold()
            if seen.setdefault(key, id) != id:
                yield _problem(
                    entry,
                    f"this {what} belongs to {seen[key]} and to {id}",
                    f"One {what}, one person: remove it from one of them.",
                )


def _shared_forge_ids(root: Node) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for id, node in root.get("people").items():
        for host, number in node.get("forge_ids").items():
            if seen.setdefault((host, number.text), id) != id:
                yield _problem(
                    number,
                    f"this account belongs to {seen[host, number.text]} and to {id}",
                    "One account, one person: remove it from one of them.",
                )


def _problem(node: Node, message: str, remedy: str) -> Finding:
    return Finding("policy-consistent", "conflict", "policy", "reject", node.place, message, remedy, "admin")

"""Who is who, as answered on the command line, and the policy it makes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from handoff_cli.core.keys import fingerprint, weakness
from handoff_cli.core.policy import POLICY_FILE, Evidence, Policy
from handoff_cli.errors import HandoffError
from handoff_cli.resources import template

_PERSON: Final = re.compile(r"\s*([^<>\s][^<>]*?)\s*<([^<>@\s]+@[^<>@\s]+\.[^<>@\s.]+)>\s*")
_PLAIN: Final = re.compile(r"[^\W\d_][\w .@/+-]*")
_NOT_TEXT: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_MERGES: Final = "# The gate merges by itself what is accepted.\nmerge: auto"
_SHOWN: Final = re.compile(r"  # dana:\n(?:  #   .*\n)+")
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,14}")
_WITNESS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Answer:
    """One person: `keys` are the lines of .pub files, `account` is the number on a forge and that forge's host."""

    name: str
    email: str
    roles: tuple[str, ...]
    keys: tuple[str, ...] = ()
    account: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What `handoff.yaml` is to say. `witnesses` are names with the lines of .pub files, `merges` whether the gate merges by itself."""

    target: str
    evidence: Evidence = "signed"
    people: tuple[Answer, ...] = ()
    witnesses: Mapping[str, str] = field(default_factory=dict)
    merges: bool = False


def person(text: str, role: str) -> Answer:
    """`Dana Reyes <dana.reyes@nordhall.example>` in a role."""
    found = _PERSON.fullmatch(text)
    if found is None or not text.isprintable():
        raise HandoffError(
            f"{text!r} does not name a person.",
            hint=f'Write it as: --{role} "Dana Reyes <dana.reyes@nordhall.example>"',
        )
    return Answer(found[1], found[2], (role,))


def together(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Each person once: who is named in several roles has them all."""
    found: dict[str, Answer] = {}
    for one in answers:
        known = found.get(one.email.casefold())
        roles = (*known.roles, *(role for role in one.roles if role not in known.roles)) if known else one.roles
        found[one.email.casefold()] = replace(known or one, roles=roles)
    return tuple(found.values())


def with_key(people: tuple[Answer, ...], named: str) -> tuple[Answer, ...]:
    """The people with the key of one of them: `dana.reyes@nordhall.example=FILE.pub`."""
    who, file = _of_somebody(people, "key", named, "FILE.pub")
    line = public_key(Path(file))
    return tuple(
        replace(one, keys=(*one.keys, line)) if one.email.casefold() == who.casefold() else one for one in people
    )


def with_account(people: tuple[Answer, ...], named: str, host: str) -> tuple[Answer, ...]:
    """The people with the account of one of them on the forge: `dana.reyes@nordhall.example=102`."""
    who, number = _of_somebody(people, "account", named, "NUMBER")
    if not _NUMBER.fullmatch(number):
        raise HandoffError(
            f"--account {named}: {number!r} is no number of an account.",
            hint="A login can be given up and taken by somebody else. The number is the `id` the forge's API shows under /users/LOGIN.",
        )
    account = (host, int(number))
    return tuple(replace(one, account=account) if one.email.casefold() == who.casefold() else one for one in people)


def _of_somebody(people: tuple[Answer, ...], option: str, named: str, what: str) -> tuple[str, str]:
    """Address and value of `EMAIL=VALUE`, where the address is that of one of these people."""
    who, _, value = named.partition("=")
    if not value or not any(one.email.casefold() == who.casefold() for one in people):
        raise HandoffError(
            f"--{option} {named}: nobody here has the address {who!r}.",
            hint=f"Write it as --{option} EMAIL={what}, with the address of somebody named by --admin, --pm or --sales.",
        )
    return who, value


def witness(named: str) -> tuple[str, str]:
    """Name and key line of `NAME=FILE.pub`."""
    name, _, file = named.partition("=")
    if not file or not _WITNESS.fullmatch(name):
        raise HandoffError(f"--witness {named} names no key.", hint="Write it as --witness NAME=FILE.pub.")
    return name, public_key(Path(file))


def public_key(file: Path) -> str:
    """The line of a .pub file. A private key is never read into a policy; its public half beside it is meant."""
    place = file.expanduser()
    try:
        line = place.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise HandoffError(f"{file} cannot be read: {error.strerror}.", hint="Name a .pub file.") from None
    weak = weakness(line)
    if "\n" in line or fingerprint(line) is None or not line.isprintable():
        raise HandoffError(
            f"{file} is not an SSH public key.", hint="Name the .pub file: it is one line, `ssh-ed25519 …`."
        )
    if weak:
        raise HandoffError(f"{file}: {weak}.", hint="Make one: `ssh-keygen -t ed25519`.")
    return line


def policy_text(answers: Answers) -> str:
    """`handoff.yaml` with these answers, in the words of its template."""
    values = {
        "people": "\n".join(_people(answers.people)),
        "target": written(answers.target),
        "evidence": answers.evidence,
        "witnesses": "".join(f"\n{line}" for line in _witnesses(answers.witnesses)),
        "merge": f"\n\n{_MERGES}" if answers.merges else "",
    }
    text = template(POLICY_FILE)
    if any("pm" in one.roles for one in answers.people):
        text = _SHOWN.sub("", text)
    # One pass over the template: somebody who is called `{{target}}` stays somebody.
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], text)


def unnamed(policy: Policy, people: Iterable[Answer]) -> Iterator[str]:
    """What a policy that is there already does not say of these people, in words."""
    for one in people:
        known = policy.by_email(one.email)
        lacking = [role for role in one.roles if known is None or role not in known.roles]
        if lacking:
            yield f"{one.name} <{one.email}> as {' and '.join(lacking)}"


def _people(people: tuple[Answer, ...]) -> Iterator[str]:
    """The first person teaches how the others are written."""
    ids: set[str] = set()
    for at, one in enumerate(people):
        id = next(guess for guess in _guesses(one) if guess not in ids)
        ids.add(id)
        yield f"  {id}:"
        yield from (f"    {line}" for line in (_taught(one) if at == 0 else _fields(one)))


def _fields(one: Answer) -> Iterator[str]:
    yield f"name: {written(one.name)}"
    yield f"roles: [{', '.join(one.roles)}]"
    yield f"emails: [{written(one.email)}]"
    if one.keys:
        yield f"keys: [{', '.join(json.dumps(key, ensure_ascii=False) for key in one.keys)}]"
    if one.account:
        host, number = one.account
        yield f"forge_ids: {{{written(host)}: {number}}}"


def _taught(one: Answer) -> Iterator[str]:
    name, roles, emails, *more = _fields(one)
    yield name
    yield f"{roles}   # sales, pm, admin, finance, engineering, purchasing, quality, legal, operations"
    yield f"{emails}   # as git knows the person (git config user.email)"
    if not one.keys:
        yield '# keys: ["ssh-ed25519 AAAA…"]   # the line of the .pub file; whoever signs decisions needs one'
    yield from more
    yield "# deputy: lee   # who may decide while this person is away"


def _witnesses(witnesses: Mapping[str, str]) -> Iterator[str]:
    if witnesses:
        yield "witnesses:"
        yield from (f"  {name}: {json.dumps(key, ensure_ascii=False)}" for name, key in sorted(witnesses.items()))


def _guesses(one: Answer) -> Iterator[str]:
    """Ids a person could have: the given name, with the family name, with a number."""
    words = [_letters(word) for word in (one.name or one.email.split("@")[0]).split()]
    words = [word for word in words if word not in ("", "tbd")] or ["admin"]
    yield words[0]
    yield "-".join(words)
    yield from (f"{words[0]}{number}" for number in range(2, 1000))


def _letters(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain).lstrip("0123456789")


def written(text: str) -> str:
    """A text as YAML takes it for just that; what JSON calls a string is one to YAML as well."""
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _NOT_TEXT else json.dumps(text, ensure_ascii=False)

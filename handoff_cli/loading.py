"""From a source of files (work tree or commit) to one deal as a value, with the findings of reading it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from handoff_cli.core.deal import DOCUMENTS, OPTIONAL, PROJECTS, Deal, File, is_deal_id, is_manifest
from handoff_cli.core.finding import Finding
from handoff_cli.core.pack import Pack
from handoff_cli.core.pointer import LARGEST, is_lfs_pointer
from handoff_cli.core.policy import ATTRIBUTES_LINE, POLICY_FILE, Policy, policy_problems, read_policy
from handoff_cli.core.tree import Node, absent
from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.git.worktree import Source
from handoff_cli.upkeep import ATTRIBUTES, DEAL_ID, FILES, POLICY, finding


def load_deal(source: Source, id: str, policy: Policy) -> tuple[Deal, tuple[Finding, ...]]:
    """The deal with everything read that can be read, and what was wrong in reading it. Rules are not run here."""
    folder = f"{PROJECTS}/{id}"
    stored = source.entries(folder)
    found: list[Finding] = list(_names(id, folder, stored.reasons))
    files = {e.path.removeprefix(f"{folder}/"): File(e.size, e.sha256) for e in stored.entries}
    documents: dict[str, Node] = {}
    for name, kind in _documents(files):
        documents[name], findings = _document(source, f"{folder}/{name}", kind)
        found += (_weighed(each, kind, policy) for each in findings)
    found += _pointers(source, folder, files, documents)
    files |= _with_md5(source, folder, files, documents.get("contract.yaml"))
    packs = {
        name.split("/")[1]: _pack(source, folder, name, root, files)
        for name, root in documents.items()
        if is_manifest(name)
    }
    return Deal(id=id, policy=policy, files=files, documents=documents, packs=packs), tuple(found)


def load_policy(source: Source, digest: str | None = None) -> tuple[Policy, tuple[Finding, ...]]:
    """The policy of the tree that is checked. None there: the shipped defaults and a warning. A wrong one: HandoffError."""
    data = _file(source, POLICY_FILE)
    if data is None:
        return Policy(), (_no_policy(), *_attributes(source))
    policy = parse_policy(data, digest)
    refuse_doubtful(policy)
    return policy, tuple(_attributes(source))


def parse_policy(data: bytes, digest: str | None = None) -> Policy:
    """The policy in these bytes, or a HandoffError that names file and line of the first thing wrong with it. What only another
    version of the tool understands is kept as a doubt: the policies of a history were right when they were decided."""
    root, findings = _read_policy(data)
    _refuse([finding for finding in findings if finding.rejects])
    return replace(read_policy(root, digest), doubts=_doubts(root))


def refuse_doubtful(policy: Policy) -> None:
    """Nothing new is judged under a policy of which something is not understood."""
    _refuse(policy.doubts)


def policy_root(source: Source) -> Node:
    """The fields of the policy of a source with their places, absent where there is none."""
    data = _file(source, POLICY_FILE)
    return _read_policy(data)[0] if data is not None else absent(POLICY_FILE)


def _refuse(problems: Sequence[Finding]) -> None:
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise HandoffError(
            f"{POLICY_FILE}:{first.place.line or 1}: {first.message}{more}", hint=first.remedy, exit_code=USAGE
        )


def _doubts(root: Node) -> tuple[Finding, ...]:
    """The rules are only loaded for a policy that names some: an audit reads hundreds of policies."""
    if not any(root.get(part).exists for part in ("rules", "thresholds", "words")):
        return ()
    from handoff_cli.core.doubts import doubts
    from handoff_cli.rulebook import all_rules

    return tuple(doubts(root, {rule.name: rule for rule in all_rules()}))


def policy_findings(source: Source) -> Iterator[Finding]:
    """What is wrong with the policy of a source, finding by finding."""
    data = _file(source, POLICY_FILE)
    if data is None:
        yield _no_policy()
    else:
        root, findings = _read_policy(data)
        yield from findings
        yield from _doubts(root)
    yield from _attributes(source)


def _read_policy(data: bytes) -> tuple[Node, tuple[Finding, ...]]:
    from handoff_cli.documents import load

    root, findings = load(POLICY_FILE, data, "handoff")
    return root, (*findings, *(policy_problems(root) if root.exists else ()))


def _documents(files: Mapping[str, File]) -> Iterator[tuple[str, str]]:
    for name in sorted(files):
        kind = DOCUMENTS.get(name) or ("manifest" if is_manifest(name) else None)
        if kind:
            yield name, kind


def _document(source: Source, path: str, kind: str) -> tuple[Node, tuple[Finding, ...]]:
    from handoff_cli.documents import load

    data = source.read(path)
    return (absent(path), (_pointer(path),)) if is_lfs_pointer(data) else load(path, data, kind)


def _with_md5(source: Source, folder: str, files: Mapping[str, File], contract: Node | None) -> dict[str, File]:
    """The files of the data packs once more, with the hash that old orders state; nothing where no order does."""
    lines = contract.get("purchase_order", "lines") if contract else ()
    if not any(line.get("pack_md5").exists for line in lines):
        return {}
    packs = {name: file for name, file in files.items() if name.startswith("data-pack/") and not is_manifest(name)}
    return {
        name: replace(file, md5=hashlib.md5(source.read(f"{folder}/{name}"), usedforsecurity=False).hexdigest())
        for name, file in packs.items()
    }


def _weighed(found: Finding, kind: str, policy: Policy) -> Finding:
    """A kickoff or a list of promises that is begun and not finished is no worse than one that is not there."""
    unfinished = kind in OPTIONAL and found.kind == "missing" and policy.profile == "chapter"
    return replace(found, severity="warn") if unfinished else found


def _pack(source: Source, folder: str, manifest: str, root: Node, files: Mapping[str, File]) -> Pack:
    name = manifest.split("/")[1]
    archive = f"data-pack/{name}/{root.get('archive').text}"
    path = f"{folder}/{archive}"
    if archive not in files:
        return Pack(name=name, manifest=root, archive=path, sha256="")
    from handoff_cli.datapack.reader import read

    return read(name, root, path, source.read(path))


def _file(source: Source, path: str) -> bytes | None:
    """A single file of the source, None where it is not there as an ordinary file."""
    return source.read(path) if source.entries(path).entries else None


def _pointers(
    source: Source, folder: str, files: Mapping[str, File], documents: Mapping[str, Node]
) -> Iterator[Finding]:
    """Files that git-lfs has put a pointer in the place of: nobody holds what was signed. The reader of a pack says it of archives."""

    archives = {f"{name.rpartition('/')[0]}/{root.get('archive').text}" for name, root in documents.items()}
    for name, file in files.items():
        small = file.size <= LARGEST and name not in documents and name not in archives
        if small and is_lfs_pointer(source.read(f"{folder}/{name}")):
            yield _pointer(f"{folder}/{name}")


def _pointer(path: str) -> Finding:
    message = "this is a git-lfs pointer, the file itself is not in the repository"
    remedy = "Take it out of git-lfs (`git lfs untrack`), put the file itself there and commit it."
    return finding(FILES, "malformed", path, message, remedy)


def _names(id: str, folder: str, reasons: Mapping[str, str]) -> Iterator[Finding]:
    if not is_deal_id(id):
        remedy = "Rename it: 3 to 40 capitals, digits and hyphens, as in ACME-1042."
        yield finding(DEAL_ID, "malformed", folder, f"the folder's name {id!r} is no deal id", remedy)
    for path, reason in sorted(reasons.items()):
        yield finding(FILES, "malformed", path, reason, "Put the file itself there, under a plain name.")


def _no_policy() -> Finding:
    message = "there is no handoff.yaml, so nobody is known by name and only the shipped defaults hold"
    return finding(POLICY, "missing", POLICY_FILE, message, "Run `handoff init` once.")


def _attributes(source: Source) -> Iterator[Finding]:
    lines = (_file(source, ".gitattributes") or b"").decode("utf-8", "replace").splitlines()
    if ATTRIBUTES_LINE not in (" ".join(line.split()) for line in lines):
        message = (
            f"the line `{ATTRIBUTES_LINE}` is missing, so git may change line ends and files hash differently elsewhere"
        )
        remedy = f"Add `{ATTRIBUTES_LINE}` to .gitattributes, or run `handoff init`."
        yield finding(ATTRIBUTES, "missing", ".gitattributes", message, remedy)

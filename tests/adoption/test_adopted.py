"""`handoff init` in a repository that has files of its own: what it adds, what it shows first, and what it never touches."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from handoff_cli.adoption import workflows
from handoff_cli.adoption.hooks import BLOCK
from handoff_cli.adoption.people import Answer, Answers, policy_text
from handoff_cli.core.codeowners import owners_of
from handoff_cli.documents import load
from handoff_cli.loading import parse_policy
from handoff_cli.resources import schemas_folder
from tests.gitrepo import Repo
from tests.hooks.configured import documented
from tests.ledger import keys as ssh
from tests.ownership.shop import Ran, identify

DANA, TOM = "Dana Reyes <dana.reyes@nordhall.example>", "Tom Okafor <tom.okafor@nordhall.example>"
ARVID = "Arvid Holm <arvid.holm@nordhall.example>"
WHO = ("--pm", DANA, "--sales", TOM)
GATE = """\
on:
  push:
    branches: [main]
env:
  # What pip installs.
  HANDOFF: handoff-cli==9.9
  GENESIS: ""
jobs: {}
"""
Init = Callable[..., Ran]


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository in which people have worked for years; Arvid sits at it."""
    made = identify(Repo.init(tmp_path / "deals"), "arvid")
    Repo.init(tmp_path / "server.git", bare=True)
    made.config("remote.origin.url", str(tmp_path / "server.git"))
    return made


@pytest.fixture
def init(repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Init:
    from handoff_cli.cli import main

    def run(*words: str, forge: str | None = "github") -> Ran:
        monkeypatch.chdir(repo.path)
        capsys.readouterr()
        code = main(["init", *words, *(("--forge", forge) if forge else ())])
        return Ran(code, *capsys.readouterr())

    return run


def files(repo: Repo) -> dict[str, bytes]:
    found = (
        file for file in repo.path.rglob("*") if file.is_file() and ".git" not in file.relative_to(repo.path).parts
    )
    return {file.relative_to(repo.path).as_posix(): file.read_bytes() for file in found}


def people(repo: Repo) -> dict[str, tuple[str, list[str]]]:
    root, findings = load("handoff.yaml", (repo.path / "handoff.yaml").read_bytes(), "handoff")
    assert [finding.message for finding in findings if finding.rejects] == []
    return {
        id: (node.get("name").text, [role.text for role in node.get("roles")])
        for id, node in root.get("people").items()
    }


@pytest.fixture
def one_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflows, "workflows", lambda: iter([("handoff-gate.yml", GATE.encode())]))


@pytest.mark.usefixtures("one_workflow")
def test_everything_at_once(repo: Repo, init: Init) -> None:
    told = init(*WHO, "--owner", "@arvid")
    assert told.code == 0
    wrote = files(repo)
    assert told.out.split() == list(dict.fromkeys(told.out.split()))
    assert set(told.out.split()) == set(wrote)
    assert {name for name in wrote if not name.startswith("schemas/")} == {
        "handoff.yaml",
        ".gitattributes",
        ".pre-commit-config.yaml",
        ".github/workflows/handoff-gate.yml",
        ".github/pull_request_template.md",
        ".github/CODEOWNERS",
    }
    assert people(repo) == {
        "arvid": ("Arvid Holm", ["admin"]),
        "dana": ("Dana Reyes", ["pm"]),
        "tom": ("Tom Okafor", ["sales"]),
    }
    assert wrote["handoff.yaml"].decode().count("dana:") == 1, "no example where there is a PM"
    for name in ("handoff", "deal", "manifest", "kickoff-internal"):
        wanted = (schemas_folder() / f"{name}.schema.json").read_bytes()
        assert wrote[f"schemas/{name}.schema.json"] == wanted
    assert "schemas/record.schema.json" not in wrote, "what no editor asks for"
    owned = wrote[".github/CODEOWNERS"].decode()
    for path in ("handoff.yaml", ".github/workflows/x.yml", ".github/CODEOWNERS", "schemas/deal.schema.json"):
        assert owners_of(owned, path, "github") == ("@arvid",)
    assert owners_of(owned, "projects/A-1/handoff.yaml", "github") == ()


@pytest.mark.usefixtures("one_workflow")
@pytest.mark.parametrize("again", [(), ("--update",)])
def test_run_again_it_changes_nothing(repo: Repo, init: Init, again: tuple[str, ...]) -> None:
    words = (*WHO, "--owner", "@arvid", "--example")
    assert init(*words).code == 0
    before = files(repo)
    told = init(*words, *again)
    assert (told.code, told.out) == (0, "")
    assert files(repo) == before


@pytest.mark.usefixtures("one_workflow")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("tool", ["handoff-cli @ git+https://git.example/handoff@abc", "handoff-cli==0.0.1"])
def test_an_update_keeps_what_was_set_in_a_workflow(repo: Repo, init: Init, end: str, tool: str) -> None:
    assert init("--target", "release").code == 0
    place = repo.path / ".github/workflows/handoff-gate.yml"
    assert place.read_text(encoding="utf-8") == GATE.replace("[main]", "[release]")
    ours = GATE.replace("[main]", "[release]").replace('""', "0123abcd")
    wanted = ours if "==" in tool else ours.replace("handoff-cli==9.9", tool)
    theirs = ours.replace("handoff-cli==9.9", tool).replace("jobs: {}", "jobs: {old: 1}").replace("\n", end)
    place.write_bytes(theirs.encode())
    told = init("--update", "--yes")
    assert told.code == 0, told.err
    assert place.read_bytes().decode() == wanted.replace("\n", end)


@pytest.mark.usefixtures("one_workflow")
def test_run_again_after_a_checkout_on_windows(repo: Repo, init: Init) -> None:
    """Line ends alone are no difference."""
    assert init(*WHO, "--owner", "@arvid").code == 0
    for name, data in files(repo).items():
        (repo.path / name).write_bytes(data.replace(b"\n", b"\r\n"))
    before = files(repo)
    told = init(*WHO, "--owner", "@arvid", "--update")
    assert (told.code, told.out) == (0, "")
    assert files(repo) == before


CONFIGS = {
    "two spaces": "# ours\nrepos:\n  - repo: https://git.example/a   # pinned\n    rev: v1\n    hooks: [{id: black}]\n",
    "no spaces": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: |\n      echo a\n\n      echo b\n  # - id: off\n\nci: {skip: [x]}\n",
    "no line end": "fail_fast: true\nrepos:\n  -   repo: meta\n      hooks:\n      -   id: identity",
    "windows": "repos:\r\n  - repo: meta\r\n    hooks:\r\n      - id: identity\r\n# the end\r\n",
    "comment first": "repos: # all of them\n\n# first\n- repo: meta\n  hooks:\n  - id: identity\n...\n",
}


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_our_hook_joins_the_others(repo: Repo, init: Init, text: str) -> None:
    name = ".pre-commit-config.yaml"
    repo.write({name: text.encode()})
    told = init("--yes")
    assert told.code == 0
    assert "- id: handoff-check" in told.err, "shown before it is written"
    after = (repo.path / name).read_bytes().decode()
    lines = after.splitlines(keepends=True)
    without = ("".join((*lines[:at], *lines[at + len(BLOCK) :])) for at in range(len(lines)))
    assert any(rest.removesuffix("\n") == text.removesuffix("\n") for rest in without), "one block more, nothing else"
    was, now = yaml.safe_load(text), yaml.safe_load(after)
    assert now["repos"][:-1] == was["repos"]
    assert [hook["id"] for hook in now["repos"][-1]["hooks"]] == ["handoff-check"]
    assert {k: v for k, v in now.items() if k != "repos"} == {k: v for k, v in was.items() if k != "repos"}
    assert after.count("\r\n") == (after.count("\n") if "\r\n" in text else 0)
    assert init("--update").out == "", "once"


def test_the_hook_is_the_one_the_readme_shows(repo: Repo, init: Init) -> None:
    assert init().code == 0
    written = yaml.safe_load((repo.path / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert written["repos"] == [documented("local")[1]]


@pytest.mark.parametrize(
    "text",
    [
        "repos: [{repo: meta, hooks: [{id: identity}]}]\n",
        "repos: []\n",
        "repos: &all\n- repo: meta\n  hooks: [{id: identity}]\n",
        "repos: [\n",
        'repos:\n- repo: "a\nb"\n  hooks: [{id: x}]\n',
        "repos:\n  - {repo: a,\nhooks: [{id: x}]}\n",
        "- repos\n",
        "",
    ],
)
def test_a_configuration_written_in_another_way_is_left_to_its_owner(repo: Repo, init: Init, text: str) -> None:
    repo.write({".pre-commit-config.yaml": text})
    told = init()
    assert told.code == 0
    assert "add it by hand" in told.err
    assert (repo.path / ".pre-commit-config.yaml").read_text(encoding="utf-8") == text


def test_nothing_that_is_there_is_touched_unasked(repo: Repo, init: Init) -> None:
    repo.write({".gitattributes": b"*.zip binary\r\n", "schemas/deal.schema.json": "{}\n"})
    before = files(repo)
    told = init()
    assert told.code == 1
    assert "+projects/** -text" in told.err
    assert "schemas/deal.schema.json: there already, and would change as shown. Nothing was written." in told.err
    assert files(repo) == before, "not even what is new"
    assert init("--yes").code == 0
    assert files(repo)[".gitattributes"] == b"*.zip binary\r\nprojects/** -text\r\n"
    assert files(repo)["schemas/deal.schema.json"] != b"{}\n"


@pytest.mark.parametrize(("answer", "code", "wrote"), [("y\n", 0, True), ("n\n", 1, False), ("", 1, False)])
def test_whoever_sits_there_is_asked(
    repo: Repo, init: Init, answer: str, code: int, wrote: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyboard:
        isatty = staticmethod(lambda: True)
        readline = staticmethod(lambda: answer)

    repo.write({".gitattributes": "*.zip binary\n"})
    monkeypatch.setattr(sys, "stdin", Keyboard())
    told = init()
    assert told.code == code
    assert "Change .gitattributes? [y/N]" in told.err
    assert ("Left as it is: .gitattributes." in told.err) == (not wrote)
    assert ("projects/**" in (repo.path / ".gitattributes").read_text(encoding="utf-8")) == wrote
    assert (repo.path / "handoff.yaml").exists(), "what is new needs no question"


@pytest.mark.parametrize("there", [{}, {".gitattributes": "*.zip binary\n"}])
def test_a_dry_run_writes_nothing(repo: Repo, init: Init, there: dict[str, str | bytes | None]) -> None:
    repo.write(there)
    before = files(repo)
    told = init(*WHO, "--dry-run", "--yes")
    assert told.code == 0
    assert "handoff.yaml\n" in told.out
    assert (".gitattributes (is there, would change)" in told.out) == bool(there)
    assert files(repo) == before


def test_no_more_than_asked_for(repo: Repo, init: Init) -> None:
    assert init("--minimal").out.split() == ["handoff.yaml", ".gitattributes"]


@pytest.mark.parametrize(
    ("address", "owners"),
    [
        ("https://github.com/nordhall/deals.git", ".github/CODEOWNERS"),
        ("git@codeberg.org:nordhall/deals.git", "CODEOWNERS"),
    ],
)
def test_the_address_says_which_forge_it_is(repo: Repo, init: Init, address: str, owners: str) -> None:
    repo.config("remote.origin.url", address)
    assert owners in init("--owner", "@arvid", forge=None).out.split()


def test_without_a_forge_there_are_no_workflows(repo: Repo, init: Init) -> None:
    told = init(forge=None)
    assert told.code == 0
    assert not (repo.path / ".github").exists()
    assert "`--forge github --update` writes them" in told.err
    assert init("--update", "--owner", "@arvid", forge="gitea").code == 0
    owned = (repo.path / "CODEOWNERS").read_text(encoding="utf-8")
    for path in ("handoff.yaml", ".gitea/workflows/x.yml", "CODEOWNERS"):
        assert owners_of(owned, path, "gitea") == ("@arvid",)
    assert owners_of(owned, "handoffXyaml", "gitea") == ()


@pytest.mark.parametrize("form", [".github/PULL_REQUEST_TEMPLATE.md", "docs/pull_request_template.md"])
def test_a_form_that_people_know_stays_the_only_one(repo: Repo, init: Init, form: str) -> None:
    repo.write({form: "What and why?\n"})
    assert init().code == 0
    assert [name for name in files(repo) if name.lower().endswith("pull_request_template.md")] == [form]


def test_owners_that_are_there_are_kept(repo: Repo, init: Init) -> None:
    repo.write({"docs/CODEOWNERS": "* @everybody\n/handoff.yaml @dana\n/schemas/\n"})
    assert init("--owner", "@arvid", "--yes").code == 0
    owned = (repo.path / "docs/CODEOWNERS").read_text(encoding="utf-8")
    assert owned == "* @everybody\n/handoff.yaml @dana\n/schemas/\n/schemas/ @arvid\n"


def test_keys_and_witness_come_from_files(repo: Repo, init: Init, tmp_path: Path) -> None:
    dana, seen = ssh.make(tmp_path, "dana"), ssh.make(tmp_path, "seen")
    public = {key: key.with_suffix(".pub").read_text(encoding="ascii").strip() for key in (dana, seen)}
    words = (
        "--key",
        f"dana.reyes@nordhall.example={dana}.pub",
        "--witness",
        f"gate={seen}.pub",
        "--evidence",
        "observed",
    )
    assert init(*WHO, *words).code == 0
    root, _ = load("handoff.yaml", (repo.path / "handoff.yaml").read_bytes(), "handoff")
    assert [key.text for key in root.get("people", "dana", "keys")] == [public[dana]]
    assert root.get("witnesses", "gate").text == public[seen]
    assert root.get("evidence").text == "observed"


@pytest.mark.usefixtures("one_workflow")
def test_accounts_on_the_forge_and_who_merges(repo: Repo, init: Init, tmp_path: Path) -> None:
    """With these answers a review decides from the first day on; the host is the remote's."""
    seen = f"{ssh.make(tmp_path, 'seen')}.pub"
    accounts = ("--account", "dana.reyes@nordhall.example=102", "--account", "arvid.holm@nordhall.example=107")
    words = ("--evidence", "observed", "--witness", f"gate={seen}", "--merge", "auto", "--admin", ARVID)
    repo.config("remote.origin.url", "https://git.nordhall.example:3000/sales/deals.git")
    for wrong, said in (
        ("dana.reyes@nordhall.example=dana", "'dana' is no number of an account"),
        ("lee@x.example=1", "nobody here"),
    ):
        told = init(*WHO, "--account", wrong, forge="gitea")
        assert (told.code, said in told.err, files(repo)) == (2, True, {})
    told = init(*WHO, *words, *accounts, forge="gitea")
    assert told.code == 0, told.err
    assert "wants reviews" not in told.err
    policy = parse_policy((repo.path / "handoff.yaml").read_bytes())
    assert {id: dict(one.forge_ids) for id, one in policy.people.items()} == {
        "arvid": {"git.nordhall.example:3000": 107}, "dana": {"git.nordhall.example:3000": 102}, "tom": {},
    }  # fmt: skip
    assert (policy.merge, policy.evidence) == ("auto", "observed")


def test_without_a_forge_there_is_no_account(repo: Repo, init: Init) -> None:
    told = init(*WHO, "--account", "dana.reyes@nordhall.example=102")
    assert (told.code, "is no repository on a forge" in told.err) == (2, True)
    assert files(repo) == {}


def test_a_private_key_never_gets_into_a_policy(repo: Repo, init: Init, tmp_path: Path) -> None:
    dana = ssh.make(tmp_path, "dana")
    told = init(*WHO, "--key", f"dana.reyes@nordhall.example={dana}")
    assert told.code == 2
    assert "is not an SSH public key" in told.err
    assert "PRIVATE" not in told.err
    assert files(repo) == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--pm", "Dana Reyes"), "'Dana Reyes' does not name a person"),
        (("--pm", "<dana@nordhall.example>"), "does not name a person"),
        (("--pm", DANA, "--key", "tom.okafor@nordhall.example=x.pub"), "nobody here has the address"),
        (("--owner", "arvid"), "--owner arvid is no account"),
        (("--owner", "@a\n* @b"), "is no account"),
        (("--witness", "gate"), "names no key"),
        (("--target", "--x"), ""),
        (("--target", "a b"), "cannot be the name of a branch"),
    ],
)
def test_an_answer_that_is_none(repo: Repo, init: Init, words: tuple[str, ...], said: str) -> None:
    told = init(*words)
    assert told.code == 2
    assert said in told.err
    assert files(repo) == {}


def test_one_key_is_one_persons(repo: Repo, init: Init, tmp_path: Path) -> None:
    key = f"{ssh.make(tmp_path, 'dana')}.pub"
    told = init(*WHO, "--key", f"dana.reyes@nordhall.example={key}", "--key", f"tom.okafor@nordhall.example={key}")
    assert told.code == 2
    assert "this key belongs to" in told.err
    assert files(repo) == {}


def test_people_are_not_added_to_a_policy_that_is_there(repo: Repo, init: Init) -> None:
    assert init("--pm", DANA).code == 0
    before = files(repo)
    told = init(*WHO)
    assert told.code == 1
    assert "does not name Tom Okafor <tom.okafor@nordhall.example> as sales" in told.err
    assert files(repo) == before


def test_somebody_in_two_roles_is_one_person(repo: Repo, init: Init) -> None:
    assert (
        init(
            "--admin", "Arvid Holm <arvid.holm@nordhall.example>", "--pm", "A. Holm <Arvid.Holm@nordhall.example>"
        ).code
        == 0
    )
    assert people(repo) == {"arvid": ("Arvid Holm", ["admin", "pm"])}


def test_two_of_one_name() -> None:
    names = ("Dana Reyes", "Dana Holm", "Dana Holm", "Åsa Ö", "{{target}}")
    named = tuple(Answer(name, f"p{at}@nordhall.example", ("pm",)) for at, name in enumerate(names))
    root = yaml.safe_load(policy_text(Answers("main", people=named)))
    assert [*root["people"]] == ["dana", "dana-holm", "dana2", "asa", "target"]
    assert [one["name"] for one in root["people"].values()] == list(names)


def test_an_example_to_look_at(repo: Repo, init: Init) -> None:
    told = init("--example")
    assert "delete it before you commit" in told.err
    assert (repo.path / "projects/BRW-1042/deal.yaml").is_file()
    assert any(name.endswith(".zip") for name in told.out.split("\n"))
    (repo.path / "projects/BRW-1042/deal.yaml").write_bytes(b"mine\n")
    assert init("--example", "--yes").out == ""
    assert (repo.path / "projects/BRW-1042/deal.yaml").read_bytes() == b"mine\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_nothing_is_written_through_a_link_out_of_the_repository(repo: Repo, init: Init, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repo.path / "schemas").symlink_to(tmp_path / "elsewhere")
    told = init("--yes")
    assert told.code == 2
    assert "leads out of this repository" in told.err
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not (repo.path / "handoff.yaml").exists()

"""`handoff doctor`: every point that is open is seen to be open, with the setting; what is not told is not taken for a yes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft7Validator

from handoff_cli import announce
from handoff_cli.core.globs import globbed
from handoff_cli.core.protection import Check, Files, ledger_checks, target_checks
from handoff_cli.core.pull import BranchRules, RequiredStatus
from handoff_cli.core.switches import CONTEXT, SETTINGS
from handoff_cli.resources import schemas_folder
from tests.forge.company import Company, on_gitea, on_github
from tests.forge.desk import Bench, bench
from tests.forge.faults import Fault
from tests.forge.hub import Rules
from tests.forge.server import Dialect
from tests.gitrepo import Repo
from tests.ownership.shop import LEDGER, Ran

SAFE = Rules(
    approvals=1,
    dismiss_stale=True,
    required=("handoff/gate",),
    app=15368,
    strict=True,
    last_push=True,
    frozen=".github/**;.gitea/**; .forgejo/**",
)
OWNED = "/handoff.yaml @arvid\n/.gitattributes @arvid\n/.github/ @arvid\n"
HOOKED = {"gate-source-fixed"}
"""What Gitea has no setting for."""


def doctor(company: Company, monkeypatch: pytest.MonkeyPatch, *words: str, who: str = "arvid") -> Ran:
    """As somebody types it whose remote lies on the forge; git itself takes the way over the disk."""
    repo, server = Repo(company.folder / "arvid"), company.server
    address = f"http://127.0.0.1:{server.port}/sales/deals.git"
    repo.config(f"url.{company.folder / 'server.git'}.insteadOf", address)
    repo.config("remote.origin.url", address)
    repo.config("handoff.forge", server.dialect.name)
    monkeypatch.setenv("GITHUB_SERVER_URL", f"http://127.0.0.1:{server.port}")
    monkeypatch.setenv("GITHUB_API_URL", server.base)
    for name in ("GITHUB_TOKEN", "GITEA_TOKEN"):
        monkeypatch.setenv(name, f"secret-of-{who}")
    return company.run("arvid", "doctor", *words)


def points(told: Ran) -> dict[str, dict[str, Any]]:
    found = json.loads(told.out)
    Draft7Validator(json.loads((schemas_folder() / "doctor.schema.json").read_text(encoding="utf-8"))).validate(found)
    named = {f"{one['area']}/{one['name']}": one for one in found["checks"]}
    assert len(named) == len(found["checks"])
    return named


def states(told: Ran, wanted: str) -> set[str]:
    return {name for name, one in points(told).items() if one["state"] == wanted}


@pytest.fixture
def safe(company: Company) -> Company:
    """Everything is set as it has to be, and the target says who owns the rules."""
    company.hub.rules, company.hub.ledger = SAFE, Rules(kept=True)
    company.push("arvid", "main", {"/.github/CODEOWNERS": OWNED, "/.github/workflows/handoff-gate.yml": "name: gate\n"})
    return company


def test_where_everything_is_set_as_it_has_to_be(safe: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Gitea anybody who may write can write a status, and no setting changes that: it is said, and is no yes."""
    told = doctor(safe, monkeypatch, "--format", "json")
    missing = {f"target/{name}" for name in HOOKED} if safe.server.dialect.name == "gitea" else set()
    assert (states(told, "open"), states(told, "unknown")) == (missing, set())
    assert told.code == (1 if missing else 0)
    assert all("handoff init --server" in points(told)[name]["remedy"] for name in missing)
    assert all(one["remedy"] is None for one in points(told).values() if one["state"] == "protected")


@pytest.fixture
def desk(dialect: Dialect) -> Iterator[Bench]:
    with bench(dialect) as opened:
        opened.hub.rules, opened.hub.ledger = SAFE, Rules(kept=True)
        opened.hub.git.push(LEDGER, "c" * 40)  # type: ignore[attr-defined]
        yield opened


def judged(desk: Bench, who: str = "arvid") -> dict[str, Check]:
    """Every point of target and ledger, as the forge tells somebody."""
    forge, kind = desk.forge(who), desk.server.dialect.name
    files = Files(OWNED, ("handoff.yaml",))
    target, ledger = forge.rules("main"), forge.rules(LEDGER)
    found = [*target_checks(target, kind, files), *ledger_checks(ledger, kind)]  # type: ignore[arg-type]
    return {f"{one.area}/{one.name}": one for one in found}


def opened(desk: Bench) -> set[str]:
    missing = {f"target/{name}" for name in HOOKED} if desk.server.dialect.name == "gitea" else set()
    return {name for name, one in judged(desk).items() if one.state == "open"} - missing


BREAKS: list[tuple[str, dict[str, Any]]] = [
    ("target/approval-required", {"approvals": 0}),
    ("target/stale-approvals-dismissed", {"dismiss_stale": False}),
    ("target/gate-required", {"required": ("build",)}),
    ("target/up-to-date-required", {"strict": False}),
    ("target/nobody-exempt", {"bypass": (("RepositoryRole", 5),)}),
]


@pytest.mark.parametrize(("name", "change"), BREAKS, ids=[name for name, _ in BREAKS])
def test_each_gap_is_named_with_its_setting(desk: Bench, name: str, change: dict[str, Any]) -> None:
    assert opened(desk) == set()
    desk.hub.rules = replace(SAFE, **change)
    assert name in opened(desk)
    assert opened(desk) <= {name, "target/rejection-blocks"}, "nothing else is blamed"
    page = "Rulesets" if desk.server.dialect.name == "github" else "Branch Protection Rules"
    switch = SETTINGS[name.removeprefix("target/")][desk.server.dialect.name]  # type: ignore[index]
    assert page in judged(desk)[name].remedy
    assert switch in judged(desk)[name].remedy


@on_github
@pytest.mark.parametrize(
    ("name", "change"),
    [("target/gate-source-fixed", {"app": None}), ("target/last-push-approved", {"last_push": False})],
)
def test_gaps_that_only_github_closes(desk: Bench, name: str, change: dict[str, Any]) -> None:
    desk.hub.rules = replace(SAFE, **change)
    assert opened(desk) == {name}


@on_gitea
@pytest.mark.parametrize("frozen", ["", ".github/*", ".github/**;.gitea/**", "**/*.md"])
def test_workflows_that_a_pull_request_can_change(desk: Bench, frozen: str) -> None:
    desk.hub.rules = replace(SAFE, frozen=frozen)
    assert opened(desk) == {"target/workflows-frozen"}


def test_a_rebase_shows_states_nobody_accepted(desk: Bench) -> None:
    desk.hub.rebase = True
    assert opened(desk) == {"target/merged-in-one-step"}
    assert "rebase" in judged(desk)["target/merged-in-one-step"].remedy.lower()


def test_the_ledger_must_stay_open_for_records(desk: Bench) -> None:
    """Whoever protects it like the target locks out those who decide."""
    desk.hub.ledger = SAFE
    assert opened(desk) == {"ledger/records-can-be-written"}


def test_the_ledger_must_not_be_rewritten(desk: Bench) -> None:
    desk.hub.ledger = Rules()
    assert opened(desk) == {"ledger/force-push-blocked", "ledger/deletion-blocked"}


@on_github
def test_an_admin_is_told_that_there_is_no_older_protection(desk: Bench) -> None:
    """Rulesets that only keep the branch from being deleted leave the rest open, not unknown."""
    desk.hub.rules = Rules(kept=True)
    assert {"target/pull-request-required", "target/gate-required", "target/nobody-exempt"} <= opened(desk)
    assert {one.state for one in judged(desk).values()} == {"open", "protected"}
    assert judged(desk)["target/deletion-blocked"].state == "protected"


@on_github
@pytest.mark.parametrize(
    ("answer", "exempt"),
    [
        ({"bypass_actors": []}, ()),
        ({"bypass_actors": [{"actor_type": "OrganizationAdmin", "actor_id": None}]}, ("owners of the organisation",)),
        ({"bypass_actors": [{"actor_type": "Integration", "actor_id": 77}]}, ("app 77",)),
        ({"current_user_can_bypass": "never"}, None),
        ({"current_user_can_bypass": "pull_requests_only"}, ("you",)),
        ({}, None),
    ],
)
def test_who_passes_a_ruleset_by(desk: Bench, answer: dict[str, Any], exempt: tuple[str, ...] | None) -> None:
    desk.server.faults.append(Fault("/rulesets/1", status=200, body=json.dumps({"id": 1, **answer}).encode()))
    assert desk.forge("arvid").rules("main").exempt == exempt


@on_github
def test_what_several_rulesets_ask_holds_together(desk: Bench) -> None:
    """One asks for the gate, another for a build and two approvals; none takes from the other."""
    rules = desk.forge().api.get("/repos/sales/deals/rules/branches/main")
    more = [
        {"type": "required_status_checks", "ruleset_id": 2, "parameters": {
            "required_status_checks": [{"context": "build"}], "strict_required_status_checks_policy": False,
        }},
        {"type": "pull_request", "ruleset_id": 2, "parameters": {
            "required_approving_review_count": 0, "allowed_merge_methods": ["squash", "rebase"],
        }},
    ]  # fmt: skip
    desk.server.faults.append(Fault("/rules/branches", status=200, body=json.dumps([*rules, *more]).encode()))
    told = desk.forge("arvid").rules("main")
    assert [one.context for one in told.required or ()] == ["handoff/gate", "build"]
    assert (told.approvals, told.up_to_date, told.stale_dismissed) == (1, True, True)
    assert told.merges == frozenset({"squash"})


@on_gitea
@pytest.mark.parametrize(
    ("pattern", "covers"),
    [
        ("main", True),
        ("ma*", True),
        ("*", True),
        ("{main,next}", True),
        ("m[!b]in", True),
        ("ma", False),
        ("*/main", False),
    ],
)
def test_which_rule_of_gitea_covers_a_branch(desk: Bench, pattern: str, covers: bool) -> None:
    rule = {"rule_name": pattern, "enable_push": False, "required_approvals": 1}
    desk.server.faults.append(Fault("/branch_protections", status=200, body=json.dumps([rule]).encode()))
    assert desk.forge("arvid").rules("main").pull_required is covers


@on_gitea
def test_the_first_rule_of_gitea_holds(desk: Bench) -> None:
    rules = [{"rule_name": "*", "enable_push": True}, {"rule_name": "main", "enable_push": False}]
    desk.server.faults.append(Fault("/branch_protections", status=200, body=json.dumps(rules).encode()))
    assert desk.forge("arvid").rules("main").pull_required is True
    ranked = [{**rules[0], "priority": 1}, {**rules[1], "priority": 2}]
    desk.server.faults.append(Fault("/branch_protections", status=200, body=json.dumps(ranked).encode()))
    assert desk.forge("arvid").rules("main").pull_required is False


def test_a_star_stays_within_one_part_of_a_name() -> None:
    assert not globbed("*", "release/1.0")
    assert globbed("**", "release/1.0")
    assert globbed("release/*", "release/1.0")
    assert not globbed("[", "x")


def test_nothing_is_set_at_all(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    told = doctor(company, monkeypatch, "--format", "json")
    assert told.code == 1
    assert {
        "target/pull-request-required",
        "target/approval-required",
        "target/gate-required",
        "target/nobody-exempt",
        "target/force-push-blocked",
        "target/deletion-blocked",
        "ledger/force-push-blocked",
        "ledger/deletion-blocked",
    } <= states(told, "open")
    assert not {name for name in states(told, "protected") if "exempt" in name or "push" in name}


@pytest.mark.parametrize("classic", [False, True])
def test_what_this_token_is_not_told_is_no_yes(safe: Company, monkeypatch: pytest.MonkeyPatch, classic: bool) -> None:
    """Who may pass a ruleset by, and the older protection as a whole, only an admin is shown."""
    safe.hub.rules = replace(SAFE, classic=classic)
    told = doctor(safe, monkeypatch, "--format", "json", who="tom")
    assert "target/nobody-exempt" in states(told, "unknown")
    if classic or safe.server.dialect.name == "gitea":
        assert {"target/pull-request-required", "target/force-push-blocked"} <= states(told, "unknown")
        assert not states(told, "protected") & {"target/pull-request-required", "target/stale-approvals-dismissed"}
    else:
        assert "target/pull-request-required" in states(told, "protected")
        assert told.code == 3
    assert "with the token of an admin" in points(told)["target/nobody-exempt"]["remedy"]


@on_github
@pytest.mark.parametrize(
    ("owners", "blamed"),
    [
        (None, "there is no CODEOWNERS"),
        (OWNED.replace("/handoff.yaml @arvid", "/handoff.yaml"), "handoff.yaml"),
        ("* @arvid\n/.github/workflows/\n", ".github/workflows/handoff-gate.yml"),
        (f"{OWNED}/.github/CODEOWNERS\n", ".github/CODEOWNERS"),
    ],
)
def test_who_owns_the_rules(safe: Company, monkeypatch: pytest.MonkeyPatch, owners: str | None, blamed: str) -> None:
    safe.push("arvid", "main", {"/.github/CODEOWNERS": owners})
    told = points(doctor(safe, monkeypatch, "--format", "json"))["target/rules-have-owners"]
    assert told["state"] == "open"
    assert blamed in told["says"]
    assert "--owner @login" in told["remedy"]


def test_a_policy_that_was_pushed_past_the_gate(safe: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    text = safe.git.git("show", "main:handoff.yaml") + "\n"
    safe.push(
        "arvid", "main", {"/handoff.yaml": text.replace("    deputy: lee\n", ""), "/.gitattributes": "*.zip binary\n"}
    )
    told = doctor(safe, monkeypatch, "--format", "json")
    assert {"target/policy-in-force", "target/bytes-kept"} <= states(told, "open")


@pytest.mark.parametrize("status", [500, 401])
def test_a_forge_that_does_not_answer_is_not_known(safe: Company, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setattr("handoff_cli.forge.pace.Pace.back_off", lambda self, attempt: 0.0)
    safe.server.faults.append(Fault("GET /repos", status=status, times=99))
    told = doctor(safe, monkeypatch, "--format", "json")
    assert "target/forge-answers" in states(told, "unknown") or "target/pull-request-required" in states(
        told, "unknown"
    )
    assert told.code == 3
    assert "target/policy-in-force" in states(told, "protected"), "what git says is told all the same"
    assert "secret-of" not in told.out + told.err


@on_github
def test_without_a_token_nothing_is_known(safe: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff_cli.connect.from_gh", lambda host: None)
    monkeypatch.setattr("handoff_cli.connect.stored_password", lambda *_: None)
    monkeypatch.setattr("handoff_cli.connect.from_environment", lambda *_: None)
    told = doctor(safe, monkeypatch)
    assert told.code == 3
    assert "? not known: what protects the target. There is no access token for" in told.out
    assert "→ Set GITHUB_TOKEN" in told.out


def test_in_words_and_as_a_table(safe: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    safe.hub.rules = replace(SAFE, dismiss_stale=False)
    text = doctor(safe, monkeypatch).out
    assert "  ✓ changes come by pull request alone\n" in text
    assert "  ✗ an approval stays when something is pushed after it\n    → Settings → " in text
    assert "not protected, of" in text.splitlines()[-1]
    table = doctor(safe, monkeypatch, "--format", "markdown").out
    assert "| not protected | The target, main on 127.0.0.1" in table
    assert "handoff/gate" in table


def test_an_exempt_account_cannot_write_the_table(dialect: Any) -> None:
    """Names come from the forge."""
    from handoff_cli.doctor import Examination
    from handoff_cli.reporters.doctor import as_markdown, as_text
    from handoff_cli.reporters.options import Options

    rules = BranchRules(branch="main", pull_required=True, exempt=("a|b <img> @all [x](y)\n::error::z",))
    seen = Examination("main", None, tuple(target_checks(rules, dialect.name, None)))
    row = next(line for line in as_markdown(seen, Options()).splitlines() if "img" in line)
    assert "\\| b".replace(" ", "") in row.replace(" ", "")
    assert "\\<img\\>" in row
    assert "\\@all" in row
    assert "\n::error" not in as_text(seen, Options())


def test_T14_every_field_that_is_not_told_is_not_known(dialect: Any) -> None:
    told = [
        *target_checks(BranchRules(branch="main"), dialect.name, None),
        *ledger_checks(BranchRules(branch="l"), dialect.name),
    ]
    assert {one.state for one in told} == {"unknown"}


def test_the_gate_writes_the_status_that_is_asked_for() -> None:
    assert announce.CONTEXT == CONTEXT


def test_a_status_of_another_name_is_not_the_gate(dialect: Any) -> None:
    """Gitea takes patterns: one that other statuses fit as well is satisfied by them."""
    for name in ("*", "handoff/*", "handoff/gate2", "Handoff/Gate"):
        rules = BranchRules(branch="main", required=(RequiredStatus(name),))
        gate = next(one for one in target_checks(rules, dialect.name, None) if one.name == "gate-required")
        assert gate.state == "open"

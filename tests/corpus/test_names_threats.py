"""Threats 74–86: links, names, attributes, configuration, sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from handoff_cli.briefing import brief
from handoff_cli.errors import HandoffError
from handoff_cli.git.repository import Repository, branch_ref
from handoff_cli.ledger.codec import encode
from handoff_cli.offers import evaluate
from tests.corpus import package
from tests.corpus.case import Case
from tests.corpus.hostile import FILE, TREE, noted, planted
from tests.corpus.package import DEAL, OTHER, within
from tests.corpus.stage import MAIN, Stage


def test_T74_links(stage: Stage, case: Case) -> None:
    for path, to in (
        (within("deal.yaml"), "../../handoff.yaml"), (within("evidence/a"), "/etc/passwd"),
        ("projects/CAB-0073", DEAL), ("handoff.yaml", "README.md"),
    ):  # fmt: skip
        case.attack(main=stage.commit({path: ("120000", to)}))
    case.harmless(main=stage.commit({"docs/link": ("120000", "README.md")}), deal=DEAL)


def test_T75_a_repository_inside_a_deal(stage: Stage, case: Case) -> None:
    for path in (
        within("deal.yaml"),
        within("raid.yaml"),
        within("evidence/sub"),
        "projects/CAB-0073",
        within("raid.yaml", "CAB-0073"),
    ):
        case.attack(main=stage.commit({path: ("160000", stage.main)}), says="irregular")
    case.attack(main=stage.commit({within("evidence/.gitmodules"): "[submodule]\n"}), says="irregular")
    case.harmless(main=stage.commit({"vendor/lib": ("160000", stage.main)}), deal=DEAL)


def test_T76_names_that_some_computers_take_for_one(stage: Stage, case: Case) -> None:
    for path in (
        within("Deal.yaml"), within("evidence/CON"), within("evidence/a:b"), within("RAID.yaml"), f"Projects/{DEAL}/deal.yaml",
        "HANDOFF.yaml", f"projects/{DEAL.lower()}/raid.yaml", within("evidence/nul.txt"),
    ):  # fmt: skip
        case.attack(main=stage.commit({path: "1"}))
    both = {within("evidence/caf\u00e9.pdf"): "1", within("evidence/cafe\u0301.pdf"): "1"}
    case.attack(main=stage.commit(both), says="irregular")
    case.harmless(
        main=stage.commit({within("evidence/caf\u00e9.pdf"): "1", within("evidence/cafe.pdf"): "1"}), deal=DEAL
    )


def test_T77_an_id_in_another_alphabet(stage: Stage, case: Case) -> None:
    for id in ("\u0421\u0410\u0412-0071", "CAB\u20110071", "_policy", "CAB-0071 ", "cab-0071", "CON"):
        told = case.attack(main=stage.commit({f"projects/{id}/evidence/a.md": "1"}), says="irregular")
        assert told.owner() == "pm"
    case.harmless(main=stage.commit({"projects/CAB-0073/evidence/a.md": "1"}), deal=DEAL)


def test_T78_attributes_inside_a_deal(stage: Stage, case: Case) -> None:
    for words in ("* working-tree-encoding=UTF-16", "* ident", "* eol=crlf", "* filter=evil"):
        case.attack(main=stage.commit({within(".gitattributes"): f"{words}\n"}), says="irregular")
    case.attack(main=stage.commit({within("evidence/.gitattributes"): "* -diff\n"}), says="irregular")
    case.harmless(main=stage.commit({within("evidence/gitattributes.md"): "* ident\n"}), deal=DEAL)


def test_T79_what_no_diff_shows(stage: Stage, case: Case) -> None:
    hidden = {
        within("evidence/huge.txt"): b"x" * 600_000, within("evidence/utf16.txt"): "so".encode("utf-16"),
        within("contract/annex.bin"): b"\0\1\2",
    }  # fmt: skip
    offer = stage.commit({**package.files(quantity=500), **hidden})
    standing = stage.standing()
    assert {path for path, _ in brief(standing, evaluate(standing, DEAL, offer)).hidden} == set(hidden)
    case.attack(
        main=stage.commit({within("evidence/.gitattributes"): "* -diff linguist-generated\n"}), says="irregular"
    )
    case.harmless(ledger=stage.accept(offer), main=stage.merge(offer), deal=DEAL)


def test_T80_an_archive_that_leaves_files_out(stage: Stage, case: Case) -> None:
    case.attack(main=stage.commit({within(".gitattributes"): "quote.yaml export-ignore\n"}), says="irregular")
    case.attack(main=stage.commit({".gitattributes": "projects/** -text export-ignore\n"}), says="no-policy-record")
    case.harmless(main=stage.commit({"docs/.gitattributes": "* export-ignore\n"}), deal=DEAL)


def test_T81_nothing_a_repository_configures_is_run(stage: Stage, case: Case, tmp_path: Path) -> None:
    place, program = tmp_path / "ran", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {place}\necho 'Good \"git\" signature for dana'\n", encoding="utf-8")
    program.chmod(0o755)
    settings = (
        "gpg.ssh.program",
        "core.fsmonitor",
        "core.sshCommand",
        "diff.external",
        "gpg.program",
        "core.pager",
        "filter.x.smudge",
    )
    for name in settings:
        stage.lab.config(name, str(program))
        stage.server.config(name, str(program))
    for name, value in (
        ("log.showSignature", "true"),
        ("diff.renames", "copies"),
        ("log.follow", "true"),
        ("core.useReplaceRefs", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("diff.orderFile", "/dev/null"),
        ("core.quotePath", "true"),
        ("log.diffMerges", "off"),
        ("core.abbrev", "4"),
        ("color.ui", "always"),
    ):
        stage.lab.config(name, value)
        stage.server.config(name, value)
    case.attack(main=stage.offer(), says="no-accept")
    case.harmless(ledger=stage.accept(stage.offer()), main=stage.merge(stage.offer()), deal=DEAL)
    assert not place.exists()


def test_T82_names_of_refs_that_programs_trip_over(stage: Stage, case: Case, tmp_path: Path) -> None:
    for name in (
        "../../config",
        "--upload-pack=touch x",
        "a\n[core]hooksPath=x",
        "x.lock",
        "-x",
        "a..b",
        "@{1}",
        "a b",
        "",
    ):
        with pytest.raises(HandoffError):
            branch_ref(name)
    living = stage.commit(noted("raid.yaml"))
    case.pushes({"refs/heads/offer/--upload-pack=touch": living, "refs/heads/$(touch${IFS}ran)": living})
    assert not (stage.server.path / "ran").exists()
    assert case.seen().owner() == "pm"
    case.harmless(main=living, deal=DEAL)


def test_T83_a_name_that_is_an_option(stage: Stage, case: Case) -> None:
    repo = Repository.discover(stage.lab.path)
    for name in ("--output=x", "-x", "--upload-pack=touch x", "--exec=touch x", "--all"):
        assert repo.resolve(name) is None
        with pytest.raises(HandoffError):
            repo.ids(name)
    case.pushes({"refs/heads/--output=x": stage.offer()})
    assert not (stage.lab.path / "x").exists()
    assert case.seen().owner() == "pm"
    case.harmless(main=stage.commit({within("evidence/--output=x"): "1", stage.main: "1"}), deal=DEAL)


def test_T84_a_pointer_instead_of_the_file(stage: Stage, case: Case) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n"
    offer = stage.commit({within("contract/PO-5501.pdf"): pointer})
    case.attack(ledger=stage.accept(offer), main=stage.merge(offer), says="is not complete: ")
    case.harmless(main=stage.commit({within("evidence/pointer.txt"): pointer}), deal=DEAL)


def test_T85_too_many_and_too_large(stage: Stage, case: Case) -> None:
    blob = stage.lab.blob("1")
    many = stage.lab.tree(*((FILE, f"{number:06d}", blob) for number in range(20_000)))
    folder = planted(stage, (TREE, "z", many))
    case.attack(main=folder, says="more than a deal can hold")
    huge = encode(stage.draft("accept", DEAL, stage.offer())).replace(
        b'"terms":[]', b'"terms":["' + b"x" * 1_100_000 + b'"]'
    )
    case.attack(ledger=stage.add(huge, stage.offer()), says="too large")
    case.harmless(main=stage.commit({within(f"evidence/{number}"): "1" for number in range(200)}), deal=DEAL)


def test_T86_a_missing_object(stage: Stage, case: Case) -> None:
    living = stage.commit(noted("raid.yaml"))
    oid = stage.lab.rev_parse(f"{stage.main}:projects/{OTHER}/quote.yaml")
    data = {place: (place.path / "objects" / oid[:2] / oid[2:]) for place in (stage.lab, stage.server)}
    kept = {file: file.read_bytes() for file in data.values()}
    for file in kept:
        file.unlink()
    case.pushes({MAIN: living})
    case.seen()
    for file, raw in kept.items():
        file.write_bytes(raw)
    case.harmless(main=living, deal=DEAL)

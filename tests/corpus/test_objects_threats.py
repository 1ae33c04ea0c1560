"""Threats 63–73: objects and repositories. Where git's own check would stop it first, it is switched off: ours has to."""

from __future__ import annotations

import pytest

from tests.corpus.case import Case
from tests.corpus.hostile import FILE, TREE, accepted, entries, noted, planted
from tests.corpus.package import DEAL, within
from tests.corpus.stage import MAIN, Stage
from tests.gitrepo import Repo


@pytest.fixture
def careless(stage: Stage) -> Stage:
    """A server on which git checks nothing itself."""
    stage.server.config("receive.fsckObjects", "false")
    return stage


def test_T63_replace_refs(stage: Stage, case: Case) -> None:
    evil, decoy = stage.offer(), stage.commit(noted("raid.yaml"))
    case.pushes({f"refs/replace/{evil}": decoy}, says="show other objects than it stores")
    case.asked({f"refs/Replace/{evil}": decoy})
    for place in (stage.lab, stage.server):
        place.git("fetch", "-q", str(stage.lab.path), f"{decoy}:refs/replace/{evil}")
    assert stage.lab.git("log", "-1", "--format=%T", evil) == stage.lab.git("log", "-1", "--format=%T", decoy)
    case.attack(main=evil, says="no-accept")
    case.harmless(main=decoy, deal=DEAL)


def test_T64_grafts(stage: Stage, case: Case) -> None:
    for place in (stage.lab, stage.server):
        (place.path / "info").mkdir(exist_ok=True)
        (place.path / "info" / "grafts").write_text(f"{stage.main}\n", encoding="utf-8")
    case.pushes({MAIN: stage.commit(noted("raid.yaml"))}, says="rewrites the history")
    case.seen()
    for place in (stage.lab, stage.server):
        (place.path / "info" / "grafts").unlink()
    case.harmless(main=stage.commit(noted("raid.yaml")), deal=DEAL)


def test_T65_shallow_clone(stage: Stage, case: Case) -> None:
    living = stage.commit(noted("raid.yaml"))
    for place in (stage.lab, stage.server):
        (place.path / "shallow").write_text(f"{stage.main}\n", encoding="utf-8")
    case.pushes({MAIN: living})
    case.seen()
    for place in (stage.lab, stage.server):
        (place.path / "shallow").unlink()
    case.harmless(main=living, deal=DEAL)


def test_T66_partial_clone(stage: Stage, case: Case) -> None:
    stage.visit()
    auditor = Repo(stage.folder / "auditor")
    auditor.config("remote.origin.promisor", "true")
    assert "partial" in case.told(stage.visit()).sentence
    auditor.git("config", "--unset", "remote.origin.promisor")
    assert stage.visit().exit == 0
    case.harmless(main=stage.commit(noted("raid.yaml")), deal=DEAL)


def test_T68_a_tag_says_accepted(stage: Stage, case: Case) -> None:
    evil = stage.offer()
    stage.lab.git("tag", "-a", "-m", "Accepted by Dana", "accepted", evil)
    tag = stage.lab.rev_parse("refs/tags/accepted")
    case.pushes({"refs/tags/accepted": tag, "refs/tags/BRW-1042-accepted": tag})
    case.attack(main=evil, says="no-accept")
    case.harmless(ledger=stage.accept(evil), main=evil, deal=DEAL)


def test_T69_a_note_says_accepted(stage: Stage, case: Case) -> None:
    evil = stage.offer()
    stage.lab.git("notes", "add", "-m", "Accepted-by: Dana", evil)
    case.pushes({"refs/notes/commits": stage.lab.rev_parse("refs/notes/commits")}, says="refs/notes/commits")
    case.attack(main=evil, says="no-accept")
    case.harmless(ledger=stage.accept(evil), main=evil, deal=DEAL)


def test_T70_the_commit_of_a_record_under_another_id(stage: Stage, case: Case) -> None:
    offer = accepted(stage)
    raw = stage.lab.git_bytes("cat-file", "commit", stage.ledger)
    twin = stage.lab.raw_commit(raw.replace(b"\n\n", b"\ngpgsig-sha256 x\n\n", 1))
    assert twin != stage.ledger
    told = case.attack(ledger=twin, says="only ever added to")
    assert told.subjects[DEAL].pending.record == stage.told().subjects[DEAL].pending.record
    case.harmless(main=stage.merge(offer), deal=DEAL)


def test_T71_a_commit_that_programs_read_differently(careless: Stage, case: Case) -> None:
    stage = careless
    living = stage.commit(noted("raid.yaml"))
    evil = stage.lab.rev_parse(f"{stage.offer()}^{{tree}}").encode()
    raw = stage.lab.git_bytes("cat-file", "commit", living)
    tree, rest = raw.split(b"\n", 1)
    author = next(line for line in raw.splitlines() if line.startswith(b"author "))
    shapes = (
        tree + b"\ntree " + evil + b"\n" + rest,
        raw.replace(author, author + b"\nauthor Dana <dana.reyes@nordhall.example> 1 +0000"),
        raw + b"\0Accepted-by: Dana\n",
        raw.replace(author, author.replace(b"<", b"<<")),
        raw.replace(b"\ncommitter ", b"\nparent " + stage.main.encode() + b"\ncommitter ", 1),
    )
    for shape in shapes:
        case.attack(main=stage.lab.raw_commit(shape))
    case.harmless(main=living, deal=DEAL)


def test_T72_trees_git_never_writes(careless: Stage, case: Case) -> None:
    stage, blob = careless, careless.lab.blob("evil")
    inner = stage.lab.tree((FILE, "x", blob))
    plants = (
        ((FILE, "deal.yaml", blob),), ((FILE, "zz", blob), (FILE, "zz", blob)), ((FILE, "zz", blob), (TREE, "zz", inner)),
        ((TREE, "..", inner),), ((FILE, ".git", blob),), ((FILE, ".GIT", blob),), ((FILE, "z/b", blob),), ((FILE, "a", blob),),
        (("0100644", "zz", blob),), (("40755", "zz", inner),),
    )  # fmt: skip
    for plant in plants:
        told = case.attack(main=planted(stage, *plant), says="malformed")
        assert told.exit == 3
    top = stage.lab.tree(*entries(stage, stage.main), (FILE, f"projects/{DEAL}/zz", blob))
    case.attack(main=stage.lab.commit_tree(top, stage.main), says="malformed")
    case.attack(main=planted(stage, (FILE, "", blob)), says="empty filename")
    case.attack(main=planted(stage, (TREE, "zz", stage.lab.tree((FILE, "git~1", blob)))), says="irregular")
    case.harmless(main=stage.commit({within("evidence/..a"): "1"}), deal=DEAL)


def test_T73_names_nobody_can_read(careless: Stage, case: Case) -> None:
    stage, blob = careless, careless.lab.blob("evil")
    for name in (b"z\xff.pdf", "z\u202egpj.exe".encode(), b"z\n.pdf", b"z\x1b[2J", b"z\xc2\x85", b"z.", b"z ", b"z\\a"):
        case.attack(main=planted(stage, (FILE, name, blob)), says="irregular")
    case.attack(main=planted(stage, ("100755", "zz", blob)), says="irregular")
    case.attack(main=planted(stage, ("100664", "zz", blob)), says="malformed")
    case.harmless(main=stage.commit({within("evidence/Prüfung 1 – öäü (Kopie).pdf"): "1"}), deal=DEAL)

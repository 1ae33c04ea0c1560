"""Names: foreign is fine, misleading is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff_cli.git.names import collisions, unlawful


@pytest.mark.parametrize(
    "name",
    [
        "deal.yaml", "Ünterlagen für Müller.pdf", "図面 A.pdf", "Договор.pdf", "a (1) [final], v2 & more.pdf", "-Rev C.pdf",
        "Screen\u202fshot.png", ".gitkeep", "conlog.txt", "null.txt", "com10.txt", "git notes.md", "a.b.c", "ça va'.txt", "❤️.png",
    ],
)  # fmt: skip
def test_names_of_customers_are_lawful(name: str) -> None:
    assert unlawful(f"projects/BRW-1042/contract/{name}") is None


@pytest.mark.parametrize(
    "name",
    [
        "a\nb", "a\tb", "a\x7fb", "a\u202eb", "a\u200bb", "a\u2028b", "a\u0085b", "\ufeffa", "a\\b", "a.", "a ", "CON", "aux.yaml",
        "com1", "LPT9.txt", "nul .txt", "com¹", "a:b", "a?", 'a"b', "a|b", "a*", "<a>", ".git", ".GitAttributes", ".gitmodules", "GIT~1", "..", ".", "",
        "x" * 256, "ü" * 128, ".g\u200cit",
    ],
)  # fmt: skip
def test_T73_misleading_names_are_not(name: str) -> None:
    assert unlawful(f"projects/BRW-1042/{name}")
    assert unlawful(f"projects/BRW-1042/{name}/b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("d/SOW.md", "d/sow.md"),
        ("d/Stra\u00dfe.md", "d/STRASSE.md"),
        ("d/caf\u00e9.md", "d/cafe\u0301.md"),
        ("d/Contract/a", "d/contract/b"),
        ("d/a", "d/a/b"),
        ("d/\u00c5.md", "d/\u212b.md"),
    ],
)
def test_T76_names_that_some_computers_take_for_one(one: str, other: str) -> None:
    assert {path for path, _ in collisions([one, other])} & {one, other}
    assert list(collisions([one, other])) == list(collisions([other, one]))


@given(st.lists(st.text(alphabet="abc/", min_size=1, max_size=6)))
def test_equal_paths_do_not_collide_with_themselves(paths: list[str]) -> None:
    lawful = {path for path in paths if not unlawful(path)}
    files = {path for path in lawful if not any(other.startswith(f"{path}/") for other in lawful)}
    assert list(collisions([*files, *files])) == []


@given(st.text())
def test_a_lawful_path_can_be_stored_printed_and_read_back(path: str) -> None:
    if unlawful(path) is None:
        assert path.encode().decode() == path
        assert path.splitlines() == [path]

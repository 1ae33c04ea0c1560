"""No bytes make the reader raise, and both parsers say the same."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff_cli.core.deal import DOCUMENTS, WHEN_NEEDED
from handoff_cli.documents import RULES, load
from handoff_cli.documents.build import FAST
from handoff_cli.documents.load import load_with
from handoff_cli.documents.schemas import schema_of
from handoff_cli.resources import sample_folder
from tests.documents.reading import both
from tests.test_clearances import CLEARANCE

NAMES = {rule.name for rule in RULES}
DEAL = "projects/BRW-1042"
SAMPLES = {
    name: (sample_folder() / DEAL / name).read_text(encoding="utf-8") for name in DOCUMENTS if name not in WHEN_NEEDED
} | {"clearances.yaml": CLEARANCE}
PIECES = [
    "\t", " ", "  ", "\n", "\r\n", '"', "'", ": ", ":", "- ", "-", "[", "]", "{", "}", ",", "#", " #1", "|", ">", ">5", "&a ", "*a", "!x ", "%", "@",
    "`", "\u00a0", "? ", "---", "...", "\\", "\\uD800", "\\UFFFFFFFF", "\\U0010FFFF", "\\0", "é", "😀", "<<: ", "~", "“", "”", "!!str ", "!<a>",
    "TBD", "[Date]", "{{x}}", "1.000", "9" * 30, "<<<<<<< ", "=======", "\u200b", "\0", "\x85",
]  # fmt: skip

edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5), st.sampled_from(PIECES)), min_size=1, max_size=6)


def mutated(text: str, changes: list[tuple[float, int, str]]) -> str:
    for where, length, piece in changes:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]
    return text


def holds(path: str, data: bytes, kind: str, loader: Any = FAST) -> None:
    root, found = load_with(schema_of(kind), path, data, kind, loader=loader)
    assert {finding.rule for finding in found} <= NAMES
    assert root.exists or any(finding.rejects for finding in found)
    for finding in found:
        assert finding.place.path == path
        assert finding.message
        assert finding.remedy.endswith((".", "…"))
        span = finding.place.span
        assert span is None or (
            span.line >= 1 and span.column >= 1 and (span.line, span.column) <= (span.end_line, span.end_column)
        )
    for node in root.walk():
        assert node.text is not None
        assert node.place.path == path


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), name=st.sampled_from(sorted(DOCUMENTS)))
def test_any_bytes(data: bytes, name: str) -> None:
    holds(f"{DEAL}/{name}", data, DOCUMENTS[name])


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), name=st.sampled_from(sorted(DOCUMENTS)))
def test_any_text(text: str, name: str) -> None:
    holds(f"{DEAL}/{name}", text.encode("utf-8", errors="surrogatepass"), DOCUMENTS[name])


@both
@settings(max_examples=100, deadline=None)
@given(changes=edits, name=st.sampled_from(sorted(DOCUMENTS)))
def test_damaged_documents(changes: list[tuple[float, int, str]], name: str, loader: Any) -> None:
    holds(f"{DEAL}/{name}", mutated(SAMPLES[name], changes).encode(), DOCUMENTS[name], loader)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML without libyaml")
@settings(max_examples=60, deadline=None)
@given(
    at=st.floats(0, 1),
    piece=st.sampled_from([piece for piece in PIECES if "?" not in piece]),
    name=st.sampled_from(sorted(DOCUMENTS)),
)
def test_both_parsers_agree_that_a_document_is_damaged(at: float, piece: str, name: str) -> None:
    data, kind, path = mutated(SAMPLES[name], [(at, 0, piece)]).encode(), DOCUMENTS[name], f"{DEAL}/{name}"
    (pure, _), (fast, _) = (
        load_with(schema_of(kind), path, data, kind, loader=loader) for loader in (yaml.SafeLoader, FAST)
    )
    assert pure.exists == fast.exists
    if pure.exists:
        assert pure.plain() == fast.plain()


@both
@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_sample_deal_is_read_without_a_finding(name: str, loader: Any) -> None:
    kind, path = DOCUMENTS[name], f"{DEAL}/{name}"
    root, found = load_with(schema_of(kind), path, SAMPLES[name].encode(), kind, loader=loader)
    assert root.exists
    assert not found
    assert load(path, SAMPLES[name].encode(), kind) == (root, found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 200_000, id="brackets"),
        pytest.param("- " * 200_000, id="dashes"),
        pytest.param("a: " + '"x" ' * 50_000, id="quotes"),
        pytest.param("a:\n" + "\tb: 1\n" * 20_000, id="tabs"),
        pytest.param("a:\n" + "-id: 1\n" * 20_000, id="dashes without blanks"),
        pytest.param("a: b: c\n" * 20_000, id="colons"),
        pytest.param("a" + " " * 200_000 + "b: c: d", id="blanks"),
        pytest.param("a: 1\n" * 50_000, id="equal keys"),
    ],
)
def test_a_hostile_document_has_few_findings(text: str) -> None:
    _, found = load_with({}, "projects/BRW-1042/deal.yaml", text.encode(), "deal")
    assert 0 < len(found) <= 200


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_every_rule_of_the_reader_has_its_page(rule: Any) -> None:
    assert rule.check is None
    for heading in ("Why", "Bad", "Good", "Fix"):
        assert f"\n{heading}\n" in rule.page
    assert rule.source in ("handoff", "chapter")
    assert rule.title.endswith(".")

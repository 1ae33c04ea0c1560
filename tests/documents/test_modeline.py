"""The line that tells an editor which fields a document has."""

from __future__ import annotations

import pytest

from handoff_cli.documents.load import load_with
from tests.documents.reading import sentence

LINE = "# yaml-language-server: $schema=../../schemas/quote.schema.json"


def read(path: str, text: str, kind: str = "quote") -> list[str]:
    _, found = load_with({}, path, text.encode(), kind)
    assert {finding.severity for finding in found} <= {"warn"}
    assert {finding.rule for finding in found} <= {"modeline-present"}
    return [sentence(finding) for finding in found]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("projects/BRW-1042/quote.yaml", f"{LINE}\na: 1\n", id="first line"),
        pytest.param("projects/BRW-1042/quote.yaml", f"# Quote\n\n{LINE}\n---\na: 1\n", id="among the first comments"),
        pytest.param(
            "projects/BRW-1042/quote.yaml", "# $schema: ../../schemas/quote.schema.json\na: 1\n", id="the short form"
        ),
        pytest.param(
            "quote.yaml",
            "# yaml-language-server: $schema=./schemas/quote.schema.json\na: 1\n",
            id="at the top of the repository",
        ),
    ],
)
def test_the_line_is_there(path: str, text: str) -> None:
    assert read(path, text) == []


def test_the_path_depends_on_where_the_document_lies() -> None:
    (words,) = read("projects/BRW-1042/data-pack/fsg-100/manifest.yaml", "a: 1\n", "manifest")
    line = "# yaml-language-server: $schema=../../../../schemas/manifest.schema.json"
    assert (
        words == f"the first line does not tell an editor which fields this document has. Begin the file with `{line}`."
    )


@pytest.mark.parametrize(
    "wrong", ["../schemas/quote.schema.json", "../../schemas/deal.schema.json", "https://x.example/quote.schema.json"]
)
def test_a_line_that_names_another_file(wrong: str) -> None:
    assert read("projects/BRW-1042/quote.yaml", f"# yaml-language-server: $schema={wrong}\na: 1\n") == [
        f"the line for editors names {wrong}. Write `{LINE}`."
    ]


def test_below_the_first_field_it_is_too_late() -> None:
    assert len(read("projects/BRW-1042/quote.yaml", f"a: 1\n{LINE}\n")) == 1


def test_the_policy_may_go_without() -> None:
    assert read("handoff.yaml", "a: 1\n", "handoff") == []
    assert len(read("handoff.yaml", "# yaml-language-server: $schema=deal.schema.json\na: 1\n", "handoff")) == 1


def test_a_text_document_needs_none() -> None:
    assert read("projects/BRW-1042/why.md", "---\na: 1\n---\n", "why") == []

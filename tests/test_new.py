"""`handoff new`: a folder that teaches, in which nothing passes as filled by accident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, FormatChecker, ValidationError

from handoff_cli.core.deal import DOCUMENTS, WHEN_NEEDED, is_manifest
from handoff_cli.errors import USAGE, HandoffError
from handoff_cli.new import ITEMS, create, skeleton
from tests.schemas.shapes import SCHEMAS, Schema, types

MANIFEST = "data-pack/brw-1042/manifest.yaml"
TBD = "TBD"
FIRST_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def new(
    deal: str = "BRW-1042", *, customer: str = "Brightwater Instruments Ltd", kind: str = "pcba"
) -> dict[str, bytes]:
    return skeleton(deal, customer=customer, sales="tom", pm="dana", kind=kind)


def kind_of(path: str) -> str:
    return "manifest" if is_manifest(path) else DOCUMENTS[path]


def data(path: str, content: bytes) -> Any:
    """The YAML of a document, or of the front matter of a Markdown one. Scalars stay text, as they do for the gate (`on`)."""
    text = content.decode()
    return yaml.load(text.split("---\n")[1] if path.endswith(".md") else text, yaml.BaseLoader)


def fill(value: Any, schema: Schema) -> Any:
    """Put the schema's own example wherever the template says TBD."""
    if value == TBD:
        return schema["examples"][0]
    if isinstance(value, list):
        return [fill(entry, schema["items"]) for entry in value]
    if isinstance(value, dict):
        return {key: fill(entry, schema["properties"][key]) for key, entry in value.items()}
    return value


def leaves(value: Any, route: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if children is None:
        yield route, value
    for key, child in children or ():
        yield from leaves(child, (*route, key))


def problems(path: str, document: Any) -> list[ValidationError]:
    return list(Draft7Validator(SCHEMAS[kind_of(path)], format_checker=FormatChecker()).iter_errors(document))


PATHS = sorted(new())


def test_every_document_is_there_and_a_board_gets_a_manifest() -> None:
    assert set(new()) == {*DOCUMENTS, MANIFEST} - WHEN_NEEDED


@pytest.mark.parametrize("kind", sorted(set(ITEMS) - {"pcba"}))
def test_what_is_no_board_gets_no_data_pack(kind: str) -> None:
    files = new(kind=kind)
    assert set(files) == set(DOCUMENTS) - WHEN_NEEDED
    item = data("deal.yaml", files["deal.yaml"])["items"][0]
    assert item["kind"] == kind
    assert "pack" not in item


def test_the_kinds_are_those_of_the_schema() -> None:
    assert list(ITEMS) == SCHEMAS["deal"]["properties"]["items"]["items"]["properties"]["kind"]["enum"]


def test_a_manifest_lies_in_the_folder_it_and_the_deal_name() -> None:
    files = new("ACME-7")
    manifest = "data-pack/acme-7/manifest.yaml"
    assert data(manifest, files[manifest])["pack"] == "acme-7"
    assert data("deal.yaml", files["deal.yaml"])["items"][0]["pack"] == "acme-7"


@pytest.mark.parametrize("path", PATHS)
def test_files_are_plain_utf8_with_unix_line_ends(path: str) -> None:
    content = new()[path]
    assert path.isascii()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert not content.endswith(b"\n\n")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert "{{" not in content.decode()
    assert all(line == line.rstrip() and len(line) <= 130 for line in content.decode().splitlines())


@pytest.mark.parametrize("path", PATHS)
def test_the_first_line_leads_an_editor_to_the_schema(path: str) -> None:
    lines = new()[path].decode().splitlines()
    found = FIRST_LINE.fullmatch(lines[1] if path.endswith(".md") else lines[0])
    assert found
    schema = (Path("/repository/projects/BRW-1042") / path).parent / found[1]
    assert Path(*_normal(schema)) == Path("/repository/schemas") / f"{kind_of(path)}.schema.json"


@pytest.mark.parametrize("path", PATHS)
def test_every_required_key_is_there(path: str) -> None:
    assert set(SCHEMAS[kind_of(path)]["required"]) <= set(data(path, new()[path]))


@pytest.mark.parametrize("kind", sorted(ITEMS))
def test_filled_with_the_examples_every_document_is_lawful(kind: str) -> None:
    for path, content in new(kind=kind).items():
        document = fill(data(path, content), SCHEMAS[kind_of(path)])
        assert problems(path, document) == [], path


@pytest.mark.parametrize("path", PATHS)
def test_as_it_comes_nothing_is_wrong_but_what_says_tbd(path: str) -> None:
    document = data(path, new()[path])
    for problem in problems(path, document):
        assert problem.instance == TBD, problem.message


@pytest.mark.parametrize("path", PATHS)
def test_nothing_passes_as_filled_by_accident(path: str) -> None:
    given = {"BRW-1042", "Brightwater Instruments Ltd", "tom", "dana", "board", "brw-1042", "pcba"}
    # What a line of a form is about, not what somebody found out: the id of an entry, the party, the role.
    structure = re.compile(r"[A-Z]+-01")
    labels = {"party", "role", "kind"}
    for route, value in leaves(data(path, new()[path])):
        assert value == TBD or value in given or structure.fullmatch(str(value)) or route[-1] in labels, route


@pytest.mark.parametrize("path", [path for path in PATHS if path.endswith(".md")])
def test_markdown_has_its_headings_and_each_still_says_tbd(path: str) -> None:
    body = new()[path].decode().split("---\n", 2)[2]
    sections = re.split(r"^## ", body, flags=re.MULTILINE)[1:]
    assert [section.split("\n", 1)[0] for section in sections] == SCHEMAS[kind_of(path)]["x-headings"]
    for section in sections:
        text = re.sub(r"<!--.*?-->", "", section.split("\n", 1)[1], flags=re.DOTALL)
        assert text.strip() == TBD


@pytest.mark.parametrize("path", PATHS)
def test_every_register_shows_one_entry(path: str) -> None:
    for name, value in data(path, new()[path]).items():
        if "array" in types(SCHEMAS[kind_of(path)]["properties"][name]):
            assert len(value) >= 1


@pytest.mark.parametrize("path", PATHS)
def test_a_document_says_what_it_is_for(path: str) -> None:
    comments = [line for line in new()[path].decode().splitlines() if line.startswith("# ") and "$schema" not in line]
    assert comments


def test_a_blank_name_is_still_to_be_filled() -> None:
    deal = data("deal.yaml", skeleton("BRW-1042", customer=" ", sales="", pm="")["deal.yaml"])
    assert deal["customer"]["name"] == deal["team"]["sales"] == deal["team"]["pm"] == TBD


@pytest.mark.parametrize("deal", ["123", "1E3", "0X1F", "YES", "NULL", "OFF", "N-1", "20260131"])
def test_an_id_that_yaml_would_read_as_something_else_stays_text(deal: str) -> None:
    document = yaml.safe_load(new(deal)["deal.yaml"])
    assert document["deal"] == deal
    assert document["items"][0]["pack"] == deal.lower()


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip().isprintable() and text.strip() != ""))
def test_a_customer_may_be_called_anything(name: str) -> None:
    assert yaml.safe_load(new(customer=name)["deal.yaml"])["customer"] == {"name": name.strip()}


@pytest.mark.parametrize(
    "name", ["{{pm}}", "\\1", "a: b", "- x", "#1 Boards", "it's", "{a}", "no", "Ünïcode GmbH", "'"]
)
def test_a_name_is_never_read_as_yaml(name: str) -> None:
    assert yaml.safe_load(new(customer=name)["deal.yaml"])["customer"] == {"name": name}


@pytest.mark.parametrize("name", ["a\nb", "a\u0085team: x", "a\u2028b", "a\u202eb", "a\x00b"])
def test_a_name_with_an_invisible_character_is_refused(name: str) -> None:
    with pytest.raises(HandoffError, match="customer"):
        new(customer=name)


@pytest.mark.parametrize(
    "deal",
    ["", "A1", "brw-1042", "-BRW", "BRW-", "BRW_1", "A/B-1", "../X1", "COM1", "NUL", "А-1042", "BRW-1042\n", "X" * 41],
)
def test_an_unlawful_id_is_refused_with_the_way_out(deal: str) -> None:
    with pytest.raises(HandoffError) as refused:
        new(deal)
    assert refused.value.exit_code == USAGE
    assert "BRW-1042" in refused.value.hint


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(HandoffError) as refused:
        new(kind="software")
    assert "box-build" in refused.value.hint


def test_create_writes_the_skeleton_and_names_what_it_wrote(tmp_path: Path) -> None:
    written = create(tmp_path, "BRW-1042", new())
    on_disk = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert on_disk == {f"projects/BRW-1042/{path}": content for path, content in new().items()}
    assert list(written) == sorted(on_disk)


def test_create_overwrites_nothing(tmp_path: Path) -> None:
    deal = tmp_path / "projects" / "BRW-1042"
    deal.mkdir(parents=True)
    (deal / "deal.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(HandoffError, match="projects/BRW-1042 is there already"):
        create(tmp_path, "BRW-1042", new())
    assert [path.name for path in deal.iterdir()] == ["deal.yaml"]
    assert (deal / "deal.yaml").read_text(encoding="utf-8") == "mine"


def test_create_refuses_before_it_makes_a_folder(tmp_path: Path) -> None:
    with pytest.raises(HandoffError):
        create(tmp_path, "../OUTSIDE", new("../OUTSIDE"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_a_problem_told_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "projects").write_text("a file", encoding="utf-8")
    with pytest.raises(HandoffError, match="projects/BRW-1042"):
        create(tmp_path, "BRW-1042", new())


def _normal(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return parts
